//! What the incidents that miss an objective have in common.

use crate::trial::record::{Incident, PHASES};
use crate::units::Time;

/// Sums over incidents that miss an objective, for naming the cause.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Missed {
    /// Weight of the incidents.
    pub incidents: f64,
    /// Weight of those with nothing usable left.
    pub total_losses: f64,
    /// Weight of those whose copies were tainted.
    pub tainted: f64,
    /// Weight of those in which people turned from a method to the next.
    pub gave_up: f64,
    /// Weighted hours in each phase, over those recovered.
    pub phase_hours: [f64; PHASES],
    /// Weight of those recovered.
    pub recovered: f64,
}

impl Missed {
    /// Adds an incident that misses.
    pub fn add(&mut self, weight: f64, incident: &Incident) {
        self.incidents += weight;
        if incident.nothing_left {
            self.total_losses += weight;
        }
        if incident.tainted {
            self.tainted += weight;
        }
        if incident.gave_up {
            self.gave_up += weight;
        }
        if incident.closed != Time::NEVER {
            self.recovered += weight;
            for (sum, phase) in self.phase_hours.iter_mut().zip(&incident.phases) {
                *sum += weight * phase.hours();
            }
        }
    }

    /// Adds another's sums.
    pub fn merge(&mut self, next: &Self) {
        self.incidents += next.incidents;
        self.total_losses += next.total_losses;
        self.tainted += next.tainted;
        self.gave_up += next.gave_up;
        self.recovered += next.recovered;
        for (sum, more) in self.phase_hours.iter_mut().zip(&next.phase_hours) {
            *sum += more;
        }
    }
}
