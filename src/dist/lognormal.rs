//! Lognormal: the logarithm is normal. Human and repair times often look so.

use super::{Dist, DistError, Distribution, error, standard_normal};
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

    /// The median, in the caller's unit.
    #[must_use]
    pub fn median(&self) -> f64 {
        self.median
    }

    /// Standard deviation of the natural logarithm.
    #[must_use]
    pub fn sigma(&self) -> f64 {
        self.sigma
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

    fn variance(&self) -> f64 {
        let mean = self.mean();
        mean * mean * libm::expm1(self.sigma * self.sigma)
    }

    fn scaled(&self, factor: f64) -> Result<Dist, DistError> {
        Dist::lognormal_median(self.median * factor, self.sigma)
    }
}
