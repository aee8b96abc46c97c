//! What recovery time was spent on, in words: the longest phases that were
//! measured, not the group of phases that a cause stands for.

use crate::model::Kind;
use crate::verdict::results::{KindResult, Phase};

use super::sentences;

/// Most phases named.
const NAMED: usize = 3;
/// Share of the mean recovery time from which a phase is worth naming.
const WORTH: f64 = 0.08;

/// `, on average most of it deciding and moving data`; nothing if no time was
/// spent on anything.
pub fn spent(kind: &KindResult) -> String {
    let mut parts: Vec<(f64, Phase)> = kind.phase_hours.into_iter().zip(Phase::ALL).collect();
    parts.sort_by(|a, b| b.0.total_cmp(&a.0));
    let total: f64 = kind.phase_hours.iter().sum();
    parts.retain(|(hours, _)| *hours > total * WORTH);
    parts.truncate(NAMED);
    if parts.is_empty() {
        return String::new();
    }
    let named: f64 = parts.iter().map(|(hours, _)| hours).sum();
    let most = if named * 2.0 > total { "most of it " } else { "longest " };
    let words = parts.iter().map(|(_, phase)| words(*phase, kind.kind).to_owned()).collect();
    format!(", on average {most}{}", sentences::list(words))
}

const fn words(phase: Phase, kind: Kind) -> &'static str {
    match phase {
        Phase::Detection => "noticing it",
        Phase::Decision => "deciding",
        Phase::Hold => "waiting until restoring is allowed",
        Phase::Repair => match kind {
            Kind::StampLost | Kind::SiteLost => "waiting for new hardware or room elsewhere",
            _ => "waiting for repair",
        },
        Phase::Queue => "queueing for people or restore streams",
        Phase::Dependency => "waiting for apps it needs",
        Phase::Transfer => "moving data",
        Phase::Boot => "starting VMs",
        Phase::Application => "starting the application, scripts",
        Phase::Network => "redirecting users",
        Phase::Manual => "work by hand",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::results::PHASES;
    use crate::verdict::sample;

    fn spent_on(kind: Kind, phases: &[(Phase, f64)]) -> String {
        let mut result = sample::kind(kind, 8.0, 1.0);
        result.phase_hours = [0.0; PHASES];
        for &(phase, hours) in phases {
            result.phase_hours[phase.index()] = hours;
        }
        spent(&result)
    }

    #[test]
    fn the_longest_phases_are_named_in_order() {
        use Phase::{Boot, Decision, Dependency, Detection, Network, Queue, Repair};
        let lab = [(Decision, 45.0), (Dependency, 54.0), (Queue, 22.0), (Boot, 12.0), (Network, 5.0)];
        assert_eq!(
            spent_on(Kind::StampLost, &lab),
            ", on average most of it waiting for apps it needs, deciding and queueing for people or restore streams"
        );
        let gone = [(Repair, 3_000.0), (Decision, 1.0), (Detection, 0.2)];
        assert_eq!(
            spent_on(Kind::SiteLost, &gone),
            ", on average most of it waiting for new hardware or room elsewhere"
        );
        assert_eq!(spent_on(Kind::StampOutage, &gone), ", on average most of it waiting for repair");
        assert_eq!(spent_on(Kind::Node, &[]), "");
    }

    #[test]
    fn what_is_not_most_is_not_called_so() {
        let even: Vec<(Phase, f64)> = Phase::ALL.into_iter().take(8).map(|phase| (phase, 1.0)).collect();
        assert!(spent_on(Kind::Node, &even).starts_with(", on average longest "), "3 of 8 are named");
    }
}
