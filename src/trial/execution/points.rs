//! What recovery points cost that are not ready or not clean: processing what had
//! been sent, choosing points by hand, and starting applications from the state of
//! a crash.

use super::super::copying::{self, consistent_before, is_consistent};
use super::super::draw::Purpose;
use super::super::journal::Note;
use super::super::record::{Aside, Phase};
use super::super::recovery;
use super::super::world::World;
use super::{Plan, Stage, boot, finish_up, queue, step};
use crate::model::{AppId, CopyId, CrashStart, Model, Offer, Protection, Replica};
use crate::units::{Span, Time};

/// A failover begins: to the latest point once what had been sent is processed. Of
/// points before damage the newest had been applied.
pub(super) fn fail_over(model: &Model, world: &mut World, now: Time, app: AppId, protection: u8) {
    let Protection::Replica(replica) = &model.estate.apps[app.index()].protections[protection as usize]
    else {
        unreachable!("only replicas are failed over to")
    };
    if replica.points.offer == Offer::Latest && !is_chosen_by_hand(world, app) {
        let processing = &replica.points.processing;
        let span = processing.sample(&mut world.incident_stream(model, app, Purpose::Processing));
        step(world, now, app, Stage::Processing, Phase::Boot, processing.mark.is_judgement(), span);
        world.note(now, Note::Processes(app));
    } else {
        queue(world, now, app, Stage::QueueHands);
    }
    copying::failing_over(model, world, app);
}

/// The points of an app are chosen by hand: after damage.
fn is_chosen_by_hand(world: &World, app: AppId) -> bool {
    world.apps[app.index()].open.damaged
}

/// What choosing the point of one VM takes, one draw a call; of a single VM the
/// point is that of the app.
pub(super) fn choosing<'a>(
    model: &Model,
    world: &World,
    app: AppId,
    replica: &'a Replica,
) -> impl FnMut() -> Span + use<'a> {
    let several = model.estate.apps[app.index()].vms > 1;
    let by_hand = several && is_chosen_by_hand(world, app);
    let mut stream = world.incident_stream(model, app, Purpose::Choosing);
    move || if by_hand { replica.points.choosing.sample(&mut stream) } else { Span::ZERO }
}

/// How an app starts from the point that its recovery uses, if not as after a clean
/// stop.
fn crash_start<'a>(model: &'a Model, world: &World, now: Time, app: AppId) -> Option<&'a CrashStart> {
    let recovery = world.apps[app.index()].recovery;
    let protections = &model.estate.apps[app.index()].protections;
    let crash = match recovery.plan {
        Plan::Failover { protection } | Plan::Restore { protection, .. } => {
            match &protections[protection as usize] {
                Protection::Replica(replica) => Some(&replica.crash),
                Protection::Backup(backup) => backup.crash.as_ref(),
                Protection::ActiveActive(_) => None,
            }
        }
        _ => None,
    };
    let is_clean = || match recovery.plan {
        Plan::Failover { protection } => replica_of(model, app, protection)
            .is_some_and(|copy| is_consistent(model, world, copy, recovery.point, now)),
        _ => false,
    };
    crash.filter(|crash| !crash.is_as_clean() && !is_clean())
}

/// The stream that keeps a replica.
fn replica_of(model: &Model, app: AppId, protection: u8) -> Option<CopyId> {
    let mut copies = model.copies.of_app(app).map(CopyId::new);
    copies.find(|copy| model.copies.streams[copy.index()].protection == protection)
}

/// Guests have booted: the application has started, or goes on from the state of a
/// crash.
pub(super) fn booted(model: &Model, world: &mut World, now: Time, app: AppId) {
    let Some(crash) = crash_start(model, world, now, app) else {
        finish_up(model, world, now, app);
        return;
    };
    let span = crash.takes.sample(&mut world.incident_stream(model, app, Purpose::CrashStart));
    let judged = crash.takes.mark.is_judgement();
    step(world, now, app, Stage::CrashStart, Phase::Application, judged, span);
}

/// A start from the state of a crash shows whether it works. If not, the next older
/// application-consistent point is taken, as after a copy that turns out to be bad;
/// if none is kept, people repair the application.
pub(super) fn crash_started(model: &Model, world: &mut World, now: Time, app: AppId) {
    let Some(crash) = crash_start(model, world, now, app) else {
        finish_up(model, world, now, app);
        return;
    };
    let mut stream = world.incident_stream(model, app, Purpose::StartFails);
    if !stream.chance(crash.fails) {
        finish_up(model, world, now, app);
        return;
    }
    let recovery = world.apps[app.index()].recovery;
    let older = match recovery.plan {
        Plan::Failover { protection } => replica_of(model, app, protection).and_then(|copy| {
            let wanted = recovery::wanted(world, now, app);
            consistent_before(model, world, copy, recovery.point, wanted)
        }),
        _ => None,
    };
    world.note(now, Note::StartFailed(app, older.map(|point| point.at)));
    if let Some(point) = older {
        let recovery = &mut world.apps[app.index()].recovery;
        recovery.point = point.at;
        recovery.aside = Some(Aside::OutOfReach);
        recovery.attempts = recovery.attempts.wrapping_add(1);
        boot(model, world, now, app);
    } else {
        let span = crash.repair.sample(&mut stream);
        step(world, now, app, Stage::Mending, Phase::Manual, crash.repair.mark.is_judgement(), span);
    }
}
