//! The hold model: a calendar with a constant number of pending events, of
//! which the earliest is taken and comes back after an exponential time. Ours
//! against a plain loop on the standard library's binary heap. One iteration is `HOLDS` holds.
//!
//! Run with `cargo bench --bench calendar`.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use drsim::kernel::calendar::Calendar;
use drsim::kernel::stream::TrialKey;
use drsim::units::Time;

/// Numbers of pending events.
const PENDING: [u32; 2] = [1_000, 10_000];
const HOLDS: usize = 10_000;
/// Mean time until an event comes back, in microseconds: an hour.
const MEAN: f64 = 3.6e9;

fn main() {
    divan::main();
}

/// Exponential increments, drawn beforehand: the bench is of the calendar, not
/// of the logarithm. A power of two of them, used in a circle.
struct Increments {
    micros: Vec<i64>,
    next: usize,
}

impl Increments {
    fn new() -> Self {
        let mut stream = TrialKey::new(1, 0).stream(0, 0, 0);
        let micros = (0..1 << 16).map(|_| (-MEAN * libm::log(stream.open())) as i64).collect();
        Self { micros, next: 0 }
    }

    fn draw(&mut self) -> i64 {
        self.next = (self.next + 1) % self.micros.len();
        self.micros[self.next]
    }
}

fn filled(pending: u32, increments: &mut Increments) -> Calendar<u32> {
    let mut calendar = Calendar::new();
    (0..pending).for_each(|i| calendar.schedule(Time(increments.draw()), u64::from(i), i));
    calendar
}

#[divan::bench(args = PENDING)]
fn pop_and_schedule(bencher: Bencher, pending: u32) {
    let mut increments = Increments::new();
    let mut calendar = filled(pending, &mut increments);
    bencher.counter(ItemsCount::new(HOLDS)).bench_local(|| {
        for _ in 0..HOLDS {
            if let Some((now, key, event)) = calendar.pop() {
                calendar.schedule(Time(now.0 + increments.draw()), key, black_box(event));
            }
        }
    });
}

#[divan::bench(args = PENDING)]
fn binary_heap(bencher: Bencher, pending: u32) {
    let mut increments = Increments::new();
    let mut heap = BinaryHeap::new();
    (0..pending).for_each(|i| heap.push(Reverse((increments.draw(), u64::from(i), i))));
    bencher.counter(ItemsCount::new(HOLDS)).bench_local(|| {
        for _ in 0..HOLDS {
            if let Some(Reverse((now, key, event))) = heap.pop() {
                heap.push(Reverse((now + increments.draw(), key, black_box(event))));
            }
        }
    });
}
