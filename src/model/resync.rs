//! Resyncs: a replica whose changes are no longer known one by one is compared
//! with its source, and what differs is sent.

use crate::units::{Span, Time};

/// A day of 24 hours.
const DAY: i64 = 86_400_000_000;

/// Times of day: from the first, on over midnight if need be, until the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Since 00:00.
    pub from: Span,
    /// Since 00:00; not the same.
    pub until: Span,
}

impl Window {
    /// The first instant from `now` on that lies in it.
    #[must_use]
    pub fn next_open(self, now: Time) -> Time {
        let since = (now.0 - self.from.0).rem_euclid(DAY);
        let lasts = (self.until.0 - self.from.0).rem_euclid(DAY);
        if since < lasts { now } else { now + Span(DAY - since) }
    }
}

/// How a replica comes to a resync, and what that does; beside a full log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resync {
    /// When it may start; `None`: at any time.
    pub window: Option<Window>,
    /// A host that crashes with a VM of the app leaves a log that cannot be used.
    pub after_crash: bool,
    /// Once it is done, the points from before are gone.
    pub drops_points: bool,
    /// Bytes a second at which all data are read at both ends and compared, before
    /// what differs is sent; `None`: that takes no time.
    pub compared_per_second: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(hours: f64) -> Span {
        Span::from_seconds(hours * 3600.0)
    }

    fn next(from: f64, until: f64, now: f64) -> Span {
        let window = Window { from: hours(from), until: hours(until) };
        window.next_open(Time::ZERO + hours(now)) - Time::ZERO
    }

    #[test]
    fn a_window_opens_every_day() {
        for (now, opens) in [(7.0, 8.0), (8.0, 8.0), (9.5, 9.5), (10.0, 32.0), (55.0, 56.0), (57.0, 57.0)] {
            assert_eq!(next(8.0, 10.0, now), hours(opens), "{now}");
        }
    }

    #[test]
    fn a_window_may_last_over_midnight() {
        for (now, opens) in [(5.9, 5.9), (6.0, 18.5), (18.5, 18.5), (24.0, 24.0), (108.1, 114.5)] {
            assert_eq!(next(18.5, 6.0, now), hours(opens), "{now}");
        }
    }
}
