//! Uniform: nothing is known but the ends.

use super::{Dist, DistError, Distribution};
use crate::kernel::stream::Stream;

/// Uniform on [min, max], min < max.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uniform {
    min: f64,
    max: f64,
}

impl Uniform {
    pub(super) fn new(min: f64, max: f64) -> Self {
        Self { min, max }
    }
}

impl Distribution for Uniform {
    fn sample(&self, stream: &mut Stream) -> f64 {
        self.quantile(stream.unit())
    }

    fn pdf(&self, x: f64) -> f64 {
        if x < self.min || x > self.max { 0.0 } else { 1.0 / (self.max - self.min) }
    }

    fn cdf(&self, x: f64) -> f64 {
        (x.clamp(self.min, self.max) - self.min) / (self.max - self.min)
    }

    fn survival(&self, x: f64) -> f64 {
        (self.max - x.clamp(self.min, self.max)) / (self.max - self.min)
    }

    fn quantile(&self, p: f64) -> f64 {
        (self.min + (self.max - self.min) * p).min(self.max)
    }

    fn mean(&self) -> f64 {
        0.5 * self.min + 0.5 * self.max
    }

    fn variance(&self) -> f64 {
        let range = self.max - self.min;
        range * range / 12.0
    }

    fn scaled(&self, factor: f64) -> Result<Dist, DistError> {
        Dist::uniform(self.min * factor, self.max * factor)
    }
}
