//! The figures of one subject and one kind of disruption, as they add up over
//! trials.

use super::missed::Missed;
use super::place::{self, AtPlace};
use super::weight::fixed;
use crate::model::{Clock, Objective, SourceId};
use crate::stats::{Buckets, RatioMoments};
use crate::trial::record::{Incident, Method, PHASES, Strike};
use crate::units::{Span, Time};

/// Recovery time of an incident by a clock; infinite when never recovered.
#[must_use]
pub fn recovery_time(incident: &Incident, clock: Clock) -> Span {
    if incident.closed == Time::NEVER {
        return Span::INFINITE;
    }
    let since = match clock {
        Clock::Failed => incident.failed,
        Clock::Detected => incident.detected,
        Clock::Declared => incident.declared,
    };
    if since >= incident.closed { Span::ZERO } else { incident.closed - since }
}

/// A weighted sum per trial, for a ratio.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Pair {
    w: f64,
    s: f64,
}

/// What the present trial has added so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Pending {
    touched: bool,
    strikes: f64,
    rto_met: f64,
    rpo_met: f64,
    rollback_met: f64,
    all_lost: f64,
    incidents: f64,
    rto_met_of_incidents: f64,
    rpo_met_of_incidents: f64,
    recovery: Pair,
    loss: Pair,
}

/// Figures of one subject and kind.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// Strikes seen, forced ones included.
    pub strikes: u64,
    /// Strikes of forced events.
    pub forced: u64,
    /// Incidents seen.
    pub incidents: u64,
    /// Incidents never recovered.
    pub unrecovered: u64,
    /// Incidents with nothing usable left.
    pub total_losses: u64,
    /// Weight of all strikes.
    pub strike_weight: f64,
    /// Weight of all incidents.
    pub incident_weight: f64,
    /// Share of strikes that meet the RTO.
    pub rto_met: RatioMoments,
    /// Share of strikes that meet the RPO.
    pub rpo_met: RatioMoments,
    /// Share of strikes that meet the rollback objective.
    pub rollback_met: RatioMoments,
    /// Share of strikes with no usable copy.
    pub all_lost: RatioMoments,
    /// Share of incidents that meet the RTO.
    pub rto_met_of_incidents: RatioMoments,
    /// Share of incidents that meet the RPO.
    pub rpo_met_of_incidents: RatioMoments,
    /// Mean recovery time in hours, over recovered incidents.
    pub recovery_hours: RatioMoments,
    /// Mean loss in hours, over incidents with a finite one.
    pub loss_hours: RatioMoments,
    /// Recovery times of incidents in seconds; the masked are not in it.
    pub recovery: Buckets,
    /// Losses of incidents in seconds.
    pub loss: Buckets,
    /// Rollbacks of incidents in seconds.
    pub rollback: Buckets,
    /// Fixed-point weight of masked strikes.
    pub masked: u64,
    /// Weighted hours in each phase, over recovered incidents.
    pub phase_hours: [f64; PHASES],
    /// Weighted hours that rest on judgement.
    pub judged_hours: f64,
    /// Incidents that miss the RTO.
    pub missed_rto: Missed,
    /// Incidents that miss the RPO.
    pub missed_rpo: Missed,
    /// Weight of incidents by method.
    pub methods: Vec<(Method, f64)>,
    /// By what failed, in the order in which it was first seen.
    pub places: Vec<AtPlace>,
    pending: Pending,
}

impl Cell {
    /// Adds a strike of the present trial that came from `place`. True if it is
    /// the trial's first here.
    pub fn add(&mut self, strike: &Strike, place: SourceId, objective: &Objective, clock: Clock) -> bool {
        let first = !self.pending.touched;
        self.pending.touched = true;
        let weight = strike.weight;
        self.strikes += 1;
        self.forced += u64::from(strike.forced);
        self.strike_weight += weight;
        self.pending.strikes += weight;
        let (rto_met, rpo_met) = if let Some(incident) = &strike.incident {
            self.add_incident(weight, incident, objective, clock)
        } else {
            self.masked += fixed(weight);
            self.pending.rto_met += weight;
            self.pending.rpo_met += weight;
            self.pending.rollback_met += weight;
            (true, true)
        };
        place::entry(&mut self.places, place).add(weight, rto_met, rpo_met);
        first
    }

    /// Adds an incident: whether it meets the RTO, and the RPO.
    fn add_incident(
        &mut self,
        weight: f64,
        incident: &Incident,
        objective: &Objective,
        clock: Clock,
    ) -> (bool, bool) {
        let recovery = recovery_time(incident, clock);
        let recovered = recovery != Span::INFINITE;
        let gone = incident.nothing_left;
        self.incidents += 1;
        self.incident_weight += weight;
        self.unrecovered += u64::from(!recovered);
        self.total_losses += u64::from(gone);
        self.pending.incidents += weight;
        let met = self.judge(weight, incident, objective, recovery);
        if gone {
            self.pending.all_lost += weight;
        }
        if incident.loss != Span::INFINITE {
            self.pending.loss.w += weight;
            self.pending.loss.s += weight * incident.loss.hours();
        }
        if recovered {
            self.pending.recovery.w += weight;
            self.pending.recovery.s += weight * recovery.hours();
            for (sum, phase) in self.phase_hours.iter_mut().zip(&incident.phases) {
                *sum += weight * phase.hours();
            }
            self.judged_hours += weight * incident.judged.hours();
        }
        let units = fixed(weight);
        self.recovery.add(recovery.seconds(), units);
        self.loss.add(incident.loss.seconds(), units);
        self.rollback.add(incident.rollback.seconds(), units);
        add_method(&mut self.methods, incident.method, weight);
        met
    }

    /// Holds an incident against the objectives: whether it meets the RTO, and
    /// the RPO.
    fn judge(
        &mut self,
        weight: f64,
        incident: &Incident,
        objective: &Objective,
        recovery: Span,
    ) -> (bool, bool) {
        let met = |limit: Option<Span>, value: Span| limit.is_none_or(|limit| value <= limit);
        let pending = &mut self.pending;
        let rto_met = met(objective.rto, recovery);
        let rpo_met = met(objective.rpo, incident.loss);
        if rto_met {
            pending.rto_met += weight;
            pending.rto_met_of_incidents += weight;
        } else {
            self.missed_rto.add(weight, incident);
        }
        if rpo_met {
            pending.rpo_met += weight;
            pending.rpo_met_of_incidents += weight;
        } else {
            self.missed_rpo.add(weight, incident);
        }
        if met(objective.rpo_rollback, incident.rollback) {
            pending.rollback_met += weight;
        }
        (rto_met, rpo_met)
    }

    /// Ends a trial that added something here.
    pub fn end_trial(&mut self) {
        let p = std::mem::take(&mut self.pending);
        self.rto_met.push(p.strikes, p.rto_met);
        self.rpo_met.push(p.strikes, p.rpo_met);
        self.rollback_met.push(p.strikes, p.rollback_met);
        self.all_lost.push(p.strikes, p.all_lost);
        self.rto_met_of_incidents.push(p.incidents, p.rto_met_of_incidents);
        self.rpo_met_of_incidents.push(p.incidents, p.rpo_met_of_incidents);
        self.recovery_hours.push(p.recovery.w, p.recovery.s);
        self.loss_hours.push(p.loss.w, p.loss.s);
        self.places.iter_mut().for_each(AtPlace::end_trial);
    }

    /// Adds the trials of `next`, which come after this one's.
    pub fn merge_in_order(&mut self, next: &Self) {
        self.strikes += next.strikes;
        self.forced += next.forced;
        self.incidents += next.incidents;
        self.unrecovered += next.unrecovered;
        self.total_losses += next.total_losses;
        self.strike_weight += next.strike_weight;
        self.incident_weight += next.incident_weight;
        self.rto_met.merge_in_order(&next.rto_met);
        self.rpo_met.merge_in_order(&next.rpo_met);
        self.rollback_met.merge_in_order(&next.rollback_met);
        self.all_lost.merge_in_order(&next.all_lost);
        self.rto_met_of_incidents.merge_in_order(&next.rto_met_of_incidents);
        self.rpo_met_of_incidents.merge_in_order(&next.rpo_met_of_incidents);
        self.recovery_hours.merge_in_order(&next.recovery_hours);
        self.loss_hours.merge_in_order(&next.loss_hours);
        self.recovery.merge(&next.recovery);
        self.loss.merge(&next.loss);
        self.rollback.merge(&next.rollback);
        self.masked += next.masked;
        for (sum, more) in self.phase_hours.iter_mut().zip(&next.phase_hours) {
            *sum += more;
        }
        self.judged_hours += next.judged_hours;
        self.missed_rto.merge(&next.missed_rto);
        self.missed_rpo.merge(&next.missed_rpo);
        for (method, weight) in &next.methods {
            add_method(&mut self.methods, *method, *weight);
        }
        place::merge_in_order(&mut self.places, &next.places);
    }
}

fn add_method(methods: &mut Vec<(Method, f64)>, method: Method, weight: f64) {
    match methods.iter_mut().find(|(known, _)| *known == method) {
        Some((_, sum)) => *sum += weight,
        None => methods.push((method, weight)),
    }
}
