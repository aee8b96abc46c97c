//! The event calendar: what will happen, in the order in which it will.
//!
//! A priority queue of events keyed by (instant, key). It is an implicit heap
//! of four children a node in one flat vector: half as deep as a binary heap,
//! with the children that are compared side by side in memory. Once it has
//! grown to the largest number of events that were ever pending it allocates
//! nothing. There is no cancelling: a stale event carries an epoch of its own
//! and is dropped by whoever receives it.

use crate::units::Time;

const CHILDREN: usize = 4;

/// Pending events of type `E`, earliest first. Of events at one instant the one
/// with the lower key comes first; of those with equal keys, the one that was
/// scheduled first since the calendar was made or cleared.
#[derive(Debug)]
pub struct Calendar<E: Copy> {
    heap: Vec<Entry<E>>,
    /// The number of the next event to be scheduled.
    sequence: u64,
}

#[derive(Clone, Copy, Debug)]
struct Entry<E> {
    at: Time,
    key: u64,
    sequence: u64,
    event: E,
}

impl<E: Copy> Entry<E> {
    /// Whether this comes before `other`.
    #[inline]
    fn before(&self, other: &Self) -> bool {
        // Ties of instants are the rarer case, so this branch is predicted
        // well; which of two instants is earlier cannot be.
        if self.at == other.at { self.ranks_before(other) } else { self.at < other.at }
    }

    #[cold]
    fn ranks_before(&self, other: &Self) -> bool {
        (self.key, self.sequence) < (other.key, other.sequence)
    }
}

impl<E: Copy> Calendar<E> {
    /// A calendar without events. Allocates nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { heap: Vec::new(), sequence: 0 }
    }

    /// Forgets all events and keeps the storage. What follows is as in a fresh
    /// calendar.
    pub fn clear(&mut self) {
        self.heap.clear();
        self.sequence = 0;
    }

    /// Adds `event` at instant `at`, which may be any instant at all.
    pub fn schedule(&mut self, at: Time, key: u64, event: E) {
        let entry = self.entry(at, key, event);
        self.heap.push(entry);
        self.rise(self.heap.len() - 1, entry);
    }

    /// The instant of the earliest event.
    #[must_use]
    pub fn next_instant(&self) -> Option<Time> {
        self.heap.first().map(|entry| entry.at)
    }

    /// Takes the earliest event if it is at `now`. None if all are later.
    ///
    /// # Panics
    /// In debug builds, if the earliest event is before `now`: it was missed.
    pub fn pop_at(&mut self, now: Time) -> Option<E> {
        let next = self.next_instant()?;
        debug_assert!(next >= now, "an event at {next:?} was missed: it is {now:?} already");
        if next == now { self.pop().map(|(_, _, event)| event) } else { None }
    }

    /// Takes the earliest event, with its instant and key.
    pub fn pop(&mut self) -> Option<(Time, u64, E)> {
        let last = self.heap.pop()?;
        let Some(&top) = self.heap.first() else {
            return Some((last.at, last.key, last.event));
        };
        self.sink(last);
        Some((top.at, top.key, top.event))
    }

    /// An entry with the next sequence number.
    fn entry(&mut self, at: Time, key: u64, event: E) -> Entry<E> {
        let sequence = self.sequence;
        self.sequence += 1;
        Entry { at, key, sequence, event }
    }

    /// Puts `entry` at `place` or above, where its parent is before it.
    fn rise(&mut self, mut place: usize, entry: Entry<E>) {
        while place > 0 {
            let parent = (place - 1) / CHILDREN;
            if self.heap[parent].before(&entry) {
                break;
            }
            self.heap[place] = self.heap[parent];
            place = parent;
        }
        self.heap[place] = entry;
    }

    /// Puts `entry` at the top or below, where no child is before it. What was
    /// at the top is overwritten.
    fn sink(&mut self, entry: Entry<E>) {
        let mut place = 0;
        while let Some(child) = first_child(&self.heap, place) {
            if entry.before(&self.heap[child]) {
                break;
            }
            self.heap[place] = self.heap[child];
            place = child;
        }
        self.heap[place] = entry;
    }
}

/// The place of the earliest child of the entry at `parent`.
fn first_child<E: Copy>(heap: &[Entry<E>], parent: usize) -> Option<usize> {
    let start = CHILDREN * parent + 1;
    let children = heap.get(start..)?;
    if let Some(four) = children.first_chunk::<CHILDREN>() {
        // Arithmetic instead of branches, which could not be predicted.
        let left = usize::from(four[1].before(&four[0]));
        let right = 2 + usize::from(four[3].before(&four[2]));
        let takes_right = usize::from(four[right].before(&four[left]));
        return Some(start + left + (right - left) * takes_right);
    }
    let mut earliest = children.first()?;
    let mut place = 0;
    for (i, child) in children.iter().enumerate().skip(1) {
        if child.before(earliest) {
            (earliest, place) = (child, i);
        }
    }
    Some(start + place)
}

impl<E: Copy> Default for Calendar<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: Copy> Clone for Calendar<E> {
    fn clone(&self) -> Self {
        Self { heap: self.heap.clone(), sequence: self.sequence }
    }

    /// Copies `source` into the storage that `self` has already.
    fn clone_from(&mut self, source: &Self) {
        self.heap.clone_from(&source.heap);
        self.sequence = source.sequence;
    }
}

#[cfg(test)]
mod tests;
