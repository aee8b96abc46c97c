//! Quantiles of many weighted times in bounded memory, without order: buckets
//! with fixed boundaries.
//!
//! A bucket is a run of floating-point numbers that share their exponent and
//! the first bits of their fraction, at most 10 of them: 1,024 buckets an
//! octave, each at most 0.098 % wide. Boundaries are therefore exact numbers,
//! the same for every sketch and every machine, and no logarithm is taken.
//!
//! When more than 2,048 buckets hold something, every two neighbours become one,
//! all along, until they no longer do (uniform collapse: Epicoco et al.,
//! "UDDSketch", IEEE Access 8, 2020). So 2,048 buckets over 16 octaves, seconds
//! to most of a day, are 0.78 % wide, and a quantile at most 0.39 % off; 2,048
//! are enough for all numbers there are. The number of buckets that hold
//! something only grows as values come in, so how often neighbours were joined
//! depends on the values alone; counts are whole numbers. Sketches therefore
//! merge exactly: any order and any partition of the same values gives an equal
//! sketch.
//!
//! Not a place for fractional weights: keep one sketch per stratum and weigh
//! quantiles afterwards, or scale weights to whole numbers.

use super::rank;
use std::borrow::Cow;

/// Fraction bits of a double below the 10 that name a bucket at first.
const DROPPED_BITS: u32 = 42;
/// The bucket of zero; that of a positive number is 1 more than its leading
/// bits.
const ZERO: u32 = 0;
/// The bucket of infinity, the last one.
const INFINITE: u32 = u32::MAX;
/// Buckets that may hold something: one an octave, zero and infinity.
const MOST: usize = 2_048;
/// The tail is sorted in when it is longer than this.
const MOST_TAIL: usize = 512;

/// Weighted values of 0 or more, infinity included, counted in buckets.
#[derive(Clone, Debug)]
pub struct Buckets {
    held: Held,
    /// Additions not yet sorted in.
    tail: Vec<(u32, u64)>,
    total: u64,
    least: f64,
    greatest_finite: f64,
}

/// The buckets that hold something.
#[derive(Clone, Debug, Default, PartialEq)]
struct Held {
    /// Weight by bucket, in increasing order of bucket, no weight 0.
    sorted: Vec<(u32, u64)>,
    /// How often neighbours were joined; at most 10.
    joined: u32,
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
            held: Held::default(),
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
        self.tail.push((bucket_of(value, self.held.joined), weight));
        if self.tail.len() > MOST_TAIL {
            self.compact();
        }
    }

    /// Adds all that `other` counted.
    pub fn merge(&mut self, other: &Self) {
        self.least = self.least.min(other.least);
        self.greatest_finite = self.greatest_finite.max(other.greatest_finite);
        self.grow_total(other.total);
        let joined = self.held.joined.max(other.held.joined);
        self.join(joined - self.held.joined);
        let times = joined - other.held.joined;
        let theirs = other.held.sorted.iter().chain(&other.tail);
        self.tail.extend(theirs.map(|(bucket, weight)| (parent(*bucket, times), *weight)));
        if self.tail.len() > MOST_TAIL {
            self.compact();
        }
    }

    /// Joins neighbours so many times, also those not yet sorted in.
    fn join(&mut self, times: u32) {
        if times > 0 {
            self.held.join(times);
            self.tail.iter_mut().for_each(|entry| entry.0 = parent(entry.0, times));
        }
    }

    fn grow_total(&mut self, weight: u64) {
        self.total = self.total.checked_add(weight).expect("weights in buckets pass 2^64");
    }

    /// Sorts pending additions in. Never needed for right answers; queries on a
    /// compact sketch copy nothing.
    pub fn compact(&mut self) {
        if let Cow::Owned(all) = self.canonical() {
            self.held = all;
            self.tail.clear();
            self.tail.shrink_to(2 * MOST_TAIL);
        }
    }

    /// What is held with pending additions sorted in.
    fn canonical(&self) -> Cow<'_, Held> {
        if self.tail.is_empty() {
            return Cow::Borrowed(&self.held);
        }
        let mut pending = self.tail.clone();
        pending.sort_unstable_by_key(|(bucket, _)| *bucket);
        let mut all = Held { sorted: Vec::with_capacity(MOST + MOST_TAIL), joined: self.held.joined };
        let mut settled = self.held.sorted.iter().copied().peekable();
        for addition in pending {
            while let Some(entry) = settled.next_if(|entry| entry.0 <= addition.0) {
                all.put(entry);
            }
            all.put(addition);
        }
        settled.for_each(|entry| all.put(entry));
        while all.sorted.len() > MOST {
            all.join(1);
        }
        all.sorted.shrink_to_fit();
        Cow::Owned(all)
    }

    /// Weight at infinity.
    #[must_use]
    pub fn infinite(&self) -> u64 {
        self.canonical().sorted.last().filter(|last| last.0 == INFINITE).map_or(0, |last| last.1)
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
    /// share of weight so far reaches `p`, so at most 0.05 % off while buckets are
    /// narrowest; kept between the exact smallest and largest finite values. Exactly 0 in the bucket of
    /// zero, infinite in that of infinity. `None` if empty; panics unless `p`
    /// is between 0 and 1.
    #[must_use]
    pub fn quantile(&self, p: f64) -> Option<f64> {
        if self.total == 0 {
            return None;
        }
        let mut left = rank::of(p, self.total);
        let held = self.canonical();
        for (bucket, weight) in &held.sorted {
            if *weight >= left {
                return Some(self.representative(*bucket, held.joined));
            }
            left -= weight;
        }
        unreachable!("the rank is at most the total")
    }

    fn representative(&self, bucket: u32, joined: u32) -> f64 {
        match bucket {
            ZERO => 0.0,
            INFINITE => f64::INFINITY,
            _ => {
                let middle = lower_end(bucket, joined).sqrt() * lower_end(bucket + 1, joined).sqrt();
                middle.max(self.least).min(self.greatest_finite)
            }
        }
    }

    /// The buckets that hold something, lowest first.
    pub fn iter(&self) -> impl Iterator<Item = Bucket> {
        let Held { sorted, joined } = self.canonical().into_owned();
        sorted.into_iter().map(move |(bucket, weight)| match bucket {
            ZERO => Bucket { low: 0.0, high: 0.0, weight },
            INFINITE => Bucket { low: f64::INFINITY, high: f64::INFINITY, weight },
            _ => Bucket { low: lower_end(bucket, joined), high: lower_end(bucket + 1, joined), weight },
        })
    }
}

impl Held {
    /// Adds to the last bucket or to one above it.
    fn put(&mut self, (bucket, weight): (u32, u64)) {
        match self.sorted.last_mut() {
            Some(last) if last.0 == bucket => last.1 += weight,
            _ => self.sorted.push((bucket, weight)),
        }
    }

    /// Joins neighbours so many times.
    fn join(&mut self, times: u32) {
        self.joined += times;
        self.sorted.iter_mut().for_each(|entry| entry.0 = parent(entry.0, times));
        self.sorted.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0 };
            same
        });
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

fn bucket_of(value: f64, joined: u32) -> u32 {
    if value == 0.0 {
        return ZERO;
    }
    if value == f64::INFINITY {
        return INFINITE;
    }
    // A double's leading 22 bits fit, and its sign bit is 0.
    #[allow(clippy::cast_possible_truncation)]
    let leading = (value.to_bits() >> (DROPPED_BITS + joined)) as u32;
    leading + 1
}

/// The bucket that one has become after neighbours were joined so many times.
fn parent(bucket: u32, times: u32) -> u32 {
    match bucket {
        ZERO | INFINITE => bucket,
        _ => ((bucket - 1) >> times) + 1,
    }
}

/// The smallest number in a bucket of positive numbers (infinity for the one
/// after the last).
fn lower_end(bucket: u32, joined: u32) -> f64 {
    f64::from_bits(u64::from(bucket - 1) << (DROPPED_BITS + joined))
}

#[cfg(test)]
mod tests;
