//! Drills against what can be worked out by hand.

use crate::estate::*;
use crate::parts::*;
use drsim::dist::Dist;
use drsim::model::*;
use drsim::study::drill::{self, Drill};
use drsim::study::named;
use drsim::verdict::results::{Phase, Verdict};

fn drilled(estate: Estate, failure: &str, trials: u64) -> Drill {
    let topology = Topology {
        name: "t".into(),
        title: "t".into(),
        cost_per_year: None,
        unsupported: vec![],
        estate,
        rules: vec![],
    };
    let settings = StudySettings {
        trials: 1,
        years: 10.0,
        seed: 1,
        required: 0.95,
        confidence: 0.999,
        clock: Clock::Failed,
    };
    let study =
        Study { title: "s".into(), currency: String::new(), settings, topologies: vec![topology.clone()] };
    let model = drill::model(&topology);
    let failure = named::find(&model, failure).unwrap();
    drill::run(&study, &topology, "hash", &model, &failure, trials)
}

fn with_replica() -> Estate {
    let mut estate = two_sites();
    estate.apps[0].protections = vec![Protection::Replica(replica(DR, hours(1.0)))];
    estate.apps[0].objectives =
        [Objective { rto: Some(hours(2.0)), rpo: Some(hours(0.75)), rpo_rollback: None }; KINDS];
    estate
}

/// The failure comes at a random instant of the schedule: the loss is uniform
/// on (d, T + d), where d is the time of the transfer.
#[test]
fn loss_is_uniform_over_the_schedule_and_recovery_certain() {
    let drill = drilled(with_replica(), "site-lost:dc1", 4000);
    let [hit] = &drill.apps[..] else { panic!("{drill:?}") };
    let near = |value: f64, truth: f64| (value / truth - 1.0).abs() < 0.002;
    assert!(near(hit.recovery.p50, 1.1) && near(hit.recovery.max, 1.1), "{:?}", hit.recovery);
    assert_eq!((hit.hit_share, hit.masked_share), (1.0, 0.0));
    let transfer_hours = 1e5 * 3600.0 / 1e8 / 3600.0;
    let mean = hit.loss.mean.unwrap();
    let truth = transfer_hours + 0.5;
    assert!(mean.low <= truth && truth <= mean.high, "{mean:?} misses {truth}");
    assert!(hit.loss.max <= 1.0 + transfer_hours && hit.loss.max > 0.99, "{:?}", hit.loss);
    // RPO 45 min: met where the loss is at most that.
    let share = hit.rpo.met_share.unwrap();
    let truth = 0.75 - transfer_hours;
    assert!(share.low <= truth && truth <= share.high, "{share:?} misses {truth}");
    assert_eq!((hit.rto.verdict, hit.rpo.verdict), (Verdict::Met, Verdict::Missed));
    assert!(near(hit.phase_hours[Phase::Decision.index()], 1.0), "{:?}", hit.phase_hours);
    assert!(drill.not_hit.is_empty());
}

#[test]
fn no_rate_and_no_lifetime_plays_a_part() {
    let quiet = drilled(with_replica(), "node:prod", 300);
    let mut busy = with_replica();
    let lifetime = |hours| Hazard::Lifetime(exponential(hours));
    for site in &mut busy.sites {
        (site.outage, site.lost) = (lifetime(100.0), lifetime(1000.0));
    }
    for stamp in &mut busy.stamps {
        (stamp.crash, stamp.hardware) = (rate(50.0), lifetime(50.0));
        (stamp.switch, stamp.software) = (lifetime(20.0), Hazard::At(vec![drsim::units::Time(5)]));
        (stamp.rack_power, stamp.lost) = (rate(9.0), rate(9.0));
    }
    busy.links[0].failure = rate(100.0);
    busy.apps[0].corruption = rate(100.0);
    busy.ransomware.hazard =
        Hazard::Lifetime(Delay { dist: Dist::deterministic(1e6).unwrap(), mark: Mark::Given });
    assert_eq!(quiet, drilled(busy, "node:prod", 300));
}

#[test]
fn causes_are_equally_likely() {
    let mut estate = with_replica();
    estate.apps[0].protections.clear();
    // Each cause lasts a time of its own.
    let stamp = &mut estate.stamps[0];
    (stamp.software_lasts, stamp.rack_power_lasts, stamp.switch_repair) =
        (fixed(1.0), fixed(2.0), fixed(3.0));
    let drill = drilled(estate.clone(), "stamp-outage:prod", 3000);
    assert_eq!(drill.causes, ["switch-common-cause", "stamp-software", "rack-power"]);
    let mean = drill.apps[0].recovery.mean.unwrap();
    assert!(mean.low < 2.0 && 2.0 < mean.high, "{mean:?}");
    let one = drilled(estate, "stamp-outage:prod:rack-power", 50);
    assert_eq!((one.apps[0].recovery.p50, one.apps[0].recovery.max), (2.0, 2.0));
}

#[test]
fn what_is_not_there_is_not_hit_and_the_first_back_comes_first() {
    let mut estate = with_replica();
    let mut slow = estate.apps[0].clone();
    (slow.name, slow.start) = ("b".into(), fixed(3.0));
    let mut away = app("c", DR);
    away.vms = 2;
    estate.apps.extend([slow, away]);
    estate.services = vec![service("both", vec![AppId(0), AppId(1)])];
    let drill = drilled(estate, "site-outage:dc1", 100);
    let names: Vec<&str> = drill.apps.iter().map(|hit| hit.name.as_str()).collect();
    assert_eq!((names, drill.not_hit.as_slice()), (vec!["a", "b"], &["c".to_owned()][..]));
    assert_eq!(
        drill.services[0].recovery.p50, drill.apps[1].recovery.p50,
        "a service is back with its last app"
    );
}

/// It strikes nobody; who misses it is told.
#[test]
fn what_only_protections_use_stops_no_app() {
    let mut estate = with_replica();
    estate.targets = vec![target("vault", TargetAt::Site(SiteId(1)))];
    estate.apps[0].protections.push(Protection::Backup(backup(0, hours(24.0), vec![PROD])));
    let control = Control {
        name: "broker".into(),
        at: ControlAt::Anywhere,
        failure: Hazard::Never,
        repair: fixed(2.0),
    };
    estate.controls = vec![control.clone(), Control { name: "idle".into(), ..control }];
    let needs = estate.apps[0].protections[0].needs_mut().unwrap();
    needs.start = vec![Need::Control(ControlId(0))];
    let held = |failure: &str| {
        let drill = drilled(estate.clone(), failure, 20);
        assert!(drill.apps.is_empty() && drill.services.is_empty(), "{drill:?}");
        assert_eq!((drill.not_hit.len(), drill.failure.as_str()), (estate.apps.len(), failure));
        (drill.held.copies, drill.held.recoveries)
    };
    let a = || vec!["a".to_owned()];
    assert_eq!(held("control:broker"), (vec![], a()));
    assert_eq!(held("control:idle"), (vec![], vec![]));
    assert_eq!(held("infrastructure:dr"), (vec![], a()));
    assert_eq!(held("infrastructure:prod"), (vec![], a()));
    assert_eq!(held("target:vault"), (a(), a()));
    // No app runs at the second site, but its replica and its copies are there.
    assert_eq!(held("site-lost:dc2"), (a(), a()));
    assert_eq!(held("stamp-outage:dr"), (a(), a()));
}
