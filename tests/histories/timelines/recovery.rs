//! Recoveries from copies, and what they wait for.

use super::*;
use drsim::trial::record::{Phase, Totals};

#[test]
fn a_returning_primary_cancels_the_failover() {
    // Declared at 101 h, failover done at 101.6 h; power is back at 101.3 h.
    let mut e = with_replica(two_sites());
    if let Protection::Replica(r) = &mut e.apps[0].protections[0] {
        r.failover = fixed(0.6);
    }
    e.sites[0].outage = at(&[100.0]);
    e.sites[0].outage_lasts = fixed(1.3);
    let mut commit = e.clone();
    assert_eq!(story(e, 10.0), ["a site-outage 100.0000 101.0000 101.3000 in place 0.0000"]);
    // With `commit` the failover goes on and its point's loss stands: the last
    // capture that had arrived by 100 h is that of 99.75 h.
    if let Protection::Replica(r) = &mut commit.apps[0].protections[0] {
        r.on_return = OnReturn::Commit;
    }
    assert_eq!(story(commit, 10.0), ["a site-outage 100.0000 101.0000 101.6000 replica 0 0.2500"]);
}

#[test]
fn a_backup_is_restored_through_the_link() {
    // Only the stamp is lost: redeployed after 100 h at home, or restored to
    // the other site at once.
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.stamps[0].lost = at(&[100.0]);
    // Home works again at 200 h; 1e11 B over the link's 1e8 B/s: 1000 s =
    // 0.2778 h. Loss: the capture at 94 h (22:00 of day 4). To the second site
    // one restore stream of 1e8 B/s takes as long.
    assert_eq!(story(e, 30.0), ["a stamp-lost 100.0000 101.0000 200.2778 backup 0 6.0000"]);
    let mut e = with_backup(two_sites(), vec![PROD, DR]);
    e.stamps[0].lost = at(&[100.0]);
    assert_eq!(story(e, 30.0), ["a stamp-lost 100.0000 101.0000 101.2778 backup 0 6.0000"]);
}

#[test]
fn two_restores_share_the_link_fairly() {
    // b has half of a's data. Both come back home over the link from 200 h on
    // and get 5e7 B/s each: b is done after 1000 s, a has 5e10 B left at 1e8
    // B/s, less the 1e5 B/s of b's copies, which run again: 500.5 s more.
    let mut e = with_backup(two_sites(), vec![PROD]);
    let mut b = App { data_bytes: 5e10, ..e.apps[0].clone() };
    b.name = "b".into();
    e.apps.push(b);
    e.stamps[0].lost = at(&[100.0]);
    assert_eq!(
        story(e, 20.0),
        [
            "b stamp-lost 100.0000 101.0000 200.2778 backup 0 6.0000",
            "a stamp-lost 100.0000 101.0000 200.4168 backup 0 6.0000",
        ]
    );
}

#[test]
fn restores_queue_for_streams_by_priority() {
    let mut e = with_backup(two_sites(), vec![DR]);
    e.targets[0].streams = 1;
    let mut b = App { priority: 2, ..e.apps[0].clone() };
    b.name = "b".into();
    e.apps[0].priority = 3;
    e.apps.push(b);
    e.stamps[0].lost = at(&[100.0]);
    assert_eq!(
        story(e, 20.0),
        [
            "b stamp-lost 100.0000 101.0000 101.2778 backup 0 6.0000",
            "a stamp-lost 100.0000 101.0000 101.5556 backup 0 6.0000",
        ]
    );
}

#[test]
fn nothing_left_is_rebuilt_empty() {
    // The vault stands at the site that is lost.
    let mut e = with_backup(two_sites(), vec![DR]);
    e.targets[0].at = TargetAt::Site(SiteId(0));
    e.sites[0].lost = at(&[100.0]);
    assert_eq!(story(e, 20.0), ["a site-lost 100.0000 101.0000 221.0000 rebuilt all"]);
}

#[test]
fn an_app_waits_for_what_it_needs() {
    // b needs a; a is restored at 101.2778 h, b's failover is done before.
    let mut e = with_backup(two_sites(), vec![DR]);
    let mut b = with_replica(two_sites()).apps.remove(0);
    b.name = "b".into();
    b.needs = vec![AppId(0)];
    e.apps.push(b);
    e.stamps[0].lost = at(&[100.0]);
    let (model, o) = outcome(e, 20.0);
    let lines = lines(&model, &o);
    assert_eq!(
        lines,
        [
            "a stamp-lost 100.0000 101.0000 101.2778 backup 0 6.0000",
            "b stamp-lost 100.0000 101.0000 101.2778 replica 0 0.2500",
        ]
    );
    let waited = o.strikes[1].incident.unwrap().phases[Phase::Dependency.index()];
    assert_eq!(waited, Span::from_seconds(1000.0) - hours(0.1));
}

#[test]
fn foundation_comes_first() {
    // Same estate, but a is foundation and b does not need it to run: b's
    // failover may start only when a serves.
    let mut e = with_backup(two_sites(), vec![DR]);
    e.apps[0].foundation = true;
    let mut b = with_replica(two_sites()).apps.remove(0);
    b.name = "b".into();
    e.apps.push(b);
    e.stamps[0].lost = at(&[100.0]);
    assert_eq!(
        story(e, 20.0),
        [
            "a stamp-lost 100.0000 101.0000 101.2778 backup 0 6.0000",
            "b stamp-lost 100.0000 101.0000 101.3778 replica 0 0.2500",
        ]
    );
}

#[test]
fn a_service_is_back_with_its_last_app() {
    let mut e = with_backup(two_sites(), vec![DR]);
    let mut b = with_replica(two_sites()).apps.remove(0);
    b.name = "b".into();
    e.apps.push(b);
    e.services.push(service("s", vec![AppId(0), AppId(1)]));
    e.stamps[0].lost = at(&[100.0]);
    let (model, o) = outcome(e, 20.0);
    let lines = lines(&model, &o);
    assert_eq!(
        lines,
        [
            "b stamp-lost 100.0000 101.0000 101.1000 replica 0 0.2500",
            "a stamp-lost 100.0000 101.0000 101.2778 backup 0 6.0000",
            "s stamp-lost 100.0000 101.0000 101.2778 backup 0 6.0000",
        ]
    );
    assert_eq!(o.totals[2].down, o.totals[0].down);
}

#[test]
fn a_service_is_down_for_planned_work_and_cut_off_with_a_member() {
    // The users of `a` are cut off from 50 h to 51 h; its site is lost at 100.1 h
    // and it fails over until 101.2 h. Home is back at 700.1 h, the data and what
    // is written meanwhile are copied by 700.3781 h (1e11 B at 1e8 - 1e5 B/s), and
    // it moves in half an hour. `b` is down from 50.5 h and from 700.6 h for 2 h
    // each: of that, nothing else counts.
    let mut e = with_replica(two_sites());
    e.sites[0].lost = at(&[100.1]);
    e.sites[0].replacement = fixed(500.0);
    e.apps[0].users = vec![SiteId(1)];
    e.links[0].failure = at(&[50.0]);
    e.sites.push(site("dc3", SiteKind::Own));
    e.stamps.push(stamp("third", 2, 4));
    (e.stamps[2].software, e.stamps[2].software_lasts) = (at(&[50.5, 700.6]), fixed(2.0));
    e.apps.push(app("b", Place::Stamp(StampId(2))));
    for apps in [vec![AppId(0)], vec![AppId(0), AppId(1)]] {
        e.services.push(service("s", apps));
    }
    let totals = |days: f64| -> Vec<String> {
        let (_, o) = outcome(e.clone(), days);
        let parts = |t: &Totals| [t.down, t.planned, t.cut_off].map(|span| number(span.hours())).join(" ");
        o.totals.iter().map(parts).collect()
    };
    let of_a = "1.1000 0.5000 1.0000";
    assert_eq!(totals(40.0), [of_a, "4.0000 0.0000 0.0000", of_a, "5.1000 0.2219 0.5000"]);
    // A horizon at 700.5 h and one at 50.25 h.
    let of_a = "1.1000 0.1219 1.0000";
    assert_eq!(totals(700.5 / 24.0), [of_a, "2.0000 0.0000 0.0000", of_a, "3.1000 0.1219 0.5000"]);
    let of_a = "0.0000 0.0000 0.2500";
    assert_eq!(totals(50.25 / 24.0), [of_a, "0.0000 0.0000 0.0000", of_a, of_a]);
}

#[test]
fn what_never_comes_back_is_lost_and_hit_no_more() {
    // Nothing is restored within 200 h; later strikes find nothing in use.
    let mut e = given_up();
    e.stamps[0].software = at(&[900.0, 1000.0]);
    assert_eq!(story(e, 60.0), ["a site-lost 100.0000 101.0000 - never all"]);
}

#[test]
fn a_service_is_down_for_good_with_a_member() {
    // a is given up at 300 h. What hits b from then on is no strike on the
    // service.
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.people.max_incident = hours(200.0);
    e.stamps[0].lost = at(&[100.0]);
    e.stamps[0].redeploy = fixed(1e6);
    e.apps.push(app("b", DR));
    e.services.push(service("s", vec![AppId(0), AppId(1)]));
    (e.stamps[1].switch, e.stamps[1].software) = (at(&[1000.0]), at(&[1100.0]));
    let (model, o) = outcome(e, 60.0);
    assert_eq!(
        lines(&model, &o),
        [
            "a stamp-lost 100.0000 101.0000 - never all",
            "s stamp-lost 100.0000 101.0000 - never all",
            "b stamp-outage 1000.0000 1001.0000 1001.0000 in place 0.0000",
            "b stamp-outage 1100.0000 1101.0000 1104.0000 in place 0.0000",
        ]
    );
    assert_eq!(o.totals[2].down, o.totals[0].down);
}

#[test]
fn a_service_whose_member_came_back_after_all_can_be_struck_again() {
    // a is given up at 300 h, its site is back at 400 h. b falls at 398 h, when
    // the service is down anyway; a again at 401 h, b is back at 402 h.
    let mut e = two_sites();
    e.people.max_incident = hours(200.0);
    (e.sites[0].outage, e.sites[0].outage_lasts) = (at(&[100.0]), fixed(300.0));
    (e.stamps[0].software, e.stamps[1].software) = (at(&[401.0, 500.0]), at(&[398.0]));
    e.apps.push(app("b", DR));
    e.services.push(service("s", vec![AppId(0), AppId(1)]));
    let (model, o) = outcome(e, 60.0);
    let of_service = o.strikes.iter().filter(|s| s.subject.0 == 2);
    assert_eq!(
        of_service.map(|s| line(&model, s)).collect::<Vec<_>>(),
        [
            "s site-outage 100.0000 101.0000 - never 0.0000",
            "s stamp-outage 500.0000 501.0000 504.0000 in place 0.0000",
        ]
    );
}

#[test]
fn the_clocks_of_a_service_start_with_the_first_member_they_start_for() {
    // The first member is down from 100 h to 104 h, the second from 102 h to
    // 106 h; people know after half an hour and decide after an hour more.
    let mut e = two_sites();
    e.apps.push(app("b", DR));
    e.services.push(service("s", vec![AppId(0), AppId(1)]));
    e.people.detection = fixed(0.5);
    (e.sites[0].outage, e.sites[1].outage) = (at(&[100.0]), at(&[102.0, 300.0]));
    let (_, o) = outcome(e, 20.0);
    let instants = |subject: u32| -> Vec<String> {
        let incidents = o.strikes.iter().filter(|s| s.subject.0 == subject).filter_map(|s| s.incident);
        let text = |i: Incident| [i.failed, i.detected, i.declared, i.closed].map(instant).join(" ");
        incidents.map(text).collect()
    };
    assert_eq!(instants(0), ["100.0000 100.5000 101.5000 104.0000"]);
    assert_eq!(instants(1), ["102.0000 102.5000 103.5000 106.0000", "300.0000 300.5000 301.5000 304.0000"]);
    assert_eq!(
        instants(2),
        ["100.0000 100.5000 101.5000 106.0000", "300.0000 300.5000 301.5000 304.0000"],
        "an incident of a service leaves nothing to the next"
    );
}

#[test]
fn a_service_knows_that_the_copies_of_a_member_were_tainted() {
    // The first member's data are corrupted at 100 h; people notice at 1060 h,
    // when every copy from before is gone, and rebuild it by 1181 h. The second
    // member is down from 1070 h to 1270 h with its data unharmed.
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.apps[0].corruption = at(&[100.0]);
    e.apps[0].damage_detection = fixed(960.0);
    e.apps.push(app("b", DR));
    e.services.push(service("s", vec![AppId(0), AppId(1)]));
    e.sites[1].outage = at(&[1070.0]);
    e.sites[1].outage_lasts = fixed(200.0);
    let (_, o) = outcome(e, 60.0);
    let found: Vec<_> = o
        .strikes
        .iter()
        .filter_map(|s| Some((s.subject.0, s.incident?.nothing_left, s.incident?.tainted)))
        .collect();
    assert_eq!(found, [(0, true, true), (1, false, false), (2, true, true)]);
}

/// An app `a` that fails over to the second site and needs `k`, which is brought
/// back at a third site only at 128.8778 h: 1e13 B at 1e8 B/s take 27.7778 h.
/// Backups of both are made at 22:00 and kept at the third site.
fn waiting_for_k() -> Estate {
    let mut e = with_third_site(with_replica(two_sites()));
    e.targets.push(target("vault", TargetAt::Site(SiteId(2))));
    let protections = vec![Protection::Backup(nightly(0, vec![THIRD]))];
    e.apps[0].protections.extend(protections.clone());
    e.apps.push(App { protections, data_bytes: 1e13, ..app("k", PROD) });
    e.apps[0].needs = vec![AppId(1)];
    e.stamps[0].lost = at(&[100.1]);
    e.stamps[0].redeploy = fixed(5000.0);
    e
}

#[test]
fn a_second_disaster_while_waiting_for_what_is_needed_is_recovered() {
    // Recovered at 101.2 h on the data of 100 h, lost again at 110 h, decided
    // again at 111 h, restored at the third site by 111.2778 h.
    let mut e = waiting_for_k();
    e.stamps[1].lost = at(&[110.0]);
    let lines = story(e, 60.0);
    assert_eq!(lines[0], "k stamp-lost 100.1000 101.1000 128.8778 backup 0 6.1000");
    // The full backup begun at 101.2 h holds the data of 100 h.
    assert_eq!(lines[1], "a stamp-lost 100.1000 101.1000 128.8778 backup 1 0.1000");
}

#[test]
fn an_outage_while_waiting_for_what_is_needed_is_recovered() {
    // Recovered at 101.2 h on the data of 100 h. Its place is out from 110 h to
    // 610 h: decided again at 111 h, restored at the third site by 111.2778 h,
    // from the full backup begun at 101.2 h.
    let mut e = waiting_for_k();
    e.sites[1].outage = at(&[110.0]);
    e.sites[1].outage_lasts = fixed(500.0);
    let (model, o) = outcome(e, 60.0);
    assert_eq!(line(&model, &o.strikes[0]), "k stamp-lost 100.1000 101.1000 128.8778 backup 0 6.1000");
    assert_eq!(line(&model, &o.strikes[1]), "a stamp-lost 100.1000 101.1000 128.8778 backup 1 0.1000");
    let phases = o.strikes[1].incident.unwrap().phases;
    assert_eq!(phases[Phase::Decision.index()], hours(2.0));
    // From 101.2 h to 110 h, and from the restore on.
    assert_eq!(phases[Phase::Repair.index()], Span::ZERO);
    assert_eq!(phases[Phase::Transfer.index()], Span::from_seconds(1000.0));
}

#[test]
fn a_short_outage_while_waiting_for_what_is_needed_changes_nothing() {
    // Out from 110 h to 110.5 h, before people decide; from 112 h to 113.2 h,
    // when a restore begun at 113 h, to last until 113.2778 h, is called off.
    let mut e = waiting_for_k();
    (e.stamps[1].software, e.stamps[1].software_lasts) = (at(&[110.0]), fixed(0.5));
    (e.stamps[1].rack_power, e.stamps[1].rack_power_lasts) = (at(&[112.0]), fixed(1.2));
    let (model, o) = outcome(e, 60.0);
    assert_eq!(line(&model, &o.strikes[1]), "a stamp-lost 100.1000 101.1000 128.8778 replica 0 0.1000");
    let phases = o.strikes[1].incident.unwrap().phases;
    // The first decision, the one cut short, the third.
    assert_eq!(phases[Phase::Decision.index()], hours(1.0 + 0.5 + 1.0));
    assert_eq!(phases[Phase::Repair.index()], Span::ZERO);
}

#[test]
fn damage_found_while_waiting_for_what_is_needed_is_recovered() {
    // Corrupted at 99 h, failed over on the data of 100 h, noticed at 110 h. The
    // backup of 94 h is clean: of what was not damaged, 5 h are lost.
    let mut e = waiting_for_k();
    e.apps[0].corruption = at(&[99.0]);
    e.apps[0].damage_detection = fixed(11.0);
    let (model, o) = outcome(e, 60.0);
    assert_eq!(line(&model, &o.strikes[1]), "a stamp-lost 100.1000 101.1000 128.8778 backup 1 5.0000");
    assert_eq!(o.strikes[1].incident.unwrap().rollback, hours(6.1));
}
