//! A small sound topology to build tests from: it has no findings, so that
//! each test spoils one thing and looks at what is found. All delays are
//! fixed, so that sums can be done by hand.

use super::{Finding, findings};
use crate::model::*;
use crate::units::{Span, Time};

pub(super) const MINUTE: f64 = 60.0;
pub(super) const HOUR: f64 = 3600.0;
pub(super) const DAY: f64 = 86_400.0;
pub(super) const GB: f64 = 1e9;
pub(super) const GIB: f64 = 1_073_741_824.0;

pub(super) const DC1: SiteId = SiteId(0);
pub(super) const DC2: SiteId = SiteId(1);
pub(super) const AZURE: SiteId = SiteId(2);
pub(super) const PROD: Place = Place::Stamp(StampId(0));
pub(super) const DR: Place = Place::Stamp(StampId(1));
/// An external target at dc1, beside the protected stamp.
pub(super) const NEAR: TargetId = TargetId(0);
/// An external target at dc2.
pub(super) const FAR: TargetId = TargetId(1);
/// An immutable vault in Azure.
pub(super) const VAULT: TargetId = TargetId(2);
/// A VM on stamp prod.
pub(super) const ON_PROD: TargetId = TargetId(3);
/// An appliance in the rack of stamp prod.
pub(super) const IN_RACK: TargetId = TargetId(4);
/// The foundation app.
pub(super) const DNS: AppId = AppId(0);
/// The app that matters.
pub(super) const ERP: AppId = AppId(1);

pub(super) fn span(seconds: f64) -> Span {
    Span::from_seconds(seconds)
}

pub(super) fn fixed(seconds: f64) -> Delay {
    Delay::fixed(span(seconds))
}

fn rate(per_year: f64) -> Hazard {
    Hazard::Rate { per_year, mark: Mark::Given }
}

fn site(name: &str, kind: SiteKind, lost: Hazard) -> Site {
    Site {
        name: name.into(),
        kind,
        outage: rate(0.1),
        outage_lasts: fixed(4.0 * HOUR),
        lost,
        replacement: fixed(56.0 * DAY),
        technicians: None,
        quota_vcpus: None,
    }
}

fn stamp(name: &str, site: SiteId) -> Stamp {
    Stamp {
        name: name.into(),
        site,
        product: Product::AzureStackHub,
        nodes: 8,
        vm_memory_per_node_bytes: 512.0 * GIB,
        crash: rate(1.0),
        crash_repair: fixed(HOUR),
        hardware: rate(0.1),
        hardware_repair: fixed(DAY),
        node_detection: fixed(10.0),
        vm_restart: fixed(3.0 * MINUTE),
        switch: rate(0.06),
        switch_common_cause: 0.1,
        switch_repair: fixed(HOUR),
        pool_tolerates: 2,
        pool_online_down_to: 1,
        software: rate(0.03),
        software_lasts: fixed(4.0 * HOUR),
        infrastructure: Hazard::Never,
        infrastructure_lasts: fixed(4.0 * HOUR),
        rack_power: rate(0.02),
        rack_power_lasts: fixed(4.0 * HOUR),
        lost: rate(0.002),
        redeploy: fixed(7.0 * DAY),
    }
}

/// 800 Mbps: 100 MB/s.
fn link(name: &str, ends: [SiteId; 2]) -> Link {
    Link {
        name: name.into(),
        ends,
        bytes_per_second: 1e8,
        paths: 2,
        failure: rate(4.6),
        repair: fixed(4.0 * HOUR),
        common_cause: 0.1,
        round_trip: None,
    }
}

/// 8 streams of 100 MB/s.
fn target(name: &str, at: TargetAt, immutable: bool) -> Target {
    Target {
        name: name.into(),
        at,
        immutable,
        immutable_for: crate::units::Span::INFINITE,
        compromised: if immutable { 0.03 } else { 0.54 },
        compromised_later: 0.54,
        bytes_per_second: 8e8,
        streams: 8,
        stream_bytes_per_second: 1e8,
        failure: rate(0.1),
        repair: fixed(DAY),
        data_lost: 0.1,
    }
}

/// Daily, kept 30 days, to one target; restored to prod, else to dr.
pub(super) fn backup(target: TargetId) -> Backup {
    Backup {
        levels: vec![level(target, Some(DAY))],
        needs: Needs::default(),
        method: BackupMethod::WholeVm,
        reduction: 2.0,
        restore_to: vec![PROD, DR],
        decide: None,
        provision: fixed(5.0 * MINUTE),
        instant_boot: fixed(3.0 * MINUTE),
        install_os: fixed(40.0 * MINUTE),
        install_agent: fixed(10.0 * MINUTE),
        parallel: 10,
        vm_restore_failure: 0.03,
        crash: None,
        fix_up: fixed(15.0 * MINUTE),
        registration: Registration::NOTHING,
        limits: None,
    }
}

pub(super) fn level(target: TargetId, every: Option<f64>) -> Level {
    Level {
        target,
        schedule: every.map(|every| Schedule { every: span(every), start: None }),
        hold: Span::ZERO,
        retention: Retention { age: span(30.0 * DAY), spacing: Span::ZERO },
        job_failure: 0.05,
        job_failure_correlation: 0.5,
        unreadable: 0.01,
    }
}

/// Every 5 minutes, the latest point only.
pub(super) fn replica(to: Place) -> Replica {
    Replica {
        to,
        needs: Needs::default(),
        schedule: Schedule { every: span(5.0 * MINUTE), start: None },
        apply: span(30.0),
        cap_bytes_per_second: f64::INFINITY,
        retention: Retention::LATEST,
        points: Points::processed(),
        crash: CrashStart::as_clean(),
        decide: None,
        automatic: None,
        failover: fixed(6.0 * MINUTE),
        parallel: 10,
        redirect: fixed(5.0 * MINUTE),
        plan_works: 0.75,
        gives_up: 0.33,
        without_plan: 3.0,
        on_return: OnReturn::Race,
        after_failback: AfterFailback::GoesOn,
        compromised: 0.54,
        registration: Registration::NOTHING,
        resync: Resync::default(),
        limits: None,
    }
}

pub(super) fn active_active(with: Place) -> Protection {
    let group = ActiveActive {
        with: vec![with],
        synchronous: true,
        probe: fixed(40.0),
        redirect: fixed(5.0 * MINUTE),
    };
    Protection::ActiveActive(group)
}

/// RTO 8 h and RPO 30 min after a loss, 24 h and 25 h after corruption, 14 d
/// and 25 h after ransomware.
fn objectives() -> Objectives {
    let asked =
        |rto: f64, rpo: f64| Objective { rto: Some(span(rto)), rpo: Some(span(rpo)), rpo_rollback: None };
    Kind::ALL.map(|kind| match kind {
        Kind::Ransomware => asked(14.0 * DAY, 25.0 * HOUR),
        Kind::Corruption | Kind::ItemDeletion => asked(DAY, 25.0 * HOUR),
        _ => asked(8.0 * HOUR, 30.0 * MINUTE),
    })
}

/// 400 GB in 4 VMs, 1 MB/s of change, on prod; replicated to dr and backed up
/// to the vault.
pub(super) fn app(name: &str) -> App {
    App {
        name: name.into(),
        tier: TierId(0),
        priority: 1,
        vms: 4,
        vms_needed: 4,
        pinned: false,
        guests: Guests::default(),
        vcpus_per_vm: 4.0,
        memory_per_vm_bytes: 16.0 * GIB,
        data_bytes: 400.0 * GB,
        churn_bytes_per_second: 1e6,
        needs: Vec::new(),
        users: Vec::new(),
        foundation: false,
        objectives: objectives(),
        loses_all_tolerance: Kind::ALL.map(|kind| if kind == Kind::Ransomware { 0.05 } else { 0.001 }),
        home: PROD,
        protections: vec![Protection::Replica(replica(DR)), Protection::Backup(backup(VAULT))],
        boot: fixed(2.0 * MINUTE),
        start: fixed(3.0 * MINUTE),
        item_deletion: rate(0.1),
        corruption: rate(0.02),
        damage_detection: fixed(8.0 * HOUR),
        damage_stop: fixed(15.0 * MINUTE),
        item_bytes: GB,
        item_work: fixed(30.0 * MINUTE),
        item_remake: fixed(8.0 * 3600.0),
        rebuild: fixed(5.0 * DAY),
    }
}

/// Two datacenters, a stamp in each, Azure; links between all three; dns and
/// erp on prod. Nothing is wrong with it.
pub(super) fn sound() -> Estate {
    let dns =
        App { foundation: true, vms: 1, data_bytes: 40.0 * GB, churn_bytes_per_second: 1e4, ..app("dns") };
    let tier = |name: &str, priority| Tier { name: name.into(), objective: Objective::default(), priority };
    Estate {
        sites: vec![
            site("dc1", SiteKind::Own, rate(0.002)),
            site("dc2", SiteKind::Own, rate(0.002)),
            site("azure", SiteKind::Cloud, Hazard::Never),
        ],
        stamps: vec![stamp("prod", DC1), stamp("dr", DC2)],
        links: vec![link("wan", [DC1, DC2]), link("er1", [DC1, AZURE]), link("er2", [DC2, AZURE])],
        targets: vec![
            target("near", TargetAt::Site(DC1), false),
            target("far", TargetAt::Site(DC2), false),
            target("vault", TargetAt::Site(AZURE), true),
            target("on-prod", TargetAt::Stamp(StampId(0)), false),
            target("in-rack", TargetAt::Rack(StampId(0)), false),
        ],
        controls: Vec::new(),
        tiers: vec![tier("t1", 1), tier("t2", 2)],
        apps: vec![dns, app("erp")],
        services: Vec::new(),
        plans: Vec::new(),
        people: People {
            detection: fixed(10.0 * MINUTE),
            decision: fixed(50.0 * MINUTE),
            error: fixed(20.0 * MINUTE),
            failback: fixed(20.0 * MINUTE),
            reprotect: fixed(4.0 * HOUR),
            max_incident: Span::YEAR,
            reclaim: true,
        },
        ransomware: Ransomware {
            hazard: Hazard::At(vec![Time(1)]),
            dwell: fixed(6.0 * DAY),
            taint_from: TaintFrom::Encryption,
            hold: fixed(3.0 * DAY),
        },
    }
}

/// The sound estate with erp's protections replaced.
pub(super) fn erp_with(protections: Vec<Protection>) -> Estate {
    let mut estate = sound();
    estate.apps[1].protections = protections;
    estate
}

pub(super) fn topology(name: &str, estate: Estate) -> Topology {
    Topology {
        name: name.into(),
        title: name.into(),
        cost_per_year: None,
        unsupported: vec![],
        estate,
        rules: vec![],
    }
}

pub(super) fn study(topologies: Vec<Topology>) -> Study {
    Study {
        title: "sample".into(),
        currency: String::new(),
        settings: StudySettings {
            trials: 1,
            years: 10.0,
            seed: 1,
            required: 0.95,
            confidence: 0.95,
            clock: Clock::Failed,
        },
        topologies,
    }
}

/// Findings of one estate with this id.
pub(super) fn found(estate: Estate, id: &str) -> Vec<Finding> {
    let all = findings(&study(vec![topology("a", estate)]));
    all.into_iter().filter(|finding| finding.id == id).collect()
}

/// The only finding with this id.
pub(super) fn only(estate: Estate, id: &str) -> Finding {
    let all = found(estate, id);
    assert_eq!(all.len(), 1, "{id}: {all:#?}");
    all.into_iter().next().expect("one")
}
