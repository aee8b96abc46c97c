//! Hand-made results for tests of what is built on them: verdicts that were
//! never simulated.

use super::results::*;
use crate::model::{Clock, Kind};

/// An estimate with a narrow interval around it.
pub fn estimate(value: f64) -> Estimate {
    Estimate { value, low: value * 0.98, high: value * 1.02, effective: 5_000.0 }
}

/// A summary whose values all stem from one scale: the median is `hours`.
pub fn summary(hours: f64) -> Summary {
    let spread = [0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0, 2.2];
    Summary {
        mean: Some(estimate(hours * 1.2)),
        p50: hours,
        p90: hours * 2.0,
        p95: hours * 2.1,
        p99: hours * 2.2,
        max: hours * 2.2,
        infinite: 0,
        histogram: spread.iter().map(|s| (hours * s, 1.0 / 8.0)).collect(),
    }
}

/// An objective that is met with half of it to spare.
pub fn met(objective_hours: f64) -> Judged {
    Judged {
        objective_hours: Some(objective_hours),
        verdict: Verdict::Met,
        met_share: Some(Estimate { value: 0.995, low: 0.99, high: 0.998, effective: 5_000.0 }),
        met_share_of_incidents: Some(Estimate { value: 0.99, low: 0.98, high: 0.997, effective: 2_500.0 }),
        quantile_hours: objective_hours / 2.0,
        ratio: Some(0.5),
        cause: None,
        open: None,
        further_trials: None,
    }
}

/// An objective that is missed: `hours` where `objective_hours` are allowed.
pub fn missed(objective_hours: f64, hours: f64, cause: Cause) -> Judged {
    Judged {
        verdict: Verdict::Missed,
        met_share: Some(Estimate { value: 0.2, low: 0.18, high: 0.22, effective: 5_000.0 }),
        quantile_hours: hours,
        ratio: Some(hours / objective_hours),
        cause: Some(cause),
        ..met(objective_hours)
    }
}

/// A kind that meets both objectives.
pub fn kind(kind: Kind, rto_hours: f64, rpo_hours: f64) -> KindResult {
    let basis = match kind {
        Kind::Node | Kind::Switch | Kind::LinkLost | Kind::ItemDeletion => Basis::Ordinary,
        _ => Basis::Forced,
    };
    KindResult {
        kind,
        basis,
        strikes_per_year: 0.5,
        incidents_per_year: 0.25,
        strikes: 5_000,
        incidents: 2_500,
        unrecovered: 0,
        recovery: summary(rto_hours / 4.0),
        loss: summary(rpo_hours / 4.0),
        rollback: None,
        loss_bytes: Some(1e9),
        rto: met(rto_hours),
        rpo: met(rpo_hours),
        rpo_rollback: None,
        loses_all: Some(Estimate { value: 0.0, low: 0.0, high: 0.0007, effective: 5_000.0 }),
        loses_all_tolerance: 0.001,
        loses_all_verdict: Verdict::Met,
        loses_all_cause: None,
        verdict: Verdict::Met,
        judgement_share: 0.3,
        phase_hours: [0.2; PHASES],
        methods: vec![("in place".into(), 0.8), ("backup".into(), 0.2)],
        places: Vec::new(),
    }
}

/// Half of the strikes of a kind, those that hit this place: the shares of them
/// that meet the objectives, one percent more or less.
pub fn place(name: &str, rto_met: f64, rpo_met: f64) -> PlaceResult {
    let share = |value: f64| Estimate {
        value,
        low: (value - 0.01).max(0.0),
        high: (value + 0.01).min(1.0),
        effective: 4_000.0,
    };
    PlaceResult {
        name: name.into(),
        strikes: 4_000,
        strike_share: 0.5,
        rto_met: share(rto_met),
        rpo_met: share(rpo_met),
    }
}

/// The same kind missing its RTO with `hours`, for lack of people.
pub fn missing(mut kind: KindResult, hours: f64) -> KindResult {
    kind.rto = missed(kind.rto.objective_hours.unwrap_or(8.0), hours, Cause::People);
    kind.recovery = summary(if hours.is_finite() { hours / 2.0 } else { 500.0 });
    kind.verdict = Verdict::Missed;
    kind
}

/// The same kind losing everything in 40 % of strikes.
pub fn losing_all(mut kind: KindResult) -> KindResult {
    kind.rpo = missed(kind.rpo.objective_hours.unwrap_or(24.0), f64::INFINITY, Cause::NoCopy);
    kind.loses_all = Some(Estimate { value: 0.4, low: 0.38, high: 0.42, effective: 5_000.0 });
    kind.loses_all_verdict = Verdict::LosesAll;
    kind.loses_all_cause = Some(Cause::NoCopy);
    kind.loss.infinite = 2_000;
    kind.verdict = Verdict::LosesAll;
    kind
}

/// An app nothing has happened to yet.
pub fn app(name: &str, tier: &str) -> SubjectResult {
    SubjectResult { tier: Some(tier.into()), ..service(name) }
}

/// A service nothing has happened to yet.
pub fn service(name: &str) -> SubjectResult {
    SubjectResult {
        name: name.into(),
        tier: None,
        kinds: Vec::new(),
        overall: Overall {
            availability: Availability {
                value: 0.9991,
                low: 0.9988,
                high: Some(0.9993),
                effective: 2_000.0,
                histories_down: 1_200,
            },
            downtime_hours_per_year: 7.9,
            planned_hours_per_year: 2.0,
            lost_access_hours_per_year: 0.5,
            unmanaged_hours_per_year: 0.0,
            exposure: Some(Estimate { value: 0.004, low: 0.0035, high: 0.0045, effective: 2_000.0 }),
            incidents_per_year: 1.3,
        },
        verdict: Verdict::NotApplicable,
        worst_kind: None,
    }
}

/// A topology with these apps and services, its tiers in the order in which
/// the apps name them and all verdicts drawn from the kinds.
pub fn topology(
    name: &str,
    title: &str,
    cost: Option<f64>,
    mut apps: Vec<SubjectResult>,
    mut services: Vec<SubjectResult>,
) -> TopologyResult {
    let mut names: Vec<String> = Vec::new();
    for subject in apps.iter_mut().chain(&mut services) {
        (subject.verdict, subject.worst_kind) = super::headline::of_kinds(&subject.kinds);
        if let Some(tier) = &subject.tier
            && !names.contains(tier)
        {
            names.push(tier.clone());
        }
    }
    let tiers: Vec<TierResult> = names.iter().map(|tier| super::headline::of_tier(tier, &apps)).collect();
    TopologyResult {
        name: name.into(),
        title: title.into(),
        cost_per_year: cost,
        verdict: super::headline::of_topology(&tiers, &services),
        verdicts: super::headline::verdicts_made(&apps) + super::headline::verdicts_made(&services),
        apps,
        services,
        tiers,
        judgement_share: 0.31,
        unsupported: Vec::new(),
        rejected: None,
    }
}

/// A study of these topologies.
pub fn results(topologies: Vec<TopologyResult>) -> Results {
    let header = Header {
        format: 1,
        program: "0.1.0".into(),
        title: "Where to put the second copy".into(),
        scenario_hash: "3f9a0c".repeat(10) + "77aa",
        currency: "EUR".into(),
        seed: 1,
        trials: 2_000,
        years: 10.0,
        forced: 48_000,
        required: 0.95,
        confidence: 0.95,
        clock: Clock::Failed,
        apps: topologies.first().map_or(0, |topology| topology.apps.len()),
        vms: 206,
        data_bytes: 45e12,
    };
    Results { header, topologies }
}

/// Two tiers, a service and four topologies: the last and dearest meets all.
pub fn four_topologies() -> Results {
    let kinds = [Kind::Node, Kind::StampOutage, Kind::SiteLost, Kind::Corruption, Kind::Ransomware];
    let apps = |change: &dyn Fn(&str, KindResult) -> KindResult| {
        let of = |name: &str, tier: &str, rto: f64, rpo: f64| {
            let mut app = app(name, tier);
            app.kinds = kinds
                .iter()
                .map(|&k| {
                    let rto = if k == Kind::Ransomware { 336.0 } else { rto };
                    change(tier, kind(k, rto, rpo))
                })
                .collect();
            app
        };
        vec![of("erp", "t1", 8.0, 0.25), of("files", "t2", 24.0, 24.0), of("sql", "t1", 8.0, 0.25)]
    };
    let with_service = |apps: Vec<SubjectResult>| {
        let mut order = service("order-to-cash");
        order.kinds.clone_from(&apps[0].kinds);
        (apps, vec![order])
    };
    let build = |name: &str, title: &str, cost: f64, apps: Vec<SubjectResult>| {
        let (apps, services) = with_service(apps);
        topology(name, title, Some(cost), apps, services)
    };
    let late = |kind: KindResult, hours: f64| {
        let rpo = kind.rpo.objective_hours.unwrap_or(0.25);
        KindResult {
            rpo: if rpo < 1.0 { missed(rpo, 23.0, Cause::NoCopy) } else { kind.rpo.clone() },
            ..missing(kind, hours)
        }
    };
    results(vec![
        build(
            "A",
            "Backup beside the source in dc1",
            38_000.0,
            apps(&|_, k| match k.kind {
                Kind::SiteLost => missing(losing_all(k), 340.0),
                Kind::StampOutage => late(k, 60.0),
                _ => k,
            }),
        ),
        build(
            "B",
            "Backup to Azure",
            61_000.0,
            apps(&|tier, k| match k.kind {
                Kind::SiteLost => late(k, if tier == "t1" { 9.6 } else { 31.0 }),
                _ => k,
            }),
        ),
        build(
            "C",
            "Replica in Azure",
            140_000.0,
            apps(&|tier, k| match (k.kind, tier) {
                (Kind::Ransomware, _) => losing_all(k),
                (Kind::SiteLost, "t1") => {
                    let rto = Judged {
                        verdict: Verdict::Inconclusive,
                        quantile_hours: 8.1,
                        ratio: Some(8.1 / 8.0),
                        open: Some(Open::Share),
                        further_trials: Some(2_000),
                        ..met(8.0)
                    };
                    KindResult { rto, ..k }
                }
                _ => k,
            }),
        ),
        build("D", "Replica in dc2 with immutable backup", 310_000.0, apps(&|_, k| k)),
    ])
}
