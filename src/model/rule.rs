//! Placement rules: where apps and their copies may be, by regulation, policy
//! or latency. A topology that breaks one is rejected.

use super::ids::{AppId, SiteId};
use crate::units::Span;

/// What of an app a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applies {
    /// Where it runs, or may run after a recovery.
    Running,
    /// Where copies of its data lie.
    Copies,
    /// Both.
    Both,
}

/// One rule, with the sites of one topology.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacementRule {
    /// Name, unique among rules.
    pub name: String,
    /// Why it exists, in the user's words.
    pub reason: Option<String>,
    /// The apps it binds.
    pub apps: Vec<AppId>,
    /// What of them.
    pub applies: Applies,
    /// The only sites that are allowed; `None`: all that are not forbidden.
    pub only: Option<Vec<SiteId>>,
    /// Sites that are forbidden.
    pub never: Vec<SiteId>,
    /// Longest round trip from an app's users (without any: from its home) to
    /// wherever it may run.
    pub round_trip: Option<Span>,
}

impl PlacementRule {
    /// Whether something may be at this site; says nothing of round trips.
    #[must_use]
    pub fn allows(&self, site: SiteId) -> bool {
        !self.never.contains(&site) && self.only.as_ref().is_none_or(|only| only.contains(&site))
    }
}
