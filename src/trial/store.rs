//! Apps that run from a backup store: an instant recovery boots their VMs from the
//! copies there, and their data are moved to where they run while they serve, over
//! what restores share. Until that is done an app uses the store and the way to it:
//! it stops when either fails, boots anew when both are back, and its data are gone
//! if those of the store are destroyed. What stops it strikes it, as what stops its
//! own place does: by the kind of what failed; a target's own failure is one of
//! hardware, and counts from ordinary histories alone.
//!
//! Meanwhile nothing replicates it, and it does not move home.

use super::execution::{self, Plan};
use super::failure::{self, Blow};
use super::hosting;
use super::journal::Note;
use super::settle;
use super::transfer::{self, Cargo};
use super::world::World;
use crate::model::{
    AppId, BackupMethod, CopyId, Keeper, Kind, Model, Protection, SiteId, TargetAt, TargetId,
};
use crate::units::Time;

/// An app that runs from a store.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mount {
    /// The copies it runs from.
    copy: CopyId,
    /// Bytes still to be moved, while none are.
    left: f64,
    /// Restore streams held.
    held: u32,
    /// Its data are being moved.
    moving: bool,
    /// The store works and can be reached.
    in_reach: bool,
}

/// Whether a plan boots from the store. An app that is active-active is restored
/// whole: its other instances need its data.
pub(super) fn boots_from_it(model: &Model, app: AppId, plan: Plan) -> bool {
    let Plan::Restore { protection, .. } = plan else { return false };
    let protection = &model.estate.apps[app.index()].protections[protection as usize];
    let is_instant = matches!(protection, Protection::Backup(b) if b.method == BackupMethod::Instant);
    is_instant && !model.is_active_active[app.index()]
}

fn target_of(model: &Model, copy: CopyId) -> TargetId {
    match model.copies.streams[copy.index()].keeper {
        Keeper::Target(target) => target,
        Keeper::Place(_) => unreachable!("a backup is kept on a target"),
    }
}

/// The site of the store that an app runs from.
pub(super) fn site(model: &Model, world: &World, app: AppId) -> Option<SiteId> {
    let mount = world.apps[app.index()].mount?;
    Some(model.copies.streams[mount.copy.index()].site)
}

/// An app that has just been recovered runs from the store.
pub(super) fn mount(model: &Model, world: &mut World, now: Time, app: AppId, copy: CopyId) {
    let left = model.estate.apps[app.index()].data_bytes;
    world.apps[app.index()].mount = Some(Mount { copy, left, held: 0, moving: false, in_reach: true });
    world.mounted.push(app);
    world.stir = true;
    world.note(now, Note::FromStore(app));
}

/// An app no longer runs from a store.
pub(super) fn unmount(model: &Model, world: &mut World, now: Time, app: AppId) {
    halt(model, world, now, app);
    if world.apps[app.index()].mount.take().is_some() {
        world.mounted.retain(|a| *a != app);
        world.stir = true;
        world.touch(model, app);
    }
}

/// Whether an app has what it runs from: its own data, or a store that works within
/// reach.
pub(super) fn is_there(model: &Model, world: &World, app: AppId) -> bool {
    let Some(mount) = world.apps[app.index()].mount else { return true };
    let from = model.copies.streams[mount.copy.index()].site;
    world.target_up(model, target_of(model, mount.copy))
        && world.route(model, from, settle::site_of(model, world, app)).is_some()
}

/// What follows for an app from a change around the store that it runs from.
pub(super) fn watch(model: &Model, world: &mut World, now: Time, app: AppId) {
    let Some(mount) = world.apps[app.index()].mount else { return };
    if !world.apps[app.index()].intact {
        unmount(model, world, now, app);
        return;
    }
    let in_reach = is_there(model, world, app);
    if in_reach == mount.in_reach {
        return;
    }
    if let Some(mount) = &mut world.apps[app.index()].mount {
        mount.in_reach = in_reach;
    }
    let current = world.apps[app.index()].current;
    hosting::power_off(model, world, current);
    if in_reach && world.place_works(model, current) {
        hosting::power_on(model, world, now, current);
    }
    world.stir = true;
}

/// The copies of a stream were destroyed: what ran from them has no data.
pub(super) fn destroyed(model: &Model, world: &mut World, copy: CopyId) {
    let app = model.copies.streams[copy.index()].app;
    let state = &mut world.apps[app.index()];
    if state.mount.is_some_and(|mount| mount.copy == copy) {
        state.intact = false;
        world.touch(model, app);
    }
}

/// Something has failed at which stores stand: strikes what runs from them.
pub(super) fn strike(
    model: &Model,
    world: &mut World,
    now: Time,
    stands: impl Fn(TargetId, TargetAt) -> bool,
    kind: Kind,
    blow: Blow,
) {
    for i in 0..world.mounted.len() {
        let app = world.mounted[i];
        let Some(mount) = world.apps[app.index()].mount else { continue };
        let target = target_of(model, mount.copy);
        if mount.in_reach && stands(target, model.estate.targets[target.index()].at) {
            failure::strike_with_dependents(model, world, now, app, kind, blow);
            world.touch(model, app);
        }
    }
}

/// Whether the data of an app can be moved on now.
fn may_move(model: &Model, world: &World, app: AppId) -> bool {
    let state = &world.apps[app.index()];
    state.intact && !state.halted && world.place_works(model, state.current) && is_there(model, world, app)
}

/// Interrupts what can no longer be moved: what has been moved is kept.
pub(super) fn interrupt(model: &Model, world: &mut World, now: Time) {
    for i in 0..world.mounted.len() {
        let app = world.mounted[i];
        if !may_move(model, world, app) {
            halt(model, world, now, app);
        }
    }
}

/// Interrupts the move of an app's data, if it is under way: its streams are given
/// back.
pub(super) fn halt(model: &Model, world: &mut World, now: Time, app: AppId) {
    let Some(mount) = world.apps[app.index()].mount.filter(|mount| mount.moving) else { return };
    transfer::pause(world, now, app);
    let left = transfer::left(world, app).unwrap_or(mount.left);
    transfer::stop(world, app);
    let_go(model, world, app, left);
}

fn let_go(model: &Model, world: &mut World, app: AppId, bytes: f64) {
    let Some(mount) = &mut world.apps[app.index()].mount else { return };
    let held = std::mem::take(&mut mount.held);
    (mount.moving, mount.left) = (false, bytes);
    let target = target_of(model, mount.copy);
    world.streams_busy[target.index()] -= held;
    world.stir = true;
}

/// Moves the data of apps on, each in its turn, with streams that no restore waits
/// for.
pub(super) fn move_on(model: &Model, world: &mut World, now: Time) {
    if world.mounted.is_empty() {
        return;
    }
    let mut mounted = std::mem::take(&mut world.mounted);
    mounted.sort_unstable_by_key(|app| execution::turn(model, world, *app));
    for app in &mounted {
        begin_to_move(model, world, now, *app);
    }
    world.mounted = mounted;
}

fn begin_to_move(model: &Model, world: &mut World, now: Time, app: AppId) {
    let Some(mount) = world.apps[app.index()].mount.filter(|mount| !mount.moving) else { return };
    if transfer::is_under_way(world, app) || !may_move(model, world, app) {
        return;
    }
    let target = target_of(model, mount.copy);
    let spec = &model.estate.targets[target.index()];
    let free = spec.streams.saturating_sub(world.streams_busy[target.index()]);
    let held = free.min(model.estate.apps[app.index()].vms);
    if held == 0 {
        return;
    }
    world.streams_busy[target.index()] += held;
    world.apps[app.index()].mount = Some(Mount { held, moving: true, ..mount });
    let from = model.copies.streams[mount.copy.index()].site;
    let to = settle::site_of(model, world, app);
    let cap = f64::from(held) * spec.stream_bytes_per_second;
    transfer::start(world, now, app, Cargo { bytes: mount.left, from, to, target: Some(target), cap });
}

/// Whether the transfer of an app is that of data that it runs without.
pub(super) fn is_moving(world: &World, app: AppId) -> bool {
    world.apps[app.index()].mount.is_some_and(|mount| mount.moving)
}

/// Streams that an app holds to have its data moved.
#[cfg(test)]
pub(super) fn streams_held(world: &World, app: AppId) -> u32 {
    world.apps[app.index()].mount.map_or(0, |mount| mount.held)
}

/// All data are where the app runs.
pub(super) fn moved(model: &Model, world: &mut World, now: Time, app: AppId) {
    transfer::stop(world, app);
    let_go(model, world, app, 0.0);
    unmount(model, world, now, app);
    world.note(now, Note::Migrated(app));
}
