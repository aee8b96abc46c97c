//! How often detection and decision alone take longer than the RTO: then no
//! technology can keep it as often as required.

use super::Severity;
use super::facts::{Facts, after};
use super::found::{ARITHMETIC, Detail, Found, Rule};
use super::start::decision;
use crate::dist::Dist;
use crate::model::{App, AppId, Clock, Delay, Kind, Protection};
use crate::units::{show_duration, show_percent};

const PEOPLE: Rule = Rule { id: "people-exceed-rto", severity: Severity::Warning, source: ARITHMETIC };

/// Points at which the first of two delays is evaluated: an error of the
/// probability of at most 1 in 1,000.
const POINTS: u32 = 1000;

/// Adds findings of this theme.
pub(super) fn find(facts: &Facts, found: &mut Found) {
    if facts.clock == Clock::Declared {
        return;
    }
    let mut known = Vec::new();
    for (id, app) in facts.apps() {
        let Some((kind, rto, decide)) = strictest(facts, app, id) else { continue };
        let late = late(facts, decide, rto, &mut known);
        if late > 1.0 - facts.required {
            found.app(PEOPLE, id, late, || detail(facts, app, kind, rto, late));
        }
    }
}

/// The shortest RTO after a loss that people have to act on, with their
/// decision.
fn strictest<'a>(facts: &'a Facts, app: &'a App, id: AppId) -> Option<(Kind, f64, &'a Delay)> {
    let manual = [Kind::SiteLost, Kind::StampLost].into_iter().filter_map(|kind| {
        let (rto, recovery) = (facts.rto(kind, app)?, facts.recovery(kind, id)?);
        let own = match &app.protections[recovery.protection?] {
            Protection::Backup(backup) => backup.decide.as_ref(),
            // What begins by itself waits for nobody.
            Protection::Replica(replica) if replica.automatic.is_some() => return None,
            Protection::Replica(replica) => replica.decide.as_ref(),
            Protection::ActiveActive(_) => return None,
        };
        Some((kind, rto, decision(facts, own)))
    });
    manual.reduce(|a, b| if b.1 < a.1 { b } else { a })
}

/// P(detection + decision > `rto`) on the study's clock; remembered, because
/// many apps share an RTO.
fn late<'a>(facts: &Facts, decide: &'a Delay, rto: f64, known: &mut Vec<(&'a Dist, f64, f64)>) -> f64 {
    let same = |(dist, known_rto, _): &&(&Dist, f64, f64)| *known_rto == rto && **dist == decide.dist;
    if let Some((.., late)) = known.iter().find(same) {
        return *late;
    }
    let late = match facts.clock {
        Clock::Failed => sum_exceeds(&facts.estate.people.detection.dist, &decide.dist, rto),
        Clock::Detected => decide.dist.survival(rto),
        Clock::Declared => 0.0,
    };
    if known.len() < 64 {
        known.push((&decide.dist, rto, late));
    }
    late
}

/// P(A + B > `limit`) for independent A and B: the mean of P(B > limit − a)
/// over equally likely slices of A.
fn sum_exceeds(a: &Dist, b: &Dist, limit: f64) -> f64 {
    let slices = (0..POINTS).map(|i| {
        let left = limit - a.quantile((f64::from(i) + 0.5) / f64::from(POINTS));
        if left < 0.0 { 1.0 } else { b.survival(left) }
    });
    slices.sum::<f64>() / f64::from(POINTS)
}

fn detail(facts: &Facts, app: &App, kind: Kind, rto: f64, late: f64) -> Detail {
    let what = if facts.clock == Clock::Failed { "detection and decision" } else { "the decision" };
    Detail {
        reason: format!(
            "{} {}: {what} alone take longer than the RTO of {} in {} of cases",
            app.name,
            after(facts, kind, app),
            show_duration(rto),
            show_percent(late)
        ),
        value: Some(show_percent(late)),
        limit: Some(show_percent(1.0 - facts.required)),
        fix: "decide faster (a rule that says who decides within what time), or fail over automatically"
            .into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::*;
    use super::*;

    #[test]
    fn people_who_take_too_long_are_found_unless_nobody_has_to_decide() {
        let slow = |protections| {
            let mut estate = erp_with(protections);
            let decide = Dist::lognormal_median(HOUR, 0.9).unwrap();
            estate.people.decision = Delay { dist: decide, mark: crate::model::Mark::J };
            estate.apps[1].objectives[Kind::SiteLost.index()].rto = Some(span(2.0 * HOUR));
            estate
        };
        let mut replica = replica(DR);
        let finding = only(slow(vec![Protection::Replica(replica.clone())]), "people-exceed-rto");
        // P(decision > 110 min) = P(Z > ln(110 / 60) / 0.9) = P(Z > 0.6735).
        assert_eq!(finding.value.as_deref(), Some("25 %"));
        assert_eq!(finding.limit.as_deref(), Some("5 %"));
        let automatic = slow(vec![active_active(DR), Protection::Replica(replica.clone())]);
        assert!(found(automatic, "people-exceed-rto").is_empty());
        replica.decide = Some(fixed(45.0 * MINUTE));
        assert!(found(slow(vec![Protection::Replica(replica)]), "people-exceed-rto").is_empty());
    }

    /// The sum of two exponentials of rate 1 is gamma of shape 2:
    /// P(sum > x) = (1 + x) e^-x.
    #[test]
    fn two_exponentials_sum_to_a_gamma() {
        let exponential = Dist::exponential_mean(1.0).unwrap();
        for x in [0.1, 1.0, 3.0, 6.0] {
            let expected = (1.0 + x) * libm::exp(-x);
            let found = sum_exceeds(&exponential, &exponential, x);
            assert!((found - expected).abs() < 1e-3, "{x}: {found} {expected}");
        }
    }

    #[test]
    fn two_fixed_times_exceed_only_less_than_their_sum() {
        let (a, b) = (Dist::deterministic(600.0).unwrap(), Dist::deterministic(3000.0).unwrap());
        assert_eq!(sum_exceeds(&a, &b, 3599.0), 1.0);
        assert_eq!(sum_exceeds(&a, &b, 3600.0), 0.0);
    }

    /// "Detection plus decision alone exceed 4 h in about 7 % of draws."
    #[test]
    fn default_people_miss_four_hours_in_one_of_fourteen_cases() {
        let detect = Dist::lognormal_median(600.0, 0.8).unwrap();
        let decide = Dist::lognormal_median(3600.0, 0.9).unwrap();
        let late = sum_exceeds(&detect, &decide, 4.0 * 3600.0);
        assert!((0.06..0.08).contains(&late), "{late}");
    }
}
