//! Damage to data.

use super::*;
use drsim::trial::record::Phase;

#[test]
fn corruption_goes_back_to_a_point_before_its_onset() {
    // Onset 100 h, noticed 108 h, stopped 108.25 h, decided 109 h. The replica
    // carries the damage; the backup of 94 h is clean. Restored in place.
    let mut e = with_backup(with_replica(two_sites()), vec![PROD]);
    e.apps[0].corruption = at(&[100.0]);
    let (model, o) = outcome(e, 30.0);
    assert_eq!(line(&model, &o.strikes[0]), "a corruption 108.0000 109.0000 109.2778 backup 1 6.0000");
    // Rollback: from the clean point to the stop.
    assert_eq!(o.strikes[0].incident.unwrap().rollback, hours(14.25));
    assert_eq!(o.strikes.len(), 1);
}

#[test]
fn damage_found_while_an_app_waits_counts_when_it_is_restored() {
    // The node is down from 100 h to 340 h; restores can be started from 105 h on, and
    // take 1000 s. Damage of 95 h is noticed at 103 h.
    let mut e = with_backup(two_sites(), vec![DR]);
    e.apps[0].pinned = true;
    (e.stamps[0].hardware, e.stamps[0].hardware_repair) = (at(&[100.0]), fixed(240.0));
    let portal =
        Control { name: "portal".into(), at: ControlAt::Anywhere, failure: at(&[90.0]), repair: fixed(15.0) };
    e.controls.push(portal);
    let needs = e.apps[0].protections[0].needs_mut().unwrap();
    needs.start = vec![Need::Control(ControlId(0))];
    assert_eq!(story(e.clone(), 60.0), ["a node 100.0000 101.0000 105.2778 backup 0 6.0000"]);
    e.apps[0].corruption = at(&[95.0]);
    assert_eq!(story(e, 60.0), ["a node 100.0000 101.0000 105.2778 backup 0 1.0000"]);
}

#[test]
fn an_item_is_restored_while_the_app_serves() {
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.apps[0].item_deletion = at(&[100.0]);
    // 1e9 B at 1e8 B/s: 10 s.
    let (model, o) = outcome(e, 30.0);
    assert_eq!(line(&model, &o.strikes[0]), "a item-deletion 108.0000 108.0000 108.0028 backup 0 6.0000");
    assert_eq!(o.totals[0].down, Span::ZERO);
}

#[test]
fn people_look_for_the_right_copy_of_an_item() {
    // Half an hour by hand, then 10 s; from the vault or from an older point
    // of the replica.
    let make = || {
        let mut e = with_backup(with_replica(two_sites()), vec![PROD]);
        e.apps[0].item_deletion = at(&[100.0]);
        e.apps[0].item_work = Delay { mark: Mark::J, ..fixed(0.5) };
        e
    };
    let check = |e: Estate, by_hand: f64, expected: &str| {
        let (model, o) = outcome(e, 30.0);
        let i = o.strikes[0].incident.unwrap();
        assert_eq!(line(&model, &o.strikes[0]), expected);
        assert_eq!((i.phases[Phase::Manual.index()], i.judged), (hours(by_hand), hours(0.5)));
    };
    check(make(), 0.5, "a item-deletion 108.0000 108.0000 108.5028 backup 1 6.0000");
    let mut e = make();
    let Protection::Replica(r) = &mut e.apps[0].protections[0] else { unreachable!() };
    r.retention = Retention { age: hours(24.0), spacing: hours(1.0) };
    check(e, 0.5, "a item-deletion 108.0000 108.0000 108.5028 backup 0 0.2500");
    // Two bad copies are read, which is no more work, then the item is made
    // anew in 8 h.
    let mut e = make();
    e.apps[0].protections.remove(0);
    let Protection::Backup(b) = &mut e.apps[0].protections[0] else { unreachable!() };
    (b.levels[0].unreadable, b.levels[0].retention.age) = (1.0, hours(48.0));
    check(e, 8.5, "a item-deletion 108.0000 108.0000 116.5056 remade all");
}

#[test]
fn a_crash_restored_from_before_the_damage_heals_it() {
    // Deleted at 100 h, to be noticed at 108 h; the stamp is lost at 104 h and
    // the app restored from 94 h.
    let mut e = with_backup(two_sites(), vec![DR]);
    e.apps[0].item_deletion = at(&[100.0]);
    e.stamps[0].lost = at(&[104.0]);
    assert_eq!(
        story(e, 30.0),
        ["a stamp-lost 104.0000 105.0000 105.2778 backup 0 10.0000", "a item-deletion 108.0000 masked"]
    );
}

#[test]
fn an_attack_holds_the_restore_and_spares_the_immutable() {
    let mut e = with_backup(with_replica(two_sites()), vec![PROD]);
    e.ransomware.hazard = at(&[100.0]);
    // Hold of 72 h, then 0.2778 h.
    assert_eq!(story(e.clone(), 30.0), ["a ransomware 100.0000 101.0000 172.2778 backup 1 6.0000"]);
    e.targets[0].compromised = 1.0;
    assert_eq!(story(e.clone(), 30.0), ["a ransomware 100.0000 101.0000 292.0000 rebuilt all"]);
    // Counted from the intrusion 100 h before, the points since 0 h are
    // suspect; the backup of the evening before the start is clean.
    e.targets[0].compromised = 0.0;
    e.ransomware.taint_from = TaintFrom::Intrusion;
    assert_eq!(story(e, 30.0), ["a ransomware 100.0000 101.0000 172.2778 backup 1 2.0000"]);
}

#[test]
fn a_missing_item_strikes_nobody_else() {
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.apps[0].item_deletion = at(&[100.0]);
    e.apps.push(App { needs: vec![AppId(0)], name: "b".into(), ..app("b", PROD) });
    assert_eq!(story(e, 30.0), ["a item-deletion 108.0000 108.0000 108.0028 backup 0 6.0000"]);
}

/// Immutability ends after a day: an attack that dwelt for longer needs an
/// older point, which it can reach.
#[test]
fn what_is_no_longer_immutable_can_be_reached() {
    let attacked = |immutable_days: f64, reached: f64| {
        let mut e = with_backup(two_sites(), vec![PROD]);
        e.targets[0].immutable = true;
        e.targets[0].immutable_for = hours(24.0 * immutable_days);
        e.targets[0].compromised_later = reached;
        e.ransomware.hazard = at(&[200.0]);
        e.ransomware.taint_from = TaintFrom::Intrusion;
        e.ransomware.dwell = fixed(48.0);
        e.ransomware.hold = fixed(10.0);
        story(e, 60.0)
    };
    // Clean is what was captured before 152 h: at 142 h, so 10 h are lost. It
    // arrived 58 h before the attack.
    let restored = attacked(3.0, 1.0);
    assert!(restored[0].ends_with("backup 0 10.0000"), "{restored:?}");
    assert_eq!(restored, attacked(1.0, 0.0));
    let lost = attacked(1.0, 1.0);
    assert!(lost[0].ends_with("rebuilt all"), "{lost:?}");
}

/// An app that was failed over at 100.1 h moves home from 700.3783 h on, for
/// 8 h: home is redeployed at 700.1 h, and 1e11 B at 1e8 B/s, less the 1e5 B/s
/// of its backups and the 1e5 B/s it writes, take 1002 s. If the move ends at
/// 704 h, it has taken 3.6217 h.
fn moving_home() -> Estate {
    let mut e = with_backup(with_replica(two_sites()), vec![DR]);
    e.people.failback = fixed(8.0);
    e.sites[0].lost = at(&[100.1]);
    e.sites[0].replacement = fixed(500.0);
    e
}

#[test]
fn damage_found_during_a_planned_move_ends_it() {
    // Corrupted at 699 h, noticed at 704 h; decided 1 h later, restored from the
    // backup of 694 h. Then the app moves home again.
    let mut e = moving_home();
    e.apps[0].corruption = at(&[699.0]);
    e.apps[0].damage_detection = fixed(5.0);
    let (model, o) = outcome(e, 60.0);
    let lines = lines(&model, &o);
    assert_eq!(
        lines,
        [
            "a site-lost 100.1000 101.1000 101.2000 replica 0 0.1000",
            "a corruption 704.0000 705.0000 705.2778 backup 1 5.0000",
        ]
    );
    assert_eq!(number(o.totals[0].planned.hours()), "11.6217");
    assert_eq!(number(o.totals[0].down.hours()), "2.3778");
}

#[test]
fn a_missing_item_noticed_during_a_planned_move_ends_it() {
    let mut e = moving_home();
    e.apps[0].item_deletion = at(&[699.0]);
    e.apps[0].damage_detection = fixed(5.0);
    let (model, o) = outcome(e, 60.0);
    // The item is read from the backup of 694 h, while the app serves.
    assert_eq!(line(&model, &o.strikes[1]), "a item-deletion 704.0000 704.0000 704.0028 backup 1 5.0000");
    assert_eq!(number(o.totals[0].planned.hours()), "11.6217");
    assert_eq!(o.totals[0].down, hours(1.1));
}

#[test]
fn what_is_rebuilt_from_nothing_holds_no_damage() {
    // Corrupted at 100 h; the stamp is lost at 104 h with its only target, and
    // the app rebuilt by 204 + 120 h. What was damaged is no more.
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.targets[0].at = TargetAt::Stamp(StampId(0));
    e.apps[0].corruption = at(&[100.0]);
    e.apps[0].damage_detection = fixed(400.0);
    e.stamps[0].lost = at(&[104.0]);
    assert_eq!(
        story(e, 60.0),
        ["a stamp-lost 104.0000 105.0000 324.0000 rebuilt all", "a corruption 500.0000 masked"]
    );
}

#[test]
fn a_point_known_to_be_damaged_is_never_used_again() {
    // Corrupted at 100 h, noticed at 130 h, restored from the backup of 94 h.
    // When the site is lost at 135 h, the backup of 118 h still is no use.
    let mut e = with_backup(two_sites(), vec![PROD, DR]);
    e.apps[0].corruption = at(&[100.0]);
    e.apps[0].damage_detection = fixed(30.0);
    e.sites[0].lost = at(&[135.0]);
    assert_eq!(
        story(e.clone(), 30.0),
        [
            "a corruption 130.0000 131.0000 131.2778 backup 0 6.0000",
            "a site-lost 135.0000 136.0000 136.2778 backup 0 41.0000",
        ]
    );
    // The one of 142 h is, made since.
    e.sites[0].lost = at(&[145.0]);
    assert_eq!(story(e, 30.0)[1], "a site-lost 145.0000 146.0000 146.2778 backup 0 3.0000");
}

#[test]
fn a_replica_is_of_use_again_with_the_first_point_of_restored_data() {
    // A replica that keeps a day of points; corrupted from 100 h to 130.1 h,
    // restored at 131.3778 h, when the replica captures at once and sends for
    // 0.36 s. Until then what it keeps is younger than the damage, and the backup
    // of 94 h needs home: replaced after 1000 h, redeployed after 100 h.
    let mut e = with_backup(with_replica(two_sites()), vec![PROD]);
    if let Protection::Replica(r) = &mut e.apps[0].protections[0] {
        r.retention = Retention { age: hours(24.0), spacing: Span::ZERO };
    }
    e.apps[0].corruption = at(&[100.0]);
    e.apps[0].damage_detection = fixed(30.1);
    let mut later = e.clone();
    e.sites[0].lost = at(&[131.3778]);
    later.sites[0].lost = at(&[131.3889]);
    let lines = story(e, 60.0);
    assert_eq!(lines[1], "a site-lost 131.3778 132.3778 1231.6556 backup 1 37.3778");
    assert_eq!(story(later, 60.0)[1], "a site-lost 131.3889 132.3889 132.4889 replica 0 0.0111");
}

/// Data are damaged and that is that: nothing is repaired, so the next life
/// begins where the last one ended.
#[test]
fn damage_by_lifetimes_strikes_again_and_again() {
    let every = |h: f64| Hazard::Lifetime(fixed(h));
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.apps[0].item_deletion = every(200.0);
    assert_eq!(
        story(e, 30.0),
        [
            "a item-deletion 208.0000 208.0000 208.0028 backup 0 10.0000",
            "a item-deletion 408.0000 408.0000 408.0028 backup 0 18.0000",
            "a item-deletion 608.0000 608.0000 608.0028 backup 0 2.0000",
        ]
    );
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.apps[0].corruption = every(300.0);
    assert_eq!(
        story(e, 30.0),
        [
            "a corruption 308.0000 309.0000 309.2778 backup 0 14.0000",
            "a corruption 608.0000 609.0000 609.2778 backup 0 2.0000",
        ]
    );
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.ransomware.hazard = every(250.0);
    assert_eq!(
        story(e, 30.0),
        [
            "a ransomware 250.0000 251.0000 322.2778 backup 0 12.0000",
            "a ransomware 500.0000 501.0000 572.2778 backup 0 22.0000",
        ]
    );
}

#[test]
fn damage_that_was_healed_is_a_masked_strike_on_services_too() {
    let mut e = with_backup(two_sites(), vec![DR]);
    e.services.push(service("s", vec![AppId(0)]));
    e.apps[0].item_deletion = at(&[100.0]);
    e.stamps[0].lost = at(&[104.0]);
    assert_eq!(
        story(e, 30.0),
        [
            "a stamp-lost 104.0000 105.0000 105.2778 backup 0 10.0000",
            "s stamp-lost 104.0000 105.0000 105.2778 backup 0 10.0000",
            "a item-deletion 108.0000 masked",
            "s item-deletion 108.0000 masked",
        ]
    );
}

#[test]
fn damage_found_in_an_open_incident_needs_no_detection() {
    // People take 5 h to know of a failure. Deleted at 100 h, missed at 108 h, and
    // 10 h of reading; corrupted at 102 h, noticed at 110 h, decided 1 h later,
    // restored from the backup of 94 h: the item is in it.
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.people.detection = fixed(5.0);
    e.apps[0].item_deletion = at(&[100.0]);
    e.apps[0].item_bytes = 3.6e12;
    e.apps[0].corruption = at(&[102.0]);
    let (model, o) = outcome(e.clone(), 30.0);
    let lines = lines(&model, &o);
    assert_eq!(lines, ["a item-deletion 108.0000 108.0000 111.2778 backup 0 8.0000"]);
    let incident = o.strikes[0].incident.unwrap();
    assert_eq!((incident.merged, incident.rollback), (1, hours(16.25)));
    assert_eq!(number(o.totals[0].down.hours()), "1.2778");
    // If the damage goes on for 3 h nothing is restored before it stops.
    let mut slow = e.clone();
    slow.apps[0].damage_stop = fixed(3.0);
    assert_eq!(story(slow, 30.0), ["a item-deletion 108.0000 108.0000 113.2778 backup 0 8.0000"]);
    // Both are noticed at once.
    e.apps[0].corruption = at(&[100.0]);
    assert_eq!(story(e.clone(), 30.0), ["a item-deletion 108.0000 108.0000 109.2778 backup 0 6.0000"]);
    // An attack at 110 h is known at once too; 72 h of hold.
    e.apps[0].corruption = Hazard::Never;
    e.ransomware.hazard = at(&[110.0]);
    assert_eq!(story(e, 30.0), ["a item-deletion 108.0000 108.0000 182.2778 backup 0 16.0000"]);
}

#[test]
fn damage_strikes_no_app_that_was_given_up() {
    let mut e = given_up();
    e.services.push(service("s", vec![AppId(0)]));
    let stays_so = |e: &Estate| {
        let (model, o) = outcome(e.clone(), 60.0);
        let lines = lines(&model, &o);
        let line = "site-lost 100.0000 101.0000 - never all";
        assert_eq!(lines, [format!("a {line}"), format!("s {line}")]);
        assert_eq!(o.totals[0].down, hours(1340.0));
    };
    let mut attacked = e.clone();
    attacked.ransomware.hazard = at(&[900.0]);
    stays_so(&attacked);
    // Corrupted, or an item deleted, at 99 h, and noticed at 599 h.
    e.apps[0].damage_detection = fixed(500.0);
    let mut corrupted = e.clone();
    corrupted.apps[0].corruption = at(&[99.0]);
    stays_so(&corrupted);
    e.apps[0].item_deletion = at(&[99.0]);
    stays_so(&e);
}

#[test]
fn what_was_given_up_and_is_damaged_stays_down() {
    // An outage from 100 h to 700 h; the app is given up at 300 h, and serves again
    // at 700 h, unless it was attacked meanwhile.
    let mut e = two_sites();
    e.people.max_incident = hours(200.0);
    (e.sites[0].outage, e.sites[0].outage_lasts) = (at(&[100.0]), fixed(600.0));
    let down = |e: &Estate| {
        let (model, o) = outcome(e.clone(), 60.0);
        let lines = lines(&model, &o);
        assert_eq!(lines, ["a site-outage 100.0000 101.0000 - never 0.0000"]);
        o.totals[0].down
    };
    assert_eq!(down(&e), hours(600.0));
    e.ransomware.hazard = at(&[500.0]);
    assert_eq!(down(&e), hours(1340.0));
}

#[test]
fn what_is_left_of_everything_is_restored_though_an_item_is_lost_for_good() {
    // Every copy of the last 30 h lacks the item missed at 160 h; it is being
    // remade when the stamp is lost at 162 h. The vault is down from 161 h to
    // 166 h: then 0.2778 h for everything and 8 h for the item.
    let mut e = with_backup(two_sites(), vec![DR]);
    let Protection::Backup(b) = &mut e.apps[0].protections[0] else { unreachable!() };
    b.levels[0].retention.age = hours(30.0);
    e.apps[0].item_deletion = at(&[100.0]);
    e.apps[0].damage_detection = fixed(60.0);
    e.stamps[0].lost = at(&[162.0]);
    e.stamps[0].redeploy = fixed(1000.0);
    (e.targets[0].failure, e.targets[0].repair) = (at(&[161.0]), fixed(5.0));
    assert_eq!(story(e, 60.0), ["a item-deletion 160.0000 160.0000 174.2778 remade all"]);
}

/// A replica at the second site and hourly backups at a third.
fn with_replica_and_third_site() -> Estate {
    let mut e = with_third_site(with_replica(two_sites()));
    e.targets.push(target("vault", TargetAt::Site(SiteId(2))));
    e.apps[0].protections.push(Protection::Backup(hourly(0, vec![THIRD])));
    e
}

#[test]
fn a_replica_that_the_app_ran_on_holds_no_older_point() {
    // Failed over at 101.2 h to the point of 100 h; corrupted there at 121.8 h, and
    // restored at the third site from the backup of 121 h. An item deleted there at
    // 135.9 h comes from the backup of 135 h: the replica is what was corrupted.
    let mut e = with_replica_and_third_site();
    e.sites[0].lost = at(&[100.1]);
    e.apps[0].corruption = at(&[121.8]);
    e.apps[0].item_deletion = at(&[135.9]);
    assert_eq!(
        story(e, 20.0),
        [
            "a site-lost 100.1000 101.1000 101.2000 replica 0 0.1000",
            "a corruption 129.8000 130.8000 131.0778 backup 1 0.8000",
            "a item-deletion 143.9000 143.9000 143.9028 backup 1 0.9000",
        ]
    );
}

#[test]
fn a_replica_that_an_attack_was_copied_to_is_not_clean_later_either() {
    // Encrypted at 100.1 h, and so is the replica; restored at the third site from
    // the backup of 100 h, for home is out from 100.2 h to 400.2 h. An item deleted
    // at 135.9 h comes from the backup of 135 h.
    let mut e = with_replica_and_third_site();
    (e.ransomware.hazard, e.ransomware.hold) = (at(&[100.1]), fixed(0.0));
    (e.stamps[0].software, e.stamps[0].software_lasts) = (at(&[100.2]), fixed(300.0));
    e.apps[0].item_deletion = at(&[135.9]);
    let restored = "a ransomware 100.1000 101.1000 101.3778 backup 1 0.1000";
    let story_of = |e: &Estate| story(e.clone(), 15.0);
    assert_eq!(story_of(&e), [restored, "a item-deletion 143.9000 143.9000 143.9028 backup 1 0.9000"]);
    // One that was out from 99.1 h to 109.1 h was not reached.
    (e.stamps[1].software, e.stamps[1].software_lasts) = (at(&[99.1]), fixed(10.0));
    assert_eq!(story_of(&e), [restored, "a item-deletion 143.9000 143.9000 143.9028 backup 0 36.9000"]);
}

#[test]
fn a_replica_that_an_attack_does_not_reach_is_used() {
    // The link is down when the attack comes at 100 h: the point of 98.75 h is there,
    // and after a hold of 24 h the app is failed over.
    let mut e = with_replica(two_sites());
    (e.links[0].failure, e.links[0].repair) = (at(&[98.9]), fixed(30.0));
    e.ransomware.hazard = at(&[100.0]);
    e.ransomware.hold = fixed(24.0);
    assert_eq!(story(e.clone(), 20.0), ["a ransomware 100.0000 101.0000 124.1000 replica 0 1.2500"]);
    // Through the link it is encrypted like its source.
    e.links[0].failure = Hazard::Never;
    assert!(story(e, 20.0)[0].ends_with(" all"));
}
