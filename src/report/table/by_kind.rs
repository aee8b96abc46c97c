//! Kinds of disruption as groups of rows. Each figure is that of the app that
//! comes off worst, which is named beside it; an app that misses its RPO need
//! not be the one that misses its RTO.

use super::grid::{Cell, Grid, Line};
use super::{cells, overview};
use crate::model::Kind;
use crate::report::{figures, symbols};
use crate::verdict::headline::{self, Measure};
use crate::verdict::results::{
    Estimate, Judged, KindResult, PlaceResult, Results, SubjectResult, TopologyResult, Verdict, Worst,
};

/// The table.
pub fn grid(results: &Results) -> Grid {
    let mut grid = Grid { heads: overview::heads(results), lines: Vec::new() };
    for kind in Kind::ALL {
        let happens = |topology: &TopologyResult| subjects(topology).any(|s| of_kind(s, kind).is_some());
        if results.topologies.iter().any(happens) {
            if !grid.lines.is_empty() {
                grid.lines.push(Line::Blank);
            }
            grid.lines.push(Line::Heading(symbols::kind(kind)));
            rows(&mut grid, results, kind);
        }
    }
    grid
}

fn subjects(topology: &TopologyResult) -> impl Iterator<Item = &SubjectResult> {
    topology.apps.iter().chain(&topology.services)
}

fn of_kind(subject: &SubjectResult, kind: Kind) -> Option<&KindResult> {
    subject.kinds.iter().find(|result| result.kind == kind)
}

/// A worst verdict of a kind with the figures behind it.
struct Found<'a> {
    worst: Worst,
    figures: &'a KindResult,
}

fn find(topology: &TopologyResult, kind: Kind, measure: Measure) -> Option<Found<'_>> {
    let worst = headline::worst_in_kind(subjects(topology), kind, measure);
    let figures = headline::figures(&topology.apps, &worst)
        .or_else(|| headline::figures(&topology.services, &worst))?;
    Some(Found { worst, figures })
}

fn rows(grid: &mut Grid, results: &Results, kind: Kind) {
    for measure in Measure::ALL {
        let mut row = |label: &str, of: &dyn Fn(&Found) -> Option<Cell>| {
            let cell = |topology| find(topology, kind, measure).map_or(Some(none()), |found| of(&found));
            let cells: Vec<Option<Cell>> = results.topologies.iter().map(cell).collect();
            let says_something = |cell: &Option<Cell>| cell.as_ref().is_some_and(|cell| cell.lead != "–");
            if cells.iter().any(says_something) {
                grid.row(label, "", cells.into_iter().map(Option::unwrap_or_default).collect());
            }
        };
        row(measure.objective(), &|found| Some(verdict(found, measure)));
        row("  cause", &|found| {
            let missed = found.worst.verdict <= Verdict::Missed;
            Some(Cell::text(
                symbols::cause(headline::cause_of(found.figures, measure).filter(|_| missed)?),
                "",
            ))
        });
        row("  met in", &|found| met_in(headline::judged_of(found.figures, measure)));
        row("  worst place", &|found| worst_place(found, measure));
        match measure {
            Measure::RecoveryTime => {
                row("  mean (MTTR)", &|found| Some(mean(found.figures)));
                row("  never back", &|found| {
                    let never = found.figures.unrecovered;
                    (never > 0).then(|| Cell::text(format!("{} seen", figures::count(never)), ""))
                });
            }
            Measure::DataLoss => row("  no copy left", &|found| Some(loses_all(found.figures))),
        }
    }
    let strikes = |topology: &TopologyResult| {
        let most = subjects(topology).filter_map(|s| of_kind(s, kind)).map(|k| k.strikes_per_year);
        let most = most.max_by(f64::total_cmp)?;
        Some(Cell::text(figures::per_year(most), ""))
    };
    let cells = results.topologies.iter().map(|topology| strikes(topology).unwrap_or_else(none)).collect();
    grid.row("strikes", "", cells);
}

/// The cell of a topology in which the kind cannot happen.
fn none() -> Cell {
    Cell { lead: "–".into(), note: String::new(), verdict: Some(Verdict::NotApplicable) }
}

fn verdict(found: &Found, measure: Measure) -> Cell {
    // Every kind has its own objective, so each cell names it.
    let mut cell = cells::of_worst(&found.worst, Some(found.figures), measure, None);
    cell.note = found.worst.subject.clone().unwrap_or_default();
    cell
}

/// The mean recovery time with its interval, and over how many incidents.
fn mean(kind: &KindResult) -> Cell {
    let Some(mean) = kind.recovery.mean else { return Cell::text("–", "") };
    let [value, low, high] = [mean.value, mean.low, mean.high].map(figures::duration);
    let recovered = kind.incidents - kind.unrecovered;
    Cell::text(format!("{value} ({low}–{high})"), figures::counted(recovered, "incident"))
}

fn met_in(judged: &Judged) -> Option<Cell> {
    if judged.verdict >= Verdict::NoObjective {
        return None;
    }
    judged.met_share.map(|share| Cell::text(figures::share_within(share.value, share.low, share.high), ""))
}

/// Where the fewest strikes meet the objective, if places differ. One whose strikes
/// are second disasters is none.
fn worst_place(found: &Found, measure: Measure) -> Option<Cell> {
    let judged = headline::judged_of(found.figures, measure);
    if judged.verdict >= Verdict::NoObjective {
        return None;
    }
    let share = |place: &PlaceResult| match measure {
        Measure::RecoveryTime => place.rto_met.value,
        Measure::DataLoss => place.rpo_met.value,
    };
    let often = || found.figures.places.iter().filter(|place| place.is_often());
    let worst = often().min_by(|a, b| share(a).total_cmp(&share(b)))?;
    let differs = often().any(|place| share(place) > share(worst));
    differs.then(|| Cell::text(figures::share(share(worst)), &worst.name))
}

fn loses_all(kind: &KindResult) -> Cell {
    let within = |share: Estimate| figures::share_within(share.value, share.low, share.high);
    let share = kind.loses_all.map_or_else(|| "–".into(), within);
    match kind.loses_all_verdict {
        Verdict::LosesAll | Verdict::TooFew | Verdict::Met => Cell {
            lead: format!("{} {share}", symbols::symbol(kind.loses_all_verdict)),
            note: String::new(),
            verdict: Some(kind.loses_all_verdict),
        },
        _ => Cell::text(share, ""),
    }
}
