//! Following a study as it runs: progress on a terminal, and the incidents to
//! be written to a file.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use super::incidents::Incidents;
use super::output;
use crate::model::{Model, StudySettings, Topology};
use crate::report::{figures, text};
use crate::study::compare::Observer;
use crate::trial::history::Outcome;

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
