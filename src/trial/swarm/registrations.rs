//! Random needs of VMs to be managed again.

use super::*;

/// What VMs need to be managed again, drawn apart from all else.
pub(super) fn draw(draw: &mut Stream, e: &mut Estate) {
    for app in &mut e.apps {
        app.guests.arc = pick(draw, &[None, None, Some(true), Some(false)]);
        for protection in &mut app.protections {
            let registration = match protection {
                Protection::Backup(backup) => &mut backup.registration,
                Protection::Replica(replica) => &mut replica.registration,
                Protection::ActiveActive(_) => continue,
            };
            let mut work = || {
                let hours = pick(draw, &[1.0, 50.0]);
                draw.chance(0.6).then(|| delay(draw, hours))
            };
            (registration.register, registration.reconnect) = (work(), work());
            registration.temporary = draw.chance(0.2);
            registration.reconnect_after = hours(pick(draw, &[0.0, 100.0, 1080.0]));
        }
    }
}
