//! Replicas that need a resync: their log is full, or a host has crashed.

use super::*;
use drsim::model::limits::{LogLimit, Sourced};
use drsim::trial::journal::Note;

const GIB: f64 = 1_073_741_824.0;

/// The replica of the only app.
fn its_replica(e: &mut Estate) -> &mut Replica {
    let Protection::Replica(r) = &mut e.apps[0].protections[0] else { unreachable!() };
    r
}

fn logs(e: &mut Estate, limit: LogLimit) {
    let log = Some(Sourced { value: limit, mark: Mark::Given, source: "" });
    its_replica(e).limits = Some(std::sync::Arc::new(Limits { log, ..Limits::none("the replica") }));
}

/// A replica every 15 min; 1e6 B/s fill half of 1e11 B in 13.8889 h. 100 MB/s.
fn half_of_the_data() -> Estate {
    let mut e = with_replica(two_sites());
    e.apps[0].churn_bytes_per_second = 1e6;
    logs(&mut e, LogLimit::Share(0.5));
    e
}

/// The link is down from 100.01 h, when the point of 100 h is there.
fn link_down(mut e: Estate, until: f64) -> Estate {
    (e.links[0].failure, e.links[0].repair) = (at(&[100.01]), fixed(until - 100.01));
    e
}

/// The only node crashes at 108.1 h and is back 0.01 h later; a resync may start
/// from 18:30, at 114.5 h.
fn host_crash() -> Estate {
    let mut e = with_replica(two_sites());
    e.apps[0].churn_bytes_per_second = 1e6;
    (e.stamps[0].nodes, e.stamps[0].pool_tolerates, e.stamps[0].pool_online_down_to) = (1, 1, 1);
    (e.stamps[0].crash, e.stamps[0].crash_repair) = (at(&[108.1]), fixed(0.01));
    let r = its_replica(&mut e);
    r.resync = Resync { window: evenings(), after_crash: true, ..Resync::default() };
    e
}

fn evenings() -> Option<Window> {
    Some(Window { from: hours(18.5), until: hours(6.0) })
}

/// The loss of the last incident.
fn last_loss(e: Estate) -> String {
    let lines = story(e, 20.0);
    lines.last().and_then(|line| line.rsplit(' ').next()).unwrap().into()
}

/// The loss when the stamp is lost at `lost`.
fn loss_at(e: &Estate, lost: f64) -> String {
    let mut e = e.clone();
    e.stamps[0].lost = at(&[lost]);
    last_loss(e)
}

/// The point that is left when the stamp is lost.
fn points(e: &Estate, expected: &[(f64, f64)]) {
    for (lost, newest) in expected {
        assert_eq!(loss_at(e, *lost), format!("{:.4}", lost - newest), "lost at {lost}");
    }
}

/// When the replica needs a resync, and when it is complete again.
fn told(e: Estate, days: f64) -> Vec<String> {
    let model = Model::new(e);
    let horizon = hours(24.0 * days);
    let setup = Setup { model: &model, seed: 1, horizon, probes: 0, natural: true, strata: vec![] };
    let mut stage = Stage::new(&model);
    stage.run_told(&setup, 0, &mut Outcome::default(), true);
    let notes = stage.world().journal().iter();
    notes
        .filter_map(|(now, note)| match note {
            Note::NeedsResync(_) => Some(format!("needs {}", instant(*now))),
            Note::Seeded(_) => Some(format!("whole {}", instant(*now))),
            _ => None,
        })
        .collect()
}

#[test]
fn a_link_outage_fills_half_of_the_disk() {
    // 1 TiB at 2 MiB/s: 72.8178 h after the capture of 100 h, at 172.8178 h; the
    // link is back at 190 h. 90 h send 6.7948e11 B in 1.8875 h.
    let mut e = link_down(half_of_the_data(), 190.0);
    (e.apps[0].data_bytes, e.apps[0].churn_bytes_per_second) = (1024.0 * GIB, 2.0 * GIB / 1024.0);
    assert_eq!(told(e, 10.0), ["needs 172.8178", "whole 191.8874"]);
}

#[test]
fn a_log_holds_what_waits_to_be_sent() {
    // Full 13.8889 h after 100 h. A resync of 7.2e10 B takes 0.2 h from 120 h on;
    // then 0.2 h are sent at once in 0.002 h.
    let e = link_down(half_of_the_data(), 120.0);
    assert_eq!(told(e.clone(), 10.0), ["needs 113.8889", "whole 120.2000"]);
    points(&e, &[(113.0, 100.0), (119.0, 100.0), (120.1, 100.0), (120.19, 100.0)]);
    points(&e, &[(120.201, 120.0), (120.2515, 120.0), (120.254, 120.25)]);
}

#[test]
fn what_was_on_its_way_counts_too() {
    // At 100.0005 h 1.8 s of the 9 s that the capture of 100 h takes are sent: what
    // waits is 720 s and the 1.8 s since. Full 49,278.2 s later, at 113.6888 h.
    let mut e = half_of_the_data();
    (e.links[0].failure, e.links[0].repair) = (at(&[100.0005]), fixed(19.9995));
    assert_eq!(told(e.clone(), 10.0), ["needs 113.6889", "whole 120.2020"]);
    points(&e, &[(120.19, 99.75), (120.203, 120.0)]);
}

#[test]
fn a_link_that_is_back_in_time_needs_no_resync() {
    // 13.88 h after the capture of 100 h: sent from 113.88 h in 0.1388 h.
    let e = link_down(half_of_the_data(), 113.88);
    assert_eq!(told(e.clone(), 10.0), [""; 0]);
    points(&e, &[(114.01, 100.0), (114.02, 113.88)]);
}

#[test]
fn a_log_may_be_limited_in_time() {
    let mut e = link_down(with_replica(two_sites()), 130.0);
    logs(&mut e, LogLimit::Time(hours(24.0)));
    // 30 h of 1e5 B/s take 0.03 h.
    assert_eq!(told(e.clone(), 10.0), ["needs 124.0000", "whole 130.0300"]);
    e.links[0].repair = fixed(23.9);
    assert_eq!(told(e, 10.0), [""; 0]);
}

#[test]
fn at_most_all_data_are_sent() {
    // 40 h would be 1.44e11 B: 1e11 B take 0.2778 h.
    let e = link_down(half_of_the_data(), 140.0);
    assert_eq!(told(e, 10.0), ["needs 113.8889", "whole 140.2778"]);
}

#[test]
fn an_app_that_stands_still_fills_no_log() {
    // The stamp is dark from 105 h to 110 h, and so is the log: full at 118.8889 h.
    let mut e = link_down(half_of_the_data(), 125.0);
    (e.stamps[0].rack_power, e.stamps[0].rack_power_lasts) = (at(&[105.0]), fixed(5.0));
    // Nobody fails over meanwhile.
    e.people.decision = fixed(50.0);
    // 20 h take 0.2 h.
    assert_eq!(told(e, 10.0), ["needs 118.8889", "whole 125.2000"]);
}

#[test]
fn a_host_crash_waits_for_the_window() {
    let e = host_crash();
    // 6.5 h of 1e6 B/s since the capture of 108 h, less the 0.01 h without a host, take
    // 0.0649 h from 114.5 h on.
    assert_eq!(told(e.clone(), 10.0), ["needs 108.1000", "whole 114.5649"]);
    points(&e, &[(108.2, 108.0), (112.0, 108.0), (114.5, 108.0), (114.56, 108.0)]);
    points(&e, &[(114.57, 114.5), (114.74, 114.5), (114.76, 114.75)]);
}

#[test]
fn a_host_crash_matters_only_where_a_vm_runs() {
    let mut e = host_crash();
    e.stamps[1].crash = at(&[108.05]);
    e.stamps[0].crash = Hazard::Never;
    assert_eq!(told(e, 10.0), [""; 0]);
    let mut e = host_crash();
    its_replica(&mut e).resync.after_crash = false;
    assert_eq!(told(e, 10.0), [""; 0]);
}

#[test]
fn a_resync_drops_older_points_if_it_is_said_so() {
    // Corrupted from 111.9 h on, noticed 8 h later: the points from before are those
    // up to 108 h.
    for (drops, expected) in [(false, "3.9000"), (true, "all")] {
        let mut e = host_crash();
        e.apps[0].corruption = at(&[111.9]);
        let r = its_replica(&mut e);
        r.retention = Retention { age: hours(48.0), spacing: Span::ZERO };
        r.resync.drops_points = drops;
        assert_eq!(last_loss(e), expected, "drops: {drops}");
    }
}

#[test]
fn older_points_are_there_until_the_resync_is_done() {
    let mut e = host_crash();
    let r = its_replica(&mut e);
    (r.resync.drops_points, r.apply) = (true, hours(0.1));
    // Sent by 114.565 h and applied by 114.665 h, but for what 0.01 h take.
    assert_eq!(told(e.clone(), 10.0), ["needs 108.1000", "whole 114.6649"]);
    points(&e, &[(114.6, 108.0), (114.66, 108.0), (114.67, 114.5)]);
}

#[test]
fn what_differs_is_found_before_it_is_sent() {
    // All of 1e11 B in 2 h from 114.5 h on, and 0.0649 h to send.
    let mut e = host_crash();
    its_replica(&mut e).resync.compared_per_second = Some(13_888_889);
    assert_eq!(told(e.clone(), 10.0), ["needs 108.1000", "whole 116.5649"]);
    points(&e, &[(116.5, 108.0), (116.56, 108.0), (116.57, 114.5)]);
}

#[test]
fn a_second_outage_starts_the_resync_again() {
    // From 114.52 h to 115 h without the link: 7 h take 0.07 h, less what 0.01 h take.
    let mut e = host_crash();
    (e.links[0].failure, e.links[0].repair) = (at(&[114.52]), fixed(0.48));
    assert_eq!(told(e.clone(), 10.0), ["needs 108.1000", "whole 115.0699"]);
    points(&e, &[(114.6, 108.0), (115.06, 108.0), (115.08, 115.0)]);
    // Until 127 h (7:00): the window opens again at 138.5 h; 30.5 h take 0.2778 h,
    // for that is all data.
    e.links[0].repair = fixed(127.0 - 114.52);
    assert_eq!(told(e.clone(), 10.0), ["needs 108.1000", "whole 138.7778"]);
    points(&e, &[(138.0, 108.0), (138.77, 108.0), (138.78, 138.5)]);
}

#[test]
fn a_second_crash_starts_the_resync_again() {
    // At 114.52 h, while it is sent. From 114.53 h on, when the host is back, what was
    // written in 6.51 h takes 0.0651 h.
    let mut e = host_crash();
    e.stamps[0].crash = at(&[108.1, 114.52]);
    assert_eq!(told(e, 10.0), ["needs 108.1000", "whole 114.5951"]);
}

#[test]
fn a_failover_calls_a_resync_off_and_seeding_follows() {
    // The stamp is lost at 114.55 h, while the resync is under way, and back after
    // 100 h: the app moves home with what it wrote, in step.
    let mut e = host_crash();
    e.stamps[0].lost = at(&[114.55]);
    assert_eq!(told(e.clone(), 20.0), ["needs 108.1000"]);
    assert_eq!(last_loss(e), "6.5500");
}

#[test]
fn a_resync_waits_while_a_failover_goes_on_although_the_source_is_back() {
    // The stamp is dark from 114.45 h to 116 h. People fail over an hour after it
    // failed, for an hour and a half. If they give that up when the stamp is back,
    // the 6.45 h until it failed, less 0.01 h, take 0.0644 h.
    for (on_return, expected) in [
        (OnReturn::Race, vec!["needs 108.1000", "whole 116.0644"]),
        (OnReturn::Commit, vec!["needs 108.1000"]),
    ] {
        let mut e = host_crash();
        (e.stamps[0].rack_power, e.stamps[0].rack_power_lasts) = (at(&[114.45]), fixed(1.55));
        let r = its_replica(&mut e);
        (r.failover, r.on_return) = (fixed(1.5), on_return);
        e.people.failback = fixed(1000.0);
        assert_eq!(told(e, 5.5), expected, "{on_return:?}");
    }
}

#[test]
fn a_replica_that_falls_behind_is_resynced_again_and_again() {
    // Twice as much as can be sent: what waits grows by 0.25 h until the capture of
    // 0.25 h and then by half of the time, to 10 h at 19.75 h. All data take 0.2778 h,
    // and what was written meanwhile is captured at once: 10 h again 19.4444 h later.
    let mut e = half_of_the_data();
    e.apps[0].churn_bytes_per_second = 2e8;
    logs(&mut e, LogLimit::Time(hours(10.0)));
    let expected = ["needs 19.7500", "whole 20.0278", "needs 39.4722", "whole 39.7500", "needs 59.1944"];
    assert_eq!(told(e, 2.47), expected);
}
