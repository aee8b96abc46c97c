//! Forced incidents against plain simulation where both can be had, as in
//! `forced.rs`: recovery plans, recovery points, apps that run from a store, room
//! that is made, and failovers that begin by themselves.

use crate::alike::assert_alike;
use crate::estate::*;
use crate::parts::*;
use drsim::model::*;

/// Three sites where everything disastrous happens often: `a` fails over by itself, `b`
/// to its latest point, in the plan's second group, `c` runs from a store in the third;
/// `x` makes room for them at the second site.
fn world() -> Estate {
    let mut e = with_third_site(two_sites());
    e.targets.push(target("vault", TargetAt::Site(SiteId(2))));
    (e.targets[0].failure, e.targets[0].repair) = (rate(6.0), exponential(60.0));
    (e.targets[0].data_lost, e.targets[0].streams) = (0.5, 1);
    for site in &mut e.sites {
        (site.outage, site.outage_lasts) = (rate(2.0), exponential(200.0));
    }
    for stamp in &mut e.stamps {
        (stamp.lost, stamp.redeploy) = (rate(2.0), exponential(300.0));
    }
    for link in &mut e.links {
        (link.failure, link.repair) = (rate(4.0), exponential(50.0));
    }
    (e.stamps[1].nodes, e.stamps[1].vm_memory_per_node_bytes) = (1, 3e9);
    (e.people.detection, e.people.decision) = (exponential(2.0), exponential(10.0));
    (e.people.reclaim, e.people.reprotect) = (true, exponential(20.0));
    let mut by_itself = replica(DR, hours(1.0));
    (by_itself.schedule, by_itself.automatic) = (Schedule::SYNCHRONOUS, Some(fixed(0.1)));
    by_itself.failover = exponential(2.0);
    let mut latest = replica(DR, hours(6.0));
    latest.points = Points {
        offer: Offer::Latest,
        processing: exponential(5.0),
        consistent_every: Some(hours(12.0)),
        choosing: fixed(0.0),
    };
    latest.crash = CrashStart { takes: exponential(2.0), fails: 0.4, repair: exponential(20.0) };
    latest.failover = exponential(5.0);
    let mut instant = backup(0, hours(24.0), vec![PROD, DR, THIRD]);
    (instant.method, instant.instant_boot) = (BackupMethod::Instant, exponential(4.0));
    let named = |name: &str| App { name: name.into(), data_bytes: 1e12, ..app(name, PROD) };
    e.apps = vec![
        App { protections: vec![Protection::Replica(by_itself)], ..named("a") },
        App { protections: vec![Protection::Replica(latest)], ..named("b") },
        App { protections: vec![Protection::Backup(instant.clone())], priority: 2, ..named("c") },
        App {
            home: DR,
            vms: 2,
            vms_needed: 2,
            priority: 3,
            protections: vec![Protection::Backup(instant)],
            ..named("x")
        },
    ];
    let group = |app: u32, pause: f64| PlanGroup {
        apps: vec![AppId(app)],
        before: vec![Action::Script { takes: exponential(2.0), fails: 0.3, fix: exponential(5.0) }],
        after: vec![Action::Pause(exponential(pause))],
        at_once: None,
    };
    e.plans.push(RecoveryPlan {
        name: "p".into(),
        groups: vec![group(0, 3.0), group(2, 5.0), group(1, 1.0)],
        shut_down: exponential(2.0),
        at_once: Some(1),
        crew: Some(1),
        patience: hours(20.0),
    });
    for app in &mut e.apps {
        for kind in [Kind::SiteOutage, Kind::StampLost, Kind::LinkLost] {
            ask(app, kind, 30.0, Some(10.0));
        }
    }
    e
}

#[test]
fn plans_points_stores_and_room() {
    assert_alike("plans", world, 2.0, (4000, 4000), &[Kind::SiteOutage, Kind::StampLost]);
}
