//! Distributions of random times: one a file, all behind [`Dist`].
//!
//! Every time is 0 or more, in the caller's unit (drsim: seconds); densities and
//! hazards are per that unit. A `Dist` is valid by construction: constructors
//! check parameters and answer with a [`DistError`] written for people.
//! Samplers use `libm` and fixed algorithms, so the same stream gives the same
//! bits on every machine. How many draws one sample takes is not promised.
//!
//! Not here: reading distributions from files, fitting them to data, units.

mod construct;
mod deterministic;
mod empirical;
mod error;
mod exponential;
mod gamma;
mod lognormal;
mod mixture;
mod pert;
mod triangular;
mod uniform;
mod weibull;

pub use deterministic::Deterministic;
pub use empirical::Empirical;
pub use error::DistError;
pub use exponential::Exponential;
pub use gamma::Gamma;
pub use lognormal::Lognormal;
pub use mixture::Mixture;
pub use pert::Pert;
pub use triangular::Triangular;
pub use uniform::Uniform;
pub use weibull::Weibull;

use crate::kernel::stream::Stream;

/// The distribution of a random time.
#[derive(Clone, Debug, PartialEq)]
pub enum Dist {
    /// Memoryless: constant hazard.
    Exponential(Exponential),
    /// Hazard a power of age.
    Weibull(Weibull),
    /// The logarithm is normal.
    Lognormal(Lognormal),
    /// Gamma (Erlang for whole shapes).
    Gamma(Gamma),
    /// Equally likely between two ends.
    Uniform(Uniform),
    /// Density rises in a straight line to the mode, then falls.
    Triangular(Triangular),
    /// Beta-PERT: smooth between min and max, peak at the mode.
    Pert(Pert),
    /// Always the same value.
    Deterministic(Deterministic),
    /// One of several distributions, chosen by weight.
    Mixture(Mixture),
    /// One of the given values, each as likely.
    Empirical(Empirical),
}

/// What each distribution supplies. Arguments `x` may be any number, `p` lies
/// in [0, 1] (checked by [`Dist::quantile`]).
trait Distribution {
    fn sample(&self, stream: &mut Stream) -> f64;
    fn pdf(&self, x: f64) -> f64;
    fn cdf(&self, x: f64) -> f64;
    fn survival(&self, x: f64) -> f64;
    fn ln_survival(&self, x: f64) -> f64 {
        libm::log(self.survival(x))
    }
    fn hazard(&self, x: f64) -> f64 {
        let survival = self.survival(x);
        if survival > 0.0 { self.pdf(x) / survival } else { f64::INFINITY }
    }
    fn quantile(&self, p: f64) -> f64;
    fn mean(&self) -> f64;
    fn has_atoms(&self) -> bool {
        false
    }
}

impl Dist {
    fn inner(&self) -> &dyn Distribution {
        match self {
            Self::Exponential(d) => d,
            Self::Weibull(d) => d,
            Self::Lognormal(d) => d,
            Self::Gamma(d) => d,
            Self::Uniform(d) => d,
            Self::Triangular(d) => d,
            Self::Pert(d) => d,
            Self::Deterministic(d) => d,
            Self::Mixture(d) => d,
            Self::Empirical(d) => d,
        }
    }

    /// A random time: finite, 0 or more. Deterministic draws nothing.
    pub fn sample(&self, stream: &mut Stream) -> f64 {
        self.inner().sample(stream)
    }

    /// Density at `x`. Values that have a probability of their own (atoms) add
    /// nothing to it: 0 everywhere for deterministic and empirical. May be
    /// infinite at 0.
    #[must_use]
    pub fn pdf(&self, x: f64) -> f64 {
        self.inner().pdf(x)
    }

    /// P(T ≤ `x`), accurate where it is small.
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        self.inner().cdf(x)
    }

    /// P(T > `x`), accurate where it is small.
    #[must_use]
    pub fn survival(&self, x: f64) -> f64 {
        self.inner().survival(x)
    }

    /// ln P(T > `x`), accurate also where the survival itself underflows;
    /// minus infinity where nothing is left.
    #[must_use]
    pub fn ln_survival(&self, x: f64) -> f64 {
        self.inner().ln_survival(x)
    }

    /// Density over survival, by closed forms where survival underflows.
    /// Infinite where nothing survives. Meaningless where
    /// [`has_atoms`](Self::has_atoms) holds: it leaves the atoms out.
    #[must_use]
    pub fn hazard(&self, x: f64) -> f64 {
        self.inner().hazard(x)
    }

    /// The smallest x with cdf(x) ≥ `p`; at 1 the upper end, which may be
    /// infinite; at 0 the lower end. Panics unless `p` is between 0 and 1.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        assert!((0.0..=1.0).contains(&p), "a probability is between 0 and 1, not {p}");
        self.inner().quantile(p)
    }

    /// The mean; always finite.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.inner().mean()
    }

    /// True if some single values have a probability of their own, so that no
    /// hazard describes the distribution: deterministic, empirical, and mixtures
    /// with either.
    #[must_use]
    pub fn has_atoms(&self) -> bool {
        self.inner().has_atoms()
    }
}

/// A standard normal variable, by inversion: exactly one draw, value-stable.
fn standard_normal(stream: &mut Stream) -> f64 {
    crate::stats::special::normal::quantile(stream.open())
}

#[cfg(test)]
mod tests;
