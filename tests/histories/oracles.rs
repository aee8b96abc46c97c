//! The engine against theory: each test asserts that a 99.9 % interval covers
//! the value theory gives. Forced figures are held against plain ones in
//! `forced.rs` and `forced_recovery.rs`, exposure against losses in `exposure.rs`.
//!
//! - `one_repairable_component`: unavailability, whatever the repair
//! - `k_of_n_with_crews`: a birth–death chain
//! - `k_of_n_any_repair`: without crews only the mean repair matters
//! - `dual_switches_with_common_cause`: a Markov chain, the rate split by beta
//! - `loss_is_uniform`: on (transfer, interval + transfer)
//! - `failing_jobs_of_two_levels`: geometric gaps between points

use crate::estate::*;
use crate::figures::{assert_covers, run};
use crate::parts::*;
use drsim::model::*;
use drsim::stats::interval::{korn_graubard, mean_interval};

/// One component, exponential or not: unavailability = MTTR ÷ (MTBF + MTTR).
#[test]
fn one_repairable_component() {
    for repair in [exponential(50.0), fixed(50.0)] {
        let mut e = estate(1);
        e.stamps[0].crash = rate(8.76);
        e.stamps[0].crash_repair = repair;
        e.apps.push(App { pinned: true, ..app("a", PROD) });
        let r = run(e, 400, 10.0, 1, false);
        let (u, i) = r.unavailability(0);
        assert_covers("one component", u, i, 50.0 / 1050.0);
    }
}

/// k of n identical units with c repairers: the birth–death chain's stationary
/// distribution.
fn k_of_n(n: usize, k: usize, c: usize, fails: f64, repairs: f64) -> f64 {
    let mut p = vec![1.0];
    for down in 0..n {
        let up = (n - down) as f64 * fails;
        let back = (down + 1).min(c) as f64 * repairs;
        p.push(p[down] * up / back);
    }
    let total: f64 = p.iter().sum();
    p[n - k + 1..].iter().sum::<f64>() / total
}

#[test]
fn k_of_n_with_crews() {
    for (n, k, c) in [(4, 3, 1), (6, 4, 2), (5, 4, 5)] {
        let mut e = estate(n);
        e.sites[0].technicians = Some(c);
        e.stamps[0].crash = rate(8.76);
        e.stamps[0].crash_repair = exponential(100.0);
        e.apps.push(App { pinned: true, vms: n, vms_needed: k, ..app("a", PROD) });
        let r = run(e, 400, 20.0, 2, false);
        let (u, i) = r.unavailability(0);
        assert_covers("k of n", u, i, k_of_n(n as usize, k as usize, c as usize, 1e-3, 1e-2));
    }
}

/// Unlimited crews: any repair distribution with the same mean gives the same
/// answer, binomial in the unavailability of one.
#[test]
fn k_of_n_any_repair() {
    let mut e = estate(4);
    e.stamps[0].crash = rate(8.76);
    e.stamps[0].crash_repair = fixed(100.0);
    e.apps.push(App { pinned: true, vms: 4, vms_needed: 3, ..app("a", PROD) });
    let r = run(e, 400, 20.0, 3, false);
    let (u, i) = r.unavailability(0);
    let q: f64 = 100.0 / 1100.0;
    let truth = 1.0 - (1.0 - q).powi(4) - 4.0 * q * (1.0 - q).powi(3);
    assert_covers("k of n, fixed repair", u, i, truth);
}

/// Two switches with common cause: Markov chain on 0, 1, 2 down, each repaired
/// by itself; λ splits into (1−β)λ each and βλ for both.
#[test]
fn dual_switches_with_common_cause() {
    let (rate_h, beta, mu): (f64, f64, f64) = (1e-3, 0.2, 1e-1);
    let mut e = estate(1);
    e.stamps[0].switch = rate(rate_h * 8760.0);
    e.stamps[0].switch_common_cause = beta;
    e.stamps[0].switch_repair = exponential(1.0 / mu);
    e.apps.push(app("a", PROD));
    let r = run(e, 1000, 20.0, 4, false);
    let (u, i) = r.unavailability(0);
    // From one down, both the other's own failures and the shared ones take it.
    let (own, both) = ((1.0 - beta) * rate_h, beta * rate_h);
    // p0·2own + p2·2mu = p1·(own + both + mu); p0·(2own + both) = p1·mu.
    let p1 = (2.0 * own + both) / mu;
    let p2 = (p1 * (own + both) + both) / (2.0 * mu);
    assert_covers("dual switches", u, i, p2 / (1.0 + p1 + p2));
}

/// The loss at a random instant is uniform on (d, T + d): mean T/2 + d, and the
/// share below x is (x − d)/T.
#[test]
fn loss_is_uniform() {
    let mut e = two_sites();
    e.targets.push(target("vault", TargetAt::Site(SiteId(1))));
    e.sites[0].lost = rate(0.01);
    // A day's churn over the link: 86400·1e5/1e8 = 86.4 s.
    e.apps[0].protections = vec![Protection::Backup(backup(0, hours(24.0), vec![DR]))];
    e.apps[0].objectives[Kind::SiteLost.index()].rpo = Some(hours(12.0));
    let r = run(e, 4000, 10.0, 5, true);
    let cell = r.tally.cell(0, Kind::SiteLost);
    let d = 86.4 / 3600.0;
    // A forced loss that finds the site already lost counts as nothing.
    assert!((3_980..=4000).contains(&cell.strikes), "{}", cell.strikes);
    let mean = cell.loss_hours.ratio().unwrap();
    assert_covers("mean loss", mean, mean_interval(&cell.loss_hours, 0.999).unwrap(), 12.0 + d);
    let met = korn_graubard(&cell.rpo_met, 0.999).unwrap();
    assert_covers(
        "P(loss <= 12 h)",
        met.estimate,
        drsim::stats::Interval { low: met.low, high: met.high },
        (12.0 - d) / 24.0,
    );
    let max = cell.loss.max().unwrap() / 3600.0;
    assert!(max <= 24.0 + d + 1e-3 && cell.loss.min().unwrap() / 3600.0 >= d - 1e-3, "{max}");
}

/// Two levels whose jobs fail with p and q, every T = 24 h and nothing to send.
/// Passed on continuously, a point is there with s = (1−p)(1−q): its age at a
/// random instant is T/2 + T(1−s)/s. Passed on at ticks of its own, the last
/// that worked is T/2 + Tq/(1−q) ago, and found a point T/2 + Tp/(1−p) old.
#[test]
fn failing_jobs_of_two_levels() {
    let (p, q) = (0.2, 0.25);
    let gap = |failing: f64| 12.0 + 24.0 * failing / (1.0 - failing);
    let of_its_own = Schedule { every: hours(24.0), start: None };
    for (schedule, mean) in [(None, gap(0.4)), (Some(of_its_own), gap(q) + gap(p))] {
        let mut e = two_sites();
        e.targets.push(target("near", TargetAt::Site(SiteId(0))));
        e.targets.push(target("vault", TargetAt::Site(SiteId(1))));
        e.sites[0].lost = rate(0.01);
        e.apps[0].churn_bytes_per_second = 1.0;
        let mut b = backup(0, hours(24.0), vec![DR]);
        b.levels[0].job_failure = p;
        let outward = Level { target: TargetId(1), schedule, job_failure: q, ..b.levels[0].clone() };
        b.levels.push(outward);
        e.apps[0].protections = vec![Protection::Backup(b)];
        let r = run(e, 4000, 10.0, 6, true);
        let loss = &r.tally.cell(0, Kind::SiteLost).loss_hours;
        assert_covers("mean loss", loss.ratio().unwrap(), mean_interval(loss, 0.999).unwrap(), mean);
    }
}

/// Damage by lifetimes is a renewal process: over t, far above the mean life μ,
/// it strikes t/μ + (σ²/μ² − 1)/2 times, with variance σ²t/μ³.
#[test]
fn damage_by_lifetimes() {
    let (mean, years, trials) = (500.0, 10.0, 400);
    let mut e = estate(1);
    e.apps.push(App { damage_detection: fixed(0.0), ..app("a", PROD) });
    e.apps[0].item_deletion = weibull(2.0, mean);
    e.apps[0].item_remake = fixed(0.0);
    let r = run(e, trials, years, 8, true);
    let cell = r.tally.cell(0, Kind::ItemDeletion);
    assert_eq!(cell.forced, 0, "damage has no age to force it by");
    let (lives, spread) = (years * 8760.0 / mean, 4.0 / std::f64::consts::PI - 1.0);
    let half = 3.29 * (spread * lives / trials as f64).sqrt();
    let seen = cell.strike_weight / trials as f64;
    let interval = drsim::stats::Interval { low: seen - half, high: seen + half };
    assert_covers("strikes of damage by lifetimes", seen, interval, lives + 0.5 * (spread - 1.0));
}

/// Thinned points: one an hour leaves a gap uniform on an hour once the hour of
/// the damage is thinned, and all points of an hour serve until it is over. One
/// a day of daily points thins out nothing: the clean point has expired when it
/// is older than retention less detection.
#[test]
fn thinned_points() {
    for (every, detection, mean) in [(0.25, 8.0, 0.5), (0.5, 8.0, 0.5), (1.0, 8.0, 0.5), (0.25, 0.0, 0.125)] {
        let mut e = two_sites();
        let schedule = Schedule { every: hours(every), start: None };
        let retention = Retention { age: hours(24.0), spacing: hours(1.0) };
        let replica = Replica { schedule, retention, ..replica(DR, hours(every)) };
        e.apps[0].protections = vec![Protection::Replica(replica)];
        e.apps[0].churn_bytes_per_second = 1.0;
        e.apps[0].corruption = rate(0.01);
        e.apps[0].damage_detection = fixed(detection);
        let r = run(e, 2000, 1.0, 8, true);
        let cell = r.tally.cell(0, Kind::Corruption);
        let gap = cell.loss_hours.ratio().unwrap();
        assert_covers("mean gap", gap, mean_interval(&cell.loss_hours, 0.999).unwrap(), mean);
        assert!(cell.loss.max().unwrap() / 3600.0 <= 1.0 + 2e-3, "gap of {:?} s", cell.loss.max());
    }
    for spacing in [0.0, 24.0] {
        let mut e = two_sites();
        e.targets.push(target("vault", TargetAt::Site(SiteId(1))));
        let mut backup = backup(0, hours(24.0), vec![PROD]);
        backup.levels[0].retention = Retention { age: hours(30.0), spacing: hours(spacing) };
        e.apps[0].protections = vec![Protection::Backup(backup)];
        e.apps[0].corruption = rate(0.01);
        e.apps[0].damage_detection = fixed(20.0);
        let r = run(e, 2000, 1.0, 9, true);
        let none = korn_graubard(&r.tally.cell(0, Kind::Corruption).all_lost, 0.999).unwrap();
        let interval = drsim::stats::Interval { low: none.low, high: none.high };
        assert_covers("P(no clean point)", none.estimate, interval, 14.0 / 24.0);
    }
}
