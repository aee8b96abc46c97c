//! What can be said of a scenario without simulating it: the vendor's word on
//! each topology, findings, and the best possible recovery. Gathered here for
//! every format; the screen is [`super::table::check`], [`json()`] is for
//! programs.

use serde_json::{Value, json};

use crate::advice::{self, Best, Finding, Severity, Status};
use crate::model::{Objective, Study, Topology};
use crate::units::Span;
use crate::verdict::results::FORMAT;

/// What was found without simulating.
#[derive(Clone, Debug)]
pub struct Checked<'s> {
    /// The scenario.
    pub study: &'s Study,
    /// By topology: the vendor's word.
    pub statuses: Vec<Status>,
    /// By topology: the best possible recovery of each app, kind by kind.
    pub best: Vec<Vec<Best>>,
    /// Findings, worst first.
    pub findings: Vec<Finding>,
}

/// Checks a scenario.
#[must_use]
pub fn of(study: &Study) -> Checked<'_> {
    let topologies = &study.topologies;
    Checked {
        study,
        statuses: topologies.iter().map(advice::status).collect(),
        best: topologies.iter().map(|t| advice::best_possible(t, study.settings.clock)).collect(),
        findings: advice::findings(study),
    }
}

/// Most findings that [`reservations`] gives.
const RESERVATIONS: usize = 3;

/// What a check has to say against the topology `name`, one finding a line, the
/// worst first; of many the first, and how many more `drsim check FILE` shows.
/// Notes are left to the check.
#[must_use]
pub fn reservations(study: &Study, name: &str, file: &str) -> Vec<String> {
    let topologies = study.topologies.iter().filter(|topology| topology.name == name).cloned().collect();
    let mut findings = advice::findings(&Study { topologies, ..study.clone() });
    findings.retain(|finding| finding.severity <= Severity::Warning);
    let line = |finding: &Finding| {
        format!("{}[{}] {}: {}.", word(finding.severity), finding.id, finding.subject, finding.reason)
    };
    let mut lines: Vec<String> = findings.iter().take(RESERVATIONS).map(line).collect();
    let more = findings.len().saturating_sub(RESERVATIONS);
    if more > 0 {
        lines.push(format!("and {more} more: drsim check {file}"));
    }
    lines
}

/// How a finding is headed. Not as a mistake of the file, which is an error:
/// the scenario can be run with any finding.
#[must_use]
pub const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "serious",
        Severity::Warning | Severity::Note => severity.name(),
    }
}

/// What is asked of the app for the kind of `best`.
#[must_use]
pub fn objective(topology: &Topology, best: &Best) -> Objective {
    topology.estate.apps[best.app.index()].objectives[best.kind.index()]
}

/// The check as JSON, ending in a line break. Times are in hours, `null` where
/// infinite: never, everything. `problems` are those of reading the scenario:
/// severity, identifier, message, `FILE:LINE:COLUMN`, hint.
///
/// # Panics
///
/// Never: plain data always serialise.
#[must_use]
pub fn json(checked: &Checked, hash: &str, problems: &[Problem]) -> String {
    let study = checked.study;
    let topologies: Vec<Value> = study
        .topologies
        .iter()
        .zip(checked.statuses.iter().zip(&checked.best))
        .map(|(topology, (status, best))| {
            json!({
                "name": topology.name,
                "title": topology.title,
                "cost_per_year": topology.cost_per_year,
                "status": status.grade.name(),
                "reason": status.reason,
                "source": status.source,
                "best": best.iter().map(|best| one(topology, best)).collect::<Vec<_>>(),
            })
        })
        .collect();
    let document = json!({
        "format": FORMAT,
        "program": env!("CARGO_PKG_VERSION"),
        "title": study.title,
        "scenario_hash": hash,
        "problems": problems.iter().map(problem).collect::<Vec<_>>(),
        "findings": checked.findings.iter().map(finding).collect::<Vec<_>>(),
        "topologies": topologies,
    });
    let mut text = serde_json::to_string_pretty(&document).expect("plain data serialise");
    text.push('\n');
    text
}

/// The JSON of a scenario that cannot be read: its problems alone, under the
/// same keys.
///
/// # Panics
///
/// Never: plain data always serialise.
#[must_use]
pub fn json_of_problems(hash: &str, problems: &[Problem]) -> String {
    let document = json!({
        "format": FORMAT,
        "program": env!("CARGO_PKG_VERSION"),
        "scenario_hash": hash,
        "problems": problems.iter().map(problem).collect::<Vec<_>>(),
    });
    let mut text = serde_json::to_string_pretty(&document).expect("plain data serialise");
    text.push('\n');
    text
}

/// A problem of reading a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// `error` or `warning`.
    pub severity: &'static str,
    /// Identifier of the sort of problem.
    pub id: &'static str,
    /// What is wrong.
    pub message: String,
    /// `FILE:LINE:COLUMN`.
    pub place: Option<String>,
    /// What to write instead.
    pub hint: Option<String>,
}

fn problem(problem: &Problem) -> Value {
    json!({
        "severity": problem.severity,
        "id": problem.id,
        "message": problem.message,
        "place": problem.place,
        "hint": problem.hint,
    })
}

fn one(topology: &Topology, best: &Best) -> Value {
    let asked = objective(topology, best);
    let hours = |span: Option<Span>| span.map(Span::hours).filter(|hours| hours.is_finite());
    let mut value = json!({
        "app": topology.estate.apps[best.app.index()].name,
        "kind": best.kind.name(),
        "method": best.method,
        "recovery_hours": hours(Some(best.recovery)),
        "people_hours": hours(Some(best.people)),
        "hardware_hours": hours(Some(best.hardware)),
        "transfer_hours": hours(Some(best.transfer)),
        "steps_hours": hours(Some(best.steps)),
        "others_hours": hours(Some(best.others)),
        "least_loss_hours": hours(Some(best.least_loss)),
        "most_loss_hours": hours(Some(best.most_loss)),
        "rto_hours": hours(asked.rto),
        "rpo_hours": hours(asked.rpo),
    });
    if !topology.estate.plans.is_empty() {
        value["plan_hours"] = json!(hours(Some(best.plan)));
    }
    value
}

fn finding(finding: &Finding) -> Value {
    json!({
        "id": finding.id,
        "severity": finding.severity.name(),
        "topology": finding.topology,
        "subject": finding.subject,
        "reason": finding.reason,
        "value": finding.value,
        "limit": finding.limit,
        "fix": finding.fix,
        "source": finding.source,
    })
}
