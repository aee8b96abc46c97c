//! Instances of an active-active app: which of them hold its current data. One
//! that was out of reach while the app wrote elsewhere holds the data of the
//! instant it fell out of step, until what it lacks has been sent. One whose
//! place was destroyed holds none, state or no state, until it has been
//! deployed afresh.

use super::draw::Purpose;
use super::event::Event;
use super::execution::{self, Plan};
use super::journal::Note;
use super::recovery::Choice;
use super::settle::site_of_deployment;
use super::transfer;
use super::world::World;
use crate::kernel::stream::entity;
use crate::model::{AppId, DeploymentId, Model, Protection, SiteId};
use crate::units::{Span, Time};

/// An instance without data.
const NOTHING: Time = Time(i64::MIN);

/// The instances of an app: its home and the other places it runs at from the
/// start.
fn instances(model: &Model, app: AppId) -> impl Iterator<Item = DeploymentId> + '_ {
    let all = model.layout.of_app(app).map(DeploymentId::new);
    all.filter(|d| model.layout.deployments[d.index()].initial)
}

/// Lets instances fall out of step, and brings them back, as their surroundings
/// now demand.
pub(super) fn settle(model: &Model, world: &mut World, now: Time, app: AppId) {
    if !model.is_active_active[app.index()] {
        return;
    }
    let state = world.apps[app.index()];
    let (current, from) = (state.current, site_of_deployment(model, state.current));
    let lives = state.intact && !state.halted && world.place_works(model, current) && world.in_step(current);
    let is_stateful = model.estate.apps[app.index()].churn_bytes_per_second > 0.0;
    let writes = is_stateful && lives && world.is_ready(model, current);
    for d in instances(model, app).filter(|d| *d != current) {
        let reached = lives
            && world.place_works(model, d)
            && world.route(model, from, site_of_deployment(model, d)).is_some();
        let state = world.deployments[d.index()];
        if world.in_step(d) {
            if writes && !reached {
                world.deployments[d.index()].in_step_until = now;
                world.note(now, Note::OutOfStep(app, d));
            }
        } else if reached && !state.catching_up {
            catch_up(model, world, now, from, d);
        } else if !reached && state.catching_up {
            stop_catching_up(world, d);
        }
    }
}

/// Sends an instance what it lacks from the site where the app lives.
fn catch_up(model: &Model, world: &mut World, now: Time, from: SiteId, d: DeploymentId) {
    let app = model.layout.deployments[d.index()].app;
    let spec = &model.estate.apps[app.index()];
    let until = world.deployments[d.index()].in_step_until;
    let (wait, bytes) = if until == NOTHING {
        let place = entity(model.place_name(model.layout.deployments[d.index()].place));
        let address = model.app_entities[app.index()] ^ place;
        let wait = world.draw(&model.estate.people.reprotect, address, Purpose::Deploy, now.0.unsigned_abs());
        (wait, spec.data_bytes)
    } else {
        let written = spec.churn_bytes_per_second * (now - until).seconds();
        (Span::ZERO, written.min(spec.data_bytes))
    };
    let way = world.route(model, from, site_of_deployment(model, d)).unwrap_or_default();
    let links = way.iter().map(|link| transfer::left_by_copies(model, world, *link));
    let sending = Span::from_seconds(bytes / links.fold(f64::INFINITY, f64::min));
    world.deployments[d.index()].catching_up = true;
    let epoch = world.deployments[d.index()].step_epoch;
    world.schedule(now + wait + sending, Event::InStep(d, epoch));
}

fn stop_catching_up(world: &mut World, d: DeploymentId) {
    let state = &mut world.deployments[d.index()];
    state.catching_up = false;
    state.step_epoch += 1;
}

/// An instance has been sent what it lacked.
pub(super) fn caught_up(model: &Model, world: &mut World, now: Time, d: DeploymentId, epoch: u32) {
    if world.deployments[d.index()].step_epoch != epoch {
        return;
    }
    stop_catching_up(world, d);
    world.deployments[d.index()].in_step_until = Time::NEVER;
    let app = model.layout.deployments[d.index()].app;
    world.note(now, Note::InStep(app, d));
    world.touch(model, app);
}

/// What was stored at a deployment is gone. The app's live data are too, unless
/// another instance holds the same.
pub(super) fn destroyed(model: &Model, world: &mut World, app: AppId, d: DeploymentId) {
    let current = world.apps[app.index()].current;
    if !model.is_active_active[app.index()] {
        world.apps[app.index()].intact &= d != current;
        return;
    }
    if d == current || model.layout.deployments[d.index()].initial {
        empty(world, d);
    }
    let left = world.in_step(current) || instances(model, app).any(|d| world.in_step(d));
    world.apps[app.index()].intact &= left;
}

fn empty(world: &mut World, d: DeploymentId) {
    stop_catching_up(world, d);
    world.deployments[d.index()].in_step_until = NOTHING;
}

/// An attack has encrypted all instances of an app.
pub(super) fn encrypted(model: &Model, world: &mut World, app: AppId) {
    if model.is_active_active[app.index()] {
        instances(model, app).for_each(|d| empty(world, d));
    }
}

/// The app lives on at `destination`, on the data of a recovery point; the other
/// instances hold what it has given up: data written until `left`.
pub(super) fn replaced(model: &Model, world: &mut World, app: AppId, destination: DeploymentId, left: Time) {
    if !model.is_active_active[app.index()] {
        return;
    }
    for d in instances(model, app).filter(|d| *d != destination) {
        stop_catching_up(world, d);
        let until = left.min(world.deployments[d.index()].in_step_until);
        let damaged = world.tainted[app.index()].onset_at(until).is_some();
        world.deployments[d.index()].in_step_until = if damaged { NOTHING } else { until };
    }
    stop_catching_up(world, destination);
    world.deployments[destination.index()].in_step_until = Time::NEVER;
}

/// Moves traffic to another active instance, if one is ready; no people are
/// needed.
pub(super) fn redirect(model: &Model, world: &mut World, now: Time, app: AppId) {
    let state = &world.apps[app.index()];
    if state.serving || state.halted || state.recovery.stage.is_executing() {
        return;
    }
    let current = state.current;
    if world.is_ready(model, current) {
        return;
    }
    let spec = &model.estate.apps[app.index()];
    let Some(p) = spec.protections.iter().position(|p| matches!(p, Protection::ActiveActive(_))) else {
        return;
    };
    let other = another_in_step(model, world, app, |d| world.is_ready(model, d));
    if let Some(destination) = other {
        world.waiting.retain(|a| *a != app);
        #[allow(clippy::cast_possible_truncation)]
        let plan = Plan::Redirect { protection: p as u8 };
        execution::start(model, world, now, app, (plan, destination, Time::NEVER));
    }
}

/// An instance that is not in step is moved to by decision, for what was
/// written since is lost.
pub(super) fn choose(model: &Model, world: &World, app: AppId, protection: u8) -> Option<Choice> {
    let works = |d| world.place_works(model, d);
    let (destination, point) = newest_out_of_step(model, world, app, works)?;
    Some((Plan::Redirect { protection }, destination, point))
}

/// Whether an instance out of step holds data from before what is known to be
/// damaged.
pub(super) fn is_one_left(model: &Model, world: &World, app: AppId) -> bool {
    newest_out_of_step(model, world, app, |_| true).is_some()
}

/// Another instance that holds the app's current data and that `suits`.
pub(super) fn another_in_step(
    model: &Model,
    world: &World,
    app: AppId,
    suits: impl Fn(DeploymentId) -> bool,
) -> Option<DeploymentId> {
    if !model.is_active_active[app.index()] {
        return None;
    }
    let current = world.apps[app.index()].current;
    instances(model, app).find(|d| *d != current && world.in_step(*d) && suits(*d))
}

/// The instance out of step that holds the newest data not known to be damaged,
/// of those that `suits` says, and the instant of these data.
pub(super) fn newest_out_of_step(
    model: &Model,
    world: &World,
    app: AppId,
    suits: impl Fn(DeploymentId) -> bool,
) -> Option<(DeploymentId, Time)> {
    if !model.is_active_active[app.index()] {
        return None;
    }
    let held = instances(model, app).map(|d| (d, world.deployments[d.index()].in_step_until));
    let clean = |until: Time| until != NOTHING && world.tainted[app.index()].onset_at(until).is_none();
    held.filter(|(d, until)| clean(*until) && !world.in_step(*d) && suits(*d))
        .max_by_key(|(d, until)| (*until, std::cmp::Reverse(*d)))
}

impl World {
    /// A deployment holds the app's current data, as far as it is a place where
    /// they are kept at all.
    pub(super) fn in_step(&self, deployment: DeploymentId) -> bool {
        self.deployments[deployment.index()].in_step_until == Time::NEVER
    }
}
