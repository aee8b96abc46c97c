//! Deterministic: always the same time.

use super::{DistError, Distribution, error};
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

    fn has_atoms(&self) -> bool {
        true
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::dist::Dist;
    use crate::dist::tests::{Example, example, stream};

    pub(in crate::dist) fn examples() -> Vec<Example> {
        vec![example(
            "deterministic",
            Dist::deterministic(30.0),
            [0x403e_0000_0000_0000, 0x403e_0000_0000_0000, 0x403e_0000_0000_0000, 0x403e_0000_0000_0000],
        )]
    }

    #[test]
    fn draws_nothing_and_returns_its_value() {
        let (mut used, mut unused) = (stream("same"), stream("same"));
        assert_eq!(Dist::deterministic(0.1).unwrap().sample(&mut used).to_bits(), 0.1_f64.to_bits());
        assert_eq!(used.word(), unused.word());
    }
}
