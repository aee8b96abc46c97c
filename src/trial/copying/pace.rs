//! How regularly points come once nothing is behind: bounds that save a later
//! level from looking far back. They need not be close, only true.

use super::Regime;
use super::chain::Chain;
use super::cycles::LONGEST_RUN;
use super::relay::Relay;
use crate::units::{Span, Time};

/// For rounding.
const SLACK: Span = Span(10);
/// Captures after a halt until nothing is behind, at most.
const MOST_CATCHING_UP: usize = 64;

/// How points come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// From when on the next two hold.
    pub(super) quiet: Time,
    /// Longest time from a point's data until the next is there.
    pub(super) lag: Span,
    /// Shortest time from a point's data until it is there.
    pub(super) least: Span,
    /// Longest such lag before, from an instant on.
    pub(super) worst: Span,
}

impl Pace {
    /// Longest wait of a point for those sent before it by a sender that needs
    /// `load` per writing time.
    pub(super) fn spread(&self, load: f64) -> Span {
        scaled(self.lag - self.least, load) + SLACK
    }
}

fn scaled(span: Span, factor: f64) -> Span {
    Span::from_seconds(span.seconds() * factor)
}

/// Jobs that fail in a row.
fn run(job_failure: f64) -> f64 {
    if job_failure > 0.0 { LONGEST_RUN } else { 0.0 }
}

/// The regime at `at`, and the time halted in it and since.
fn since(regimes: &[Regime], at: Time, until: Time) -> (&Regime, Span) {
    let first = regimes.partition_point(|regime| regime.start <= at).saturating_sub(1);
    let halted = |i: usize| {
        let end = regimes.get(i + 1).map_or(until, |next| next.start.min(until));
        if regimes[i].running { 0 } else { (end.0 - regimes[i].start.0).max(0) }
    };
    (&regimes[first], Span((first..regimes.len()).map(halted).sum()))
}

impl Chain<'_> {
    /// The longest interval of the levels up to one.
    pub(super) fn cadence(&self, level: usize) -> Span {
        let every = self.streams[..=level].iter().filter_map(|stream| Some(stream.schedule?.every));
        every.max().unwrap_or(Span::ZERO)
    }

    /// The pace of the points a later level takes, as they are ready, by `at`;
    /// its worst from `from` on. `None`: unknown.
    pub(super) fn ready(&self, level: usize, at: Time, from: Time) -> Option<Pace> {
        let stream = &self.streams[level];
        let Pace { quiet, lag, least, worst } = self.usable(level - 1, at, from)?;
        let wait = match stream.schedule {
            None => scaled(lag, run(stream.job_failure)),
            Some(schedule) => scaled(schedule.every, 1.0 + run(stream.job_failure)),
        };
        let delay = wait + stream.hold + SLACK;
        Some(Pace {
            quiet: quiet + delay,
            lag: lag + delay,
            least: least + stream.hold,
            worst: worst + delay,
        })
    }

    /// The pace of the points of a level as they are usable.
    fn usable(&self, level: usize, at: Time, from: Time) -> Option<Pace> {
        let regimes = self.regimes(level);
        let regime = &regimes[regimes.partition_point(|regime| regime.start <= at).saturating_sub(1)];
        if !regime.running {
            return None;
        }
        let from = from.min(regime.start);
        let (earliest, halted) = since(regimes, from, at);
        let behind = halted + Span((earliest.start - earliest.done).0.max(0));
        if level == 0 {
            return self.first_pace(regime, behind);
        }
        let relay = Relay::new(self, level, regime);
        let ready = self.ready(level, at, from)?;
        let clear = relay.clear(&ready);
        let wait = ready.spread(self.streams[level].load());
        let lag = ready.lag + wait;
        let worst = ready.worst + ready.worst + lag + behind;
        (clear != Time::NEVER).then(|| Pace { quiet: clear + lag, lag, least: ready.least, worst })
    }

    /// The pace of the first level in a running regime, when it had been behind
    /// or halted for `behind`.
    fn first_pace(&self, regime: &Regime, behind: Span) -> Option<Pace> {
        let cycles = self.first_cycles();
        let busy = cycles.load + cycles.stream.hold.seconds() / cycles.every.seconds();
        if cycles.fall_behind() || busy >= 1.0 {
            return None;
        }
        let can_fail = cycles.stream.job_failure > 0.0;
        let gap = scaled(cycles.every, 1.0 + run(cycles.stream.job_failure));
        // A transfer may wait for the one before, itself after failed jobs.
        let longest = scaled(cycles.sending(gap), 2.0 / (1.0 - cycles.load));
        let (most, lag, least) = if can_fail {
            (longest, gap + longest + longest, cycles.stream.hold)
        } else {
            let sending = cycles.sending(cycles.every);
            (cycles.every, cycles.every + sending, sending)
        };
        let mut quiet = regime.start + gap;
        let mut transfer = regime.flight_left + cycles.sending(regime.pending);
        let mut captures = 0;
        while transfer > most {
            quiet = quiet + transfer + gap;
            let wait = if can_fail { gap } else { Span::ZERO };
            transfer = cycles.sending(transfer + wait);
            captures += 1;
            if captures > MOST_CATCHING_UP {
                return None;
            }
        }
        let quiet = quiet + gap + gap + lag + most;
        let worst = lag + scaled(behind, 2.0 / (1.0 - busy));
        Some(Pace { quiet, lag: lag + SLACK, least: Span((least - SLACK).0.max(0)), worst })
    }
}

impl Relay<'_> {
    /// From when on nothing that had piled up before is behind, if points get
    /// ready at `pace`.
    pub(super) fn clear(&self, pace: &Pace) -> Time {
        let regime = self.regime;
        if self.load >= 1.0 {
            return Time::NEVER;
        }
        let unsent = Span((regime.start - regime.last).0.max(0)) + pace.worst;
        let work = regime.pending + scaled(unsent, self.load) + SLACK;
        pace.quiet.max(regime.start) + scaled(work, 1.0 / (1.0 - self.load))
    }
}
