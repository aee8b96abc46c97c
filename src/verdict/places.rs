//! What a verdict over all places hides: a verdict on a kind is about its
//! strikes wherever they come from, and many that do no harm, such as the loss of
//! a standby site, can outnumber those that do.

use serde::Serialize;

use super::headline::{self, Measure};
use super::results::{Estimate, KindResult, PlaceResult, Results, SubjectResult, Verdict};
use crate::model::{Kind, Model};
use crate::stats::interval::korn_graubard;
use crate::tally::cell::Cell;

/// The strikes of a kind apart by what failed, by name; empty if only one thing
/// did.
pub(super) fn of(model: &Model, cell: &Cell, confidence: f64) -> Vec<PlaceResult> {
    if cell.places.len() < 2 {
        return Vec::new();
    }
    let mut seen: Vec<_> = cell.places.iter().collect();
    let all: f64 = seen.iter().map(|at| at.rto_met.weight()).sum();
    // The sources stand in a fixed order; things of one name keep it.
    seen.sort_by_key(|at| (&model.machinery.sources[at.place.index()].subject, at.place));
    seen.into_iter()
        .filter_map(|at| {
            let share = |moments| korn_graubard(moments, confidence).map(Estimate::from);
            Some(PlaceResult {
                name: model.machinery.sources[at.place.index()].subject.clone(),
                strikes: at.strikes,
                strike_share: at.rto_met.weight() / all,
                rto_met: share(&at.rto_met)?,
                rpo_met: share(&at.rpo_met)?,
            })
        })
        .collect()
}

/// A place with a smaller share of a kind's strikes gives no caution. Such is one
/// that an app uses only after another place has failed: its strikes are second
/// disasters, which a verdict on the kind is meant to count as rarely as they
/// come.
const LEAST_SHARE: f64 = 0.1;

impl PlaceResult {
    /// Whether more of a kind's strikes hit it than second disasters do.
    #[must_use]
    pub fn is_often(&self) -> bool {
        self.strike_share >= LEAST_SHARE
    }
}

/// An objective that is MET over all strikes of a kind but not over those of one
/// place: there the interval on the share that meets it lies below the required
/// share. One that is missed under another kind is missed, and gives none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Caution {
    /// Position in [`Results::topologies`].
    #[serde(skip)]
    pub topology: usize,
    /// The app or service.
    pub subject: String,
    /// The kind of disruption.
    #[serde(serialize_with = "super::results::kind_name")]
    pub kind: Kind,
    /// Recovery time or data loss.
    pub measure: Measure,
    /// What fails there: a site, a stamp, a link, or an app's data.
    pub place: String,
    /// Share of its strikes that break the objective.
    pub broken_share: f64,
    /// All that is counted together in the verdict, this place included.
    pub among: Vec<String>,
}

/// Every caution in the results, in their order; of a topology that was not
/// simulated there is none.
#[must_use]
pub fn cautions(results: &Results) -> Vec<Caution> {
    let required = results.header.required;
    let mut found = Vec::new();
    for (topology, result) in results.topologies.iter().enumerate() {
        for subject in result.apps.iter().chain(&result.services) {
            for kind in &subject.kinds {
                found.extend(of_kind(topology, subject, kind, required));
            }
        }
    }
    found
}

fn of_kind<'a>(
    topology: usize,
    subject: &'a SubjectResult,
    kind: &'a KindResult,
    required: f64,
) -> impl Iterator<Item = Caution> + 'a {
    let met = |measure| match measure {
        Measure::RecoveryTime => kind.rto.verdict == Verdict::Met,
        Measure::DataLoss => kind.rpo.verdict == Verdict::Met,
    };
    let missed =
        |measure| subject.kinds.iter().any(|kind| headline::of_measure(kind, measure) <= Verdict::Missed);
    let hidden = move |measure: &Measure| met(*measure) && !missed(*measure);
    Measure::ALL.into_iter().filter(hidden).flat_map(move |measure| {
        let share = move |place: &PlaceResult| match measure {
            Measure::RecoveryTime => place.rto_met,
            Measure::DataLoss => place.rpo_met,
        };
        let breaking = kind
            .places
            .iter()
            .filter(|place| place.is_often())
            .filter(move |place| share(place).high < required);
        breaking.map(move |place| Caution {
            topology,
            subject: subject.name.clone(),
            kind: kind.kind,
            measure,
            place: place.name.clone(),
            broken_share: 1.0 - share(place).value,
            among: kind.places.iter().map(|place| place.name.clone()).collect(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::sample;

    fn results(verdict: Verdict, places: Vec<PlaceResult>) -> Results {
        let mut app = sample::app("web", "t1");
        let mut kind = sample::kind(Kind::SiteLost, 8.0, 1.0);
        (kind.rto.verdict, kind.places) = (verdict, places);
        app.kinds.push(kind);
        sample::results(vec![sample::topology("H", "H", None, vec![app], Vec::new())])
    }

    #[test]
    fn a_deadly_place_is_not_hidden_by_a_harmless_one() {
        let places = vec![sample::place("dc1", 0.78, 1.0), sample::place("dc2", 1.0, 1.0)];
        let found = cautions(&results(Verdict::Met, places.clone()));
        assert_eq!(found.len(), 1);
        let caution = &found[0];
        assert_eq!((caution.subject.as_str(), caution.place.as_str()), ("web", "dc1"));
        assert_eq!((caution.kind, caution.measure), (Kind::SiteLost, Measure::RecoveryTime));
        assert!((caution.broken_share - 0.22).abs() < 1e-12);
        assert_eq!(caution.among, ["dc1", "dc2"]);
        assert!(cautions(&results(Verdict::Missed, places)).is_empty(), "the verdict says so itself");
    }

    #[test]
    fn what_is_missed_under_another_kind_is_not_met_on_average() {
        let with = |verdict| {
            let mut results =
                results(Verdict::Met, vec![sample::place("dc1", 0.78, 0.78), sample::place("dc2", 1.0, 1.0)]);
            let mut other = sample::kind(Kind::StampLost, 8.0, 1.0);
            other.rto.verdict = verdict;
            results.topologies[0].apps[0].kinds.push(other);
            cautions(&results).into_iter().map(|caution| caution.measure).collect::<Vec<_>>()
        };
        assert_eq!(with(Verdict::Met), Measure::ALL);
        assert_eq!(with(Verdict::Inconclusive), Measure::ALL);
        assert_eq!(with(Verdict::Missed), [Measure::DataLoss]);
    }

    #[test]
    fn a_second_disaster_elsewhere_is_no_caution() {
        let at = |share| {
            vec![
                PlaceResult { strike_share: share, ..sample::place("dc2", 0.2, 1.0) },
                sample::place("dc1", 1.0, 1.0),
            ]
        };
        assert!(cautions(&results(Verdict::Met, at(0.01))).is_empty());
        assert_eq!(cautions(&results(Verdict::Met, at(0.2))).len(), 1);
    }

    #[test]
    fn only_what_lies_wholly_below_the_required_share_is_a_caution() {
        // Required are 95 %; each interval reaches 1 % to either side.
        let open = vec![sample::place("dc1", 0.945, 0.955), sample::place("dc2", 1.0, 1.0)];
        assert!(cautions(&results(Verdict::Met, open)).is_empty());
        let loss = vec![sample::place("dc1", 1.0, 0.93), sample::place("dc2", 1.0, 1.0)];
        let found = cautions(&results(Verdict::Inconclusive, loss));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].measure, Measure::DataLoss);
    }
}
