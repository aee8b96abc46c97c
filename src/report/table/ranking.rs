//! The overview of many topologies: one a line, the answer and its rivals
//! first, so that the answer is seen before the table that takes several
//! blocks of columns. Every line fits the width, whatever there is to show.

use anstyle::Style;

use super::{Page, overview, site_lost};
use crate::report::{figures, symbols, text};
use crate::verdict::answer::{self, Answer, Outcome};
use crate::verdict::headline;
use crate::verdict::results::{Results, TopologyResult, Verdict};

/// Spaces between columns.
pub(super) const GAP: usize = 2;
/// Most columns of a topology's name.
const NAME: usize = 14;
/// Most columns of the head of a tier or service, beside a title of so many:
/// the first that there is room for.
const HEADS: [(usize, usize); 8] = [(13, 28), (8, 26), (5, 20), (5, 10), (3, 10), (2, 10), (2, 0), (1, 0)];
/// Fewest columns that are worth giving to a title.
const TITLE: usize = 10;
/// What follows the name of a topology that no vendor supports.
const UNSUPPORTED: &str = "!";
/// What stands before the topology that the answer names.
const ANSWER: &str = "→ ";

/// Text with the verdict that colours it.
pub(super) type Cell = (String, Option<Verdict>);

/// A column, all of it as wide as its widest cell.
pub(super) struct Column {
    pub head: String,
    pub cells: Vec<Cell>,
    pub width: usize,
    /// Spaces before it.
    gap: usize,
}

impl Column {
    pub fn new(head: &str, cells: Vec<Cell>) -> Self {
        let width = cells.iter().map(|cell| text::width(&cell.0)).max().unwrap_or(0).max(text::width(head));
        Self { head: head.to_owned(), cells, width, gap: GAP }
    }

    fn at_most(mut self, width: usize) -> Self {
        self.width = self.width.min(width);
        self
    }
}

/// Draws the overview, an empty line after it.
pub(super) fn draw(results: &Results, answer: &Answer, page: &mut Page) {
    let order = order(results, answer);
    let mut columns = columns(results, answer, &order, page);
    line(page, &columns, |column| (column.head.clone(), None));
    for row in 0..order.len() {
        line(page, &columns, |column| column.cells[row].clone());
    }
    page.paragraph(&signs(results, answer, &columns), Style::new());
    page.out.push('\n');
    site_lost::draw(results, &order, columns.remove(0), page);
}

/// The answer first; then those that meet everything too, cheapest first; then
/// the others, nearest first, and what was rejected.
fn order(results: &Results, answer: &Answer) -> Vec<usize> {
    let all = &results.topologies;
    let mut order: Vec<usize> = answer.topology.into_iter().chain(answer.also.iter().copied()).collect();
    let mut rest: Vec<usize> = (0..all.len()).filter(|i| !order.contains(i)).collect();
    if answer.topology.is_some() {
        rest.sort_by(|&a, &b| answer::by_nearness(&all[a], &all[b]));
    }
    rest.sort_by_key(|&i| all[i].rejected.is_some());
    order.extend(rest);
    order
}

/// The columns that fit, titles and reasons taking what the others leave.
fn columns(results: &Results, answer: &Answer, order: &[usize], page: &Page) -> Vec<Column> {
    let of = |head: &str, cell: &dyn Fn(usize) -> Cell| {
        let cells = order.iter().map(|&i| cell(i)).map(|(text, verdict)| (page.plain(&text), verdict));
        Column::new(&page.plain(head), cells.collect())
    };
    let all = &results.topologies;
    let plain = |text: String| (text, None);
    let chosen = |i: usize| answer.topology == Some(i);
    let before = |i: usize| if chosen(i) { ANSWER } else { "  " };
    let name = of("", &|i| plain(format!("{}{}{}", before(i), all[i].name, mark(&all[i])))).at_most(NAME);
    let total = of("all in all", &|i| {
        let cell = overview::in_all(&all[i], false);
        (cell.lead, cell.verdict)
    });
    let mut columns = vec![name];
    let mut left = page.width().saturating_sub(columns[0].width + GAP + total.width);
    let mut room_for = |columns: &mut Vec<Column>, column: Column| {
        if column.width + GAP <= left {
            left -= column.width + GAP;
            columns.push(column);
        }
    };
    let worst = of("worst", &|i| plain(worst(&all[i], answer.is_met() && chosen(i))));
    let cost = of("a year", &|i| plain(cost(&all[i], &results.header.currency)));
    let titled = order.iter().any(|&i| all[i].title != all[i].name);
    let title =
        of("", &|i| plain(if all[i].title == all[i].name { String::new() } else { all[i].title.clone() }));
    let mut behind = Vec::new();
    room_for(&mut behind, worst);
    let mut priced = Vec::new();
    if cost.cells.iter().any(|cell| !cell.0.is_empty()) {
        room_for(&mut priced, cost);
    }
    let (signs, used) = signs_columns(results, order, page, left, titled);
    left -= used;
    if titled && left >= TITLE + GAP {
        columns.push(title.at_most(left - GAP));
    }
    columns.extend(priced);
    columns.push(total);
    columns.extend(signs);
    columns.extend(behind);
    columns
}

fn mark(topology: &TopologyResult) -> &'static str {
    if topology.unsupported.is_empty() { "" } else { UNSUPPORTED }
}

fn cost(topology: &TopologyResult, currency: &str) -> String {
    topology.cost_per_year.map_or_else(String::new, |cost| figures::money(cost, currency))
}

/// A sign for every tier and service of which something is asked, under as much
/// of its name as there is room for; and the columns of the terminal that they
/// take. None if not even the signs fit.
fn signs_columns(
    results: &Results,
    order: &[usize],
    page: &Page,
    room: usize,
    titled: bool,
) -> (Vec<Column>, usize) {
    let all = &results.topologies;
    let sign = |verdict: Option<Verdict>| (page.plain(verdict.map_or("", symbols::symbol)), verdict);
    let mut groups: Vec<(String, Vec<Cell>)> = Vec::new();
    for tier in overview::names(results, |topology| topology.tiers.iter().map(|tier| tier.name.as_str())) {
        let of = |i: &usize| all[*i].tiers.iter().find(|t| t.name == tier).map(|tier| tier.verdict);
        groups.push((page.plain(tier), order.iter().map(|i| sign(of(i))).collect()));
    }
    for service in overview::names(results, |topology| topology.services.iter().map(|s| s.name.as_str())) {
        let of =
            |i: &usize| all[*i].services.iter().find(|s| s.name == service).map(|service| service.verdict);
        groups.push((page.plain(service), order.iter().map(|i| sign(of(i))).collect()));
    }
    let asked = |cell: &Cell| cell.1.is_some_and(|verdict| verdict < Verdict::NoObjective);
    groups.retain(|(_, cells)| cells.iter().any(asked));
    for (most, title) in HEADS {
        let mut columns: Vec<Column> = Vec::new();
        for (name, cells) in &groups {
            let gap = if columns.is_empty() { GAP } else { 1 };
            columns.push(Column { gap, ..Column::new(&page.fit(name, most), cells.clone()) });
        }
        let used: usize = columns.iter().map(|column| column.width + column.gap).sum();
        if used + if titled { title + GAP } else { 0 } <= room {
            return (columns, used);
        }
    }
    (Vec::new(), 0)
}

/// What a topology fails on worst: `LOSES ALL: site lost`, `RTO missed: node`.
fn worst(topology: &TopologyResult, is_answer: bool) -> String {
    if is_answer && topology.cost_per_year.is_some() {
        return "cheapest".into();
    }
    let subjects = topology.apps.iter().chain(&topology.services);
    let Some((verdict, measure, kind)) = headline::worst_case(subjects) else { return String::new() };
    let (loses, kind) = (symbols::loses(kind), symbols::kind(kind));
    match verdict {
        Verdict::LosesAll => format!("{loses}: {kind}"),
        Verdict::Missed | Verdict::Inconclusive | Verdict::TooFew => {
            format!("{} {}: {kind}", measure.objective(), symbols::word(verdict))
        }
        Verdict::Met | Verdict::NoObjective | Verdict::NotApplicable => String::new(),
    }
}

/// What the signs drawn mean.
fn signs(results: &Results, answer: &Answer, columns: &[Column]) -> String {
    let used = |verdict: Verdict| columns.iter().flat_map(|c| &c.cells).any(|cell| cell.1 == Some(verdict));
    let mut entries: Vec<String> = Vec::new();
    for (verdicts, meaning) in [
        (&[Verdict::Met][..], "met"),
        (&[Verdict::LosesAll, Verdict::Missed], "missed"),
        (&[Verdict::Inconclusive], "undecided"),
        (&[Verdict::TooFew], "too few strikes to judge"),
        (&[Verdict::NoObjective, Verdict::NotApplicable], "nothing asked"),
    ] {
        if let Some(verdict) = verdicts.iter().find(|verdict| used(**verdict)) {
            entries.push(format!("{}\u{a0}{meaning}", symbols::symbol(*verdict)));
        }
    }
    match answer.outcome {
        Outcome::Met => entries.push(format!("{ANSWER}the answer").replace(' ', "\u{a0}")),
        Outcome::NoneMeets => entries.push(format!("{ANSWER}nearest").replace(' ', "\u{a0}")),
        Outcome::NothingAsked | Outcome::NothingSimulated => {}
    }
    if results.topologies.iter().any(|topology| !topology.unsupported.is_empty()) {
        entries.push(format!("{UNSUPPORTED}\u{a0}not supported by any vendor"));
    }
    entries.join(" · ")
}

/// A line of the columns.
pub(super) fn line(page: &mut Page, columns: &[Column], cell: impl Fn(&Column) -> Cell) {
    for (i, column) in columns.iter().enumerate() {
        let (text, verdict) = cell(column);
        let text = page.fit(&text, column.width);
        let style = verdict.map_or(Style::new(), symbols::style);
        page.push(&" ".repeat(if i == 0 { 0 } else { column.gap }), Style::new());
        page.push(&text, style);
        page.push(&" ".repeat(column.width - text::width(&text)), Style::new());
    }
    page.end_line();
}
