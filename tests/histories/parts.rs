//! What estates are built of: everything certain and nothing failing unless a
//! test says so. The tests of whole histories use them, and so do the random
//! worlds of `src/trial/swarm.rs`; what only the former need is in `estate.rs`.

use drsim::dist::Dist;
use drsim::model::*;
use drsim::units::Span;

pub const HOUR: f64 = 3600.0;

pub fn hours(h: f64) -> Span {
    Span::from_seconds(h * HOUR)
}

pub fn fixed(h: f64) -> Delay {
    Delay { dist: Dist::deterministic(h * HOUR).unwrap(), mark: Mark::Given }
}

pub fn exponential(mean_hours: f64) -> Delay {
    Delay { dist: Dist::exponential_mean(mean_hours * HOUR).unwrap(), mark: Mark::Given }
}

pub fn rate(per_year: f64) -> Hazard {
    if per_year == 0.0 { Hazard::Never } else { Hazard::Rate { per_year, mark: Mark::Given } }
}

/// Lives that end sooner (shape above 1) or later as they age.
pub fn weibull(shape: f64, mean_hours: f64) -> Hazard {
    let dist = Dist::weibull_mean(shape, mean_hours * HOUR).unwrap();
    Hazard::Lifetime(Delay { dist, mark: Mark::Given })
}

pub fn site(name: &str, kind: SiteKind) -> Site {
    Site {
        name: name.into(),
        kind,
        outage: Hazard::Never,
        outage_lasts: fixed(4.0),
        lost: Hazard::Never,
        replacement: fixed(1000.0),
        technicians: None,
        quota_vcpus: None,
    }
}

pub fn stamp(name: &str, site: u32, nodes: u32) -> Stamp {
    Stamp {
        name: name.into(),
        site: SiteId(site),
        product: Product::AzureStackHub,
        nodes,
        vm_memory_per_node_bytes: 1e15,
        crash: Hazard::Never,
        crash_repair: fixed(1.0),
        hardware: Hazard::Never,
        hardware_repair: fixed(24.0),
        node_detection: fixed(0.0),
        vm_restart: fixed(0.0),
        switch: Hazard::Never,
        switch_common_cause: 0.0,
        switch_repair: fixed(1.0),
        pool_tolerates: nodes,
        pool_online_down_to: nodes,
        software: Hazard::Never,
        software_lasts: fixed(4.0),
        infrastructure: Hazard::Never,
        infrastructure_lasts: fixed(4.0),
        rack_power: Hazard::Never,
        rack_power_lasts: fixed(4.0),
        lost: Hazard::Never,
        redeploy: fixed(100.0),
    }
}

pub fn link(name: &str, a: u32, b: u32, bytes_per_second: f64) -> Link {
    Link {
        name: name.into(),
        ends: [SiteId(a), SiteId(b)],
        bytes_per_second,
        paths: 1,
        failure: Hazard::Never,
        repair: fixed(1.0),
        common_cause: 0.0,
        round_trip: None,
    }
}

pub fn target(name: &str, at: TargetAt) -> Target {
    Target {
        name: name.into(),
        at,
        immutable: false,
        immutable_for: Span::INFINITE,
        compromised: 0.0,
        compromised_later: 0.0,
        bytes_per_second: 1e9,
        streams: 8,
        stream_bytes_per_second: 1e8,
        failure: Hazard::Never,
        repair: fixed(24.0),
        data_lost: 0.0,
    }
}

pub fn app(name: &str, home: Place) -> App {
    App {
        name: name.into(),
        tier: TierId(0),
        priority: 1,
        vms: 1,
        vms_needed: 1,
        pinned: false,
        guests: Guests::default(),
        vcpus_per_vm: 2.0,
        memory_per_vm_bytes: 1e9,
        data_bytes: 1e11,
        churn_bytes_per_second: 1e5,
        needs: vec![],
        users: vec![],
        foundation: false,
        objectives: [Objective::default(); KINDS],
        loses_all_tolerance: [0.001; KINDS],
        home,
        protections: vec![],
        boot: fixed(0.0),
        start: fixed(0.0),
        item_deletion: Hazard::Never,
        corruption: Hazard::Never,
        damage_detection: fixed(8.0),
        damage_stop: fixed(0.25),
        item_bytes: 1e9,
        item_work: fixed(0.0),
        item_remake: fixed(8.0),
        rebuild: fixed(120.0),
    }
}

/// Nothing is asked of it.
pub fn service(name: &str, apps: Vec<AppId>) -> Service {
    Service { name: name.into(), apps, objectives: [Objective::default(); KINDS] }
}

pub fn backup(target: u32, every: Span, restore_to: Vec<Place>) -> Backup {
    Backup {
        levels: vec![Level {
            target: TargetId(target),
            schedule: Some(Schedule { every, start: None }),
            hold: Span::ZERO,
            retention: Retention { age: hours(24.0 * 30.0), spacing: Span::ZERO },
            job_failure: 0.0,
            job_failure_correlation: 0.0,
            unreadable: 0.0,
        }],
        needs: Needs::default(),
        method: BackupMethod::WholeVm,
        reduction: 1.0,
        restore_to,
        decide: None,
        provision: fixed(0.0),
        instant_boot: fixed(0.0),
        install_os: fixed(0.0),
        install_agent: fixed(0.0),
        parallel: 10,
        vm_restore_failure: 0.0,
        crash: None,
        fix_up: fixed(0.0),
        registration: Registration::NOTHING,
        limits: None,
    }
}

pub fn replica(to: Place, every: Span) -> Replica {
    Replica {
        to,
        needs: Needs::default(),
        schedule: Schedule { every, start: None },
        apply: Span::ZERO,
        cap_bytes_per_second: f64::INFINITY,
        retention: Retention { age: Span::ZERO, spacing: Span::ZERO },
        points: Points::processed(),
        crash: CrashStart::as_clean(),
        decide: None,
        automatic: None,
        failover: fixed(0.1),
        parallel: 10,
        redirect: fixed(0.0),
        plan_works: 1.0,
        gives_up: 1.0 / 3.0,
        without_plan: 3.0,
        on_return: OnReturn::Race,
        after_failback: AfterFailback::GoesOn,
        compromised: 0.0,
        registration: Registration::NOTHING,
        resync: Resync::default(),
        limits: None,
    }
}

/// The stamp of `estate`.
pub const PROD: Place = Place::Stamp(StampId(0));

/// One own site with one stamp of `nodes`, no apps.
pub fn estate(nodes: u32) -> Estate {
    Estate {
        sites: vec![site("dc1", SiteKind::Own)],
        stamps: vec![stamp("prod", 0, nodes)],
        links: vec![],
        targets: vec![],
        controls: vec![],
        tiers: vec![Tier { name: "t1".into(), objective: Objective::default(), priority: 1 }],
        apps: vec![],
        services: vec![],
        plans: vec![],
        people: People {
            detection: fixed(0.0),
            decision: fixed(1.0),
            error: fixed(0.5),
            failback: fixed(0.5),
            reprotect: fixed(0.0),
            max_incident: Span::YEAR,
            reclaim: false,
        },
        ransomware: Ransomware {
            hazard: Hazard::Never,
            dwell: fixed(100.0),
            taint_from: TaintFrom::Encryption,
            hold: fixed(72.0),
        },
    }
}
