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
    check(e, 8.5, "a item-deletion 108.0000 108.0000 116.5056 rebuilt all");
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
