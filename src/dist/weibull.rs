//! Weibull: the hazard is a power of age; falling below shape 1, rising above.

use super::{Dist, DistError, Distribution, error};
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

    /// Exponent of age: the hazard grows as age^(shape − 1).
    #[must_use]
    pub fn shape(&self) -> f64 {
        self.shape
    }

    /// The 63.2 % quantile, in the caller's unit.
    #[must_use]
    pub fn scale(&self) -> f64 {
        self.scale
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

    /// Loses digits for shapes above 1,000, whose spread is a thousandth of the
    /// mean.
    fn variance(&self) -> f64 {
        let first = libm::tgamma(1.0 + 1.0 / self.shape);
        let second = libm::tgamma(1.0 + 2.0 / self.shape);
        (self.scale * self.scale * (second - first * first)).max(0.0)
    }

    fn exponential_rate(&self) -> Option<f64> {
        (self.shape == 1.0).then_some(1.0 / self.scale)
    }

    fn scaled(&self, factor: f64) -> Result<Dist, DistError> {
        Dist::weibull(self.shape, self.scale * factor)
    }
}
