//! Room that is made for what is recovered.

use super::*;
use drsim::trial::record::Phase;

/// `a`, of priority 1, has a replica at the second site, where room is left for
/// `free` VMs beside those of `x`, of priority 2. Its own site is without power from
/// 100.1 h to 110.1 h.
fn full(free: u32) -> Estate {
    let mut e = with_replica(two_sites());
    e.people.reclaim = true;
    (e.stamps[1].nodes, e.stamps[1].vm_memory_per_node_bytes) = (1, 1e9 * f64::from(1 + free));
    (e.stamps[1].pool_tolerates, e.stamps[1].pool_online_down_to) = (1, 1);
    (e.sites[0].outage, e.sites[0].outage_lasts) = (at(&[100.1]), fixed(10.0));
    e.apps[0].priority = 1;
    e.apps.push(App { priority: 2, ..app("x", DR) });
    e
}

fn sorted(e: Estate) -> Vec<String> {
    let mut lines = story(e, 20.0);
    lines.sort();
    lines
}

const FAILED_OVER: &str = "a site-outage 100.1000 101.1000 101.2000 replica 0 0.1000";
const WAITS: &str = "a site-outage 100.1000 101.1000 110.1000 in place 0.0000";
/// `a` has moved home when what it wrote in 10 h was sent in 36 s, and after half an
/// hour.
const STOPPED: &str = "x site-outage 101.1000 102.1000 110.6100 in place 0.0000";

#[test]
fn an_app_of_lower_priority_makes_room_until_there_is_room_again() {
    assert_eq!(sorted(full(0)), [FAILED_OVER, STOPPED]);
    assert_eq!(sorted(full(1)), [FAILED_OVER]);
    // It has waited for room, and for nothing else.
    let (_, o) = outcome(full(0), 20.0);
    let of_x = o.strikes.iter().find(|strike| strike.subject.0 == 1).unwrap();
    assert_eq!(number(of_x.incident.unwrap().phases[Phase::Queue.index()].hours()), "9.5100");
}

#[test]
fn nobody_is_stopped_unless_priorities_say_so() {
    let mut e = full(0);
    e.people.reclaim = false;
    assert_eq!(sorted(e), [WAITS]);
    let mut e = full(0);
    e.apps[1].priority = 1;
    assert_eq!(sorted(e), [WAITS]);
    let mut e = full(0);
    e.apps[1].foundation = true;
    assert_eq!(sorted(e), [WAITS]);
    // Its VM stays on its node.
    let mut e = full(0);
    e.apps[1].pinned = true;
    assert_eq!(sorted(e), [WAITS]);
}

#[test]
fn nobody_is_stopped_if_that_is_not_enough() {
    let mut e = full(0);
    (e.apps[0].vms, e.apps[0].vms_needed) = (2, 2);
    assert_eq!(sorted(e), [WAITS]);
}

#[test]
fn the_lowest_is_stopped_first_and_no_more_than_needed() {
    let mut e = full(1);
    e.apps.push(App { priority: 3, ..app("z", DR) });
    let z = STOPPED.replacen('x', "z", 1);
    assert_eq!(sorted(e.clone()), [FAILED_OVER, &z]);
    // With two VMs, both are.
    (e.apps[0].vms, e.apps[0].vms_needed) = (2, 2);
    let Protection::Replica(replica) = &mut e.apps[0].protections[0] else { unreachable!() };
    replica.parallel = 2;
    assert_eq!(sorted(e), [FAILED_OVER, STOPPED, &z]);
}

#[test]
fn what_needs_the_app_that_is_stopped_falls_with_it() {
    let mut e = full(0);
    e.stamps.push(stamp("third", 1, 4));
    e.apps.push(App { needs: vec![AppId(1)], priority: 2, ..app("y", Place::Stamp(StampId(2))) });
    let y = STOPPED.replacen('x', "y", 1);
    assert_eq!(sorted(e), [FAILED_OVER, STOPPED, &y]);
}

#[test]
fn a_way_that_needs_no_room_of_others_is_taken_if_it_comes_first() {
    // A third site has room, but comes second.
    let mut e = full(0);
    e = with_third_site(e);
    let third = Protection::Replica(quarter_hourly(THIRD));
    e.apps[0].protections.push(third);
    assert_eq!(sorted(e.clone()), [FAILED_OVER, STOPPED]);
    e.apps[0].protections.reverse();
    assert_eq!(sorted(e), [FAILED_OVER]);
}

#[test]
fn of_one_priority_what_others_need_has_room_first() {
    // `a` needs `z`, of the same priority; there is room for one of them.
    let mut e = full(1);
    e.people.reclaim = false;
    e.apps.push(App { name: "z".into(), ..e.apps[0].clone() });
    e.apps[0].needs = vec![AppId(2)];
    let z = FAILED_OVER.replacen('a', "z", 1);
    let lines = sorted(e);
    assert!(lines.contains(&z) && !lines.iter().any(|line| line == FAILED_OVER), "{lines:?}");
}

#[test]
fn what_is_needed_by_others_makes_room_only_for_whom_these_would() {
    // `x` makes room neither for `a`, which needs it, nor if `y`, of its priority, does.
    let mut e = full(0);
    e.apps[0].needs = vec![AppId(1)];
    assert_eq!(sorted(e), [WAITS]);
    let mut e = full(0);
    e.stamps.push(stamp("third", 1, 4));
    e.apps.push(App { needs: vec![AppId(1)], ..app("y", Place::Stamp(StampId(2))) });
    assert_eq!(sorted(e), [WAITS]);
}

#[test]
fn what_a_recovery_or_the_way_home_begins_with_makes_no_room() {
    // Failing over needs `x`, or an app that needs it.
    let mut e = full(0);
    let Protection::Replica(replica) = &mut e.apps[0].protections[0] else { unreachable!() };
    replica.needs.start = vec![Need::App(AppId(1))];
    assert_eq!(sorted(e.clone()), [WAITS]);
    e.stamps.push(stamp("third", 1, 4));
    e.apps.push(App { needs: vec![AppId(1)], priority: 2, ..app("y", Place::Stamp(StampId(2))) });
    let Protection::Replica(replica) = &mut e.apps[0].protections[0] else { unreachable!() };
    replica.needs.start = vec![Need::App(AppId(2))];
    assert_eq!(sorted(e), [WAITS]);
}

#[test]
fn nobody_is_stopped_whose_room_does_not_help() {
    // `y`, the lowest, shares the first node with `w`; `x` has the second.
    let mut e = full(0);
    e.stamps[1].nodes = 2;
    let at_dr = |name, memory_per_vm_bytes, priority| App { memory_per_vm_bytes, priority, ..app(name, DR) };
    e.apps.extend([at_dr("w", 0.8e9, 1), at_dr("v", 0.0, 1), at_dr("y", 0.2e9, 3)]);
    assert_eq!(sorted(e), [FAILED_OVER, STOPPED]);
}

#[test]
fn who_was_stopped_is_recovered_elsewhere() {
    // What it wrote since 101 h has not been sent to its replica at the third site.
    let mut e = with_third_site(full(0));
    e.apps[1].protections = vec![Protection::Replica(quarter_hourly(THIRD))];
    let elsewhere = "x site-outage 101.1000 102.1000 102.2000 replica 0 0.1000";
    assert_eq!(sorted(e.clone()), [FAILED_OVER, elsewhere]);
    // A restore to where its data are would not help.
    let restored = with_backup(e.clone(), vec![DR]).apps[0].protections.pop().unwrap();
    let mut waits = with_backup(e.clone(), vec![]);
    waits.apps[0].protections.pop();
    waits.apps[1].protections = vec![restored];
    assert_eq!(sorted(waits), [FAILED_OVER, STOPPED]);
    // Room that is left before that is used: `a` moves home in 0.51 h from 101.5 h on.
    e.sites[0].outage_lasts = fixed(1.4);
    let lines = sorted(e);
    assert!(lines[1].starts_with("x site-outage 101.1000 - 102.0"), "{lines:?}");
}

/// As [`full`], where `x` lives at a third site that is lost at 100 h, and is failed
/// over to the second from 101 h on, which takes 5 h.
fn under_way() -> Estate {
    let mut e = with_third_site(full(0));
    let Protection::Replica(mut slow) = e.apps[0].protections[0].clone() else { unreachable!() };
    slow.failover = fixed(5.0);
    (e.apps[1].home, e.apps[1].protections) = (THIRD, vec![Protection::Replica(slow)]);
    e.sites[2].lost = at(&[100.0]);
    e
}

#[test]
fn a_recovery_under_way_gives_way_to_one_that_comes_first() {
    // The capture at 100 h was not sent. `x` begins anew when `a` has moved home at 110.61 h.
    let anew = "x site-lost 100.0000 101.0000 115.6100 replica 0 0.2500";
    assert_eq!(sorted(under_way()), [FAILED_OVER, anew]);
    // Nothing that runs is stopped by that.
    let mut e = under_way();
    e.people.reclaim = false;
    assert_eq!(sorted(e), [FAILED_OVER, anew]);
    let mut e = under_way();
    e.apps[1].priority = 1;
    assert_eq!(sorted(e)[1], "x site-lost 100.0000 101.0000 106.0000 replica 0 0.2500");
}
