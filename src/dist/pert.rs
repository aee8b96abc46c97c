//! Beta-PERT: a smooth density between min and max with its peak at the mode.
//!
//! Malcolm, Roseboom, Clark and Fazar (1959): a beta distribution on [min, max]
//! with mean (min + 4 mode + max) ÷ 6.

use super::{Dist, DistError, Distribution, gamma};
use crate::kernel::stream::Stream;
use crate::stats::special::beta;

/// Beta-PERT on [min, max], min ≤ mode ≤ max, min < max.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pert {
    min: f64,
    mode: f64,
    max: f64,
}

impl Pert {
    pub(super) fn new(min: f64, mode: f64, max: f64) -> Self {
        Self { min, mode, max }
    }

    fn range(&self) -> f64 {
        self.max - self.min
    }

    /// The beta distribution's two parameters; both from 1 to 5, sum 6.
    fn shapes(&self) -> (f64, f64) {
        let rise = 4.0 * ((self.mode - self.min) / self.range());
        let fall = 4.0 * ((self.max - self.mode) / self.range());
        (1.0 + rise, 1.0 + fall)
    }

    /// (cdf, survival) for min < x < max.
    fn both(&self, x: f64) -> (f64, f64) {
        let (a, b) = self.shapes();
        beta::regularised_pair(a, b, (x - self.min) / self.range(), (self.max - x) / self.range())
    }
}

impl Distribution for Pert {
    /// A beta variable is X/(X + Y) of two gamma variables.
    fn sample(&self, stream: &mut Stream) -> f64 {
        let (a, b) = self.shapes();
        let x = gamma::standard_sample(a, stream);
        let y = gamma::standard_sample(b, stream);
        (self.min + self.range() * (x / (x + y))).clamp(self.min, self.max)
    }

    fn pdf(&self, x: f64) -> f64 {
        let (a, b) = self.shapes();
        if x < self.min || x > self.max || (x == self.min && a > 1.0) || (x == self.max && b > 1.0) {
            return 0.0;
        }
        if x == self.min || x == self.max {
            // At an end that is the mode, the other shape is 5: density 5.
            return 5.0 / self.range();
        }
        beta::density(a, b, (x - self.min) / self.range(), (self.max - x) / self.range()) / self.range()
    }

    fn cdf(&self, x: f64) -> f64 {
        if x <= self.min {
            0.0
        } else if x >= self.max {
            1.0
        } else {
            self.both(x).0
        }
    }

    fn survival(&self, x: f64) -> f64 {
        if x <= self.min {
            1.0
        } else if x >= self.max {
            0.0
        } else {
            self.both(x).1
        }
    }

    fn quantile(&self, p: f64) -> f64 {
        let (a, b) = self.shapes();
        (self.min + self.range() * beta::quantile(a, b, p)).min(self.max)
    }

    fn mean(&self) -> f64 {
        self.min / 6.0 + 4.0 * (self.mode / 6.0) + self.max / 6.0
    }

    /// range² × ab ÷ ((a+b)²(a+b+1)), with a + b = 6.
    fn variance(&self) -> f64 {
        let (a, b) = self.shapes();
        self.range() * self.range() * (a * b / 252.0)
    }

    fn scaled(&self, factor: f64) -> Result<Dist, DistError> {
        Dist::pert(self.min * factor, self.mode * factor, self.max * factor)
    }
}
