//! Time, durations, data sizes, bandwidths, rates and probabilities: how they
//! are held, written by a user, and shown to one.
//!
//! Time inside a trial is an integer number of microseconds, so that sums are
//! exact and instants can be compared for equality.
//!
//! What a user writes is read by the `parse_…` functions into SI-like floats
//! (seconds, bytes, bytes per second, events per year of 365 days, a share of
//! one, money per year); every complaint is a [`UnitError`] that says what to
//! write instead. What a user reads is made by the `show_…` functions: compact,
//! two or three digits, the same in every locale. There is no calendar here
//! (no dates, no months) and no arithmetic of units.

mod data;
mod decimal;
mod error;
mod money;
mod parse;
mod quantity;
mod reading;
mod show;
mod time;

pub use error::{Kind, UnitError};
pub use parse::{parse_bandwidth, parse_churn, parse_duration, parse_money};
pub use parse::{parse_probability, parse_rate, parse_size};
pub use show::{show_bandwidth, show_duration, show_money};
pub use show::{show_percent, show_rate, show_size, write_duration};

use std::ops::{Add, AddAssign, Sub};

/// An instant: microseconds since the start of the simulated world
/// (Monday 1 January 00:00).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(pub i64);

/// A length of time in microseconds. Never negative in a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span(pub i64);

const MICROS: f64 = 1e6;
/// Seconds in a year of 365 days, the only year there is here.
pub const SECONDS_PER_YEAR: f64 = 31_536_000.0;

impl Time {
    /// The start of the world.
    pub const ZERO: Self = Self(0);
    /// Later than every instant of any trial.
    pub const NEVER: Self = Self(i64::MAX);
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// Longer than any recovery: the recovery time of what is never recovered
    /// and the data loss when nothing is left.
    pub const INFINITE: Self = Self(i64::MAX);
    /// One year of 365 days.
    pub const YEAR: Self = Self(31_536_000_000_000);

    /// `seconds` rounded up to the next microsecond; a value that is within
    /// 1e-9 s above a tick counts as that tick. Infinite or huge values give
    /// [`Span::INFINITE`], negative ones zero.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub fn from_seconds(seconds: f64) -> Self {
        if seconds <= 0.0 {
            return Self::ZERO;
        }
        let ticks = (seconds * MICROS - 1e-3).ceil();
        if ticks >= 9e18 { Self::INFINITE } else { Self(ticks as i64) }
    }

    /// The span in seconds ([`Span::INFINITE`] gives infinity).
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn seconds(self) -> f64 {
        if self == Self::INFINITE { f64::INFINITY } else { self.0 as f64 / MICROS }
    }

    /// The span in hours.
    #[must_use]
    pub fn hours(self) -> f64 {
        self.seconds() / 3600.0
    }

    /// The span in years of 365 days.
    #[must_use]
    pub fn years(self) -> f64 {
        self.seconds() / SECONDS_PER_YEAR
    }
}

impl Add<Span> for Time {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub for Time {
    type Output = Span;
    fn sub(self, earlier: Self) -> Span {
        Span(self.0 - earlier.0)
    }
}

impl Sub<Span> for Time {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Span {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Span {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
