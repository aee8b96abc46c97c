//! Room that is made: where an app that is recovered finds none on a stamp, apps of
//! lower priority that run there are stopped. They wait for a node like any VM that
//! has none, and start again when room is left for them.

use super::super::journal::Note;
use super::super::world::{NOWHERE, Struck, World};
use super::{claim, fits, vm_memory, vms_of};
use crate::model::{AppId, DeploymentId, Model, Place, StampId};
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
    if !reclaim_fits(model, world, deployment) {
        return false;
    }
    while !claim(model, world, deployment) {
        let stopped = lowest(model, world, deployment).expect("all of them leave room enough");
        stop(model, world, now, stopped, deployment);
    }
    true
}

/// Whether a deployment of an app that is recovered would find room, if need be
/// that of others.
pub(in crate::trial) fn may_fit(model: &Model, world: &World, deployment: DeploymentId) -> bool {
    fits(model, world, deployment, false) || reclaim_fits(model, world, deployment)
}

/// Whether a deployment would find room on its stamp if all that may be stopped for
/// it were.
fn reclaim_fits(model: &Model, world: &World, deployment: DeploymentId) -> bool {
    let layout = model.layout.deployments[deployment.index()];
    let Place::Stamp(stamp) = model.layout.places[layout.place.index()] else { return false };
    let spec = &model.estate.stamps[stamp.index()];
    let app = &model.estate.apps[layout.app.index()];
    if !model.estate.people.reclaim || lowest(model, world, deployment).is_none() {
        return false;
    }
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
        let reclaimed = reclaimable_on(model, world, stamp, node, deployment);
        (capacity - world.node_used[component.index()] + reclaimed) / wanted
    };
    (0..spec.nodes).map(room).sum::<i64>() >= i64::from(app.vms)
}

/// Memory on a node that may be taken for a deployment, in bytes.
fn reclaimable_on(model: &Model, world: &World, stamp: StampId, node: u16, by: DeploymentId) -> i64 {
    let place = super::super::failure::place_of(stamp);
    let those = model.layout.at_place[place.index()].iter().filter(|d| gives_way(model, world, **d, by));
    let memory = |d: &DeploymentId| {
        let vms = vms_of(model, *d).filter(|vm| world.vm_node[*vm] == node).count();
        #[allow(clippy::cast_possible_wrap)]
        let vms = vms as i64;
        vms * vm_memory(model, model.layout.deployments[d.index()].app)
    };
    those.map(memory).sum()
}

/// Whether a deployment may be stopped for another: the app runs there, is of lower
/// priority, and has a VM on a node.
fn gives_way(model: &Model, world: &World, deployment: DeploymentId, by: DeploymentId) -> bool {
    let app = |d: DeploymentId| model.layout.deployments[d.index()].app;
    let (spec, other) = (&model.estate.apps[app(deployment).index()], &model.estate.apps[app(by).index()]);
    world.deployments[deployment.index()].on
        && (!spec.foundation, spec.priority) > (!other.foundation, other.priority)
        && !spec.pinned
        && world.apps[app(deployment).index()].current == deployment
        && vms_of(model, deployment).any(|vm| world.vm_node[vm] != NOWHERE)
}

/// The first to be stopped: of the lowest priority.
fn lowest(model: &Model, world: &World, by: DeploymentId) -> Option<DeploymentId> {
    let place = model.layout.deployments[by.index()].place;
    // Deployments at a place stand in the order in which they are served.
    model.layout.at_place[place.index()].iter().copied().rev().find(|d| gives_way(model, world, *d, by))
}

/// Stops the VMs of an app, which is struck by what the other is recovered from.
fn stop(model: &Model, world: &mut World, now: Time, deployment: DeploymentId, by: DeploymentId) {
    let layout = model.layout.deployments[deployment.index()];
    let app: AppId = layout.app;
    let winner = model.layout.deployments[by.index()].app;
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
    if world.apps[app.index()].serving {
        world.note(now, Note::MadeRoom(app, winner));
    }
    let state = &world.apps[app.index()];
    if !state.is_open && !state.is_given_up() {
        world.struck.push(struck);
    }
    world.touch(model, app);
}
