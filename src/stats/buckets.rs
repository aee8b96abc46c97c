//! Quantiles of many weighted times in little memory, without order: buckets
//! with fixed boundaries.
//!
//! A bucket is a run of floating-point numbers that share their exponent and
//! the first 10 bits of their fraction: 1,024 buckets an octave, each at most
//! 0.098 % wide. Boundaries are therefore exact numbers, the same for every
//! sketch and every machine, and no logarithm is taken. Buckets never collapse
//! and counts are whole numbers, so sketches merge exactly: any order and any
//! partition of the same values gives an equal sketch.
//!
//! Not a place for fractional weights: keep one sketch per stratum and weigh
//! quantiles afterwards, or scale weights to whole numbers.

use super::rank;
use std::borrow::Cow;

/// Fraction bits of a double below the 10 that name a bucket.
const DROPPED_BITS: u32 = 42;
/// The bucket of zero; that of a positive number is 1 more than its leading
/// bits.
const ZERO: u32 = 0;
/// The bucket of infinity, the last one.
const INFINITE: u32 = (0x7FF << 10) + 1;
/// The tail is sorted in when it is longer than this and than the rest.
const LEAST_TAIL: usize = 256;

/// Weighted values of 0 or more, infinity included, counted in buckets.
#[derive(Clone, Debug)]
pub struct Buckets {
    /// Weight by bucket, in increasing order of bucket, no weight 0.
    sorted: Vec<(u32, u64)>,
    /// Additions not yet sorted in.
    tail: Vec<(u32, u64)>,
    total: u64,
    least: f64,
    greatest_finite: f64,
}

/// One bucket that holds something: `low` ≤ value < `high`. For zero and for
/// infinity `low` = `high` = value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bucket {
    /// Lower end, which belongs to the bucket.
    pub low: f64,
    /// Upper end, which belongs to the next bucket.
    pub high: f64,
    /// Sum of weights; above 0.
    pub weight: u64,
}

impl Default for Buckets {
    fn default() -> Self {
        Self::new()
    }
}

impl Buckets {
    /// An empty sketch; it owns no memory.
    #[must_use]
    pub fn new() -> Self {
        Self {
            sorted: Vec::new(),
            tail: Vec::new(),
            total: 0,
            least: f64::INFINITY,
            greatest_finite: f64::NEG_INFINITY,
        }
    }

    /// Counts `value` (0 or more, or infinite) `weight` times. A value on a
    /// boundary goes to the bucket above it; values below 2.3e-308 count as 0.
    /// Panics for negative values and NaN, and if the total passes 2⁶⁴.
    pub fn add(&mut self, value: f64, weight: u64) {
        assert!(value >= 0.0, "a bucket for {value}");
        if weight == 0 {
            return;
        }
        let value = if value < f64::MIN_POSITIVE { 0.0 } else { value };
        self.least = self.least.min(value);
        if value.is_finite() {
            self.greatest_finite = self.greatest_finite.max(value);
        }
        self.grow_total(weight);
        self.tail.push((bucket_of(value), weight));
        if self.tail.len() > LEAST_TAIL.max(self.sorted.len()) {
            self.compact();
        }
    }

    /// Adds all that `other` counted.
    pub fn merge(&mut self, other: &Self) {
        self.least = self.least.min(other.least);
        self.greatest_finite = self.greatest_finite.max(other.greatest_finite);
        self.grow_total(other.total);
        self.tail.extend_from_slice(&other.sorted);
        self.tail.extend_from_slice(&other.tail);
        if self.tail.len() > LEAST_TAIL.max(self.sorted.len()) {
            self.compact();
        }
    }

    fn grow_total(&mut self, weight: u64) {
        self.total = self.total.checked_add(weight).expect("weights in buckets pass 2^64");
    }

    /// Sorts pending additions in. Never needed for right answers; queries on a
    /// compact sketch copy nothing.
    pub fn compact(&mut self) {
        if let Cow::Owned(all) = self.canonical() {
            self.sorted = all;
            self.tail.clear();
        }
    }

    /// Weights by bucket, in order, each bucket once.
    fn canonical(&self) -> Cow<'_, [(u32, u64)]> {
        if self.tail.is_empty() {
            return Cow::Borrowed(&self.sorted);
        }
        let mut pending = self.tail.clone();
        pending.sort_unstable_by_key(|(bucket, _)| *bucket);
        let mut merged: Vec<(u32, u64)> = Vec::with_capacity(self.sorted.len() + 64);
        let mut put = |(bucket, weight): (u32, u64)| match merged.last_mut() {
            Some(last) if last.0 == bucket => last.1 += weight,
            _ => merged.push((bucket, weight)),
        };
        let mut settled = self.sorted.iter().copied().peekable();
        for addition in pending {
            while let Some(entry) = settled.next_if(|entry| entry.0 <= addition.0) {
                put(entry);
            }
            put(addition);
        }
        settled.for_each(put);
        Cow::Owned(merged)
    }

    /// Weight at infinity.
    #[must_use]
    pub fn infinite(&self) -> u64 {
        self.canonical().last().filter(|last| last.0 == INFINITE).map_or(0, |last| last.1)
    }

    /// The smallest value, exactly; `None` if empty.
    #[must_use]
    pub fn min(&self) -> Option<f64> {
        (self.total > 0).then_some(self.least)
    }

    /// The largest value, exactly; infinite if any is; `None` if empty.
    #[must_use]
    pub fn max(&self) -> Option<f64> {
        if self.infinite() > 0 { Some(f64::INFINITY) } else { self.max_finite() }
    }

    /// The largest finite value, exactly; `None` if there is none.
    fn max_finite(&self) -> Option<f64> {
        (self.greatest_finite >= 0.0).then_some(self.greatest_finite)
    }

    /// The `p` quantile: the geometric middle of the first bucket at which the
    /// share of weight so far reaches `p`, so at most 0.05 % off; kept between
    /// the exact smallest and largest finite values. Exactly 0 in the bucket of
    /// zero, infinite in that of infinity. `None` if empty; panics unless `p`
    /// is between 0 and 1.
    #[must_use]
    pub fn quantile(&self, p: f64) -> Option<f64> {
        if self.total == 0 {
            return None;
        }
        let mut left = rank::of(p, self.total);
        for (bucket, weight) in self.canonical().iter() {
            if *weight >= left {
                return Some(self.representative(*bucket));
            }
            left -= weight;
        }
        unreachable!("the rank is at most the total")
    }

    fn representative(&self, bucket: u32) -> f64 {
        match bucket {
            ZERO => 0.0,
            INFINITE => f64::INFINITY,
            _ => {
                let middle = lower_end(bucket).sqrt() * lower_end(bucket + 1).sqrt();
                middle.max(self.least).min(self.greatest_finite)
            }
        }
    }

    /// The buckets that hold something, lowest first.
    pub fn iter(&self) -> impl Iterator<Item = Bucket> {
        self.canonical().into_owned().into_iter().map(|(bucket, weight)| match bucket {
            ZERO => Bucket { low: 0.0, high: 0.0, weight },
            INFINITE => Bucket { low: f64::INFINITY, high: f64::INFINITY, weight },
            _ => Bucket { low: lower_end(bucket), high: lower_end(bucket + 1), weight },
        })
    }
}

/// Equal if the same values were counted, in whatever order and partition.
impl PartialEq for Buckets {
    fn eq(&self, other: &Self) -> bool {
        self.total == other.total
            && self.least == other.least
            && self.greatest_finite == other.greatest_finite
            && self.canonical() == other.canonical()
    }
}

fn bucket_of(value: f64) -> u32 {
    if value == 0.0 {
        return ZERO;
    }
    // A double's leading 22 bits fit, and its sign bit is 0.
    #[allow(clippy::cast_possible_truncation)]
    let leading = (value.to_bits() >> DROPPED_BITS) as u32;
    leading + 1
}

/// The smallest number in a bucket of positive numbers (infinity for the last).
fn lower_end(bucket: u32) -> f64 {
    f64::from_bits(u64::from(bucket - 1) << DROPPED_BITS)
}

#[cfg(test)]
mod tests;
