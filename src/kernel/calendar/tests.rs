use super::*;
use crate::kernel::stream::{Stream, TrialKey};

fn drain<E: Copy>(calendar: &mut Calendar<E>) -> Vec<(Time, u64, E)> {
    std::iter::from_fn(|| calendar.pop()).collect()
}

#[test]
fn events_come_by_instant_then_key_then_order_of_scheduling() {
    let mut calendar = Calendar::new();
    calendar.schedule(Time(5), 1, 'd');
    calendar.schedule(Time(5), 0, 'b');
    calendar.schedule(Time(9), 0, 'g');
    calendar.schedule(Time(5), 1, 'e');
    calendar.schedule(Time(5), 0, 'c');
    calendar.schedule(Time(-3), u64::MAX, 'a');
    calendar.schedule(Time(5), u64::MAX, 'f');
    let events: String = drain(&mut calendar).iter().map(|&(_, _, event)| event).collect();
    assert_eq!(events, "abcdefg");
}

#[test]
fn pop_at_takes_only_what_is_due() {
    let mut calendar = Calendar::new();
    assert_eq!(calendar.pop_at(Time(0)), None);
    calendar.schedule(Time(7), 0, 'a');
    calendar.schedule(Time(7), 1, 'b');
    calendar.schedule(Time(8), 0, 'c');
    assert_eq!(calendar.pop_at(Time(6)), None);
    assert_eq!(calendar.next_instant(), Some(Time(7)));
    assert_eq!(calendar.pop_at(Time(7)), Some('a'));
    assert_eq!(calendar.pop_at(Time(7)), Some('b'));
    assert_eq!(calendar.pop_at(Time(7)), None);
    assert_eq!(calendar.next_instant(), Some(Time(8)));
}

#[test]
#[cfg(debug_assertions)]
#[should_panic(expected = "was missed")]
fn a_missed_event_is_a_broken_invariant() {
    let mut calendar = Calendar::new();
    calendar.schedule(Time(1), 0, ());
    calendar.pop_at(Time(2));
}

#[test]
fn the_ends_of_time_are_instants_like_others() {
    let instants = [i64::MIN, -1, 0, 1, i64::MAX - 1, i64::MAX];
    let mut calendar = Calendar::new();
    for &at in instants.iter().rev() {
        calendar.schedule(Time(at), u64::MAX, at);
        calendar.schedule(Time(at), 0, at);
    }
    let order: Vec<_> = drain(&mut calendar).iter().map(|&(at, key, _)| (at.0, key)).collect();
    let expected: Vec<_> = instants.iter().flat_map(|&at| [(at, 0), (at, u64::MAX)]).collect();
    assert_eq!(order, expected);
}

/// The same calendar, written to be obviously right: a list kept sorted,
/// into which a new event goes behind its equals.
#[derive(Clone, Default)]
struct Reference(Vec<(Time, u64, u32)>);

impl Reference {
    fn schedule(&mut self, at: Time, key: u64, event: u32) {
        let place = self.0.partition_point(|&(a, k, _)| (a, k) <= (at, key));
        self.0.insert(place, (at, key, event));
    }

    fn pop(&mut self) -> Option<(Time, u64, u32)> {
        if self.0.is_empty() { None } else { Some(self.0.remove(0)) }
    }
}

/// Instants with many ties, near both ends of time or spread out.
fn instant(stream: &mut Stream, flavour: u64) -> Time {
    let small = stream.below(20).cast_signed();
    match flavour {
        0 => Time(small),
        1 => Time(i64::MAX - small),
        2 => Time(i64::MIN + small),
        _ => Time(stream.word().cast_signed()),
    }
}

#[test]
fn random_operations_agree_with_the_reference() {
    for trial in 0..400 {
        let mut stream = TrialKey::new(11, trial).stream(0, 0, 0);
        let (mut calendar, mut reference) = (Calendar::new(), Reference::default());
        let (mut saved, mut saved_reference) = (calendar.clone(), reference.clone());
        let growing = 1 + stream.below(8);
        for event in 0..600 {
            let at = instant(&mut stream, trial % 5);
            let key = stream.below(3) * (u64::MAX / 2);
            match stream.below(5 + growing) {
                0 | 1 => assert_eq!(calendar.pop(), reference.pop(), "trial {trial}"),
                2 => {
                    let now = calendar.next_instant().unwrap_or(at);
                    assert_eq!(calendar.pop_at(now), reference.pop().map(|(_, _, e)| e), "trial {trial}");
                }
                3 => {
                    saved.clone_from(&calendar);
                    saved_reference = reference.clone();
                }
                4 if stream.chance(0.1) => {
                    calendar.clone_from(&saved);
                    reference = saved_reference.clone();
                }
                4 if stream.chance(0.02) => {
                    calendar.clear();
                    reference.0.clear();
                }
                _ => {
                    calendar.schedule(at, key, event);
                    reference.schedule(at, key, event);
                }
            }
            assert_eq!(calendar.heap.len(), reference.0.len());
            assert_eq!(calendar.next_instant(), reference.0.first().map(|first| first.0), "trial {trial}");
        }
        assert_eq!(drain(&mut calendar), reference.0, "trial {trial}");
    }
}

#[test]
fn a_cleared_calendar_is_like_a_fresh_one() {
    let mut used = Calendar::new();
    (0..100).for_each(|i| used.schedule(Time(i), 0, 0));
    used.clear();
    assert_eq!((used.next_instant(), used.pop()), (None, None));
    assert_eq!(used.sequence, 0);
    assert!(used.heap.capacity() >= 100);
}

#[test]
fn a_used_calendar_does_not_allocate() {
    let mut stream = TrialKey::new(12, 0).stream(0, 0, 0);
    let mut calendar = Calendar::new();
    (0..1000).for_each(|i| calendar.schedule(Time(i), 0, 0_u32));
    let mut copy = calendar.clone();
    let storage = |c: &Calendar<u32>| (c.heap.as_ptr(), c.heap.capacity());
    let (before, before_copy) = (storage(&calendar), storage(&copy));
    for _ in 0..10 {
        for event in 0..1000 {
            let (now, key, _) = calendar.pop().unwrap();
            calendar.schedule(Time(now.0 + stream.below(2000).cast_signed()), key, event);
        }
        copy.clone_from(&calendar);
        calendar.clear();
        calendar.clone_from(&copy);
        assert_eq!((storage(&calendar), storage(&copy)), (before, before_copy));
    }
}
