//! Forced incidents against plain simulation where both can be had, as in
//! `forced.rs`: disasters, damage to data, and what apps need of one another.
//!
//! - `outages_that_merge`: both sites fail often, the replica yields or commits
//! - `away_from_home`: stamps lost while the app runs elsewhere
//! - `dependents`: an app falls with the foundation app it needs
//! - `a_service`: two apps at two sites, useful only together
//! - `damage_found_late`: items and corruption, found late, healed by restores
//! - `attacks`: ransomware, copies reached by chance
//! - `ordinary_histories_go_on`: forcing changes nothing outside its branches

use crate::alike::assert_alike;
use crate::estate::*;
use crate::figures::run;
use crate::parts::*;
use drsim::model::*;

/// Two sites that are often out at once. The failover takes as long as many
/// outages last, so that one site's return meets the other's failure.
#[test]
fn outages_that_merge() {
    for (on_return, what) in [(OnReturn::Race, "outages, race"), (OnReturn::Commit, "outages, commit")] {
        let make = || {
            let mut e = two_sites();
            for site in &mut e.sites {
                (site.outage, site.outage_lasts) = (rate(4.0), exponential(400.0));
            }
            e.people.decision = exponential(50.0);
            let failover = Replica { failover: exponential(100.0), on_return, ..replica(DR, hours(24.0)) };
            e.apps[0].protections = vec![Protection::Replica(failover)];
            ask(&mut e.apps[0], Kind::SiteOutage, 150.0, Some(0.5));
            e
        };
        let pair = assert_alike(what, make, 1.5, (2500, 4000), &[Kind::SiteOutage]);
        let (p, f) = pair.cells(0, Kind::SiteOutage);
        assert!(p.strikes > 2500 && f.strikes * 4 < pair.forced.tally.forced * 3, "many are blocked");
    }
}

/// Two sites where everything disastrous happens often. The app fails over when
/// its stamp is lost or its site is out, and stays away for weeks.
fn disasters() -> Estate {
    let mut e = two_sites();
    e.targets.push(target("vault", TargetAt::Site(SiteId(1))));
    for (stamp, lost) in e.stamps.iter_mut().zip([3.0, 2.0]) {
        (stamp.lost, stamp.redeploy) = (rate(lost), exponential(1000.0));
    }
    for site in &mut e.sites {
        (site.outage, site.outage_lasts) = (rate(2.0), exponential(300.0));
    }
    e.sites[1].lost = rate(1.0);
    (e.people.detection, e.people.decision) = (exponential(2.0), exponential(20.0));
    e.people.error = exponential(10.0);
    e.people.reprotect = exponential(100.0);
    e.people.failback = exponential(10.0);
    let mut failover = replica(DR, hours(6.0));
    (failover.failover, failover.decide) = (exponential(4.0), Some(exponential(15.0)));
    failover.plan_works = 0.6;
    let restore = backup(0, hours(48.0), vec![PROD, DR]);
    e.apps[0].protections = vec![Protection::Replica(failover), Protection::Backup(restore)];
    for (kind, rpo) in [(Kind::StampLost, Some(5.0)), (Kind::SiteOutage, Some(5.0)), (Kind::SiteLost, None)] {
        ask(&mut e.apps[0], kind, 40.0, rpo);
    }
    e
}

/// An app that is away is struck where it is: this decides what is lost.
#[test]
fn away_from_home() {
    let kinds = [Kind::StampLost, Kind::SiteOutage, Kind::SiteLost];
    let pair = assert_alike("away", disasters, 2.0, (3000, 4000), &kinds);
    pair.assert_share_lost(0, Kind::StampLost, 0.05, 0.3);
    pair.assert_share_lost(0, Kind::SiteLost, 0.5, 0.95);
}

/// The same seed with and without branches: what is counted along the ordinary
/// history is the same to the bit.
#[test]
fn ordinary_histories_go_on() {
    let [plain, forced] = [false, true].map(|forced| {
        let mut e = disasters();
        e.apps[0].objectives[Kind::SiteLost.index()].rpo = Some(hours(5.0));
        run(e, 300, 1.0, 61, forced)
    });
    assert!(forced.tally.forced > 1000 && plain.tally.forced == 0);
    let (p, f) = (&plain.tally.overall[0], &forced.tally.overall[0]);
    assert_eq!((p.down, p.exposed), (f.down, f.exposed));
    assert_eq!((p.planned_hours, p.cut_off_hours), (f.planned_hours, f.cut_off_hours));
    assert!(p.down.sum() > 0.0 && p.exposed.sum() > 0.0 && p.planned_hours > 0.0);
}

/// A foundation app at each end of the link: `b` and `c` fall with the app they
/// need, wherever that is, and nobody is restored before the foundation serves.
#[test]
fn dependents() {
    let make = || {
        let mut e = two_sites();
        e.targets.push(target("vault", TargetAt::Site(SiteId(1))));
        for stamp in &mut e.stamps {
            (stamp.crash, stamp.crash_repair) = (rate(0.4), exponential(100.0));
            (stamp.lost, stamp.redeploy) = (rate(2.0), exponential(200.0));
        }
        e.sites[0].outage = rate(2.0);
        e.sites[0].outage_lasts = exponential(100.0);
        (e.links[0].failure, e.links[0].repair) = (rate(4.0), exponential(150.0));
        e.people.decision = exponential(20.0);
        let restored = |to| vec![Protection::Backup(backup(0, hours(24.0), to))];
        let moved = Replica { failover: exponential(5.0), ..replica(DR, hours(6.0)) };
        e.apps[0].foundation = true;
        e.apps[0].pinned = true;
        e.apps[0].protections = restored(vec![PROD, DR]);
        e.apps.push(App { needs: vec![AppId(0)], ..app("b", PROD) });
        e.apps[1].protections = vec![Protection::Replica(moved)];
        e.apps.push(App { needs: vec![AppId(1)], pinned: true, ..app("c", DR) });
        e.apps[2].protections = restored(vec![DR]);
        for app in &mut e.apps {
            ask(app, Kind::Node, 100.0, None);
            ask(app, Kind::LinkLost, 100.0, None);
            ask(app, Kind::SiteOutage, 60.0, None);
            ask(app, Kind::StampLost, 100.0, Some(12.0));
        }
        e
    };
    let kinds = [Kind::Node, Kind::LinkLost, Kind::SiteOutage, Kind::StampLost];
    assert_alike("dependents", make, 1.5, (2500, 2500), &kinds);
}

/// The service is struck with either app, and back with its last.
#[test]
fn a_service() {
    let make = || {
        let mut e = two_sites();
        e.targets.push(target("vault", TargetAt::Site(SiteId(1))));
        for (stamp, software) in e.stamps.iter_mut().zip([3.0, 4.0]) {
            (stamp.software, stamp.software_lasts) = (rate(software), exponential(300.0));
            (stamp.lost, stamp.redeploy) = (rate(2.0), exponential(300.0));
        }
        e.people.decision = exponential(50.0);
        e.apps[0].protections = vec![Protection::Backup(backup(0, hours(24.0), vec![PROD, DR]))];
        e.apps.push(app("b", DR));
        let moved = Replica { failover: exponential(20.0), ..replica(PROD, hours(6.0)) };
        e.apps[1].protections = vec![Protection::Replica(moved)];
        for app in &mut e.apps {
            ask(app, Kind::StampOutage, 100.0, None);
            ask(app, Kind::StampLost, 100.0, Some(8.0));
        }
        let mut objectives = e.apps[0].objectives;
        objectives[Kind::StampOutage.index()].rto = Some(hours(150.0));
        e.services.push(Service { name: "s".into(), apps: vec![AppId(0), AppId(1)], objectives });
        e
    };
    let pair = assert_alike("a service", make, 2.0, (2500, 3000), &[Kind::StampOutage, Kind::StampLost]);
    let strikes = |subject| pair.cells(subject, Kind::StampOutage).1.strike_weight;
    assert!(strikes(2) > 1.2 * strikes(0).max(strikes(1)), "either app strikes the service");
}

/// Items are missed and corruption noticed weeks after; points expire, the
/// replica holds a few days, and a restore in between heals what was damaged.
#[test]
fn damage_found_late() {
    let make = || {
        let mut e = two_sites();
        e.targets.push(target("vault", TargetAt::Site(SiteId(1))));
        (e.stamps[0].lost, e.stamps[0].redeploy) = (rate(3.0), exponential(200.0));
        e.people.decision = exponential(50.0);
        let a = &mut e.apps[0];
        (a.item_deletion, a.corruption) = (rate(5.0), rate(4.0));
        (a.damage_detection, a.damage_stop) = (exponential(300.0), exponential(30.0));
        (a.item_remake, a.rebuild) = (exponential(100.0), exponential(200.0));
        let mut points = replica(DR, hours(6.0));
        points.retention = Retention { age: hours(72.0), spacing: hours(12.0) };
        let mut copies = backup(0, hours(48.0), vec![PROD, DR]);
        copies.levels[0].retention.age = hours(600.0);
        (copies.levels[0].job_failure, copies.levels[0].unreadable) = (0.2, 0.1);
        copies.fix_up = exponential(10.0);
        a.protections = vec![Protection::Replica(points), Protection::Backup(copies)];
        ask(a, Kind::ItemDeletion, 50.0, Some(36.0));
        ask(a, Kind::Corruption, 60.0, Some(36.0));
        ask(a, Kind::StampLost, 30.0, Some(3.0));
        e
    };
    let kinds = [Kind::ItemDeletion, Kind::Corruption, Kind::StampLost];
    let pair = assert_alike("damage", make, 1.5, (2500, 4000), &kinds);
    pair.assert_share_lost(0, Kind::ItemDeletion, 0.05, 0.4);
    pair.assert_share_lost(0, Kind::Corruption, 0.05, 0.4);
    let (p, f) = pair.cells(0, Kind::Corruption);
    assert!(p.incidents < p.strikes && f.incidents < f.strikes, "some is healed before it is found");
}

/// Every attack strikes both apps, and reaches the replica's points and the
/// vault each by chance; taint counts from the intrusion.
#[test]
fn attacks() {
    let make = || {
        let mut e = two_sites();
        e.targets.push(Target { compromised: 0.3, ..target("vault", TargetAt::Site(SiteId(1))) });
        let attack = &mut e.ransomware;
        (attack.hazard, attack.taint_from) = (rate(6.0), TaintFrom::Intrusion);
        (attack.dwell, attack.hold) = (exponential(200.0), exponential(150.0));
        (e.stamps[0].lost, e.stamps[0].redeploy) = (rate(2.0), exponential(200.0));
        e.people.decision = exponential(10.0);
        let mut points = Replica { compromised: 0.5, ..replica(DR, hours(6.0)) };
        points.retention = Retention { age: hours(240.0), spacing: hours(24.0) };
        let copies = |age| {
            let mut copies = backup(0, hours(24.0), vec![PROD, DR]);
            copies.levels[0].retention.age = hours(age);
            copies.vm_restore_failure = 0.3;
            Protection::Backup(copies)
        };
        e.apps[0].protections = vec![Protection::Replica(points), copies(500.0)];
        e.apps.push(App { needs: vec![AppId(0)], protections: vec![copies(300.0)], ..app("b", PROD) });
        for app in &mut e.apps {
            ask(app, Kind::Ransomware, 150.0, Some(24.0));
            ask(app, Kind::StampLost, 10.0, Some(12.0));
        }
        e
    };
    let pair = assert_alike("attacks", make, 1.5, (2500, 4000), &[Kind::Ransomware, Kind::StampLost]);
    pair.assert_share_lost(0, Kind::Ransomware, 0.1, 0.4);
    pair.assert_share_lost(1, Kind::Ransomware, 0.2, 0.7);
    let (p, f) = pair.cells(1, Kind::Ransomware);
    assert!(p.strikes > 2500 && f.strikes * 20 < pair.forced.tally.trials * 19, "some find the app down");
}
