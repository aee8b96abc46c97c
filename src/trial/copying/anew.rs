//! Streams that start anew. One whose keeper holds nothing to build on is
//! *seeded*: it sends everything, and until then a level after it has nothing to
//! read. A replica that has lost track of what changed needs a *resync*: both
//! ends are compared, and what was written since its last point is sent, at most
//! everything. That happens when what waits to be sent fills the log, and, for
//! some systems, when a host crashes with a VM of the app. Until it is done
//! nothing is captured, and what was there before stays usable.
//!
//! Either starts as soon as the stream could run, a resync only in its window,
//! and begins again from the start after a halt. A failover to the replica calls
//! a resync off.

use super::super::draw::Purpose;
use super::super::event::Event;
use super::super::execution::Plan;
use super::super::journal::Note;
use super::super::world::World;
use super::chain::Chain;
use super::cycles::Cycles;
use super::{NONE, Needs, Regime, carry, change, newest_regime, push};
use crate::model::{AppId, CopyId, CopyStream, DeploymentId, Model};
use crate::units::{Span, Time};

/// For rounding, when a log fills while it is being sent.
const SLACK: Span = Span(2);

/// Starts or calls off what a stream needs, as its surroundings now allow.
pub(super) fn settle(
    model: &Model,
    world: &mut World,
    now: Time,
    copy: CopyId,
    (may_run, writes): (bool, bool),
) {
    let progress = world.progress[copy.index()];
    let stream = &model.copies.streams[copy.index()];
    let is_resync = progress.needs == Needs::Resync;
    if is_resync && writes != progress.writing {
        // What is written goes on adding up.
        change(model, world, now, copy, false, writes);
    }
    let may_send = may_run && !(is_resync && is_failing_over(world, stream));
    let sending = progress.sending_since != Time::NEVER;
    if may_send && !sending {
        let takes =
            if is_resync { resync(model, world, now, copy) } else { Some(seed(world, model, now, copy)) };
        if let Some(takes) = takes {
            world.progress[copy.index()].sending_since = now;
            world.schedule(now + takes, Event::Sent(copy, progress.epoch));
        }
    } else if !may_send && sending {
        let state = &mut world.progress[copy.index()];
        state.sending_since = Time::NEVER;
        state.epoch += 1;
    }
}

/// How long seeding takes: people set protection up again, then everything is sent.
fn seed(world: &World, model: &Model, now: Time, copy: CopyId) -> Span {
    let stream = &model.copies.streams[copy.index()];
    let entity = stream.entity ^ now.0.unsigned_abs();
    let wait = if stream.level == 0 {
        world.draw(&model.estate.people.reprotect, entity, Purpose::MoveHome, 0)
    } else {
        Span::ZERO
    };
    wait + sending_all(stream)
}

fn sending_all(stream: &CopyStream) -> Span {
    Span::from_seconds(stream.seed_bytes / stream.rate_bytes_per_second)
}

/// How long a resync takes that starts now, until what it sends is usable;
/// `None`: its window is closed.
fn resync(model: &Model, world: &mut World, now: Time, copy: CopyId) -> Option<Span> {
    let stream = &model.copies.streams[copy.index()];
    let opens = stream.resync.window.map_or(now, |window| window.next_open(now));
    if opens > now {
        if world.progress[copy.index()].opens < opens {
            world.progress[copy.index()].opens = opens;
            world.schedule(opens, Event::MayResync(copy));
        }
        return None;
    }
    let waits = waiting(stream, &standing(model, world, now, copy)?);
    let bytes = (waits.seconds() * stream.demand_bytes_per_second).min(stream.seed_bytes);
    Some(comparing(stream) + Span::from_seconds(bytes / stream.rate_bytes_per_second) + stream.apply)
}

/// Reading all data at both ends to find what differs.
fn comparing(stream: &CopyStream) -> Span {
    #[allow(clippy::cast_precision_loss)]
    let takes = |rate: u64| Span::from_seconds(stream.seed_bytes / rate as f64);
    stream.resync.compared_per_second.map_or(Span::ZERO, takes)
}

/// The window of a stream opens.
pub(in crate::trial) fn may_resync(model: &Model, world: &mut World, copy: CopyId) {
    world.touch(model, model.copies.streams[copy.index()].app);
}

/// Seeding or a resync is done: the copy captured when sending began is there.
pub(in crate::trial) fn sent(model: &Model, world: &mut World, now: Time, copy: CopyId, epoch: u32) {
    let progress = world.progress[copy.index()];
    if progress.epoch != epoch || progress.needs == Needs::Nothing {
        return;
    }
    let stream = &model.copies.streams[copy.index()];
    let is_resync = progress.needs == Needs::Resync;
    let since = if is_resync { progress.sending_since } else { now - sending_all(stream) };
    let regime = if stream.level > 0 {
        let (chain, level) = Chain::up_to(model, world, copy);
        chain.seeded(level, since, now)
    } else {
        Regime {
            start: now,
            running: true,
            writing: true,
            last: since,
            pending: now - since,
            flight: NONE,
            flight_left: Span::ZERO,
            done: since,
            // What a resync sends has been applied.
            done_at: if is_resync { now - stream.chosen_after() } else { now },
            ..newest_regime(world, copy)
        }
    };
    let state = &mut world.progress[copy.index()];
    (state.needs, state.sending_since, state.epoch) = (Needs::Nothing, Time::NEVER, epoch + 1);
    (state.running, state.writing) = (true, true);
    if is_resync && stream.resync.drops_points {
        state.gone_before = state.gone_before.max(now - Span(1));
    }
    push(model, world, copy, regime);
    carry(model, world, copy, true);
    watch_log(model, world, now, copy);
    // The level after may start over from it.
    world.touch(model, stream.app);
    // Whoever waits without room where its data are can be recovered from it.
    world.stir = true;
    let state = &world.apps[stream.app.index()];
    if state.is_open && stream.chosen_after() > Span::ZERO {
        let epoch = state.recovery.epoch;
        world.schedule(now + stream.chosen_after(), Event::MayStart(stream.app, epoch));
    }
    world.note(now, Note::Seeded(copy));
}

/// The stream has nothing to build on and starts over by seeding; points it
/// has already made remain.
pub(in crate::trial) fn break_off(model: &Model, world: &mut World, now: Time, copy: CopyId) {
    if world.progress[copy.index()].running {
        change(model, world, now, copy, false, false);
        carry(model, world, copy, false);
    }
    start_over(world, copy, Needs::Seed);
}

fn start_over(world: &mut World, copy: CopyId, needs: Needs) {
    let state = &mut world.progress[copy.index()];
    state.needs = needs;
    state.sending_since = Time::NEVER;
    state.epoch += 1;
}

/// What changed is no longer known: the stream stops until a resync is done. One
/// under way starts again.
fn lose_track(model: &Model, world: &mut World, now: Time, copy: CopyId) {
    let progress = world.progress[copy.index()];
    if progress.needs == Needs::Seed {
        return;
    }
    if progress.running {
        change(model, world, now, copy, false, progress.writing);
        carry(model, world, copy, false);
    }
    if progress.needs == Needs::Nothing {
        world.note(now, Note::NeedsResync(copy));
    }
    start_over(world, copy, Needs::Resync);
    world.touch(model, model.copies.streams[copy.index()].app);
}

/// A host has crashed with a VM of a deployment.
pub(in crate::trial) fn host_crashed(model: &Model, world: &mut World, now: Time, deployment: DeploymentId) {
    let app = model.layout.deployments[deployment.index()].app;
    let home = model.layout.of_app(app).start;
    if deployment.index() != home || world.apps[app.index()].current != deployment {
        return;
    }
    for copy in model.copies.of_app(app).map(CopyId::new) {
        if model.copies.streams[copy.index()].resync.after_crash {
            lose_track(model, world, now, copy);
        }
    }
}

/// A failover to a replica of an app begins: a resync of it is called off.
pub(in crate::trial) fn failing_over(model: &Model, world: &mut World, app: AppId) {
    if model.copies.of_app(app).any(|copy| world.progress[copy].needs == Needs::Resync) {
        world.touch(model, app);
    }
}

/// Whether a failover to what a stream keeps is under way.
fn is_failing_over(world: &World, stream: &CopyStream) -> bool {
    let app = &world.apps[stream.app.index()];
    let plan = Plan::Failover { protection: stream.protection };
    app.is_open && app.recovery.stage.is_executing() && app.recovery.plan == plan
}

/// Watches the logs of the streams that fall behind from t = 0 on.
pub(in crate::trial) fn watch_logs(model: &Model, world: &mut World) {
    for copy in (0..model.copies.streams.len()).map(CopyId::new) {
        watch_log(model, world, Time::ZERO, copy);
    }
}

/// Foresees when the log of a stream that has just changed will be full, unless
/// it changes again.
pub(super) fn watch_log(model: &Model, world: &mut World, now: Time, copy: CopyId) {
    let stream = &model.copies.streams[copy.index()];
    if stream.log_limit == Span::INFINITE || world.progress[copy.index()].needs != Needs::Nothing {
        return;
    }
    world.progress[copy.index()].epoch += 1;
    let epoch = world.progress[copy.index()].epoch;
    if let Some(at) = full_by(model, world, now, copy).filter(|at| *at != Time::NEVER) {
        world.schedule(at, Event::LogFull(copy, epoch));
    }
}

/// When the log of a stream is full, at the earliest; `None`: never, if nothing
/// changes. A stream that keeps up sends what waits before that.
fn full_by(model: &Model, world: &World, now: Time, copy: CopyId) -> Option<Time> {
    let stream = &model.copies.streams[copy.index()];
    let standing = standing(model, world, now, copy)?;
    let room = Span((stream.log_limit - waiting(stream, &standing)).0.max(0));
    let load = stream.load();
    if !standing.running {
        return standing.writing.then(|| now + room);
    }
    if load <= 1.0 {
        return None;
    }
    if standing.flight == NONE {
        // It waits for its next capture.
        let (chain, _) = Chain::up_to(model, world, copy);
        let capture = chain.first_cycles().next_tick(standing.last);
        return Some((now + room).min(capture.max(now + Span(1))));
    }
    Some(now + Span::from_seconds(room.seconds() / (1.0 - 1.0 / load)).max(Span(1)))
}

/// A log was foreseen to be full by now.
pub(in crate::trial) fn log_full(model: &Model, world: &mut World, now: Time, copy: CopyId, epoch: u32) {
    if world.progress[copy.index()].epoch != epoch {
        return;
    }
    let stream = &model.copies.streams[copy.index()];
    let is_full = standing(model, world, now, copy)
        .is_some_and(|standing| waiting(stream, &standing) + SLACK >= stream.log_limit);
    if is_full {
        lose_track(model, world, now, copy);
    } else {
        watch_log(model, world, now, copy);
    }
}

/// Whether what a stream does fits what it needs.
#[cfg(test)]
pub(in crate::trial) fn check(world: &World) {
    for progress in &world.progress {
        let sending = progress.sending_since != Time::NEVER;
        assert!(progress.needs == Needs::Nothing || !progress.running, "captures, but must start anew");
        assert!(progress.needs != Needs::Nothing || !sending, "starts anew without need");
    }
}

/// Where a first level stands at `now`.
fn standing(model: &Model, world: &World, now: Time, copy: CopyId) -> Option<Regime> {
    let stream = &model.copies.streams[copy.index()];
    let progress = &world.progress[copy.index()];
    let cycles = Cycles::new(world.key, stream, progress.phase)?;
    Some(cycles.next_regime(&newest_regime(world, copy), now, progress.running, progress.writing))
}

/// Writing that waits to be sent: what has not been captured, and what is left of
/// the capture on its way.
fn waiting(stream: &CopyStream, standing: &Regime) -> Span {
    standing.pending + Span::from_seconds(standing.flight_left.seconds() / stream.load())
}
