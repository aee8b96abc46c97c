//! What protections of random worlds ask for, each drawn apart from all else, so that
//! the worlds stay as they are.

use super::parts::*;
use super::{delay, pick};
use crate::kernel::stream::Stream;
use crate::model::*;

/// What VMs need to be managed again, drawn apart from all else.
pub(super) fn draw_registrations(draw: &mut Stream, e: &mut Estate) {
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

/// What points are offered, and what starting from them takes, drawn apart from all
/// else.
pub(super) fn draw_points(draw: &mut Stream, e: &mut Estate) {
    for app in &mut e.apps {
        for protection in &mut app.protections {
            let crash = CrashStart { takes: delay(draw, 0.5), fails: draw.unit(), repair: delay(draw, 3.0) };
            match protection {
                Protection::Backup(backup) => {
                    backup.crash = draw.chance(0.3).then_some(crash);
                    if draw.chance(0.4) {
                        (backup.method, backup.instant_boot) = (BackupMethod::Instant, delay(draw, 0.2));
                    }
                }
                Protection::Replica(replica) if draw.chance(0.7) => {
                    replica.crash = crash;
                    if replica.schedule.is_synchronous() {
                        continue;
                    }
                    let offers = [Offer::Processed, Offer::Latest, Offer::Application];
                    let often = replica.schedule.every.hours() * (1.0 + 10.0 * draw.unit());
                    replica.apply = hours(0.2 * draw.unit());
                    replica.points = Points {
                        offer: pick(draw, &offers),
                        processing: delay(draw, 0.5),
                        consistent_every: Some(hours(often)),
                        choosing: delay(draw, 0.5),
                    };
                }
                Protection::Replica(_) | Protection::ActiveActive(_) => {}
            }
        }
    }
}
