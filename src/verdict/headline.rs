//! The worst of many verdicts: over kinds, over the apps of a tier, over
//! everything asked of a topology. Worst first: LOSES ALL, MISSED,
//! INCONCLUSIVE, TOO FEW, MET; what has no objective or cannot happen never
//! hides a verdict. Nothing is averaged here: a kind that strikes every week
//! cannot outvote one that strikes once in 500 years.

use std::cmp::Ordering;

use serde::Serialize;

use super::results::{Cause, Header, Judged, KindResult, Open, SubjectResult, TierResult, Verdict, Worst};
use super::rule::{self, Copies, Requirement};
use crate::model::Kind;

/// Which of the two objectives a verdict is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Recovery time against the RTO.
    RecoveryTime,
    /// Data loss against the RPO, rollback and LOSES ALL included.
    DataLoss,
}

impl Measure {
    /// Both, in report order.
    pub const ALL: [Self; 2] = [Self::RecoveryTime, Self::DataLoss];

    /// The name of its objective: `RTO` or `RPO`.
    #[must_use]
    pub const fn objective(self) -> &'static str {
        match self {
            Self::RecoveryTime => "RTO",
            Self::DataLoss => "RPO",
        }
    }
}

/// The worst of `verdicts`; NOT APPLICABLE if there are none.
pub fn worst(verdicts: impl IntoIterator<Item = Verdict>) -> Verdict {
    verdicts.into_iter().min().unwrap_or(Verdict::NotApplicable)
}

/// The verdict of one kind from its parts. LOSES ALL that is not cleared yet
/// (`too-few`) keeps the kind from being MET.
#[must_use]
pub fn of_kind(rto: Verdict, rpo: Verdict, rollback: Option<Verdict>, loses_all: Verdict) -> Verdict {
    worst([rto, rpo, loses_all].into_iter().chain(rollback))
}

/// The worst verdict over the kinds of a subject, and the kind it comes from
/// (`None` when no kind can happen).
#[must_use]
pub fn of_kinds(kinds: &[KindResult]) -> (Verdict, Option<Kind>) {
    let worst = worst_candidate(kinds);
    worst.map_or((Verdict::NotApplicable, None), |(_, w)| (w.verdict, Some(w.kind.kind)))
}

/// The worst verdict on `measure` over all kinds of all `subjects`. Of equal
/// verdicts the one furthest from its objective is named.
pub fn worst_of<'a>(subjects: impl IntoIterator<Item = &'a SubjectResult>, measure: Measure) -> Worst {
    worst_where(subjects, measure, |_| true)
}

/// The worst verdict on `measure` over all `subjects` for one kind.
pub fn worst_in_kind<'a>(
    subjects: impl IntoIterator<Item = &'a SubjectResult>,
    kind: Kind,
    measure: Measure,
) -> Worst {
    worst_where(subjects, measure, |k| k == kind)
}

fn worst_where<'a>(
    subjects: impl IntoIterator<Item = &'a SubjectResult>,
    measure: Measure,
    in_scope: impl Fn(Kind) -> bool,
) -> Worst {
    let worst = subjects
        .into_iter()
        .flat_map(|subject| subject.kinds.iter().map(move |kind| (subject, kind)))
        .filter(|(_, kind)| in_scope(kind.kind))
        .map(|(subject, kind)| (subject, Candidate::worst_of(kind, measure)))
        .min_by(|(_, a), (_, b)| a.worse_first(b));
    match worst {
        None => Worst {
            verdict: Verdict::NotApplicable,
            subject: None,
            kind: None,
            quantile_hours: None,
            objective_hours: None,
        },
        Some((subject, candidate)) => Worst {
            verdict: candidate.verdict,
            subject: Some(subject.name.clone()),
            kind: Some(candidate.kind.kind),
            quantile_hours: candidate.seen_quantile_hours(),
            objective_hours: candidate.judged.objective_hours,
        },
    }
}

/// The worst verdict of any of the `subjects`, on what, and for which kind; when
/// all is met, the one nearest to its objective.
pub fn worst_case<'a>(
    subjects: impl IntoIterator<Item = &'a SubjectResult>,
) -> Option<(Verdict, Measure, Kind)> {
    let kinds = subjects.into_iter().flat_map(|subject| &subject.kinds);
    worst_candidate(kinds).map(|(measure, worst)| (worst.verdict, measure, worst.kind.kind))
}

fn worst_candidate<'a>(kinds: impl IntoIterator<Item = &'a KindResult>) -> Option<(Measure, Candidate<'a>)> {
    kinds
        .into_iter()
        .flat_map(|kind| Measure::ALL.map(|measure| (measure, Candidate::worst_of(kind, measure))))
        .min_by(|(_, a), (_, b)| a.worse_first(b))
}

/// The figures that a worst verdict was taken from, found again among the
/// `subjects` it was taken over.
#[must_use]
pub fn figures<'a>(subjects: &'a [SubjectResult], worst: &Worst) -> Option<&'a KindResult> {
    let subject = subjects.iter().find(|subject| Some(&subject.name) == worst.subject.as_ref())?;
    subject.kinds.iter().find(|kind| Some(kind.kind) == worst.kind)
}

/// A tier's result: that of its worst app. `apps` are the apps of all tiers.
#[must_use]
pub fn of_tier(name: &str, apps: &[SubjectResult]) -> TierResult {
    let members = || apps.iter().filter(|app| app.tier.as_deref() == Some(name));
    let rto = worst_of(members(), Measure::RecoveryTime);
    let rpo = worst_of(members(), Measure::DataLoss);
    let verdict = worst([rto.verdict, rpo.verdict]);
    TierResult { name: name.to_owned(), rto, rpo, verdict }
}

/// The verdict of a topology: the worst of its tiers and services.
#[must_use]
pub fn of_topology(tiers: &[TierResult], services: &[SubjectResult]) -> Verdict {
    worst(tiers.iter().map(|tier| tier.verdict).chain(services.iter().map(|service| service.verdict)))
}

/// How many verdicts were made on these subjects: those on recovery time, on
/// data loss, on rollback and on LOSES ALL that had something to judge.
#[must_use]
pub fn verdicts_made(subjects: &[SubjectResult]) -> u64 {
    let judged = |verdict: Verdict| u64::from(verdict < Verdict::NoObjective);
    let of_kind = |kind: &KindResult| {
        let rollback = kind.rpo_rollback.as_ref().map_or(0, |rollback| judged(rollback.verdict));
        judged(kind.rto.verdict) + judged(kind.rpo.verdict) + judged(kind.loses_all_verdict) + rollback
    };
    subjects.iter().flat_map(|subject| &subject.kinds).map(of_kind).sum()
}

/// Why a verdict on `measure` for this kind is what it is: the cause recorded
/// with the worst of the verdicts that make it up.
#[must_use]
pub fn cause_of(kind: &KindResult, measure: Measure) -> Option<Cause> {
    let worst = Candidate::worst_of(kind, measure);
    if worst.verdict == Verdict::LosesAll { kind.loses_all_cause } else { worst.judged.cause }
}

/// The verdict on `measure` for one kind, LOSES ALL and rollback included.
#[must_use]
pub fn of_measure(kind: &KindResult, measure: Measure) -> Verdict {
    Candidate::worst_of(kind, measure).verdict
}

/// The figures that the verdict of [`of_measure`] was made on: those of the
/// rollback when that is what fails, else those of the objective itself.
#[must_use]
pub fn judged_of(kind: &KindResult, measure: Measure) -> &Judged {
    Candidate::worst_of(kind, measure).judged
}

/// What keeps an undecided verdict on `measure` for this kind open; `None` if it
/// is not undecided.
#[must_use]
pub fn open_on(kind: &KindResult, measure: Measure) -> Option<Open> {
    let worst = Candidate::worst_of(kind, measure);
    match worst.verdict {
        Verdict::Inconclusive | Verdict::TooFew if worst.verdict == worst.judged.verdict => worst.judged.open,
        Verdict::TooFew => Some(Open::Copies),
        _ => None,
    }
}

/// Further trials that would settle an open verdict on `measure`: for data loss
/// both the objective and whether a usable copy is left. `None` if none would,
/// or nothing can be said. `header`: of the results it is in.
#[must_use]
pub fn further_trials(kind: &KindResult, measure: Measure, header: &Header) -> Option<u64> {
    let open = |verdict: Verdict| matches!(verdict, Verdict::Inconclusive | Verdict::TooFew);
    let judged = judged_of(kind, measure);
    let for_objective = open(judged.verdict).then_some(judged.further_trials);
    let not_cleared = measure == Measure::DataLoss && open(kind.loses_all_verdict);
    let for_copies = not_cleared.then(|| {
        let copies = Copies {
            possible: true,
            has_rpo: true,
            none_left_share: kind.loses_all,
            tolerance: kind.loses_all_tolerance,
            trials: header.trials,
        };
        let asked = Requirement { required: header.required, confidence: header.confidence };
        rule::judge_loses_all(&copies, asked).further_trials
    });
    match (for_objective, for_copies) {
        (Some(a), Some(b)) => a.zip(b).map(|(a, b)| a.max(b)),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => None,
    }
}

/// Incidents never recovered that forbid MET on `measure` for this kind, where
/// no number of further trials settles an open verdict; else 0.
#[must_use]
pub fn forbidding(kind: &KindResult, measure: Measure) -> u64 {
    let open = matches!(kind.rto.verdict, Verdict::Inconclusive | Verdict::TooFew);
    let for_good = measure == Measure::RecoveryTime && open && kind.rto.further_trials.is_none();
    if for_good { kind.unrecovered } else { 0 }
}

/// A verdict that may turn out the worst, and how far it is from met.
struct Candidate<'a> {
    verdict: Verdict,
    kind: &'a KindResult,
    judged: &'a Judged,
    /// Measured ÷ allowed; 0 when nothing is measured. Where nothing is asked,
    /// what is measured, in hours.
    severity: f64,
}

impl<'a> Candidate<'a> {
    fn of(kind: &'a KindResult, judged: &'a Judged) -> Self {
        let measured = match judged.verdict {
            Verdict::NoObjective => judged.met_share.map(|_| judged.quantile_hours),
            _ => judged.ratio,
        };
        let severity = measured.filter(|measured| !measured.is_nan()).unwrap_or(0.0);
        Self { verdict: judged.verdict, kind, judged, severity }
    }

    fn worst_of(kind: &'a KindResult, measure: Measure) -> Self {
        if measure == Measure::RecoveryTime {
            return Self::of(kind, &kind.rto);
        }
        let mut worst = Self::of(kind, &kind.rpo);
        if let Some(rollback) = &kind.rpo_rollback {
            let rollback = Self::of(kind, rollback);
            if rollback.verdict < worst.verdict {
                worst = rollback;
            }
        }
        if kind.loses_all_verdict < worst.verdict {
            worst = Self::of(kind, &kind.rpo);
            worst.verdict = kind.loses_all_verdict;
            if let (Verdict::LosesAll, Some(share)) = (worst.verdict, kind.loses_all) {
                worst.severity = share.value / kind.loses_all_tolerance;
            }
        }
        worst
    }

    /// The quantile, if there were strikes to take it from.
    fn seen_quantile_hours(&self) -> Option<f64> {
        self.judged.met_share.map(|_| self.judged.quantile_hours).filter(|hours| !hours.is_nan())
    }

    /// Worse before better, then further from met before nearer; otherwise
    /// equal, so that the first in report order is taken.
    fn worse_first(&self, other: &Self) -> Ordering {
        self.verdict.cmp(&other.verdict).then(other.severity.total_cmp(&self.severity))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::results::Estimate;
    use crate::verdict::sample;

    #[test]
    fn worst_verdict_comes_first() {
        use Verdict::{Inconclusive, LosesAll, Met, Missed, NoObjective, NotApplicable, TooFew};
        let order = [LosesAll, Missed, Inconclusive, TooFew, Met, NoObjective, NotApplicable];
        for (i, &worse) in order.iter().enumerate() {
            for &better in &order[i..] {
                assert_eq!(worst([better, worse]), worse);
            }
        }
        assert_eq!(worst([]), NotApplicable);
    }

    #[test]
    fn loses_all_not_cleared_keeps_a_kind_from_being_met() {
        use Verdict::{LosesAll, Met, Missed, NoObjective, TooFew};
        assert_eq!(of_kind(Met, Met, None, TooFew), TooFew);
        assert_eq!(of_kind(Met, Missed, None, TooFew), Missed);
        assert_eq!(of_kind(Met, Met, None, LosesAll), LosesAll);
        assert_eq!(of_kind(Met, Met, Some(Missed), Met), Missed);
        assert_eq!(of_kind(Met, NoObjective, None, NoObjective), Met);
    }

    #[test]
    fn many_harmless_kinds_do_not_hide_a_deadly_one() {
        let mut app = sample::app("erp", "t1");
        for kind in Kind::ALL {
            app.kinds.push(sample::kind(kind, 8.0, 0.25));
        }
        let lost = &mut app.kinds[Kind::SiteLost.index()];
        lost.strikes_per_year = 0.002;
        lost.loses_all_verdict = Verdict::LosesAll;
        assert_eq!(of_kinds(&app.kinds), (Verdict::LosesAll, Some(Kind::SiteLost)));
        let rpo = worst_of([&app], Measure::DataLoss);
        assert_eq!((rpo.verdict, rpo.kind), (Verdict::LosesAll, Some(Kind::SiteLost)));
        let rto = worst_of([&app], Measure::RecoveryTime);
        assert_eq!(rto.verdict, Verdict::Met, "LOSES ALL is about data, not about time");
    }

    #[test]
    fn a_tier_is_its_worst_app_and_of_equals_the_furthest_off() {
        let mut near = sample::app("near", "t1");
        near.kinds.push(sample::missing(sample::kind(Kind::Node, 8.0, 0.25), 9.0));
        let mut far = sample::app("far", "t1");
        far.kinds.push(sample::missing(sample::kind(Kind::SiteLost, 8.0, 0.25), 336.0));
        let mut other = sample::app("other", "t2");
        other.kinds.push(sample::missing(sample::kind(Kind::SiteLost, 8.0, 0.25), f64::INFINITY));
        let tier = of_tier("t1", &[near, far, other]);
        assert_eq!(tier.verdict, Verdict::Missed);
        assert_eq!(tier.rto.subject.as_deref(), Some("far"));
        assert_eq!(tier.rto.kind, Some(Kind::SiteLost));
        assert_eq!(tier.rto.quantile_hours, Some(336.0));
        assert_eq!(tier.rpo.verdict, Verdict::Met);
    }

    #[test]
    fn where_nothing_is_asked_the_longest_is_the_worst() {
        let mut app = sample::app("scratch", "t4");
        for (kind, hours) in [(Kind::Node, 0.0), (Kind::SiteLost, 69.0 * 24.0), (Kind::LinkLost, 3.0)] {
            let mut kind = sample::kind(kind, 8.0, 1.0);
            (kind.rto.verdict, kind.rto.objective_hours, kind.rto.ratio) = (Verdict::NoObjective, None, None);
            kind.rto.quantile_hours = hours;
            app.kinds.push(kind);
        }
        let worst = worst_of([&app], Measure::RecoveryTime);
        assert_eq!((worst.verdict, worst.kind), (Verdict::NoObjective, Some(Kind::SiteLost)));
        assert_eq!(worst.quantile_hours, Some(69.0 * 24.0));
    }

    #[test]
    fn nothing_to_judge_is_not_applicable() {
        let tier = of_tier("t1", &[]);
        assert_eq!(tier.verdict, Verdict::NotApplicable);
        assert_eq!(tier.rto.subject, None);
        assert_eq!(of_kinds(&[]), (Verdict::NotApplicable, None));
        assert_eq!(of_topology(&[], &[]), Verdict::NotApplicable);
    }

    #[test]
    fn what_loses_all_has_a_cause_even_if_the_rpo_is_met() {
        let mut kind = sample::kind(Kind::ItemDeletion, 8.0, 0.25);
        kind.loses_all_verdict = Verdict::LosesAll;
        kind.loses_all_cause = Some(Cause::Taint);
        assert_eq!(kind.rpo.verdict, Verdict::Met);
        assert_eq!(cause_of(&kind, Measure::DataLoss), Some(Cause::Taint));
        assert_eq!(cause_of(&kind, Measure::RecoveryTime), None);
    }

    #[test]
    fn open_on_two_counts_takes_the_longer_of_both() {
        let header = sample::results(Vec::new()).header;
        let mut kind = sample::kind(Kind::SiteLost, 8.0, 0.25);
        // 1,000 clean strikes in 2,000 trials: 3,688 take 5,376 trials more.
        kind.loses_all = Some(Estimate { value: 0.0, low: 0.0, high: 0.0037, effective: 1_000.0 });
        kind.loses_all_verdict = Verdict::TooFew;
        let further = |kind: &KindResult, measure| further_trials(kind, measure, &header);
        assert_eq!(further(&kind, Measure::DataLoss), Some(5_400));
        assert_eq!(further(&kind, Measure::RecoveryTime), None);
        (kind.rpo.verdict, kind.rpo.further_trials) = (Verdict::Inconclusive, Some(9_000));
        assert_eq!(further(&kind, Measure::DataLoss), Some(9_000));
        kind.rpo.further_trials = None;
        assert_eq!(further(&kind, Measure::DataLoss), None, "one of both can never be settled");
    }

    #[test]
    fn what_is_open_is_named() {
        let mut kind = sample::kind(Kind::SiteLost, 8.0, 0.25);
        assert_eq!(open_on(&kind, Measure::RecoveryTime), None);
        (kind.rto.verdict, kind.rto.open) = (Verdict::Inconclusive, Some(Open::Mean));
        assert_eq!(open_on(&kind, Measure::RecoveryTime), Some(Open::Mean));
        kind.loses_all_verdict = Verdict::TooFew;
        assert_eq!(open_on(&kind, Measure::DataLoss), Some(Open::Copies));
        (kind.rpo.verdict, kind.rpo.open) = (Verdict::Inconclusive, Some(Open::Share));
        assert_eq!(open_on(&kind, Measure::DataLoss), Some(Open::Share));
        kind.loses_all_verdict = Verdict::LosesAll;
        assert_eq!(open_on(&kind, Measure::DataLoss), None);
    }

    #[test]
    fn an_incident_never_recovered_forbids_met_where_trials_cannot_help() {
        let mut kind = sample::kind(Kind::SiteLost, 8.0, 0.25);
        kind.unrecovered = 3;
        (kind.rto.verdict, kind.rto.further_trials) = (Verdict::Inconclusive, None);
        assert_eq!(forbidding(&kind, Measure::RecoveryTime), 3);
        assert_eq!(forbidding(&kind, Measure::DataLoss), 0);
        kind.rto.further_trials = Some(2_000);
        assert_eq!(forbidding(&kind, Measure::RecoveryTime), 0, "further trials would show a miss");
        (kind.rto.verdict, kind.rto.further_trials) = (Verdict::Missed, None);
        assert_eq!(forbidding(&kind, Measure::RecoveryTime), 0);
    }

    #[test]
    fn only_verdicts_that_judge_something_are_counted() {
        let mut app = sample::app("erp", "t1");
        app.kinds.push(sample::kind(Kind::Node, 8.0, 0.25)); // RTO, RPO, LOSES ALL
        let mut free = sample::kind(Kind::Switch, 8.0, 0.25);
        free.rpo.verdict = Verdict::NoObjective;
        free.loses_all_verdict = Verdict::NoObjective;
        app.kinds.push(free); // RTO
        assert_eq!(verdicts_made(&[app]), 4);
    }
}
