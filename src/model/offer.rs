//! Which of its points a replica offers at a failover, and what a start from a
//! point costs whose state is that of a crash.

use super::chance::Delay;
use crate::units::Span;

/// The point that a failover uses, unless damage calls for an older one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// The newest that had been sent and applied.
    Processed,
    /// The newest that had been sent: what has not been applied is processed
    /// first.
    Latest,
    /// The newest that is application-consistent and had been applied; the newest
    /// of all if none is.
    Application,
}

/// The points of a replica.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    /// The one that a failover uses.
    pub offer: Offer,
    /// Processing what had been sent before a failover to [`Offer::Latest`].
    pub processing: Delay,
    /// Time between application-consistent points: the first capture at or after
    /// each such tick is one. The newest is kept, older ones as all points are.
    /// `None`: there are none.
    pub consistent_every: Option<Span>,
    /// Choosing the point of one VM by hand, where damage calls for one of several
    /// VMs.
    pub choosing: Delay,
}

impl Points {
    /// The newest applied point, and none that is application-consistent.
    #[must_use]
    pub fn processed() -> Self {
        Self {
            offer: Offer::Processed,
            processing: Delay::fixed(Span::ZERO),
            consistent_every: None,
            choosing: Delay::fixed(Span::ZERO),
        }
    }
}

/// A start of an application from data in the state of a crash.
#[derive(Clone, Debug, PartialEq)]
pub struct CrashStart {
    /// What it takes beyond a clean start: checking disks, replaying logs.
    pub takes: Delay,
    /// Probability that it fails.
    pub fails: f64,
    /// Repairing the application by hand, where it has failed and no older
    /// application-consistent point is kept.
    pub repair: Delay,
}

impl CrashStart {
    /// It is as good as a clean start.
    #[must_use]
    pub fn as_clean() -> Self {
        Self { takes: Delay::fixed(Span::ZERO), fails: 0.0, repair: Delay::fixed(Span::ZERO) }
    }

    /// Whether it is as good as a clean start.
    #[must_use]
    pub fn is_as_clean(&self) -> bool {
        self.fails <= 0.0 && self.takes.mean_seconds() <= 0.0
    }
}
