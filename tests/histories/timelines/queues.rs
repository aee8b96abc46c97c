//! Who is served first.

use super::*;

/// Apps of one priority, each at home on a stamp of its own at the first site,
/// restored to the second: x is lost at 100 h, y at 102 h, a at 108 h.
fn three_in_turn() -> Estate {
    let mut e = with_backup(two_sites(), vec![DR]);
    let base = e.apps[0].clone();
    e.stamps.push(stamp("p2", 0, 4));
    e.stamps.push(stamp("p3", 0, 4));
    let at_home = |name: &str, home| App { name: name.into(), home, ..base.clone() };
    e.apps = vec![
        at_home("a", Place::Stamp(StampId(3))),
        at_home("x", PROD),
        at_home("y", Place::Stamp(StampId(2))),
    ];
    (e.stamps[0].lost, e.stamps[2].lost, e.stamps[3].lost) = (at(&[100.0]), at(&[102.0]), at(&[108.0]));
    e
}

#[test]
fn within_a_priority_who_comes_first_is_served_first() {
    // x keeps the only stream from 101 h for 10 h; y asks at 103 h, a at 109 h.
    let mut e = three_in_turn();
    e.targets[0].streams = 1;
    e.apps[1].data_bytes = 3.6e12;
    let y_first = [
        "x stamp-lost 100.0000 101.0000 111.0000 backup 0 6.0000",
        "y stamp-lost 102.0000 103.0000 111.2778 backup 0 8.0000",
        "a stamp-lost 108.0000 109.0000 111.5556 backup 0 14.0000",
    ];
    assert_eq!(story(e.clone(), 20.0), y_first);
    // Priority comes before time.
    (e.apps[0].priority, e.apps[1].priority, e.apps[2].priority) = (1, 2, 2);
    let a_first = story(e, 20.0);
    assert_eq!(a_first[1], "a stamp-lost 108.0000 109.0000 111.2778 backup 0 14.0000");
}

#[test]
fn what_asks_at_the_same_instant_is_served_by_name() {
    let mut e = three_in_turn();
    e.targets[0].streams = 1;
    (e.stamps[2].lost, e.stamps[3].lost) = (at(&[100.0]), at(&[100.0]));
    let lines = story(e, 20.0);
    let names: Vec<&str> = lines.iter().map(|line| line.split_once(' ').unwrap().0).collect();
    assert_eq!(names, ["a", "x", "y"]);
}

#[test]
fn room_goes_to_who_has_waited_longest() {
    // The second site has room for one and is down until 115 h. y has waited
    // since 103 h, a since 109 h; a's home is deployed again at 208 h.
    let mut e = three_in_turn();
    e.apps.remove(1);
    (e.stamps[1].nodes, e.stamps[1].vm_memory_per_node_bytes) = (1, 1e9);
    (e.stamps[1].software, e.stamps[1].software_lasts) = (at(&[90.0]), fixed(25.0));
    e.stamps[2].redeploy = fixed(1000.0);
    e.apps[1].churn_bytes_per_second = 1.0;
    let Protection::Backup(b) = &mut e.apps[0].protections[0] else { unreachable!() };
    b.restore_to.push(Place::Stamp(StampId(3)));
    assert_eq!(
        story(e, 30.0),
        [
            "y stamp-lost 102.0000 103.0000 115.2778 backup 0 8.0000",
            "a stamp-lost 108.0000 109.0000 208.2778 backup 0 14.0000",
        ]
    );
}
