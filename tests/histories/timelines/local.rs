//! Failures that are mended where they are.

use super::*;

#[test]
fn a_node_fails_and_its_vm_restarts_elsewhere() {
    let mut e = estate(4);
    e.stamps[0].node_detection = fixed(0.01);
    e.stamps[0].vm_restart = fixed(0.05);
    e.stamps[0].crash = at(&[100.0]);
    e.apps.push(App { vms: 2, ..app("a", PROD) });
    // `at` strikes each of the four nodes at 100 h; the VMs are on nodes 0 and
    // 1, so nothing is left to restart on until the nodes are back at 101 h.
    assert_eq!(story(e, 10.0), ["a node 100.0000 101.0000 101.0500 in place 0.0000"]);
}

#[test]
fn an_outage_shorter_than_the_decision_is_waited_for() {
    let mut e = with_replica(two_sites());
    e.sites[0].outage = at(&[100.0]);
    e.sites[0].outage_lasts = fixed(0.75);
    e.apps[0].boot = fixed(0.1);
    assert_eq!(story(e, 10.0), ["a site-outage 100.0000 - 100.8500 in place 0.0000"]);
}

#[test]
fn active_active_moves_by_itself() {
    let mut e = two_sites();
    let both = ActiveActive { with: vec![DR], synchronous: true, probe: fixed(0.01), redirect: fixed(0.09) };
    e.apps[0].protections = vec![Protection::ActiveActive(both)];
    e.sites[0].outage = at(&[100.0]);
    e.sites[0].outage_lasts = fixed(10.0);
    e.sites[1].outage = at(&[200.0]);
    e.sites[1].outage_lasts = fixed(10.0);
    // Traffic stays at the second site until that one fails.
    assert_eq!(
        story(e, 20.0),
        [
            "a site-outage 100.0000 - 100.1000 redirected 0.0000",
            "a site-outage 200.0000 - 200.1000 redirected 0.0000",
        ]
    );
}

#[test]
fn one_switch_is_masked_both_are_an_outage() {
    let mut e = estate(2);
    e.apps.push(app("a", PROD));
    // Scheduled failures strike each switch; the second is the outage.
    e.stamps[0].switch = at(&[50.0]);
    e.stamps[0].switch_repair = fixed(2.0);
    assert_eq!(story(e, 10.0), ["a stamp-outage 50.0000 51.0000 52.0000 in place 0.0000"]);
}

#[test]
fn users_cut_off_are_not_downtime() {
    let mut e = two_sites();
    e.apps[0].users = vec![SiteId(1)];
    e.links[0].failure = at(&[100.0]);
    e.links[0].repair = fixed(3.0);
    let (model, o) = outcome(e, 10.0);
    assert_eq!(line(&model, &o.strikes[0]), "a link-lost 100.0000 101.0000 103.0000 in place 0.0000");
    assert_eq!((o.totals[0].down, o.totals[0].cut_off), (Span::ZERO, hours(3.0)));
}

#[test]
fn writes_during_an_open_incident_count_as_lost() {
    // Users at the second site are cut off from 99.9 h on; the app writes on
    // until its site is lost at 110 h. The replica holds the state of 99.75 h.
    let mut e = with_replica(two_sites());
    e.apps[0].users = vec![SiteId(1)];
    e.links[0].failure = at(&[99.9]);
    e.links[0].repair = fixed(24.0);
    e.sites[0].lost = at(&[110.0]);
    let lines = story(e, 30.0);
    assert!(lines[0].starts_with("a link-lost 99.9000") && lines[0].ends_with(" 10.2500"), "{lines:?}");
}
