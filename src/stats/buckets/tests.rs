use super::*;
use crate::kernel::stream::{TrialKey, entity};

fn of(values: &[(f64, u64)]) -> Buckets {
    let mut buckets = Buckets::new();
    for (value, weight) in values {
        buckets.add(*value, *weight);
    }
    buckets
}

/// Times over many octaves, some zero, some infinite.
fn values(n: u64, name: &str) -> Vec<(f64, u64)> {
    let mut stream = TrialKey::new(3, 4).stream(entity(name), 0, 0);
    (0..n)
        .map(|_| {
            let value = match stream.below(20) {
                0 => 0.0,
                1 => f64::INFINITY,
                _ => libm::exp(20.0 * stream.unit() - 3.0),
            };
            (value, stream.below(5))
        })
        .collect()
}

#[test]
fn every_value_lies_in_its_bucket_and_buckets_are_narrow() {
    for (value, _) in values(20_000, "narrow").into_iter().filter(|(value, _)| value.is_finite()) {
        let bucket = of(&[(value, 1)]).iter().next().unwrap();
        assert!(bucket.low <= value, "{value}");
        assert!(value == 0.0 || value < bucket.high, "{value}");
        assert!(bucket.high - bucket.low <= 0.001 * bucket.low, "{value}");
    }
}

#[test]
fn a_boundary_belongs_to_the_bucket_above_and_buckets_leave_no_gap() {
    for boundary in [1.0, 2.0, 1.0 + 1.0 / 1024.0, 14_400.0, 0.001, f64::MIN_POSITIVE] {
        let at = of(&[(boundary, 1)]).iter().next().unwrap();
        let under = of(&[(at.low.next_down(), 1)]).iter().next().unwrap();
        if boundary > f64::MIN_POSITIVE {
            assert_eq!(under.high, at.low);
        } else {
            assert_eq!(under.high, 0.0, "subnormal numbers count as 0");
        }
        let over = of(&[(at.high, 1)]).iter().next().unwrap();
        assert_eq!(over.low, at.high);
    }
    assert_eq!(of(&[(f64::MAX, 1)]).iter().next().unwrap().high, f64::INFINITY);
    assert_eq!(of(&[(f64::MAX, 1)]).quantile(0.5), Some(f64::MAX));
}

#[test]
fn quantiles_agree_with_sorted_values() {
    let values = values(30_000, "sorted");
    let buckets = of(&values);
    let mut sorted: Vec<f64> =
        values.iter().flat_map(|(value, weight)| vec![*value; *weight as usize]).collect();
    sorted.sort_by(f64::total_cmp);
    let joined = buckets.canonical().joined;
    assert!((1..5).contains(&joined), "30,000 values over 29 octaves: {joined}");
    let widest = 0.000_49 * f64::from(1 << joined);
    assert_eq!(buckets.total, sorted.len() as u64);
    for i in 0..=1_000 {
        let p = f64::from(i) / 1_000.0;
        let exact = sorted[rank::of(p, sorted.len() as u64) as usize - 1];
        let ours = buckets.quantile(p).unwrap();
        assert!(ours == exact || (ours / exact - 1.0).abs() <= widest, "{p}: {ours} against {exact}");
    }
    assert_eq!((buckets.min(), buckets.max()), (Some(0.0), Some(f64::INFINITY)));
    let infinite = sorted.iter().filter(|value| value.is_infinite()).count();
    assert_eq!(buckets.infinite(), infinite as u64);
    assert_eq!(buckets.max_finite(), Some(sorted[sorted.len() - infinite - 1]));
}

#[test]
fn any_order_and_partition_gives_an_equal_sketch() {
    let values = values(5_000, "partition");
    let whole = of(&values);
    let mut backwards = values.clone();
    backwards.reverse();
    assert_eq!(of(&backwards), whole);
    for size in [1, 13, 300, 2_500, 4_999] {
        let mut forward = Buckets::new();
        let mut backward = Buckets::new();
        values.chunks(size).for_each(|chunk| forward.merge(&of(chunk)));
        values.chunks(size).rev().for_each(|chunk| backward.merge(&of(chunk)));
        assert_eq!(forward, whole, "chunks of {size}");
        assert_eq!(backward, whole, "chunks of {size}");
        forward.compact();
        assert_eq!(forward, whole);
        assert_eq!(forward.iter().collect::<Vec<_>>(), whole.iter().collect::<Vec<_>>());
    }
    let mut more = whole.clone();
    more.add(7.0, 1);
    assert_ne!(more, whole);
}

#[test]
fn repeated_adding_equals_weight() {
    let mut repeated = Buckets::new();
    for _ in 0..1_000 {
        repeated.add(5.0, 1);
    }
    assert_eq!(repeated, of(&[(5.0, 1_000)]));
    assert_eq!(of(&[(5.0, 0)]), Buckets::new());
}

#[test]
fn memory_is_bounded_whatever_comes() {
    let mut buckets = Buckets::new();
    for (value, weight) in values(400_000, "memory") {
        buckets.add(value, weight);
    }
    for octave in -1_022..1_024 {
        buckets.add(libm::ldexp(1.3, octave), 1);
        let mut merged = of(&[(f64::MAX, 1)]);
        merged.merge(&buckets);
        for sketch in [&buckets, &merged] {
            assert!(sketch.held.sorted.len() <= MOST && sketch.held.sorted.capacity() <= 2 * MOST);
            assert!(sketch.tail.len() <= MOST_TAIL && sketch.tail.capacity() <= 2 * MOST_TAIL);
        }
    }
    assert_eq!(buckets.canonical().joined, 10, "one bucket an octave");
    assert_eq!((buckets.min(), buckets.max()), (Some(0.0), Some(f64::INFINITY)));
}

#[test]
fn neighbours_join_only_where_there_are_too_many() {
    let whole = |most: usize| {
        let at_second = |i: usize| (1_000.0 + 2.0 * f64::from(u32::try_from(i).unwrap()), 1);
        of(&(0..most).map(at_second).collect::<Vec<_>>())
    };
    assert_eq!(whole(MOST).canonical().joined, 0);
    let joined =
        of(&(0..=MOST).map(|i| (lower_end(1_000_001 + u32::try_from(i).unwrap(), 0), 1)).collect::<Vec<_>>());
    let held = joined.canonical().into_owned();
    assert_eq!((held.joined, held.sorted.len()), (1, MOST / 2 + 1));
    assert_eq!(joined.iter().map(|bucket| bucket.weight).sum::<u64>(), MOST as u64 + 1);
}

#[test]
fn constants_are_reported_exactly() {
    let constant = of(&[(14_400.123, 50)]);
    assert_eq!(constant.quantile(0.5), Some(14_400.123));
    assert_eq!(constant.max(), Some(14_400.123));
    let masked = of(&[(0.0, 96), (7.0, 3), (f64::INFINITY, 1)]);
    assert_eq!(masked.quantile(0.96), Some(0.0));
    assert_eq!(masked.quantile(0.97), Some(7.0));
    assert_eq!(masked.quantile(0.99), Some(7.0));
    assert_eq!(masked.quantile(1.0), Some(f64::INFINITY));
}

#[test]
fn an_empty_sketch_has_no_quantiles() {
    let empty = Buckets::new();
    assert_eq!((empty.quantile(0.5), empty.min(), empty.max()), (None, None, None));
    assert_eq!((empty.total, empty.infinite()), (0, 0));
    let never = of(&[(f64::INFINITY, 2)]);
    assert_eq!((never.quantile(0.0), never.max_finite()), (Some(f64::INFINITY), None));
}
