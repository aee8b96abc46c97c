//! Triangular: the density rises in a straight line to the mode, then falls.

use super::Distribution;
use crate::kernel::stream::Stream;

/// Triangular on [min, max], min ≤ mode ≤ max, min < max.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Triangular {
    min: f64,
    mode: f64,
    max: f64,
}

impl Triangular {
    pub(super) fn new(min: f64, mode: f64, max: f64) -> Self {
        Self { min, mode, max }
    }

    fn range(&self) -> f64 {
        self.max - self.min
    }

    /// P(T ≤ x) for min < x ≤ mode.
    fn rising(&self, x: f64) -> f64 {
        (x - self.min) / self.range() * ((x - self.min) / (self.mode - self.min))
    }

    /// P(T > x) for mode ≤ x < max.
    fn falling(&self, x: f64) -> f64 {
        (self.max - x) / self.range() * ((self.max - x) / (self.max - self.mode))
    }
}

impl Distribution for Triangular {
    /// By inversion.
    fn sample(&self, stream: &mut Stream) -> f64 {
        self.quantile(stream.open())
    }

    fn pdf(&self, x: f64) -> f64 {
        if x < self.min || x > self.max {
            0.0
        } else if x < self.mode {
            2.0 * ((x - self.min) / (self.mode - self.min)) / self.range()
        } else if x > self.mode {
            2.0 * ((self.max - x) / (self.max - self.mode)) / self.range()
        } else {
            2.0 / self.range()
        }
    }

    fn cdf(&self, x: f64) -> f64 {
        if x <= self.min {
            0.0
        } else if x <= self.mode {
            self.rising(x)
        } else {
            1.0 - self.survival(x)
        }
    }

    fn survival(&self, x: f64) -> f64 {
        if x >= self.max {
            0.0
        } else if x >= self.mode {
            self.falling(x)
        } else {
            1.0 - self.cdf(x)
        }
    }

    fn quantile(&self, p: f64) -> f64 {
        let split = (self.mode - self.min) / self.range();
        if p <= split {
            self.min + libm::sqrt(p * self.range() * (self.mode - self.min))
        } else {
            self.max - libm::sqrt((1.0 - p) * self.range() * (self.max - self.mode))
        }
        .clamp(self.min, self.max)
    }

    fn mean(&self) -> f64 {
        self.min / 3.0 + self.mode / 3.0 + self.max / 3.0
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::dist::Dist;
    use crate::dist::tests::{Example, assert_agrees, example};
    use statrs::distribution;

    pub(in crate::dist) fn examples() -> Vec<Example> {
        vec![
            example(
                "triangular",
                Dist::triangular(4.0, 5.0, 60.0),
                [0x403c_2cd6_5929_9982, 0x403d_5c1a_18bd_7a39, 0x4037_1d82_0e42_3790, 0x4031_8b81_d53d_f1f2],
            ),
            example(
                "triangular at min",
                Dist::triangular(2.0, 2.0, 9.0),
                [0x4013_f18d_8b60_9166, 0x4014_8a8e_b800_71e8, 0x4011_6406_e549_4248, 0x400d_2925_d334_161e],
            ),
            example(
                "triangular at max",
                Dist::triangular(0.0, 9.0, 9.0),
                [0x401d_7e28_c5e8_86f1, 0x401e_041b_1cf1_e8ee, 0x401a_e60d_2ef8_1d15, 0x4017_2f86_c33b_c9e8],
            ),
        ]
    }

    #[test]
    fn agrees_with_statrs() {
        for (min, mode, max) in [(4.0, 5.0, 60.0), (2.0, 2.0, 9.0), (0.0, 7.0, 9.0)] {
            let law = distribution::Triangular::new(min, max, mode).unwrap();
            assert_agrees("triangular", Dist::triangular(min, mode, max), &law);
        }
    }
}
