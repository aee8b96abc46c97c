//! Damage to data: item deletions and corruption, noticed only later, and
//! attacks that encrypt everything at once.

use super::copying;
use super::draw::Purpose;
use super::event::Event;
use super::execution::{self, Plan};
use super::failure::{self, Blow};
use super::incident;
use super::journal::Note;
use super::record::Subject;
use super::recovery;
use super::world::{Struck, World};
use crate::kernel::stream::entity;
use crate::model::{AppId, CopyId, Keeper, Kind, Model, TaintFrom};
use crate::units::{Span, Time};

/// Damage that is not yet noticed.
#[derive(Clone, Copy, Debug)]
pub struct Damage {
    active: bool,
    epoch: u32,
    app: AppId,
    kind: Kind,
    onset: Time,
    healed: bool,
    blow: Blow,
}

/// Damages of an app whose points are remembered as tainted one by one.
const TAINTS: usize = 4;

/// The shortest time.
const TICK: Span = Span(1);

/// When an app's data were damaged, as far as people have found out: points
/// captured between the onset and the discovery are never used again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tainted {
    /// Onset and discovery, latest discovery first.
    spans: [(Time, Time); TAINTS],
}

impl Tainted {
    /// Holds no instant.
    const NOTHING: (Time, Time) = (Time::NEVER, Time(i64::MIN));
    /// No damage is known.
    pub(super) const NEVER: Self = Self { spans: [Self::NOTHING; TAINTS] };

    /// Onset of the known damage that data captured at `at` hold.
    pub(super) fn onset_at(&self, at: Time) -> Option<Time> {
        if at > self.spans[0].1 {
            return None;
        }
        self.spans.iter().find(|(onset, found)| *onset <= at && at <= *found).map(|(onset, _)| *onset)
    }

    fn add(&mut self, onset: Time, found: Time) {
        let oldest = self.spans[TAINTS - 1];
        self.spans.copy_within(..TAINTS - 1, 1);
        self.spans[0] = (onset, found);
        // Of what is forgotten nothing becomes usable.
        let last = &mut self.spans[TAINTS - 1];
        last.0 = last.0.min(oldest.0);
    }
}

/// Data of an app are damaged. An app that is down, or whose data are gone,
/// has nothing to damage.
pub(super) fn begin(model: &Model, world: &mut World, now: Time, app: AppId, kind: Kind, blow: Blow) {
    let state = &world.apps[app.index()];
    if state.is_open || !state.intact || !state.serving {
        return;
    }
    world.note(now, Note::Damaged(app, kind));
    let spec = &model.estate.apps[app.index()];
    let source = model.machinery.sources[blow.source.index()].entity;
    let delay = world.draw(&spec.damage_detection, source, Purpose::DamageDetection, blow.index);
    let slot = match world.damages.iter().position(|d| !d.active) {
        Some(slot) => slot,
        None => {
            let damage = Damage { active: false, epoch: 0, app, kind, onset: now, healed: false, blow };
            world.damages.push(damage);
            world.damages.len() - 1
        }
    };
    let epoch = world.damages[slot].epoch + 1;
    world.damages[slot] = Damage { active: true, epoch, app, kind, onset: now, healed: false, blow };
    world.outstanding += u32::from(blow.counted);
    #[allow(clippy::cast_possible_truncation)]
    world.schedule(now + delay, Event::DamageFound(slot as u32, epoch));
}

/// Damage is noticed: the app's incident opens, unless an earlier point has
/// healed it, an open incident is only extended, or the app was given up.
pub(super) fn found(model: &Model, world: &mut World, now: Time, slot: u32, epoch: u32) {
    let damage = world.damages[slot as usize];
    if !damage.active || damage.epoch != epoch {
        return;
    }
    let Damage { app, kind, onset, blow, .. } = damage;
    let just_struck = !world.apps[app.index()].is_open && world.struck.iter().any(|s| s.app == app);
    if kind == Kind::ItemDeletion && just_struck {
        // What has just struck the app may take it down, of which the item is part.
        world.schedule(now + TICK, Event::DamageFound(slot, epoch));
        return;
    }
    world.damages[slot as usize].active = false;
    world.outstanding -= u32::from(blow.counted);
    if damage.healed {
        world.note(now, Note::Healed(app, kind));
        if blow.counted {
            let Blow { source, index, weight, forced, counted } = blow;
            let struck = Struck { app, kind, source, index, weight, forced, counted, way: None };
            incident::record(world, Subject(app.0), struck, now, None);
            for service in &model.services_of[app.index()] {
                if world.services[service.index()].open.is_none() {
                    let subject = model.estate.apps.len() + service.index();
                    #[allow(clippy::cast_possible_truncation)]
                    incident::record(world, Subject(subject as u32), struck, now, None);
                }
            }
        }
        return;
    }
    world.note(now, Note::DamageFound(app, kind, onset));
    let spec = &model.estate.apps[app.index()];
    let source = model.machinery.sources[blow.source.index()].entity;
    let stopped = now + world.draw(&spec.damage_stop, source, Purpose::DamageStop, blow.index);
    if kind == Kind::Corruption {
        world.tainted[app.index()].add(onset, now);
    }
    if world.apps[app.index()].is_open {
        merge(model, world, now, app, onset, kind);
        if kind == Kind::Corruption {
            let state = &mut world.apps[app.index()];
            if state.serving {
                state.open.stopped = state.open.stopped.max(stopped);
            }
            world.losses[app.index()].taint(onset, stopped);
        }
    } else if !world.apps[app.index()].is_given_up() {
        if kind == Kind::Corruption {
            super::settle::end_planned(model, world, now, app);
        } else {
            super::settle::end_move(model, world, now, app);
        }
        // A missing item stops nothing that others use.
        if kind == Kind::ItemDeletion {
            failure::strike_app(world, now, app, kind, blow);
        } else {
            failure::strike_with_dependents(model, world, now, app, kind, blow);
        }
        let struck = world.struck.iter().find(|s| s.app == app).copied();
        let struck = struck.expect("an app without an open incident is struck");
        let stopped = if kind == Kind::ItemDeletion { onset } else { stopped };
        incident::open(model, world, now, struck, Some((onset, stopped)));
    }
    if kind == Kind::Corruption {
        world.apps[app.index()].halted = true;
    }
    // What waited for its place to come back may be restored now.
    world.stir = true;
    world.touch(model, app);
}

/// Damage comes to light while an incident is open.
fn merge(model: &Model, world: &mut World, now: Time, app: AppId, onset: Time, kind: Kind) {
    let state = &mut world.apps[app.index()];
    state.open.merged += 1;
    if kind == Kind::ItemDeletion {
        miss(model, world, now, app, onset);
        return;
    }
    state.open.damaged = true;
    // An active instance elsewhere holds the same data.
    let recovery = state.recovery;
    let tainted = (matches!(recovery.plan, Plan::Redirect { .. }) && recovery.point == Time::NEVER)
        || world.tainted[app.index()].onset_at(recovery.point).is_some();
    if recovery.stage.is_executing() && tainted {
        execution::abandon(model, world, app);
        recovery::wait(world, now, app);
    }
}

/// An item is found to be missing while an incident is open: it is put back
/// within it, once the app serves.
fn miss(model: &Model, world: &mut World, now: Time, app: AppId, onset: Time) {
    let state = &mut world.apps[app.index()];
    let open = &mut state.open;
    let (first, last) = if open.item { (open.item_onset, open.item_last) } else { (onset, onset) };
    (open.item_onset, open.item_last) = (first.min(onset), last.max(onset));
    (open.item, open.item_mended) = (true, Time::NEVER);
    // A point that lacks it too does not bring it back.
    let lacks = matches!(state.recovery.plan, Plan::RestoreItem { .. }) && state.recovery.point >= onset;
    if state.recovery.stage.is_executing() && lacks {
        execution::abandon(model, world, app);
        recovery::wait(world, now, app);
    }
}

/// An app's data are now those of an earlier point: damage done after it is
/// undone.
pub(super) fn heal(world: &mut World, app: AppId, point: Time) {
    for damage in &mut world.damages {
        if damage.active && damage.app == app && point <= damage.onset {
            damage.healed = true;
        }
    }
}

/// An attack encrypts the data of all apps at once, and every copy it reaches.
pub(super) fn attack(model: &Model, world: &mut World, now: Time, blow: Blow) {
    let spec = &model.estate.ransomware;
    let source = model.machinery.sources[blow.source.index()].entity;
    let dwell = world.draw(&spec.dwell, source, Purpose::Dwell, blow.index);
    let hold = world.draw(&spec.hold, source, Purpose::Hold, blow.index);
    let onset = match spec.taint_from {
        TaintFrom::Encryption => now,
        TaintFrom::Intrusion => now - dwell,
    };
    world.note(now, Note::Attack(onset));
    for (i, stream) in model.copies.streams.iter().enumerate() {
        let keeper = match stream.keeper {
            Keeper::Target(target) => entity(&model.estate.targets[target.index()].name),
            Keeper::Place(place) => entity(model.place_name(place)),
        };
        let reached =
            world.stream(source ^ keeper, Purpose::Compromised, blow.index).chance(stream.compromised);
        if reached {
            world.note(now, Note::Compromised(CopyId::new(i)));
            copying::destroy(model, world, now, CopyId::new(i));
            execution::copies_destroyed(model, world, now, CopyId::new(i));
        }
        copying::encrypted(model, world, now, CopyId::new(i));
        let (chance, immutable_for) = stream.compromised_later;
        if immutable_for != Span::INFINITE
            && world.stream(source ^ keeper, Purpose::CompromisedLater, blow.index).chance(chance)
        {
            copying::destroy_before(model, world, now, now - immutable_for, CopyId::new(i));
        }
    }
    for i in 0..model.estate.apps.len() {
        let app = AppId::new(i);
        world.tainted[i].add(onset, now);
        if world.apps[i].is_open {
            merge(model, world, now, app, onset, Kind::Ransomware);
            world.losses[i].taint(onset, now);
            execution::abandon(model, world, app);
            if world.apps[i].recovery.stage == execution::Stage::Waiting {
                recovery::wait(world, now, app);
            }
        } else if !world.apps[i].is_given_up() {
            super::settle::end_planned(model, world, now, app);
            failure::strike_app(world, now, app, Kind::Ransomware, blow);
            let struck = world.struck.iter().find(|s| s.app == app).copied();
            let struck = struck.expect("an app without an open incident is struck");
            incident::open(model, world, now, struck, Some((onset, now)));
        }
        let state = &mut world.apps[i];
        (state.halted, state.intact) = (true, false);
        state.home_data = false;
        state.recovery.hold_until = now + hold;
        let epoch = state.recovery.epoch;
        world.schedule(now + hold, Event::MayStart(app, epoch));
        super::instances::encrypted(model, world, app);
        world.touch(model, app);
    }
    world.stir = true;
}

/// In a branched history nothing that was already under way is recorded.
pub(super) fn uncount(world: &mut World) {
    for damage in &mut world.damages {
        damage.blow.counted = false;
    }
}

/// Damages that keep the history going.
#[cfg(test)]
pub(super) fn outstanding(world: &World) -> u32 {
    world.damages.iter().filter(|d| d.active && d.blow.counted).map(|_| 1).sum()
}
