//! Damage to data.

use super::*;

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
