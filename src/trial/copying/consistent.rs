//! Application-consistent points of a replica. Applications are told to write
//! down what they hold at ticks of their own; the first capture at or after each
//! of these is application-consistent. One capture may do for several ticks that
//! were missed.
//!
//! Which captures these are follows from the points alone: one is, if such a tick
//! has come since the one before. So the newest is at or after the last tick
//! before the newest point, and is found by halving, not by going through them.

use super::super::draw::Purpose;
use super::cycles::Cycles;
use super::points::Point;
use crate::units::{Span, Time};

/// The ticks of application-consistent points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marks {
    first: Time,
    every: Span,
}

impl Marks {
    /// Those of a stream; `None`: it does not tell such points apart. With a start
    /// time they begin with the captures, else at a random one.
    pub(super) fn of(cycles: &Cycles) -> Option<Self> {
        let every = cycles.stream.consistent_every?;
        let starts = cycles.stream.schedule.and_then(|schedule| schedule.start).is_some();
        #[allow(clippy::cast_sign_loss, clippy::cast_possible_wrap)]
        let captures = if starts {
            0
        } else {
            let among = (every.0 / cycles.every.0).max(1) as u64;
            cycles.key.stream(cycles.stream.entity, Purpose::Consistent as u32, 0).below(among) as i64
        };
        Some(Self { first: cycles.phase + Span(captures * cycles.every.0), every })
    }

    /// The last tick by `at`.
    pub(super) fn by(&self, at: Time) -> Time {
        Time(at.0 - (at.0 - self.first.0).rem_euclid(self.every.0))
    }

    /// The newest application-consistent point before `before`, if `newest` gives
    /// the newest point before an instant.
    pub(super) fn newest(
        &self,
        cycles: &Cycles,
        before: Time,
        newest: impl Fn(Time) -> Option<Point>,
    ) -> Option<Point> {
        let point = newest(before)?;
        let mark = self.by(point.at);
        let since_mark = |before: Time| newest(before).filter(|point| point.at >= mark);
        let Some(mut first) = since_mark(point.at) else { return Some(point) };
        // Captures stand for ticks of their schedule: those by the first tick
        // after the mark, or if none has been by then, by a later one.
        let tick = |cycle: i64| cycles.next_tick(Time(mark.0 - 1)) + Span(cycle * cycles.every.0);
        let (mut none_by, mut some_by) = (-1, (point.at - tick(0)).0.div_euclid(cycles.every.0) + 1);
        let mut middle = 0;
        while none_by + 1 < some_by {
            match since_mark(tick(middle) + Span(1)) {
                Some(found) => (first, some_by) = (found, middle),
                None => none_by = middle,
            }
            middle = i64::midpoint(none_by, some_by);
        }
        while let Some(earlier) = since_mark(first.at) {
            first = earlier;
        }
        Some(first)
    }
}
