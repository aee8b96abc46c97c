//! When a recovery can begin: detection, decision, holds, hardware that has to
//! be replaced first; at their medians.

use super::facts::Facts;
use crate::model::{Clock, Delay, Replica};

/// When a method can begin.
#[derive(Clone, Copy)]
pub(super) struct Start {
    /// Seconds on the study's clock.
    pub at: f64,
    /// Part of it beyond what people take, spent waiting for hardware.
    pub hardware: f64,
}

impl Start {
    /// Nobody has to be waited for.
    pub const AT_ONCE: Self = Self { at: 0.0, hardware: 0.0 };
}

/// The decision for one method: its own, else the organisation's.
pub(super) fn decision<'a>(facts: &'a Facts, own: Option<&'a Delay>) -> &'a Delay {
    own.unwrap_or(&facts.estate.people.decision)
}

/// Detection and decision, while hardware that is needed is being replaced.
pub(super) fn of_loss(facts: &Facts, decide: Option<&Delay>, hardware: f64) -> Start {
    let detect = facts.median(&facts.estate.people.detection);
    let decide = facts.median(decision(facts, decide));
    let before_clock = match facts.clock {
        Clock::Failed => 0.0,
        Clock::Detected => detect,
        Clock::Declared => detect + decide,
    };
    let at = hardware.max(detect + decide);
    Start { at: at - before_clock, hardware: (hardware - detect - decide).max(0.0) }
}

/// The same for failing over to a replica, which may begin by itself.
pub(super) fn of_failover(facts: &Facts, replica: &Replica, hardware: f64) -> Start {
    let Some(automatic) = &replica.automatic else {
        return of_loss(facts, replica.decide.as_ref(), hardware);
    };
    let automatic = facts.median(automatic);
    let before_clock = match facts.clock {
        Clock::Failed => 0.0,
        Clock::Detected => facts.median(&facts.estate.people.detection).min(automatic),
        Clock::Declared => automatic,
    };
    let at = hardware.max(automatic);
    Start { at: at - before_clock, hardware: at - automatic }
}

/// Decision, while a hold of `wait` seconds passes. The clock of damage starts
/// when it is noticed.
pub(super) fn of_damage(facts: &Facts, decide: Option<&Delay>, wait: f64) -> Start {
    let decide = facts.median(decision(facts, decide));
    let before_clock = if facts.clock == Clock::Declared { decide } else { 0.0 };
    Start { at: wait.max(decide) - before_clock, hardware: 0.0 }
}
