//! A later level within a regime: a serial sender of the points that it takes
//! from the level before.
//!
//! A continuous level takes each point, a scheduled one at each of its ticks the
//! newest, if it has not taken that yet; a job that fails takes nothing. Once
//! held, points are sent whole and in order. A point takes what the app wrote
//! since the one sent before; halts interrupt sending.
//!
//! Where it stands follows from one number. Let point n be ready at r(n), and
//! S(n) the time that sending everything written until n takes. It has been
//! sent once S(n) + max over k ≤ n of r(k) − S(k−1) has passed: the maximum is
//! at the point that last found the sender idle. It is looked for from the
//! newest point back, leaping over those that cannot reach it.

use super::chain::{Chain, Item};
use super::points::Point;
use super::{NONE, Regime};
use crate::model::CopyStream;
use crate::units::{Span, Time};

/// Leaps in search of the point that last found the sender idle. More are
/// needed only where sending takes within a percent of all the time.
const MOST_LEAPS: usize = 4096;
/// A sender that needs this share of all the time may have been busy since the
/// first point of a regime, and more than this all the more surely: the search
/// then leaps back by as much as it is behind.
const HEAVY: f64 = 0.95;
/// Points gone back over one by one before that: finding the next by leaping
/// costs as much as three of them.
const FIRST_STEPS: usize = 4;
/// Beyond every span of a trial, and sums of a few stay within 64 bits.
const ENDLESS: f64 = 1e18;

/// A later level in a regime.
pub(super) struct Relay<'a> {
    chain: &'a Chain<'a>,
    level: usize,
    stream: &'a CopyStream,
    pub(super) regime: &'a Regime,
    pub(super) load: f64,
    /// Sending time of everything written until the newest point ready at the
    /// start of the regime.
    base: i64,
}

/// Where a sender stands at an instant.
struct Standing {
    /// Newest point ready, with the sending time left for all that are.
    last: Time,
    pending: Span,
    /// Newest point sent.
    done: Point,
}

/// Since when a sender has not been idle.
struct Busy {
    /// When it would have begun, in time since the start of the regime, had it
    /// sent everything written since the newest point ready at that start.
    since: i64,
    /// The first point sent since then and the one before; `None`: what was
    /// ready at the start of the regime.
    begun: Option<(Item, Option<Item>)>,
}

impl<'a> Relay<'a> {
    pub(super) fn new(chain: &'a Chain<'a>, level: usize, regime: &'a Regime) -> Self {
        let stream = &chain.streams[level];
        let relay = Self { chain, level, stream, regime, load: stream.load(), base: 0 };
        Self { base: relay.sending(regime.last), ..relay }
    }

    /// Time that sending everything written from t = 0 to `at` takes. What was
    /// written before by an app that writes more than can be sent is not
    /// behind.
    #[allow(clippy::cast_possible_truncation)]
    pub(super) fn sending(&self, at: Time) -> i64 {
        let written = self.chain.written(at);
        if self.load >= 1.0 && written < 0 {
            return 0;
        }
        (written as f64 * self.load).floor().clamp(-ENDLESS, ENDLESS) as i64
    }

    /// The same since the newest point ready at the start of the regime.
    fn work(&self, at: Time) -> i64 {
        self.sending(at) - self.base
    }

    /// An instant by which hardly more had been written than can be sent in
    /// `work`, counted like [`Relay::work`]; `None`: nothing is that small.
    #[allow(clippy::cast_possible_truncation)]
    fn when_worked(&self, work: i64) -> Option<Time> {
        let sending = work.saturating_add(self.base);
        if self.load >= 1.0 && sending < 0 || self.load == 0.0 && work < 0 {
            return None;
        }
        let written = ((sending + 1) as f64 / self.load).clamp(-ENDLESS, ENDLESS) as i64 + 2;
        Some(self.chain.when_written(written))
    }

    /// The newest point before `before` captured by `by`, if it is newer than
    /// `after`.
    fn captured(&self, before: Time, by: Time, after: Time) -> Option<Item> {
        self.chain.captured(self.level, before, by).filter(|item| item.at > after)
    }

    /// The newest point with work up to `work` captured by `by`, if it is newer
    /// than `after`.
    fn within(&self, work: i64, by: Time, after: Time) -> Option<Item> {
        let about = self.when_worked(work)?;
        let mut item = self.captured(about + Span(1), by, after)?;
        while self.work(item.at) > work {
            item = self.captured(item.at, by, after)?;
        }
        Some(item)
    }

    /// Points up to this one were ready at the start of the regime.
    fn old(&self) -> Time {
        self.regime.last.max(self.regime.gone)
    }

    /// The regime that follows at `now`.
    pub(super) fn next_regime(&self, now: Time, running: bool, writing: bool) -> Regime {
        let before = self.regime;
        let Standing { last, pending, done } = if before.running {
            self.stand(now)
        } else {
            let newest = self.captured(Time::NEVER, now - self.stream.hold, self.old());
            let last = newest.map_or(before.last, |item| item.at);
            let pending = before.pending + Span(self.work(last));
            Standing { last, pending, done: Point { at: before.done, usable: before.done_at } }
        };
        let (done, done_at) = (done.at, done.usable);
        Regime { start: now, running, writing, last, pending, done, done_at, ..*before }
    }

    /// The newest point before `before` that was sent within, or had been sent
    /// before, the regime up to `until`, usable by `by`.
    pub(super) fn in_regime(&self, until: Time, before: Time, by: Time) -> Option<Point> {
        let regime = self.regime;
        let had_been = || {
            let usable = regime.done != NONE && regime.done < before && regime.done_at <= by;
            usable.then_some(Point { at: regime.done, usable: regime.done_at })
        };
        if !regime.running || until < regime.start {
            return had_been();
        }
        let done = self.stand(until).done;
        if done.at == regime.done {
            return had_been();
        }
        if done.at < before {
            return Some(done);
        }
        // A later one has been sent, so the last before `before` has too.
        let sent_before = regime.done.max(regime.gone);
        match self.captured(before, until - self.stream.hold, sent_before) {
            Some(item) => Some(Point { at: item.at, usable: self.sent(item) }),
            None => had_been(),
        }
    }

    /// Where a running sender stands at `until`.
    fn stand(&self, until: Time) -> Standing {
        let Regime { start, last, .. } = *self.regime;
        let by = until - self.stream.hold;
        let newest = self.captured(Time::NEVER, by, self.old());
        let busy = newest.map_or_else(|| self.busy_before(), |item| self.busy(item));
        let last = newest.map_or(last, |item| item.at);
        let left = (until - start).0 - busy.since;
        let pending = Span((self.work(last) - left).max(0));
        Standing { last, pending, done: self.done(newest, &busy, left, by) }
    }

    /// The newest point sent when there is time left for `left` since the sender
    /// was last idle.
    fn done(&self, newest: Option<Item>, busy: &Busy, left: i64, by: Time) -> Point {
        let Regime { start, done, done_at, gone, .. } = *self.regime;
        let sent = |at: Time| Point { at, usable: start + Span((busy.since + self.work(at)).max(0)) };
        let Some(newest) = newest else {
            return if left >= 0 { self.done_before() } else { self.done_of_old(left, by) };
        };
        if self.work(newest.at) <= left {
            return sent(newest.at);
        }
        match busy.begun {
            None => match self.within(left, by, done.max(gone)) {
                Some(item) => sent(item.at),
                None => Point { at: done, usable: done_at },
            },
            Some((first, Some(before))) if first.at == newest.at => {
                Point { at: before.at, usable: self.sent(before) }
            }
            Some((first, before)) => match (self.within(left, by, Time(first.at.0 - 1)), before) {
                (Some(item), _) => sent(item.at),
                (None, Some(before)) => Point { at: before.at, usable: self.sent(before) },
                (None, None) => self.done_before(),
            },
        }
    }

    /// The newest point that was ready at the start of the regime, when it is
    /// sent.
    fn done_before(&self) -> Point {
        let Regime { start, last, pending, done, done_at, .. } = *self.regime;
        if last == done {
            Point { at: done, usable: done_at }
        } else {
            Point { at: last, usable: start + pending }
        }
    }

    /// The newest point sent of those ready at the start of the regime.
    fn done_of_old(&self, left: i64, by: Time) -> Point {
        let Regime { done, done_at, gone, .. } = *self.regime;
        match self.within(left, by, done.max(gone)) {
            Some(item) => Point { at: item.at, usable: self.sent(item) },
            None => Point { at: done, usable: done_at },
        }
    }

    /// When a point that has not been sent before the regime has been.
    fn sent(&self, item: Item) -> Time {
        let busy = if item.at <= self.old() { self.busy_before() } else { self.busy(item) };
        self.regime.start + Span((busy.since + self.work(item.at)).max(0))
    }

    fn busy_before(&self) -> Busy {
        Busy { since: self.regime.pending.0, begun: None }
    }

    /// Since when the sender has not been idle when it sends `item`, which was
    /// not ready at the start of the regime.
    fn busy(&self, item: Item) -> Busy {
        let start = self.regime.start;
        let pace = self.chain.ready(self.level, item.ready - self.stream.hold, start);
        let clear = pace.map_or(Time::NEVER, |pace| self.clear(&pace));
        let mut busy = self.busy_before();
        let previous = |item: &Item| self.captured(item.at, item.ready - self.stream.hold, self.old());
        let (mut first, mut before) = (item, previous(&item));
        if self.load >= HEAVY {
            // It has most likely been busy since the first of them.
            let oldest = self.next(None, item);
            let since = (oldest.ready - start).0;
            if since >= busy.since {
                busy = Busy { since, begun: Some((oldest, None)) };
            }
        }
        for leap in 0..MOST_LEAPS {
            let since = (first.ready - start).0 - before.map_or(0, |before| self.work(before.at));
            let tells_more = busy.begun.is_none_or(|(_, before)| before.is_none());
            if since > busy.since || tells_more && since == busy.since {
                busy = Busy { since, begun: Some((first, before)) };
            }
            let Some(earlier) = before else { break };
            // Nothing was behind at t = 0.
            if self.load >= 1.0 && earlier.at <= Time::ZERO {
                break;
            }
            // Only what was sent before a point with less work could have
            // begun later.
            let work = (first.ready - start).0 - busy.since - 1;
            if let Some(pace) = pace.filter(|_| item.ready >= clear) {
                let found_idle = earlier.ready + pace.spread(self.load) <= first.ready;
                let too_old = self.when_worked(work).is_none_or(|at| at + pace.lag <= first.ready);
                if found_idle && earlier.ready >= clear || too_old {
                    break;
                }
            }
            if work < 0 {
                break;
            }
            if leap < FIRST_STEPS {
                (first, before) = (earlier, previous(&earlier));
            } else {
                before = self.within(work, first.ready - self.stream.hold, self.old());
                first = self.next(before, earlier);
            }
        }
        busy
    }

    /// The first point after `item` (`None`: after those ready at the start of
    /// the regime), which is `later` or one before.
    fn next(&self, item: Option<Item>, later: Item) -> Item {
        let hold = self.stream.hold;
        let after = item.map_or(self.old(), |item| item.at);
        let captured_by = |ready: Time| self.captured(Time::NEVER, ready - hold, after);
        let mut none_by = item.map_or(self.regime.start, |item| item.ready);
        let mut found = later;
        let mut step = self.chain.cadence(self.level);
        while none_by + step < found.ready {
            if let Some(item) = captured_by(none_by + step) {
                found = item;
                break;
            }
            none_by = none_by + step;
            step = step + step;
        }
        while let Some(earlier) = self.captured(found.at, found.ready - hold, after) {
            let middle = none_by + Span((earlier.ready - none_by).0 / 2);
            match captured_by(middle) {
                Some(item) if item.at < earlier.at => found = item,
                // Those that got ready together are gone back over one by one.
                _ => (found, none_by) = (earlier, middle),
            }
        }
        found
    }
}
