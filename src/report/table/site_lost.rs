//! Figures that can be compared from topology to topology: recovery time and
//! data loss of each tier's worst app when the site that it runs at is lost. The
//! cells of the table show the worst kind of each topology, and these differ.

use anstyle::Style;

use super::ranking::{self, Cell, Column, GAP};
use super::{Page, cells, overview};
use crate::model::Kind;
use crate::report::{figures, symbols};
use crate::verdict::headline::{self, Measure};
use crate::verdict::results::{Results, SubjectResult, TopologyResult, Verdict};

/// Most columns of a tier's name.
const NAME: usize = 8;

/// Draws the figures of the topologies in this order, an empty line after them;
/// nothing if no site can be lost. `names`: the column that names them.
pub(super) fn draw(results: &Results, order: &[usize], names: Column, page: &mut Page) {
    let tiers = overview::names(results, |topology| topology.tiers.iter().map(|tier| tier.name.as_str()));
    let happens =
        |tier: &&str| results.topologies.iter().any(|topology| members(topology, tier).any(happened));
    let tiers: Vec<&str> = tiers.into_iter().filter(happens).collect();
    let mut columns = vec![names];
    let mut left = page.width().saturating_sub(columns[0].width);
    let mut drawn = 0;
    for tier in &tiers {
        let pair = Measure::ALL.map(|measure| column(results, order, tier, measure, page));
        let width: usize = pair.iter().map(|column| GAP + column.width).sum();
        if width > left {
            break;
        }
        left -= width;
        drawn += 1;
        columns.extend(pair);
    }
    if drawn == 0 {
        return;
    }
    let more = match tiers.len() - drawn {
        0 => String::new(),
        _ => " (further tiers: --by kind)".into(),
    };
    let quantile = figures::quantile(results.header.required);
    let what = format!(
        "If the site that an app runs at is lost: {quantile} of recovery time and loss, worst app of each tier{more}"
    );
    page.paragraph(&what, Style::new());
    ranking::line(page, &columns, |column| (column.head.clone(), None));
    for row in 0..order.len() {
        ranking::line(page, &columns, |column| column.cells[row].clone());
    }
    page.out.push('\n');
}

fn members<'a>(topology: &'a TopologyResult, tier: &'a str) -> impl Iterator<Item = &'a SubjectResult> {
    topology.apps.iter().filter(move |app| app.tier.as_deref() == Some(tier))
}

fn happened(app: &SubjectResult) -> bool {
    app.kinds.iter().any(|kind| kind.kind == Kind::SiteLost)
}

fn column(results: &Results, order: &[usize], tier: &str, measure: Measure, page: &Page) -> Column {
    let what = match measure {
        Measure::RecoveryTime => format!("{} recovery", page.fit(&page.plain(tier), NAME)),
        Measure::DataLoss => "loss".into(),
    };
    let cells = order.iter().map(|&i| cell(&results.topologies[i], tier, measure));
    Column::new(&what, cells.map(|(text, verdict)| (page.plain(&text), verdict)).collect())
}

fn cell(topology: &TopologyResult, tier: &str, measure: Measure) -> Cell {
    let worst = headline::worst_in_kind(members(topology, tier), Kind::SiteLost, measure);
    if worst.subject.is_none() {
        return ("–".into(), None);
    }
    let symbol = symbols::symbol(worst.verdict);
    if worst.verdict == Verdict::LosesAll {
        return (format!("{symbol} {}", symbols::word(worst.verdict)), Some(worst.verdict));
    }
    let kinds = members(topology, tier).flat_map(|app| &app.kinds).filter(|kind| kind.kind == Kind::SiteLost);
    let judged =
        kinds.map(|kind| headline::judged_of(kind, measure)).filter(|judged| judged.met_share.is_some());
    let longest = judged.max_by(|a, b| a.quantile_hours.total_cmp(&b.quantile_hours));
    let time = longest.map(|judged| cells::time(judged.quantile_hours, measure, judged.objective_hours));
    (format!("{symbol} {}", time.unwrap_or_default()).trim_end().to_owned(), Some(worst.verdict))
}
