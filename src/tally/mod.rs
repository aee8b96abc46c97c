//! What trials add up to: figures per subject and kind, and totals over whole
//! histories. Trials are added in order within a fixed chunk, chunks merged in
//! order, so that the number of threads cannot change a bit.

pub mod cell;
pub mod missed;
pub mod place;
pub mod weight;

use crate::model::{Clock, KINDS, Kind, Model, Objectives, SourceId};
use crate::stats::RatioMoments;
use crate::trial::history::Outcome;
use crate::units::Span;
use cell::Cell;

/// Totals of one subject over ordinary histories.
#[derive(Clone, Debug, Default)]
pub struct Overall {
    /// Horizon and unplanned downtime of each history, in hours.
    pub down: RatioMoments,
    /// Histories with any unplanned downtime.
    pub histories_down: u64,
    /// Planned downtime, in hours.
    pub planned_hours: f64,
    /// Lost access, in hours.
    pub cut_off_hours: f64,
    /// Unmanaged while serving, in hours.
    pub unmanaged_hours: f64,
    /// Probes that found it serving, and of these the exposed.
    pub exposed: RatioMoments,
}

/// Figures of a topology.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Per subject, per kind.
    pub cells: Vec<Cell>,
    /// Per subject.
    pub overall: Vec<Overall>,
    /// Histories added.
    pub trials: u64,
    /// Forced events followed.
    pub forced: u64,
    touched: Vec<usize>,
}

/// What strikes are measured against.
#[derive(Clone, Debug)]
pub struct Yardstick {
    /// Objectives by subject.
    pub objectives: Vec<Objectives>,
    /// By source: the one that stands for what fails, see [`place::of_sources`].
    pub places: Vec<SourceId>,
    /// Clock of recovery time.
    pub clock: Clock,
    /// Length of a history, in hours.
    pub horizon_hours: f64,
}

impl Yardstick {
    /// The objectives of a model's apps and services.
    #[must_use]
    pub fn of(model: &Model, clock: Clock, horizon_hours: f64) -> Self {
        let apps = model.estate.apps.iter().map(|app| app.objectives);
        let services = model.estate.services.iter().map(|service| service.objectives);
        let places = place::of_sources(model);
        Self { objectives: apps.chain(services).collect(), places, clock, horizon_hours }
    }
}

impl Tally {
    /// Nothing added yet.
    #[must_use]
    pub fn new(subjects: usize) -> Self {
        Self {
            cells: vec![Cell::default(); subjects * KINDS],
            overall: vec![Overall::default(); subjects],
            trials: 0,
            forced: 0,
            touched: Vec::new(),
        }
    }

    /// Adds a history.
    pub fn add(&mut self, outcome: &Outcome, yardstick: &Yardstick) {
        self.trials += 1;
        self.forced += u64::from(outcome.forced);
        for strike in &outcome.strikes {
            let subject = strike.subject.0 as usize;
            let objective = &yardstick.objectives[subject][strike.kind.index()];
            let cell = subject * KINDS + strike.kind.index();
            let place = yardstick.places[strike.source.index()];
            if self.cells[cell].add(strike, place, objective, yardstick.clock) {
                self.touched.push(cell);
            }
        }
        for cell in self.touched.drain(..) {
            self.cells[cell].end_trial();
        }
        for (overall, totals) in self.overall.iter_mut().zip(&outcome.totals) {
            overall.down.push(yardstick.horizon_hours, totals.down.hours());
            overall.histories_down += u64::from(totals.down > Span::ZERO);
            overall.planned_hours += totals.planned.hours();
            overall.cut_off_hours += totals.cut_off.hours();
            overall.unmanaged_hours += totals.unmanaged.hours();
            let probes = f64::from(totals.probes_serving);
            overall.exposed.push(probes, f64::from(totals.probes_exposed));
        }
    }

    /// Adds the histories of `next`, which come after this one's.
    pub fn merge_in_order(&mut self, next: &Self) {
        self.trials += next.trials;
        self.forced += next.forced;
        for (cell, more) in self.cells.iter_mut().zip(&next.cells) {
            if more.strikes > 0 {
                cell.merge_in_order(more);
            }
        }
        for (overall, more) in self.overall.iter_mut().zip(&next.overall) {
            overall.down.merge_in_order(&more.down);
            overall.histories_down += more.histories_down;
            overall.planned_hours += more.planned_hours;
            overall.cut_off_hours += more.cut_off_hours;
            overall.unmanaged_hours += more.unmanaged_hours;
            overall.exposed.merge_in_order(&more.exposed);
        }
    }

    /// The cell of a subject and kind.
    #[must_use]
    pub fn cell(&self, subject: usize, kind: Kind) -> &Cell {
        &self.cells[subject * KINDS + kind.index()]
    }
}
