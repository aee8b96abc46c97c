//! Mixture: one of several distributions, chosen by weight.

use super::{Dist, DistError, Distribution};
use crate::kernel::stream::Stream;

/// Two or more distributions with weights above 0 that sum to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture {
    parts: Vec<(f64, Dist)>,
}

impl Mixture {
    pub(super) fn new(parts: Vec<(f64, Dist)>) -> Self {
        Self { parts }
    }

    /// `parts` with weights divided by their sum and zero weights left out.
    pub(super) fn normalised(parts: Vec<(f64, Dist)>) -> Result<Vec<(f64, Dist)>, DistError> {
        let wrong = |problem| DistError::new("mixture", "weight", problem);
        for (number, (weight, _)) in parts.iter().enumerate() {
            if !(weight.is_finite() && *weight >= 0.0) {
                let number = number + 1;
                return Err(wrong(format!("{number} must be 0 or more and finite, but is {weight}")));
            }
        }
        let sum: f64 = parts.iter().map(|(weight, _)| weight).sum();
        if parts.is_empty() {
            return Err(DistError::new("mixture", "parts", "are missing: write at least one".into()));
        }
        if !(sum > 0.0 && sum.is_finite()) {
            return Err(wrong(format!("sum must be greater than 0 and finite, but is {sum}")));
        }
        Ok(parts.into_iter().map(|(w, d)| (w / sum, d)).filter(|(w, _)| *w > 0.0).collect())
    }

    fn average(&self, value: impl Fn(&Dist) -> f64) -> f64 {
        self.parts.iter().map(|(weight, dist)| weight * value(dist)).sum()
    }

    /// (weight × survival of each part relative to the largest, the logarithm of
    /// that largest), so that nothing underflows. The logarithm is minus
    /// infinity where nothing survives.
    fn survivors(&self, x: f64) -> (Vec<f64>, f64) {
        let logs: Vec<f64> = self.parts.iter().map(|(w, d)| libm::log(*w) + d.ln_survival(x)).collect();
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (logs.iter().map(|log| libm::exp(log - largest)).collect(), largest)
    }
}

impl Distribution for Mixture {
    fn sample(&self, stream: &mut Stream) -> f64 {
        let mut left = stream.unit();
        for (weight, dist) in &self.parts {
            if left < *weight {
                return dist.sample(stream);
            }
            left -= weight;
        }
        // Weights may sum to a little less than 1 by rounding.
        self.parts[self.parts.len() - 1].1.sample(stream)
    }

    fn pdf(&self, x: f64) -> f64 {
        self.average(|dist| dist.pdf(x))
    }

    fn cdf(&self, x: f64) -> f64 {
        self.average(|dist| dist.cdf(x)).min(1.0)
    }

    fn survival(&self, x: f64) -> f64 {
        self.average(|dist| dist.survival(x)).min(1.0)
    }

    fn ln_survival(&self, x: f64) -> f64 {
        let (relative, largest) = self.survivors(x);
        if largest == f64::NEG_INFINITY {
            return largest;
        }
        (largest + libm::log(relative.iter().sum())).min(0.0)
    }

    /// The parts' hazards, averaged over those still surviving.
    fn hazard(&self, x: f64) -> f64 {
        let (relative, largest) = self.survivors(x);
        if largest == f64::NEG_INFINITY {
            return f64::INFINITY;
        }
        let alive = || relative.iter().zip(&self.parts).filter(|(share, _)| **share > 0.0);
        let rate: f64 = alive().map(|(share, (_, dist))| share * dist.hazard(x)).sum();
        rate / alive().map(|(share, _)| share).sum::<f64>()
    }

    /// By halving between the smallest and largest quantile of the parts, in the
    /// order of floating-point numbers.
    fn quantile(&self, p: f64) -> f64 {
        let of_parts = || self.parts.iter().map(|(_, dist)| dist.quantile(p));
        let least = of_parts().fold(f64::INFINITY, f64::min);
        let most = of_parts().fold(0.0, f64::max);
        if p == 0.0 || least == most {
            return least;
        }
        if p == 1.0 || self.cdf(least) >= p {
            return if p == 1.0 { most } else { least };
        }
        let (mut below, mut enough) = (least.to_bits(), most.to_bits());
        while enough - below > 1 {
            let middle = below + (enough - below) / 2;
            if self.cdf(f64::from_bits(middle)) >= p {
                enough = middle;
            } else {
                below = middle;
            }
        }
        f64::from_bits(enough)
    }

    fn mean(&self) -> f64 {
        self.average(Dist::mean)
    }

    fn has_atoms(&self) -> bool {
        self.parts.iter().any(|(_, dist)| dist.has_atoms())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::dist::tests::{Example, assert_close, example};
    use crate::dist::{Dist, DistError};

    fn mixed<const N: usize>(parts: [(f64, Result<Dist, DistError>); N]) -> Result<Dist, DistError> {
        Dist::mixture(parts.into_iter().map(|(weight, part)| (weight, part.unwrap())).collect())
    }

    /// Examples of which every part has a density.
    pub(in crate::dist) fn examples() -> Vec<Example> {
        vec![example(
            "mixture",
            mixed([
                (1.0, Dist::weibull(0.7, 3_600.0)),
                (2.0, Dist::lognormal_median(600.0, 0.5)),
                (1.0, Dist::uniform(10.0, 50.0)),
            ]),
            [0x4088_3419_4956_1181, 0x4080_d646_ff06_a990, 0x407e_3c8d_b883_c71a, 0x4095_bb54_dde0_3107],
        )]
    }

    /// Examples of which some part has values with a probability of their own.
    pub(in crate::dist) fn examples_with_atoms() -> Vec<Example> {
        vec![
            example(
                "mixture with constant",
                mixed([(3.0, Dist::deterministic(30.0)), (7.0, Dist::exponential_mean(30.0))]),
                [0x4025_d07f_bc9c_54ec, 0x403a_662c_ec4c_6b5e, 0x4040_7a0d_a547_2ff7, 0x403e_0000_0000_0000],
            ),
            example(
                "mixture with observed",
                mixed([
                    (0.5, Dist::empirical(vec![5.0, 1.0, 1.0, 8.0, 0.0, 2.5, 8.0])),
                    (0.5, Dist::exponential_mean(30.0)),
                ]),
                [0x4025_d07f_bc9c_54ec, 0x403a_662c_ec4c_6b5e, 0x4040_7a0d_a547_2ff7, 0x4020_0000_0000_0000],
            ),
        ]
    }

    #[test]
    fn mean_by_hand() {
        let mixture = mixed([(1.0, Dist::deterministic(0.0)), (3.0, Dist::exponential_mean(8.0))]).unwrap();
        assert_close(mixture.mean(), 6.0, 1e-15, "mean");
        assert_eq!(mixture.cdf(0.0), 0.25);
    }
}
