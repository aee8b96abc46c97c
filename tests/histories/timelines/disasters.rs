//! Sites and stamps that are lost, and the way home.

use super::*;
use drsim::trial::record::Aside;

#[test]
fn a_lost_site_fails_over_and_the_app_moves_home() {
    let mut e = with_replica(two_sites());
    e.sites[0].lost = at(&[100.1]);
    e.sites[0].replacement = fixed(500.0);
    // Failover: decision 1 h, 0.1 h a VM; capture of 100 h had arrived.
    let (model, o) = outcome(e, 60.0);
    let lines = lines(&model, &o);
    assert_eq!(lines, ["a site-lost 100.1000 101.1000 101.2000 replica 0 0.1000"]);
    // Home is redeployed at 100.1 + 500 + 100 h; 1e11 B at 1e8 B/s take 1000 s;
    // the planned move takes half an hour.
    assert_eq!(o.totals[0].planned, hours(0.5));
    assert_eq!(o.totals[0].down, hours(1.1));
}

#[test]
fn a_second_disaster_during_recovery_merges() {
    // The primary is lost at 100 h; the replica's site fails at 101.05 h while
    // the failover is under way, and is back at 105.05 h.
    let mut e = with_replica(two_sites());
    e.sites[0].lost = at(&[100.0]);
    e.sites[1].outage = at(&[101.05]);
    e.sites[1].outage_lasts = fixed(4.0);
    assert_eq!(story(e, 20.0), ["a site-lost 100.0000 101.0000 105.1500 replica 0 0.2500"]);
}

/// What stood at a destroyed site neither fails nor is repaired there: it is
/// replaced with the site.
#[test]
fn what_is_destroyed_with_a_site_is_replaced_with_it() {
    // The rack has lost power for 5,000 h when the site is destroyed; the new
    // one has power, so the app is at home after 500 h of replacement, 100 h of
    // redeployment, the copy home and half an hour of planned work.
    let mut e = with_replica(two_sites());
    e.stamps[0].rack_power = at(&[99.0]);
    e.stamps[0].rack_power_lasts = fixed(5000.0);
    e.sites[0].lost = at(&[110.0]);
    e.sites[0].replacement = fixed(500.0);
    // A crash there would find nothing to stop; one at the new home does.
    e.stamps[0].crash = at(&[300.0, 800.0]);
    let (model, o) = outcome(e, 60.0);
    let lines = lines(&model, &o);
    assert_eq!(
        lines,
        [
            "a stamp-outage 99.0000 100.0000 100.1000 replica 0 0.2500",
            "a node 800.0000 801.0000 801.0000 in place 0.0000",
        ]
    );
    assert_eq!(o.totals[0].planned, hours(0.5));
}

#[test]
fn replaced_hardware_starts_a_new_life() {
    // Every node lives 150 h: 150, then (after 1 h of repair) 301, and, the site
    // lost at 310 h and replaced at 810 h, 960 h.
    let mut e = with_replica(two_sites());
    e.stamps[0].crash = Hazard::Lifetime(fixed(150.0));
    e.sites[0].lost = at(&[310.0]);
    e.sites[0].replacement = fixed(500.0);
    let lines = story(e, 41.0);
    assert_eq!(
        lines,
        [
            "a node 150.0000 151.0000 151.0000 in place 0.0000",
            "a node 301.0000 302.0000 302.0000 in place 0.0000",
            "a site-lost 310.0000 311.0000 311.1000 replica 0 0.2500",
            "a node 960.0000 961.0000 961.0000 in place 0.0000",
        ]
    );
}

#[test]
fn repairs_at_a_destroyed_site_are_given_up() {
    // One technician works 24 h on each node; the second node waits. The site
    // is destroyed meanwhile; its replacement has all its nodes and a technician
    // who is free for the failure at 800 h. People fail over after 30 h.
    let mut e = with_replica(two_sites());
    let Protection::Replica(replica) = &mut e.apps[0].protections[0] else { unreachable!() };
    replica.decide = Some(fixed(30.0));
    e.sites[0].technicians = Some(1);
    e.stamps[0].hardware = at(&[90.0, 800.0]);
    e.sites[0].lost = at(&[100.1]);
    e.sites[0].replacement = fixed(500.0);
    assert_eq!(
        story(e, 60.0),
        [
            "a node 90.0000 91.0000 120.1000 replica 0 0.2500",
            "a node 800.0000 801.0000 824.0000 in place 0.0000",
        ]
    );
}

#[test]
fn damage_found_while_away_goes_back_to_what_home_still_holds() {
    // The app has run at the second site since 101.2 h; home, where the data
    // of 100.1 h remain, is back at 150.1 h, and nothing is copied home for
    // another 40 h. The data are corrupted at 120 h, noticed at 155 h: the
    // replica is where the app runs, so what home holds is the newest clean.
    let mut e = with_replica(two_sites());
    e.sites[0].outage = at(&[100.1]);
    e.sites[0].outage_lasts = fixed(50.0);
    e.people.reprotect = fixed(40.0);
    e.apps[0].corruption = at(&[120.0]);
    e.apps[0].damage_detection = fixed(35.0);
    assert_eq!(
        story(e.clone(), 500.0),
        [
            "a site-outage 100.1000 101.1000 101.2000 replica 0 0.1000",
            "a corruption 155.0000 156.0000 156.0000 in place 19.9000",
        ]
    );
    // What was left at home after the onset is damaged too.
    e.apps[0].corruption = at(&[99.9]);
    e.apps[0].damage_detection = fixed(55.1);
    assert_eq!(story(e, 500.0)[1], "a corruption 155.0000 156.0000 276.0000 rebuilt all");
}

/// A replica whose plan never works, of which people always turn to the next
/// method, and a nightly backup in a vault beside it.
fn no_plan() -> Estate {
    let mut e = with_replica(two_sites());
    let backed_up = with_backup(two_sites(), vec![DR]);
    e.targets = backed_up.targets;
    e.apps[0].protections.extend(backed_up.apps[0].protections.clone());
    let Protection::Replica(replica) = &mut e.apps[0].protections[0] else { unreachable!() };
    (replica.plan_works, replica.gives_up) = (0.0, 1.0);
    e.sites[0].lost = at(&[100.1]);
    e
}

#[test]
fn people_turn_from_a_plan_that_does_not_work_to_the_next_method() {
    // Half an hour of error from 101.1 h, then 1000 s of restore from 94 h.
    let (_, o) = outcome(no_plan(), 10.0);
    let incident = o.strikes[0].incident.unwrap();
    assert_eq!(incident.aside, Some(Aside::ByChoice));
    assert_eq!(story(no_plan(), 10.0), ["a site-lost 100.1000 101.1000 101.8778 backup 1 6.1000"]);
}

#[test]
fn an_app_serves_again_when_people_give_up_a_plan_and_its_place_is_back() {
    // Power is back at 101.4 h, while the app is being moved away whatever comes
    // back. At 101.6 h people give up, and its VMs run where they were.
    let mut e = no_plan();
    (e.sites[0].lost, e.sites[0].outage) = (Hazard::Never, at(&[100.1]));
    e.sites[0].outage_lasts = fixed(1.3);
    let Protection::Replica(replica) = &mut e.apps[0].protections[0] else { unreachable!() };
    replica.on_return = OnReturn::Commit;
    assert_eq!(story(e, 10.0), ["a site-outage 100.1000 101.1000 101.6000 in place 0.0000"]);
}

#[test]
fn a_plan_is_worked_out_by_hand_where_no_other_method_can_work() {
    // Half an hour of error, then three times 0.1 h of failing over.
    let by_hand = ["a site-lost 100.1000 101.1000 101.9000 replica 0 0.1000"];
    let mut e = no_plan();
    e.apps[0].protections.truncate(1);
    assert_eq!(story(e, 10.0), by_hand);
    // The backup is there, but its target is down.
    let mut e = no_plan();
    (e.targets[0].failure, e.targets[0].repair) = (at(&[99.0]), fixed(20.0));
    assert_eq!(story(e.clone(), 10.0), by_hand);
    let (_, o) = outcome(e.clone(), 10.0);
    assert_eq!(o.strikes[0].incident.unwrap().aside, None);
    // Five times.
    let Protection::Replica(replica) = &mut e.apps[0].protections[0] else { unreachable!() };
    replica.without_plan = 5.0;
    assert_eq!(story(e, 10.0), ["a site-lost 100.1000 101.1000 102.1000 replica 0 0.1000"]);
}

/// What `change` makes of a lost site with a replica and a nightly backup: the
/// loss, and why the newer replica is left aside.
fn left_aside(change: impl Fn(&mut Estate)) -> (String, Option<Aside>) {
    let mut e = no_plan();
    let Protection::Replica(replica) = &mut e.apps[0].protections[0] else { unreachable!() };
    replica.plan_works = 1.0;
    change(&mut e);
    let (_, o) = outcome(e, 20.0);
    let incident = o.strikes[0].incident.unwrap();
    (number(incident.loss.hours()), incident.aside)
}

#[test]
fn a_newer_copy_that_is_not_used_is_left_aside_for_a_reason() {
    assert_eq!(left_aside(|_| {}), ("0.1000".into(), None));
    // The control plane that the replica needs is down.
    let controlled = |e: &mut Estate| {
        let (failure, repair) = (at(&[99.0]), fixed(20.0));
        e.controls.push(Control { name: "portal".into(), at: ControlAt::Anywhere, failure, repair });
        let Protection::Replica(replica) = &mut e.apps[0].protections[0] else { unreachable!() };
        replica.needs.start = vec![Need::Control(ControlId(0))];
    };
    assert_eq!(left_aside(controlled), ("6.1000".into(), Some(Aside::OutOfReach)));
    // Its stamp is full, and that of the third site is not.
    let full = |e: &mut Estate| {
        *e = with_third_site(e.clone());
        e.stamps[1].vm_memory_per_node_bytes = 1.0;
        let Protection::Backup(backup) = &mut e.apps[0].protections[1] else { unreachable!() };
        backup.restore_to = vec![THIRD];
    };
    assert_eq!(left_aside(full), ("6.1000".into(), Some(Aside::NoRoom)));
    // The backup comes first.
    assert_eq!(left_aside(|e| e.apps[0].protections.reverse()), ("6.1000".into(), Some(Aside::ByChoice)));
    // A replica that has lost its point is no newer copy.
    let seeded = |e: &mut Estate| {
        (e.stamps[1].lost, e.stamps[1].redeploy) = (at(&[99.0]), fixed(1.2));
        e.people.reprotect = fixed(50.0);
    };
    assert_eq!(left_aside(seeded), ("6.1000".into(), None));
}
