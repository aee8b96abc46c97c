//! What must be true of a world at every instant.

use super::super::copying::{self, Wanted};
use super::super::settle;
use super::super::store;
use super::super::world::{DeploymentState, NOWHERE, World};
use crate::model::*;
use crate::units::Time;

/// Checks the books of a world that has just been settled.
pub(in crate::trial) fn check(model: &Model, world: &World, now: Time) {
    check_stamps(model, world);
    check_apps(model, world);
    check_limits(model, world);
    copying::check(world);
    super::super::plans::check(model, world);
    if now.0 % 32 == 0 {
        check_settled(model, world, now);
    }
    for copy in (0..model.copies.streams.len()).map(CopyId::new) {
        let wanted = Wanted { before: Time::NEVER, by: now, kept_at: now };
        if let Some(point) = copying::newest(model, world, copy, wanted) {
            assert!(point.at <= now && point.usable <= now, "a point from the future: {point:?} at {now:?}");
        }
    }
}

/// What was not looked at again when an instant was settled had not changed: to
/// settle everything anew changes nothing.
fn check_settled(model: &Model, world: &World, now: Time) {
    let mut again = world.clone();
    (0..model.estate.apps.len()).for_each(|app| again.touch(model, AppId::new(app)));
    (again.stir, again.flows_changed) = (true, true);
    settle::all(model, &mut again, now);
    let told = |world: &World| {
        let hosted = |d: &DeploymentState| (d.on, d.vms_up, d.booted, d.in_step_until, d.catching_up);
        let deployments: Vec<_> = world.deployments.iter().map(hosted).collect();
        let of_apps = (&world.apps, &world.services, deployments, &world.damages, &world.losses);
        let of_copies = (&world.progress, &world.regimes, &world.link_load);
        let waits = (&world.waiting, &world.queued, &world.flowing, &world.streams_busy);
        let of_plans = (&world.runs, &world.group_busy);
        format!("{of_apps:?}\n{of_copies:?}\n{waits:?}\n{of_plans:?}")
    };
    let (again, before) = (told(&again), told(world));
    if let Some(at) = again.bytes().zip(before.bytes()).position(|(a, b)| a != b) {
        let near = at.saturating_sub(200)..at + 60;
        panic!("not settled: {:?}\nbut {:?}", before.get(near.clone()), again.get(near));
    }
    assert_eq!(again.len(), before.len());
}

fn check_stamps(model: &Model, world: &World) {
    for (i, stamp) in model.estate.stamps.iter().enumerate() {
        let down = (0..stamp.nodes as u16).filter(|n| !world.is_up(World::node(model, i, *n))).count();
        assert_eq!(down as u32, world.stamps[i].nodes_down, "nodes down of {}", stamp.name);
        assert!(world.stamps[i].hardware_down <= world.stamps[i].nodes_down);
        for node in 0..stamp.nodes as u16 {
            let mut used = 0;
            for d in &model.layout.at_place[i] {
                let layout = model.layout.deployments[d.index()];
                let app = &model.estate.apps[layout.app.index()];
                let vms = layout.first_vm as usize..(layout.first_vm + app.vms) as usize;
                let here = vms.filter(|vm| world.deployments[d.index()].on && world.vm_node[*vm] == node);
                used += here.count() as i64 * app.memory_per_vm_bytes as i64;
            }
            assert_eq!(
                used,
                world.node_used[World::node(model, i, node).index()],
                "memory of {}",
                stamp.name
            );
        }
    }
    for (i, deployment) in world.deployments.iter().enumerate() {
        let layout = model.layout.deployments[i];
        let vms =
            layout.first_vm as usize..(layout.first_vm + model.estate.apps[layout.app.index()].vms) as usize;
        let up = vms.clone().filter(|vm| world.vm_up[*vm]).count() as u32;
        assert_eq!(up, deployment.vms_up, "running VMs");
        let place = model.layout.places[layout.place.index()];
        if deployment.on && matches!(place, Place::Stamp(_)) {
            let unplaced = vms.filter(|vm| world.vm_node[*vm] == NOWHERE).count() as u32;
            assert_eq!(unplaced, deployment.unplaced, "VMs without a node");
            let app = layout.app;
            assert!(
                !super::super::hosting::room_is_left(model, world, DeploymentId::new(i)),
                "{app:?} waits beside room"
            );
        }
        assert!(deployment.on || up == 0, "VMs run where nothing is deployed");
        let out_of_step = !world.in_step(DeploymentId::new(i));
        assert!(out_of_step || !deployment.catching_up, "sent what it does not lack");
        assert!(!out_of_step || model.is_active_active[layout.app.index()], "out of step with itself");
    }
}

fn check_apps(model: &Model, world: &World) {
    let mut outstanding = 0;
    for (i, app) in world.apps.iter().enumerate() {
        let spec = &model.estate.apps[i];
        if app.serving {
            assert!(app.intact && !app.halted && !app.planned, "{} serves without data", spec.name);
            assert!(store::is_there(model, world, AppId::new(i)), "{} serves without its store", spec.name);
            assert!(
                spec.needs.iter().all(|n| world.apps[n.index()].serving),
                "{} without what it needs",
                spec.name
            );
            assert!(!app.is_open || app.cut_off || app.open.item, "{} serves in an open incident", spec.name);
            assert!(app.down_since == Time::NEVER && app.planned_since == Time::NEVER);
        } else {
            let counted = app.down_since != Time::NEVER || app.planned_since != Time::NEVER;
            assert!(counted, "{} is down and nobody counts it", spec.name);
        }
        if app.planned_since != Time::NEVER {
            let falls = |n: &AppId| world.apps[n.index()].planned_since != Time::NEVER;
            assert!(app.planned || spec.needs.iter().any(falls), "{} is down for no work", spec.name);
        }
        super::super::management::check(world, AppId::new(i));
        let recovery = app.recovery;
        if app.is_open && recovery.stage.is_executing() {
            let onset = world.tainted[i].onset_at(recovery.point);
            assert_eq!(onset, None, "{} is brought back to data known to be damaged", spec.name);
        }
        outstanding += u32::from(app.is_open && app.open.counted);
        let on = world.deployments[app.current.index()].on;
        assert!(on, "{} lives where nothing is deployed", spec.name);
    }
    for (s, service) in world.services.iter().enumerate() {
        let open = |a: &AppId| world.apps[a.index()].is_open;
        let members = model.estate.services[s].apps.iter().filter(|a| open(a)).count() as u32;
        assert_eq!(members, service.members, "open members of a service");
        outstanding += u32::from(service.open.is_some_and(|(struck, _)| struck.counted));
    }
    outstanding += super::super::damage::outstanding(world);
    assert_eq!(outstanding, world.outstanding, "what keeps the history going");
}

fn check_limits(model: &Model, world: &World) {
    assert!(world.struck.is_empty(), "a strike without a record");
    let executing = |app: &super::super::world::AppState| app.is_open && app.recovery.stage.is_executing();
    let held: u32 = world.apps.iter().filter(|a| executing(a)).map(|a| a.recovery.held).sum();
    let busy: u32 = world.places.iter().map(|p| p.busy).sum::<u32>() + world.streams_busy.iter().sum::<u32>();
    let moving = (0..world.apps.len()).map(|app| store::streams_held(world, AppId::new(app)));
    let held = held + moving.sum::<u32>();
    assert_eq!(held, busy, "hands and streams held by nobody");
    for (d, deployment) in world.deployments.iter().enumerate() {
        let layout = model.layout.deployments[d];
        let app = &world.apps[layout.app.index()];
        let home = model.layout.of_app(layout.app).start == d;
        let meant = executing(app) && app.recovery.destination.index() == d;
        let lives = app.current.index() == d;
        assert!(!deployment.on || home || layout.initial || meant || lives, "room held by nobody");
    }
    for (crew, busy) in world.crew_busy.iter().enumerate() {
        assert!(*busy <= model.machinery.crews[crew], "more repairs than technicians");
    }
    for (target, busy) in world.streams_busy.iter().enumerate() {
        assert!(*busy <= model.estate.targets[target].streams, "more streams than the target has");
    }
    for (link, load) in world.link_load.iter().enumerate() {
        assert!(*load >= 0, "load of link {link}");
    }
    for app in &world.flowing {
        let state = &world.apps[app.index()];
        let moving = store::is_moving(world, *app);
        assert!(!moving || store::is_there(model, world, *app), "moves what is out of reach");
        let reads =
            !moving && state.is_open && state.recovery.stage == super::super::execution::Stage::Transferring;
        assert!(
            !reads || super::super::execution::source_in_reach(model, world, *app),
            "reads what is out of reach"
        );
    }
    super::super::transfer::check(model, world);
}
