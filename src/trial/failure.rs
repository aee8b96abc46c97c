//! Failures: a source has a candidate, components stop, apps are struck.

use super::copying;
use super::damage;
use super::draw::Purpose;
use super::event::Event;
use super::hosting;
use super::instances;
use super::journal::Note;
use super::reach::Lost;
use super::repair;
use super::settle::went_through;
use super::store;
use super::world::{Away, Struck, World};
use crate::model::{
    AppId, ComponentId, ControlId, Effect, Hazard, Keeper, Kind, LinkId, Model, Part, Place, PlaceId, SiteId,
    SourceId, StampId, TargetAt,
};
use crate::units::{SECONDS_PER_YEAR, Span, Time};

/// A failure on its way to the apps: where it came from and what its records
/// weigh.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blow {
    /// Source.
    pub source: SourceId,
    /// Candidate of that source.
    pub index: u64,
    /// Weight of its records.
    pub weight: f64,
    /// Forced.
    pub forced: bool,
    /// Recorded at all.
    pub counted: bool,
}

/// A source's candidate is due: schedule the one after it and let it strike.
pub(super) fn candidate(model: &Model, world: &mut World, now: Time, source: SourceId, epoch: u32) {
    let state = &world.sources[source.index()];
    if state.epoch != epoch {
        return;
    }
    let index = state.index;
    world.sources[source.index()].index += 1;
    schedule_next(model, world, now, source);
    let counted = world.counting && now <= world.horizon;
    strike(model, world, now, Blow { source, index, weight: 1.0, forced: false, counted });
}

/// Schedules the first candidate of every source.
pub(super) fn schedule_all(model: &Model, world: &mut World) {
    for i in 0..model.machinery.sources.len() {
        let source = SourceId::new(i);
        match &model.machinery.sources[i].hazard {
            Hazard::Lifetime(_) => begin_life(model, world, Time::ZERO, source),
            Hazard::At(_) | Hazard::Rate { .. } => schedule_next(model, world, Time::ZERO, source),
            Hazard::Never => {}
        }
    }
}

/// Schedules the candidate after the one at `now`. The arrivals of a Poisson
/// source use no other draw, so topologies that repair differently see the same
/// disasters at the same instants. A component lives again once it is repaired;
/// damage stops none, so its next life begins at once.
fn schedule_next(model: &Model, world: &mut World, now: Time, source: SourceId) {
    let state = &mut world.sources[source.index()];
    let at = match &model.machinery.sources[source.index()].hazard {
        Hazard::Rate { per_year, .. } => {
            let gap = -libm::log(state.arrivals.open()) * SECONDS_PER_YEAR / per_year;
            now + Span::from_seconds(gap)
        }
        Hazard::At(instants) => match instants.get(usize::try_from(state.index).unwrap_or(usize::MAX)) {
            Some(at) => *at,
            None => return,
        },
        Hazard::Lifetime(_) => {
            if matches!(
                model.machinery.sources[source.index()].effect,
                Effect::Damage(..) | Effect::Ransomware
            ) {
                begin_life(model, world, now, source);
            }
            return;
        }
        Hazard::Never => return,
    };
    let event = Event::Candidate(source, state.epoch);
    if at != Time::NEVER {
        world.schedule(at, event);
    }
}

/// Starts a new life of a renewal source.
pub(super) fn begin_life(model: &Model, world: &mut World, now: Time, source: SourceId) {
    let Hazard::Lifetime(life) = &model.machinery.sources[source.index()].hazard else { return };
    let state = &mut world.sources[source.index()];
    let life = life.sample(&mut state.arrivals);
    state.born = now;
    state.due = now + life;
    let event = Event::Candidate(source, state.epoch);
    let due = state.due;
    world.schedule(due, event);
}

/// Lets a failure happen if what it would stop works.
pub(super) fn strike(model: &Model, world: &mut World, now: Time, blow: Blow) {
    match model.machinery.sources[blow.source.index()].effect {
        Effect::StopOne { first, count } => {
            let unit = if count == 1 {
                0
            } else {
                let entity = model.machinery.sources[blow.source.index()].entity;
                world.stream(entity, Purpose::Unit, blow.index).below(u64::from(count))
            };
            #[allow(clippy::cast_possible_truncation)]
            stop(model, world, now, ComponentId(first.0 + unit as u32), blow);
        }
        Effect::StopAll { first, count } => {
            for unit in 0..count {
                stop(model, world, now, ComponentId(first.0 + unit), blow);
            }
        }
        Effect::Damage(app, kind) => damage::begin(model, world, now, app, kind, blow),
        Effect::Ransomware => damage::attack(model, world, now, blow),
    }
}

/// Stops a component; one that is down does not fail again, nor one that is
/// not there.
fn stop(model: &Model, world: &mut World, now: Time, component: ComponentId, blow: Blow) {
    if !world.is_up(component) || is_gone(model, world, component) {
        return;
    }
    repair::take_down(model, world, now, component, blow.source, blow.index);
    world.note(now, Note::Failed(component, blow.source));
    let hardware = model.machinery.sources[blow.source.index()].hardware;
    match model.machinery.components[component.index()].part {
        Part::Node(stamp, node) => stop_node(model, world, now, (stamp, node), hardware, blow),
        Part::Switch(stamp, _) => {
            world.stamps[stamp.index()].switches_down += 1;
            let both = world.stamps[stamp.index()].switches_down == 2;
            let kind = if both { Kind::StampOutage } else { Kind::Switch };
            strike_place(model, world, now, place_of(stamp), kind, blow);
            hosting::refresh_stamp(model, world, now, stamp);
        }
        Part::Software(stamp) => {
            strike_place(model, world, now, place_of(stamp), Kind::StampOutage, blow);
            hosting::refresh_stamp(model, world, now, stamp);
        }
        Part::RackPower(stamp) => {
            strike_place(model, world, now, place_of(stamp), Kind::StampOutage, blow);
            hosting::refresh_rack(model, world, now, stamp);
        }
        Part::StampFabric(stamp) => {
            strike_place(model, world, now, place_of(stamp), Kind::StampLost, blow);
            destroy_place(model, world, now, place_of(stamp));
            hosting::refresh_stamp(model, world, now, stamp);
        }
        Part::SitePower(site) => {
            strike_site(model, world, now, site, Kind::SiteOutage, blow);
            strike_through(model, world, now, site, blow);
            hosting::refresh_site(model, world, now, site);
        }
        Part::SiteFabric(site) => {
            strike_site(model, world, now, site, Kind::SiteLost, blow);
            strike_through(model, world, now, site, blow);
            repair::abandon_site(model, world, site);
            destroy_site(model, world, now, site);
            hosting::refresh_site(model, world, now, site);
        }
        Part::LinkPath(link, _) => {
            if !world.link_up(model, link) {
                strike_link(model, world, now, link, blow);
            }
        }
        Part::Target(target) => {
            let source = &model.machinery.sources[blow.source.index()];
            let lost = model.estate.targets[target.index()].data_lost;
            if world.stream(source.entity, Purpose::DataLost, blow.index).chance(lost) {
                destroy_copies(model, world, now, |keeper| keeper == Keeper::Target(target));
            }
            store::strike(model, world, now, |at, _| at == target, Kind::Node, blow);
            touch_target(model, world, target);
        }
        Part::Control(control) => touch_control(model, world, control),
        Part::Infrastructure(stamp) => touch_infrastructure(model, world, stamp),
    }
}

/// Whether a component does not exist at present: its site is destroyed.
fn is_gone(model: &Model, world: &World, component: ComponentId) -> bool {
    let site = model.machinery.components[component.index()].site;
    site.is_some_and(|site| !world.is_up(model.machinery.site_parts[site.index()].fabric))
}

/// The place of a stamp: places begin with the stamps, in their order.
pub(super) fn place_of(stamp: StampId) -> PlaceId {
    PlaceId(stamp.0)
}

fn stop_node(
    model: &Model,
    world: &mut World,
    now: Time,
    (stamp, node): (StampId, u32),
    hardware: bool,
    blow: Blow,
) {
    let place = place_of(stamp);
    for d in &model.layout.at_place[place.index()] {
        if hosting::runs_on_node(model, world, *d, node) {
            copying::host_crashed(model, world, now, *d);
        }
    }
    let spec = &model.estate.stamps[stamp.index()];
    let state = &mut world.stamps[stamp.index()];
    state.nodes_down += 1;
    state.hardware_down += u32::from(hardware);
    let offline = state.nodes_down > spec.pool_online_down_to;
    let destroyed = state.hardware_down > spec.pool_tolerates;
    if destroyed && world.is_up(model.machinery.stamp_parts[stamp.index()].fabric) {
        strike_place(model, world, now, place, Kind::StampLost, blow);
        let fabric = model.machinery.stamp_parts[stamp.index()].fabric;
        repair::take_down_for_redeployment(model, world, now, fabric, blow.source, blow.index);
        world.note(now, Note::Failed(fabric, blow.source));
        destroy_place(model, world, now, place);
    } else if offline {
        strike_place(model, world, now, place, Kind::StampOutage, blow);
    } else {
        for d in &model.layout.at_place[place.index()] {
            if hosting::uses_node(model, world, *d, node) {
                strike_deployment(model, world, now, *d, Kind::Node, blow);
            }
        }
    }
    #[allow(clippy::cast_possible_truncation)]
    hosting::node_failed(model, world, now, stamp, node as u16);
    hosting::refresh_stamp(model, world, now, stamp);
}

fn strike_place(model: &Model, world: &mut World, now: Time, place: PlaceId, kind: Kind, blow: Blow) {
    for d in &model.layout.at_place[place.index()] {
        strike_deployment(model, world, now, *d, kind, blow);
    }
    let stands = |at: TargetAt| match at {
        TargetAt::Stamp(stamp) | TargetAt::Rack(stamp) => place_of(stamp) == place,
        TargetAt::Site(_) => false,
    };
    store::strike(model, world, now, |_, at| stands(at), kind, blow);
}

fn strike_site(model: &Model, world: &mut World, now: Time, site: SiteId, kind: Kind, blow: Blow) {
    for place in 0..model.layout.places.len() {
        if model.layout.place_sites[place] == site {
            strike_place(model, world, now, PlaceId::new(place), kind, blow);
        }
    }
    store::strike(model, world, now, |_, at| at == TargetAt::Site(site), kind, blow);
}

/// Strikes the app of a deployment if it serves from there, and every app that
/// cannot serve without it: what its apps use, it uses.
fn strike_deployment(
    model: &Model,
    world: &mut World,
    now: Time,
    deployment: crate::model::DeploymentId,
    kind: Kind,
    blow: Blow,
) {
    let layout = &model.layout.deployments[deployment.index()];
    let app = layout.app;
    let place = world.places[layout.place.index()];
    let in_use = world.apps[app.index()].current == deployment
        || (layout.initial && model.is_active_active[app.index()]);
    if in_use && place.powered && place.connected {
        strike_with_dependents(model, world, now, app, kind, blow);
    }
}

/// Strikes an app and every app that cannot serve without it.
pub(super) fn strike_with_dependents(
    model: &Model,
    world: &mut World,
    now: Time,
    app: AppId,
    kind: Kind,
    blow: Blow,
) {
    strike_app(world, now, app, kind, blow);
    for dependent in &model.all_dependents[app.index()] {
        strike_app(world, now, *dependent, kind, blow);
    }
}

/// Notes a strike on an app, or that an open incident is extended. Within one
/// instant an app is struck once, by the gravest kind; a way lost beside that
/// counts only if it alone brings the app down.
pub(super) fn strike_app(world: &mut World, now: Time, app: AppId, kind: Kind, blow: Blow) {
    let state = &mut world.apps[app.index()];
    if state.is_open {
        if state.open.failed < now {
            state.open.merged += 1;
        }
        return;
    }
    let Blow { source, index, weight, forced, counted } = blow;
    let struck = Struck { app, kind, source, index, weight, forced, counted, way: None };
    let Some(known) = world.struck.iter_mut().find(|s| s.app == app) else {
        world.struck.push(struck);
        return;
    };
    match (known.kind, kind) {
        (Kind::LinkLost, Kind::LinkLost) => {}
        (Kind::LinkLost, _) => *known = Struck { way: Some((known.source, known.index)), ..struck },
        (_, Kind::LinkLost) => known.way = known.way.or(Some((source, index))),
        (before, _) if kind > before => *known = Struck { way: known.way, ..struck },
        _ => {}
    }
}

/// A site has gone down: strikes the apps whose users, or whose way to an app
/// they need, went through it.
fn strike_through(model: &Model, world: &mut World, now: Time, site: SiteId, blow: Blow) {
    for app in &model.touched_by_site[site.index()] {
        let same = |s: &Struck| s.app == *app && (s.source, s.index) == (blow.source, blow.index);
        if !world.struck.iter().any(same) && went_through(model, world, *app, Lost::Site(site)) {
            world.touch(model, *app);
            strike_app(world, now, *app, Kind::LinkLost, blow);
        }
    }
}

/// A link has just gone down: strikes the apps whose users, or whose way to an
/// app they need, went over it.
fn strike_link(model: &Model, world: &mut World, now: Time, link: LinkId, blow: Blow) {
    for app in &model.touched_by_link[link.index()] {
        world.touch(model, *app);
        if went_through(model, world, *app, Lost::Link(link)) {
            strike_app(world, now, *app, Kind::LinkLost, blow);
        }
    }
    world.flows_changed = true;
    world.stir = true;
}

/// A target's state changed: its apps' copies and the transfers from it are
/// affected.
pub(super) fn touch_target(model: &Model, world: &mut World, target: crate::model::TargetId) {
    for app in &model.touched_by_target[target.index()] {
        world.touch(model, *app);
    }
    world.flows_changed = true;
    world.stir = true;
}

/// A control plane stops or works again: apps are not struck by it, but what
/// protects them may change.
pub(super) fn touch_control(model: &Model, world: &mut World, control: ControlId) {
    for app in &model.touched_by_control[control.index()] {
        world.touch(model, *app);
    }
    world.stir = true;
}

/// The infrastructure services of a stamp stop or work again: what is begun there,
/// a move home included, has to wait for them.
pub(super) fn touch_infrastructure(model: &Model, world: &mut World, stamp: StampId) {
    for d in &model.layout.at_place[place_of(stamp).index()] {
        let app = model.layout.deployments[d.index()].app;
        if model.layout.of_app(app).start == d.index() && world.apps[app.index()].away != Away::AtHome {
            world.touch(model, app);
        }
    }
    // What waits says what it waits for.
    world.stir = true;
}

/// Everything stored at a place is gone: live data of the apps that run there,
/// replicas, and backups on targets that stand on it.
fn destroy_place(model: &Model, world: &mut World, now: Time, place: PlaceId) {
    for d in &model.layout.at_place[place.index()] {
        let app = model.layout.deployments[d.index()].app;
        let lives_here = world.apps[app.index()].current == *d;
        instances::destroyed(model, world, app, *d);
        if !lives_here && model.layout.of_app(app).start == d.index() {
            world.apps[app.index()].home_data = false;
        }
        super::execution::place_destroyed(model, world, now, app, *d);
        world.touch(model, app);
    }
    let at_place = |keeper: Keeper| match keeper {
        Keeper::Place(p) => p == place,
        Keeper::Target(target) => {
            match (model.estate.targets[target.index()].at, model.layout.places[place.index()]) {
                (TargetAt::Stamp(stamp), Place::Stamp(here)) => stamp == here,
                _ => false,
            }
        }
    };
    destroy_copies(model, world, now, at_place);
}

fn destroy_site(model: &Model, world: &mut World, now: Time, site: SiteId) {
    for place in 0..model.layout.places.len() {
        if model.layout.place_sites[place] == site {
            destroy_place(model, world, now, PlaceId::new(place));
        }
    }
    destroy_copies(model, world, now, |keeper| match keeper {
        Keeper::Target(target) => model.estate.target_site(target) == site,
        Keeper::Place(_) => false,
    });
}

fn destroy_copies(model: &Model, world: &mut World, now: Time, at: impl Fn(Keeper) -> bool) {
    for (i, stream) in model.copies.streams.iter().enumerate() {
        if at(stream.keeper) {
            copying::destroy(model, world, now, crate::model::CopyId::new(i));
            super::execution::copies_destroyed(model, world, now, crate::model::CopyId::new(i));
            world.touch(model, stream.app);
        }
    }
    world.stir = true;
}
