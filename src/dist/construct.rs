//! The constructors of [`Dist`]: the only way to make one.
//!
//! Times are in the caller's unit. A distribution without spread (min = max,
//! sigma 0) becomes [`Dist::Deterministic`].

use super::{
    Deterministic, Dist, DistError, Empirical, Exponential, Gamma, Lognormal, Mixture, Pert, Triangular,
    Uniform, Weibull, error,
};
use crate::stats::special::normal;

impl Dist {
    /// Exponential with `mean` > 0.
    pub fn exponential_mean(mean: f64) -> Result<Self, DistError> {
        Exponential::new(mean).map(Self::Exponential)
    }

    /// Weibull with `shape` > 0 and `scale` > 0 (the 63.2 % quantile).
    pub fn weibull(shape: f64, scale: f64) -> Result<Self, DistError> {
        Weibull::new(shape, scale).map(Self::Weibull)
    }

    /// Weibull with `shape` > 0 and `mean` > 0.
    pub fn weibull_mean(shape: f64, mean: f64) -> Result<Self, DistError> {
        Weibull::with_mean(shape, mean).map(Self::Weibull)
    }

    /// Lognormal with `median` > 0 and `sigma` ≥ 0, the standard deviation of
    /// the natural logarithm. Sigma 0 is deterministic.
    pub fn lognormal_median(median: f64, sigma: f64) -> Result<Self, DistError> {
        error::positive("lognormal", "median", median)?;
        if error::nonnegative("lognormal", "sigma", sigma)? == 0.0 {
            return Self::deterministic(median);
        }
        Lognormal::new(median, sigma).map(Self::Lognormal)
    }

    /// Lognormal with `mean` > 0 and `sigma` ≥ 0: its median is
    /// mean ÷ e^(σ²/2).
    pub fn lognormal_mean(mean: f64, sigma: f64) -> Result<Self, DistError> {
        error::positive("lognormal", "mean", mean)?;
        error::nonnegative("lognormal", "sigma", sigma)?;
        let median = mean * libm::exp(-0.5 * sigma * sigma);
        if median == 0.0 {
            return Err(DistError::new("lognormal", "sigma", format!("is too large: {sigma}")));
        }
        Self::lognormal_median(median, sigma)
    }

    /// Lognormal with `median` > 0 whose 0.9 quantile is `p90` ≥ median.
    pub fn lognormal_p90(median: f64, p90: f64) -> Result<Self, DistError> {
        error::positive("lognormal", "median", median)?;
        error::positive("lognormal", "p90", p90)?;
        error::ordered("lognormal", ("median", median), ("p90", p90))?;
        Self::lognormal_median(median, libm::log(p90 / median) / normal::quantile(0.9))
    }

    /// Gamma with `shape` > 0 and `mean` > 0.
    pub fn gamma_mean(shape: f64, mean: f64) -> Result<Self, DistError> {
        Gamma::with_mean(shape, mean).map(Self::Gamma)
    }

    /// Uniform from `min` to `max`, 0 ≤ min ≤ max. Equal ends are deterministic.
    pub fn uniform(min: f64, max: f64) -> Result<Self, DistError> {
        ends("uniform", min, max)?;
        if min == max { Self::deterministic(min) } else { Ok(Self::Uniform(Uniform::new(min, max))) }
    }

    /// Triangular, 0 ≤ min ≤ mode ≤ max. Equal ends are deterministic.
    pub fn triangular(min: f64, mode: f64, max: f64) -> Result<Self, DistError> {
        ends_and_mode("triangular", min, mode, max)?;
        if min == max {
            return Self::deterministic(min);
        }
        Ok(Self::Triangular(Triangular::new(min, mode, max)))
    }

    /// Beta-PERT, 0 ≤ min ≤ mode ≤ max; mean (min + 4 mode + max) ÷ 6. Equal
    /// ends are deterministic.
    pub fn pert(min: f64, mode: f64, max: f64) -> Result<Self, DistError> {
        ends_and_mode("pert", min, mode, max)?;
        if min == max { Self::deterministic(min) } else { Ok(Self::Pert(Pert::new(min, mode, max))) }
    }

    /// Always `value` ≥ 0.
    pub fn deterministic(value: f64) -> Result<Self, DistError> {
        Deterministic::new(value).map(Self::Deterministic)
    }

    /// One of `parts`, chosen with probability in proportion to its weight ≥ 0.
    /// Parts of weight 0 are left out; a single part stands for itself.
    pub fn mixture(parts: Vec<(f64, Self)>) -> Result<Self, DistError> {
        let mut parts = Mixture::normalised(parts)?;
        if parts.len() == 1 {
            return Ok(parts.remove(0).1);
        }
        Ok(Self::Mixture(Mixture::new(parts)))
    }

    /// One of `values`, each as likely: at least one, all finite and 0 or more.
    /// Their order does not matter; repeated values count as often as they occur.
    pub fn empirical(values: Vec<f64>) -> Result<Self, DistError> {
        Empirical::new(values).map(Self::Empirical)
    }
}

fn ends(distribution: &'static str, min: f64, max: f64) -> Result<(), DistError> {
    error::nonnegative(distribution, "min", min)?;
    error::nonnegative(distribution, "max", max)?;
    error::ordered(distribution, ("min", min), ("max", max))
}

fn ends_and_mode(distribution: &'static str, min: f64, mode: f64, max: f64) -> Result<(), DistError> {
    error::nonnegative(distribution, "mode", mode)?;
    ends(distribution, min, max)?;
    error::ordered(distribution, ("min", min), ("mode", mode))?;
    error::ordered(distribution, ("mode", mode), ("max", max))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_spread_all_are_deterministic() {
        let seven = Dist::deterministic(7.0).unwrap();
        assert_eq!(Dist::uniform(7.0, 7.0).unwrap(), seven);
        assert_eq!(Dist::triangular(7.0, 7.0, 7.0).unwrap(), seven);
        assert_eq!(Dist::pert(7.0, 7.0, 7.0).unwrap(), seven);
        assert_eq!(Dist::lognormal_median(7.0, 0.0).unwrap(), seven);
        assert_eq!(
            Dist::mixture(vec![(0.0, Dist::deterministic(1.0).unwrap()), (2.0, seven.clone())]),
            Ok(seven)
        );
    }

    #[test]
    fn bad_parameters_are_explained() {
        let one = || Dist::deterministic(1.0).unwrap();
        let bad: Vec<(Result<Dist, DistError>, &str)> = vec![
            (Dist::exponential_mean(0.0), "exponential: mean must be greater than 0 and finite, but is 0"),
            (Dist::exponential_mean(f64::NAN), "exponential: mean must be greater than 0"),
            (Dist::weibull(-1.0, 3.0), "weibull: shape must be greater than 0 and finite, but is -1"),
            (Dist::weibull(1.0, f64::INFINITY), "weibull: scale must be greater than 0 and finite"),
            (Dist::weibull(0.001, 1.0), "weibull: shape is too extreme"),
            (Dist::weibull_mean(0.001, 1.0), "weibull: shape is too extreme"),
            (Dist::lognormal_median(1.0, -0.5), "lognormal: sigma must be 0 or more and finite, but is -0.5"),
            (Dist::lognormal_median(0.0, 0.5), "lognormal: median must be greater than 0"),
            (Dist::lognormal_median(1.0, 60.0), "lognormal: sigma is too extreme"),
            (Dist::lognormal_mean(1.0, 60.0), "lognormal: sigma is too large"),
            (Dist::lognormal_p90(9.0, 3.0), "lognormal: median must not be above p90 (3), but is 9"),
            (Dist::gamma_mean(0.0, 1.0), "gamma: shape must be greater than 0"),
            (Dist::gamma_mean(1e12, 1.0), "gamma: shape must be at most 1e9"),
            (Dist::gamma_mean(1e-320, 1.0), "gamma: shape is too extreme"),
            (Dist::uniform(5.0, 3.0), "uniform: min must not be above max (3), but is 5"),
            (Dist::uniform(-5.0, 3.0), "uniform: min must be 0 or more"),
            (Dist::triangular(1.0, 9.0, 3.0), "triangular: mode must not be above max (3), but is 9"),
            (Dist::triangular(2.0, 1.0, 3.0), "triangular: min must not be above mode (1), but is 2"),
            (Dist::pert(1.0, 2.0, f64::INFINITY), "pert: max must be 0 or more and finite"),
            (Dist::deterministic(-1.0), "deterministic: value must be 0 or more and finite, but is -1"),
            (Dist::mixture(vec![]), "mixture: parts are missing"),
            (Dist::mixture(vec![(1.0, one()), (-1.0, one())]), "mixture: weight 2 must be 0 or more"),
            (Dist::mixture(vec![(0.0, one())]), "mixture: weight sum must be greater than 0"),
            (Dist::empirical(vec![]), "empirical: values are missing"),
            (
                Dist::empirical(vec![1.0, -2.0]),
                "empirical: values must be 0 or more and finite, but number 2 is -2",
            ),
            (Dist::empirical(vec![f64::INFINITY]), "empirical: values must be 0 or more and finite"),
            (Dist::exponential_mean(1e-320), "exponential: mean is too small"),
        ];
        for (result, start) in bad {
            let error = result.expect_err(start);
            assert!(error.to_string().starts_with(start), "{error} / {start}");
        }
    }
}
