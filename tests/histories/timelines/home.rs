//! The way home, and what comes between.

use super::*;
use drsim::trial::journal::Note;

/// An app that was failed over at 100.1 h, its site lost. Home is redeployed at
/// 700.1 h; 1e11 B at 1e8 B/s, and what is written meanwhile at 1e5 B/s, take
/// 1001 s, so it stops for the move at 700.3781 h, for 8 h.
fn moving_home() -> Estate {
    let mut e = with_replica(two_sites());
    e.people.failback = fixed(8.0);
    e.sites[0].lost = at(&[100.1]);
    e.sites[0].replacement = fixed(500.0);
    e
}

const LEFT: &str = "a site-lost 100.1000 101.1000 101.2000 replica 0 0.1000";

/// The whole story, then hours of unplanned and of planned downtime.
fn told(e: Estate) -> (Vec<String>, String, String) {
    let (model, o) = outcome(e, 60.0);
    let lines = lines(&model, &o);
    (lines, number(o.totals[0].down.hours()), number(o.totals[0].planned.hours()))
}

fn only_planned(planned: &str) -> (Vec<String>, String, String) {
    (vec![LEFT.into()], "1.1000".into(), planned.into())
}

#[test]
fn a_home_that_fails_during_the_move_lets_the_app_serve_where_it_is() {
    // Home fails at 702 h, 1.6219 h into the move: the app serves again at the
    // second site, and moves in 8 h when home is back.
    let failing = |fail: fn(&mut Estate)| {
        let mut e = moving_home();
        fail(&mut e);
        told(e)
    };
    let outage =
        failing(|e| (e.stamps[0].software, e.stamps[0].software_lasts) = (at(&[702.0]), fixed(30.0)));
    assert_eq!(outage, only_planned("9.6219"));
    let lost = failing(|e| e.stamps[0].lost = at(&[702.0]));
    assert_eq!(lost, only_planned("9.6219"));
    let power = failing(|e| (e.sites[0].outage, e.sites[0].outage_lasts) = (at(&[702.0]), fixed(30.0)));
    assert_eq!(power, only_planned("9.6219"));
    let switches = failing(|e| {
        (e.stamps[0].switch, e.stamps[0].switch_common_cause) = (at(&[702.0]), 1.0);
        e.stamps[0].switch_repair = fixed(30.0);
    });
    assert_eq!(switches, only_planned("9.6219"));
}

#[test]
fn a_disaster_during_the_move_home_loses_nothing_that_home_holds() {
    // The second site is lost at 704 h. Home holds everything: the app wrote
    // nothing since it was copied and stopped at 700.3781 h.
    let mut e = moving_home();
    e.sites[1].lost = at(&[704.0]);
    let line = "a site-lost 704.0000 705.0000 705.0000 in place 0.0000";
    assert_eq!(told(e), (vec![LEFT.into(), line.into()], "2.1000".into(), "3.6219".into()));
    // Home fails at 702 h, the app serves on at the second site, and that is
    // lost at 704 h: home, back at 732 h, holds the data of 700.3781 h.
    let mut e = moving_home();
    (e.stamps[0].software, e.stamps[0].software_lasts) = (at(&[702.0]), fixed(30.0));
    e.sites[1].lost = at(&[704.0]);
    let line = "a site-lost 704.0000 705.0000 732.0000 in place 3.6219";
    assert_eq!(told(e), (vec![LEFT.into(), line.into()], "29.1000".into(), "1.6219".into()));
}

#[test]
fn home_is_booted_if_no_copy_holds_newer_data() {
    // A backup every day at 22:00 to a third site. The second site is lost at
    // 704 h, when home holds everything and the newest backup is of 694 h.
    let mut e = with_third_site(moving_home());
    e.targets.push(target("vault", TargetAt::Site(SiteId(2))));
    let mut b = nightly(0, vec![PROD]);
    e.apps[0].protections.push(Protection::Backup(b.clone()));
    e.sites[1].lost = at(&[704.0]);
    let closes = |e: &Estate| told(e.clone()).0.pop().unwrap();
    assert_eq!(closes(&e), "a site-lost 704.0000 705.0000 705.0000 in place 0.0000");
    // Whoever may restore after half an hour does so without the others, who may
    // use home: from the backup of 694 h in 1000 s.
    b.decide = Some(fixed(0.5));
    e.apps[0].protections[1] = Protection::Backup(b);
    assert_eq!(closes(&e), "a site-lost 704.0000 704.5000 704.7778 backup 1 6.3781");
    // Home fails at 702 h, until 730 h, and the app serves on. When the second site
    // is lost at 720 h the backup of 718 h is newer than what home holds.
    (e.stamps[0].software, e.stamps[0].software_lasts) = (at(&[702.0]), fixed(28.0));
    e.sites[1].lost = at(&[720.0]);
    assert_eq!(closes(&e), "a site-lost 720.0000 720.5000 730.2778 backup 1 2.0000");
}

/// An app whose home was out from 100.1 h to 200.1 h; people take 100 h to
/// prepare the way back.
fn long_in_coming() -> Estate {
    let mut e = with_replica(two_sites());
    e.people.failback = fixed(8.0);
    e.people.reprotect = fixed(100.0);
    (e.stamps[0].software, e.stamps[0].software_lasts) = (at(&[100.1]), fixed(100.0));
    (e.stamps[0].pool_tolerates, e.stamps[0].pool_online_down_to) = (9, 9);
    e.stamps[0].hardware_repair = fixed(400.0);
    e
}

#[test]
fn an_app_stays_where_it_serves_while_home_has_no_node_for_it() {
    // Its only node at home fails at 250 h. When the way is prepared, at 300.1 h,
    // the app stays; it moves after the repair at 650 h.
    let stays = (
        vec!["a stamp-outage 100.1000 101.1000 101.2000 replica 0 0.1000".to_string()],
        "1.1000".to_string(),
        "8.0000".to_string(),
    );
    let mut pinned = long_in_coming();
    (pinned.apps[0].pinned, pinned.stamps[0].nodes) = (true, 1);
    pinned.stamps[0].hardware = at(&[250.0]);
    assert_eq!(told(pinned.clone()), stays);
    // Two VMs, and one node left with room for one.
    let mut e = long_in_coming();
    (e.apps[0].vms, e.apps[0].vms_needed) = (2, 2);
    (e.stamps[0].nodes, e.stamps[0].vm_memory_per_node_bytes) = (2, 1e9);
    e.stamps[0].hardware = at(&[250.0]);
    assert_eq!(told(e), stays);
    // It stops at 300.3002 h, 7.2e10 B having been written in 200 h and copied in
    // 720.7 s; the node fails at 303 h.
    pinned.stamps[0].hardware = at(&[303.0]);
    assert_eq!(told(pinned), (stays.0, stays.1, "10.6998".into()));
}

/// As [`moving_home`], with an app that the first needs at a stamp of its own
/// at site `site` of three, all joined.
fn moving_home_with_a_need(site_: u32) -> Estate {
    let mut e = moving_home();
    e.sites.push(site("dc3", SiteKind::Own));
    e.stamps.push(stamp("own", site_, 4));
    e.links.push(link("w2", 0, 2, 1e8));
    e.links.push(link("w3", 1, 2, 1e8));
    e.apps.push(app("b", Place::Stamp(StampId(2))));
    e.apps[0].needs = vec![AppId(1)];
    e
}

#[test]
fn the_move_is_given_up_when_what_the_app_needs_would_not_be_reached() {
    // Both links of home fail at 704 h, 3.6219 h into the move, until 754 h:
    // where it was the app reaches what it needs, or its users.
    let mut e = moving_home_with_a_need(1);
    for l in [0, 1] {
        (e.links[l].failure, e.links[l].repair) = (at(&[704.0]), fixed(50.0));
    }
    assert_eq!(told(e.clone()), only_planned("11.6219"));
    e.apps[0].needs.clear();
    e.apps[0].users = vec![SiteId(1)];
    assert_eq!(told(e), only_planned("11.6219"));
}

#[test]
fn a_failure_of_what_the_app_needs_ends_the_move_with_an_incident() {
    let mut e = moving_home_with_a_need(1);
    (e.stamps[2].software, e.stamps[2].software_lasts) = (at(&[704.0]), fixed(2.0));
    let incident = |line: &str| (vec![LEFT.into(), line.into()], "3.1000".into(), "11.6219".into());
    let (mut lines, down, planned) = told(e);
    assert_eq!(lines.remove(1), "b stamp-outage 704.0000 705.0000 706.0000 in place 0.0000");
    assert_eq!((lines, down, planned), incident("a stamp-outage 704.0000 705.0000 706.0000 in place 0.0000"));
    // The way to it fails, from where the app was and from home.
    let mut e = moving_home_with_a_need(2);
    for l in [1, 2] {
        (e.links[l].failure, e.links[l].repair) = (at(&[704.0]), fixed(2.0));
    }
    assert_eq!(told(e.clone()), incident("a link-lost 704.0000 705.0000 706.0000 in place 0.0000"));
    // From where it was there is another way.
    e.links[1].failure = Hazard::Never;
    assert_eq!(
        told(e),
        (vec![LEFT.into(), "a link-lost 704.0000 masked".into()], "1.1000".into(), "8.0000".into())
    );
}

#[test]
fn a_missing_item_ends_an_apps_own_move_and_nobody_elses() {
    // Both are copied home by 700.6572 h: 2e11 B at 1e8 B/s, less the 1e5 B/s of
    // the backups and what each writes, take 2006 s. They move in 8 h. At 704 h an
    // item of a is missed: its move ends, but it stays down with k until 708.6572 h.
    // Then the item comes from the backup of 694 h in 10 s, and a moves in 8 h.
    let mut e = with_backup(moving_home(), vec![DR]);
    let k = App { protections: vec![e.apps[0].protections[0].clone()], ..app("k", PROD) };
    e.apps.push(k);
    e.apps[0].needs = vec![AppId(1)];
    e.apps[0].item_deletion = at(&[699.0]);
    e.apps[0].damage_detection = fixed(5.0);
    let (lines, down, planned) = told(e);
    assert_eq!(lines[2..], ["a item-deletion 704.0000 704.0000 708.6600 backup 1 5.0000"]);
    assert_eq!((down.as_str(), planned.as_str()), ("1.1000", "16.0000"));
}

#[test]
fn what_is_written_during_the_copy_home_is_sent_too() {
    let mut e = moving_home();
    e.sites[1].lost = at(&[704.0]);
    let moves = |e: &Estate, churn: f64| {
        let mut e = e.clone();
        e.apps[0].churn_bytes_per_second = churn;
        let (mut lines, _, planned) = told(e);
        (lines.split_off(1), planned)
    };
    // At 5e7 B/s the copy takes 2000 s: the app stops at 700.6556 h.
    let line = "a site-lost 704.0000 705.0000 705.0000 in place 0.0000".to_string();
    assert_eq!(moves(&e, 5e7), (vec![line], "3.3444".into()));
    // At 9.5e7 B/s, 9.5e10 B are left after 1000 s. The app stops at 700.3778 h,
    // and they are sent in 950 s before it moves.
    e.sites[1].lost = Hazard::Never;
    assert_eq!(moves(&e, 9.5e7), (vec![], "8.2639".into()));
    // Until they are, home holds the data of 700.1 h.
    e.sites[1].lost = at(&[700.5]);
    let line = "a site-lost 700.5000 701.5000 701.5000 in place 0.2778".to_string();
    assert_eq!(moves(&e, 9.5e7), (vec![line], "0.1222".into()));
    // A link that fails during the first copy delays it, and the app serves until
    // what was written since has been sent too.
    let mut cut = e.clone();
    cut.sites[1].lost = Hazard::Never;
    (cut.links[0].failure, cut.links[0].repair) = (at(&[700.2]), fixed(50.0));
    assert_eq!(moves(&cut, 1e7), (vec![], "8.0000".into()));
    // If it fails while the rest is sent the app serves on. A copy of 700.5 h takes
    // 1000 s when the link is back. All data have changed since: the app stops, and
    // they are sent in 1000 s.
    e.sites[1].lost = Hazard::Never;
    (e.links[0].failure, e.links[0].repair) = (at(&[700.5]), fixed(50.0));
    assert_eq!(moves(&e, 9.5e7), (vec![], "8.4000".into()));
}

#[test]
fn a_replica_that_starts_over_after_the_move_home_protects_nothing_until_it_is_seeded() {
    // Down at 100.1 h, failed over at 101.2 h, home back at 110.1 h. What was written
    // in 10.2 h is sent home from 110.3 h on, in 36.72 s; the app has moved at
    // 110.8102 h. Protection is enabled 0.2 h later, and 1e11 B are sent in 1000 s.
    let lost = |hour: f64, after_failback: AfterFailback| {
        let mut e = with_replica(two_sites());
        e.people.reprotect = fixed(0.2);
        (e.stamps[0].software, e.stamps[0].software_lasts) = (at(&[100.1]), fixed(10.0));
        e.sites[0].lost = at(&[hour]);
        let Protection::Replica(replica) = &mut e.apps[0].protections[0] else { unreachable!() };
        replica.after_failback = after_failback;
        story(e, 60.0)[1].clone()
    };
    assert_eq!(
        lost(111.27, AfterFailback::GoesOn),
        "a site-lost 111.2700 112.2700 112.3700 replica 0 0.0200"
    );
    assert_eq!(lost(111.27, AfterFailback::StartsOver), "a site-lost 111.2700 112.2700 232.2700 rebuilt all");
    // What it has at 111.2880 h is of 111.0102 h, when sending began; what was written
    // since takes a second more.
    assert_eq!(
        lost(111.2881, AfterFailback::StartsOver),
        "a site-lost 111.2881 112.2881 112.3881 replica 0 0.2779"
    );
    assert_eq!(
        lost(120.1, AfterFailback::StartsOver),
        "a site-lost 120.1000 121.1000 121.2000 replica 0 0.1000"
    );
}

#[test]
fn a_move_home_is_a_failover_that_is_planned() {
    // Home works again at 110.1 h, but its infrastructure services are down until
    // 150 h: nothing can be failed over to it. What was written since 100.1 h is sent
    // in a thousandth of the time, and the move takes half an hour.
    let moved = |change: &dyn Fn(&mut Estate)| {
        let mut e = with_replica(two_sites());
        (e.stamps[0].software, e.stamps[0].software_lasts) = (at(&[100.1]), fixed(10.0));
        change(&mut e);
        let model = Model::new(e);
        let setup =
            Setup { model: &model, seed: 1, horizon: hours(480.0), probes: 0, natural: true, strata: vec![] };
        let mut stage = Stage::new(&model);
        stage.run_told(&setup, 0, &mut Outcome::default(), true);
        let notes = stage.world().journal().iter();
        notes
            .filter(|(_, note)| matches!(note, Note::CopyingHome(_) | Note::Home(_)))
            .map(|(at, _)| instant(*at))
            .collect::<Vec<_>>()
    };
    assert_eq!(moved(&|_| {}), ["110.1000", "110.6100"]);
    let services = |e: &mut Estate| {
        (e.stamps[0].infrastructure, e.stamps[0].infrastructure_lasts) = (at(&[105.0]), fixed(45.0));
    };
    assert_eq!(moved(&services), ["150.0000", "150.5499"]);
    // So is the control plane that its failovers need.
    let portal = |e: &mut Estate| {
        let (failure, repair) = (at(&[105.0]), fixed(45.0));
        e.controls.push(Control { name: "portal".into(), at: ControlAt::Anywhere, failure, repair });
        let Protection::Replica(replica) = &mut e.apps[0].protections[0] else { unreachable!() };
        replica.needs.start = vec![Need::Control(ControlId(0))];
    };
    assert_eq!(moved(&portal), ["150.0000", "150.5499"]);
    // What has been begun goes on.
    let later = |e: &mut Estate| {
        (e.stamps[0].infrastructure, e.stamps[0].infrastructure_lasts) = (at(&[110.5]), fixed(45.0));
    };
    assert_eq!(moved(&later), ["110.1000", "110.6100"]);
}
