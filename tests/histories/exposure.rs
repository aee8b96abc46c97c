//! Strikes at random instants see what time averages say, forced ones as well
//! as plain ones.
//!
//! - `losses_of_a_backup`, `losses_of_a_replica`: exposure, and the share of
//!   site losses that break the RPO, are what uniform losses make of it
//! - `losses_while_a_control_plane_is_down`: the same, by how long it is down
//! - `losses_see_exposure`: the same two, equal where nothing is that simple
//! - `the_first_method_that_works_counts` and those after it: the same, where an
//!   order of methods, room, old data at home or instances out of step decide
//! - `two_sites_down_at_once`: the product of two unavailabilities, and the rate
//!   at which one site fails while the other is out

use crate::estate::*;
use crate::figures::{Figure, Run, depth, run};
use crate::parts::*;
use drsim::model::*;
use drsim::stats::RatioMoments;
use drsim::study::force;
use drsim::trial::history::{Outcome, Setup, Stage};
use drsim::trial::record::Strike;

/// Share of Poisson site losses that break the RPO of app 0.
fn share_broken(run: &Run) -> Figure {
    let met = Figure::ratio(&run.tally.cell(0, Kind::SiteLost).rpo_met);
    Figure { value: 1.0 - met.value, ..met }
}

/// Share of serving time in which app 0 was exposed.
fn exposure(run: &Run) -> Figure {
    Figure::ratio(&run.tally.overall[0].exposed)
}

/// Losses uniform on (d, every + d) hours exceed the RPO this often.
fn uniform_share(d: f64, every: f64, rpo: f64) -> Figure {
    Figure::exact(1.0 - (rpo - d) / every)
}

/// A site that is lost so rarely by itself that its loss disturbs nothing that
/// probes see.
fn lost_rarely(protection: Protection, churn: f64, rpo: f64) -> Estate {
    let mut e = two_sites();
    e.targets.push(target("vault", TargetAt::Site(SiteId(1))));
    e.sites[0].lost = rate(1e-6);
    e.apps[0].churn_bytes_per_second = churn;
    e.apps[0].objectives[Kind::SiteLost.index()].rpo = Some(hours(rpo));
    e.apps[0].protections = vec![protection];
    e
}

#[test]
fn losses_of_a_backup() {
    // A day's writes of 1e7 B/s leave at 1e8 B/s: 2.4 h.
    let backup = Protection::Backup(backup(0, hours(24.0), vec![PROD, DR]));
    let r = run(lost_rarely(backup, 1e7, 20.0), depth(4000), 0.2, 31, true);
    let theory = uniform_share(2.4, 24.0, 20.0);
    exposure(&r).assert_near("exposure of a backup", theory);
    share_broken(&r).assert_near("losses of a backup", theory);
}

#[test]
fn losses_of_a_replica() {
    // Four hours' writes of 2e7 B/s leave at 1e8 B/s: 0.8 h; applying takes 0.7.
    let replica = Replica { apply: hours(0.7), ..replica(DR, hours(4.0)) };
    let r = run(lost_rarely(Protection::Replica(replica), 2e7, 4.5), depth(4000), 0.2, 32, true);
    let theory = uniform_share(1.5, 4.0, 4.5);
    exposure(&r).assert_near("exposure of a replica", theory);
    share_broken(&r).assert_near("losses of a replica", theory);
}

/// A replica that a control plane must be up to start, else the daily backup:
/// down at 20 a year for 200 h, from the first failure on.
#[test]
fn losses_while_a_control_plane_is_down() {
    let mut e = lost_rarely(Protection::Replica(replica(DR, hours(1.0))), 1.0, 12.0);
    e.controls.push(Control {
        name: "portal".into(),
        at: ControlAt::Site(SiteId(1)),
        failure: rate(20.0),
        repair: exponential(200.0),
    });
    let needs = e.apps[0].protections[0].needs_mut().unwrap();
    needs.start.push(Need::Control(ControlId(0)));
    e.apps[0].protections.push(Protection::Backup(backup(0, hours(24.0), vec![DR])));
    e.people.decision = fixed(0.0);
    let r = run(e, depth(4000), 1.0, 36, true);
    let (fails, mends) = (20.0, 8760.0 / 200.0);
    let both: f64 = fails + mends;
    let down = fails / both * (1.0 - (1.0 - (-both).exp()) / both);
    let theory = Figure::exact(down * 0.5);
    exposure(&r).assert_near("exposure with a control plane", theory);
    share_broken(&r).assert_near("losses with a control plane", theory);
}

/// Links and targets fail, jobs fail, backlogs drain, the app lives elsewhere
/// for weeks and its copies are seeded anew. Both sites are lost at one rate,
/// so that strikes come at that rate wherever the app is; and it recovers too
/// fast for a second disaster to change what the first one cost.
#[test]
fn losses_see_exposure() {
    let make = || {
        let mut e = two_sites();
        e.targets.push(Target { failure: rate(4.0), ..target("vault", TargetAt::Site(SiteId(1))) });
        (e.targets[0].repair, e.targets[0].data_lost) = (exponential(200.0), 0.5);
        for site in &mut e.sites {
            (site.lost, site.replacement) = (rate(1.5), exponential(300.0));
        }
        for stamp in &mut e.stamps {
            stamp.redeploy = fixed(1.0);
        }
        (e.links[0].failure, e.links[0].repair) = (rate(8.0), exponential(100.0));
        (e.people.decision, e.people.failback) = (fixed(0.0), fixed(0.0));
        e.people.reprotect = exponential(200.0);
        let a = &mut e.apps[0];
        (a.churn_bytes_per_second, a.data_bytes, a.rebuild) = (2e7, 1e13, fixed(1.0));
        a.objectives[Kind::SiteLost.index()].rpo = Some(hours(12.0));
        let replica = Replica { apply: hours(3.0), failover: fixed(0.01), ..replica(DR, hours(8.0)) };
        let mut backup = backup(0, hours(12.0), vec![DR]);
        backup.levels[0].job_failure = 0.3;
        a.protections = vec![Protection::Replica(replica), Protection::Backup(backup)];
        e
    };
    let probed = run(make(), depth(6000), 1.0, 33, false);
    let plain = run(make(), depth(6000), 1.0, 34, false);
    let forced = run(make(), depth(4000), 1.0, 35, true);
    let exposure = exposure(&probed);
    assert!(exposure.value > 0.2 && exposure.value < 0.8, "{exposure:?}");
    share_broken(&plain).assert_near("plain losses and exposure", exposure);
    share_broken(&forced).assert_near("forced losses and exposure", exposure);
}

/// Weight of the strikes that `counts` says, per year.
fn yearly(estate: Estate, trials: u64, seed: u64, forced: bool, counts: impl Fn(&Strike) -> bool) -> Figure {
    let model = Model::new(estate);
    let forcing = force::choose(&model, 1.0);
    let strata = if forced { forcing.strata } else { vec![] };
    let setup = Setup { model: &model, seed, horizon: hours(8760.0), probes: 0, natural: true, strata };
    let (mut stage, mut outcome, mut sum) = (Stage::new(&model), Outcome::default(), RatioMoments::new());
    for trial in 0..trials {
        stage.run(&setup, trial, &mut outcome);
        let counted = outcome.strikes.iter().filter(|s| s.forced == forced && counts(s));
        sum.push(1.0, counted.map(|s| s.weight).sum());
    }
    Figure::ratio(&sum)
}

/// Probability of being down, hour by hour of a first year, for failures at
/// `fails` an hour of work and repairs that take exactly `window` hours: down
/// is who failed within the last window. Heun's steps.
fn down_by_hour(fails: f64, window: usize) -> Vec<f64> {
    let mut failed = vec![0.0];
    let before = |failed: &[f64], hour: usize| if hour > window { failed[hour - window] } else { 0.0 };
    let mut down = vec![0.0];
    for hour in 1..=8760 {
        let (sum, was) = (failed[hour - 1], down[hour - 1]);
        let guess = sum + fails * (1.0 - was) - before(&failed, hour);
        let next = sum + fails * (1.0 - 0.5 * (was + guess));
        failed.push(next);
        down.push(next - before(&failed, hour));
    }
    down
}

/// An app active at two sites is down when both are. One is out for fixed
/// windows, the other for exponential times; they fail independently.
#[test]
fn two_sites_down_at_once() {
    let rates = [4.0, 6.0];
    let make = || {
        let mut e = two_sites();
        for (site, per_year) in e.sites.iter_mut().zip(rates) {
            site.outage = rate(per_year);
        }
        (e.sites[0].outage_lasts, e.sites[1].outage_lasts) = (fixed(300.0), exponential(200.0));
        let both =
            ActiveActive { with: vec![DR], synchronous: true, probe: fixed(0.0), redirect: fixed(1e-4) };
        e.apps[0].protections = vec![Protection::ActiveActive(both)];
        e
    };
    let first = down_by_hour(rates[0] / 8760.0, 300);
    let (fails, mends) = (rates[1] / 8760.0, 1.0 / 200.0);
    let second = |hour: usize| fails / (fails + mends) * -f64::exp_m1(-(fails + mends) * hour as f64);
    let mean = |of: &dyn Fn(f64, f64) -> f64| {
        let at = |hour: usize| of(first[hour], second(hour));
        (1..=8760).map(|hour| 0.5 * (at(hour - 1) + at(hour))).sum::<f64>() / 8760.0
    };
    let product = Figure::exact(mean(&|a, b| a * b));
    let r = run(make(), depth(6000), 1.0, 36, false);
    Figure::ratio(&r.tally.overall[0].down).assert_near("both down", product);

    // Either fails, being up, while the other is down.
    let tips = Figure::exact(mean(&|a, b| rates[0] * (1.0 - a) * b + rates[1] * (1.0 - b) * a));
    let both_down = |s: &Strike| s.incident.is_some_and(|i| i.closed - i.failed > hours(0.01));
    yearly(make(), depth(4000), 37, false, both_down).assert_near("both down a year, plain", tips);
    yearly(make(), depth(4000), 38, true, both_down).assert_near("both down a year, forced", tips);
}

/// An estate in which either site is lost once in 500 years and replaced in 300
/// h, and app 0 asks for a loss of `rpo` hours at most: its exposure must be the
/// share of the losses that break that.
fn assert_exposure(what: &str, e: Estate, rpo: f64, seed: u64) -> f64 {
    let r = run(lost_in_500_years(e, rpo), depth(3000), 4.0, seed, true);
    let exposed = exposure(&r);
    share_broken(&r).assert_near(what, exposed);
    exposed.value
}

fn lost_in_500_years(mut e: Estate, rpo: f64) -> Estate {
    for site in &mut e.sites {
        (site.lost, site.replacement) = (rate(0.002), fixed(300.0));
    }
    e.apps[0].objectives[Kind::SiteLost.index()].rpo = Some(hours(rpo));
    e
}

/// A backup to a vault at the second site, restored to `to`.
fn with_vault(mut e: Estate, every: f64, to: Vec<Place>) -> Estate {
    e.targets.push(target("vault", TargetAt::Site(SiteId(1))));
    e.apps[0].protections.push(Protection::Backup(backup(0, hours(every), to)));
    e
}

fn with_replica(mut e: Estate, every: f64) -> Estate {
    e.apps[0].protections.push(Protection::Replica(replica(DR, hours(every))));
    e
}

#[test]
fn the_first_method_that_works_counts() {
    // The backup is restored although the replica is newer: losses uniform on
    // (0.024, 24.024) h exceed an hour in 23.024 of 24 cases.
    let e = with_replica(with_vault(two_sites(), 24.0, vec![DR]), 0.25);
    let exposed = assert_exposure("a backup before a replica", e, 1.0, 40);
    assert!((exposed - 23.024 / 24.0).abs() < 0.01, "{exposed}");
}

#[test]
fn a_replica_without_room_does_not_count() {
    let mut e = with_vault(with_replica(two_sites(), 0.25), 24.0, vec![DR, PROD]);
    e.stamps[1].vm_memory_per_node_bytes = 1.0;
    let exposed = assert_exposure("no room for the replica", e, 6.0, 41);
    assert!((exposed - 18.024 / 24.0).abs() < 0.01, "{exposed}");
}

#[test]
fn what_home_still_holds_counts() {
    let mut e = with_replica(two_sites(), 1.0);
    (e.stamps[0].software, e.stamps[0].software_lasts) = (rate(4.0), exponential(200.0));
    e.people.reprotect = exponential(300.0);
    let exposed = assert_exposure("away for long", e, 100.0, 42);
    assert!(exposed > 0.1 && exposed < 0.9, "{exposed}");
}

/// Both sites are often down for long.
fn often_down(synchronous: bool, churn: f64) -> Estate {
    let mut e = two_sites();
    let both = ActiveActive { with: vec![DR], synchronous, probe: fixed(0.01), redirect: fixed(0.01) };
    e.apps[0].protections = vec![Protection::ActiveActive(both)];
    e.apps[0].churn_bytes_per_second = churn;
    for stamp in &mut e.stamps {
        (stamp.software, stamp.software_lasts) = (rate(10.0), exponential(200.0));
    }
    (e.links[0].failure, e.links[0].repair) = (rate(10.0), exponential(50.0));
    e
}

/// As `assert_exposure`, for an app that is struck at either site but serves
/// from one: losses that break the RPO come at the rate of one site, while the
/// app serves and is exposed.
fn assert_exposure_of_one(what: &str, e: Estate, rpo: f64, seed: u64) -> f64 {
    let e = lost_in_500_years(e, rpo);
    let breaks = |s: &Strike| s.kind == Kind::SiteLost && s.incident.is_some_and(|i| i.loss > hours(rpo));
    let broken = yearly(e.clone(), depth(8000), seed, true, breaks);
    let r = run(e, depth(4000), 1.0, seed + 1, false);
    let serving = 1.0 - r.tally.overall[0].down.ratio().unwrap();
    let scaled = |figure: Figure, by: f64| Figure { value: figure.value * by, error: figure.error * by };
    scaled(broken, 1.0 / (0.002 * serving)).assert_near(what, exposure(&r));
    exposure(&r).value
}

#[test]
fn instances_out_of_step_count_as_old() {
    let exposed = assert_exposure_of_one("instances in step", often_down(true, 1e5), 24.0, 43);
    assert!(exposed > 0.1 && exposed < 0.9, "{exposed}");
    // Whatever is down comes back with what it held.
    let exposed = assert_exposure_of_one("instances without state", often_down(false, 0.0), 24.0, 44);
    assert!(exposed < 0.01, "{exposed}");
    // The other instance is none, and there is nothing else.
    let exposed = assert_exposure("instances not kept in step", often_down(false, 1e5), 24.0, 45);
    assert_eq!(exposed, 1.0);
}
