//! Copies: which recovery points exist at an instant. Cycles are not events:
//! between changes of a stream (its regimes) they follow from where it stood
//! at the last change.
//!
//! The process, cycle by cycle: while a stream runs, it captures at the ticks
//! of its schedule; each capture sends what the app wrote since the one
//! before, at the stream's rate; transfers are serial, so a capture whose
//! predecessor is still being sent waits for it and then sends everything
//! written until then; a tick missed while the stream was halted is made up
//! for at once; a transfer interrupted by a halt resumes. A job that fails
//! captures nothing. An app goes on writing while the way to the keeper or the
//! keeper itself is down, and that backlog is sent when they are back; where
//! its place is down it writes nothing. A later level sends on what the level
//! before has received (`relay.rs`). A stream that has lost what it built on
//! starts anew (`anew.rs`).

mod anew;
mod chain;
mod consistent;
mod cycles;
mod pace;
mod points;
#[cfg(test)]
mod reference;
mod relay;

#[cfg(test)]
pub(super) use anew::check;
pub(super) use anew::{break_off, failing_over, host_crashed, log_full, may_resync, sent, watch_logs};
pub(super) use points::{
    Point, Unreadable, Wanted, consistent_before, found_unreadable, is_consistent, is_readable, newest,
    newest_known,
};

use self::chain::Chain;
use self::cycles::Cycles;
use self::relay::Relay;
use super::draw::Purpose;
use super::hosting;
use super::world::World;
use crate::kernel::stream::TrialKey;
use crate::model::{CopyId, CopyStream, Keeper, Model, Schedule};
use crate::units::{Span, Time};

/// No such instant.
const NONE: Time = Time(i64::MIN / 4);

/// A stream's state between two changes. What a first level captures, a later
/// one takes from the level before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Regime {
    start: Time,
    /// It captures and sends.
    running: bool,
    /// The app writes. It does while the stream is running.
    writing: bool,
    /// Last capture (also one that failed), whether or not it has arrived. Of a
    /// later level: the newest point ready to be sent at `start`.
    last: Time,
    /// Writing time not captured at `start`. Of a later level: sending time
    /// left for all points ready.
    pending: Span,
    /// Capture on its way at `start`, with the sending time left: of a first
    /// level.
    flight: Time,
    flight_left: Span,
    /// Newest capture sent completely before `start`, and when it was sent.
    done: Time,
    done_at: Time,
    /// Time before `start` in which the app wrote nothing: of a first level.
    silent: Span,
    /// Newest point that the level before lost before it was sent on.
    gone: Time,
}

/// Where a stream of copies stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Progress {
    running: bool,
    writing: bool,
    /// What it needs before it can go on.
    needs: Needs,
    /// Since when that is under way; `Time::NEVER` if it is not.
    sending_since: Time,
    /// The latest instant at which its window is known to open.
    opens: Time,
    /// Moves on when what is bound to happen to it is called off.
    epoch: u32,
    phase: Time,
    /// Points that had arrived by then are gone.
    gone_before: Time,
}

/// What a stream needs before it can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needs {
    /// Nothing.
    Nothing,
    /// To compare what is there with the source: a resync.
    Resync,
    /// Everything: there is nothing at the keeper to build on.
    Seed,
}

/// Where a stream that has run forever stands, and its regimes: one, or for a
/// stream that cannot keep up a second from t = 0 on, when nothing is behind.
pub(super) fn begin(key: TrialKey, stream: &CopyStream) -> (Progress, impl Iterator<Item = Regime>) {
    let (phase, last) = match stream.schedule {
        None => (Time::ZERO, Time(-10 * Span::YEAR.0)),
        Some(Schedule { every, start }) => {
            let phase = start.unwrap_or_else(|| {
                let mut draw = key.stream(stream.entity, Purpose::Phase as u32, 0);
                #[allow(clippy::cast_sign_loss, clippy::cast_possible_wrap)]
                Span(draw.below(every.0 as u64) as i64)
            });
            let cycles = 10 * Span::YEAR.0 / every.0 + 1;
            (Time(phase.0), Time(phase.0 - cycles * every.0))
        }
    };
    let regime = Regime {
        start: last,
        running: true,
        writing: true,
        last,
        pending: Span::ZERO,
        flight: NONE,
        flight_left: Span::ZERO,
        done: last,
        done_at: last,
        silent: Span::ZERO,
        gone: NONE,
    };
    let since_zero = Cycles::new(key, stream, phase)
        .filter(|cycles| stream.level == 0 && cycles.fall_behind())
        .map(|cycles| cycles.next_regime(&regime, Time::ZERO, true, true));
    let progress = Progress {
        running: true,
        writing: true,
        needs: Needs::Nothing,
        sending_since: Time::NEVER,
        opens: NONE,
        epoch: 0,
        phase,
        gone_before: NONE,
    };
    (progress, std::iter::once(regime).chain(since_zero))
}

/// The present regime of a stream.
fn newest_regime(world: &World, copy: CopyId) -> Regime {
    *world.regimes[copy.index()].last().expect("a stream has a regime")
}

/// Time for which regimes are remembered beyond the age of the points they
/// hold: how a stream went on before them says when they could be sent.
const GRACE: Span = Span(90 * 86_400_000_000);

/// Begins later levels that cannot keep up anew at t = 0, when nothing is behind,
/// as [`begin`] does first levels.
pub(super) fn begin_later_levels(model: &Model, world: &mut World) {
    for (i, stream) in model.copies.streams.iter().enumerate() {
        if stream.level > 0 && stream.load() >= 1.0 {
            change(model, world, Time::ZERO, CopyId::new(i), true, true);
        }
    }
}

/// Starts a regime at `now`, forgetting those whose points have all expired.
fn push(model: &Model, world: &mut World, copy: CopyId, regime: Regime) {
    forget(model, world, copy, regime.start);
    let takes_its_place = newest_regime(world, copy).start == regime.start;
    let regimes = &mut world.regimes[copy.index()];
    if takes_its_place {
        regimes.pop();
    }
    regimes.push(regime);
}

/// Forgets regimes that ended before any point still kept was made. Expiry stops
/// while people know of an incident.
fn forget(model: &Model, world: &mut World, copy: CopyId, now: Time) {
    #[cfg(test)]
    if world.remembers_all {
        return;
    }
    let stream = &model.copies.streams[copy.index()];
    let app = &world.apps[stream.app.index()];
    let kept_at = if app.is_open { app.open.failed } else { now };
    let mut horizon = if is_latest_only(stream) { now } else { kept_at - stream.retention.age - GRACE };
    if let Some(every) = stream.consistent_every {
        // The newest of all is no older than the newest point by more than that.
        horizon = horizon.min(newest_regime(world, copy).done - every);
    }
    // What later levels keep, have yet to send on, or took in a regime that they
    // remember was made then.
    for later in later_levels(model, copy) {
        let kept = kept_at - model.copies.streams[later.index()].retention.age - GRACE;
        horizon = horizon.min(kept).min(world.regimes[later.index()][0].done);
    }
    let regimes = &mut world.regimes[copy.index()];
    // A regime ends where the next begins.
    let old = regimes.partition_point(|regime| regime.start <= horizon).saturating_sub(1);
    // The others move up: seldom enough that this costs little however many.
    if 2 * old >= regimes.len() {
        regimes.drain(..old);
    }
}

/// Ends the present regime at `now` and starts the next.
fn change(model: &Model, world: &mut World, now: Time, copy: CopyId, running: bool, writing: bool) {
    let stream = &model.copies.streams[copy.index()];
    let progress = world.progress[copy.index()];
    let before = newest_regime(world, copy);
    let next = match Cycles::new(world.key, stream, progress.phase) {
        Some(cycles) if stream.level == 0 => cycles.next_regime(&before, now, running, writing),
        _ => {
            let (chain, level) = Chain::up_to(model, world, copy);
            Relay::new(&chain, level, &before).next_regime(now, running, writing)
        }
    };
    push(model, world, copy, next);
    let state = &mut world.progress[copy.index()];
    (state.running, state.writing) = (running, writing);
    anew::watch_log(model, world, now, copy);
}

/// The levels after one.
fn later_levels(model: &Model, copy: CopyId) -> impl Iterator<Item = CopyId> {
    // Levels of a chain follow one another.
    let streams = &model.copies.streams;
    let next = move |copy: &CopyId| {
        let later = CopyId::new(copy.index() + 1);
        (streams.get(later.index())?.upstream == Some(*copy)).then_some(later)
    };
    std::iter::successors(next(&copy), next)
}

/// Points that had arrived by `then` are lost to the level after, too, unless
/// it has sent them on.
fn cut_off_later(model: &Model, world: &mut World, now: Time, then: Time, copy: CopyId) {
    if let Some(later) = later_levels(model, copy).next()
        && world.progress[later.index()].needs == Needs::Nothing
    {
        let (chain, level) = Chain::up_to(model, world, later);
        let next = chain.cut_off(level, then, now);
        push(model, world, later, next);
    }
}

/// Starts or halts a stream, or starts it anew, as its surroundings now allow.
pub(super) fn settle(model: &Model, world: &mut World, now: Time, copy: CopyId) {
    let stream = &model.copies.streams[copy.index()];
    let writes = writes(model, world, stream);
    let may_run = writes && may_run(model, world, stream);
    let progress = world.progress[copy.index()];
    if progress.needs != Needs::Nothing {
        anew::settle(model, world, now, copy, (may_run, writes));
    } else if may_run != progress.running || writes != progress.writing {
        change(model, world, now, copy, may_run, writes);
        if may_run != progress.running {
            carry(model, world, copy, may_run);
        }
    }
}

/// Keeps the load of copies on links up to date.
fn carry(model: &Model, world: &mut World, copy: CopyId, running: bool) {
    let stream = &model.copies.streams[copy.index()];
    let Some(route) = model.routes.between(stream.from, stream.site).first() else { return };
    #[allow(clippy::cast_possible_truncation)]
    let load = stream.demand_bytes_per_second as i64;
    for link in route.links() {
        world.link_load[link.index()] += if running { load } else { -load };
    }
    world.flows_changed = true;
}

/// The load on links when everything works.
pub(super) fn full_load(model: &Model, world: &mut World) {
    for copy in 0..model.copies.streams.len() {
        carry(model, world, CopyId::new(copy), true);
    }
}

/// Whether there is something to copy: the app's data live at a place that
/// works, or (for a later level) the level before is there.
fn writes(model: &Model, world: &World, stream: &CopyStream) -> bool {
    if let Some(upstream) = stream.upstream {
        let Keeper::Target(target) = model.copies.streams[upstream.index()].keeper else { return false };
        return world.target_up(model, target) && world.progress[upstream.index()].needs != Needs::Seed;
    }
    // What is copied is the data where they live, whether or not the app happens
    // to be up for its users, unless its VMs have no node to run on. A replica is
    // fed from home only: away from home the app runs on it, or beside it without
    // being copied to it.
    let app = &world.apps[stream.app.index()];
    let at_home = app.current.index() == model.layout.of_app(stream.app).start;
    let source = matches!(stream.keeper, Keeper::Target(_)) || at_home;
    source
        && app.intact
        && !app.halted
        && world.place_works(model, app.current)
        && world.in_step(app.current)
        && hosting::has_nodes(model, world, app.current)
}

/// Whether the keeper and the way to it work.
fn may_run(model: &Model, world: &World, stream: &CopyStream) -> bool {
    let from = match stream.upstream {
        None => super::settle::site_of(model, world, stream.app),
        Some(_) => stream.from,
    };
    let protection = &model.estate.apps[stream.app.index()].protections[usize::from(stream.protection)];
    let needs = protection.needs().map_or(&[][..], |needs| &needs.copy);
    world.keeper_up(model, stream.keeper)
        && world.route(model, from, stream.site).is_some()
        && world.has_all(model, needs, from)
        // What runs from a backup store is not replicated.
        && (matches!(stream.keeper, Keeper::Target(_)) || world.apps[stream.app.index()].mount.is_none())
}

/// Jobs of a stream that failed after the point from `point`, up to `until`: of a
/// first level, whose points are named after their jobs.
pub(super) fn failed_jobs(model: &Model, world: &World, copy: CopyId, point: Time, until: Time) -> u32 {
    let stream = &model.copies.streams[copy.index()];
    let cycles = Cycles::new(world.key, stream, world.progress[copy.index()].phase);
    let Some(cycles) = cycles.filter(|_| stream.level == 0 && stream.job_failure > 0.0) else { return 0 };
    let ticks = std::iter::successors(Some(cycles.next_tick(point)), |tick| Some(*tick + cycles.every));
    ticks.take_while(|tick| *tick <= until).map(|tick| u32::from(cycles.fails(tick))).sum()
}

/// All points kept so far are gone.
pub(super) fn destroy(model: &Model, world: &mut World, now: Time, copy: CopyId) {
    cut_off_later(model, world, now, now, copy);
    break_off(model, world, now, copy);
    world.progress[copy.index()].gone_before = now;
}

/// Points that had arrived by `then` are gone; those made since stand on their
/// own.
pub(super) fn destroy_before(model: &Model, world: &mut World, now: Time, then: Time, copy: CopyId) {
    cut_off_later(model, world, now, then, copy);
    let gone = &mut world.progress[copy.index()].gone_before;
    *gone = (*gone).max(then);
}

/// What a stream copies is encrypted, and copied on: nothing clean is left of a
/// replica that keeps only its latest state. One that was halted is not reached.
pub(super) fn encrypted(model: &Model, world: &mut World, now: Time, copy: CopyId) {
    if is_latest_only(&model.copies.streams[copy.index()]) && world.progress[copy.index()].running {
        destroy_before(model, world, now, now, copy);
    }
}

/// A replica that keeps no older points.
fn is_latest_only(stream: &CopyStream) -> bool {
    stream.retention.age == Span::ZERO && matches!(stream.keeper, Keeper::Place(_))
}

/// After a planned move both ends hold the same data: the stream goes on from
/// there without seeding.
pub(super) fn in_step(model: &Model, world: &mut World, now: Time, copy: CopyId) {
    let state = &mut world.progress[copy.index()];
    (state.needs, state.sending_since) = (Needs::Nothing, Time::NEVER);
    state.epoch += 1;
    (state.running, state.writing) = (false, false);
    let before = newest_regime(world, copy);
    push(
        model,
        world,
        copy,
        Regime {
            start: now,
            running: false,
            writing: false,
            last: now,
            pending: Span::ZERO,
            flight: NONE,
            flight_left: Span::ZERO,
            done: now,
            done_at: now,
            ..before
        },
    );
}
