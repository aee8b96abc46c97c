//! Which of n ordered things is a quantile.

/// The smallest k from 1 to `n` with k/n ≥ `p` (k/n and `p` as floating-point
/// numbers, so that `p` = 0.07 of 100 is the 7th, not the 8th). At `p` = 0 the
/// first. Panics unless `n` > 0 and 0 ≤ `p` ≤ 1.
#[must_use]
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn of(p: f64, n: u64) -> u64 {
    assert!(n > 0, "a quantile of nothing");
    assert!((0.0..=1.0).contains(&p), "a probability is between 0 and 1, not {p}");
    let enough = |k: u64| k as f64 / n as f64 >= p;
    let mut k = ((p * n as f64).ceil() as u64).clamp(1, n);
    while k > 1 && enough(k - 1) {
        k -= 1;
    }
    while k < n && !enough(k) {
        k += 1;
    }
    k
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn whole_shares_hit_their_own_rank() {
        for n in 1..400_u32 {
            for k in 1..=n {
                assert_eq!(of(f64::from(k) / f64::from(n), u64::from(n)), u64::from(k));
            }
        }
        assert_eq!(of(0.07, 100), 7);
        assert_eq!(of(0.0, 5), 1);
        assert_eq!(of(1.0, 5), 5);
        assert_eq!(of(0.5, 5), 3);
        assert_eq!(of(0.5, 4), 2);
        assert_eq!(of(1e-300, 4), 1);
    }
}
