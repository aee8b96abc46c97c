//! Gamma: the sum of `shape` exponential times when shape is whole (Erlang).

use super::{DistError, Distribution, error, standard_normal};
use crate::kernel::stream::Stream;
use crate::stats::special::gamma as special;

/// Shapes above this are constants for every purpose, and the incomplete gamma
/// function would take too long.
const MAX_SHAPE: f64 = 1e9;

/// Gamma with a given shape and scale (mean = shape × scale).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gamma {
    shape: f64,
    scale: f64,
}

impl Gamma {
    pub(super) fn with_mean(shape: f64, mean: f64) -> Result<Self, DistError> {
        error::positive("gamma", "shape", shape)?;
        error::positive("gamma", "mean", mean)?;
        let scale = mean / shape;
        error::usable_mean("gamma", "shape", scale)?;
        if shape > MAX_SHAPE {
            let problem =
                format!("must be at most {MAX_SHAPE:e}, but is {shape}; write a deterministic time");
            return Err(DistError::new("gamma", "shape", problem));
        }
        error::usable_mean("gamma", "shape", shape * scale)?;
        Ok(Self { shape, scale })
    }
}

/// A gamma variable of scale 1 (Marsaglia and Tsang, "A simple method for
/// generating gamma variables", 2000); shapes below 1 by their boost
/// Γ(a) = Γ(a+1) U^(1/a).
pub(super) fn standard_sample(shape: f64, stream: &mut Stream) -> f64 {
    if shape < 1.0 {
        let boost = libm::pow(stream.open(), 1.0 / shape);
        return standard_sample(shape + 1.0, stream) * boost;
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (3.0 * libm::sqrt(d));
    loop {
        let x = standard_normal(stream);
        let root = 1.0 + c * x;
        if root <= 0.0 {
            continue;
        }
        let v = root * root * root;
        let u = stream.open();
        let squeeze = 1.0 - 0.0331 * (x * x) * (x * x);
        if u < squeeze || libm::log(u) < 0.5 * x * x + d * (1.0 - v + libm::log(v)) {
            return d * v;
        }
    }
}

impl Distribution for Gamma {
    fn sample(&self, stream: &mut Stream) -> f64 {
        self.scale * standard_sample(self.shape, stream)
    }

    fn pdf(&self, x: f64) -> f64 {
        if x < 0.0 || x == f64::INFINITY {
            0.0
        } else if x == 0.0 {
            density_at_zero(self.shape, self.scale)
        } else {
            special::density(self.shape, x / self.scale) / self.scale
        }
    }

    fn cdf(&self, x: f64) -> f64 {
        special::regularised(self.shape, x.max(0.0) / self.scale).0
    }

    fn survival(&self, x: f64) -> f64 {
        special::regularised(self.shape, x.max(0.0) / self.scale).1
    }

    fn ln_survival(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { special::ln_upper(self.shape, x / self.scale) }
    }

    fn hazard(&self, x: f64) -> f64 {
        if x <= 0.0 { self.pdf(x) } else { special::hazard(self.shape, x / self.scale) / self.scale }
    }

    fn quantile(&self, p: f64) -> f64 {
        self.scale * special::quantile(self.shape, p)
    }

    fn mean(&self) -> f64 {
        self.shape * self.scale
    }
}

fn density_at_zero(shape: f64, scale: f64) -> f64 {
    if shape < 1.0 {
        f64::INFINITY
    } else if shape > 1.0 {
        0.0
    } else {
        1.0 / scale
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::dist::Dist;
    use crate::dist::tests::{Example, assert_agrees, assert_close, assert_sampled_like, example};
    use statrs::distribution;

    pub(in crate::dist) fn examples() -> Vec<Example> {
        vec![
            example(
                "gamma 0.3",
                Dist::gamma_mean(0.3, 10.0),
                [0x402b_8a34_e8c0_3afa, 0x3ffc_9f56_7018_b021, 0x4000_b78d_8b8b_fbe0, 0x3fe6_5b75_2bcf_fc30],
            ),
            example(
                "gamma 1",
                Dist::gamma_mean(1.0, 2.0),
                [0x4001_90e5_ed93_d49b, 0x3ff9_65eb_7d46_e38a, 0x3ff6_717a_48df_2d4b, 0x3fe4_16b7_144d_8fde],
            ),
            example(
                "gamma 2.5",
                Dist::gamma_mean(2.5, 1_800.0),
                [0x40a0_3ca8_f799_1710, 0x409a_e26e_17f4_9c81, 0x4099_12bb_30b3_9411, 0x4090_6e9e_dbe3_2cfa],
            ),
            example(
                "gamma 60",
                Dist::gamma_mean(60.0, 3_600.0),
                [0x40ad_9aa6_3a47_2620, 0x40ac_80c4_fd44_edf2, 0x40ac_1ec8_6d28_7862, 0x40aa_0b96_1264_56cc],
            ),
        ]
    }

    #[test]
    fn agrees_with_statrs() {
        for (shape, scale) in [(0.3, 1.0), (1.0, 2.0), (2.5, 720.0), (60.0, 60.0)] {
            let law = distribution::Gamma::new(shape, 1.0 / scale).unwrap();
            assert_agrees("gamma", Dist::gamma_mean(shape, shape * scale), &law);
        }
    }

    #[test]
    fn is_sampled_like_rand_distr_does() {
        for (shape, scale) in [(0.2, 5.0), (0.9, 1.0), (1.5, 1.0), (12.0, 300.0)] {
            let law = rand_distr::Gamma::new(shape, scale).unwrap();
            assert_sampled_like(&format!("gamma {shape}"), Dist::gamma_mean(shape, shape * scale), &law);
        }
    }

    #[test]
    fn mean_is_as_given() {
        assert_close(Dist::gamma_mean(2.5, 100.0).unwrap().mean(), 100.0, 1e-14, "mean");
    }
}
