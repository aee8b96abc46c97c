//! Lognormal: the logarithm is normal. Human and repair times often look so.

use super::{DistError, Distribution, error, standard_normal};
use crate::kernel::stream::Stream;
use crate::stats::special::normal;

/// Lognormal with a given median and standard deviation of the logarithm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lognormal {
    median: f64,
    sigma: f64,
}

impl Lognormal {
    pub(super) fn new(median: f64, sigma: f64) -> Result<Self, DistError> {
        let made = Self { median, sigma };
        error::usable_mean("lognormal", "sigma", made.mean())?;
        Ok(made)
    }

    fn z(&self, x: f64) -> f64 {
        libm::log(x / self.median) / self.sigma
    }
}

impl Distribution for Lognormal {
    fn sample(&self, stream: &mut Stream) -> f64 {
        self.median * libm::exp(self.sigma * standard_normal(stream))
    }

    fn pdf(&self, x: f64) -> f64 {
        if x <= 0.0 || x == f64::INFINITY { 0.0 } else { normal::density(self.z(x)) / (self.sigma * x) }
    }

    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { normal::cdf(self.z(x)) }
    }

    fn survival(&self, x: f64) -> f64 {
        if x <= 0.0 { 1.0 } else { normal::cdf(-self.z(x)) }
    }

    fn ln_survival(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { normal::ln_survival(self.z(x)) }
    }

    /// 1 ÷ (σ x × Mills' ratio), which does not underflow in the upper tail.
    fn hazard(&self, x: f64) -> f64 {
        let z = if x <= 0.0 { f64::NEG_INFINITY } else { self.z(x) };
        if z < 0.0 {
            return self.pdf(x) / self.survival(x);
        }
        if x == f64::INFINITY { 0.0 } else { 1.0 / (self.sigma * x * normal::mills(z)) }
    }

    fn quantile(&self, p: f64) -> f64 {
        self.median * libm::exp(self.sigma * normal::quantile(p))
    }

    fn mean(&self) -> f64 {
        self.median * libm::exp(0.5 * self.sigma * self.sigma)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::dist::Dist;
    use crate::dist::tests::{Example, assert_agrees, assert_close, assert_sampled_like, example};
    use statrs::distribution::LogNormal;

    pub(in crate::dist) fn examples() -> Vec<Example> {
        vec![
            example(
                "lognormal 0.5",
                Dist::lognormal_median(600.0, 0.5),
                [0x4087_6684_7dfb_5a40, 0x4088_3419_4956_1181, 0x4084_2d1c_65b6_9371, 0x4080_d646_ff06_a990],
            ),
            example(
                "lognormal 1.2",
                Dist::lognormal_mean(30.0, 1.2),
                [0x4038_da29_32d9_e92e, 0x403a_f2cf_82ba_4ad9, 0x4031_6965_d394_7368, 0x4026_8ebe_73de_1ec7],
            ),
            example(
                "lognormal 2.3",
                Dist::lognormal_median(11.0, 2.3),
                [0x403e_7af3_c048_27f8, 0x4041_cc8f_e4df_a554, 0x402e_d2c4_fe9f_e640, 0x401a_d20c_b100_473f],
            ),
        ]
    }

    #[test]
    fn agrees_with_statrs() {
        for (median, sigma) in [(1.0_f64, 0.3), (600.0, 1.2), (11.0, 2.3)] {
            let law = LogNormal::new(median.ln(), sigma).unwrap();
            assert_agrees("lognormal", Dist::lognormal_median(median, sigma), &law);
        }
    }

    #[test]
    fn is_sampled_like_rand_distr_does() {
        for (median, sigma) in [(1.0_f64, 0.4), (600.0, 1.2), (11.0, 2.3)] {
            let law = rand_distr::LogNormal::new(median.ln(), sigma).unwrap();
            assert_sampled_like(&format!("lognormal {sigma}"), Dist::lognormal_median(median, sigma), &law);
        }
    }

    #[test]
    fn mean_and_quantiles_are_as_given() {
        assert_close(Dist::lognormal_mean(100.0, 1.2).unwrap().mean(), 100.0, 1e-14, "mean");
        let from_p90 = Dist::lognormal_p90(60.0, 200.0).unwrap();
        assert_close(from_p90.quantile(0.5), 60.0, 1e-15, "median");
        assert_close(from_p90.quantile(0.9), 200.0, 1e-13, "p90");
    }
}
