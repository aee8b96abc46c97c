//! Repairs: a stopped component is worked on by a technician, if one is free,
//! and works again.

use super::draw::Purpose;
use super::event::Event;
use super::failure;
use super::hosting;
use super::journal::Note;
use super::world::World;
use crate::model::{ComponentId, Effect, Hazard, Model, Part, SiteId, SourceId};
use crate::units::{Span, Time};

/// Marks a component down and starts, or queues, its repair.
pub(super) fn take_down(
    model: &Model,
    world: &mut World,
    now: Time,
    component: ComponentId,
    source: SourceId,
    index: u64,
) {
    mark_down(model, world, now, component, source, index);
    match model.machinery.components[component.index()].crew {
        Some(crew) if world.crew_busy[crew.index()] >= model.machinery.crews[crew.index()] => {
            world.repair_queue.push(component);
        }
        _ => begin(model, world, now, component),
    }
}

/// The pool has lost more than it tolerates: the stamp's data are gone and it
/// is deployed afresh.
pub(super) fn take_down_for_redeployment(
    model: &Model,
    world: &mut World,
    now: Time,
    fabric: ComponentId,
    source: SourceId,
    index: u64,
) {
    mark_down(model, world, now, fabric, source, index);
    let Part::StampFabric(stamp) = model.machinery.components[fabric.index()].part else {
        unreachable!("only a stamp's fabric is redeployed")
    };
    let entity = model.machinery.sources[source.index()].entity;
    let redeploy = &model.estate.stamps[stamp.index()].redeploy;
    let span = world.draw(redeploy, entity ^ 1, Purpose::Repair, index);
    let epoch = world.components[fabric.index()].epoch;
    world.schedule(now + span, Event::Repaired(fabric, epoch));
}

fn mark_down(
    model: &Model,
    world: &mut World,
    now: Time,
    component: ComponentId,
    source: SourceId,
    index: u64,
) {
    let state = &mut world.components[component.index()];
    assert!(state.up, "a component that is down does not fail again");
    state.up = false;
    state.by = source;
    state.by_index = index;
    state.epoch += 1;
    freeze_lives(model, world, now, component);
}

/// Calls off the pending failures of a component's renewal sources while it is
/// down; what is left of each life is kept.
fn freeze_lives(model: &Model, world: &mut World, now: Time, component: ComponentId) {
    for source in &model.lives_of[component.index()] {
        let state = &mut world.sources[source.index()];
        state.epoch += 1;
        // `due` holds what is left while frozen, `born` the age reached.
        state.due = Time((state.due.0 - now.0).max(0));
        state.born = Time(now.0 - state.born.0);
    }
}

/// A repaired component lives on: the mode that failed starts a new life, the
/// others go on where they were.
fn resume_lives(model: &Model, world: &mut World, now: Time, component: ComponentId) {
    let by = world.components[component.index()].by;
    for source in &model.lives_of[component.index()] {
        if *source == by {
            failure::begin_life(model, world, now, *source);
        } else {
            let state = &mut world.sources[source.index()];
            state.due = Time(now.0 + state.due.0);
            state.born = Time(now.0 - state.born.0);
            let (due, event) = (state.due, Event::Candidate(*source, state.epoch));
            world.schedule(due, event);
        }
    }
}

fn begin(model: &Model, world: &mut World, now: Time, component: ComponentId) {
    if let Some(crew) = model.machinery.components[component.index()].crew {
        world.crew_busy[crew.index()] += 1;
    }
    let state = world.components[component.index()];
    let source = &model.machinery.sources[state.by.index()];
    let repair = source.repair.as_ref().expect("what stops a component says how it is repaired");
    // Units of a common cause are repaired each in its own time, whatever else
    // there is.
    let first = match source.effect {
        Effect::StopOne { first, .. } | Effect::StopAll { first, .. } => first,
        Effect::Damage(..) | Effect::Ransomware => component,
    };
    let entity = source.entity ^ (u64::from(component.0 - first.0) << 20);
    let span = world.draw(repair, entity, Purpose::Repair, state.by_index);
    world.schedule(now + span, Event::Repaired(component, state.epoch));
}

/// A component works again.
pub(super) fn complete(model: &Model, world: &mut World, now: Time, component: ComponentId, epoch: u32) {
    if world.components[component.index()].epoch != epoch {
        return;
    }
    let part = model.machinery.components[component.index()].part;
    let another_path = matches!(part, Part::LinkPath(link, _) if world.link_up(model, link));
    mark_up(model, world, component);
    world.note(now, Note::Repaired(component));
    resume_lives(model, world, now, component);
    if let Some(crew) = model.machinery.components[component.index()].crew {
        world.crew_busy[crew.index()] -= 1;
        start_next(model, world, now, crew);
    }
    world.stir = true;
    match part {
        Part::Node(stamp, node) => {
            hosting::refresh_stamp(model, world, now, stamp);
            #[allow(clippy::cast_possible_truncation)]
            hosting::node_repaired(model, world, now, stamp, node as u16);
        }
        Part::Switch(stamp, _) | Part::Software(stamp) | Part::StampFabric(stamp) => {
            hosting::refresh_stamp(model, world, now, stamp);
        }
        Part::RackPower(stamp) => hosting::refresh_rack(model, world, now, stamp),
        Part::SitePower(site) => hosting::refresh_site(model, world, now, site),
        Part::SiteFabric(site) => replace_site(model, world, now, site),
        Part::LinkPath(..) if another_path => {}
        Part::Infrastructure(stamp) => failure::touch_infrastructure(model, world, stamp),
        Part::LinkPath(link, _) => {
            for app in &model.touched_by_link[link.index()] {
                world.touch(model, *app);
            }
            world.flows_changed = true;
        }
        Part::Target(target) => failure::touch_target(model, world, target),
        Part::Control(control) => failure::touch_control(model, world, control),
    }
}

/// Marks a component up.
fn mark_up(model: &Model, world: &mut World, component: ComponentId) {
    let state = &mut world.components[component.index()];
    assert!(!state.up, "only what is down is repaired");
    state.up = true;
    state.epoch += 1;
    let hardware = model.machinery.sources[state.by.index()].hardware;
    match model.machinery.components[component.index()].part {
        Part::Node(stamp, _) => {
            world.stamps[stamp.index()].nodes_down -= 1;
            world.stamps[stamp.index()].hardware_down -= u32::from(hardware);
        }
        Part::Switch(stamp, _) => world.stamps[stamp.index()].switches_down -= 1,
        _ => {}
    }
}

/// Components that are destroyed with a site.
fn standing_at(model: &Model, site: SiteId) -> impl Iterator<Item = ComponentId> + '_ {
    let all = model.machinery.components.iter().enumerate();
    all.filter(move |(_, component)| component.site == Some(site)).map(|(i, _)| ComponentId::new(i))
}

/// A site is destroyed: nobody repairs what stood there any more.
pub(super) fn abandon_site(model: &Model, world: &mut World, site: SiteId) {
    world.repair_queue.retain(|c| model.machinery.components[c.index()].site != Some(site));
    for component in standing_at(model, site) {
        if let Some(crew) = model.machinery.components[component.index()].crew {
            world.crew_busy[crew.index()] = 0;
        }
        if !world.is_up(component) {
            world.components[component.index()].epoch += 1;
        }
    }
}

/// Replacement hardware stands at a site that was destroyed: everything there
/// starts a new life, and its stamps are deployed on it.
fn replace_site(model: &Model, world: &mut World, now: Time, site: SiteId) {
    for component in standing_at(model, site) {
        if !world.is_up(component) {
            mark_up(model, world, component);
        }
        for source in &model.lives_of[component.index()] {
            world.sources[source.index()].epoch += 1;
            failure::begin_life(model, world, now, *source);
        }
    }
    let by = world.components[model.machinery.site_parts[site.index()].fabric.index()];
    for (i, stamp) in model.estate.stamps.iter().enumerate() {
        if stamp.site == site {
            let fabric = model.machinery.stamp_parts[i].fabric;
            take_down_for_redeployment(model, world, now, fabric, by.by, by.by_index);
        }
    }
    hosting::refresh_site(model, world, now, site);
    for component in standing_at(model, site) {
        match model.machinery.components[component.index()].part {
            #[allow(clippy::cast_possible_truncation)]
            Part::Node(stamp, node) => hosting::node_repaired(model, world, now, stamp, node as u16),
            Part::Target(target) => failure::touch_target(model, world, target),
            Part::Control(control) => failure::touch_control(model, world, control),
            _ => {}
        }
    }
}

fn start_next(model: &Model, world: &mut World, now: Time, crew: crate::model::CrewId) {
    let waiting = |c: &ComponentId| model.machinery.components[c.index()].crew == Some(crew);
    if let Some(next) = world.repair_queue.iter().position(waiting) {
        let component = world.repair_queue.remove(next);
        begin(model, world, now, component);
    }
}

impl World {
    /// The age of a renewal source, and whether it can strike now.
    pub(super) fn life(&self, model: &Model, source: SourceId, now: Time) -> Option<Span> {
        let spec = &model.machinery.sources[source.index()];
        let Hazard::Lifetime(_) = spec.hazard else { return None };
        let crate::model::Effect::StopOne { first, .. } = spec.effect else { return None };
        self.is_up(first).then(|| now - self.sources[source.index()].born)
    }
}
