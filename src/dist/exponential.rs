//! Exponential: the hazard is constant, age tells nothing.

use super::{DistError, Distribution, error};
use crate::kernel::stream::Stream;

/// Exponential with a given mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exponential {
    mean: f64,
}

impl Exponential {
    pub(super) fn new(mean: f64) -> Result<Self, DistError> {
        error::positive("exponential", "mean", mean)?;
        if (1.0 / mean).is_infinite() {
            return Err(DistError::new("exponential", "mean", format!("is too small: {mean}")));
        }
        Ok(Self { mean })
    }
}

impl Distribution for Exponential {
    /// By inversion.
    fn sample(&self, stream: &mut Stream) -> f64 {
        -self.mean * libm::log(stream.open())
    }

    fn pdf(&self, x: f64) -> f64 {
        if x < 0.0 { 0.0 } else { libm::exp(-x / self.mean) / self.mean }
    }

    fn cdf(&self, x: f64) -> f64 {
        -libm::expm1(self.ln_survival(x))
    }

    fn survival(&self, x: f64) -> f64 {
        libm::exp(self.ln_survival(x))
    }

    fn ln_survival(&self, x: f64) -> f64 {
        -(x.max(0.0) / self.mean)
    }

    fn hazard(&self, x: f64) -> f64 {
        if x < 0.0 { 0.0 } else { 1.0 / self.mean }
    }

    fn quantile(&self, p: f64) -> f64 {
        -self.mean * libm::log1p(-p)
    }

    fn mean(&self) -> f64 {
        self.mean
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::dist::Dist;
    use crate::dist::tests::{Example, assert_agrees, example};
    use statrs::distribution::Exp;

    pub(in crate::dist) fn examples() -> Vec<Example> {
        vec![
            example(
                "exponential 1",
                Dist::exponential_mean(1.0),
                [0x3fd9_8509_4aba_39af, 0x3fd7_44cc_84eb_0540, 0x3fe2_a701_a209_7d0c, 0x3fec_28b8_7384_b6cb],
            ),
            example(
                "exponential 14400",
                Dist::exponential_mean(14_400.0),
                [0x40b6_6ded_2aad_acb3, 0x40b4_7377_c0d2_8f9d, 0x40c0_64c8_6f6a_56e8, 0x40c8_bfca_1d87_a4a8],
            ),
        ]
    }

    #[test]
    fn agrees_with_statrs() {
        for mean in [0.1, 1.0, 14_400.0] {
            assert_agrees("exponential", Dist::exponential_mean(mean), &Exp::new(1.0 / mean).unwrap());
        }
    }
}
