//! Restores whose source goes out of reach while it is read.

use super::*;
use drsim::trial::record::Phase;

/// The stamp of `a` is lost at 100 h; from 101 h on it is restored at the second
/// site in 10 h: 3.6e12 B with one stream of 1e8 B/s. Backups are made at 22:00
/// to a target at the second site (0) and to another at the third (1), as two
/// methods in this order.
fn two_vaults() -> Estate {
    let mut e = with_third_site(two_sites());
    e.targets.push(target("near", TargetAt::Site(SiteId(1))));
    e.targets.push(target("far", TargetAt::Site(SiteId(2))));
    e.apps[0].protections = vec![nightly_to(0, DR), nightly_to(1, DR)];
    e.apps[0].data_bytes = 3.6e12;
    e.stamps[0].lost = at(&[100.0]);
    e.stamps[0].redeploy = fixed(5000.0);
    e
}

fn nightly_to(target: u32, to: Place) -> Protection {
    Protection::Backup(nightly(target, vec![to]))
}

fn backup_of(protection: &mut Protection) -> &mut Backup {
    let Protection::Backup(backup) = protection else { unreachable!() };
    backup
}

/// A target stops from `from` for 500 h and keeps its data.
fn stops(e: &mut Estate, target: usize, from: f64) {
    (e.targets[target].failure, e.targets[target].repair) = (at(&[from]), fixed(500.0));
}

#[test]
fn a_restore_leaves_a_target_that_stops() {
    let mut e = two_vaults();
    assert_eq!(story(e.clone(), 60.0), ["a stamp-lost 100.0000 101.0000 111.0000 backup 0 6.0000"]);
    stops(&mut e, 0, 103.0);
    assert_eq!(story(e, 60.0), ["a stamp-lost 100.0000 101.0000 113.0000 backup 1 6.0000"]);
}

#[test]
fn a_restore_leaves_a_way_that_is_cut() {
    // Read from the third site, until both ways there are cut.
    let mut e = two_vaults();
    e.apps[0].protections.reverse();
    for link in [0, 2] {
        (e.links[link].failure, e.links[link].repair) = (at(&[103.0]), fixed(500.0));
    }
    assert_eq!(story(e, 60.0), ["a stamp-lost 100.0000 101.0000 113.0000 backup 1 6.0000"]);
}

#[test]
fn a_restore_with_nowhere_else_to_read_goes_on_where_it_was() {
    // 2 h of 10 h have been read at 103 h, the other 8 h are from 108 h on.
    let mut e = two_vaults();
    e.apps[0].protections.truncate(1);
    stops(&mut e, 0, 103.0);
    e.targets[0].repair = fixed(5.0);
    let (model, o) = outcome(e, 60.0);
    assert_eq!(line(&model, &o.strikes[0]), "a stamp-lost 100.0000 101.0000 116.0000 backup 0 6.0000");
    let phases = o.strikes[0].incident.unwrap().phases;
    assert_eq!(phases[Phase::Transfer.index()], hours(10.0));
    assert_eq!(phases[Phase::Repair.index()], hours(5.0));
}

#[test]
fn another_copy_is_read_as_soon_as_there_is_one() {
    // The other target is down until 104 h.
    let mut e = two_vaults();
    stops(&mut e, 0, 103.0);
    (e.targets[1].failure, e.targets[1].repair) = (at(&[98.0]), fixed(6.0));
    assert_eq!(story(e, 60.0), ["a stamp-lost 100.0000 101.0000 114.0000 backup 1 6.0000"]);
}

#[test]
fn a_method_with_a_decision_of_its_own_waits_for_it() {
    // Decided 5 h after people know.
    let mut e = two_vaults();
    backup_of(&mut e.apps[0].protections[1]).decide = Some(fixed(5.0));
    stops(&mut e, 0, 103.0);
    assert_eq!(story(e, 60.0), ["a stamp-lost 100.0000 101.0000 115.0000 backup 1 6.0000"]);
}

#[test]
fn what_is_prepared_serves_another_copy_of_the_same_backup() {
    // VMs are provisioned until 103 h; the copy kept outward is read from 105 h.
    let mut e = two_vaults();
    e.apps[0].protections.truncate(1);
    let b = backup_of(&mut e.apps[0].protections[0]);
    b.provision = fixed(2.0);
    let outward = Level { target: TargetId(1), schedule: None, ..b.levels[0].clone() };
    b.levels.push(outward);
    let mut elsewhere = e.clone();
    stops(&mut e, 0, 105.0);
    assert_eq!(story(e, 60.0), ["a stamp-lost 100.0000 101.0000 115.0000 backup 0 6.0000"]);
    // As long as nothing is read nobody misses the target.
    stops(&mut elsewhere, 0, 102.0);
    assert_eq!(story(elsewhere.clone(), 60.0), ["a stamp-lost 100.0000 101.0000 113.0000 backup 0 6.0000"]);
    elsewhere.targets[0].repair = fixed(0.5);
    assert_eq!(story(elsewhere, 60.0), ["a stamp-lost 100.0000 101.0000 113.0000 backup 0 6.0000"]);
}

#[test]
fn streams_that_read_nothing_serve_others() {
    // The only stream reads for `a` at the third site until the ways there are
    // cut, then for `b` at the second in 0.2778 h.
    let mut e = two_vaults();
    e.targets[0].streams = 1;
    e.apps[0].protections = vec![nightly_to(0, THIRD)];
    let protections = vec![nightly_to(0, DR)];
    e.apps.push(App { protections, priority: 2, data_bytes: 1e11, ..app("b", PROD) });
    for link in [0, 2] {
        (e.links[link].failure, e.links[link].repair) = (at(&[103.0]), fixed(500.0));
    }
    assert_eq!(
        story(e, 60.0),
        [
            "b stamp-lost 100.0000 101.0000 103.2778 backup 0 6.0000",
            "a stamp-lost 100.0000 101.0000 611.0000 backup 0 6.0000",
        ]
    );
}

#[test]
fn a_restore_leaves_for_a_replica() {
    // A failover at 103 h takes 0.1 h.
    let mut e = two_vaults();
    e.apps[0].protections = vec![nightly_to(0, DR), Protection::Replica(quarter_hourly(THIRD))];
    stops(&mut e, 0, 103.0);
    assert_eq!(story(e, 60.0), ["a stamp-lost 100.0000 101.0000 103.1000 replica 1 0.2500"]);
}

#[test]
fn an_item_is_read_from_another_copy() {
    // Found to be missing at 108.1 h; 10 h to read. From 110 h on the item is
    // fetched from an older point of the replica, over a link that copies leave
    // 9.99e7 B/s of: 10.0100 h.
    let mut e = two_vaults();
    e.stamps[0].lost = Hazard::Never;
    let retention = Retention { age: hours(24.0), spacing: Span::ZERO };
    let r = Replica { retention, ..quarter_hourly(DR) };
    e.apps[0].protections = vec![nightly_to(0, DR), Protection::Replica(r)];
    e.apps[0].item_bytes = 3.6e12;
    e.apps[0].item_deletion = at(&[100.1]);
    stops(&mut e, 0, 110.0);
    assert_eq!(story(e, 60.0), ["a item-deletion 108.1000 108.1000 120.0100 backup 1 0.1000"]);
}
