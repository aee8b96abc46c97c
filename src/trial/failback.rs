//! Moving home: when an app runs elsewhere and its home works again, its data
//! are copied back, then it moves in a short planned stop.

use super::copying;
use super::draw::Purpose;
use super::event::Event;
use super::execution::Stage;
use super::hosting;
use super::journal::Note;
use super::management;
use super::settle;
use super::store;
use super::transfer::{self, Cargo};
use super::world::{Away, World};
use crate::model::{AfterFailback, AppId, CopyId, DeploymentId, Keeper, Model, Protection, SiteId};
use crate::units::Time;

/// An app that writes faster than at this share of the rate at which it is copied
/// is copied while it stands still.
const KEEPS_UP: f64 = 0.9;

/// What is written during a copy shorter than this is sent while the app stands
/// still.
const SHORT_SECONDS: f64 = 1e-5;

/// What follows for an app away from home from a change around it.
pub(super) fn settle(model: &Model, world: &mut World, now: Time, app: AppId) {
    let state = world.apps[app.index()];
    if state.away == Away::AtHome || model.is_active_active[app.index()] {
        return;
    }
    let has_its_data = state.intact && state.mount.is_none();
    let possible = world.place_works(model, home_of(model, app)) && !state.is_open && has_its_data;
    match state.away {
        Away::Waiting if possible && state.serving && may_begin(model, world, app) => {
            world.apps[app.index()].away = Away::CopyingBack;
            let people = &model.estate.people;
            let (entity, moment) = (model.app_entities[app.index()], now.0.unsigned_abs());
            let wait = world.draw(&people.reprotect, entity, Purpose::MoveHome, moment);
            let epoch = world.apps[app.index()].move_epoch;
            world.schedule(now + wait, Event::MoveHome(app, epoch));
            world.note(now, Note::CopyingHome(app));
        }
        Away::CopyingBack if !possible => call_off(world, app),
        Away::Moving if !possible || !could_serve(model, world, app) || is_stuck(model, world, app) => {
            // It was stopped for nothing, and may serve where it is.
            call_off(world, app);
            world.touch(model, app);
        }
        _ => {}
    }
}

/// Calls off a move home, whatever its step.
pub(super) fn call_off(world: &mut World, app: AppId) {
    world.stir = true;
    let state = &mut world.apps[app.index()];
    state.away = Away::Waiting;
    state.planned = false;
    state.copying_since = Time::NEVER;
    state.move_epoch += 1;
    // A recovery that has begun has its own transfer, and so has what runs from a store.
    let has_own = state.recovery.stage == Stage::Transferring;
    if !has_own && !store::is_moving(world, app) {
        transfer::stop(world, app);
    }
}

/// Whether an app could serve at home: its VMs have nodes to run on, what it
/// needs would serve it there, and no users are lost by the move.
fn could_serve(model: &Model, world: &World, app: AppId) -> bool {
    let spec = &model.estate.apps[app.index()];
    let (home, here) = (home_of(model, app), settle::site_of(model, world, app));
    let there = settle::site_of_deployment(model, home);
    let reached = |needed: &AppId| {
        let site = settle::site_of(model, world, *needed);
        settle::would_serve(model, world, *needed) && world.route(model, there, site).is_some()
    };
    let keeps = |user: &SiteId| {
        world.route(model, there, *user).is_some() || world.route(model, here, *user).is_none()
    };
    world.place_works(model, home)
        && hosting::has_nodes(model, world, home)
        && spec.needs.iter().all(reached)
        && spec.users.iter().all(keeps)
}

/// Whether a move home can be begun: it is a failover that is planned, so VMs can
/// be placed at home, and the replica that the app runs on has what it needs to
/// start one. What has been begun goes on without.
fn may_begin(model: &Model, world: &World, app: AppId) -> bool {
    let home = home_of(model, app);
    let here = model.layout.deployments[world.apps[app.index()].current.index()].place;
    let replicas =
        model.estate.apps[app.index()].protections.iter().filter_map(|protection| match protection {
            Protection::Replica(replica) if model.layout.place(replica.to) == here => {
                Some(&replica.needs.start)
            }
            _ => None,
        });
    let there = settle::site_of_deployment(model, home);
    could_serve(model, world, app)
        && world.places_vms(model, home)
        && replicas.into_iter().all(|needs| world.has_all(model, needs, there))
}

/// Whether what is still to be sent home has no way there.
fn is_stuck(model: &Model, world: &World, app: AppId) -> bool {
    let here = settle::site_of(model, world, app);
    let there = settle::site_of_deployment(model, home_of(model, app));
    world.apps[app.index()].copying_since != Time::NEVER && world.route(model, here, there).is_none()
}

fn home_of(model: &Model, app: AppId) -> DeploymentId {
    DeploymentId::new(model.layout.of_app(app).start)
}

/// The next step of moving home is due.
pub(super) fn next_step(model: &Model, world: &mut World, now: Time, app: AppId, epoch: u32) {
    let state = world.apps[app.index()];
    if state.move_epoch != epoch {
        return;
    }
    match state.away {
        Away::CopyingBack => copy_back(model, world, now, app),
        Away::Moving => arrive(model, world, now, app),
        Away::AtHome | Away::Waiting => {}
    }
}

/// What home lacks of the data at `now`, in whole bytes: only what changed, if it
/// still holds older ones.
fn lacking_bytes(model: &Model, world: &World, now: Time, app: AppId) -> f64 {
    let state = &world.apps[app.index()];
    let spec = &model.estate.apps[app.index()];
    let written = spec.churn_bytes_per_second * (now - state.left_home).seconds();
    if state.home_data { written.min(spec.data_bytes).floor() } else { spec.data_bytes }
}

/// Sends home what it lacks now.
fn copy_back(model: &Model, world: &mut World, now: Time, app: AppId) {
    let cargo = Cargo {
        bytes: lacking_bytes(model, world, now, app),
        from: settle::site_of(model, world, app),
        to: settle::site_of_deployment(model, home_of(model, app)),
        target: None,
        cap: f64::INFINITY,
    };
    world.apps[app.index()].copying_since = now;
    transfer::start(world, now, app, cargo);
}

/// Home holds the data of the instant at which the copy began. What was written
/// since is sent next, and so on: as long as the app writes more slowly than it
/// is copied, these copies become ever shorter, and in all they take its data
/// ÷ (rate − churn). Then it stops for the move, if it could serve at home, and
/// the rest is sent. If they hardly become shorter it stops before.
pub(super) fn copied(model: &Model, world: &mut World, now: Time, app: AppId) {
    let rate = transfer::rate(world, app);
    transfer::stop(world, app);
    let state = &mut world.apps[app.index()];
    let since = state.copying_since;
    (state.home_data, state.left_home) = (true, since);
    if state.away == Away::Moving {
        depart(model, world, now, app);
        return;
    }
    let churn = model.estate.apps[app.index()].churn_bytes_per_second;
    let becomes_shorter = churn < KEEPS_UP * rate && (now - since).seconds() > SHORT_SECONDS;
    if !becomes_shorter {
        if !may_begin(model, world, app) {
            call_off(world, app);
            return;
        }
        let state = &mut world.apps[app.index()];
        state.away = Away::Moving;
        state.planned = true;
        world.touch(model, app);
    }
    copy_back(model, world, now, app);
}

/// Everything is at home, and the app has stopped: it moves.
fn depart(model: &Model, world: &mut World, now: Time, app: AppId) {
    let state = &mut world.apps[app.index()];
    state.copying_since = Time::NEVER;
    let epoch = state.move_epoch;
    let (entity, moment) = (model.app_entities[app.index()], now.0.unsigned_abs());
    let span = world.draw(&model.estate.people.failback, entity ^ 1, Purpose::MoveHome, moment);
    world.schedule(now + span, Event::MoveHome(app, epoch));
}

fn arrive(model: &Model, world: &mut World, now: Time, app: AppId) {
    world.touch(model, app);
    if !could_serve(model, world, app) {
        call_off(world, app);
        return;
    }
    let home = home_of(model, app);
    let state = &mut world.apps[app.index()];
    let left = state.current;
    state.current = home;
    state.away = Away::AtHome;
    state.planned = false;
    state.move_epoch += 1;
    hosting::start_vms(model, world, home);
    if !model.layout.deployments[left.index()].initial {
        hosting::release(model, world, left);
    }
    for copy in model.copies.of_app(app).map(CopyId::new) {
        let stream = &model.copies.streams[copy.index()];
        let place = model.layout.deployments[left.index()].place;
        if stream.keeper != Keeper::Place(place) {
            continue;
        }
        match &model.estate.apps[app.index()].protections[usize::from(stream.protection)] {
            Protection::Replica(replica) if replica.after_failback == AfterFailback::StartsOver => {
                copying::destroy(model, world, now, copy);
            }
            // The replica the app ran on holds the data of the move.
            _ => copying::in_step(model, world, now, copy),
        }
    }
    world.note(now, Note::Home(app));
    management::arrived(model, world, now, app, left, None);
}
