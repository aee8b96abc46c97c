//! Room that is made: where an app that is recovered finds none on a stamp, apps of
//! lower priority that run there are stopped, no more of them than it takes. They wait
//! for a node like any VM that has none, and start again when room is left for them,
//! unless people recover them elsewhere before. Recoveries of lower priority that are
//! under way there give way too, even where nothing that runs is stopped: they wait
//! again for what is possible.
//! What others need to serve, or to begin a recovery, counts as what comes first among
//! these: nobody waits for what was stopped for it.

use super::super::execution;
use super::super::journal::Note;
use super::super::world::{NOWHERE, Struck, World};
use super::{claim, fits, vm_memory, vms_of};
use crate::model::{AppId, DeploymentId, Model, Place};
use crate::units::Time;

/// Takes room for a deployment of an app that is recovered, if need be from others.
/// Returns false, and takes nothing, if that is not enough.
pub(in crate::trial) fn claim_or_reclaim(
    model: &Model,
    world: &mut World,
    now: Time,
    deployment: DeploymentId,
) -> bool {
    if claim(model, world, deployment) {
        return true;
    }
    let mut those = all_that_give_way(model, world, deployment);
    if !fits_without(model, world, deployment, &those) {
        return false;
    }
    // Who comes first is spared first, if the others are enough.
    let mut next = 0;
    while next < those.len() {
        let spared = those.remove(next);
        if !fits_without(model, world, deployment, &those) {
            those.insert(next, spared);
            next += 1;
        }
    }
    for stopped in those.into_iter().rev() {
        stop(model, world, now, stopped, deployment);
    }
    let has_room = claim(model, world, deployment);
    assert!(has_room, "what is stopped leaves room enough");
    has_room
}

/// Whether a deployment of an app that is recovered would find room, if need be
/// that of others.
pub(in crate::trial) fn may_fit(model: &Model, world: &World, deployment: DeploymentId) -> bool {
    let those = || all_that_give_way(model, world, deployment);
    fits(model, world, deployment, false) || fits_without(model, world, deployment, &those())
}

/// All that may be stopped for a deployment, in the order in which they are served.
fn all_that_give_way(model: &Model, world: &World, by: DeploymentId) -> Vec<DeploymentId> {
    let place = model.layout.deployments[by.index()].place;
    if !matches!(model.layout.places[place.index()], Place::Stamp(_)) {
        return Vec::new();
    }
    // Deployments at a place stand in that order.
    let at_place = model.layout.at_place[place.index()].iter().copied();
    at_place.filter(|d| gives_way(model, world, *d, by)).collect()
}

/// Whether a deployment would find room on its stamp if these were stopped for it.
fn fits_without(model: &Model, world: &World, deployment: DeploymentId, those: &[DeploymentId]) -> bool {
    let layout = model.layout.deployments[deployment.index()];
    let Place::Stamp(stamp) = model.layout.places[layout.place.index()] else { return false };
    if those.is_empty() {
        return false;
    }
    let spec = &model.estate.stamps[stamp.index()];
    #[allow(clippy::cast_possible_truncation)]
    let capacity = spec.vm_memory_per_node_bytes as i64;
    let wanted = vm_memory(model, layout.app).max(1);
    let room = |node: u32| {
        #[allow(clippy::cast_possible_truncation)]
        let node = node as u16;
        let component = World::node(model, stamp.index(), node);
        if !world.is_up(component) {
            return 0;
        }
        let left: i64 = those.iter().map(|d| memory_on(model, world, *d, node)).sum();
        (capacity - world.node_used[component.index()] + left).max(0) / wanted
    };
    let vms = model.estate.apps[layout.app.index()].vms;
    (0..spec.nodes).map(room).sum::<i64>() >= i64::from(vms)
}

/// Memory that a deployment takes on a node, in bytes.
fn memory_on(model: &Model, world: &World, deployment: DeploymentId, node: u16) -> i64 {
    let vms = vms_of(model, deployment).filter(|vm| world.vm_node[*vm] == node).count();
    #[allow(clippy::cast_possible_wrap)]
    let vms = vms as i64;
    vms * vm_memory(model, model.layout.deployments[deployment.index()].app)
}

/// Whether a deployment may be stopped for another: the app runs there or is on its
/// way, is of lower priority, as all are that need it, and has a VM on a node.
fn gives_way(model: &Model, world: &World, deployment: DeploymentId, by: DeploymentId) -> bool {
    let app = |d: DeploymentId| model.layout.deployments[d.index()].app.index();
    let runs = world.apps[app(deployment)].current == deployment;
    world.deployments[deployment.index()].on
        && model.needed_turns[app(deployment)] > model.estate.apps[app(by)].turn()
        && !model.estate.apps[app(deployment)].pinned
        && (runs && model.estate.people.reclaim || execution::is_on_its_way(model, world, deployment))
        && vms_of(model, deployment).any(|vm| world.vm_node[vm] != NOWHERE)
}

/// Stops the VMs of an app, which is struck by what the other is recovered from, or its
/// recovery.
fn stop(model: &Model, world: &mut World, now: Time, deployment: DeploymentId, by: DeploymentId) {
    let layout = model.layout.deployments[deployment.index()];
    let app: AppId = layout.app;
    let winner = model.layout.deployments[by.index()].app;
    if execution::is_on_its_way(model, world, deployment) {
        world.note(now, Note::GaveWay(app, winner));
        execution::give_way(model, world, now, app);
        return;
    }
    world.note(now, Note::MadeRoom(app, winner));
    let Place::Stamp(stamp) = model.layout.places[layout.place.index()] else { return };
    for vm in vms_of(model, deployment) {
        let node = world.vm_node[vm];
        (world.vm_up[vm], world.vm_due[vm]) = (false, Time::NEVER);
        if node != NOWHERE {
            super::release_memory(model, world, stamp, node, app);
            world.vm_node[vm] = NOWHERE;
            world.deployments[deployment.index()].unplaced += 1;
        }
    }
    world.deployments[deployment.index()].vms_up = 0;
    let open = &world.apps[winner.index()].open;
    let counted = open.counted && (open.forced || now <= world.horizon);
    let struck = Struck { app, counted, ..open.struck(winner) };
    world.stir = true;
    let state = &world.apps[app.index()];
    if !state.is_open && !state.is_given_up() {
        world.struck.push(struck);
    }
    world.touch(model, app);
}
