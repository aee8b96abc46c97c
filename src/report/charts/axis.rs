//! A logarithmic axis of time with ticks that people count in: seconds,
//! minutes, hours, days. Zero has a place of its own before its low end, and
//! infinity one behind its high end.

use crate::report::figures;

const SECOND: f64 = 1.0 / 3600.0;
const MINUTE: f64 = 1.0 / 60.0;

/// Candidates in hours; those that people think in come first when there is
/// no room for all.
const TICKS: [&[f64]; 3] = [
    &[0.001 * SECOND, SECOND, MINUTE, 1.0, 24.0, 720.0, 8760.0],
    &[0.1 * SECOND, 10.0 * SECOND, 10.0 * MINUTE, 6.0, 168.0, 87_600.0],
    &[0.01 * SECOND, 4.0 * SECOND, 30.0 * SECOND, 3.0 * MINUTE, 30.0 * MINUTE, 3.0, 12.0, 72.0, 2160.0],
];

/// Width of the place for zero and of that for infinity.
const BESIDE: f64 = 44.0;

/// The axis: hours to points along x.
#[derive(Clone, Debug)]
pub struct TimeAxis {
    left: f64,
    right: f64,
    /// Decimal logarithms of the ends, in hours.
    low: f64,
    high: f64,
}

impl TimeAxis {
    /// An axis between two positions that shows all positive finite `hours`
    /// with some room around them; from a minute to a day if there are none.
    pub fn new(left: f64, right: f64, hours: impl Iterator<Item = f64>) -> Self {
        let logs: Vec<f64> = hours.filter(|h| *h > 0.0 && h.is_finite()).map(libm::log10).collect();
        let least = logs.iter().copied().min_by(f64::total_cmp).unwrap_or(libm::log10(MINUTE));
        let most = logs.iter().copied().max_by(f64::total_cmp).unwrap_or(libm::log10(24.0));
        // At least a decade and a half, so that a single value has context.
        let missing = (1.5 - (most - least)).max(0.0) / 2.0;
        let margin = 0.03 * (most - least) + missing;
        Self { left: left + BESIDE, right: right - BESIDE, low: least - margin, high: most + margin }
    }

    /// The position of a time; zero and infinity have theirs beside the scale.
    pub fn x(&self, hours: f64) -> f64 {
        if hours <= 0.0 {
            return self.zero();
        }
        if hours.is_infinite() {
            return self.infinity();
        }
        let share = (libm::log10(hours) - self.low) / (self.high - self.low);
        self.left + share.clamp(0.0, 1.0) * (self.right - self.left)
    }

    /// Where zero is.
    pub fn zero(&self) -> f64 {
        self.left - BESIDE + 8.0
    }

    /// Where infinity is.
    pub fn infinity(&self) -> f64 {
        self.right + BESIDE - 8.0
    }

    /// Ends of the scale proper.
    pub fn ends(&self) -> (f64, f64) {
        (self.left, self.right)
    }

    /// Positions and texts of ticks at least `apart` from each other, in
    /// ascending order.
    pub fn ticks(&self, apart: f64) -> Vec<(f64, String)> {
        let mut chosen: Vec<f64> = Vec::new();
        for rank in TICKS {
            for &hours in rank {
                let log = libm::log10(hours);
                let free = |&other: &f64| (self.x(other) - self.x(hours)).abs() >= apart;
                if (self.low..=self.high).contains(&log) && chosen.iter().all(free) {
                    chosen.push(hours);
                }
            }
        }
        chosen.sort_by(f64::total_cmp);
        chosen.into_iter().map(|hours| (self.x(hours), tick(hours))).collect()
    }
}

/// Ticks keep the unit they stand for: `30 d`, not `720 h`.
fn tick(hours: f64) -> String {
    match hours {
        24.0 => "1 d".into(),
        72.0 => "3 d".into(),
        8760.0 => "1 yr".into(),
        _ => figures::duration(hours),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(hours: &[f64]) -> Vec<String> {
        let axis = TimeAxis::new(0.0, 720.0, hours.iter().copied());
        let ticks = axis.ticks(60.0);
        assert!(ticks.windows(2).all(|pair| pair[1].0 - pair[0].0 >= 60.0), "{ticks:?}");
        assert!(ticks.iter().all(|(x, _)| (44.0..=676.0).contains(x)));
        ticks.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn ticks_are_times_that_people_count_in() {
        assert_eq!(
            texts(&[SECOND, 8760.0]),
            ["1 s", "10 s", "1 min", "10 min", "1 h", "1 d", "30 d", "1 yr"]
        );
        assert_eq!(texts(&[2.0, 20.0]), ["3 h", "6 h", "12 h", "1 d"]);
        assert!(!texts(&[]).is_empty() && !texts(&[5.0]).is_empty());
    }

    #[test]
    fn zero_and_infinity_have_their_own_places() {
        let axis = TimeAxis::new(0.0, 700.0, [0.0, 1.0, 24.0, f64::INFINITY].into_iter());
        assert!(axis.x(0.0) < axis.x(1.0) && axis.x(1.0) < axis.x(24.0));
        assert!(axis.x(24.0) < axis.x(f64::INFINITY));
        let (left, right) = axis.ends();
        assert!(axis.zero() < left && right < axis.infinity());
        // A decade is as long everywhere.
        let step = |a: f64, b: f64| axis.x(b) - axis.x(a);
        assert!((step(1.0, 10.0) - step(2.0, 20.0)).abs() < 1e-9);
    }
}
