//! Copies that cannot be read: this shows only when one is used.

use super::*;

/// A backup at 22:00 every day of which each copy is bad with probability
/// `unreadable`, kept for three days: at 100 h those of 94 h, 70 h and 46 h.
/// Reading one takes 1e11 B at 1e8 B/s: 1000 s, 0.2778 h.
fn with_bad_copies(e: Estate, restore_to: Vec<Place>, unreadable: f64) -> Estate {
    let mut e = with_backup(e, restore_to);
    let Some(Protection::Backup(b)) = e.apps[0].protections.last_mut() else { unreachable!() };
    b.levels[0].unreadable = unreadable;
    b.levels[0].retention.age = hours(72.0);
    e
}

#[test]
fn each_bad_copy_costs_a_transfer_until_nothing_is_left() {
    // VMs are prepared once; then three transfers, then a rebuild.
    let mut e = with_bad_copies(two_sites(), vec![DR], 1.0);
    let Protection::Backup(b) = &mut e.apps[0].protections[0] else { unreachable!() };
    b.provision = fixed(0.5);
    e.stamps[0].lost = at(&[100.0]);
    assert_eq!(story(e, 30.0), ["a stamp-lost 100.0000 101.0000 222.3333 rebuilt all"]);
}

#[test]
fn the_next_method_follows_when_all_copies_of_one_are_bad() {
    // Three transfers, then the failover of 0.1 h.
    let mut e = with_bad_copies(with_replica(two_sites()), vec![DR], 1.0);
    e.apps[0].protections.swap(0, 1);
    e.stamps[0].lost = at(&[100.0]);
    assert_eq!(story(e, 30.0), ["a stamp-lost 100.0000 101.0000 101.9333 replica 1 0.2500"]);
}

#[test]
fn a_bad_copy_of_an_item_is_found_out_too() {
    // Noticed at 108 h: 94 h, 70 h and 46 h are still kept. Three times 10 s,
    // then 8 h to make it anew.
    let mut e = with_bad_copies(two_sites(), vec![PROD], 1.0);
    e.apps[0].item_deletion = at(&[100.0]);
    assert_eq!(story(e, 30.0), ["a item-deletion 108.0000 108.0000 116.0083 remade all"]);
}

/// Recovery time after the decision, in transfers of 1000 s, and the loss in
/// hours, of every incident.
fn transfers_and_losses(e: Estate) -> Vec<(f64, f64)> {
    let (_, o) = outcome(e, 100.0);
    let incidents = o.strikes.iter().filter_map(|s| s.incident);
    incidents.map(|i| ((i.closed - i.declared).seconds() / 1000.0, i.loss.hours())).collect()
}

#[test]
fn a_point_a_day_older_costs_a_transfer_more() {
    // The stamp works again half an hour after each loss. The last captures
    // before are those of 94 h, 886 h and 1678 h.
    let mut e = with_bad_copies(two_sites(), vec![PROD], 0.7);
    let Protection::Backup(b) = &mut e.apps[0].protections[0] else { unreachable!() };
    b.levels[0].retention.age = hours(24.0 * 30.0);
    (e.stamps[0].lost, e.stamps[0].redeploy) = (at(&[100.0, 900.0, 1700.0]), fixed(0.5));
    let found = transfers_and_losses(e);
    assert_eq!(found.len(), 3);
    assert!(found.iter().any(|(transfers, _)| *transfers > 1.5), "{found:?}");
    for ((transfers, loss), newest) in found.iter().zip([6.0, 14.0, 22.0]) {
        assert!((transfers - (1.0 + (loss - newest) / 24.0)).abs() < 1e-6, "{found:?}");
    }
}

#[test]
fn what_is_known_to_be_bad_is_not_tried_again() {
    // Nothing is captured between the two losses: the second time the point of
    // the first is taken at once.
    let mut e = with_bad_copies(two_sites(), vec![PROD], 0.7);
    let Protection::Backup(b) = &mut e.apps[0].protections[0] else { unreachable!() };
    b.levels[0].retention.age = hours(24.0 * 30.0);
    (e.stamps[0].lost, e.stamps[0].redeploy) = (at(&[900.0, 903.0]), fixed(0.5));
    let found = transfers_and_losses(e);
    let [(first, loss), (second, later)] = found[..] else { panic!("{found:?}") };
    assert!(first > 1.5 && (second - 1.0).abs() < 1e-6 && later == loss + 3.0, "{found:?}");
}

#[test]
fn exposure_knows_what_people_do_not() {
    let probed = |unreadable: f64| {
        let mut e = with_bad_copies(two_sites(), vec![DR], unreadable);
        e.apps[0].objectives[Kind::SiteLost.index()].rpo = Some(hours(48.0));
        let model = Model::new(e);
        let horizon = hours(24.0 * 30.0);
        let setup = Setup { model: &model, seed: 1, horizon, probes: 40, natural: true, strata: vec![] };
        let mut outcome = Outcome::default();
        Stage::new(&model).run(&setup, 0, &mut outcome);
        (outcome.totals[0].probes_serving, outcome.totals[0].probes_exposed)
    };
    assert_eq!(probed(0.0), (40, 0));
    assert_eq!(probed(1.0), (40, 40));
}
