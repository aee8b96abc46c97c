//! Instances at two places: which of them hold current data.

use super::*;

/// Active at both stamps, with state that is written at both at once. Traffic
/// moves in 0.1 h.
fn synchronous() -> Estate {
    let mut e = two_sites();
    let both = ActiveActive { with: vec![DR], synchronous: true, probe: fixed(0.01), redirect: fixed(0.09) };
    e.apps[0].protections = vec![Protection::ActiveActive(both)];
    e
}

/// As `synchronous`, without state.
fn stateless() -> Estate {
    let mut e = synchronous();
    let Protection::ActiveActive(both) = &mut e.apps[0].protections[0] else { unreachable!() };
    both.synchronous = false;
    e.apps[0].churn_bytes_per_second = 0.0;
    e
}

#[test]
fn traffic_moves_by_itself_to_an_instance_in_step() {
    for mut e in [synchronous(), stateless()] {
        e.sites[0].lost = at(&[150.0]);
        assert_eq!(story(e, 20.0), ["a site-lost 150.0000 - 150.1000 redirected 0.0000"]);
    }
}

#[test]
fn an_instance_that_was_down_holds_the_data_of_when_it_stopped() {
    let stopped = |mut e: Estate| {
        (e.stamps[1].software, e.stamps[1].software_lasts) = (at(&[100.0]), fixed(100.0));
        e.sites[0].lost = at(&[150.0]);
        story(e, 60.0)
    };
    // Back at 200, and people have long decided: what was written between 100
    // and 150 is lost.
    assert_eq!(
        stopped(synchronous()),
        ["a stamp-outage 100.0000 masked", "a site-lost 150.0000 151.0000 200.1000 redirected 50.0000"]
    );
    assert_eq!(
        stopped(stateless()),
        ["a stamp-outage 100.0000 masked", "a site-lost 150.0000 151.0000 200.1000 redirected 0.0000"]
    );
}

#[test]
fn an_instance_that_was_cut_off_needs_a_decision() {
    let parted = |mut e: Estate| {
        (e.links[0].failure, e.links[0].repair) = (at(&[100.0]), fixed(100.0));
        e.sites[0].lost = at(&[150.0]);
        story(e, 60.0)
    };
    assert_eq!(parted(synchronous()), ["a site-lost 150.0000 151.0000 151.1000 redirected 50.0000"]);
    assert_eq!(parted(stateless()), ["a site-lost 150.0000 - 150.1000 redirected 0.0000"]);
}

#[test]
fn an_instance_is_in_step_again_after_what_was_written_meanwhile_has_been_sent() {
    // 100 h at 1e5 B/s are 3.6e10 B: 360 s, or 0.1 h, from 200 on.
    let parted = |lost: f64| {
        let mut e = synchronous();
        (e.links[0].failure, e.links[0].repair) = (at(&[100.0]), fixed(100.0));
        e.sites[0].lost = at(&[lost]);
        story(e, 60.0)
    };
    assert_eq!(parted(200.09), ["a site-lost 200.0900 201.0900 201.1900 redirected 100.0900"]);
    assert_eq!(parted(200.11), ["a site-lost 200.1100 - 200.2100 redirected 0.0000"]);
}

#[test]
fn a_resynchronisation_that_is_cut_starts_over() {
    // The link is cut again from 200.05 to 300.05: what was written in the
    // 200.05 h since 100 takes 0.20005 h.
    let parted = |lost: f64| {
        let mut e = synchronous();
        (e.links[0].failure, e.links[0].repair) = (at(&[100.0, 200.05]), fixed(100.0));
        e.sites[0].lost = at(&[lost]);
        story(e, 60.0)
    };
    assert_eq!(parted(300.2), ["a site-lost 300.2000 301.2000 301.3000 redirected 200.2000"]);
    assert_eq!(parted(300.3), ["a site-lost 300.3000 - 300.4000 redirected 0.0000"]);
}

#[test]
fn a_replaced_instance_counts_once_all_its_data_are_there() {
    // Home is destroyed at 100 and deployed again at 500; 1e11 B take 0.2778 h.
    let replaced = |mut e: Estate, lost: f64| {
        e.sites[0].lost = at(&[100.0]);
        e.sites[0].replacement = fixed(300.0);
        e.sites[1].lost = at(&[lost]);
        e.sites[1].replacement = fixed(300.0);
        let lines = story(e, 100.0);
        assert_eq!(lines[0], "a site-lost 100.0000 - 100.1000 redirected 0.0000");
        lines[1].clone()
    };
    for e in [synchronous(), stateless()] {
        // Nothing is left: rebuilt in 120 h, empty.
        let early = replaced(e.clone(), 500.27);
        assert_eq!(early, "a site-lost 500.2700 501.2700 621.2700 rebuilt all");
        assert_eq!(replaced(e, 500.28), "a site-lost 500.2800 - 500.3800 redirected 0.0000");
    }
}

#[test]
fn people_wait_until_a_replaced_instance_is_deployed_again() {
    let mut e = stateless();
    e.people.reprotect = fixed(24.0);
    for site in &mut e.sites {
        site.replacement = fixed(300.0);
    }
    e.sites[0].lost = at(&[100.0]);
    e.sites[1].lost = at(&[524.0]);
    let lines = story(e, 100.0);
    assert_eq!(lines[1], "a site-lost 524.0000 525.0000 645.0000 rebuilt all");
}

#[test]
fn state_that_is_not_kept_in_step_is_recovered_by_other_means() {
    let mut e = with_replica(synchronous());
    let mut both = synchronous().apps[0].protections.remove(0);
    if let Protection::ActiveActive(both) = &mut both {
        both.synchronous = false;
    }
    e.apps[0].protections.insert(0, both);
    e.sites[0].lost = at(&[100.1]);
    e.sites[0].replacement = fixed(300.0);
    // As if the replica were alone, the way home (500.1) included.
    assert_eq!(story(e, 20.0), ["a site-lost 100.1000 101.1000 101.2000 replica 1 0.1000"]);
}

#[test]
fn the_place_that_was_left_is_out_of_step_until_it_is_back() {
    // Home stands still 100 to 110; traffic moves at 100.1. The other site is
    // lost at 105: home, which holds all but what was written since 100.1, is
    // started by decision when it is back.
    let mut e = synchronous();
    (e.sites[0].outage, e.sites[0].outage_lasts) = (at(&[100.0]), fixed(10.0));
    e.sites[1].lost = at(&[105.0]);
    assert_eq!(
        story(e, 20.0),
        [
            "a site-outage 100.0000 - 100.1000 redirected 0.0000",
            "a site-lost 105.0000 106.0000 110.1000 redirected 4.9000",
        ]
    );
}

#[test]
fn an_attack_encrypts_all_instances() {
    let mut e = with_backup(stateless(), vec![PROD, DR]);
    e.ransomware.hazard = at(&[100.0]);
    e.sites[0].lost = at(&[102.0]);
    // Both hold nothing: the copy of 94 h is restored after the hold of 72 h,
    // to the stamp that is left.
    let lines = story(e, 60.0);
    assert_eq!(lines, ["a ransomware 100.0000 101.0000 172.2778 backup 1 6.0000"]);
}

#[test]
fn a_restore_leaves_the_other_instance_to_be_seeded() {
    // Corrupted at 100, found at 108, stopped at 108.25, decided at 109; the
    // copy of 94 h is back at home at 109.2778. The other instance holds the
    // damage until 1e11 B have been sent: 109.5556.
    let corrupted = |lost: f64| {
        let mut e = with_backup(synchronous(), vec![PROD, DR]);
        e.apps[0].corruption = at(&[100.0]);
        e.sites[0].lost = at(&[lost]);
        story(e, 60.0)
    };
    let first = "a corruption 108.0000 109.0000 109.2778 backup 1 6.0000";
    assert_eq!(corrupted(109.54)[0], first);
    assert_eq!(corrupted(109.54)[1], "a site-lost 109.5400 110.5400 110.8178 backup 1 15.5400");
    assert_eq!(corrupted(109.56), [first, "a site-lost 109.5600 - 109.6600 redirected 0.0000"]);
}

#[test]
fn an_instance_cut_off_before_the_damage_is_a_clean_copy() {
    // Corrupted at 100 and found at 108; the instance cut off at 90 is clean.
    let mut e = synchronous();
    (e.links[0].failure, e.links[0].repair) = (at(&[90.0]), fixed(200.0));
    e.apps[0].corruption = at(&[100.0]);
    assert_eq!(story(e, 12.0), ["a corruption 108.0000 109.0000 109.1000 redirected 10.0000"]);
}

#[test]
fn an_instance_lost_while_its_app_waits_for_another_is_recovered_from() {
    // What it needs is down from 90 to 300. Home is out from 100 to 1,000, so
    // traffic moves; that instance is destroyed at 110, and the app is restored
    // at a third site.
    let mut e = with_backup(with_third_site(stateless()), vec![THIRD]);
    e.stamps.push(stamp("other", 2, 4));
    e.targets[0].at = TargetAt::Site(SiteId(2));
    e.apps.push(app("needed", Place::Stamp(StampId(3))));
    e.apps[0].needs = vec![AppId(1)];
    (e.stamps[3].software, e.stamps[3].software_lasts) = (at(&[90.0]), fixed(210.0));
    (e.sites[0].outage, e.sites[0].outage_lasts) = (at(&[100.0]), fixed(900.0));
    e.sites[1].lost = at(&[110.0]);
    let lines = story(e, 60.0);
    assert!(lines.contains(&"a stamp-outage 90.0000 91.0000 300.0000 backup 1 0.0000".into()), "{lines:?}");
}
