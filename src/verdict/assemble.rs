//! From the figures of a topology to its results, judged.

use super::availability;
use super::cause::{self, Misses};
use super::headline;
use super::method::method_name;
use super::places;
use super::results::{
    Basis, Estimate, Judged, KindResult, Overall, PHASES, SubjectResult, Summary, TopologyResult, Verdict,
};
use super::rule::{self, Copies, Incidents, Judgement, Requirement, Sample};
use crate::model::{Kind, Model, Objective, Topology};
use crate::stats::interval::{korn_graubard, mean_interval};
use crate::stats::{Buckets, RatioMoments};
use crate::tally::Tally;
use crate::tally::cell::Cell;
use crate::tally::missed::Missed;
use crate::tally::weight::from_fixed;
use crate::units::Span;

/// What a study asks of every topology.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked {
    /// Required share and confidence.
    pub requirement: Requirement,
    /// Length of a history, in years.
    pub years: f64,
    /// Every kind that a source in it can cause is judged; in a drill only the
    /// one that was forced.
    pub only: Option<Kind>,
}

/// Judges a topology by its tally.
#[must_use]
pub fn topology(topology: &Topology, model: &Model, tally: &Tally, asked: Asked) -> TopologyResult {
    let apps = model.estate.apps.len();
    let subjects: Vec<SubjectResult> =
        (0..model.subjects()).map(|s| subject(model, tally, s, asked)).collect();
    let mut apps_results = subjects;
    let services = apps_results.split_off(apps);
    let tiers: Vec<_> =
        model.estate.tiers.iter().map(|tier| headline::of_tier(&tier.name, &apps_results)).collect();
    let verdicts = headline::verdicts_made(&apps_results) + headline::verdicts_made(&services);
    TopologyResult {
        name: topology.name.clone(),
        title: topology.title.clone(),
        cost_per_year: topology.cost_per_year,
        verdict: headline::of_topology(&tiers, &services),
        tiers,
        verdicts,
        judgement_share: judgement_share(tally, apps),
        apps: apps_results,
        services,
        unsupported: topology.unsupported.clone(),
        rejected: None,
    }
}

/// Share of all recovery time of apps that rests on judgement, kinds weighed by
/// how often they come.
fn judgement_share(tally: &Tally, apps: usize) -> f64 {
    let cells = &tally.cells[..apps * crate::model::KINDS];
    let (judged, all) = cells.iter().fold((0.0, 0.0), |(judged, all), cell| {
        (judged + cell.judged_hours, all + cell.phase_hours.iter().sum::<f64>())
    });
    if all > 0.0 { judged / all } else { 0.0 }
}

fn subject(model: &Model, tally: &Tally, subject: usize, asked: Asked) -> SubjectResult {
    let apps = &model.estate.apps;
    let kinds: Vec<KindResult> = Kind::ALL
        .into_iter()
        .filter(|kind| asked.only.is_none_or(|only| only == *kind))
        .filter(|kind| {
            // What cuts an app off only while it is away from home is too rare
            // to judge, and counted with what took it away.
            let seen = *kind != Kind::LinkLost && tally.cell(subject, *kind).strikes > 0;
            seen || is_possible(model, subject, *kind)
        })
        .map(|kind| kind_result(model, tally, subject, kind, asked))
        .collect();
    let (verdict, worst_kind) = headline::of_kinds(&kinds);
    let has_rpo = apps.get(subject).is_some_and(|a| a.objectives[Kind::SiteLost.index()].rpo.is_some());
    SubjectResult {
        name: model.subject_name(subject).to_owned(),
        tier: apps.get(subject).map(|app| model.estate.tiers[app.tier.index()].name.clone()),
        verdict,
        worst_kind,
        overall: overall(model, tally, subject, asked, has_rpo),
        kinds,
    }
}

/// Whether something in the topology can cause a kind for a subject at its
/// home. What only happens away from home shows when it is seen.
fn is_possible(model: &Model, subject: usize, kind: Kind) -> bool {
    let apps = &model.estate.apps;
    if subject >= apps.len() {
        return model.estate.services[subject - apps.len()]
            .apps
            .iter()
            .any(|app| is_possible(model, app.index(), kind));
    }
    let uses = |app: usize| {
        let places = model.layout.of_app(crate::model::AppId::new(app));
        places.map(|d| &model.layout.deployments[d]).filter(|d| d.initial).map(|d| d.place)
    };
    let own = |source: &crate::model::Source| -> bool {
        match kind {
            Kind::ItemDeletion | Kind::Corruption => source.subject == apps[subject].name,
            Kind::Ransomware => true,
            Kind::LinkLost => model.estate.links.iter().enumerate().any(|(i, link)| {
                link.name == source.subject
                    && model.touched_by_link[i].contains(&crate::model::AppId::new(subject))
                    && crosses_links(model, subject)
            }),
            Kind::Node | Kind::Switch | Kind::StampOutage | Kind::StampLost => {
                uses(subject).any(|p| model.place_name(p) == source.subject)
            }
            Kind::SiteOutage | Kind::SiteLost => uses(subject).any(|p| {
                model.estate.sites[model.layout.place_sites[p.index()].index()].name == source.subject
            }),
        }
    };
    model.machinery.sources.iter().any(|source| {
        source.kind == kind && source.hazard.is_possible() && !strikes_nobody(model, source) && own(source)
    })
}

/// Whether an app at home reaches its users, or an app it needs, over links.
fn crosses_links(model: &Model, app: usize) -> bool {
    let site = |app: usize| {
        let home = model.layout.of_app(crate::model::AppId::new(app)).start;
        model.layout.place_sites[model.layout.deployments[home].place.index()]
    };
    let spec = &model.estate.apps[app];
    spec.users.iter().any(|user| *user != site(app))
        || spec.needs.iter().any(|needed| site(needed.index()) != site(app))
}

/// The failure of a backup target or a control plane, say, strikes no app.
fn strikes_nobody(model: &Model, source: &crate::model::Source) -> bool {
    match source.effect {
        crate::model::Effect::StopOne { first, .. } => {
            !model.machinery.components[first.index()].part.is_used_by_apps()
        }
        _ => false,
    }
}

fn overall(model: &Model, tally: &Tally, subject: usize, asked: Asked, has_rpo: bool) -> Overall {
    let sums = &tally.overall[subject];
    #[allow(clippy::cast_precision_loss)]
    let years = (tally.trials as f64 * asked.years).max(f64::MIN_POSITIVE);
    let confidence = asked.requirement.confidence;
    let incidents: f64 = Kind::ALL.iter().map(|kind| tally.cell(subject, *kind).incident_weight).sum();
    Overall {
        availability: availability::of(model, tally, subject, confidence),
        downtime_hours_per_year: sums.down.sum() / years,
        planned_hours_per_year: sums.planned_hours / years,
        lost_access_hours_per_year: sums.cut_off_hours / years,
        unmanaged_hours_per_year: sums.unmanaged_hours / years,
        exposure: has_rpo.then(|| korn_graubard(&sums.exposed, confidence).map(Estimate::from)).flatten(),
        incidents_per_year: incidents / years,
    }
}

/// The objective of a subject for a kind, and the share of its strikes with no
/// usable copy that is tolerated.
fn asked_of(model: &Model, subject: usize, kind: Kind) -> (Objective, f64) {
    let apps = &model.estate.apps;
    match apps.get(subject) {
        Some(app) => (app.objectives[kind.index()], app.loses_all_tolerance[kind.index()]),
        None => {
            let service = &model.estate.services[subject - apps.len()];
            let tolerance =
                service.apps.iter().map(|app| apps[app.index()].loses_all_tolerance[kind.index()]);
            (service.objectives[kind.index()], tolerance.fold(1.0, f64::min))
        }
    }
}

fn kind_result(model: &Model, tally: &Tally, subject: usize, kind: Kind, asked: Asked) -> KindResult {
    let cell = tally.cell(subject, kind);
    let (objective, tolerance) = asked_of(model, subject, kind);
    let confidence = asked.requirement.confidence;
    #[allow(clippy::cast_precision_loss)]
    let years = (tally.trials as f64 * asked.years).max(f64::MIN_POSITIVE);
    let share = |moments: &RatioMoments| korn_graubard(moments, confidence).map(Estimate::from);
    let recovery = summary(&cell.recovery, &cell.recovery_hours, cell.unrecovered, confidence);
    let loss = summary(&cell.loss, &cell.loss_hours, cell.total_losses, confidence);
    let loses_all = share(&cell.all_lost);
    let judgement = rule::judge_loses_all(
        &Copies {
            possible: true,
            has_rpo: objective.rpo.is_some(),
            none_left_share: loses_all,
            tolerance,
            trials: tally.trials,
        },
        asked.requirement,
    );
    let rto = judged_rto(cell, &recovery, &objective, tally.trials, asked);
    let rpo = judged_loss(
        cell,
        objective.rpo,
        &cell.rpo_met,
        Some(&cell.rpo_met_of_incidents),
        &cell.loss,
        tally.trials,
        asked,
    );
    let rpo_rollback = (kind.is_damage() && objective.rpo_rollback.is_some()).then(|| {
        judged_loss(
            cell,
            objective.rpo_rollback,
            &cell.rollback_met,
            None,
            &cell.rollback,
            tally.trials,
            asked,
        )
    });
    let rollback_verdict = rpo_rollback.as_ref().map(|judged| judged.verdict);
    let spent: f64 = cell.phase_hours.iter().sum();
    let app = model.estate.apps.get(subject);
    KindResult {
        kind,
        basis: basis(cell),
        strikes_per_year: cell.strike_weight / years,
        incidents_per_year: cell.incident_weight / years,
        strikes: cell.strikes,
        incidents: cell.incidents,
        unrecovered: cell.unrecovered,
        loss_bytes: app.and_then(|app| {
            cell.loss_hours
                .ratio()
                .map(|hours| (hours * 3600.0 * app.churn_bytes_per_second).min(app.data_bytes))
        }),
        rollback: kind
            .is_damage()
            .then(|| summary(&cell.rollback, &RatioMoments::new(), cell.total_losses, confidence)),
        verdict: headline::of_kind(rto.verdict, rpo.verdict, rollback_verdict, judgement.verdict),
        rto,
        rpo,
        rpo_rollback,
        loses_all,
        loses_all_tolerance: tolerance,
        loses_all_verdict: judgement.verdict,
        loses_all_cause: (judgement.verdict == Verdict::LosesAll)
            .then(|| cause::of_nothing_left(&misses(&cell.missed_rpo))),
        judgement_share: if spent > 0.0 { cell.judged_hours / spent } else { 0.0 },
        phase_hours: mean_phases(cell),
        methods: methods(model, subject, cell),
        places: places::of(model, cell, confidence),
        recovery,
        loss,
    }
}

fn basis(cell: &Cell) -> Basis {
    match cell.forced {
        0 => Basis::Ordinary,
        forced if forced == cell.strikes => Basis::Forced,
        _ => Basis::Mixed,
    }
}

fn mean_phases(cell: &Cell) -> [f64; PHASES] {
    let recovered = cell.recovery_hours.weight();
    cell.phase_hours.map(|hours| if recovered > 0.0 { hours / recovered } else { 0.0 })
}

fn summary(buckets: &Buckets, mean: &RatioMoments, infinite: u64, confidence: f64) -> Summary {
    let hours = |seconds: Option<f64>| seconds.unwrap_or(0.0) / 3600.0;
    #[allow(clippy::cast_precision_loss)]
    let mean = mean.ratio().zip(mean_interval(mean, confidence)).map(|(value, interval)| Estimate {
        value,
        low: interval.low.max(0.0),
        high: interval.high,
        effective: mean.carrying_trials() as f64,
    });
    Summary {
        mean,
        p50: hours(buckets.quantile(0.50)),
        p90: hours(buckets.quantile(0.90)),
        p95: hours(buckets.quantile(0.95)),
        p99: hours(buckets.quantile(0.99)),
        max: hours(buckets.max()),
        infinite,
        histogram: buckets
            .iter()
            .map(|bucket| {
                let middle =
                    if bucket.high.is_infinite() { bucket.high } else { (bucket.low * bucket.high).sqrt() };
                (middle / 3600.0, from_fixed(bucket.weight))
            })
            .collect(),
    }
}

/// Quantile over strikes, the masked counting as zero.
fn over_strikes(buckets: &Buckets, masked: u64, p: f64) -> f64 {
    let mut all = Buckets::new();
    all.merge(buckets);
    if masked > 0 {
        all.add(0.0, masked);
    }
    all.quantile(p).unwrap_or(0.0) / 3600.0
}

fn judged_rto(cell: &Cell, recovery: &Summary, objective: &Objective, trials: u64, asked: Asked) -> Judged {
    let confidence = asked.requirement.confidence;
    let met_share = korn_graubard(&cell.rto_met, confidence).map(Estimate::from);
    let sample =
        Sample { possible: true, objective_hours: objective.rto.map(Span::hours), met_share, trials };
    let incidents =
        Incidents { seen: cell.incidents, unrecovered: cell.unrecovered, mttr_hours: recovery.mean };
    let judgement = rule::judge_rto(&sample, &incidents, asked.requirement);
    let cause = cause::of_recovery_time(&misses(&cell.missed_rto));
    let of_incidents = korn_graubard(&cell.rto_met_of_incidents, confidence).map(Estimate::from);
    let quantile = over_strikes(&cell.recovery, cell.masked, asked.requirement.required);
    judged(judgement, objective.rto, met_share, of_incidents, quantile, cause)
}

fn judged_loss(
    cell: &Cell,
    objective: Option<Span>,
    met: &RatioMoments,
    of_incidents: Option<&RatioMoments>,
    buckets: &Buckets,
    trials: u64,
    asked: Asked,
) -> Judged {
    let confidence = asked.requirement.confidence;
    let met_share = korn_graubard(met, confidence).map(Estimate::from);
    let sample = Sample { possible: true, objective_hours: objective.map(Span::hours), met_share, trials };
    let judgement = rule::judge_rpo(&sample, asked.requirement);
    let cause = cause::of_data_loss(&misses(&cell.missed_rpo));
    let of_incidents = of_incidents.and_then(|m| korn_graubard(m, confidence)).map(Estimate::from);
    let quantile = over_strikes(buckets, cell.masked, asked.requirement.required);
    judged(judgement, objective, met_share, of_incidents, quantile, cause)
}

fn judged(
    judgement: Judgement,
    objective: Option<Span>,
    met_share: Option<Estimate>,
    met_share_of_incidents: Option<Estimate>,
    quantile_hours: f64,
    cause: super::results::Cause,
) -> Judged {
    let objective_hours = objective.map(Span::hours);
    Judged {
        objective_hours,
        verdict: judgement.verdict,
        met_share,
        met_share_of_incidents,
        quantile_hours,
        ratio: objective_hours.filter(|hours| *hours > 0.0).map(|hours| quantile_hours / hours),
        cause: (judgement.verdict == Verdict::Missed).then_some(cause),
        open: judgement.open,
        further_trials: judgement.further_trials,
    }
}

fn misses(missed: &Missed) -> Misses {
    let per = if missed.recovered > 0.0 { 1.0 / missed.recovered } else { 0.0 };
    Misses {
        incidents: missed.incidents,
        total_losses: missed.total_losses,
        tainted: missed.tainted,
        aside: missed.aside,
        phase_hours: missed.phase_hours.map(|hours| hours * per),
    }
}

/// Methods by share of incidents, most used first.
fn methods(model: &Model, subject: usize, cell: &Cell) -> Vec<(String, f64)> {
    let mut methods: Vec<(String, f64)> = cell
        .methods
        .iter()
        .map(|(method, weight)| (method_name(model, subject, *method), weight / cell.incident_weight))
        .collect();
    methods.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    methods
}
