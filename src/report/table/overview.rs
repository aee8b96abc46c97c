//! Tiers and services as rows: what a topology is asked, then what it costs.

use super::cells;
use super::grid::{Cell, Grid, Head, Line};
use crate::model::Kind;
use crate::report::{figures, symbols};
use crate::verdict::answer::{self, Answer, Group};
use crate::verdict::headline::{self, Measure};
use crate::verdict::outstanding::members;
use crate::verdict::results::{Results, SubjectResult, TopologyResult, Verdict};

/// The table.
pub fn grid(results: &Results, answer: &Answer) -> Grid {
    let mut grid = Grid { heads: heads(results), lines: Vec::new() };
    let all = &results.topologies;
    let cells = (0..all.len()).map(|i| in_all(&all[i], answer.is_met() && answer.topology == Some(i)));
    grid.row("all in all", "", cells.collect());
    let tiers = names(results, |topology| topology.tiers.iter().map(|tier| tier.name.as_str()));
    for tier in &tiers {
        grid.lines.push(Line::Blank);
        rows_of(&mut grid, results, Group::Tier, tier);
    }
    let services = names(results, |topology| topology.services.iter().map(|service| service.name.as_str()));
    if !services.is_empty() {
        grid.lines.push(Line::Blank);
        grid.lines.push(Line::Heading("services".into()));
    }
    for service in services {
        rows_of(&mut grid, results, Group::Service, service);
    }
    grid.lines.push(Line::Blank);
    whole_topology(&mut grid, results);
    grid
}

/// A head for every topology.
pub fn heads(results: &Results) -> Vec<Head> {
    let head = |topology: &TopologyResult| {
        let mark = if topology.unsupported.is_empty() { "" } else { " (not supported)" };
        let name = format!("{}{mark}", topology.name);
        let title = if topology.title == topology.name { name.clone() } else { topology.title.clone() };
        Head { name, title }
    };
    results.topologies.iter().map(head).collect()
}

/// Names over all topologies, each once, in order of first appearance (a
/// rejected topology has none).
pub fn names<'a, I: Iterator<Item = &'a str>>(
    results: &'a Results,
    of: impl Fn(&'a TopologyResult) -> I,
) -> Vec<&'a str> {
    let mut names = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for name in results.topologies.iter().flat_map(of) {
        if seen.insert(name) {
            names.push(name);
        }
    }
    names
}

/// How many of the rows a topology meets.
pub fn in_all(topology: &TopologyResult, cheapest: bool) -> Cell {
    if topology.rejected.is_some() {
        return Cell {
            lead: "– rejected".into(),
            note: String::new(),
            verdict: Some(Verdict::NotApplicable),
        };
    }
    let verdicts: Vec<Verdict> = answer::rows(topology).map(|(_, _, _, worst)| worst.verdict).collect();
    let count = |wanted: &dyn Fn(Verdict) -> bool| verdicts.iter().filter(|&&v| wanted(v)).count();
    let judged = count(&|v| v < Verdict::NoObjective);
    let missed = count(&|v| v <= Verdict::Missed);
    let symbol = symbols::symbol(topology.verdict);
    let (lead, note) = match topology.verdict {
        Verdict::LosesAll | Verdict::Missed => (format!("{symbol} misses {missed} of {judged}"), ""),
        Verdict::Inconclusive => {
            (format!("{symbol} {} undecided", count(&|v| v == Verdict::Inconclusive)), "")
        }
        Verdict::TooFew => (format!("{symbol} {} too few", count(&|v| v == Verdict::TooFew)), ""),
        Verdict::Met if cheapest && topology.cost_per_year.is_some() => {
            (format!("{symbol} meets all"), "cheapest")
        }
        Verdict::Met => (format!("{symbol} meets all"), ""),
        Verdict::NoObjective | Verdict::NotApplicable => (symbol.into(), ""),
    };
    Cell { lead, note: note.into(), verdict: Some(topology.verdict) }
}

fn rows_of(grid: &mut Grid, results: &Results, group: Group, name: &str) {
    let mut label = name;
    for measure in Measure::ALL {
        let stated = results.topologies.iter().flat_map(|t| members(t, group, name)).flat_map(|s| &s.kinds);
        let asked = cells::usual_objective(stated.map(|kind| cells::asked(kind, measure)));
        let row: Vec<Cell> =
            results.topologies.iter().map(|topology| cell(topology, group, name, measure, asked)).collect();
        if asked.is_some() || !row_is_empty(&row) {
            grid.row(std::mem::take(&mut label), cells::objective_label(measure, asked), row);
        }
    }
    if !label.is_empty() {
        // Nothing is asked of it at all; it is named all the same.
        let none = || Cell { lead: "–".into(), note: String::new(), verdict: Some(Verdict::NoObjective) };
        grid.row(label, "", results.topologies.iter().map(|_| none()).collect());
    }
}

/// Nothing is asked in any topology.
fn row_is_empty(row: &[Cell]) -> bool {
    row.iter()
        .all(|cell| cell.verdict.is_none_or(|v| matches!(v, Verdict::NoObjective | Verdict::NotApplicable)))
}

fn cell(topology: &TopologyResult, group: Group, name: &str, measure: Measure, asked: Option<f64>) -> Cell {
    let row = answer::rows(topology).find(|row| (row.0, row.1, row.2) == (group, name, measure));
    let Some((_, _, _, worst)) = row else { return Cell::default() };
    let subjects: &[SubjectResult] = match group {
        Group::Tier => &topology.apps,
        Group::Service => &topology.services,
    };
    let worst = cells::shown(members(topology, group, name), worst, measure);
    cells::of_worst(&worst, headline::figures(subjects, &worst), measure, asked)
}

/// Rows about a topology as a whole; what is shown per app is that of the app
/// it is worst for.
fn whole_topology(grid: &mut Grid, results: &Results) {
    let mut row = |name: &str, cell: &dyn Fn(&TopologyResult) -> Option<Cell>| {
        let cells: Vec<Option<Cell>> = results.topologies.iter().map(cell).collect();
        if cells.iter().any(Option::is_some) {
            let dash = || Cell::text("–", "");
            grid.row(name, "", cells.into_iter().map(|cell| cell.unwrap_or_else(dash)).collect());
        }
    };
    row("worst kind", &|topology| Some(Cell::text(symbols::kind(worst_kind(topology)?), "")));
    row("exposed", &|topology| {
        let (share, app) = largest(topology, |app| app.overall.exposure.map(|exposure| exposure.value))?;
        Some(Cell::text(figures::share(share), app))
    });
    row("down per year", &|topology| {
        let (hours, app) = largest(topology, |app| Some(app.overall.downtime_hours_per_year))?;
        Some(Cell::text(figures::duration(hours), app))
    });
    let is_shown = is_ever_unmanaged(results);
    row("unmanaged", &|topology| {
        let (hours, app) = unmanaged(topology)?;
        is_shown.then(|| Cell::text(figures::duration(hours), app))
    });
    row("on judgement", &|topology| {
        topology.rejected.is_none().then(|| Cell::text(figures::rough_share(topology.judgement_share), ""))
    });
    row("cost per year", &|topology| {
        Some(Cell::text(figures::money(topology.cost_per_year?, &results.header.currency), ""))
    });
}

/// The kind that the worst of a topology's cells comes from. Where that is for want
/// of strikes to judge, the one of the time nearest to its objective.
fn worst_kind(topology: &TopologyResult) -> Option<Kind> {
    let subjects = || topology.apps.iter().chain(&topology.services);
    let (verdict, _, kind) = headline::worst_case(subjects())?;
    if verdict != Verdict::TooFew {
        return Some(kind);
    }
    let nearest = Measure::ALL.map(|measure| {
        let shown = cells::shown(subjects(), headline::worst_of(subjects(), measure), measure);
        (shown.quantile_hours.unwrap_or(0.0) / shown.objective_hours.unwrap_or(f64::INFINITY), shown)
    });
    let open = nearest.into_iter().filter(|(_, shown)| shown.verdict == Verdict::TooFew);
    open.max_by(|a, b| a.0.total_cmp(&b.0)).and_then(|(_, shown)| shown.kind)
}

/// The longest unmanaged time of an app, in hours a year, and whose it is.
fn unmanaged(topology: &TopologyResult) -> Option<(f64, &str)> {
    largest(topology, |app| Some(app.overall.unmanaged_hours_per_year))
}

/// Whether an app of any topology ever serves unmanaged.
pub fn is_ever_unmanaged(results: &Results) -> bool {
    results.topologies.iter().filter_map(unmanaged).any(|(hours, _)| hours > 0.0)
}

/// The largest value over apps, and whose it is; nobody's when it is 0.
fn largest(topology: &TopologyResult, of: impl Fn(&SubjectResult) -> Option<f64>) -> Option<(f64, &str)> {
    // An app of which nothing is asked is nobody's worst.
    let asked = |app: &&SubjectResult| {
        app.kinds.iter().any(|k| k.rto.objective_hours.is_some() || k.rpo.objective_hours.is_some())
    };
    let values = topology.apps.iter().filter(asked).filter_map(|app| Some((of(app)?, app.name.as_str())));
    let largest = values.rev().max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(if largest.0 == 0.0 { (0.0, "") } else { largest })
}
