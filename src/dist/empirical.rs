//! Empirical: one of the observed values, each as likely.

use super::{DistError, Distribution};
use crate::kernel::stream::Stream;
use crate::stats::rank;
use std::sync::Arc;

/// Observed values in increasing order; cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct Empirical {
    sorted: Arc<[f64]>,
}

impl Empirical {
    pub(super) fn new(mut values: Vec<f64>) -> Result<Self, DistError> {
        if values.is_empty() {
            return Err(DistError::new("empirical", "values", "are missing: give at least one".into()));
        }
        for (index, value) in values.iter_mut().enumerate() {
            if !(value.is_finite() && *value >= 0.0) {
                let problem = format!("must be 0 or more and finite, but number {} is {value}", index + 1);
                return Err(DistError::new("empirical", "values", problem));
            }
            // −0 becomes 0.
            *value += 0.0;
        }
        values.sort_by(f64::total_cmp);
        let made = Self { sorted: values.into() };
        if made.mean().is_infinite() {
            return Err(DistError::new("empirical", "values", "are too large: their sum overflows".into()));
        }
        Ok(made)
    }

    #[allow(clippy::cast_precision_loss)]
    fn count(&self) -> f64 {
        self.sorted.len() as f64
    }

    /// How many values are at most `x`.
    #[allow(clippy::cast_precision_loss)]
    fn at_most(&self, x: f64) -> f64 {
        self.sorted.partition_point(|value| *value <= x) as f64
    }
}

impl Distribution for Empirical {
    fn sample(&self, stream: &mut Stream) -> f64 {
        self.sorted[stream.below(self.sorted.len() as u64) as usize]
    }

    fn pdf(&self, _: f64) -> f64 {
        0.0
    }

    fn cdf(&self, x: f64) -> f64 {
        self.at_most(x) / self.count()
    }

    fn survival(&self, x: f64) -> f64 {
        (self.count() - self.at_most(x)) / self.count()
    }

    fn quantile(&self, p: f64) -> f64 {
        self.sorted[rank::of(p, self.sorted.len() as u64) as usize - 1]
    }

    fn mean(&self) -> f64 {
        self.sorted.iter().sum::<f64>() / self.count()
    }

    fn has_atoms(&self) -> bool {
        true
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::dist::Dist;
    use crate::dist::tests::{Example, assert_close, example};

    pub(in crate::dist) fn examples() -> Vec<Example> {
        vec![example(
            "empirical",
            Dist::empirical(vec![5.0, 1.0, 1.0, 8.0, 0.0, 2.5, 8.0]),
            [0x4014_0000_0000_0000, 0x4014_0000_0000_0000, 0x4004_0000_0000_0000, 0x3ff0_0000_0000_0000],
        )]
    }

    #[test]
    fn mean_and_quantiles_by_hand() {
        let observed = Dist::empirical(vec![4.0, 1.0, 1.0]).unwrap();
        assert_eq!(observed.mean(), 2.0);
        assert_close(observed.cdf(1.0), 2.0 / 3.0, 1e-15, "cdf");
        assert_eq!(observed.cdf(0.999), 0.0);
        assert_eq!((observed.quantile(0.5), observed.quantile(0.7)), (1.0, 4.0));
    }

    #[test]
    fn the_order_of_the_values_does_not_matter() {
        let shuffled =
            [vec![3.0, 1.0, 2.0], vec![2.0, 3.0, 1.0]].map(|values| Dist::empirical(values).unwrap());
        assert_eq!(shuffled[0], shuffled[1]);
    }
}
