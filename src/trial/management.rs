//! Managed or not: VMs that a recovery has brought to another stamp run there,
//! but their control plane does not know them until people have registered them;
//! at home they may have to be reconnected. They serve meanwhile, so that is no
//! downtime. People do that while the VMs run; what was called off begins anew.

use super::draw::Purpose;
use super::event::Event;
use super::execution::{self, Plan};
use super::journal::{Note, Remedy};
use super::world::World;
use crate::model::{AppId, DeploymentId, Model, Place, Registration};
use crate::units::Time;

/// Whether the VMs of an app are managed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Management {
    /// What makes them managed again, and the protection that says what it takes;
    /// `None`: they are managed.
    need: Option<(Remedy, u8)>,
    /// People are at it.
    under_way: bool,
    /// Moves on when they are done or called off.
    epoch: u32,
    /// Since when the app has served unmanaged; `Time::NEVER` if it does not.
    pub(super) since: Time,
    /// When it last stopped running at home.
    stopped_at_home: Time,
    /// The protection that last brought it elsewhere.
    brought_away: Option<u8>,
}

impl Management {
    /// Managed at home.
    pub(super) const MANAGED: Self = Self {
        need: None,
        under_way: false,
        epoch: 0,
        since: Time::NEVER,
        stopped_at_home: Time::NEVER,
        brought_away: None,
    };
}

/// An app has stopped running where it lives.
pub(super) fn stopped(model: &Model, world: &mut World, now: Time, app: AppId) {
    let state = &mut world.apps[app.index()];
    if state.current == home_of(model, app) {
        state.management.stopped_at_home = now;
    }
}

/// An app lives where it is now: by `plan`, or, without one, because it has moved
/// home. It lived at `before`.
pub(super) fn arrived(
    model: &Model,
    world: &mut World,
    now: Time,
    app: AppId,
    before: DeploymentId,
    plan: Option<Plan>,
) {
    let here = world.apps[app.index()].current;
    let known = world.apps[app.index()].management;
    let need = match plan {
        // What is built anew is managed, and so are instances that always ran.
        Some(Plan::Rebuild | Plan::Redirect { .. }) => None,
        // Where they were managed they still are, but for a long time away.
        _ if here == before && (known.need.is_some() || here != home_of(model, app)) => known.need,
        _ => need_at(model, world, now, app, plan.and_then(Plan::protection)),
    };
    call_off(world, app);
    let management = &mut world.apps[app.index()].management;
    management.need = need;
    if here == home_of(model, app) {
        management.brought_away = None;
    } else if here != before {
        management.brought_away = plan.and_then(Plan::protection);
    }
    match need {
        Some((remedy, _)) if here != before || known.need.is_none() => {
            world.note(now, Note::Unmanaged(app, remedy));
        }
        None if known.need.is_some() => world.note(now, Note::Managed(app)),
        _ => {}
    }
}

/// What the VMs of an app need that a protection has brought where it is now.
fn need_at(
    model: &Model,
    world: &World,
    now: Time,
    app: AppId,
    protection: Option<u8>,
) -> Option<(Remedy, u8)> {
    let state = &world.apps[app.index()];
    let deployment = model.layout.deployments[state.current.index()];
    let is_region = matches!(model.layout.places[deployment.place.index()], Place::Region(_));
    // Only what is managed through Azure Arc is registered with it.
    if is_region || model.estate.apps[app.index()].guests.arc == Some(false) {
        return None;
    }
    if state.current == home_of(model, app) {
        let away = now - state.management.stopped_at_home;
        let is_long = |position: &u8| {
            registration(model, app, *position)
                .is_some_and(|(of, _)| of.reconnect.is_some() && away > of.reconnect_after)
        };
        let mut used = [protection, state.management.brought_away].into_iter().flatten();
        return used.find(is_long).map(|position| (Remedy::Reconnect, position));
    }
    let position = protection.filter(|_| !deployment.initial)?;
    let (registration, _) = registration(model, app, position)?;
    let remedy = if registration.temporary { Remedy::ComeHome } else { Remedy::Register };
    registration.register.is_some().then_some((remedy, position))
}

fn home_of(model: &Model, app: AppId) -> DeploymentId {
    DeploymentId::new(model.layout.of_app(app).start)
}

fn registration(model: &Model, app: AppId, position: u8) -> Option<(&Registration, u32)> {
    model.estate.apps[app.index()].protections[position as usize].registration()
}

/// What follows from a change of whether an app runs and serves.
pub(super) fn settle(model: &Model, world: &mut World, now: Time, app: AppId) {
    let state = &world.apps[app.index()];
    let management = state.management;
    let is_counted = management.since != Time::NEVER;
    if management.need.is_none() && !is_counted {
        return;
    }
    let (runs, serves) = (state.ready_since != Time::NEVER, state.serving && management.need.is_some());
    if serves && !is_counted {
        world.begin_unmanaged(model, now, app);
    } else if !serves && is_counted {
        world.end_unmanaged(model, now, app);
    }
    if runs && !management.under_way {
        begin(model, world, now, app);
    } else if !runs && management.under_way {
        call_off(world, app);
    }
}

/// People begin to register or reconnect the VMs of an app.
fn begin(model: &Model, world: &mut World, now: Time, app: AppId) {
    let Some((remedy, position)) = world.apps[app.index()].management.need else { return };
    let Some((registration, parallel)) = registration(model, app, position) else { return };
    let job = match remedy {
        Remedy::Register => &registration.register,
        Remedy::Reconnect => &registration.reconnect,
        Remedy::ComeHome => return,
    };
    let Some(job) = job else { return };
    let vms = model.estate.apps[app.index()].vms;
    let entity = model.app_entities[app.index()];
    let mut stream = world.stream(entity, Purpose::Register, now.0.unsigned_abs());
    let span = execution::makespan(vms, parallel.min(vms), || job.sample(&mut stream));
    let management = &mut world.apps[app.index()].management;
    management.under_way = true;
    let epoch = management.epoch;
    world.schedule(now + span, Event::Registered(app, epoch));
}

fn call_off(world: &mut World, app: AppId) {
    let management = &mut world.apps[app.index()].management;
    management.under_way = false;
    management.epoch += 1;
}

/// The VMs of an app have been registered or reconnected.
pub(super) fn registered(model: &Model, world: &mut World, now: Time, app: AppId, epoch: u32) {
    if world.apps[app.index()].management.epoch != epoch {
        return;
    }
    call_off(world, app);
    world.apps[app.index()].management.need = None;
    settle(model, world, now, app);
    world.note(now, Note::Managed(app));
}

/// Unmanaged time is counted while an app serves, and people are at it while its
/// VMs run.
#[cfg(test)]
pub(super) fn check(world: &World, app: AppId) {
    let state = &world.apps[app.index()];
    let Management { need, under_way, since, .. } = state.management;
    assert_eq!(since != Time::NEVER, need.is_some() && state.serving, "unmanaged time of {app:?}");
    let by_people = need.is_some_and(|(remedy, _)| remedy != Remedy::ComeHome);
    assert_eq!(under_way, by_people && state.ready_since != Time::NEVER, "who registers {app:?}");
}
