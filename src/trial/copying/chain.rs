//! The levels of one backup, seen from any of them: what each offers at an
//! instant. Every level reads from the one before, so that a question about a
//! level is answered by questions about that one, down to the first.

use super::super::world::World;
use super::cycles::{Cycles, Jobs};
use super::points::{Point, in_regime, newest_in};
use super::relay::Relay;
use super::{NONE, Progress, Regime};
use crate::kernel::stream::TrialKey;
use crate::model::{CopyId, CopyStream, Model};
use crate::units::{Span, Time};

/// Ticks in a row that a level is followed over where its jobs fail.
const MOST_FAILURES: usize = 10_000;

/// The levels of a backup, the first at 0.
pub(super) struct Chain<'a> {
    pub(super) key: TrialKey,
    pub(super) streams: &'a [CopyStream],
    pub(super) progress: &'a [Progress],
    pub(super) regimes: &'a [Vec<Regime>],
}

/// A point that a later level takes from the level before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// State of the data it holds.
    pub(super) at: Time,
    /// When it may be sent, if nothing else is: captured, and held.
    pub(super) ready: Time,
}

impl<'a> Chain<'a> {
    /// The chain up to `copy`, and its level there.
    pub(super) fn up_to(model: &'a Model, world: &'a World, copy: CopyId) -> (Self, usize) {
        let last = copy.index();
        let level = usize::from(model.copies.streams[last].level);
        // Levels of a chain follow one another.
        let levels = last - level..last + 1;
        let regimes = &world.regimes[levels.clone()];
        let streams = &model.copies.streams[levels.clone()];
        (Self { key: world.key, streams, progress: &world.progress[levels], regimes }, level)
    }

    /// The regimes of a level.
    pub(super) fn regimes(&self, level: usize) -> &'a [Regime] {
        &self.regimes[level]
    }

    pub(super) fn cycles(&self, level: usize) -> Option<Cycles<'a>> {
        Cycles::new(self.key, &self.streams[level], self.progress[level].phase)
    }

    pub(super) fn first_cycles(&self) -> Cycles<'a> {
        self.cycles(0).expect("a first level has a schedule")
    }

    /// The newest point of a level before `before` that has arrived and is
    /// usable by `by`, whatever retention says.
    pub(super) fn arrived(&self, level: usize, before: Time, by: Time) -> Option<Point> {
        let regimes = self.regimes(level);
        if level == 0 {
            let cycles = self.first_cycles();
            return newest_in(regimes, by, |regime, end, by| in_regime(&cycles, regime, end, before, by));
        }
        newest_in(regimes, by, |regime, end, _| {
            Relay::new(self, level, regime).in_regime(end.min(by), before, by)
        })
    }

    /// Time that the app spent writing from t = 0 to `at`, negative before. While
    /// its first level starts over by seeding, it is taken to write.
    pub(super) fn written(&self, at: Time) -> i64 {
        let regimes = self.regimes(0);
        let begun = regimes.partition_point(|regime| regime.start <= at);
        let Some(regime) = regimes[..begun].last() else { return at.0 - regimes[0].silent.0 };
        let silent = regimes.get(begun).is_some_and(|next| next.silent > regime.silent);
        if silent { regime.start.0 - regime.silent.0 } else { at.0 - regime.silent.0 }
    }

    /// The last instant by which no more than `written` had been written.
    pub(super) fn when_written(&self, written: i64) -> Time {
        let regimes = self.regimes(0);
        let begun = regimes.partition_point(|regime| regime.start.0 - regime.silent.0 <= written);
        Time(written + regimes[begun.saturating_sub(1)].silent.0)
    }

    /// The newest point that a later level had captured by `by`, if it is from
    /// before `before`; else the one captured before it that is.
    pub(super) fn captured(&self, level: usize, before: Time, by: Time) -> Option<Item> {
        let hold = self.streams[level].hold;
        let Some(cycles) = self.cycles(level) else {
            // Each point of the level before.
            let mut point = self.arrived(level - 1, before, by)?;
            while self.is_passed_over(level, point, by) {
                point = self.arrived(level - 1, point.at, by)?;
            }
            return Some(Item { at: point.at, ready: point.usable + hold });
        };
        let item =
            |point: Point| Some(Item { at: point.at, ready: tick_from(&cycles, point.usable)? + hold });
        let last = tick_by(&cycles, by)?;
        let point = self.arrived(level - 1, before, last)?;
        if before == Time::NEVER {
            return item(point);
        }
        let tick = tick_from(&cycles, point.usable)?;
        let newest = self.arrived(level - 1, Time::NEVER, tick);
        if tick <= by && newest.is_some_and(|newest| newest.at == point.at) {
            return Some(Item { at: point.at, ready: tick + hold });
        }
        // A newer one was there when it would have been captured.
        let earlier = tick_by(&cycles, Time(point.usable.0 - 1))?;
        item(self.arrived(level - 1, Time::NEVER, earlier)?)
    }

    /// Whether the job of a continuous level that sends on `point`, there by
    /// `by`, fails.
    fn is_passed_over(&self, level: usize, point: Point, by: Time) -> bool {
        let stream = &self.streams[level];
        stream.job_failure > 0.0
            && self.job(level - 1, point, by).is_some_and(|job| Jobs::new(self.key, stream).fails(job))
    }

    /// Number of the tick for which a point of a level was captured, there or
    /// at the last level before that has a schedule.
    fn job(&self, level: usize, point: Point, by: Time) -> Option<i64> {
        let Some(cycles) = self.cycles(level) else {
            let before = self.arrived(level - 1, Time(point.at.0 + 1), by)?;
            return self.job(level - 1, before, by);
        };
        let tick = if level == 0 {
            point.at
        } else {
            tick_from(&cycles, self.arrived(level - 1, Time(point.at.0 + 1), by)?.usable)?
        };
        Some(cycles.job(tick))
    }

    /// The regime in which a later level, seeded with what the level before had
    /// at `since`, starts at `now`.
    pub(super) fn seeded(&self, level: usize, since: Time, now: Time) -> Regime {
        let seed = self.arrived(level - 1, Time::NEVER, since).map_or(since, |point| point.at);
        let empty = Regime {
            start: since,
            running: false,
            writing: true,
            last: seed,
            pending: Span::ZERO,
            flight: NONE,
            flight_left: Span::ZERO,
            done: seed,
            done_at: now,
            silent: Span::ZERO,
            gone: seed,
        };
        Relay::new(self, level, &empty).next_regime(now, true, true)
    }

    /// The present regime of a later level, begun anew at `now`, when the level
    /// before has lost all points that were there by `then`: those not sent on
    /// yet never will be.
    pub(super) fn cut_off(&self, level: usize, then: Time, now: Time) -> Regime {
        let before = self.regimes(level).last().expect("a stream has a regime");
        let relay = Relay::new(self, level, before);
        let mut next = relay.next_regime(now, before.running, before.writing);
        let Some(gone) = self.arrived(level - 1, Time::NEVER, then) else { return next };
        if gone.at > next.done {
            next.gone = next.gone.max(gone.at);
            if next.last <= gone.at {
                next.last = next.done;
            }
            next.pending = Span(relay.sending(next.last) - relay.sending(next.done));
        }
        next
    }
}

/// The last tick by `at` whose job does not fail.
fn tick_by(cycles: &Cycles, at: Time) -> Option<Time> {
    let last = cycles.next_tick(at) - cycles.every;
    let mut ticks = std::iter::successors(Some(last), |tick| Some(*tick - cycles.every));
    let mut jobs = Jobs::new(cycles.key, cycles.stream);
    ticks.by_ref().take(MOST_FAILURES).find(|tick| !jobs.fails(cycles.job(*tick)))
}

/// The first tick from `at` on whose job does not fail.
fn tick_from(cycles: &Cycles, at: Time) -> Option<Time> {
    let first = cycles.next_tick(Time(at.0 - 1));
    let mut ticks = std::iter::successors(Some(first), |tick| Some(*tick + cycles.every));
    ticks.by_ref().take(MOST_FAILURES).find(|tick| !cycles.fails(*tick))
}
