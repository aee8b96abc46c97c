//! Deterministic: always the same time.

use super::{Dist, DistError, Distribution, error};
use crate::kernel::stream::Stream;

/// Always the same value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Deterministic {
    value: f64,
}

impl Deterministic {
    pub(super) fn new(value: f64) -> Result<Self, DistError> {
        Ok(Self { value: error::nonnegative("deterministic", "value", value)? })
    }

    /// The value, in the caller's unit.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.value
    }
}

impl Distribution for Deterministic {
    /// Draws nothing.
    fn sample(&self, _: &mut Stream) -> f64 {
        self.value
    }

    fn pdf(&self, _: f64) -> f64 {
        0.0
    }

    fn cdf(&self, x: f64) -> f64 {
        if x >= self.value { 1.0 } else { 0.0 }
    }

    fn survival(&self, x: f64) -> f64 {
        if x >= self.value { 0.0 } else { 1.0 }
    }

    fn quantile(&self, _: f64) -> f64 {
        self.value
    }

    fn mean(&self) -> f64 {
        self.value
    }

    fn variance(&self) -> f64 {
        0.0
    }

    fn has_atoms(&self) -> bool {
        true
    }

    fn scaled(&self, factor: f64) -> Result<Dist, DistError> {
        Dist::deterministic(self.value * factor)
    }
}
