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
//! its place is down it writes nothing.

use super::draw::Purpose;
use super::event::Event;
use super::journal::Note;
use super::world::World;
use crate::kernel::stream::TrialKey;
use crate::model::{CopyId, CopyStream, Keeper, Model, Retention, Schedule};
use crate::units::{Span, Time};

/// Regimes remembered per stream. When there are more, points older than the
/// oldest count as expired.
pub(super) const REGIMES: usize = 24;
/// Cycles looked back over where jobs can fail, for a stream that is hardly
/// loaded; more the closer it comes to always sending. What is older matters
/// only if the stream has been behind ever since, with a probability below
/// 1e-9 for the default rates of failing jobs.
const LOOK_BACK: f64 = 48.0;
/// Failed jobs in a row that are practically never exceeded.
const LONGEST_RUN: f64 = 32.0;
/// No such instant.
const NONE: Time = Time(i64::MIN / 4);

/// A stream's state between two changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Regime {
    start: Time,
    /// It captures and sends.
    running: bool,
    /// The app writes. It does while the stream is running.
    writing: bool,
    /// Last capture (also one that failed), whether or not it has arrived.
    last: Time,
    /// Writing time not captured at `start`.
    pending: Span,
    /// Capture on its way at `start`, with the sending time left.
    flight: Time,
    flight_left: Span,
    /// Newest capture sent completely before `start`, and when it was sent.
    done: Time,
    done_at: Time,
}

/// Where a stream of copies stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Progress {
    running: bool,
    writing: bool,
    /// There is nothing at the keeper to build on.
    needs_seed: bool,
    seeding_since: Time,
    epoch: u32,
    phase: Time,
    /// Points that had arrived by then are gone.
    gone_before: Time,
    /// Regimes in use, newest last.
    count: u32,
}

/// A recovery point found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    /// State of the data it holds.
    pub at: Time,
    /// When it became usable.
    pub usable: Time,
}

/// The regime of a stream that has run forever, and its phase.
pub(super) fn begin(key: TrialKey, stream: &CopyStream) -> (Progress, Regime) {
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
    };
    let progress = Progress {
        running: true,
        writing: true,
        needs_seed: false,
        seeding_since: Time::NEVER,
        epoch: 0,
        phase,
        gone_before: NONE,
        count: 1,
    };
    (progress, regime)
}

/// What a stream's cycles need to know.
struct Cycles<'a> {
    stream: &'a CopyStream,
    key: TrialKey,
    phase: Time,
    every: Span,
    /// Sending time per writing time.
    load: f64,
}

/// Where the cycles stand at an instant.
#[derive(Clone, Copy, Debug)]
struct Standing {
    last: Time,
    flight: Time,
    flight_done: Time,
    done: Time,
    done_at: Time,
    pending: Span,
}

impl<'a> Cycles<'a> {
    fn of(world: &World, stream: &'a CopyStream, phase: Time) -> Option<Self> {
        let every = stream.schedule?.every;
        let load = stream.demand_bytes_per_second / stream.rate_bytes_per_second;
        Some(Self { stream, key: world.key, phase, every, load })
    }

    fn next_tick(&self, after: Time) -> Time {
        let since = after.0 - self.phase.0;
        Time(self.phase.0 + (since.div_euclid(self.every.0) + 1) * self.every.0)
    }

    fn sending(&self, written: Span) -> Span {
        self.stream.hold + Span::from_seconds(written.seconds() * self.load)
    }

    /// Whether the job that stands for the latest tick by `at` fails: the
    /// outcome is drawn afresh with probability 1 − ρ, else it repeats the one
    /// before, so it is that of the latest fresh draw.
    fn fails(&self, at: Time) -> bool {
        let stream = self.stream;
        if stream.job_failure <= 0.0 {
            return false;
        }
        let mut job = (at.0 - self.phase.0).div_euclid(self.every.0);
        for _ in 0..10_000 {
            #[allow(clippy::cast_sign_loss)]
            let word = self.key.word(stream.entity, Purpose::Job as u32, job as u64);
            // Two uniforms to 2⁻³², one from each half.
            let [repeats, fails] =
                [word >> 32, word & 0xFFFF_FFFF].map(|half| half as f64 * (1.0 / 4_294_967_296.0));
            if repeats >= stream.job_failure_correlation {
                return fails < stream.job_failure;
            }
            job -= 1;
        }
        false
    }

    /// The regime that follows `before` at `now`.
    fn next_regime(&self, before: &Regime, now: Time, running: bool, writing: bool) -> Regime {
        if !before.running {
            let written = if before.writing { now - before.start } else { Span::ZERO };
            let pending = before.pending + written;
            return Regime { start: now, running, writing, pending, ..*before };
        }
        let s = self.run(before, now);
        let flight_left = if s.flight == NONE { Span::ZERO } else { s.flight_done - now };
        Regime {
            start: now,
            running,
            writing,
            last: s.last,
            pending: s.pending,
            flight: s.flight,
            flight_left,
            done: s.done,
            done_at: s.done_at,
        }
    }

    /// Runs the cycles of a running regime up to `until`.
    fn run(&self, regime: &Regime, until: Time) -> Standing {
        let mut standing = Standing {
            last: regime.last,
            flight: regime.flight,
            flight_done: Time::NEVER,
            done: regime.done,
            done_at: regime.done_at,
            pending: regime.pending,
        };
        let mut idle_at = regime.start;
        // Writes before `counted_from` are in `pending`.
        let mut counted_from = regime.start;
        if regime.flight != NONE {
            standing.flight_done = regime.start + regime.flight_left;
            if standing.flight_done > until {
                standing.pending = regime.pending + (until - regime.start);
                return standing;
            }
            (standing.done, standing.done_at) = (regime.flight, standing.flight_done);
            (standing.flight, idle_at) = (NONE, standing.flight_done);
        }
        let steady_send = self.sending(self.every);
        let can_fail = self.stream.job_failure > 0.0;
        if can_fail {
            if let Some(found) = self.from_the_end(&standing, idle_at, until) {
                return found;
            }
            self.look_back(&mut standing, &mut idle_at, &mut counted_from, until);
        }
        loop {
            let on_grid = (standing.last.0 - self.phase.0).rem_euclid(self.every.0) == 0;
            let nothing_pending = standing.pending == Span::ZERO && counted_from == standing.last;
            let in_time = idle_at <= standing.last + self.every && steady_send <= self.every;
            if !can_fail && on_grid && nothing_pending && in_time {
                return self.steady(standing, steady_send, until);
            }
            let capture = self.next_tick(standing.last).max(idle_at);
            if capture > until {
                standing.pending += until - counted_from;
                return standing;
            }
            standing.last = capture;
            if self.fails(capture) {
                continue;
            }
            let written = standing.pending + (capture - counted_from);
            (standing.pending, counted_from) = (Span::ZERO, capture);
            let sent = capture + self.sending(written);
            if sent > until {
                (standing.flight, standing.flight_done) = (capture, sent);
                standing.pending = until - capture;
                return standing;
            }
            (standing.done, standing.done_at, idle_at) = (capture, sent, sent);
        }
    }

    /// From a capture on a tick with nothing pending and every transfer done
    /// before the next tick, all later cycles are alike.
    fn steady(&self, mut standing: Standing, send: Span, until: Time) -> Standing {
        let cycles = (until.0 - standing.last.0) / self.every.0;
        if cycles > 0 {
            let newest = Time(standing.last.0 + cycles * self.every.0);
            let sent = newest + send;
            let before = newest - self.every;
            if sent <= until {
                (standing.done, standing.done_at) = (newest, sent);
            } else {
                if cycles > 1 {
                    (standing.done, standing.done_at) = (before, before + send);
                }
                (standing.flight, standing.flight_done) = (newest, sent);
            }
            standing.last = newest;
        }
        standing.pending = until - standing.last;
        standing
    }

    /// The standing at `until` from the last few jobs alone: for streams so
    /// lightly loaded that no run of failed jobs makes a transfer late (but
    /// with a probability below 1e-9 for the default rates). `None` if the
    /// stream is not, or has hardly begun.
    fn from_the_end(&self, before: &Standing, idle_at: Time, until: Time) -> Option<Standing> {
        let room = 1.0 - self.stream.hold.seconds() / self.every.seconds();
        if self.load * LONGEST_RUN > room {
            return None;
        }
        // What is made up for after a halt is sent within one interval.
        let begin = before.last.max(idle_at) + self.every;
        let last = Time(self.next_tick(until).0 - self.every.0);
        let success = |mut tick: Time| loop {
            if tick <= begin {
                return None;
            }
            if !self.fails(tick) {
                return Some(tick);
            }
            tick = tick - self.every;
        };
        let newest = success(last)?;
        let second = success(newest - self.every)?;
        let sent = newest + self.sending(newest - second);
        let mut standing = Standing { last, pending: until - newest, ..*before };
        if sent <= until {
            (standing.done, standing.done_at) = (newest, sent);
        } else {
            let third = success(second - self.every)?;
            (standing.flight, standing.flight_done) = (newest, sent);
            (standing.done, standing.done_at) = (second, second + self.sending(second - third));
        }
        Some(standing)
    }

    /// Skips cycles too old to matter at `until`.
    fn look_back(&self, standing: &mut Standing, idle_at: &mut Time, counted_from: &mut Time, until: Time) {
        let busy = self.load + self.stream.hold.seconds() / self.every.seconds();
        #[allow(clippy::cast_possible_truncation)]
        let cycles = (LOOK_BACK / (1.0 - busy).max(0.01)) as i64;
        let from = Time(until.0 - cycles * self.every.0);
        if from <= standing.last || from <= *idle_at {
            return;
        }
        let tick = self.next_tick(from);
        let tick = Time(tick.0 - self.every.0);
        (standing.last, standing.done, standing.done_at) = (tick, tick, tick);
        standing.pending = Span::ZERO;
        (*idle_at, *counted_from) = (tick, tick);
    }
}

/// Copies the regimes in use of every stream.
pub(super) fn copy_regimes(regimes: &mut [Regime], from: &World) {
    for (i, progress) in from.progress.iter().enumerate() {
        let used = i * REGIMES..i * REGIMES + progress.count as usize;
        regimes[used.clone()].copy_from_slice(&from.regimes[used]);
    }
}

fn slot(copy: CopyId, position: u32) -> usize {
    copy.index() * REGIMES + position as usize
}

/// Time for which regimes are remembered beyond the age of the points they
/// hold: expiry stops while people know of an incident.
const GRACE: Span = Span(90 * 86_400_000_000);

/// Starts a regime at `now`, forgetting those whose points have all expired.
fn push(model: &Model, world: &mut World, copy: CopyId, regime: Regime) {
    forget(model, world, copy, regime.start);
    let count = world.progress[copy.index()].count;
    let newest = slot(copy, count - 1);
    if world.regimes[newest].start == regime.start {
        world.regimes[newest] = regime;
    } else if (count as usize) < REGIMES {
        world.regimes[slot(copy, count)] = regime;
        world.progress[copy.index()].count += 1;
    } else {
        let first = slot(copy, 0);
        world.regimes.copy_within(first + 1..first + REGIMES, first);
        world.regimes[newest] = regime;
    }
}

/// Forgets regimes that ended before any point still kept was made.
fn forget(model: &Model, world: &mut World, copy: CopyId, now: Time) {
    let stream = &model.copies.streams[copy.index()];
    let first = slot(copy, 0);
    let count = world.progress[copy.index()].count as usize;
    let latest_only = stream.retention.age == Span::ZERO && matches!(stream.keeper, Keeper::Place(_));
    let horizon = if latest_only { now } else { now - stream.retention.age - GRACE };
    // A regime ends where the next begins.
    let old = (1..count).take_while(|i| world.regimes[first + i].start <= horizon).count();
    if old > 0 {
        world.regimes.copy_within(first + old..first + count, first);
        #[allow(clippy::cast_possible_truncation)]
        let old = old as u32;
        world.progress[copy.index()].count -= old;
    }
}

/// Ends the present regime at `now` and starts the next.
fn change(model: &Model, world: &mut World, now: Time, copy: CopyId, running: bool, writing: bool) {
    let stream = &model.copies.streams[copy.index()];
    let progress = world.progress[copy.index()];
    let before = world.regimes[slot(copy, progress.count - 1)];
    let next = match Cycles::of(world, stream, progress.phase) {
        Some(cycles) => cycles.next_regime(&before, now, running, writing),
        None => Regime { start: now, running, writing, ..before },
    };
    push(model, world, copy, next);
    let state = &mut world.progress[copy.index()];
    (state.running, state.writing) = (running, writing);
}

/// Starts, halts or seeds a stream as its surroundings now allow.
pub(super) fn settle(model: &Model, world: &mut World, now: Time, copy: CopyId) {
    let stream = &model.copies.streams[copy.index()];
    let writes = writes(model, world, stream);
    let may_run = writes && may_run(model, world, stream);
    let progress = world.progress[copy.index()];
    if progress.needs_seed {
        let seeding = progress.seeding_since != Time::NEVER;
        if may_run && !seeding {
            world.progress[copy.index()].seeding_since = now;
            let sending = Span::from_seconds(stream.seed_bytes / stream.rate_bytes_per_second);
            let entity = stream.entity ^ now.0.unsigned_abs();
            let wait = if stream.level == 0 {
                world.draw(&model.estate.people.reprotect, entity, Purpose::MoveHome, 0)
            } else {
                Span::ZERO
            };
            world.schedule(now + wait + sending, Event::Seeded(copy, progress.epoch));
        } else if !may_run && seeding {
            world.progress[copy.index()].seeding_since = Time::NEVER;
            world.progress[copy.index()].epoch += 1;
        }
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
        return world.target_up(model, target) && !world.progress[upstream.index()].needs_seed;
    }
    // What is copied is the data where they live, whether or not the app
    // happens to be up for its users. A replica is fed from home only: away
    // from home the app runs on it, or beside it without being copied to it.
    let app = &world.apps[stream.app.index()];
    let at_home = app.current.index() == model.layout.of_app(stream.app).start;
    let source = matches!(stream.keeper, Keeper::Target(_)) || at_home;
    source && app.intact && !app.halted && world.place_works(model, app.current)
}

/// Whether the keeper and the way to it work.
fn may_run(model: &Model, world: &World, stream: &CopyStream) -> bool {
    let keeper_up = match stream.keeper {
        Keeper::Target(target) => world.target_up(model, target),
        Keeper::Place(place) => {
            let place = world.places[place.index()];
            place.powered && place.connected
        }
    };
    let from = match stream.upstream {
        None => super::settle::site_of(model, world, stream.app),
        Some(_) => stream.from,
    };
    keeper_up && world.route(model, from, stream.site).is_some()
}

/// Seeding is done: the copy captured when it began is there.
pub(super) fn seeded(model: &Model, world: &mut World, now: Time, copy: CopyId, epoch: u32) {
    let progress = world.progress[copy.index()];
    if progress.epoch != epoch || !progress.needs_seed {
        return;
    }
    let since = progress.seeding_since;
    let state = &mut world.progress[copy.index()];
    (state.needs_seed, state.seeding_since, state.epoch) = (false, Time::NEVER, epoch + 1);
    (state.running, state.writing) = (true, true);
    push(
        model,
        world,
        copy,
        Regime {
            start: now,
            running: true,
            writing: true,
            last: since,
            pending: now - since,
            flight: NONE,
            flight_left: Span::ZERO,
            done: since,
            done_at: now,
        },
    );
    carry(model, world, copy, true);
    world.note(now, Note::Seeded(copy));
}

/// The stream has nothing to build on and starts over by seeding; points it
/// has already made remain.
pub(super) fn break_off(model: &Model, world: &mut World, now: Time, copy: CopyId) {
    if world.progress[copy.index()].running {
        change(model, world, now, copy, false, false);
        carry(model, world, copy, false);
    }
    let state = &mut world.progress[copy.index()];
    state.needs_seed = true;
    state.seeding_since = Time::NEVER;
    state.epoch += 1;
}

/// All points kept so far are gone.
pub(super) fn destroy(model: &Model, world: &mut World, now: Time, copy: CopyId) {
    break_off(model, world, now, copy);
    world.progress[copy.index()].gone_before = now;
}

/// After a planned move both ends hold the same data: the stream goes on from
/// there without seeding.
pub(super) fn in_step(model: &Model, world: &mut World, now: Time, copy: CopyId) {
    let state = &mut world.progress[copy.index()];
    (state.needs_seed, state.seeding_since) = (false, Time::NEVER);
    state.epoch += 1;
    (state.running, state.writing) = (false, false);
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
        },
    );
}

/// What is asked of a recovery point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// Its data are from before this instant.
    pub before: Time,
    /// It is usable by then.
    pub by: Time,
    /// Points that had expired by then are gone: people stop expiry once they
    /// know of an incident.
    pub kept_at: Time,
}

/// The newest usable point of a stream that is as wanted.
pub(super) fn newest(model: &Model, world: &World, copy: CopyId, wanted: Wanted) -> Option<Point> {
    let stream = &model.copies.streams[copy.index()];
    let latest = arrived(model, world, copy, Time::NEVER, wanted.by)?;
    let mut bound = wanted.before;
    loop {
        let point = kept(model, world, copy, latest, Wanted { before: bound, ..wanted })?;
        if point.usable <= world.progress[copy.index()].gone_before {
            return None;
        }
        if stream.unreadable <= 0.0 || readable(world, stream, point.at) {
            return Some(point);
        }
        bound = point.at;
    }
}

fn readable(world: &World, stream: &CopyStream, at: Time) -> bool {
    let mut draw = world.stream(stream.entity, Purpose::Unreadable, at.0.unsigned_abs());
    !draw.chance(stream.unreadable)
}

/// The newest point before `wanted.before` among those that retention keeps.
fn kept(model: &Model, world: &World, copy: CopyId, latest: Point, wanted: Wanted) -> Option<Point> {
    if latest.at < wanted.before {
        return Some(latest);
    }
    let Retention { age, spacing } = model.copies.streams[copy.index()].retention;
    if age == Span::ZERO {
        return None;
    }
    // Thinned points: the newest of each spacing is kept.
    let bound = if spacing > Span::ZERO {
        Time(wanted.before.0.div_euclid(spacing.0) * spacing.0)
    } else {
        wanted.before
    };
    let point = arrived(model, world, copy, bound, wanted.by)?;
    (point.at.0 >= wanted.kept_at.0 - age.0).then_some(point)
}

/// The newest point of a stream before `before` that has arrived and is usable
/// by `by`, whatever retention says.
fn arrived(model: &Model, world: &World, copy: CopyId, before: Time, by: Time) -> Option<Point> {
    let stream = &model.copies.streams[copy.index()];
    let progress = world.progress[copy.index()];
    let first = slot(copy, 0);
    let regimes = &world.regimes[first..first + progress.count as usize];
    match Cycles::of(world, stream, progress.phase) {
        Some(cycles) if stream.upstream.is_none() => {
            newest_in(regimes, by, |regime, end| in_regime(&cycles, regime, end, before, by))
        }
        _ => newest_in(regimes, by, |regime, end| passed_on(model, world, stream, regime, end, before, by)),
    }
}

/// Looks for a point from the newest regime back; each ends where the next
/// begins.
fn newest_in(regimes: &[Regime], by: Time, look: impl Fn(&Regime, Time) -> Option<Point>) -> Option<Point> {
    let mut end = by;
    for regime in regimes.iter().rev().filter(|regime| regime.start <= by) {
        if let Some(point) = look(regime, end) {
            return Some(point);
        }
        end = regime.start;
    }
    None
}

/// The newest point before `before` of a first-level stream that was sent
/// within, or had been sent before, a regime ending at `end`.
fn in_regime(cycles: &Cycles, regime: &Regime, end: Time, before: Time, by: Time) -> Option<Point> {
    let apply = cycles.stream.apply;
    let by = Time(by.0.saturating_sub(apply.0));
    let until = end.min(by);
    let found = |at: Time, sent: Time| (at != NONE).then_some(Point { at, usable: sent + apply });
    let before_regime = || {
        let usable = regime.done < before && regime.done_at <= by;
        if usable { found(regime.done, regime.done_at) } else { None }
    };
    if !regime.running || until < regime.start {
        return before_regime();
    }
    let standing = cycles.run(regime, until);
    if standing.done < before && standing.done_at <= by {
        return found(standing.done, standing.done_at);
    }
    if before <= regime.start {
        let carried_at = regime.start + regime.flight_left;
        let carried = regime.flight != NONE && regime.flight < before && carried_at <= until;
        return if carried { found(regime.flight, carried_at) } else { before_regime() };
    }
    // A later point has arrived, so the last capture before `before` has too.
    let standing = cycles.run(regime, Time(before.0 - 1).min(until));
    if standing.flight != NONE && standing.flight < before {
        return found(standing.flight, standing.flight_done);
    }
    if standing.done < before && standing.done_at <= by {
        return found(standing.done, standing.done_at);
    }
    before_regime()
}

/// The newest point that a later level has passed on within a regime: it bears
/// the time of the level before and arrives a hold and a transfer later. What
/// piled up during a halt counts as passed on together.
fn passed_on(
    model: &Model,
    world: &World,
    stream: &CopyStream,
    regime: &Regime,
    end: Time,
    before: Time,
    by: Time,
) -> Option<Point> {
    if !regime.running {
        return None;
    }
    let upstream = stream.upstream.expect("a first level has a schedule");
    let until = end.min(by);
    let every =
        stream.schedule.or(model.copies.streams[upstream.index()].schedule).map_or(Span::ZERO, |s| s.every);
    let load = stream.demand_bytes_per_second / stream.rate_bytes_per_second;
    let delay = stream.hold + Span::from_seconds(every.seconds() * load);
    let ready = until - delay;
    if ready < regime.start {
        return None;
    }
    let at_source = match stream.schedule {
        None => ready,
        Some(schedule) => {
            // Levels of a chain follow one another.
            let phase = world.progress[upstream.index() + 1].phase;
            let tick = phase.0 + (ready.0 - phase.0).div_euclid(schedule.every.0) * schedule.every.0;
            if tick < regime.start.0 {
                return None;
            }
            Time(tick)
        }
    };
    let source = arrived(model, world, upstream, before, at_source)?;
    let usable = match stream.schedule {
        None => source.usable.max(regime.start) + delay,
        Some(_) => at_source + delay,
    };
    Some(Point { at: source.at, usable })
}

#[cfg(test)]
mod reference;
