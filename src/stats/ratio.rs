//! Ratios of weighted sums over independent trials.
//!
//! A trial i contributes a weight `w` and a weighted sum `s` of what is
//! averaged: for the share of strikes that meet an objective, `w` sums the
//! weights of its strikes and `s` those that met; for a mean time, `s` sums
//! weight × time. The estimate is R = Σs ÷ Σw. Trials are independent; what
//! happens within one trial need not be, which is why pairs are pushed per
//! trial and never per strike.

/// Sums of (w, s) pairs: enough for the ratio, its variance and skewness, and
/// Kish's effective sample size.
///
/// Squares and cubes are summed for s − c·w, with c the first trial's own ratio, and not
/// for s itself: algebraically the same, but a spread that is small beside the
/// mean keeps its digits, and equal ratios have variance 0 up to rounding.
///
/// Sums depend on the order of pushes in their last bits. To get the same bits
/// for any number of threads, sum fixed chunks of trials and merge the chunks in
/// order.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RatioMoments {
    carrying: u64,
    pivot: f64,
    sum_w: f64,
    sum_s: f64,
    sum_ww: f64,
    /// Sums of d = s − pivot·w and of products of d and w.
    sum_d: f64,
    sum_dd: f64,
    sum_dw: f64,
    sum_ddd: f64,
    sum_ddw: f64,
    sum_dww: f64,
    sum_www: f64,
}

impl RatioMoments {
    /// No trials yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one trial. Both numbers are finite and 0 or more; without weight
    /// there is no sum (`w` = 0 needs `s` = 0). Panics otherwise.
    pub fn push(&mut self, w: f64, s: f64) {
        assert!(w >= 0.0 && w.is_finite() && s >= 0.0 && s.is_finite(), "a trial with w = {w}, s = {s}");
        if w == 0.0 {
            assert!(s == 0.0, "a trial without weight has the sum {s}");
            return;
        }
        if self.carrying == 0 && (s / w).is_finite() {
            self.pivot = s / w;
        }
        self.carrying += 1;
        let d = s - self.pivot * w;
        self.sum_w += w;
        self.sum_s += s;
        self.sum_ww += w * w;
        self.sum_d += d;
        self.sum_dd += d * d;
        self.sum_dw += d * w;
        self.sum_ddd += d * d * d;
        self.sum_ddw += d * d * w;
        self.sum_dww += d * w * w;
        self.sum_www += w * w * w;
    }

    /// Adds the trials of `next`, which come after this one's.
    pub fn merge_in_order(&mut self, next: &Self) {
        if self.carrying == 0 {
            *self = *next;
            return;
        }
        let shift = next.pivot - self.pivot;
        self.carrying += next.carrying;
        self.sum_w += next.sum_w;
        self.sum_s += next.sum_s;
        self.sum_ww += next.sum_ww;
        self.sum_d += next.sum_d + shift * next.sum_w;
        self.sum_dd += next.sum_dd + shift * (2.0 * next.sum_dw + shift * next.sum_ww);
        self.sum_dw += next.sum_dw + shift * next.sum_ww;
        let shifted_dww = next.sum_dww + shift * next.sum_www;
        self.sum_ddd +=
            next.sum_ddd + shift * (3.0 * next.sum_ddw + shift * (2.0 * next.sum_dww + shifted_dww));
        self.sum_ddw += next.sum_ddw + shift * (next.sum_dww + shifted_dww);
        self.sum_dww += shifted_dww;
        self.sum_www += next.sum_www;
    }

    /// Trials with a weight above 0.
    #[must_use]
    pub fn carrying_trials(&self) -> u64 {
        self.carrying
    }

    /// Σw.
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.sum_w
    }

    /// Σs.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.sum_s
    }

    /// R = Σs ÷ Σw; `None` without weight. Right to a few units in the last
    /// place, so compare it with a limit that it may equal with a tolerance.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        (self.sum_w > 0.0).then(|| self.pivot + self.sum_d / self.sum_w)
    }

    /// The linearised variance of R, k ÷ (k − 1) × Σ(s − R w)² ÷ (Σw)², with k
    /// the trials that carry weight (Cochran, Sampling Techniques, chapter 6; those
    /// without weight add nothing to the sum, so they don't count in k: pushing
    /// them changes nothing). `None` for fewer than two.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn variance(&self) -> Option<f64> {
        if self.carrying < 2 {
            return None;
        }
        let k = self.carrying as f64;
        Some(self.squares() / (self.sum_w * self.sum_w) * (k / (k - 1.0)))
    }

    /// Σ(s − R w)².
    fn squares(&self) -> f64 {
        let e = self.sum_d / self.sum_w;
        (self.sum_dd - e * (2.0 * self.sum_dw - e * self.sum_ww)).max(0.0)
    }

    /// Skewness of the residuals s − R w ÷ √k, with k the trials that carry
    /// weight: Σ(s − R w)³ ÷ (Σ(s − R w)²)^1.5. From −1 to 1: near 1 if one trial
    /// makes most of the spread; how far the distribution of R still is from
    /// normal. 0 without spread, `None` for fewer than two such trials.
    #[must_use]
    pub fn skew(&self) -> Option<f64> {
        if self.carrying < 2 {
            return None;
        }
        let (e, squares) = (self.sum_d / self.sum_w, self.squares());
        let scale = squares * libm::sqrt(squares);
        if scale == 0.0 {
            return Some(0.0);
        }
        let cubes = self.sum_ddd - e * (3.0 * self.sum_ddw - e * (3.0 * self.sum_dww - e * self.sum_www));
        Some((cubes / scale).clamp(-1.0, 1.0))
    }

    /// Kish's effective sample size (Σw)² ÷ Σw²: how many trials of equal
    /// weight these are worth. 0 without weight, never above the trials that
    /// carry any.
    #[must_use]
    pub fn kish(&self) -> f64 {
        if self.sum_w > 0.0 { self.sum_w / self.sum_ww * self.sum_w } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::RatioMoments;
    use crate::kernel::stream::{TrialKey, entity};

    fn pairs(n: u64) -> Vec<(f64, f64)> {
        let mut stream = TrialKey::new(1, 2).stream(entity("pairs"), 0, 0);
        (0..n)
            .map(|_| {
                let w = if stream.chance(0.3) { 0.0 } else { stream.open() };
                (w, w * (1_000.0 + stream.unit()))
            })
            .collect()
    }

    fn of(pairs: &[(f64, f64)]) -> RatioMoments {
        let mut moments = RatioMoments::new();
        for (w, s) in pairs {
            moments.push(*w, *s);
        }
        moments
    }

    #[test]
    fn agrees_with_the_formulas_computed_in_two_passes() {
        let pairs = pairs(1_000);
        let moments = of(&pairs);
        let w: f64 = pairs.iter().map(|(w, _)| w).sum();
        let r = pairs.iter().map(|(_, s)| s).sum::<f64>() / w;
        let k = pairs.iter().filter(|(w, _)| *w > 0.0).count() as f64;
        let squares: f64 = pairs.iter().map(|(w, s)| (s - r * w).powi(2)).sum();
        let variance = squares / (w * w) * k / (k - 1.0);
        let cubes: f64 = pairs.iter().map(|(w, s)| (s - r * w).powi(3)).sum();
        let kish = w * w / pairs.iter().map(|(w, _)| w * w).sum::<f64>();
        assert!((moments.ratio().unwrap() / r - 1.0).abs() < 1e-14);
        assert!((moments.variance().unwrap() / variance - 1.0).abs() < 1e-10);
        assert!((moments.skew().unwrap() - cubes / squares.powf(1.5)).abs() < 1e-10);
        assert!((moments.kish() / kish - 1.0).abs() < 1e-12);
        assert_eq!(moments.carrying_trials(), k as u64);
    }

    #[test]
    fn chunks_merge_to_the_whole() {
        let pairs = pairs(1_000);
        let whole = of(&pairs);
        for size in [1, 7, 100, 999] {
            let mut merged = RatioMoments::new();
            for chunk in pairs.chunks(size) {
                merged.merge_in_order(&of(chunk));
            }
            assert_eq!(merged.carrying_trials(), whole.carrying_trials());
            assert!((merged.ratio().unwrap() / whole.ratio().unwrap() - 1.0).abs() < 1e-13);
            assert!((merged.variance().unwrap() / whole.variance().unwrap() - 1.0).abs() < 1e-9);
            assert!((merged.skew().unwrap() - whole.skew().unwrap()).abs() < 1e-9);
            assert!((merged.kish() / whole.kish() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn merging_the_same_chunks_gives_the_same_bits() {
        let pairs = pairs(1_000);
        let chunks: Vec<RatioMoments> = pairs.chunks(64).map(of).collect();
        let merge = || {
            chunks.iter().fold(RatioMoments::new(), |mut sum, chunk| {
                sum.merge_in_order(chunk);
                sum
            })
        };
        assert_eq!(merge(), merge());
        let mut with_empty = merge();
        with_empty.merge_in_order(&RatioMoments::new());
        assert_eq!(with_empty, merge());
    }

    #[test]
    fn equal_ratios_have_no_variance() {
        let mut moments = RatioMoments::new();
        for i in 1..10_000 {
            let w = 0.1 * f64::from(i % 7 + 1);
            moments.push(w, w * 14_400.0);
        }
        assert!((moments.ratio().unwrap() - 14_400.0).abs() < 1e-11);
        assert!(moments.variance().unwrap().sqrt() < 1e-12);
    }

    #[test]
    fn skew_by_hand() {
        // 0, 0, 0, 8: residuals −2, −2, −2, 6; cubes 192, squares 48.
        let moments = of(&[(1.0, 0.0), (1.0, 0.0), (1.0, 0.0), (1.0, 8.0)]);
        assert!((moments.skew().unwrap() - 192.0 / 48.0_f64.powf(1.5)).abs() < 1e-14);
        assert_eq!(of(&[(1.0, 3.0), (1.0, 5.0)]).skew(), Some(0.0));
        assert_eq!(of(&[(1.0, 3.0), (2.0, 6.0)]).skew(), Some(0.0));
        assert_eq!(of(&[(1.0, 3.0), (0.0, 0.0)]).skew(), None);
    }

    #[test]
    fn trials_without_weight_change_nothing() {
        let mut moments = RatioMoments::new();
        assert_eq!((moments.ratio(), moments.variance(), moments.kish()), (None, None, 0.0));
        moments.push(0.0, 0.0);
        moments.push(2.0, 1.0);
        assert_eq!((moments.ratio(), moments.variance(), moments.kish()), (Some(0.5), None, 1.0));
        moments.push(2.0, 2.0);
        let before = (moments.ratio(), moments.variance(), moments.kish());
        moments.push(0.0, 0.0);
        assert_eq!((moments.ratio(), moments.variance(), moments.kish()), before);
        // Two equal weights: the plain variance of a mean, ((¼)² + (¼)²)/1/2.
        assert_eq!(before, (Some(0.75), Some(0.0625), 2.0));
    }

    #[test]
    #[should_panic(expected = "without weight")]
    fn a_sum_without_weight_is_refused() {
        RatioMoments::new().push(0.0, 1.0);
    }
}
