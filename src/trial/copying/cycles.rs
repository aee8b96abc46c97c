//! The cycles of a stream within a regime: where they stand at an instant, found
//! without going through each of them.

use std::ops::Range;

use super::super::draw::Purpose;
use super::{NONE, Regime};
use crate::kernel::stream::TrialKey;
use crate::model::CopyStream;
use crate::units::{Span, Time};

/// Cycles looked back over where jobs can fail, for a stream that is hardly
/// loaded; more the closer it comes to always sending. What is older matters
/// only if the stream has been behind ever since, with a probability below
/// 1e-9 for the default rates of failing jobs.
const LOOK_BACK: f64 = 48.0;
/// Failed jobs in a row that are practically never exceeded.
pub(super) const LONGEST_RUN: f64 = 32.0;

/// What a stream's cycles need to know.
pub(super) struct Cycles<'a> {
    pub(super) stream: &'a CopyStream,
    pub(super) key: TrialKey,
    pub(super) phase: Time,
    pub(super) every: Span,
    /// Sending time per writing time.
    pub(super) load: f64,
}

/// Where the cycles stand at an instant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub(super) last: Time,
    pub(super) flight: Time,
    pub(super) flight_done: Time,
    pub(super) done: Time,
    pub(super) done_at: Time,
    pub(super) pending: Span,
}

impl<'a> Cycles<'a> {
    pub(super) fn new(key: TrialKey, stream: &'a CopyStream, phase: Time) -> Option<Self> {
        let every = stream.schedule?.every;
        Some(Self { stream, key, phase, every, load: stream.load() })
    }

    /// Whether sending what is written in an interval takes longer than it, or
    /// as long, so that no time missed is ever made up for.
    pub(super) fn fall_behind(&self) -> bool {
        self.load >= 1.0 || self.sending(self.every) > self.every
    }

    pub(super) fn next_tick(&self, after: Time) -> Time {
        let since = after.0 - self.phase.0;
        Time(self.phase.0 + (since.div_euclid(self.every.0) + 1) * self.every.0)
    }

    pub(super) fn sending(&self, written: Span) -> Span {
        if written.0 <= 1 {
            // Of what is sent as it is written, nothing waits.
            return self.stream.hold;
        }
        self.stream.hold + Span::from_seconds(written.seconds() * self.load)
    }

    /// Number of the job that stands for the latest tick by `at`.
    pub(super) fn job(&self, at: Time) -> i64 {
        (at.0 - self.phase.0).div_euclid(self.every.0)
    }

    /// Whether the job that stands for the latest tick by `at` fails.
    pub(super) fn fails(&self, at: Time) -> bool {
        Jobs::new(self.key, self.stream).fails(self.job(at))
    }

    /// The regime that follows `before` at `now`.
    pub(super) fn next_regime(&self, before: &Regime, now: Time, running: bool, writing: bool) -> Regime {
        if !before.running {
            let halted = now - before.start;
            let (written, idle) = if before.writing { (halted, Span::ZERO) } else { (Span::ZERO, halted) };
            let (pending, silent) = (before.pending + written, before.silent + idle);
            return Regime { start: now, running, writing, pending, silent, ..*before };
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
            ..*before
        }
    }

    /// Runs the cycles of a running regime up to `until`.
    pub(super) fn run(&self, regime: &Regime, until: Time) -> Standing {
        if regime.start < Time::ZERO && self.fall_behind() {
            // Nothing is behind at t = 0.
            return Self { load: 0.0, ..*self }.run(regime, until);
        }
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
        let mut skips = can_fail;
        loop {
            // Cycles are passed over once what had piled up has been sent.
            if skips && self.sending(standing.pending + (idle_at - counted_from)) <= self.every {
                skips = false;
                if let Some(found) = self.by_last_jobs(&standing, idle_at, until) {
                    return found;
                }
                self.look_back(&mut standing, &mut idle_at, &mut counted_from, until);
            }
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
    fn by_last_jobs(&self, before: &Standing, idle_at: Time, until: Time) -> Option<Standing> {
        let room = 1.0 - self.stream.hold.seconds() / self.every.seconds();
        if self.load * LONGEST_RUN > room {
            return None;
        }
        // What is made up for after a halt is sent within one interval.
        let begin = before.last.max(idle_at) + self.every;
        let last = Time(self.next_tick(until).0 - self.every.0);
        let mut jobs = Jobs::new(self.key, self.stream);
        let mut success = |mut tick: Time| loop {
            if tick <= begin {
                return None;
            }
            if !jobs.fails(self.job(tick)) {
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

    /// Skips cycles too old to matter at `until`; where cycles fall behind, all
    /// matter.
    fn look_back(&self, standing: &mut Standing, idle_at: &mut Time, counted_from: &mut Time, until: Time) {
        if self.fall_behind() {
            return;
        }
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

/// Draws of outcomes looked back over for one that does not repeat the one
/// before.
const MOST_REPEATS: i64 = 10_000;

/// The outcomes of a stream's jobs, cheapest asked for from the latest back.
pub(super) struct Jobs<'a> {
    key: TrialKey,
    stream: &'a CopyStream,
    /// The jobs whose outcome is known, and it: all the same.
    known: Range<i64>,
    fails: bool,
}

impl<'a> Jobs<'a> {
    pub(super) fn new(key: TrialKey, stream: &'a CopyStream) -> Self {
        Self { key, stream, known: 0..0, fails: false }
    }

    /// Whether a job fails: the outcome is drawn afresh with probability 1 − ρ,
    /// else it repeats the one before, so it is that of the latest fresh draw.
    pub(super) fn fails(&mut self, job: i64) -> bool {
        if self.stream.job_failure > 0.0 && !self.known.contains(&job) {
            let fresh = (job - MOST_REPEATS..=job).rev().find_map(|at| Some((at, self.fresh(at)?)));
            let (since, fails) = fresh.unwrap_or((job, false));
            (self.known, self.fails) = (since..job + 1, fails);
        }
        self.fails
    }

    /// The outcome of a job, if it is drawn afresh.
    fn fresh(&self, job: i64) -> Option<bool> {
        #[allow(clippy::cast_sign_loss)]
        let word = self.key.word(self.stream.entity, Purpose::Job as u32, job as u64);
        // Two uniforms to 2⁻³², one from each half.
        let [repeats, fails] =
            [word >> 32, word & 0xFFFF_FFFF].map(|half| half as f64 * (1.0 / 4_294_967_296.0));
        (repeats >= self.stream.job_failure_correlation).then_some(fails < self.stream.job_failure)
    }
}
