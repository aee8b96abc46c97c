//! The answer a study gives: the cheapest topology that meets everything or,
//! when none does, the nearest one and what it fails on. Plain data, so that
//! the first screen, the JSON and `--require met` say the same thing.
//!
//! "Meets everything" means that every tier and every service is MET: not
//! undecided, not resting on too few strikes. A topology that was rejected
//! before it was simulated is never the answer.

use std::cmp::Ordering;

use serde::Serialize;

use super::headline::{self, Measure};
use super::outstanding;
use super::results::{Cause, Header, Open, Results, TopologyResult, Verdict, Worst};
use crate::model::Kind;

/// How the question came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// At least one topology meets everything.
    Met,
    /// None does; the nearest one is named.
    NoneMeets,
    /// Nothing is asked: no tier or service has an objective for anything
    /// that can happen.
    NothingAsked,
    /// No topology was simulated.
    NothingSimulated,
}

/// Whether a shortfall is a tier's or a service's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// A tier: its worst app.
    Tier,
    /// A service.
    Service,
}

/// An objective of a tier or service that a topology is not shown to meet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shortfall {
    /// Tier or service.
    pub group: Group,
    /// Its name.
    pub name: String,
    /// Recovery time or data loss.
    pub measure: Measure,
    /// `loses-all`, `missed`, `inconclusive` or `too-few`.
    pub verdict: Verdict,
    /// The app or service it comes from.
    pub subject: Option<String>,
    /// The kind it comes from.
    #[serde(serialize_with = "name_of_kind")]
    pub kind: Option<Kind>,
    /// Quantile over strikes at the required share there, in hours; infinite
    /// if that strike is never recovered or loses everything.
    pub quantile_hours: Option<f64>,
    /// The objective there, in hours.
    pub objective_hours: Option<f64>,
    /// Mean over incidents there, in hours: of recovery time (MTTR) or of loss.
    pub mean_hours: Option<f64>,
    /// Why it is missed.
    pub cause: Option<Cause>,
    /// Share of strikes with no usable copy, for LOSES ALL.
    pub loses_all_share: Option<f64>,
    /// What keeps it open, if it is not settled.
    pub open: Option<Open>,
    /// Further trials that would settle it, if it is not settled: all that is
    /// open of it, not only `subject` and `kind`. `None` if that cannot be told.
    pub further_trials: Option<u64>,
    /// Incidents never recovered that forbid meeting it, whatever the number of
    /// trials; 0 if further trials would settle it.
    pub unrecovered: u64,
}

impl Shortfall {
    /// Whether the objective is missed, rather than not settled yet.
    #[must_use]
    pub fn is_missed(&self) -> bool {
        self.verdict <= Verdict::Missed
    }
}

/// What a topology that is not the answer falls short of.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// Position in [`Results::topologies`].
    pub topology: usize,
    /// What it is not shown to meet, in report order.
    pub shortfalls: Vec<Shortfall>,
}

/// The answer of a study.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// How the question came out.
    pub outcome: Outcome,
    /// The cheapest that meets everything, else the nearest: its position in
    /// [`Results::topologies`].
    pub topology: Option<usize>,
    /// What it is not shown to meet; empty when it meets everything.
    pub shortfalls: Vec<Shortfall>,
    /// Other topologies that meet everything, cheapest first, those without a
    /// cost last.
    pub also: Vec<usize>,
    /// Topologies cheaper than the answer, and why they are not it; nearest to
    /// meeting everything first, of those equally near the cheapest.
    pub cheaper: Vec<Alternative>,
}

impl Answer {
    /// Whether some topology meets everything: what `--require met` asks.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.outcome == Outcome::Met
    }
}

/// Works out the answer. Among those that meet everything the cheapest wins;
/// else the one with the fewest missed (tier, objective) pairs, then fewest
/// missed of services, then fewest missed kinds of disruption over all apps and
/// services, then the least worst ratio of what is missed, then fewest open
/// objectives, then the cheapest. Ties go to the first in scenario order; a
/// topology without a cost counts as dearest.
#[must_use]
pub fn of(results: &Results) -> Answer {
    let all = &results.topologies;
    let simulated = || (0..all.len()).filter(|&i| all[i].rejected.is_none());
    let mut meeting: Vec<usize> = simulated().filter(|&i| all[i].verdict == Verdict::Met).collect();
    meeting.sort_by(|&a, &b| by_cost(&all[a], &all[b]));
    let (outcome, topology) = if let Some(&cheapest) = meeting.first() {
        (Outcome::Met, Some(cheapest))
    } else if simulated().next().is_none() {
        (Outcome::NothingSimulated, None)
    } else if simulated().all(|i| all[i].verdict >= Verdict::NoObjective) {
        (Outcome::NothingAsked, None)
    } else {
        (Outcome::NoneMeets, nearest(all))
    };
    let cheaper = topology.map_or_else(Vec::new, |chosen| cheaper_than(results, chosen));
    Answer {
        outcome,
        topology,
        shortfalls: topology.map_or_else(Vec::new, |chosen| shortfalls(&all[chosen], &results.header)),
        also: meeting.into_iter().skip(1).collect(),
        cheaper,
    }
}

/// Everything a topology is not shown to meet: tiers, then services, recovery
/// time before data loss. `header`: of the results it is in.
#[must_use]
pub fn shortfalls(topology: &TopologyResult, header: &Header) -> Vec<Shortfall> {
    rows(topology)
        .filter(|(_, _, _, worst)| worst.verdict < Verdict::Met)
        .map(|(group, name, measure, worst)| shortfall(topology, header, (group, name), measure, worst))
        .collect()
}

/// Every row of a topology that carries a verdict: group, name, measure and
/// worst verdict; tiers in scenario order, then services.
pub fn rows(topology: &TopologyResult) -> impl Iterator<Item = (Group, &str, Measure, Worst)> {
    let tiers = topology.tiers.iter().flat_map(|tier| {
        [(Measure::RecoveryTime, &tier.rto), (Measure::DataLoss, &tier.rpo)]
            .map(|(measure, worst)| (Group::Tier, tier.name.as_str(), measure, worst.clone()))
    });
    let services = topology.services.iter().flat_map(|service| {
        Measure::ALL.map(|measure| {
            (Group::Service, service.name.as_str(), measure, headline::worst_of([service], measure))
        })
    });
    tiers.chain(services)
}

fn shortfall(
    topology: &TopologyResult,
    header: &Header,
    (group, name): (Group, &str),
    measure: Measure,
    worst: Worst,
) -> Shortfall {
    let subjects = match group {
        Group::Tier => &topology.apps,
        Group::Service => &topology.services,
    };
    let figures = headline::figures(subjects, &worst);
    let open = outstanding::members(topology, group, name)
        .flat_map(|subject| &subject.kinds)
        .filter(|_| outstanding::is_open(worst.verdict))
        .map(|kind| (kind, measure));
    Shortfall {
        group,
        name: name.to_owned(),
        measure,
        verdict: worst.verdict,
        cause: figures
            .filter(|_| worst.verdict <= Verdict::Missed)
            .and_then(|kind| headline::cause_of(kind, measure)),
        mean_hours: figures
            .and_then(|kind| match measure {
                Measure::RecoveryTime => kind.recovery.mean,
                Measure::DataLoss => kind.loss.mean,
            })
            .map(|mean| mean.value),
        loses_all_share: figures
            .filter(|_| worst.verdict == Verdict::LosesAll)
            .and_then(|kind| kind.loses_all)
            .map(|share| share.value),
        open: figures.and_then(|kind| headline::open_on(kind, measure)),
        further_trials: outstanding::of_kinds(open, header)
            .filter(|outstanding| !outstanding.or_more)
            .map(|outstanding| outstanding.trials),
        unrecovered: figures.map_or(0, |kind| headline::forbidding(kind, measure)),
        subject: worst.subject,
        kind: worst.kind,
        quantile_hours: worst.quantile_hours,
        objective_hours: worst.objective_hours,
    }
}

/// Cheapest first; without a cost last.
fn by_cost(a: &TopologyResult, b: &TopologyResult) -> Ordering {
    let cost = |topology: &TopologyResult| topology.cost_per_year.unwrap_or(f64::INFINITY);
    cost(a).total_cmp(&cost(b))
}

fn nearest(all: &[TopologyResult]) -> Option<usize> {
    let candidates = (0..all.len()).filter(|&i| all[i].rejected.is_none() && all[i].verdict < Verdict::Met);
    candidates.min_by(|&a, &b| by_nearness(&all[a], &all[b]))
}

/// Nearer to meeting everything first, then cheaper.
#[must_use]
pub fn by_nearness(a: &TopologyResult, b: &TopologyResult) -> Ordering {
    Distance::of(a).cmp(&Distance::of(b)).then_with(|| by_cost(a, b))
}

/// How far a topology is from meeting everything.
struct Distance {
    missed_by_tiers: usize,
    missed_by_services: usize,
    /// Missed (app or service, kind, objective).
    missed_of_kinds: usize,
    /// Largest quantile ÷ objective of any tier or service that misses it, to
    /// two digits: what lies beyond them is chance. An objective that is not
    /// missed is no nearer for having more to spare.
    worst_ratio: f64,
    /// Objectives of tiers and services that are not settled.
    open: usize,
}

impl Distance {
    fn of(topology: &TopologyResult) -> Self {
        let mut distance =
            Self { missed_by_tiers: 0, missed_by_services: 0, missed_of_kinds: 0, worst_ratio: 0.0, open: 0 };
        let kinds = topology.apps.iter().chain(&topology.services).flat_map(|subject| &subject.kinds);
        let verdicts = kinds.flat_map(|kind| Measure::ALL.map(|measure| headline::of_measure(kind, measure)));
        distance.missed_of_kinds = verdicts.filter(|verdict| *verdict <= Verdict::Missed).count();
        for (group, _, _, worst) in rows(topology) {
            match (worst.verdict, group) {
                (Verdict::LosesAll | Verdict::Missed, Group::Tier) => distance.missed_by_tiers += 1,
                (Verdict::LosesAll | Verdict::Missed, Group::Service) => distance.missed_by_services += 1,
                (Verdict::Inconclusive | Verdict::TooFew, _) => {
                    distance.open += 1;
                    continue;
                }
                _ => continue,
            }
            if let (Some(quantile), Some(objective)) = (worst.quantile_hours, worst.objective_hours) {
                let ratio = if quantile == 0.0 { 0.0 } else { quantile / objective };
                distance.worst_ratio = distance.worst_ratio.max(to_two_digits(ratio));
            }
        }
        distance
    }

    fn cmp(&self, other: &Self) -> Ordering {
        let missed = |of: &Self| (of.missed_by_tiers, of.missed_by_services, of.missed_of_kinds);
        missed(self)
            .cmp(&missed(other))
            .then(self.worst_ratio.total_cmp(&other.worst_ratio))
            .then(self.open.cmp(&other.open))
    }
}

/// A ratio, rounded to two digits.
fn to_two_digits(ratio: f64) -> f64 {
    if ratio == 0.0 || !ratio.is_finite() {
        return ratio;
    }
    let unit = libm::pow(10.0, libm::floor(libm::log10(ratio)) - 1.0);
    libm::round(ratio / unit) * unit
}

/// The simulated topologies that cost less than the chosen one.
fn cheaper_than(results: &Results, chosen: usize) -> Vec<Alternative> {
    let all = &results.topologies;
    let mut cheaper: Vec<usize> = (0..all.len())
        .filter(|&i| all[i].rejected.is_none() && by_cost(&all[i], &all[chosen]) == Ordering::Less)
        .collect();
    cheaper.sort_by(|&a, &b| by_nearness(&all[a], &all[b]));
    cheaper
        .into_iter()
        .map(|topology| Alternative { topology, shortfalls: shortfalls(&all[topology], &results.header) })
        .collect()
}

fn name_of_kind<S: serde::Serializer>(kind: &Option<Kind>, serializer: S) -> Result<S::Ok, S::Error> {
    match kind {
        Some(kind) => serializer.serialize_some(kind.name()),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::sample;

    /// One app that takes `hours` instead of 8 to recover under each of `kinds`.
    fn missing(name: &str, cost: f64, kinds: &[Kind], hours: f64) -> TopologyResult {
        let mut app = sample::app("erp", "t1");
        let missed = |kind: &Kind| sample::missing(sample::kind(*kind, 8.0, 1.0), hours);
        app.kinds.extend(kinds.iter().map(missed));
        sample::topology(name, name, Some(cost), vec![app], Vec::new())
    }

    fn nearest(topologies: Vec<TopologyResult>) -> Option<usize> {
        of(&sample::results(topologies)).topology
    }

    #[test]
    fn the_cheapest_that_meets_everything_is_the_answer() {
        let mut results = sample::four_topologies();
        let mut dear = results.topologies[3].clone();
        dear.name = "E".into();
        dear.cost_per_year = Some(900_000.0);
        let mut unpriced = dear.clone();
        unpriced.name = "F".into();
        unpriced.cost_per_year = None;
        results.topologies.insert(0, dear);
        results.topologies.insert(0, unpriced);
        let answer = of(&results);
        assert!(answer.is_met());
        assert_eq!(answer.topology.map(|i| results.topologies[i].name.as_str()), Some("D"));
        assert_eq!(answer.also, [1, 0], "dearer ones by cost, the unpriced one last");
        assert!(answer.shortfalls.is_empty());
        let cheaper: Vec<&str> =
            answer.cheaper.iter().map(|other| results.topologies[other.topology].name.as_str()).collect();
        assert_eq!(cheaper, ["C", "B", "A"], "the nearest first");
    }

    #[test]
    fn the_nearest_misses_fewest_and_says_why() {
        let mut results = sample::four_topologies();
        results.topologies.pop();
        let answer = of(&results);
        assert_eq!(answer.outcome, Outcome::NoneMeets);
        // C loses all to ransomware in both tiers, B misses t1's RTO and RPO
        // and t2's RTO, A all four.
        assert_eq!(answer.topology, Some(2));
        let first = &answer.shortfalls[0];
        assert_eq!((first.name.as_str(), first.measure), ("t1", Measure::RecoveryTime));
        assert_eq!((first.verdict, first.further_trials), (Verdict::Inconclusive, Some(2_000)));
        assert_eq!(first.open, Some(Open::Share));
        let second = &answer.shortfalls[1];
        assert_eq!((second.verdict, second.kind), (Verdict::LosesAll, Some(Kind::Ransomware)));
        assert_eq!((second.cause, second.loses_all_share), (Some(Cause::NoCopy), Some(0.4)));
    }

    #[test]
    fn of_equally_many_misses_the_least_ratio_then_the_cost_decides() {
        let one = |name, cost, hours| missing(name, cost, &[Kind::SiteLost], hours);
        assert_eq!(nearest(vec![one("a", 1.0, 20.0), one("b", 2.0, 10.0)]), Some(1));
        assert_eq!(nearest(vec![one("a", 2.0, 10.0), one("b", 1.0, 10.0)]), Some(1));
        assert_eq!(nearest(vec![one("a", 1.0, 10.0), one("b", 1.0, 10.0)]), Some(0));
        assert_eq!(nearest(vec![one("a", 1.0, f64::INFINITY), one("b", 9.0, 10.0)]), Some(1));
    }

    #[test]
    fn who_misses_under_one_kind_is_nearer_than_who_misses_under_many() {
        let burns = missing("a", 1.0, &[Kind::StampLost, Kind::SiteLost, Kind::Ransomware], f64::INFINITY);
        let stands = missing("b", 2.0, &[Kind::Ransomware], f64::INFINITY);
        assert_eq!(nearest(vec![burns, stands]), Some(1));
    }

    #[test]
    fn of_topologies_that_leave_equally_much_open_the_cheaper_is_nearer() {
        let open = |name: &str, cost: f64, hours: f64, measures: &[Measure]| {
            let mut app = sample::app("erp", "t1");
            let mut kind = sample::kind(Kind::SiteLost, 8.0, 1.0);
            (kind.rto.quantile_hours, kind.rto.ratio) = (hours, Some(hours / 8.0));
            for measure in measures {
                match measure {
                    Measure::RecoveryTime => kind.rto.verdict = Verdict::TooFew,
                    Measure::DataLoss => kind.rpo.verdict = Verdict::TooFew,
                }
            }
            app.kinds.push(kind);
            sample::topology(name, name, Some(cost), vec![app], Vec::new())
        };
        let both = &Measure::ALL[..];
        assert_eq!(nearest(vec![open("h", 209.0, 7.1, both), open("i", 193.0, 7.2, both)]), Some(1));
        assert_eq!(
            nearest(vec![open("h", 209.0, 7.1, &[Measure::DataLoss]), open("i", 193.0, 7.2, both)]),
            Some(0),
            "less is open"
        );
    }

    #[test]
    fn a_miss_that_differs_by_chance_is_no_nearer() {
        let one = |name, cost, hours| missing(name, cost, &[Kind::SiteLost], hours);
        assert_eq!(nearest(vec![one("a", 2.0, 20.01), one("b", 1.0, 20.02)]), Some(1));
        assert_eq!(nearest(vec![one("a", 2.0, 16.0), one("b", 1.0, 20.0)]), Some(0));
    }

    #[test]
    fn what_was_rejected_is_never_the_answer() {
        let mut results = sample::four_topologies();
        results.topologies[3].rejected = Some("erp must not leave the country".into());
        assert_eq!(of(&results).topology, Some(2));
        for topology in &mut results.topologies {
            topology.rejected = Some("no".into());
        }
        assert_eq!(of(&results).outcome, Outcome::NothingSimulated);
        assert_eq!(of(&sample::results(Vec::new())).outcome, Outcome::NothingSimulated);
    }

    #[test]
    fn a_missed_service_keeps_a_topology_from_meeting_everything() {
        let mut app = sample::app("erp", "t1");
        app.kinds.push(sample::kind(Kind::Node, 8.0, 1.0));
        let mut service = sample::service("order-to-cash");
        service.kinds.push(sample::missing(sample::kind(Kind::Node, 1.0, 1.0), 3.0));
        let results = sample::results(vec![sample::topology("a", "a", None, vec![app], vec![service])]);
        let answer = of(&results);
        assert!(!answer.is_met());
        assert_eq!(answer.shortfalls.len(), 1);
        assert_eq!(answer.shortfalls[0].group, Group::Service);
        assert_eq!(answer.shortfalls[0].quantile_hours, Some(3.0));
    }

    #[test]
    fn without_objectives_there_is_nothing_to_meet() {
        let mut app = sample::app("dev", "t4");
        let mut kind = sample::kind(Kind::Node, 8.0, 1.0);
        kind.rto.verdict = Verdict::NoObjective;
        kind.rpo.verdict = Verdict::NoObjective;
        kind.loses_all_verdict = Verdict::NoObjective;
        app.kinds.push(kind);
        let answer = of(&sample::results(vec![sample::topology("a", "a", Some(1.0), vec![app], Vec::new())]));
        assert_eq!((answer.outcome, answer.topology, answer.is_met()), (Outcome::NothingAsked, None, false));
    }
}
