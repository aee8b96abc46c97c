//! Recovery: people know and decide; the first method that can work now is
//! chosen, else the app waits for whichever becomes possible first.

mod aside;
mod choice;
mod items;

pub(super) use aside::{newest as newest_aside, tell as tell_passed_over};
pub(super) use choice::{
    Choice, best_copy, deployment_at, first_decision, has_another, has_clean_home, usable_point, wanted,
};

use self::choice::choose;
use self::items::start_item;
use super::draw::Purpose;
use super::event::Event;
use super::execution::{self, Plan, Stage};
use super::hosting;
use super::incident;
use super::instances;
use super::journal::{Missing, Note};
use super::plans;
use super::record::{Method, Phase};
use super::store;
use super::world::{AppState, World};
use crate::model::{AppId, Model};
use crate::units::{Span, Time};

/// A time has come at which the recovery of an app may go on: the decision, or
/// the end of a hold.
pub(super) fn may_start(model: &Model, world: &mut World, now: Time, app: AppId, epoch: u32) {
    let state = &world.apps[app.index()];
    if !state.is_open || state.recovery.epoch != epoch || now < state.open.declared {
        return;
    }
    if state.recovery.stage == Stage::Idle {
        let judged = state.open.repair_judged;
        split_detection(model, world, now, app);
        let itself = choice::begins_by_itself(model, world, now, app);
        world.note(now, if itself { Note::Automatic(app) } else { Note::Declared(app) });
        incident::enter(world, now, app, Phase::Repair, judged);
        begin_waiting(world, now, app);
        need_only(model, world, now, app);
    }
    if !world.apps[app.index()].recovery.clocked {
        // Most incidents are over before people decide; only these can last.
        world.apps[app.index()].recovery.clocked = true;
        let failed = world.apps[app.index()].open.failed;
        let last = failed + model.estate.people.max_incident;
        world.schedule(last.max(now), Event::GiveUp(app, epoch));
    }
    world.stir = true;
}

/// On the critical path, detection ends when people know.
fn split_detection(model: &Model, world: &mut World, now: Time, app: AppId) {
    let open = &world.apps[app.index()].open;
    let detected = open.detected;
    if open.phase == Phase::Detection && detected <= now {
        world.note(detected, Note::Detected(app));
        let judged = model.estate.people.decision.mark.is_judgement();
        incident::enter(world, detected, app, Phase::Decision, judged);
    }
}

/// An app with an open incident has stopped serving: people must notice and
/// decide again. Damage that stops it has been noticed.
pub(super) fn extend(model: &Model, world: &mut World, now: Time, app: AppId) {
    let people = &model.estate.people;
    let entity = model.app_entities[app.index()];
    let moment = now.0.unsigned_abs();
    let known = world.apps[app.index()].halted;
    let detection =
        if known { Span::ZERO } else { world.draw(&people.detection, entity, Purpose::Detection, moment) };
    let detected = now + detection;
    let decision = world.draw(&people.decision, entity, Purpose::Decision, moment);
    execution::abandon(model, world, app);
    world.waiting.retain(|a| *a != app);
    world.apps[app.index()].recovery.stage = Stage::Idle;
    let open = &mut world.apps[app.index()].open;
    if open.detected <= now {
        open.first_detected = open.first_detected.min(open.detected);
    }
    if open.declared <= now {
        open.first_declared = open.first_declared.min(open.declared);
    }
    let decided = (detected + decision).max(open.stopped);
    (open.detected, open.decided) = (detected, decided);
    open.hit = if known { Time::NEVER } else { now };
    let first = first_decision(model, world, app);
    world.apps[app.index()].open.declared = first;
    let epoch = world.apps[app.index()].recovery.epoch;
    let (phase, mark) = if known {
        (Phase::Decision, people.decision.mark)
    } else {
        (Phase::Detection, people.detection.mark)
    };
    incident::enter(world, now, app, phase, mark.is_judgement());
    world.schedule(decided, Event::MayStart(app, epoch));
}

/// What follows for a recovery from a change around its app.
pub(super) fn settle(model: &Model, world: &mut World, now: Time, app: AppId) {
    let state = &world.apps[app.index()];
    if !state.is_open {
        return;
    }
    let recovery = state.recovery;
    if recovery.stage.is_executing() {
        let place = model.layout.deployments[recovery.destination.index()].place;
        let place = world.places[place.index()];
        let source_back = state.intact
            && !state.halted
            && recovery.destination != state.current
            && match recovery.plan {
                // Traffic moves back only to instances that serve.
                Plan::Redirect { .. } => world.is_ready(model, state.current),
                _ => has_live_place(model, world, app),
            }
            && recovery.yields(model, app);
        if source_back {
            world.note(now, Note::CalledOff(app));
            execution::abandon(model, world, app);
            wait(world, now, app);
        } else if !(place.powered && place.connected) || execution::has_lost_store(model, world, app) {
            world.note(now, Note::Broke(app));
            execution::abandon(model, world, app);
            wait(world, now, app);
        }
    }
    if model.is_active_active[app.index()] {
        instances::redirect(model, world, now, app);
    }
    need_only(model, world, now, app);
    // Ready, the app waited only for what it needs, and is hit again.
    let state = &world.apps[app.index()];
    let needed_only = state.recovery.stage == Stage::Idle && state.open.phase == Phase::Dependency;
    if needed_only && !state.serving {
        if state.halted {
            wait(world, now, app);
        } else if !state.intact || !has_live_place(model, world, app) {
            extend(model, world, now, app);
        }
    }
    // An item still missing when the app is back is restored next.
    let state = &world.apps[app.index()];
    if state.open.item && state.serving && now >= state.open.declared {
        let epoch = state.recovery.epoch;
        world.stir |= state.recovery.stage == Stage::Waiting;
        may_start(model, world, now, app, epoch);
    }
}

/// The place where an app's live data are works, they are current, and its VMs have
/// nodes to run on.
fn has_live_place(model: &Model, world: &World, app: AppId) -> bool {
    let current = world.apps[app.index()].current;
    holds_live_data(model, world, app) && hosting::has_nodes(model, world, current)
}

/// The place where an app's live data are works, and they are current.
fn holds_live_data(model: &Model, world: &World, app: AppId) -> bool {
    let current = world.apps[app.index()].current;
    world.place_works(model, current) && world.in_step(current) && store::is_there(model, world, app)
}

/// An app that is ready where it lives waits only for what it needs: there is
/// nothing to start, and people decide anew if it is hit again.
fn need_only(model: &Model, world: &mut World, now: Time, app: AppId) {
    let state = &mut world.apps[app.index()];
    if state.ready_since == Time::NEVER || state.serving || state.recovery.stage.is_executing() {
        return;
    }
    if state.recovery.stage == Stage::Waiting {
        state.recovery.stage = Stage::Idle;
        world.waiting.retain(|a| *a != app);
    }
    if world.apps[app.index()].open.phase != Phase::Dependency {
        split_detection(model, world, now, app);
        incident::enter(world, now, app, Phase::Dependency, false);
    }
}

/// A failover to another place is under way that goes on even if the source
/// comes back: the source stays shut down.
pub(super) fn is_leaving(model: &Model, state: &AppState, app: AppId) -> bool {
    let recovery = &state.recovery;
    state.is_open
        && recovery.stage.is_executing()
        && recovery.destination != state.current
        && !recovery.yields(model, app)
}

/// Puts an app whose recovery broke or was called off among those that wait.
pub(super) fn wait(world: &mut World, now: Time, app: AppId) {
    let judged = world.apps[app.index()].open.repair_judged;
    incident::enter(world, now, app, Phase::Repair, judged);
    world.apps[app.index()].recovery.stage = Stage::Waiting;
    if !world.waiting.contains(&app) {
        begin_waiting(world, now, app);
    }
    world.stir = true;
}

fn begin_waiting(world: &mut World, now: Time, app: AppId) {
    let recovery = &mut world.apps[app.index()].recovery;
    (recovery.stage, recovery.waits_since, recovery.waits_for) = (Stage::Waiting, now, Missing::Place);
    world.waiting.push(app);
}

/// Lets every app that waits try again, each in its turn, and with them those
/// that cannot reach what they are restored from.
pub(super) fn start_waiting(model: &Model, world: &mut World, now: Time) {
    execution::interrupt(model, world, now);
    plans::advance(model, world, now);
    let mut waiting = std::mem::take(&mut world.waiting);
    let stalled = |app: &&AppId| execution::is_stalled(model, world, **app);
    waiting.extend(world.queued.iter().filter(stalled));
    waiting.sort_unstable_by_key(|app| execution::turn(model, world, *app));
    // Starting one app never adds another here; those that go on waiting stay.
    waiting.retain(|app| !try_start(model, world, now, *app));
    waiting.append(&mut world.waiting);
    world.waiting = waiting;
}

/// Starts the first method that can work now; false if there is none.
fn try_start(model: &Model, world: &mut World, now: Time, app: AppId) -> bool {
    let state = &world.apps[app.index()];
    if state.is_open && execution::is_stalled(model, world, app) {
        try_another(model, world, now, app);
        return true;
    }
    if !state.is_open || state.recovery.stage != Stage::Waiting {
        return true;
    }
    if state.open.item && state.serving {
        return start_item(model, world, now, app);
    }
    if state.intact && !state.halted && has_live_place(model, world, app) {
        return false;
    }
    match choose(model, world, now, app) {
        Ok(choice) => {
            execution::start(model, world, now, app, choice);
            true
        }
        Err(missing) => {
            wait_for(world, now, app, missing);
            false
        }
    }
}

fn wait_for(world: &mut World, now: Time, app: AppId, missing: Missing) {
    let phase = match missing {
        Missing::Hold => Phase::Hold,
        Missing::Foundation | Missing::Need | Missing::Group(_) => Phase::Dependency,
        Missing::Action { doing, .. } => doing.phase(),
        Missing::Decision => Phase::Decision,
        Missing::Place | Missing::Control => Phase::Repair,
    };
    let known = std::mem::replace(&mut world.apps[app.index()].recovery.waits_for, missing);
    let open = &world.apps[app.index()].open;
    let judged = match missing {
        Missing::Place | Missing::Control => open.repair_judged,
        Missing::Group(_) => false,
        Missing::Action { judged, .. } => judged,
        Missing::Hold | Missing::Foundation | Missing::Need | Missing::Decision => true,
    };
    let of_plan = matches!(missing, Missing::Group(_) | Missing::Action { .. });
    let enters = open.phase != phase || of_plan && open.phase_judged != judged;
    if enters || known != missing {
        world.note(now, Note::Waits(app, missing));
    }
    if enters {
        incident::enter(world, now, app, phase, judged);
    }
}

/// Nobody knows how long what a restore reads will be out of reach: as after any
/// failed attempt the first method that can work now is begun. Without one the
/// restore goes on once its source is back.
fn try_another(model: &Model, world: &mut World, now: Time, app: AppId) {
    let state = &world.apps[app.index()];
    let found = match state.open.item && state.serving {
        true => items::choose(model, world, now, app),
        false => choose(model, world, now, app).ok(),
    };
    match found {
        Some(choice) => execution::exchange(model, world, now, app, choice),
        None => wait_for(world, now, app, Missing::Place),
    }
}

/// An incident has been open for as long as is counted.
pub(super) fn give_up(model: &Model, world: &mut World, now: Time, app: AppId, epoch: u32) {
    let state = &world.apps[app.index()];
    if !state.is_open || state.recovery.epoch != epoch {
        return;
    }
    execution::abandon(model, world, app);
    world.apps[app.index()].open.method = Method::Never;
    incident::close(model, world, now, app, false);
    // Nothing but a missing item may have kept it from moving home.
    world.touch(model, app);
}
