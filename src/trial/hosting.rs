//! Hosting: what places offer, which node each VM runs on, restart on
//! surviving nodes, boot after a place comes back.

mod reclaim;

pub(super) use reclaim::{claim_or_reclaim, may_fit};

use super::draw::Purpose;
use super::event::Event;
use super::world::{NOWHERE, World};
use crate::model::{
    AppId, ComponentId, DeploymentId, Model, Place, PlaceId, SiteId, StampId, TargetAt, TargetId,
};
use crate::units::{Span, Time};

/// Works out what a stamp offers after something about it changed.
pub(super) fn refresh_stamp(model: &Model, world: &mut World, now: Time, stamp: StampId) {
    if refresh_place(model, world, now, super::failure::place_of(stamp)) {
        touch_targets(model, world, stamp);
    }
}

/// The same after its rack lost or regained power: targets in the rack may stop
/// or work again though the stamp was down before, or still is.
pub(super) fn refresh_rack(model: &Model, world: &mut World, now: Time, stamp: StampId) {
    refresh_place(model, world, now, super::failure::place_of(stamp));
    touch_targets(model, world, stamp);
}

fn touch_targets(model: &Model, world: &mut World, stamp: StampId) {
    for (i, target) in model.estate.targets.iter().enumerate() {
        if matches!(target.at, TargetAt::Stamp(s) | TargetAt::Rack(s) if s == stamp) {
            super::failure::touch_target(model, world, TargetId::new(i));
        }
    }
}

/// Works out what every place at a site offers.
pub(super) fn refresh_site(model: &Model, world: &mut World, now: Time, site: SiteId) {
    for place in 0..model.layout.places.len() {
        if model.layout.place_sites[place] == site {
            refresh_place(model, world, now, PlaceId::new(place));
        }
    }
    for app in &model.touched_by_site[site.index()] {
        world.touch(model, *app);
    }
    world.flows_changed = true;
    world.stir = true;
}

/// Works out what a place offers; whether that has changed.
fn refresh_place(model: &Model, world: &mut World, now: Time, place: PlaceId) -> bool {
    let (powered, connected) = match model.layout.places[place.index()] {
        Place::Region(site) => (world.site_up(model, site), true),
        Place::Stamp(stamp) => {
            let parts = &model.machinery.stamp_parts[stamp.index()];
            let spec = &model.estate.stamps[stamp.index()];
            let state = world.stamps[stamp.index()];
            let powered = world.site_up(model, spec.site)
                && world.is_up(parts.software)
                && world.is_up(parts.rack_power)
                && world.is_up(parts.fabric)
                && state.nodes_down <= spec.pool_online_down_to;
            (powered, state.switches_down < 2)
        }
    };
    let before = world.places[place.index()];
    if before.powered == powered && before.connected == connected {
        return false;
    }
    let state = &mut world.places[place.index()];
    (state.powered, state.connected) = (powered, connected);
    if before.powered && !powered {
        model.layout.at_place[place.index()].iter().for_each(|d| power_off(model, world, *d));
    }
    if !before.powered && powered {
        for d in &model.layout.at_place[place.index()] {
            power_on(model, world, now, *d);
        }
    }
    for d in &model.layout.at_place[place.index()] {
        world.touch(model, model.layout.deployments[d.index()].app);
    }
    for app in &model.touched_by_place[place.index()] {
        world.touch(model, *app);
    }
    world.flows_changed = true;
    world.stir = true;
    true
}

fn vms_of(model: &Model, deployment: DeploymentId) -> std::ops::Range<usize> {
    let layout = &model.layout.deployments[deployment.index()];
    let first = layout.first_vm as usize;
    first..first + model.estate.apps[layout.app.index()].vms as usize
}

pub(super) fn power_off(model: &Model, world: &mut World, deployment: DeploymentId) {
    let state = &mut world.deployments[deployment.index()];
    state.booted = false;
    state.epoch += 1;
    state.vms_up = 0;
    for vm in vms_of(model, deployment) {
        world.vm_up[vm] = false;
        world.vm_due[vm] = Time::NEVER;
    }
}

/// The place, or the store that they run from, is back: guests boot where the app belongs or serves.
pub(super) fn power_on(model: &Model, world: &mut World, now: Time, deployment: DeploymentId) {
    let layout = model.layout.deployments[deployment.index()];
    let app = layout.app;
    if !world.deployments[deployment.index()].on {
        return;
    }
    if world.apps[app.index()].current == deployment && world.apps[app.index()].is_open {
        world.apps[app.index()].open.place_back = now;
    }
    let spec = &model.estate.apps[app.index()];
    let (entity, moves) = (model.app_entities[app.index()], now.0.unsigned_abs());
    let boot = world.draw(&spec.boot, entity, Purpose::Boot, moves);
    let start = world.draw(&spec.start, entity, Purpose::Start, moves);
    let epoch = world.deployments[deployment.index()].epoch;
    world.schedule(now + boot + start, Event::Booted(deployment, epoch));
}

/// Guests of a deployment have booted.
pub(super) fn booted(model: &Model, world: &mut World, deployment: DeploymentId, epoch: u32) {
    if world.deployments[deployment.index()].epoch == epoch {
        start_vms(model, world, deployment);
    }
}

/// Every VM that has a node to run on runs.
pub(super) fn start_vms(model: &Model, world: &mut World, deployment: DeploymentId) {
    let layout = model.layout.deployments[deployment.index()];
    let mut up = 0;
    for vm in vms_of(model, deployment) {
        let runs = has_node(model, world, deployment, vm);
        world.vm_up[vm] = runs;
        world.vm_due[vm] = Time::NEVER;
        up += u32::from(runs);
    }
    let state = &mut world.deployments[deployment.index()];
    state.vms_up = up;
    state.booted = true;
    world.touch(model, layout.app);
}

/// Whether a deployment has a VM on a node.
pub(super) fn uses_node(model: &Model, world: &World, deployment: DeploymentId, node: u32) -> bool {
    world.deployments[deployment.index()].on
        && vms_of(model, deployment).any(|vm| u32::from(world.vm_node[vm]) == node)
}

/// Whether a VM of a deployment runs on a node.
pub(super) fn runs_on_node(model: &Model, world: &World, deployment: DeploymentId, node: u32) -> bool {
    vms_of(model, deployment).any(|vm| world.vm_up[vm] && u32::from(world.vm_node[vm]) == node)
}

/// Whether enough VMs of a deployment have a node that works, running or not.
pub(super) fn has_nodes(model: &Model, world: &World, deployment: DeploymentId) -> bool {
    let layout = model.layout.deployments[deployment.index()];
    let needed = model.estate.apps[layout.app.index()].vms_needed as usize;
    vms_of(model, deployment).filter(|vm| has_node(model, world, deployment, *vm)).count() >= needed
}

fn has_node(model: &Model, world: &World, deployment: DeploymentId, vm: usize) -> bool {
    let layout = model.layout.deployments[deployment.index()];
    match model.layout.places[layout.place.index()] {
        Place::Region(_) => world.deployments[deployment.index()].on,
        Place::Stamp(stamp) => {
            let node = world.vm_node[vm];
            node != NOWHERE && world.is_up(World::node(model, stamp.index(), node))
        }
    }
}

/// A node has failed: its VMs stop and look for room elsewhere.
pub(super) fn node_failed(model: &Model, world: &mut World, now: Time, stamp: StampId, node: u16) {
    let place = super::failure::place_of(stamp);
    let mut displaced = false;
    for d in &model.layout.at_place[place.index()] {
        if !world.deployments[d.index()].on {
            continue;
        }
        let app = model.layout.deployments[d.index()].app;
        let spec = &model.estate.apps[app.index()];
        for vm in vms_of(model, *d) {
            if world.vm_node[vm] != node {
                continue;
            }
            world.deployments[d.index()].vms_up -= u32::from(world.vm_up[vm]);
            world.vm_up[vm] = false;
            world.vm_due[vm] = Time::NEVER;
            if !spec.pinned {
                release_memory(model, world, stamp, node, app);
                world.vm_node[vm] = NOWHERE;
                world.deployments[d.index()].unplaced += 1;
                displaced = true;
            }
            world.touch_vms(model, app);
        }
    }
    if displaced {
        world.stir = true;
        place_displaced(model, world, now, stamp, true);
    }
}

/// A node works again: VMs that had no room, or that stay on their node,
/// start; those that moved away come back without interruption.
pub(super) fn node_repaired(model: &Model, world: &mut World, now: Time, stamp: StampId, node: u16) {
    let place = super::failure::place_of(stamp);
    place_displaced(model, world, now, stamp, true);
    for d in &model.layout.at_place[place.index()] {
        let app = model.layout.deployments[d.index()].app;
        if !world.deployments[d.index()].on {
            continue;
        }
        let (mut restart, mut begun) = (None, 0);
        for vm in vms_of(model, *d) {
            if world.vm_node[vm] == node && !world.vm_up[vm] && world.deployments[d.index()].booted {
                world.vm_due[vm] =
                    *restart.get_or_insert_with(|| restart_time(model, world, now, stamp, app, false));
                begun += 1;
            }
            if model.layout.home_nodes[vm] == node {
                return_home(model, world, stamp, vm, app);
            }
        }
        if vms_of(model, *d).any(|vm| world.vm_node[vm] == node) {
            // It may be able to move home now.
            world.touch_vms(model, app);
        }
        if let Some(due) = restart {
            world.schedule(due, Event::VmsUp(*d));
            repair_over(model, world, now, *d, begun, World::node(model, stamp.index(), node));
        }
    }
}

/// The repair of a node lets `begun` VMs of a deployment start. Its app no
/// longer waits for repair once as many as it needs run or start.
fn repair_over(
    model: &Model,
    world: &mut World,
    now: Time,
    deployment: DeploymentId,
    begun: u32,
    node: ComponentId,
) {
    let app = model.layout.deployments[deployment.index()].app;
    let state = &world.apps[app.index()];
    if !state.is_open || state.current != deployment {
        return;
    }
    let able = |vm: &usize| world.vm_up[*vm] || world.vm_due[*vm] != Time::NEVER;
    let able: usize = vms_of(model, deployment).filter(able).count();
    let needed = model.estate.apps[app.index()].vms_needed as usize;
    if (needed..needed + begun as usize).contains(&able) {
        let repaired = world.components[node.index()].by;
        let repair = model.machinery.sources[repaired.index()].repair.as_ref();
        let open = &mut world.apps[app.index()].open;
        open.place_back = now;
        open.repair_judged = repair.is_some_and(|repair| repair.mark.is_judgement());
    }
}

/// Moves a running VM back to its own node, if that has room.
fn return_home(model: &Model, world: &mut World, stamp: StampId, vm: usize, app: AppId) {
    let (here, home) = (world.vm_node[vm], model.layout.home_nodes[vm]);
    if here == home || here == NOWHERE || !world.vm_up[vm] || !has_room(model, world, stamp, home, app) {
        return;
    }
    release_memory(model, world, stamp, here, app);
    take_memory(model, world, stamp, home, app);
    world.vm_node[vm] = home;
}

/// Gives memory that has become free to VMs that wait for a node.
pub(super) fn give_freed(model: &Model, world: &mut World, now: Time) {
    while let Some(stamp) = world.freed.pop() {
        place_displaced(model, world, now, stamp, false);
    }
}

/// Whether a VM waits for a node although one has room.
#[cfg(test)]
pub(super) fn room_is_left(model: &Model, world: &World, deployment: DeploymentId) -> bool {
    let layout = model.layout.deployments[deployment.index()];
    let Place::Stamp(stamp) = model.layout.places[layout.place.index()] else { return false };
    vms_of(model, deployment)
        .any(|vm| world.vm_node[vm] == NOWHERE && find_node(model, world, stamp, vm, layout.app).is_some())
}

/// Finds nodes for VMs that have none, highest priority first, and restarts
/// those that found one; `detect`: once the failure of their node is noticed.
fn place_displaced(model: &Model, world: &mut World, now: Time, stamp: StampId, detect: bool) {
    let place = super::failure::place_of(stamp);
    for d in &model.layout.at_place[place.index()] {
        if world.deployments[d.index()].unplaced == 0 {
            continue;
        }
        let app = model.layout.deployments[d.index()].app;
        let mut due = None;
        for vm in vms_of(model, *d) {
            if world.vm_node[vm] != NOWHERE {
                continue;
            }
            let Some(node) = find_node(model, world, stamp, vm, app) else { continue };
            take_memory(model, world, stamp, node, app);
            world.vm_node[vm] = node;
            world.deployments[d.index()].unplaced -= 1;
            world.touch_vms(model, app);
            if world.deployments[d.index()].booted {
                world.vm_due[vm] =
                    *due.get_or_insert_with(|| restart_time(model, world, now, stamp, app, detect));
            }
        }
        if let Some(due) = due {
            world.schedule(due, Event::VmsUp(*d));
            let state = &mut world.apps[app.index()];
            if !detect && state.is_open && state.current == *d {
                (state.open.place_back, state.open.waited_for_room) = (now, true);
            }
        }
    }
}

/// When a VM restarted now is up: one draw for all VMs of an app that the same
/// failure or repair restarts.
fn restart_time(model: &Model, world: &World, now: Time, stamp: StampId, app: AppId, detect: bool) -> Time {
    let spec = &model.estate.stamps[stamp.index()];
    let mut stream = world.stream(model.app_entities[app.index()], Purpose::Restart, now.0.unsigned_abs());
    let detection = spec.node_detection.sample(&mut stream);
    let restart = spec.vm_restart.sample(&mut stream);
    now + if detect { detection } else { Span::ZERO } + restart
}

/// Restarts that are due are done.
pub(super) fn vms_up(model: &Model, world: &mut World, now: Time, deployment: DeploymentId) {
    let layout = model.layout.deployments[deployment.index()];
    let Place::Stamp(stamp) = model.layout.places[layout.place.index()] else { return };
    for vm in vms_of(model, deployment) {
        if world.vm_due[vm] > now {
            continue;
        }
        world.vm_due[vm] = Time::NEVER;
        let node = world.vm_node[vm];
        if node == NOWHERE || world.vm_up[vm] || !world.is_up(World::node(model, stamp.index(), node)) {
            continue;
        }
        world.vm_up[vm] = true;
        world.deployments[deployment.index()].vms_up += 1;
        if world.is_up(World::node(model, stamp.index(), model.layout.home_nodes[vm])) {
            return_home(model, world, stamp, vm, layout.app);
        }
    }
    world.touch_vms(model, layout.app);
}

fn find_node(model: &Model, world: &World, stamp: StampId, vm: usize, app: AppId) -> Option<u16> {
    let nodes = model.estate.stamps[stamp.index()].nodes;
    let home = u32::from(model.layout.home_nodes[vm]);
    if model.estate.apps[app.index()].pinned {
        #[allow(clippy::cast_possible_truncation)]
        let home = home as u16;
        return Some(home);
    }
    #[allow(clippy::cast_possible_truncation)]
    (0..nodes).map(|step| ((home + step) % nodes) as u16).find(|node| {
        world.is_up(World::node(model, stamp.index(), *node)) && has_room(model, world, stamp, *node, app)
    })
}

#[allow(clippy::cast_possible_truncation)]
fn vm_memory(model: &Model, app: AppId) -> i64 {
    model.estate.apps[app.index()].memory_per_vm_bytes as i64
}

#[allow(clippy::cast_possible_truncation)]
fn has_room(model: &Model, world: &World, stamp: StampId, node: u16, app: AppId) -> bool {
    let capacity = model.estate.stamps[stamp.index()].vm_memory_per_node_bytes as i64;
    let used = world.node_used[World::node(model, stamp.index(), node).index()];
    used + vm_memory(model, app) <= capacity
}

fn take_memory(model: &Model, world: &mut World, stamp: StampId, node: u16, app: AppId) {
    world.node_used[World::node(model, stamp.index(), node).index()] += vm_memory(model, app);
}

fn release_memory(model: &Model, world: &mut World, stamp: StampId, node: u16, app: AppId) {
    let used = &mut world.node_used[World::node(model, stamp.index(), node).index()];
    *used -= vm_memory(model, app);
    assert!(*used >= 0, "memory is released once");
    if !world.freed.contains(&stamp) {
        world.freed.push(stamp);
    }
}

/// Takes room for a deployment. Returns false, and takes nothing, if the place
/// has none.
pub(super) fn claim(model: &Model, world: &mut World, deployment: DeploymentId) -> bool {
    let layout = model.layout.deployments[deployment.index()];
    if world.deployments[deployment.index()].on {
        return true;
    }
    let app = layout.app;
    let spec = &model.estate.apps[app.index()];
    world.deployments[deployment.index()].on = true;
    match model.layout.places[layout.place.index()] {
        Place::Region(site) => {
            if !has_quota(model, world, layout.place, site, spec) {
                world.deployments[deployment.index()].on = false;
                return false;
            }
            world.places[layout.place.index()].used_centicpus += centicpus(spec);
        }
        Place::Stamp(stamp) => {
            for vm in vms_of(model, deployment) {
                let Some(node) = find_node(model, world, stamp, vm, app) else {
                    // Nobody can use what was never taken.
                    let stir = world.stir;
                    release(model, world, deployment);
                    world.stir = stir;
                    return false;
                };
                take_memory(model, world, stamp, node, app);
                world.vm_node[vm] = node;
            }
        }
    }
    true
}

/// Whether a deployment would find room; `mended`: if every node worked.
pub(super) fn fits(model: &Model, world: &World, deployment: DeploymentId, mended: bool) -> bool {
    let layout = model.layout.deployments[deployment.index()];
    let spec = &model.estate.apps[layout.app.index()];
    if world.deployments[deployment.index()].on {
        return true;
    }
    match model.layout.places[layout.place.index()] {
        Place::Region(site) => has_quota(model, world, layout.place, site, spec),
        Place::Stamp(_) if spec.pinned => true,
        Place::Stamp(stamp) => {
            let wanted = vm_memory(model, layout.app).max(1);
            #[allow(clippy::cast_possible_truncation)]
            let capacity = model.estate.stamps[stamp.index()].vm_memory_per_node_bytes as i64;
            #[allow(clippy::cast_possible_truncation)]
            let nodes = (0..model.estate.stamps[stamp.index()].nodes)
                .map(|node| World::node(model, stamp.index(), node as u16))
                .filter(|node| mended || world.is_up(*node));
            let room: i64 = nodes.map(|node| (capacity - world.node_used[node.index()]) / wanted).sum();
            room >= i64::from(spec.vms)
        }
    }
}

fn has_quota(model: &Model, world: &World, place: PlaceId, site: SiteId, app: &crate::model::App) -> bool {
    let quota = model.estate.sites[site.index()].quota_vcpus.map(|q| u64::from(q) * 100);
    let used = world.places[place.index()].used_centicpus;
    quota.is_none_or(|quota| used + centicpus(app) <= quota)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
/// Virtual CPUs of all VMs of an app, in hundredths.
pub(super) fn centicpus(app: &crate::model::App) -> u64 {
    (app.vcpus_per_vm * 100.0).ceil() as u64 * u64::from(app.vms)
}

/// Gives up a deployment's room; its VMs are gone.
pub(super) fn release(model: &Model, world: &mut World, deployment: DeploymentId) {
    let layout = model.layout.deployments[deployment.index()];
    if !world.deployments[deployment.index()].on {
        return;
    }
    power_off(model, world, deployment);
    world.deployments[deployment.index()].on = false;
    world.deployments[deployment.index()].unplaced = 0;
    match model.layout.places[layout.place.index()] {
        Place::Region(_) => {
            let wanted = centicpus(&model.estate.apps[layout.app.index()]);
            world.places[layout.place.index()].used_centicpus -= wanted;
        }
        Place::Stamp(stamp) => {
            for vm in vms_of(model, deployment) {
                let node = world.vm_node[vm];
                if node != NOWHERE {
                    release_memory(model, world, stamp, node, layout.app);
                    world.vm_node[vm] = NOWHERE;
                }
            }
        }
    }
    world.stir = true;
}
