//! What all readers share while a scenario is read: the texts, the problems
//! found, where values came from, and the library.

use super::diagnostic::{Diagnostic, Severity};
use super::library;
use super::node::Node;
use super::provenance::Provenance;
use super::source::{At, SourceText, Sources};
use super::syntax;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Most problems that are kept; the rest is counted.
const MOST_PROBLEMS: usize = 1000;

/// The sort of problem of a file that cannot be had.
const NO_FILE: &str = "no-file";

/// The sort of problem of a file that was found and is no text to read.
const UNFIT_FILE: &str = "unfit-file";

/// Gives the text of a file that a scenario names, or says why it cannot: of a
/// file that is there and no text to read, with what to do after a semicolon.
type Loader<'l> = dyn FnMut(&str) -> Result<String, String> + 'l;

/// What is left when all is read.
pub(super) struct Found {
    /// Problems in the order of the texts, those of the scenario itself last.
    pub problems: Vec<Diagnostic>,
    /// How many more there were.
    pub unlisted: usize,
    /// Whether any of all problems is an error.
    pub errors: bool,
    pub sources: Sources,
    pub provenance: Provenance,
}

/// The library as trees, by key.
static LIBRARY: LazyLock<BTreeMap<&'static str, Node>> = LazyLock::new(|| {
    let entries = library::all().iter();
    entries.map(|entry| (entry.key, syntax::library_value(entry.value, entry.mark))).collect()
});

/// The value of a library entry.
///
/// # Panics
/// If there is none: keys are written in this program's code, never by a user.
pub(super) fn default_of(key: &str) -> &'static Node {
    LIBRARY.get(key).unwrap_or_else(|| panic!("the parameter library has no entry `{key}`"))
}

/// State shared by all readers.
pub(super) struct Context<'l> {
    pub sources: Sources,
    pub provenance: Provenance,
    /// The first cost with its currency.
    pub currency: Option<(String, At)>,
    /// The inventory has mistakes: that an app is not known is no news.
    pub apps_in_doubt: bool,
    /// Problems are not reported: this pass only looks for origins.
    pub silent: bool,
    /// What no vendor supports and is simulated all the same, so far in this
    /// topology.
    unsupported: Vec<String>,
    problems: Vec<Diagnostic>,
    reported: BTreeSet<(Option<At>, String)>,
    files: BTreeMap<String, Result<u32, String>>,
    load: &'l mut Loader<'l>,
}

impl<'l> Context<'l> {
    pub fn new(load: &'l mut Loader<'l>) -> Self {
        Self {
            sources: Sources::default(),
            provenance: Provenance::default(),
            currency: None,
            apps_in_doubt: false,
            silent: false,
            unsupported: Vec::new(),
            problems: Vec::new(),
            reported: BTreeSet::new(),
            files: BTreeMap::new(),
            load,
        }
    }

    /// Reports a problem, once: what all topologies share is read for each of
    /// them.
    pub fn report(&mut self, problem: Diagnostic) {
        if !self.silent && self.reported.insert((problem.at, problem.message.clone())) {
            self.problems.push(problem);
        }
    }

    /// Enters what is simulated although no vendor supports it, once.
    pub fn note_unsupported(&mut self, what: String) {
        if !self.unsupported.contains(&what) {
            self.unsupported.push(what);
        }
    }

    /// What was entered as unsupported since this was last asked.
    pub fn take_unsupported(&mut self) -> Vec<String> {
        std::mem::take(&mut self.unsupported)
    }

    /// The number of problems so far.
    pub fn problem_count(&self) -> usize {
        self.problems.len()
    }

    /// Reports that there is no app of some name, unless the inventory that may
    /// hold it could not be read.
    pub fn report_unknown_app(&mut self, problem: Diagnostic) {
        if !self.apps_in_doubt {
            self.report(problem);
        }
    }

    /// Says in the problems from number `from` on what they are about.
    pub fn blame(&mut self, from: usize, about: impl Fn() -> String) {
        for problem in &mut self.problems[from..] {
            problem.message = format!("{}: {}", about(), problem.message);
        }
    }

    /// Reads something, and says in the problems with it what they are about.
    pub fn about<T>(&mut self, about: impl Fn() -> String, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.problem_count();
        let value = read(self);
        self.blame(before, about);
        value
    }

    /// Ends the reading: what was found.
    pub fn finish(mut self) -> Found {
        // What is wrong with a file that the scenario names comes first: much of
        // what seems wrong in the scenario follows from it.
        let in_scenario = |problem: &Diagnostic| problem.at.is_none_or(|at| at.source == 0);
        self.problems.sort_by_key(|problem| {
            (
                ![NO_FILE, UNFIT_FILE].contains(&problem.id) && in_scenario(problem),
                problem.at,
                problem.severity,
            )
        });
        let errors = self.problems.iter().any(|problem| problem.severity == Severity::Error);
        let unlisted = self.problems.len().saturating_sub(MOST_PROBLEMS);
        self.problems.truncate(MOST_PROBLEMS);
        let (sources, provenance) = (self.sources, self.provenance);
        Found { problems: self.problems, unlisted, errors, sources, provenance }
    }

    /// The number of the text of the file `name`, which is named at `at`.
    pub fn load(&mut self, name: &str, at: At) -> Option<u32> {
        if !self.files.contains_key(name) {
            let loaded = self.first_load(name);
            self.files.insert(name.to_owned(), loaded);
        }
        match self.files[name].clone() {
            Ok(source) => Some(source),
            Err(why) => {
                self.report(match why.split_once("; ") {
                    Some((why, write)) => Diagnostic::error(UNFIT_FILE, at, why).hint(write),
                    None => Diagnostic::error(NO_FILE, at, why)
                        .hint("write the path as seen from the folder of the scenario file"),
                });
                None
            }
        }
    }

    fn first_load(&mut self, name: &str) -> Result<u32, String> {
        match (self.load)(name) {
            Ok(text) if text.len() > syntax::LARGEST => {
                Err(format!("{name} has {} MB; at most 16 MB are read", text.len() >> 20))
            }
            Ok(text) => Ok(self.sources.add(SourceText { name: name.to_owned(), text })),
            Err(why) => Err(format!("cannot read {name}: {why}")),
        }
    }
}
