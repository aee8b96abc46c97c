//! Forced incidents against plain simulation where both can be had: rare kinds
//! get their figures from histories in which a failure is forced and weighted,
//! and those figures must be the ones that plain counting gives. Here what
//! fails is equipment; `forced_recovery.rs` has data, disasters and what apps
//! need of one another.
//!
//! - `lives_that_age`: Weibull lives, two to a node, each frozen while it is down
//! - `units_that_are_down_block`: k of n, forced failures masked or blocked
//! - `dual_switches`: common cause, and the second switch's failure
//! - `one_crew`: repairs that queue
//! - `vms_that_move`: room for the VMs of one failed node
//! - `a_unit_mended_starts_anew`: the pending failure goes with the forced one
//! - `common_and_rare`: one kind, counted partly from ordinary histories
//! - `what_takes_no_time`: a restart at once is masked in a branch too
//! - `links`: two paths, users and needed apps beyond them

use crate::alike::assert_alike;
use crate::estate::*;
use crate::figures::{depth, run};
use crate::parts::*;
use drsim::model::*;

/// One node that wears out (or in), with two ways to fail. Hazards at the age
/// reached, not their mean over all ages, give the right rate in a first year.
#[test]
fn lives_that_age() {
    for (shape, what) in [(2.0, "lives, shape 2"), (0.7, "lives, shape 0.7")] {
        let make = || {
            let mut e = estate(1);
            e.stamps[0].crash = weibull(shape, 1500.0);
            e.stamps[0].crash_repair = exponential(300.0);
            e.stamps[0].hardware = weibull(shape, 3000.0);
            e.stamps[0].hardware_repair = fixed(500.0);
            e.apps.push(App { pinned: true, ..app("a", PROD) });
            ask(&mut e.apps[0], Kind::Node, 200.0, None);
            e
        };
        assert_alike(what, make, 1.3, (3000, 3000), &[Kind::Node]);
    }
}

/// Four of five: a first failure is masked, a second opens an incident, a third
/// extends it, and one that finds its unit down counts as nothing.
#[test]
fn units_that_are_down_block() {
    for (hazard, what) in [(rate(2.0), "k of n"), (weibull(2.0, 4000.0), "k of n that age")] {
        let make = || {
            let mut e = estate(5);
            e.stamps[0].crash = hazard.clone();
            e.stamps[0].crash_repair = exponential(800.0);
            e.apps.push(App { pinned: true, vms: 5, vms_needed: 4, ..app("a", PROD) });
            ask(&mut e.apps[0], Kind::Node, 150.0, None);
            e
        };
        let pair = assert_alike(what, make, 0.8, (3000, 4000), &[Kind::Node]);
        let (p, f) = pair.cells(0, Kind::Node);
        assert!(p.incidents < p.strikes && f.incidents < f.strikes, "some are masked");
        assert!(f.strikes * 10 < pair.forced.tally.forced * 9, "many are blocked");
    }
}

#[test]
fn dual_switches() {
    for (hazard, beta, what) in
        [(rate(4.0), 0.3, "switches with common cause"), (weibull(2.0, 2500.0), 0.0, "switches that age")]
    {
        let make = || {
            let mut e = estate(1);
            e.stamps[0].switch = hazard.clone();
            e.stamps[0].switch_common_cause = beta;
            e.stamps[0].switch_repair = exponential(700.0);
            e.stamps[0].software = rate(1.0);
            e.stamps[0].software_lasts = exponential(300.0);
            e.apps.push(app("a", PROD));
            ask(&mut e.apps[0], Kind::StampOutage, 300.0, None);
            e
        };
        let pair = assert_alike(what, make, 1.5, (3000, 4000), &[Kind::StampOutage]);
        let (p, f) = pair.cells(0, Kind::Switch);
        assert!(p.strikes > 1000 && f.strikes > 1000 && p.incidents + f.incidents == 0, "one is masked");
    }
}

/// Both ways in which a node fails, and the target beside it, wait for one
/// technician.
#[test]
fn one_crew() {
    let make = || {
        let mut e = estate(4);
        e.sites[0].technicians = Some(1);
        e.stamps[0].crash = rate(1.5);
        e.stamps[0].crash_repair = exponential(300.0);
        e.stamps[0].hardware = weibull(1.5, 9000.0);
        e.stamps[0].hardware_repair = fixed(400.0);
        e.targets.push(Target { failure: rate(3.0), ..target("vault", TargetAt::Site(SiteId(0))) });
        e.targets[0].repair = exponential(500.0);
        e.apps.push(App { pinned: true, vms: 4, vms_needed: 3, ..app("a", PROD) });
        ask(&mut e.apps[0], Kind::Node, 300.0, None);
        e
    };
    assert_alike("one crew", make, 1.5, (2500, 4000), &[Kind::Node]);
}

/// VMs restart elsewhere while there is room for those of one failed node; the
/// pool goes offline with the second.
#[test]
fn vms_that_move() {
    let make = || {
        let mut e = estate(4);
        let s = &mut e.stamps[0];
        (s.crash, s.crash_repair) = (rate(2.0), exponential(500.0));
        (s.node_detection, s.vm_restart) = (fixed(1.0), exponential(30.0));
        s.vm_memory_per_node_bytes = 4e9;
        s.pool_online_down_to = 1;
        e.apps.push(App { vms: 8, vms_needed: 7, ..app("a", PROD) });
        e.apps.push(App { vms: 4, vms_needed: 4, priority: 2, ..app("b", PROD) });
        for app in &mut e.apps {
            ask(app, Kind::Node, 25.0, None);
            ask(app, Kind::StampOutage, 200.0, None);
        }
        e
    };
    assert_alike("VMs that move", make, 0.7, (3000, 4000), &[Kind::Node, Kind::StampOutage]);
}

/// A node that lives about as long as the app takes to come back: after a forced
/// failure it has a whole life before it, not what was left of the last one.
#[test]
fn a_unit_mended_starts_anew() {
    let make = || {
        let mut e = estate(1);
        let s = &mut e.stamps[0];
        (s.crash, s.crash_repair, s.pool_online_down_to) = (weibull(4.0, 2000.0), exponential(50.0), 0);
        e.apps.push(App { boot: fixed(1200.0), ..app("a", PROD) });
        ask(&mut e.apps[0], Kind::StampOutage, 1400.0, None);
        e
    };
    assert_alike("mended", make, 2.0, (3000, 3000), &[Kind::StampOutage]);
}

/// Software fails too often to be forced, power rarely: both are stamp outages,
/// and each counts once. What happens to `b` while a forced incident of `a` is
/// followed has been counted in the ordinary history.
#[test]
fn common_and_rare() {
    let make = || {
        let mut e = estate(1);
        e.stamps.push(stamp("other", 0, 1));
        for s in &mut e.stamps {
            (s.software, s.software_lasts) = (rate(8.0), exponential(100.0));
        }
        (e.stamps[0].rack_power, e.stamps[0].rack_power_lasts) = (rate(4.0), exponential(1500.0));
        for (name, home) in [("a", PROD), ("b", Place::Stamp(StampId(1)))] {
            e.apps.push(app(name, home));
        }
        ask(&mut e.apps[0], Kind::StampOutage, 200.0, None);
        e
    };
    let pair = assert_alike("common and rare", make, 1.6, (3000, 3000), &[Kind::StampOutage]);
    let cell = pair.cells(0, Kind::StampOutage).1;
    assert!(cell.forced > 1000 && cell.strikes - cell.forced > 1000, "{} of {}", cell.forced, cell.strikes);
}

/// VMs that restart elsewhere at once are never missed: what is bound to the
/// instant of a failure happens before anyone looks who serves.
#[test]
fn what_takes_no_time() {
    let make = || {
        let mut e = estate(4);
        e.stamps[0].crash = rate(0.5);
        e.apps.push(app("a", PROD));
        e
    };
    for forced in [false, true] {
        let r = run(make(), depth(1000), 1.0, 41, forced);
        let cell = r.tally.cell(0, Kind::Node);
        assert!(cell.strikes > 200 && cell.incidents == 0, "{} of {}", cell.incidents, cell.strikes);
    }
}

/// Users of one app, and an app that another needs, are beyond a link of two
/// paths; the site at its other end fails too.
#[test]
fn links() {
    for (hazard, beta, what) in [(rate(4.0), 0.4, "links"), (weibull(0.7, 2500.0), 0.0, "links that age")] {
        let make = || {
            let mut e = two_sites();
            let l = &mut e.links[0];
            (l.paths, l.failure, l.common_cause, l.repair) = (2, hazard.clone(), beta, exponential(500.0));
            e.sites[1].outage = rate(2.0);
            e.sites[1].outage_lasts = exponential(200.0);
            e.apps[0].users = vec![SiteId(1)];
            e.apps.push(App { needs: vec![AppId(2)], ..app("b", PROD) });
            e.apps.push(app("c", DR));
            for app in &mut e.apps[..2] {
                ask(app, Kind::LinkLost, 200.0, None);
                ask(app, Kind::SiteOutage, 200.0, None);
            }
            e
        };
        assert_alike(what, make, 2.0, (2500, 4000), &[Kind::LinkLost, Kind::SiteOutage]);
    }
}
