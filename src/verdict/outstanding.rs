//! What it takes to settle what is open: not only the verdict that a row is
//! headed with, but every one that it is made of. A row is met when all of its
//! kinds are, and the worst of them need not be the one that takes longest.

use super::answer::{self, Group};
use super::headline::{self, Measure};
use super::results::{Header, KindResult, SubjectResult, TopologyResult, Verdict};

/// Further trials that settle what is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outstanding {
    /// The most that any of it needs, of what can be told.
    pub trials: u64,
    /// Whether of some of it nothing can be told.
    pub or_more: bool,
}

/// What all that is open on `measure` for one of `kinds` takes; `None` if
/// nothing is, or nothing can be told. What an incident never recovered keeps
/// open for good does not count. `header`: of the results they are in.
#[must_use]
pub fn of_kinds<'a>(
    kinds: impl IntoIterator<Item = (&'a KindResult, Measure)>,
    header: &Header,
) -> Option<Outstanding> {
    let mut outstanding = Outstanding { trials: 0, or_more: false };
    for (kind, measure) in kinds {
        let open = is_open(headline::of_measure(kind, measure));
        if !open || headline::forbidding(kind, measure) > 0 {
            continue;
        }
        match headline::further_trials(kind, measure, header) {
            Some(trials) => outstanding.trials = outstanding.trials.max(trials),
            None => outstanding.or_more = true,
        }
    }
    (outstanding.trials > 0).then_some(outstanding)
}

/// What settles every tier and service of a topology that is open: neither met
/// nor missed.
#[must_use]
pub fn of_topology(topology: &TopologyResult, header: &Header) -> Option<Outstanding> {
    let rows = answer::rows(topology).filter(|(_, _, _, worst)| is_open(worst.verdict));
    let kinds = rows.flat_map(|(group, name, measure, _)| {
        let kinds = members(topology, group, name).flat_map(|subject| &subject.kinds);
        kinds.map(move |kind| (kind, measure)).collect::<Vec<_>>()
    });
    of_kinds(kinds, header)
}

/// The apps of a tier, or the service itself.
pub fn members<'a>(
    topology: &'a TopologyResult,
    group: Group,
    name: &str,
) -> impl Iterator<Item = &'a SubjectResult> {
    let subjects = match group {
        Group::Tier => &topology.apps,
        Group::Service => &topology.services,
    };
    subjects.iter().filter(move |subject| match group {
        Group::Tier => subject.tier.as_deref() == Some(name),
        Group::Service => subject.name == name,
    })
}

/// Whether further trials may change a verdict.
#[must_use]
pub const fn is_open(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Inconclusive | Verdict::TooFew)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;
    use crate::verdict::sample;

    /// A topology of one app whose RTO takes `further` trials in two kinds, the
    /// first of which is the furthest from met.
    fn open(further: [Option<u64>; 2]) -> TopologyResult {
        let mut app = sample::app("erp", "t1");
        for (kind, (further, ratio)) in
            [Kind::SiteLost, Kind::LinkLost].into_iter().zip(further.into_iter().zip([0.9, 0.0]))
        {
            let mut kind = sample::kind(kind, 8.0, 1.0);
            (kind.rto.verdict, kind.rto.further_trials) = (Verdict::TooFew, further);
            kind.rto.ratio = Some(ratio);
            app.kinds.push(kind);
        }
        sample::topology("A", "A", None, vec![app], Vec::new())
    }

    #[test]
    fn the_kind_that_takes_longest_counts_and_not_the_worst() {
        let header = sample::results(Vec::new()).header;
        let of = |further| of_topology(&open(further), &header).map(|all| (all.trials, all.or_more));
        assert_eq!(of([Some(500), Some(77_000)]), Some((77_000, false)));
        assert_eq!(of([Some(500), None]), Some((500, true)));
        assert_eq!(of([None, None]), None);
        let shortfalls = answer::shortfalls(&open([Some(500), Some(77_000)]), &header);
        assert_eq!(shortfalls[0].kind, Some(Kind::SiteLost));
        assert_eq!(shortfalls[0].further_trials, Some(77_000));
    }

    #[test]
    fn what_is_missed_or_not_asked_takes_no_trials() {
        let header = sample::results(Vec::new()).header;
        let mut topology = open([Some(500), Some(700)]);
        topology.apps[0].kinds.push(sample::missing(sample::kind(Kind::Node, 8.0, 1.0), 20.0));
        let missed = sample::topology("A", "A", None, topology.apps.clone(), Vec::new());
        assert_eq!(of_topology(&missed, &header), None, "the tier is missed whatever else is open");
        let mut other = open([Some(500), Some(700)]);
        other.apps[0].kinds[1].unrecovered = 1;
        other.apps[0].kinds[1].rto.further_trials = None;
        assert_eq!(of_topology(&other, &header), Some(Outstanding { trials: 500, or_more: false }));
    }
}
