//! Random durations and hazards as a model holds them: a distribution together
//! with how good the evidence for it is.

use crate::dist::Dist;
use crate::kernel::stream::Stream;
use crate::units::{Span, Time};

/// How good the evidence for a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Given by the user in the scenario.
    Given,
    /// Read in a primary source.
    V,
    /// Read in a secondary source.
    V2,
    /// Derived from V or V2 values.
    D,
    /// From memory.
    M,
    /// Our judgement.
    J,
}

impl Mark {
    /// Whether the value rests on judgement or memory rather than evidence.
    #[must_use]
    pub const fn is_judgement(self) -> bool {
        matches!(self, Self::M | Self::J)
    }

    /// How it is printed: `given`, `V`, `V2`, `D`, `M`, `J`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::V => "V",
            Self::V2 => "V2",
            Self::D => "D",
            Self::M => "M",
            Self::J => "J",
        }
    }
}

/// A random length of time. The distribution is in seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Delay {
    /// Distribution in seconds.
    pub dist: Dist,
    /// Evidence for it.
    pub mark: Mark,
}

impl Delay {
    /// A fixed time given by the user.
    #[must_use]
    pub fn fixed(span: Span) -> Self {
        Self {
            dist: Dist::deterministic(span.seconds()).expect("a span is finite and not negative"),
            mark: Mark::Given,
        }
    }

    /// One draw, rounded up to the next microsecond.
    #[must_use]
    pub fn sample(&self, stream: &mut Stream) -> Span {
        Span::from_seconds(self.dist.sample(stream))
    }

    /// Mean in seconds.
    #[must_use]
    pub fn mean_seconds(&self) -> f64 {
        self.dist.mean()
    }
}

/// When a source of failures strikes.
#[derive(Clone, Debug, PartialEq)]
pub enum Hazard {
    /// Never.
    Never,
    /// A Poisson stream in calendar time: candidates that find the component
    /// down are ignored.
    Rate {
        /// Candidates per year, per item. Above 0.
        per_year: f64,
        /// Evidence for it.
        mark: Mark,
    },
    /// A renewal process: after each repair the component is as good as new
    /// and its lifetime is drawn afresh (in seconds of being up). Damage to data
    /// stops no component: its lives follow one another in calendar time.
    Lifetime(Delay),
    /// At fixed instants of every trial.
    At(Vec<Time>),
}

impl Hazard {
    /// Long-run candidates per year, before any time spent down. 0 for
    /// scheduled failures.
    #[must_use]
    pub fn per_year(&self) -> f64 {
        match self {
            Self::Never | Self::At(_) => 0.0,
            Self::Rate { per_year, .. } => *per_year,
            Self::Lifetime(delay) => crate::units::SECONDS_PER_YEAR / delay.mean_seconds(),
        }
    }

    /// Whether it can ever strike.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        match self {
            Self::Never => false,
            Self::Rate { per_year, .. } => *per_year > 0.0,
            Self::Lifetime(_) => true,
            Self::At(instants) => !instants.is_empty(),
        }
    }
}
