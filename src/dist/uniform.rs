//! Uniform: nothing is known but the ends.

use super::Distribution;
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
}

#[cfg(test)]
pub(super) mod tests {
    use crate::dist::Dist;
    use crate::dist::tests::{Example, assert_agrees, assert_close, example};
    use statrs::distribution;

    pub(in crate::dist) fn examples() -> Vec<Example> {
        vec![
            example(
                "uniform",
                Dist::uniform(10.0, 50.0),
                [0x4042_6c59_52f6_7c7c, 0x4042_e75b_bc37_9990, 0x4040_2a6a_b5db_28da, 0x403a_9780_4dc2_25ee],
            ),
            example(
                "uniform from 0",
                Dist::uniform(0.0, 1.0),
                [0x3fe5_7a28_84bd_93fa, 0x3fe6_3ef9_2d25_c281, 0x3fe1_dd77_895e_a7c3, 0x3fda_8c00_7c69_d64a],
            ),
        ]
    }

    #[test]
    fn agrees_with_statrs() {
        let law = distribution::Uniform::new(10.0, 50.0).unwrap();
        assert_agrees("uniform", Dist::uniform(10.0, 50.0), &law);
    }

    #[test]
    fn hazard_is_one_over_what_is_left() {
        assert_close(Dist::uniform(1.0, 2.0).unwrap().hazard(2.0 - 1e-9), 1e9, 1e-6, "hazard");
    }
}
