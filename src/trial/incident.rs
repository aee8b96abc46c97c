//! Incidents: what an app suffers from a strike that is not masked, from the
//! failure until it serves fully again.

use super::downtime::Members;
use super::draw::Purpose;
use super::event::Event;
use super::journal::Note;
use super::record::{Aside, Incident, Method, PHASES, Phase, Strike, Subject};
use super::world::{Struck, World};
use crate::model::{AppId, Kind, Model, Place, SourceId};
use crate::units::{Span, Time};

/// An open incident of an app.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Open {
    /// Kind of the event that opened it.
    pub kind: Kind,
    /// Source of that event.
    pub source: SourceId,
    /// Its candidate.
    pub cause_index: u64,
    /// When it struck.
    pub struck_at: Time,
    /// Failure; for damage its detection.
    pub failed: Time,
    /// Failure; for damage its onset.
    pub onset: Time,
    /// When bad writes stop; the failure for all but damage.
    pub stopped: Time,
    /// When it was hit last, so that what begins by itself may; `Time::NEVER` for
    /// damage, of which only people know.
    pub hit: Time,
    /// People know, or will if nothing happens before.
    pub detected: Time,
    /// People decide, or will if nothing happens before: the first time at
    /// which some method may be started.
    pub declared: Time,
    /// The organisation's own decision.
    pub decided: Time,
    /// Start of the method under way.
    pub started: Time,
    /// The place came back, or a node to run on; `Time::NEVER` if none was waited
    /// for.
    pub place_back: Time,
    /// Weight of its record.
    pub weight: f64,
    /// Forced.
    pub forced: bool,
    /// Recorded.
    pub counted: bool,
    /// An item is missing. An app that serves without it has only that left to
    /// recover.
    pub item: bool,
    /// Its VMs waited for room on a node that others used, not for a repair.
    pub waited_for_room: bool,
    /// When people first knew and decided, if the incident was extended since;
    /// `Time::NEVER` if it was not.
    pub first_detected: Time,
    /// See `first_detected`.
    pub first_declared: Time,
    /// Since when items have been missing, the first of them and the last; kept
    /// when they are put back, for a recovery point may lack them again.
    pub item_onset: Time,
    /// See `item_onset`.
    pub item_last: Time,
    /// When they were put back; `Time::NEVER` if they were not.
    pub item_mended: Time,
    /// Damage to all of the app's data is part of it.
    pub damaged: bool,
    /// Nothing usable was left, of everything or of an item.
    pub total_loss: bool,
    /// Data of before this instant lack nothing of that; `Time::NEVER` while no
    /// such data have been replaced.
    pub whole_before: Time,
    /// Copies existed but were tainted or compromised.
    pub tainted: bool,
    /// How the app came back.
    pub method: Method,
    /// Further failures while open.
    pub merged: u32,
    /// Phase under way, since when, and whether it rests on judgement.
    pub phase: Phase,
    /// See `phase`.
    pub phase_since: Time,
    /// See `phase`.
    pub phase_judged: bool,
    /// Time spent in each phase.
    pub phases: [Span; PHASES],
    /// Time that rests on judgement.
    pub judged: Span,
    /// The repair that would end it rests on judgement.
    pub repair_judged: bool,
}

/// A service's open incident, if any.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServiceOpen {
    /// Members with an open incident.
    pub members: u32,
    /// Members that users do without.
    pub(super) without: Members,
    /// The incident: kind, weights, times; its phases are those of the member
    /// that closed last.
    pub open: Option<(Struck, Time)>,
    /// When people first knew of a member's incident; `Time::NEVER` if all that
    /// have closed did so before.
    pub detected: Time,
    /// When people first decided to recover a member; see `detected`.
    pub declared: Time,
    /// Worst loss of a member so far.
    pub loss: Span,
    /// Worst rollback of a member so far.
    pub rollback: Span,
    /// Nothing usable was left of a member.
    pub nothing_left: bool,
    /// Because its copies were tainted or compromised.
    pub tainted: bool,
    /// Why the member that lost most left a newer copy aside.
    pub aside: Option<Aside>,
    /// A member was never recovered.
    pub unrecovered: bool,
}

impl Open {
    /// No incident.
    #[must_use]
    pub fn none() -> Self {
        Self {
            kind: Kind::Node,
            source: SourceId(0),
            cause_index: 0,
            struck_at: Time::ZERO,
            failed: Time::NEVER,
            onset: Time::NEVER,
            stopped: Time::NEVER,
            hit: Time::NEVER,
            detected: Time::NEVER,
            declared: Time::NEVER,
            decided: Time::NEVER,
            started: Time::NEVER,
            place_back: Time::NEVER,
            weight: 0.0,
            forced: false,
            counted: false,
            item: false,
            waited_for_room: false,
            first_detected: Time::NEVER,
            first_declared: Time::NEVER,
            item_onset: Time::NEVER,
            item_last: Time::NEVER,
            item_mended: Time::NEVER,
            damaged: false,
            total_loss: false,
            whole_before: Time::NEVER,
            tainted: false,
            method: Method::InPlace,
            merged: 0,
            phase: Phase::Detection,
            phase_since: Time::NEVER,
            phase_judged: false,
            phases: [Span::ZERO; PHASES],
            judged: Span::ZERO,
            repair_judged: false,
        }
    }

    /// The app's data are now those of `point`: a total loss is none any more if
    /// these have what was thought lost for good.
    pub(super) fn regain(&mut self, point: Time) {
        if point < self.whole_before {
            (self.total_loss, self.tainted, self.whole_before) = (false, false, Time::NEVER);
        }
    }

    /// The strike on `app` that opened it.
    pub(super) fn struck(&self, app: AppId) -> Struck {
        Struck {
            app,
            kind: self.kind,
            source: self.source,
            index: self.cause_index,
            weight: self.weight,
            forced: self.forced,
            counted: self.counted,
            way: None,
        }
    }
}

/// Opens an incident of `struck.app`. People will know and decide after times
/// drawn for the failure, the same for every app that it hit.
pub(super) fn open(
    model: &Model,
    world: &mut World,
    now: Time,
    struck: Struck,
    damage: Option<(Time, Time)>,
) {
    let people = &model.estate.people;
    let app = struck.app.index();
    assert!(!world.apps[app].is_open, "an app has one unplanned incident at a time");
    let source = &model.machinery.sources[struck.source.index()];
    let (detection, decision) = people_times(model, world, struck.source, struck.index);
    let item = struck.kind == Kind::ItemDeletion && damage.is_some();
    let known = damage.is_some();
    let (onset, stopped) = damage.unwrap_or((now, now));
    let detected = if known { now } else { now + detection };
    let declared = if item { detected } else { detected + decision };
    world.apps[app].open = Open {
        kind: struck.kind,
        source: struck.source,
        cause_index: struck.index,
        struck_at: now,
        failed: now,
        onset,
        stopped,
        hit: if known { Time::NEVER } else { now },
        detected,
        declared: declared.max(stopped),
        decided: declared.max(stopped),
        weight: struck.weight,
        forced: struck.forced,
        counted: struck.counted,
        item,
        item_onset: if item { onset } else { Time::NEVER },
        item_last: if item { onset } else { Time::NEVER },
        damaged: known && !item,
        phase: if known { Phase::Decision } else { Phase::Detection },
        phase_since: now,
        phase_judged: if known {
            people.decision.mark.is_judgement()
        } else {
            people.detection.mark.is_judgement()
        },
        repair_judged: source.repair.as_ref().is_some_and(|r| r.mark.is_judgement()),
        ..Open::none()
    };
    world.apps[app].is_open = true;
    let state = &world.apps[app];
    world.losses[app].open(if state.serving { Time::NEVER } else { state.stopped });
    if known && !item {
        world.losses[app].taint(onset, stopped);
    }
    world.apps[app].recovery.begin(now);
    if struck.counted {
        world.outstanding += 1;
    }
    if !item {
        world.apps[app].open.declared = super::recovery::first_decision(model, world, struck.app);
    }
    let epoch = world.apps[app].recovery.epoch;
    world.schedule(declared.max(stopped), Event::MayStart(struck.app, epoch));
    stir_plans(world);
    world.note(now, Note::Opened(struck.app, struck.kind));
    for service in &model.services_of[app] {
        world.services[service.index()].members += 1;
    }
}

/// How long people take to know of a failure, and then to decide.
fn people_times(model: &Model, world: &mut World, source: SourceId, index: u64) -> (Span, Span) {
    let (known_source, known_index, ..) = world.people;
    if (known_source, known_index) != (source, index) {
        let people = &model.estate.people;
        let entity = model.machinery.sources[source.index()].entity;
        let detection = world.draw(&people.detection, entity, Purpose::Detection, index);
        let decision = world.draw(&people.decision, entity, Purpose::Decision, index);
        world.people = (source, index, detection, decision);
    }
    (world.people.2, world.people.3)
}

/// The critical path enters a phase.
pub(super) fn enter(world: &mut World, now: Time, app: AppId, phase: Phase, judged: bool) {
    let open = &mut world.apps[app.index()].open;
    let spent = now - open.phase_since;
    open.phases[open.phase.index()] += spent;
    if open.phase_judged {
        open.judged += spent;
    }
    (open.phase, open.phase_since, open.phase_judged) = (phase, now, judged);
    stir_plans(world);
    world.note(now, Note::Enters(app, phase));
}

/// What people do next under a recovery plan may depend on any incident.
pub(super) fn stir_plans(world: &mut World) {
    world.stir |= !world.runs.is_empty();
}

/// Starts the critical path over at the failure: what people had begun did not
/// decide the recovery.
fn in_place_path(model: &Model, world: &mut World, now: Time, app: AppId) {
    let boot_judged = boot_judged(model, world, app);
    let ready = world.apps[app.index()].ready_since;
    let open = &mut world.apps[app.index()].open;
    let cut_off = open.kind == Kind::LinkLost;
    open.phases = [Span::ZERO; PHASES];
    open.judged = Span::ZERO;
    let ready = if ready == Time::NEVER || cut_off { now } else { ready.max(open.failed) };
    let back = match open.place_back {
        _ if cut_off => now,
        Time::NEVER => open.failed,
        back => back.min(ready),
    };
    let waited = if open.waited_for_room { Phase::Queue } else { Phase::Repair };
    open.phases[waited.index()] = back - open.failed;
    open.phases[Phase::Boot.index()] = ready - back;
    open.phases[Phase::Dependency.index()] = now - ready;
    if open.repair_judged {
        open.judged += back - open.failed;
    }
    if boot_judged {
        open.judged += ready - back;
    }
}

/// Whether the time until an app runs again where it was, once the place is
/// back, rests on judgement: guests boot, or restart after a node's failure.
fn boot_judged(model: &Model, world: &World, app: AppId) -> bool {
    let state = &world.apps[app.index()];
    let place = model.layout.deployments[state.current.index()].place;
    match model.layout.places[place.index()] {
        Place::Stamp(stamp) if state.open.kind == Kind::Node => {
            let stamp = &model.estate.stamps[stamp.index()];
            stamp.node_detection.mark.is_judgement() || stamp.vm_restart.mark.is_judgement()
        }
        _ => model.estate.apps[app.index()].boot.mark.is_judgement(),
    }
}

/// Closes the open incident of `app` at `now`; `recovered` is false when it is
/// given up as never recovered.
pub(super) fn close(model: &Model, world: &mut World, now: Time, app: AppId, recovered: bool) {
    // What people had begun is called off when the app is back by itself.
    super::execution::abandon(model, world, app);
    if world.apps[app.index()].open.method == Method::InPlace {
        in_place_path(model, world, now, app);
    } else {
        enter(world, now, app, Phase::Dependency, false);
    }
    let state = &mut world.apps[app.index()];
    let open = state.open;
    state.is_open = false;
    let aside = state.recovery.aside;
    state.recovery.finish();
    let gone = !recovered && (state.halted || !state.intact || open.item);
    let lost = world.losses[app.index()].close(now);
    let (loss, rollback) = if gone || open.total_loss { (Span::INFINITE, Span::INFINITE) } else { lost };
    let closed = if recovered { now } else { Time::NEVER };
    let recovery = if recovered { now - open.failed } else { Span::INFINITE };
    let incident = Incident {
        failed: open.failed,
        detected: reached(open.first_detected.min(open.detected), now),
        declared: reached(open.first_declared.min(open.declared), now),
        started: open.started,
        closed,
        method: if recovered { open.method } else { Method::Never },
        loss,
        nothing_left: open.total_loss,
        rollback,
        onset: open.onset,
        tainted: open.tainted,
        aside,
        phases: open.phases,
        judged: open.judged,
        merged: open.merged,
    };
    stir_plans(world);
    world.note(now, Note::Closed(app, incident.method, recovery, loss));
    world.queued.retain(|a| *a != app);
    world.waiting.retain(|a| *a != app);
    if open.counted {
        world.outstanding -= 1;
        record(world, Subject(app.0), open.struck(app), open.struck_at, Some(incident));
    }
    for service in &model.services_of[app.index()] {
        close_member(model, world, service.index(), incident);
    }
}

/// An instant, if it has come.
fn reached(at: Time, now: Time) -> Time {
    if at <= now { at } else { Time::NEVER }
}

/// A member's incident has closed; the service's closes with the last.
fn close_member(model: &Model, world: &mut World, service: usize, incident: Incident) {
    let apps = model.estate.apps.len();
    let state = &mut world.services[service];
    state.members -= 1;
    state.detected = state.detected.min(incident.detected);
    state.declared = state.declared.min(incident.declared);
    if incident.loss > state.loss {
        (state.loss, state.aside) = (incident.loss, incident.aside);
    }
    state.rollback = state.rollback.max(incident.rollback);
    state.nothing_left |= incident.nothing_left;
    state.tainted |= incident.tainted;
    state.unrecovered |= incident.closed == Time::NEVER;
    if state.members > 0 {
        return;
    }
    let ServiceOpen { detected, declared, loss, rollback, nothing_left, tainted, aside, unrecovered, .. } =
        *state;
    (state.detected, state.declared) = (Time::NEVER, Time::NEVER);
    (state.loss, state.rollback) = (Span::ZERO, Span::ZERO);
    (state.nothing_left, state.tainted, state.aside, state.unrecovered) = (false, false, None, false);
    if let Some((struck, at)) = state.open.take() {
        // The clock of a service runs from the first of its members to fail, to
        // be detected or to be declared; the path shown is that of its last,
        // what came before is dependency.
        let mut whole = Incident {
            failed: at,
            detected,
            declared,
            loss,
            rollback,
            nothing_left,
            tainted,
            aside,
            ..incident
        };
        if unrecovered {
            (whole.closed, whole.method) = (Time::NEVER, Method::Never);
        }
        whole.phases[Phase::Dependency.index()] += incident.failed - at;
        whole.onset = incident.onset.min(at);
        if struck.counted {
            world.outstanding -= 1;
            #[allow(clippy::cast_possible_truncation)]
            record(world, Subject((apps + service) as u32), struck, at, Some(whole));
        }
    }
}

/// Keeps the record of a strike.
pub(super) fn record(
    world: &mut World,
    subject: Subject,
    struck: Struck,
    at: Time,
    incident: Option<Incident>,
) {
    let Struck { kind, source, weight, forced, .. } = struck;
    world.strikes.push(Strike { subject, kind, source, at, weight, forced, incident });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_thought_lost_is_regained_with_data_from_before() {
        let after = |whole_before: Time, point: Time| {
            let mut open = Open { total_loss: true, tainted: true, whole_before, ..Open::none() };
            open.regain(point);
            (open.total_loss, open.tainted)
        };
        // Nothing was replaced; the item went missing, or all began empty, at 5.
        assert_eq!(after(Time::NEVER, Time(7)), (false, false));
        assert_eq!(after(Time(5), Time(4)), (false, false));
        assert_eq!(after(Time(5), Time(5)), (true, true));
        assert_eq!(after(Time(5), Time(7)), (true, true));
    }
}
