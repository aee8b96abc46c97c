//! Weibull: the hazard is a power of age; falling below shape 1, rising above.

use super::{DistError, Distribution, error};
use crate::kernel::stream::Stream;

/// Weibull with survival exp(−(x/scale)^shape).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weibull {
    shape: f64,
    scale: f64,
}

impl Weibull {
    pub(super) fn new(shape: f64, scale: f64) -> Result<Self, DistError> {
        error::positive("weibull", "shape", shape)?;
        error::positive("weibull", "scale", scale)?;
        let made = Self { shape, scale };
        error::usable_mean("weibull", "shape", made.mean())?;
        Ok(made)
    }

    pub(super) fn with_mean(shape: f64, mean: f64) -> Result<Self, DistError> {
        error::positive("weibull", "shape", shape)?;
        error::positive("weibull", "mean", mean)?;
        let scale = mean / libm::tgamma(1.0 + 1.0 / shape);
        error::usable_mean("weibull", "shape", scale)?;
        Self::new(shape, scale)
    }
}

impl Distribution for Weibull {
    /// By inversion.
    fn sample(&self, stream: &mut Stream) -> f64 {
        self.scale * libm::pow(-libm::log(stream.open()), 1.0 / self.shape)
    }

    fn pdf(&self, x: f64) -> f64 {
        if x < 0.0 || x == f64::INFINITY { 0.0 } else { self.hazard(x) * self.survival(x) }
    }

    fn cdf(&self, x: f64) -> f64 {
        -libm::expm1(self.ln_survival(x))
    }

    fn survival(&self, x: f64) -> f64 {
        libm::exp(self.ln_survival(x))
    }

    fn ln_survival(&self, x: f64) -> f64 {
        -libm::pow(x.max(0.0) / self.scale, self.shape)
    }

    fn hazard(&self, x: f64) -> f64 {
        if x < 0.0 {
            return 0.0;
        }
        self.shape / self.scale * libm::pow(x / self.scale, self.shape - 1.0)
    }

    fn quantile(&self, p: f64) -> f64 {
        self.scale * libm::pow(-libm::log1p(-p), 1.0 / self.shape)
    }

    fn mean(&self) -> f64 {
        self.scale * libm::tgamma(1.0 + 1.0 / self.shape)
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
                "weibull 0.7",
                Dist::weibull(0.7, 3_600.0),
                [0x408e_3fd9_bc51_dddf, 0x408a_82d9_6730_e61c, 0x409a_0420_8242_46bc, 0x40a7_6dee_2a24_348f],
            ),
            example(
                "weibull 1",
                Dist::weibull(1.0, 5.0),
                [0x3fff_e64b_9d68_c81b, 0x3ffd_15ff_a625_c690, 0x4007_50c2_0a8b_dc4f, 0x4011_9973_4832_f23f],
            ),
            example(
                "weibull 3.5",
                Dist::weibull_mean(3.5, 40.0),
                [0x4041_17d9_6ff3_021b, 0x4040_a5e9_ce6e_e812, 0x4043_0d3b_8ea7_6ba1, 0x4045_6e58_c4a1_ba32],
            ),
        ]
    }

    #[test]
    fn agrees_with_statrs() {
        for (shape, scale) in [(0.5, 1.0), (0.75, 3_600.0), (1.0, 2.0), (3.5, 10.0)] {
            let law = distribution::Weibull::new(shape, scale).unwrap();
            assert_agrees("weibull", Dist::weibull(shape, scale), &law);
        }
    }

    #[test]
    fn mean_and_scale_are_as_given() {
        assert_close(Dist::weibull_mean(0.75, 100.0).unwrap().mean(), 100.0, 1e-14, "mean");
        assert_close(Dist::weibull(2.0, 7.0).unwrap().cdf(7.0), 1.0 - (-1.0_f64).exp(), 1e-14, "scale");
    }
}
