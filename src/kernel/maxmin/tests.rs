use super::*;
use crate::kernel::stream::{Stream, TrialKey};

const FREE: f64 = f64::INFINITY;

fn solve(capacities: &[f64], flows: &[(f64, &[u32])]) -> Vec<f64> {
    let flows: Vec<_> = flows.iter().map(|&(cap, resources)| FlowSpec::new(cap, resources)).collect();
    let mut rates = vec![f64::NAN; 3];
    MaxMin::new().solve(capacities, &flows, &mut rates);
    rates
}

#[test]
fn equal_flows_share_equally() {
    assert_eq!(solve(&[12.0], &[(FREE, &[0]), (FREE, &[0]), (FREE, &[0])]), [4.0, 4.0, 4.0]);
}

#[test]
fn what_a_capped_flow_leaves_goes_to_the_others() {
    assert_eq!(solve(&[12.0], &[(FREE, &[0]), (2.0, &[0]), (FREE, &[0])]), [5.0, 2.0, 5.0]);
    assert_eq!(solve(&[12.0], &[(4.5, &[0]), (2.0, &[0]), (FREE, &[0])]), [4.5, 2.0, 5.5]);
    assert_eq!(solve(&[12.0], &[(1.0, &[0]), (2.0, &[0])]), [1.0, 2.0]);
}

#[test]
fn the_parking_lot() {
    // One flow along all links, and one on each link alone.
    let flows: [(f64, &[u32]); 4] = [(FREE, &[0, 1, 2]), (FREE, &[0]), (FREE, &[1]), (FREE, &[2])];
    assert_eq!(solve(&[1.0, 1.0, 1.0], &flows), [0.5, 0.5, 0.5, 0.5]);
    assert_eq!(solve(&[10.0, 4.0, 6.0], &flows), [2.0, 8.0, 2.0, 4.0]);
}

#[test]
fn a_crowded_link_holds_back_only_those_that_cross_it() {
    let flows: [(f64, &[u32]); 5] = [(FREE, &[0]), (FREE, &[0, 1]), (FREE, &[1]), (FREE, &[1]), (FREE, &[2])];
    let third = 1.0 / 3.0;
    assert_eq!(solve(&[1.0, 1.0, 1.0], &flows), [1.0 - third, third, third, third, 1.0]);
}

#[test]
fn restores_share_a_link_and_a_target() {
    // Three restores from one target of 300: two over a link of 100, one
    // local and capped by its storage at 150.
    let flows: [(f64, &[u32]); 3] = [(FREE, &[0, 1]), (FREE, &[0, 1]), (150.0, &[0])];
    assert_eq!(solve(&[300.0, 100.0], &flows), [50.0, 50.0, 150.0]);
}

#[test]
fn zero_and_infinity_are_values() {
    assert_eq!(solve(&[], &[]), [0.0; 0]);
    assert_eq!(solve(&[], &[(7.0, &[]), (FREE, &[]), (0.0, &[])]), [7.0, FREE, 0.0]);
    assert_eq!(solve(&[0.0, 9.0], &[(FREE, &[0, 1]), (FREE, &[1])]), [0.0, 9.0]);
    assert_eq!(solve(&[FREE], &[(FREE, &[0]), (3.0, &[0]), (FREE, &[0])]), [FREE, 3.0, FREE]);
    assert_eq!(solve(&[FREE, 8.0], &[(FREE, &[0]), (FREE, &[0, 1]), (2.0, &[0, 1])]), [FREE, 6.0, 2.0]);
    assert_eq!(solve(&[0.0], &[(0.0, &[0])]), [0.0]);
}

#[test]
fn crossing_twice_takes_twice() {
    assert_eq!(solve(&[9.0], &[(FREE, &[0, 0]), (FREE, &[0])]), [3.0, 3.0]);
    assert_eq!(solve(&[9.0], &[(2.0, &[0, 0]), (FREE, &[0])]), [2.0, 5.0]);
}

#[test]
#[should_panic(expected = "index out of bounds")]
fn a_resource_that_is_not_there_is_a_broken_invariant() {
    solve(&[1.0], &[(FREE, &[1])]);
}

/// A random instance; its flavour decides how many ties, zeros and
/// infinities there are, and over how many orders of magnitude it goes.
fn instance(stream: &mut Stream, largest: u64) -> (Vec<f64>, Vec<FlowSpec>) {
    let (few, wide) = (stream.chance(0.4), stream.chance(0.3));
    let amount = |stream: &mut Stream, infinite: f64| match stream.unit() {
        u if u < infinite => FREE,
        u if u > 0.97 => 0.0,
        _ if few => f64::from(1 + stream.below(4) as u32) * 0.1,
        _ if wide => libm::pow(10.0, 15.0 * stream.unit() - 3.0),
        _ => 100.0 * stream.open(),
    };
    let resources = 1 + stream.below(12);
    let capacities = (0..resources).map(|_| amount(stream, 0.05)).collect();
    let flows = (0..=stream.below(largest)).map(|_| {
        let crossed = stream.below(7).min(resources);
        let mut flow = FlowSpec::new(amount(stream, 0.5), &[]);
        (0..crossed).for_each(|_| flow.cross(stream.below(resources) as u32));
        flow
    });
    (capacities, flows.collect())
}

fn load(resource: u32, flows: &[FlowSpec], rates: &[f64]) -> f64 {
    let crossings = |flow: &FlowSpec| flow.resources().iter().filter(|&&r| r == resource).count() as f64;
    let loads = flows.iter().zip(rates).map(|(flow, rate)| (crossings(flow), rate));
    loads.filter(|&(n, _)| n > 0.0).map(|(n, rate)| n * rate).sum()
}

/// The condition that only the max-min fair rates meet: nothing is
/// overloaded, and every flow is at its cap or crosses a full resource on
/// which no flow has more.
fn assert_fair(capacities: &[f64], flows: &[FlowSpec], rates: &[f64]) {
    const SLACK: f64 = 1e-9;
    let loads: Vec<f64> = (0..).zip(capacities).map(|(r, _)| load(r, flows, rates)).collect();
    for (load, capacity) in loads.iter().zip(capacities) {
        assert!(*load <= capacity * (1.0 + SLACK), "{load} on {capacity}");
    }
    let most = |resource: u32| {
        let here = flows.iter().zip(rates).filter(|(flow, _)| flow.resources().contains(&resource));
        here.map(|(_, &rate)| rate).fold(0.0, f64::max)
    };
    for (i, (flow, &rate)) in flows.iter().zip(rates).enumerate() {
        assert!(rate <= flow.cap);
        let is_stopped_at = |&resource: &u32| {
            let (load, capacity) = (loads[resource as usize], capacities[resource as usize]);
            load >= capacity * (1.0 - SLACK) && rate >= most(resource) * (1.0 - SLACK)
        };
        let stopped = rate == flow.cap || flow.resources().iter().any(is_stopped_at);
        assert!(stopped, "flow {i} of {flows:?} could have more than {rate}");
    }
}

#[test]
fn random_instances_are_fair() {
    let (mut solver, mut rates) = (MaxMin::new(), Vec::new());
    for trial in 0..20_000 {
        let mut stream = TrialKey::new(21, trial).stream(0, 0, 0);
        let (capacities, flows) = instance(&mut stream, if trial % 50 == 0 { 300 } else { 20 });
        solver.solve(&capacities, &flows, &mut rates);
        assert_fair(&capacities, &flows, &rates);
    }
}

#[test]
fn the_numbering_of_flows_and_resources_does_not_matter() {
    let mut solver = MaxMin::new();
    let (mut rates, mut shuffled_rates) = (Vec::new(), Vec::new());
    for trial in 0..5_000 {
        let mut stream = TrialKey::new(22, trial).stream(0, 0, 0);
        let (capacities, flows) = instance(&mut stream, 60);
        solver.solve(&capacities, &flows, &mut rates);
        let (order, names) = (shuffle(&mut stream, flows.len()), shuffle(&mut stream, capacities.len()));
        let mut shuffled_capacities = capacities.clone();
        names.iter().zip(&capacities).for_each(|(&name, &capacity)| shuffled_capacities[name] = capacity);
        let renamed = |flow: &FlowSpec| {
            let resources: Vec<u32> = flow.resources().iter().map(|&r| names[r as usize] as u32).collect();
            FlowSpec::new(flow.cap, &resources)
        };
        let shuffled: Vec<_> = order.iter().map(|&i| renamed(&flows[i])).collect();
        solver.solve(&shuffled_capacities, &shuffled, &mut shuffled_rates);
        for (&i, &rate) in order.iter().zip(&shuffled_rates) {
            let same = rate == rates[i] || (rate - rates[i]).abs() <= 1e-12 * rate;
            assert!(same, "trial {trial}: flow {i} has {} and {rate}", rates[i]);
        }
    }
}

fn shuffle(stream: &mut Stream, n: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    (1..n).for_each(|i| order.swap(i, stream.below(i as u64 + 1) as usize));
    order
}

#[test]
fn the_same_call_gives_the_same_bits_and_allocates_nothing() {
    let (capacities, flows) = instance(&mut TrialKey::new(23, 0).stream(0, 0, 0), 300);
    let (mut solver, mut rates) = (MaxMin::new(), Vec::new());
    solver.solve(&capacities, &flows, &mut rates);
    let first = rates.clone();
    let storage = |s: &MaxMin| {
        (s.left.as_ptr(), s.rising.as_ptr(), s.crossed.as_ptr(), s.by_cap.as_ptr(), s.stopped.as_ptr())
    };
    let (before, rates_before) = (storage(&solver), rates.as_ptr());
    for trial in 0..100 {
        let (other, others) = instance(&mut TrialKey::new(23, trial).stream(0, 0, 0), 10);
        let most = capacities.len().min(other.len());
        if others.iter().flat_map(FlowSpec::resources).all(|&r| (r as usize) < most) {
            let few = others.len().min(flows.len());
            solver.solve(&other[..most], &others[..few], &mut rates);
        }
        solver.solve(&capacities, &flows, &mut rates);
        assert_eq!((storage(&solver), rates.as_ptr()), (before, rates_before));
        assert_eq!(rates, first);
    }
}
