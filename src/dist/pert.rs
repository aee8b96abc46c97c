//! Beta-PERT: a smooth density between min and max with its peak at the mode.
//!
//! Malcolm, Roseboom, Clark and Fazar (1959): a beta distribution on [min, max]
//! with mean (min + 4 mode + max) ÷ 6.

use super::{Distribution, gamma};
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
}

#[cfg(test)]
pub(super) mod tests {
    use crate::dist::Dist;
    use crate::dist::tests::{Example, LEVELS, assert_close, assert_sampled_like, example};
    use statrs::distribution::{Beta, Continuous, ContinuousCDF};
    use statrs::statistics::Distribution;

    pub(in crate::dist) fn examples() -> Vec<Example> {
        vec![
            example(
                "pert",
                Dist::pert(28.0, 56.0, 420.0),
                [0x405e_2af8_acf9_4571, 0x405d_7af1_1ea3_a43a, 0x4064_4e38_3cbe_65ed, 0x405c_f88d_2260_7644],
            ),
            example(
                "pert at min",
                Dist::pert(1.0, 1.0, 2.0),
                [0x3ff2_e296_badb_5d88, 0x3ff2_9dce_1a8c_06da, 0x3ff4_8e15_1c39_fd38, 0x3ff2_712e_f984_f58b],
            ),
            example(
                "pert at max",
                Dist::pert(0.0, 3.0, 3.0),
                [0x4005_0ffd_fb19_d0f6, 0x4006_83b9_3920_1b33, 0x4005_ddf2_e475_cc16, 0x4007_1b14_e2b5_1f25],
            ),
        ]
    }

    #[test]
    fn agrees_with_a_scaled_beta() {
        for (min, mode, max) in [(28.0, 56.0, 420.0), (1.0, 1.0, 2.0), (0.0, 2.0, 3.0)] {
            let dist = Dist::pert(min, mode, max).unwrap();
            let range = max - min;
            let a = 1.0 + 4.0 * (mode - min) / range;
            let law = Beta::new(a, 6.0 - a).unwrap();
            for p in LEVELS {
                let x = dist.quantile(p);
                assert_close(dist.cdf(x), law.cdf((x - min) / range), 1e-9, "cdf");
                assert_close(dist.pdf(x), law.pdf((x - min) / range) / range, 1e-9, "pdf");
            }
            assert_close(dist.mean(), min + range * law.mean().unwrap(), 1e-13, "mean");
            assert_close(dist.mean(), (min + 4.0 * mode + max) / 6.0, 1e-13, "PERT's own mean");
        }
        assert_eq!(Dist::pert(1.0, 1.0, 2.0).unwrap().pdf(1.0), 5.0);
    }

    #[test]
    fn is_sampled_like_a_beta_of_rand_distr() {
        let law = rand_distr::Beta::new(2.0, 4.0).unwrap();
        assert_sampled_like("pert", Dist::pert(0.0, 0.25, 1.0), &law);
    }
}
