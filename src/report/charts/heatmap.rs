//! Apps and services as rows, topologies as columns, a cell each for recovery
//! time and data loss: coloured by measured ÷ objective, with the symbol of
//! the verdict and the number in it.

use super::canvas::{self, Align, Canvas, Type};
use super::palette;
use crate::model::Kind;
use crate::report::table::cells;
use crate::report::{figures, symbols};
use crate::verdict::headline::{self, Measure};
use crate::verdict::results::{Results, SubjectResult, TopologyResult, Verdict};

/// Rows drawn; of more the worst.
const ROWS: usize = 80;
/// Topologies drawn.
const COLUMNS: usize = 24;

const CELL: (f64, f64) = (58.0, 24.0);
const COLUMN: f64 = 2.0 * CELL.0 + 14.0;
const NAMES: f64 = 210.0;
const HEAD: f64 = 72.0;
const TOP: f64 = 66.0;
const GROUP: f64 = 26.0;
const LEGEND: f64 = 108.0;

/// A row: where its subject stands.
struct Row<'a> {
    name: &'a str,
    service: bool,
    /// Heading that opens a group of rows.
    opens: Option<String>,
}

/// The chart.
pub fn draw(results: &Results) -> String {
    let topologies: Vec<&TopologyResult> = results.topologies.iter().take(COLUMNS).collect();
    let (rows, all) = rows(results);
    #[allow(clippy::cast_precision_loss)]
    let (columns, height) = (
        topologies.len() as f64,
        rows.iter().map(|row| CELL.1 + if row.opens.is_some() { GROUP } else { 0.0 }).sum::<f64>(),
    );
    let width = (NAMES + columns * COLUMN + 30.0).max(760.0);
    let title = "Verdicts: measured ÷ objective";
    canvas::draw(width, TOP + HEAD + height + LEGEND, title, |canvas| {
        canvas.text((20.0, 24.0), title, Type::new(17.0, palette::BLACK).bold());
        let note = canvas.ruler.fit(&note(results, all), width - 40.0, 12.0, false);
        canvas.text((20.0, 46.0), &note, Type::new(12.0, palette::GREY));
        for (i, topology) in topologies.iter().enumerate() {
            head(canvas, column(i), topology);
        }
        let mut top = TOP + HEAD;
        for row in &rows {
            if let Some(heading) = &row.opens {
                let heading = canvas.ruler.fit(heading, NAMES - 24.0, 12.0, true);
                canvas.text((20.0, top + GROUP / 2.0 + 3.0), &heading, Type::new(12.0, palette::GREY).bold());
                top += GROUP;
            }
            let name = canvas.ruler.fit(row.name, NAMES - 34.0, 12.0, false);
            canvas.text(
                (NAMES - 10.0, top + CELL.1 / 2.0),
                &name,
                Type::new(12.0, palette::BLACK).align(Align::Right),
            );
            for (i, topology) in topologies.iter().enumerate() {
                cells_of(canvas, (column(i), top), find(topology, row));
            }
            top += CELL.1;
        }
        legend(canvas, top + 26.0);
        let rest = left_out(results, rows.len(), all);
        canvas.text((20.0, top + 92.0), &rest, Type::new(11.0, palette::BLACK).bold());
    })
}

fn column(i: usize) -> f64 {
    #[allow(clippy::cast_precision_loss)]
    let i = i as f64;
    NAMES + i * COLUMN
}

fn note(results: &Results, all: usize) -> String {
    if all == 0 {
        return "Nothing was simulated.".into();
    }
    let quantile = figures::quantile(results.header.required);
    format!(
        "{quantile} of strikes in the worst kind, or the mean of its incidents where that decides, ÷ objective: above 1 is too \
         much."
    )
}

/// What is left out; nothing if all is drawn.
fn left_out(results: &Results, drawn: usize, all: usize) -> String {
    let mut text = String::new();
    if drawn < all {
        text += &format!("Drawn are the {drawn} worst of {all} rows. ");
    }
    if results.topologies.len() > COLUMNS {
        text += &format!("Drawn are the first {COLUMNS} of {} topologies.", results.topologies.len());
    }
    text
}

/// The rows to draw, apps by tier and then services, and how many there are.
fn rows(results: &Results) -> (Vec<Row<'_>>, usize) {
    let mut rows: Vec<(Verdict, String, Row)> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut tiers: Vec<&str> = Vec::new();
    for topology in &results.topologies {
        for tier in &topology.tiers {
            if !tiers.contains(&tier.name.as_str()) {
                tiers.push(&tier.name);
            }
        }
        for (service, subjects) in [(false, &topology.apps), (true, &topology.services)] {
            for subject in subjects {
                if seen.insert((service, subject.name.as_str())) {
                    let group = subject
                        .tier
                        .as_deref()
                        .map_or_else(|| "services".into(), |tier| format!("tier {tier}"));
                    let row = Row { name: &subject.name, service, opens: None };
                    rows.push((worst(results, &row), group, row));
                }
            }
        }
    }
    let all = rows.len();
    if all > ROWS {
        rows.sort_by_key(|row| row.0);
        rows.truncate(ROWS);
    }
    let order =
        |group: &str| tiers.iter().position(|tier| group == format!("tier {tier}")).unwrap_or(usize::MAX);
    rows.sort_by(|a, b| {
        order(&a.1).cmp(&order(&b.1)).then(a.2.service.cmp(&b.2.service)).then(a.2.name.cmp(b.2.name))
    });
    let mut group = String::new();
    let mut drawn = Vec::new();
    for (_, of, mut row) in rows {
        if of != group {
            row.opens = Some(of.clone());
            group = of;
        }
        drawn.push(row);
    }
    (drawn, all)
}

fn worst(results: &Results, row: &Row) -> Verdict {
    headline::worst(results.topologies.iter().filter_map(|topology| find(topology, row)).map(|s| s.verdict))
}

fn find<'a>(topology: &'a TopologyResult, row: &Row) -> Option<&'a SubjectResult> {
    if topology.rejected.is_some() {
        return None;
    }
    let subjects = if row.service { &topology.services } else { &topology.apps };
    subjects.iter().find(|subject| subject.name == row.name)
}

fn head(canvas: &Canvas, left: f64, topology: &TopologyResult) {
    let width = 2.0 * CELL.0;
    let symbol = if topology.rejected.is_some() { "–" } else { symbols::symbol(topology.verdict) };
    let name = canvas.ruler.fit(&format!("{symbol} {}", topology.name), width, 13.0, true);
    canvas.text((left, TOP + 8.0), &name, Type::new(13.0, palette::BLACK).bold());
    let title = if topology.rejected.is_some() { "rejected" } else { topology.title.as_str() };
    if title != topology.name {
        let lines = canvas.ruler.wrap(title, width, 10.0, 3);
        let mut middle = TOP + 24.0;
        for line in lines {
            canvas.text((left, middle), &line, Type::new(10.0, palette::GREY));
            middle += 12.0;
        }
    }
    for (i, measure) in Measure::ALL.into_iter().enumerate() {
        #[allow(clippy::cast_precision_loss)]
        let centre = left + (i as f64 + 0.5) * CELL.0;
        let font = Type::new(10.0, palette::GREY).align(Align::Centre);
        canvas.text((centre, TOP + HEAD - 7.0), measure.objective(), font);
    }
}

/// Width of the coloured edge of a cell whose verdict is open.
const EDGE: f64 = 5.0;

fn cells_of(canvas: &Canvas, at: (f64, f64), subject: Option<&SubjectResult>) {
    for (i, measure) in Measure::ALL.into_iter().enumerate() {
        #[allow(clippy::cast_precision_loss)]
        let left = at.0 + i as f64 * CELL.0;
        let cell = subject.map_or_else(Cell::empty, |subject| Cell::of(subject, measure));
        let (top, bottom) = (at.1 + 1.0, at.1 + CELL.1 - 1.0);
        let fill = if cell.open { palette::PALE } else { cell.colour };
        canvas.rectangle((left + 1.0, top), (left + CELL.0 - 1.0, bottom), fill);
        if cell.open {
            canvas.rectangle((left + 1.0, top), (left + 1.0 + EDGE, bottom), cell.colour);
        }
        let font = Type { bold: cell.missed, ..Type::new(11.0, palette::ink_on(fill)).align(Align::Centre) };
        canvas.text((left + CELL.0 / 2.0, at.1 + CELL.1 / 2.0), &cell.text, font);
    }
}

/// What a cell shows.
struct Cell {
    colour: palette::Colour,
    text: String,
    missed: bool,
    /// The verdict is open: a full colour would say more than is known.
    open: bool,
}

impl Cell {
    fn empty() -> Self {
        Self { colour: palette::PALE, text: String::new(), missed: false, open: false }
    }

    fn of(subject: &SubjectResult, measure: Measure) -> Self {
        let worst = cells::shown([subject], headline::worst_of([subject], measure), measure);
        let symbol = symbols::symbol(worst.verdict);
        if worst.verdict == Verdict::LosesAll {
            let what = if worst.kind == Some(Kind::ItemDeletion) { "ITEM" } else { "ALL" };
            return Self {
                colour: palette::LOST,
                text: format!("{symbol} {what}"),
                missed: true,
                open: false,
            };
        }
        if worst.verdict >= Verdict::NoObjective {
            return Self { text: symbol.into(), ..Self::empty() };
        }
        let kind = headline::figures(std::slice::from_ref(subject), &worst);
        let missed = worst.verdict == Verdict::Missed;
        let mean = kind.filter(|_| measure == Measure::RecoveryTime).and_then(cells::decisive_mean);
        let measured = mean.or(worst.quantile_hours);
        let open = matches!(worst.verdict, Verdict::Inconclusive | Verdict::TooFew);
        match (measured, worst.objective_hours) {
            (Some(measured), Some(objective)) => {
                let ratio = if measured == 0.0 { 0.0 } else { measured / objective };
                let text = format!("{symbol} {}", figures::ratio(ratio));
                Self { colour: palette::of_ratio(ratio), text, missed, open }
            }
            _ => Self { text: symbol.into(), missed, ..Self::empty() },
        }
    }
}

fn legend(canvas: &Canvas, top: f64) {
    const STEPS: u32 = 40;
    const LENGTH: f64 = 240.0;
    let left = 20.0;
    for step in 0..STEPS {
        let share = |step: u32| f64::from(step) / f64::from(STEPS);
        let ratio = libm::pow(10.0, -2.0 + 4.0 * (share(step) + 0.5 / f64::from(STEPS)));
        let from = (left + LENGTH * share(step), top);
        canvas.rectangle(from, (left + LENGTH * share(step + 1), top + 12.0), palette::of_ratio(ratio));
    }
    let small = Type::new(10.0, palette::GREY);
    for (i, text) in ["≤0.01", "0.1", "1", "10", "≥100"].into_iter().enumerate() {
        #[allow(clippy::cast_precision_loss)]
        let x = left + LENGTH * i as f64 / 4.0;
        let align = match i {
            0 => Align::Left,
            4 => Align::Right,
            _ => Align::Centre,
        };
        canvas.text((x, top + 22.0), text, small.align(align));
    }
    let all = (left + LENGTH + 24.0, left + LENGTH + 24.0 + CELL.0);
    canvas.rectangle((all.0, top - 4.0), (all.1, top + 16.0), palette::LOST);
    let font = Type::new(11.0, palette::WHITE).bold().align(Align::Centre);
    canvas.text(((all.0 + all.1) / 2.0, top + 6.0), "✗ ALL", font);
    let plain = Type::new(11.0, palette::BLACK);
    canvas.text(
        (all.1 + 8.0, top + 6.0),
        "LOSES ALL: too often no usable copy (ITEM: of deleted items)",
        plain,
    );
    let words = "✓ met · ✗ missed · ~ undecided · ? too few strikes to judge (both grey, with an edge in colour) · – no objective, or cannot happen";
    canvas.text((left, top + 46.0), words, plain);
}
