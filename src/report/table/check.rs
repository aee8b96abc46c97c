//! The screen of a check: the vendor's word on each topology, what is wrong
//! with them, and the best recovery that each app can hope for.

use anstyle::{AnsiColor, Style};

use super::grid::{Cell, Grid, Head};
use super::{Options, Page, cells};
use crate::advice::{Best, Finding, Grade, Severity};
use crate::model::{AppId, Topology};
use crate::report::check::{Checked, objective, word};
use crate::report::{figures, symbols};
use crate::units::Span;
use crate::verdict::headline::Measure;
use crate::verdict::results::Verdict;

/// The whole screen, ending in a line break.
#[must_use]
pub fn render(checked: &Checked, options: &Options) -> String {
    let mut page = Page { options, out: String::new() };
    page.paragraph(&facts(checked), Style::new());
    page.out.push('\n');
    for (topology, status) in checked.study.topologies.iter().zip(&checked.statuses) {
        let title =
            if topology.title == topology.name { String::new() } else { format!(" {}", topology.title) };
        let style = match status.grade {
            Grade::Recommended | Grade::Unlisted => Style::new(),
            Grade::NotRecommended => AnsiColor::Yellow.on_default(),
            Grade::NotSupported => AnsiColor::Red.on_default(),
        };
        let line = format!("{}{title}: {} ({})", topology.name, status.grade.name(), status.reason);
        page.indented(&line, 2, style);
    }
    page.out.push('\n');
    for finding in &checked.findings {
        say(&mut page, finding);
    }
    if !checked.findings.is_empty() {
        page.out.push('\n');
    }
    page.paragraph("Best possible, before anything is simulated", Style::new().bold());
    page.out.push('\n');
    grid(checked).draw(&mut page, |_, _| {});
    page.paragraph(LEGEND, Style::new());
    page.out
}

const LEGEND: &str = "The worst of stamp lost, site lost, corruption and ransomware. Recovery time: with typical \
    people and nothing in the way. Data loss: at the worst moment of the schedules, nothing else failing. \
    ✗ cannot meet the objective; ~ meets it only at a lucky moment. `drsim run` gives the verdicts.";

fn facts(checked: &Checked) -> String {
    let apps = checked.study.topologies.first().map_or(&[][..], |topology| &topology.estate.apps);
    let count = |severity: Severity, word: &str| {
        let found = checked.findings.iter().filter(|finding| finding.severity == severity).count();
        (found > 0).then(|| figures::counted(found as u64, word))
    };
    let mut facts = vec![
        format!(
            "{}, {}, {}",
            figures::counted(apps.len() as u64, "app"),
            figures::counted(apps.iter().map(|app| u64::from(app.vms)).sum(), "VM"),
            figures::data(apps.iter().map(|app| app.data_bytes).sum())
        ),
        match checked.study.topologies.len() {
            1 => "1 topology".to_owned(),
            n => format!("{n} topologies"),
        },
    ];
    facts.extend(count(Severity::Error, "serious finding"));
    facts.extend(count(Severity::Warning, "warning"));
    facts.extend(count(Severity::Note, "note"));
    facts.join(" · ")
}

/// A finding: severity and rule, where, why, the value beside its limit, what
/// to do, who says so.
fn say(page: &mut Page, finding: &Finding) {
    let style = match finding.severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Note => Style::new().bold(),
    };
    let place = match finding.topology.as_str() {
        "" => String::new(),
        topology => format!(" in {topology}"),
    };
    let head = format!("{}[{}] {}{place}", word(finding.severity), finding.id, finding.subject);
    page.indented(&head, 2, style);
    let beside = match (&finding.value, &finding.limit) {
        (Some(value), Some(limit)) => format!(" ({value}, limit {limit})"),
        (Some(value), None) => format!(" ({value})"),
        (None, Some(limit)) => format!(" (limit {limit})"),
        (None, None) => String::new(),
    };
    for text in [
        format!("{}{beside}", finding.reason),
        format!("Fix: {}", finding.fix),
        format!("Source: {}", finding.source),
    ] {
        page.block(&text, 2);
    }
}

fn grid(checked: &Checked) -> Grid {
    let topologies = &checked.study.topologies;
    let heads = topologies
        .iter()
        .map(|topology| Head { name: topology.name.clone(), title: topology.title.clone() })
        .collect();
    let mut grid = Grid { heads, lines: Vec::new() };
    let apps = topologies.first().map_or(0, |topology| topology.estate.apps.len());
    for app in (0..apps).map(AppId::new) {
        let mut name = topologies[0].estate.apps[app.index()].name.clone();
        for measure in Measure::ALL {
            let asked = cells::usual_objective(topologies.iter().flat_map(|topology| {
                let objectives = &topology.estate.apps[app.index()].objectives;
                objectives.iter().map(|objective| asked(objective, measure))
            }));
            let cells = topologies
                .iter()
                .zip(&checked.best)
                .map(|(topology, best)| cell(topology, &best[range(best, app)], measure, asked))
                .collect();
            grid.row(std::mem::take(&mut name), cells::objective_label(measure, asked), cells);
        }
    }
    grid
}

/// Where the kinds of an app are: they are sorted by app.
fn range(best: &[Best], app: AppId) -> std::ops::Range<usize> {
    best.partition_point(|b| b.app < app)..best.partition_point(|b| b.app <= app)
}

fn asked(objective: &crate::model::Objective, measure: Measure) -> Option<f64> {
    match measure {
        Measure::RecoveryTime => objective.rto,
        Measure::DataLoss => objective.rpo,
    }
    .map(Span::hours)
}

/// The kind that comes nearest to its objective, or goes furthest beyond it.
fn cell(topology: &Topology, kinds: &[Best], measure: Measure, usual: Option<f64>) -> Cell {
    let hours = |best: &Best| match measure {
        Measure::RecoveryTime => best.recovery.hours(),
        Measure::DataLoss => best.most_loss.hours(),
    };
    let limit = |best: &Best| asked(&objective(topology, best), measure);
    let ratio = |best: &Best| limit(best).map_or(0.0, |limit| hours(best) / limit.max(f64::MIN_POSITIVE));
    let worst = kinds.iter().max_by(|a, b| {
        ratio(a).total_cmp(&ratio(b)).then(hours(a).total_cmp(&hours(b))).then(b.kind.cmp(&a.kind))
    });
    let Some(worst) = worst else { return Cell::text("–", "") };
    let limit = limit(worst);
    let beyond = |hours: f64| limit.is_some_and(|limit| hours > limit);
    let least = match measure {
        Measure::RecoveryTime => worst.recovery,
        Measure::DataLoss => worst.least_loss,
    };
    let mark = if beyond(least.hours()) {
        Some(Verdict::Missed)
    } else if beyond(hours(worst)) {
        Some(Verdict::Inconclusive)
    } else {
        None
    };
    let figure = cells::time(hours(worst), measure, limit);
    let other = limit.filter(|_| limit != usual).map(|limit| format!(" / {}", figures::duration(limit)));
    let symbol = mark.map_or(" ", symbols::symbol);
    Cell {
        lead: format!("{symbol} {figure}{}", other.unwrap_or_default()),
        note: symbols::kind(worst.kind),
        verdict: mark,
    }
}
