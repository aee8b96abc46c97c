//! Which point a failover uses, and what a start from it costs.

use super::*;
use drsim::trial::record::Aside;

/// A replica every 15 min from 0:00, which is sent in 0.00025 h and applied 0.05 h
/// later.
fn applied() -> Estate {
    let mut e = with_replica(two_sites());
    its_replica(&mut e).apply = hours(0.05);
    e
}

fn its_replica(e: &mut Estate) -> &mut Replica {
    let Protection::Replica(r) = &mut e.apps[0].protections[0] else { unreachable!() };
    r
}

/// It offers this; what had been sent is processed in 0.2 h.
fn offering(mut e: Estate, offer: Offer, consistent_every: Option<f64>) -> Estate {
    let consistent_every = consistent_every.map(hours);
    its_replica(&mut e).points =
        Points { offer, processing: fixed(0.2), consistent_every, choosing: fixed(0.5) };
    e
}

/// A start from the state of a crash takes 0.3 h, and its repair 2 h.
fn crash(fails: f64) -> CrashStart {
    CrashStart { takes: fixed(0.3), fails, repair: fixed(2.0) }
}

fn crashing(mut e: Estate, fails: f64) -> Estate {
    its_replica(&mut e).crash = crash(fails);
    e
}

/// The first site is lost at this hour: when the app serves again, and the loss.
fn after_loss(e: &Estate, lost: f64) -> String {
    let mut e = e.clone();
    e.sites[0].lost = at(&[lost]);
    last(e)
}

/// When the last incident closed, and its loss.
fn last(e: Estate) -> String {
    let lines = story(e, 20.0);
    let words: Vec<&str> = lines.last().unwrap().split(' ').collect();
    [words[4], words[words.len() - 1]].join(" ")
}

#[test]
fn the_processed_point_had_been_applied() {
    let e = offering(applied(), Offer::Processed, None);
    // That of 100 h is there at 100.05025 h.
    assert_eq!(after_loss(&e, 100.03), "101.1300 0.2800");
    assert_eq!(after_loss(&e, 100.0502), "101.1502 0.3002");
    assert_eq!(after_loss(&e, 100.06), "101.1600 0.0600");
}

#[test]
fn the_latest_point_had_been_sent_and_is_processed_first() {
    let e = offering(applied(), Offer::Latest, None);
    assert_eq!(after_loss(&e, 100.0002), "101.3002 0.2502");
    assert_eq!(after_loss(&e, 100.03), "101.3300 0.0300");
    assert_eq!(after_loss(&e, 100.06), "101.3600 0.0600");
}

#[test]
fn application_consistent_points_are_older() {
    let hourly = offering(applied(), Offer::Application, Some(1.0));
    assert_eq!(after_loss(&hourly, 100.03), "101.1300 1.0300");
    assert_eq!(after_loss(&hourly, 100.06), "101.1600 0.0600");
    assert_eq!(after_loss(&hourly, 100.6), "101.7000 0.6000");
    // Due at 100.4 h, made by the cycle of 100.5 h.
    let own = offering(applied(), Offer::Application, Some(0.4));
    assert_eq!(after_loss(&own, 100.54), "101.6400 0.5400");
    assert_eq!(after_loss(&own, 100.6), "101.7000 0.1000");
}

#[test]
fn one_cycle_makes_up_for_consistent_points_that_were_missed() {
    // The link is down from 100.1 h to 101.9 h, when 1.9 h of writing are sent in
    // 0.0019 h and applied by 101.9519 h.
    let mut e = offering(applied(), Offer::Application, Some(0.5));
    (e.links[0].failure, e.links[0].repair) = (at(&[100.1]), fixed(1.8));
    assert_eq!(after_loss(&e, 101.95), "103.0500 1.9500");
    assert_eq!(after_loss(&e, 101.97), "103.0700 0.0700");
}

#[test]
fn a_start_from_the_state_of_a_crash_takes_longer() {
    for offer in [Offer::Processed, Offer::Latest] {
        let e = crashing(offering(with_replica(two_sites()), offer, None), 0.0);
        let processing = if offer == Offer::Latest { 0.2 } else { 0.0 };
        assert_eq!(after_loss(&e, 100.1), format!("{:.4} 0.1000", 101.5 + processing));
    }
    // The point of 100 h happens to be application-consistent, that of 100.5 h not.
    let e = crashing(offering(with_replica(two_sites()), Offer::Processed, Some(1.0)), 0.0);
    assert_eq!(after_loss(&e, 100.1), "101.2000 0.1000");
    assert_eq!(after_loss(&e, 100.6), "102.0000 0.1000");
    let e = crashing(offering(with_replica(two_sites()), Offer::Application, Some(1.0)), 1.0);
    assert_eq!(after_loss(&e, 100.6), "101.7000 0.6000");
}

#[test]
fn what_fails_to_start_is_a_newer_copy_that_could_not_be_used() {
    let aside = |fails: f64| {
        let mut e = crashing(offering(applied(), Offer::Processed, Some(4.0)), fails);
        e.sites[0].lost = at(&[107.1]);
        let (_, o) = outcome(e, 20.0);
        let i = o.strikes.last().unwrap().incident.unwrap();
        (number(i.loss.hours()), i.aside)
    };
    assert_eq!(aside(0.0), ("0.1000".into(), None));
    assert_eq!(aside(1.0), ("3.1000".into(), Some(Aside::OutOfReach)));
}

#[test]
fn a_start_that_fails_is_repaired_or_left_for_an_older_point() {
    let e = crashing(offering(with_replica(two_sites()), Offer::Processed, None), 1.0);
    assert_eq!(after_loss(&e, 100.1), "103.5000 0.1000");
    // Guests boot for 0.05 h, and once more from the point of 100 h.
    let mut e = crashing(offering(with_replica(two_sites()), Offer::Processed, Some(1.0)), 1.0);
    e.apps[0].boot = fixed(0.05);
    assert_eq!(after_loss(&e, 100.6), "102.1000 0.6000");
}

#[test]
fn a_crash_start_is_the_applications_part_of_the_way() {
    let mut e = crashing(offering(with_replica(two_sites()), Offer::Latest, None), 1.0);
    e.sites[0].lost = at(&[100.1]);
    let (_, o) = outcome(e, 20.0);
    let phases = o.strikes.last().unwrap().incident.unwrap().phases;
    let hours_in = |phase: Phase| phases[phase as usize].hours();
    assert_eq!(
        [Phase::Decision, Phase::Boot, Phase::Application, Phase::Manual].map(hours_in),
        [1.0, 0.2 + 0.1, 0.3, 2.0].map(|h| hours(h).hours())
    );
}

#[test]
fn where_no_consistent_point_is_left_the_processed_one_is_used() {
    // The only node crashes at 108.1 h, and when it is back, at 108.11 h, a resync sends
    // what was written since 108 h; older points are gone. The next consistent point
    // is due at 109 h.
    let mut e = crashing(offering(with_replica(two_sites()), Offer::Application, Some(1.0)), 0.0);
    (e.stamps[0].nodes, e.stamps[0].pool_tolerates, e.stamps[0].pool_online_down_to) = (1, 1, 1);
    (e.stamps[0].crash, e.stamps[0].crash_repair) = (at(&[108.1]), fixed(0.01));
    its_replica(&mut e).resync = Resync { after_crash: true, drops_points: true, ..Resync::default() };
    assert_eq!(after_loss(&e, 108.2), "109.6000 0.0900");
    assert_eq!(after_loss(&e, 108.9), "110.3000 0.1500");
    assert_eq!(after_loss(&e, 109.3), "110.4000 0.3000");
    // Kept, the older one is taken.
    its_replica(&mut e).resync.drops_points = false;
    assert_eq!(after_loss(&e, 108.2), "109.3000 0.2000");
}

#[test]
fn after_damage_points_are_chosen_by_hand_for_each_of_several_vms() {
    // Corruption of 100.1 h, noticed 8 h later; people decide for an hour, and choose
    // a point that has been processed long ago.
    let mut e = offering(with_replica(two_sites()), Offer::Latest, None);
    its_replica(&mut e).retention = Retention { age: hours(24.0), spacing: Span::ZERO };
    let mut vms = |vms: u32, parallel: u32, corrupted: bool| {
        (e.apps[0].vms, e.apps[0].vms_needed) = (vms, vms);
        its_replica(&mut e).parallel = parallel;
        e.apps[0].corruption = if corrupted { at(&[100.1]) } else { Hazard::Never };
        if corrupted { last(e.clone()) } else { after_loss(&e, 100.1) }
    };
    assert_eq!(vms(1, 10, true), "109.2000 0.1000");
    assert_eq!(vms(3, 10, true), "109.7000 0.1000");
    assert_eq!(vms(3, 1, true), "110.9000 0.1000");
    assert_eq!(vms(3, 10, false), "101.4000 0.1000");
}

#[test]
fn copies_in_the_state_of_a_crash_cost_a_restore_the_same() {
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.apps[0].corruption = at(&[100.0]);
    let closes = |e: &mut Estate, crash: Option<CrashStart>| {
        let Protection::Backup(b) = &mut e.apps[0].protections[0] else { unreachable!() };
        b.crash = crash;
        last(e.clone())
    };
    assert_eq!(closes(&mut e, None), "109.2778 6.0000");
    assert_eq!(closes(&mut e, Some(crash(0.0))), "109.5778 6.0000");
    assert_eq!(closes(&mut e, Some(crash(1.0))), "111.5778 6.0000");
}

#[test]
fn a_consistent_point_outlives_many_halts() {
    // The link is down for 0.1 h in every hour; such points are due at 100 h and 110 h.
    let mut e = offering(with_replica(two_sites()), Offer::Application, Some(10.0));
    let failures: Vec<f64> = (0..10).map(|hour| 100.3 + f64::from(hour)).collect();
    (e.links[0].failure, e.links[0].repair) = (at(&failures), fixed(0.1));
    assert_eq!(after_loss(&e, 109.6), "110.7000 9.6000");
}
