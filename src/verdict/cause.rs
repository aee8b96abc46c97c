//! Why an objective is missed: what most of the recovery time, or most of the
//! losses, of the incidents *that miss it* are due to. Incidents that meet the
//! objective do not count: the question is what would have to change.

use super::results::{Cause, PHASES, Phase};
use crate::trial::record::{ASIDES, Aside};

/// What the incidents that miss an objective have in common. Counts are
/// weighted alike (forced incidents carry weights), so only their ratios
/// matter.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Misses {
    /// Incidents that miss it.
    pub incidents: f64,
    /// Of these, the ones that had no usable copy left (total loss).
    pub total_losses: f64,
    /// Of these, the ones in which the copies there were carried the damage
    /// or were compromised.
    pub tainted: f64,
    /// Of these, the ones in which a newer usable copy was left aside, by the
    /// reason, [`Aside`].
    pub aside: [f64; ASIDES],
    /// Mean hours in each phase of the critical path, over those of them that
    /// ended in service again.
    pub phase_hours: [f64; PHASES],
}

/// Why recovery time is missed. When in most of the misses nothing was left to
/// recover from, that is the cause; otherwise the longest group of phases.
#[must_use]
pub fn of_recovery_time(misses: &Misses) -> Cause {
    if misses.total_losses * 2.0 > misses.incidents {
        return of_data_loss(misses);
    }
    let hours = |cause: Cause| -> f64 {
        Phase::ALL
            .into_iter()
            .filter(|&phase| of_phase(phase) == cause)
            .map(|phase| misses.phase_hours[phase.index()])
            .sum()
    };
    let mut longest = Cause::People;
    for cause in [Cause::Technology, Cause::Capacity, Cause::Bandwidth, Cause::Dependency] {
        if hours(cause) > hours(longest) {
            longest = cause;
        }
    }
    longest
}

/// Why data loss is missed: in most of the misses the copies carried the damage,
/// or a newer copy was left aside, most often for that reason; or there was no
/// copy, or none recent enough.
#[must_use]
pub fn of_data_loss(misses: &Misses) -> Cause {
    if misses.tainted * 2.0 > misses.incidents {
        return Cause::Taint;
    }
    if misses.aside.iter().sum::<f64>() * 2.0 <= misses.incidents {
        return Cause::NoCopy;
    }
    let mut most = Aside::ByChoice;
    for aside in [Aside::NoRoom, Aside::OutOfReach] {
        if misses.aside[aside as usize] > misses.aside[most as usize] {
            most = aside;
        }
    }
    match most {
        Aside::ByChoice => Cause::People,
        Aside::NoRoom => Cause::Capacity,
        Aside::OutOfReach => Cause::Technology,
    }
}

/// Why nothing usable is left: in most of the incidents that left nothing the
/// copies carried the damage or were compromised, or there were none.
#[must_use]
pub fn of_nothing_left(misses: &Misses) -> Cause {
    if misses.tainted * 2.0 > misses.total_losses { Cause::Taint } else { Cause::NoCopy }
}

/// What time in a phase is due to. Waiting for another app is a cause of its
/// own: what the other app spent it on is told where that app is judged.
#[must_use]
const fn of_phase(phase: Phase) -> Cause {
    match phase {
        Phase::Detection | Phase::Decision | Phase::Hold | Phase::Manual => Cause::People,
        Phase::Repair | Phase::Boot | Phase::Application | Phase::Network => Cause::Technology,
        Phase::Dependency => Cause::Dependency,
        Phase::Queue => Cause::Capacity,
        Phase::Transfer => Cause::Bandwidth,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn misses(phases: &[(Phase, f64)]) -> Misses {
        let mut misses = Misses { incidents: 10.0, ..Misses::default() };
        for &(phase, hours) in phases {
            misses.phase_hours[phase.index()] = hours;
        }
        misses
    }

    #[test]
    fn the_longest_group_of_phases_is_the_cause() {
        use Phase::{Boot, Decision, Detection, Queue, Repair, Transfer};
        let cause = |phases: &[(Phase, f64)]| of_recovery_time(&misses(phases));
        assert_eq!(cause(&[(Transfer, 90.0), (Repair, 5.0)]), Cause::Bandwidth);
        assert_eq!(cause(&[(Queue, 30.0), (Transfer, 20.0)]), Cause::Capacity);
        assert_eq!(cause(&[(Repair, 3.0), (Boot, 3.0), (Transfer, 5.0)]), Cause::Technology);
        assert_eq!(cause(&[(Phase::Dependency, 0.9), (Decision, 0.75), (Boot, 0.3)]), Cause::Dependency);
        // Two hours each to know and to decide outweigh three of data.
        assert_eq!(cause(&[(Detection, 2.0), (Decision, 2.0), (Transfer, 3.0)]), Cause::People);
    }

    #[test]
    fn nothing_left_is_the_cause_whatever_the_rebuild_took() {
        let mut gone = misses(&[(Phase::Manual, 400.0)]);
        gone.total_losses = 6.0;
        assert_eq!(of_recovery_time(&gone), Cause::NoCopy);
        gone.tainted = 6.0;
        assert_eq!(of_recovery_time(&gone), Cause::Taint);
        gone.total_losses = 5.0; // exactly half is not most
        assert_eq!(of_recovery_time(&gone), Cause::People);
    }

    #[test]
    fn taint_must_explain_most_of_the_losses() {
        assert_eq!(
            of_data_loss(&Misses { incidents: 10.0, tainted: 5.0, ..Misses::default() }),
            Cause::NoCopy
        );
        assert_eq!(
            of_data_loss(&Misses { incidents: 10.0, tainted: 5.1, ..Misses::default() }),
            Cause::Taint
        );
        assert_eq!(of_data_loss(&Misses::default()), Cause::NoCopy);
        let aside = |aside| Misses { incidents: 10.0, aside, ..Misses::default() };
        assert_eq!(of_data_loss(&aside([5.1, 0.0, 0.0])), Cause::People);
        assert_eq!(of_data_loss(&aside([0.0, 5.1, 0.0])), Cause::Capacity);
        assert_eq!(of_data_loss(&aside([1.0, 2.0, 2.1])), Cause::Technology);
        assert_eq!(of_data_loss(&aside([1.0, 2.0, 2.0])), Cause::NoCopy);
        assert_eq!(of_data_loss(&Misses { tainted: 5.1, ..aside([5.1, 0.0, 0.0]) }), Cause::Taint);
    }

    #[test]
    fn what_loses_all_is_judged_by_the_incidents_that_left_nothing() {
        // Of ten misses two left nothing; in both the copies were tainted.
        let misses = |tainted| Misses { incidents: 10.0, total_losses: 2.0, tainted, ..Misses::default() };
        assert_eq!(of_nothing_left(&misses(2.0)), Cause::Taint);
        assert_eq!(of_nothing_left(&misses(1.0)), Cause::NoCopy);
        assert_eq!(of_data_loss(&misses(2.0)), Cause::NoCopy, "eight were only too old");
    }

    #[test]
    fn every_phase_has_a_cause_that_time_can_have() {
        for phase in Phase::ALL {
            assert!(!matches!(of_phase(phase), Cause::NoCopy | Cause::Taint));
        }
    }
}
