//! What the incidents that miss an objective have in common.

use crate::trial::record::{ASIDES, Incident, PHASES};
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
    /// Weight of those in which a newer usable copy was left aside, by [`crate::trial::record::Aside`].
    pub aside: [f64; ASIDES],
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
        if let Some(aside) = incident.aside {
            self.aside[aside as usize] += weight;
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
        self.recovered += next.recovered;
        for (sum, more) in self.aside.iter_mut().zip(&next.aside) {
            *sum += more;
        }
        for (sum, more) in self.phase_hours.iter_mut().zip(&next.phase_hours) {
            *sum += more;
        }
    }
}
