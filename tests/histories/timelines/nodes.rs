//! What the recovery time from a node's failure is made of.

use super::*;
use drsim::trial::record::Phase;

/// Hours of repair, of boot and in all that rest on judgement.
fn path(e: Estate) -> (String, [f64; 3]) {
    let (model, o) = outcome(e, 60.0);
    let [strike] = &o.strikes[..] else { panic!("{:?}", o.strikes) };
    let i = strike.incident.unwrap();
    let hours = |span: Span| (span.hours() * 1e4).round() / 1e4;
    let repair = hours(i.phases[Phase::Repair.index()]);
    (line(&model, strike), [repair, hours(i.phases[Phase::Boot.index()]), hours(i.judged)])
}

fn judged(delay: Delay) -> Delay {
    Delay { mark: Mark::J, ..delay }
}

#[test]
fn an_app_that_stays_on_its_node_waits_for_its_repair() {
    let mut e = two_sites();
    e.apps[0].pinned = true;
    (e.stamps[0].hardware, e.stamps[0].hardware_repair) = (at(&[100.0]), judged(fixed(240.0)));
    e.stamps[0].vm_restart = fixed(0.05);
    let line = "a node 100.0000 101.0000 340.0500 in place 0.0000";
    assert_eq!(path(e.clone()), (line.into(), [240.0, 0.05, 240.0]));
    // Whether the start of its VMs rests on judgement is another question.
    e.stamps[0].hardware_repair = fixed(240.0);
    e.stamps[0].vm_restart = judged(fixed(0.05));
    assert_eq!(path(e), (line.into(), [240.0, 0.05, 0.05]));
}

#[test]
fn what_has_no_node_when_people_decide_is_recovered_elsewhere() {
    let pinned = |repair: f64| {
        let mut e = with_replica(two_sites());
        e.apps[0].pinned = true;
        (e.stamps[0].hardware, e.stamps[0].hardware_repair) = (at(&[100.0]), fixed(repair));
        story(e, 60.0)
    };
    // The capture of 100 h was not sent.
    assert_eq!(pinned(240.0), ["a node 100.0000 101.0000 101.1000 replica 0 0.2500"]);
    // Its node is back before that, or while it is failed over.
    assert_eq!(pinned(0.9), ["a node 100.0000 - 100.9000 in place 0.0000"]);
    assert_eq!(pinned(1.05), ["a node 100.0000 101.0000 101.0500 in place 0.0000"]);
}

#[test]
fn the_repair_that_ends_it_says_whether_it_is_judgement() {
    // Crashed at 100 h, back at 101 h, but for 0.5 h only.
    let mut e = two_sites();
    e.apps[0].pinned = true;
    (e.stamps[0].crash, e.stamps[0].vm_restart) = (at(&[100.0]), fixed(0.6));
    (e.stamps[0].hardware, e.stamps[0].hardware_repair) = (at(&[101.5]), judged(fixed(24.0)));
    let line = "a node 100.0000 101.0000 126.1000 in place 0.0000";
    assert_eq!(path(e), (line.into(), [25.5, 0.6, 25.5]));
}

/// Four nodes of which each has room for one VM fail at 100 h; one technician
/// brings them back at 101 h, 102 h, 103 h and 104 h. VMs take 1.5 h to start.
fn one_by_one(vms: u32, needed: u32) -> Estate {
    let mut e = estate(4);
    e.apps.push(App { vms, vms_needed: needed, ..app("a", PROD) });
    (e.stamps[0].crash, e.stamps[0].vm_memory_per_node_bytes) = (at(&[100.0]), 1e9);
    (e.stamps[0].vm_restart, e.sites[0].technicians) = (fixed(1.5), Some(1));
    e
}

#[test]
fn repair_is_over_when_enough_vms_have_a_node() {
    let all = "a node 100.0000 101.0000 103.5000 in place 0.0000";
    assert_eq!(path(one_by_one(2, 2)), (all.into(), [2.0, 1.5, 0.0]));
    // The second VM starts before the first is up, but is not waited for.
    let one = "a node 100.0000 101.0000 102.5000 in place 0.0000";
    assert_eq!(path(one_by_one(2, 1)), (one.into(), [1.0, 1.5, 0.0]));
}

#[test]
fn a_restart_on_another_node_waits_for_no_repair() {
    // Of two nodes only the first fails, on which the VM runs.
    let mut e = two_sites();
    (e.stamps[0].nodes, e.stamps[0].crash) = (2, at(&[100.0]));
    (e.stamps[0].node_detection, e.stamps[0].vm_restart) = (fixed(0.01), judged(fixed(0.05)));
    let mut model = Model::new(e);
    let second = ComponentId(model.machinery.stamp_parts[0].first_node.0 + 1);
    let stops_second = |effect| matches!(effect, Effect::StopOne { first, .. } if first == second);
    for source in model.machinery.sources.iter_mut().filter(|source| stops_second(source.effect)) {
        source.hazard = Hazard::Never;
    }
    let mut outcome = Outcome::default();
    let horizon = hours(240.0);
    let setup = Setup { model: &model, seed: 1, horizon, probes: 0, natural: true, strata: vec![] };
    Stage::new(&model).run(&setup, 0, &mut outcome);
    let i = outcome.strikes[0].incident.unwrap();
    assert_eq!(line(&model, &outcome.strikes[0]), "a node 100.0000 - 100.0600 in place 0.0000");
    assert_eq!((i.phases[Phase::Repair.index()], i.judged), (Span::ZERO, hours(0.06)));
}

#[test]
fn room_that_an_app_leaves_behind_is_taken() {
    // `a` runs at dr from 50.2 h on. Both nodes there crash at 90 h; the first is
    // back at 190 h and has room for the two VMs of `a` alone, the second at
    // 290 h. `a` moves home when its stamp works again at 200 h: what it wrote in
    // 150.5 h is 5.4e10 B, sent in 542 s, and the move takes half an hour. Then `x`
    // starts on the node that it has left.
    let mut e = two_sites();
    (e.stamps[1].nodes, e.stamps[1].vm_memory_per_node_bytes) = (2, 2e9);
    (e.stamps[1].crash, e.stamps[1].crash_repair) = (at(&[90.0]), fixed(100.0));
    (e.stamps[1].pool_tolerates, e.stamps[1].pool_online_down_to) = (2, 2);
    e.sites[1].technicians = Some(1);
    (e.stamps[0].software, e.stamps[0].software_lasts) = (at(&[49.0]), fixed(151.0));
    (e.apps[0].vms, e.apps[0].vms_needed, e.apps[0].priority) = (2, 2, 1);
    e.apps[0].protections = vec![Protection::Replica(replica(DR, hours(1.0)))];
    e.apps.push(App { priority: 2, ..app("x", DR) });
    let back = |e: &Estate| {
        let (model, o) = outcome(e.clone(), 60.0);
        let of_x = lines(&model, &o).into_iter().find(|line| line.starts_with("x ")).unwrap();
        of_x.split(' ').nth(4).unwrap().to_owned()
    };
    assert_eq!(back(&e), "200.6512");
    // Where `a` stays, it waits for the second node.
    e.stamps[0].software_lasts = fixed(1000.0);
    assert_eq!(back(&e), "290.0000");
}
