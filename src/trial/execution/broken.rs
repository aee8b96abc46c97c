//! Recoveries that break or are called off, and what becomes of what they hold.

use super::super::hosting;
use super::super::journal::Note;
use super::super::recovery::{self, Choice};
use super::super::store;
use super::super::transfer;
use super::super::world::World;
use super::queues::let_go;
use super::{Plan, Stage, read_another, start};
use crate::model::{AppId, CopyId, DeploymentId, Model};
use crate::units::Time;

/// Calls off a recovery under way: gives back what it holds.
pub(in crate::trial) fn abandon(model: &Model, world: &mut World, app: AppId) {
    let recovery = world.apps[app.index()].recovery;
    if !recovery.stage.is_executing() {
        return;
    }
    put_down(model, world, app);
    leave(model, world, app, recovery.destination);
}

/// Ends the work of a recovery under way; its room is kept.
fn put_down(model: &Model, world: &mut World, app: AppId) {
    if !store::is_moving(world, app) {
        transfer::stop(world, app);
    }
    let_go(model, world, app);
    world.queued.retain(|a| *a != app);
    let recovery = &mut world.apps[app.index()].recovery;
    recovery.stage = Stage::Waiting;
    recovery.source_down = false;
    recovery.step += 1;
    // The place it was leaving may have come back.
    world.touch(model, app);
}

/// Gives back the room of a recovery that was called off.
fn leave(model: &Model, world: &mut World, app: AppId, destination: DeploymentId) {
    if !is_kept(model, world, app, destination) {
        hosting::release(model, world, destination);
    }
}

/// Whether a deployment keeps its room when the recovery that leads there ends.
fn is_kept(model: &Model, world: &World, app: AppId, deployment: DeploymentId) -> bool {
    let home = DeploymentId::new(model.layout.of_app(app).start);
    deployment == home
        || deployment == world.apps[app.index()].current
        || model.layout.deployments[deployment.index()].initial
}

/// Whether a deployment has room only for a recovery under way, which nobody is
/// served by yet.
pub(in crate::trial) fn is_on_its_way(model: &Model, world: &World, deployment: DeploymentId) -> bool {
    let app = model.layout.deployments[deployment.index()].app;
    let state = &world.apps[app.index()];
    state.is_open
        && state.recovery.stage.is_executing()
        && state.recovery.destination == deployment
        && !is_kept(model, world, app, deployment)
}

/// A recovery under way gives its room to one that comes first.
pub(in crate::trial) fn give_way(model: &Model, world: &mut World, now: Time, app: AppId) {
    abandon(model, world, app);
    recovery::wait(world, now, app);
}

/// A place was destroyed: a recovery that was bringing an app there breaks.
pub(in crate::trial) fn place_destroyed(
    model: &Model,
    world: &mut World,
    now: Time,
    app: AppId,
    place: DeploymentId,
) {
    let state = &world.apps[app.index()];
    if state.is_open && state.recovery.stage.is_executing() && state.recovery.destination == place {
        world.note(now, Note::Broke(app));
        abandon(model, world, app);
        recovery::wait(world, now, app);
    }
}

/// The copies of a stream were destroyed: a restore that reads them breaks.
pub(in crate::trial) fn copies_destroyed(model: &Model, world: &mut World, now: Time, copy: CopyId) {
    store::destroyed(model, world, copy);
    let app = model.copies.streams[copy.index()].app;
    let state = &world.apps[app.index()];
    let reads = match state.recovery.plan {
        Plan::Restore { copy: c, .. } | Plan::RestoreItem { copy: c, .. } => c == copy,
        _ => false,
    };
    let booted = [Stage::Booting, Stage::CrashStart, Stage::Mending, Stage::Finishing];
    let stage = state.recovery.stage;
    let needed = !booted.contains(&stage) || store::boots_from_it(model, app, state.recovery.plan);
    if state.is_open && reads && stage.is_executing() && needed {
        world.note(now, Note::Broke(app));
        abandon(model, world, app);
        recovery::wait(world, now, app);
    }
}

/// Leaves a restore whose source cannot be reached for what can work now; room
/// for it has been claimed.
pub(in crate::trial) fn exchange(model: &Model, world: &mut World, now: Time, app: AppId, choice: Choice) {
    let (plan, destination, point) = choice;
    world.note(now, Note::Broke(app));
    let before = world.apps[app.index()].recovery;
    put_down(model, world, app);
    match (before.plan, plan) {
        (Plan::Restore { protection: a, .. }, Plan::Restore { protection: b, copy })
        | (Plan::RestoreItem { protection: a, .. }, Plan::RestoreItem { protection: b, copy })
            if a == b && before.destination == destination =>
        {
            read_another(model, world, now, app, (copy, point));
        }
        _ => {
            if before.destination != destination {
                leave(model, world, app, before.destination);
            }
            start(model, world, now, app, choice);
        }
    }
}
