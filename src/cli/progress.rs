//! Following a study as it runs: progress on a terminal, and the incidents to
//! be written to a file.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use super::output;
use crate::model::{Model, StudySettings, Topology};
use crate::report::csv::incidents::{IncidentRow, Writer};
use crate::report::{figures, text};
use crate::study::compare::Observer;
use crate::tally::cell::recovery_time;
use crate::trial::history::Outcome;
use crate::verdict::assemble;

/// Progress is shown only of what takes longer than this.
const PATIENCE: Duration = Duration::from_secs(1);
/// Most columns of a topology's name in a line of progress.
const NAME: usize = 30;

/// Follows a study.
pub struct Follower {
    settings: StudySettings,
    topologies: usize,
    position: usize,
    name: String,
    begin: Instant,
    shown: bool,
    shows: bool,
    incidents: Option<Incidents>,
}

impl Follower {
    /// Follows a study of so many topologies; keeps incidents if asked to.
    pub fn new(settings: StudySettings, topologies: usize, incidents: Option<Incidents>) -> Self {
        Self {
            settings,
            topologies,
            position: 0,
            name: String::new(),
            begin: Instant::now(),
            shown: false,
            shows: std::io::stderr().is_terminal(),
            incidents,
        }
    }

    /// Takes the line of progress away. Gives the time it took and the
    /// incidents kept.
    pub fn finish(self) -> (Duration, Option<Incidents>) {
        if self.shown {
            output::say("\r\x1b[K");
        }
        (self.begin.elapsed(), self.incidents)
    }

    fn show(&mut self, done: u64) {
        let elapsed = self.begin.elapsed();
        if !self.shows || elapsed < PATIENCE {
            return;
        }
        self.shown = true;
        let trials = self.settings.trials;
        #[allow(clippy::cast_precision_loss)]
        let share = (self.position as f64 + done as f64 / trials as f64) / self.topologies as f64;
        let left = if share > 0.0 {
            let seconds = elapsed.as_secs_f64() * (1.0 - share) / share;
            format!(", {} left", figures::duration(seconds.ceil() / 3600.0))
        } else {
            String::new()
        };
        output::say(&format!(
            "\r\x1b[K{} of {} {}: {} of {}{left}",
            self.position + 1,
            self.topologies,
            text::fit(&text::safe(&self.name), NAME, text::Charset::Unicode),
            figures::count(done),
            figures::counted(trials, "trial"),
        ));
    }
}

impl Observer for Follower {
    fn topology(&mut self, position: usize, topology: &Topology) {
        self.position = position;
        self.name.clone_from(&topology.name);
        self.show(0);
    }

    fn trials(&mut self, done: u64) {
        self.show(done);
    }

    fn wants_histories(&self) -> bool {
        self.incidents.is_some()
    }

    fn history(&mut self, topology: &Topology, model: &Model, outcome: &Outcome) {
        if let Some(incidents) = &mut self.incidents {
            incidents.add(topology, model, outcome, &self.settings);
        }
    }
}

/// `incidents.csv` as it grows: the first incidents of every topology.
pub struct Incidents {
    writer: Writer<Vec<u8>>,
    most: u64,
    topology: String,
    of_topology: u64,
    written: u64,
}

impl Incidents {
    /// At most `most` incidents of each topology.
    pub fn new(most: u64) -> Self {
        let writer = Writer::new(Vec::new()).expect("memory takes every record");
        Self { writer, most, topology: String::new(), of_topology: 0, written: 0 }
    }

    fn add(&mut self, topology: &Topology, model: &Model, outcome: &Outcome, settings: &StudySettings) {
        if topology.name != self.topology {
            self.topology.clone_from(&topology.name);
            self.of_topology = 0;
        }
        for strike in &outcome.strikes {
            let Some(incident) = strike.incident.as_ref().filter(|_| self.of_topology < self.most) else {
                continue;
            };
            let subject = strike.subject.0 as usize;
            let method = assemble::method_name(model, subject, incident.method);
            let recovery = recovery_time(incident, settings.clock);
            let name = model.subject_name(subject);
            let row = IncidentRow::of(&topology.name, outcome.trial, name, strike, recovery, &method);
            self.writer.write(&row.expect("it was not masked")).expect("memory takes every record");
            self.of_topology += 1;
            self.written += 1;
        }
    }

    /// The file, and how many incidents are in it. If these are not `total`,
    /// the file says so.
    pub fn finish(mut self, total: u64) -> (Vec<u8>, u64) {
        if self.written < total {
            self.writer.announce_cap(self.written, total).expect("memory takes every record");
        }
        (self.writer.finish().expect("memory takes every record"), self.written)
    }
}
