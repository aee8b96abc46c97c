//! What the signs of the table mean, and where its figures come from.

use super::View;
use super::grid::Grid;
use super::overview;
use crate::model::Kind;
use crate::report::{figures, symbols, text};
use crate::verdict::answer::{self, Answer};
use crate::verdict::headline::{self, Measure};
use crate::verdict::outstanding;
use crate::verdict::results::{Basis, KindResult, Results, TopologyResult, Verdict};

/// Longest name of a topology in the legend, in columns.
const QUOTED: usize = 60;

/// Every sign that the table uses, explained; nothing else. One string a
/// paragraph.
pub fn legend(results: &Results, answer: &Answer, grid: &Grid, view: View) -> Vec<String> {
    let uses = |verdict: Verdict| grid.cells().any(|cell| cell.verdict == Some(verdict));
    let mut entries = Vec::new();
    let mut entry = |verdict: Verdict, meaning: &str| {
        entries.push(format!("{}\u{a0}{meaning}", symbols::symbol(verdict)));
    };
    if uses(Verdict::Met) {
        entry(Verdict::Met, "met");
    }
    if uses(Verdict::Missed) || uses(Verdict::LosesAll) {
        entry(Verdict::Missed, "missed");
    }
    // What settles them is told once, for all that is open.
    let further = further(results, answer, view);
    if uses(Verdict::Inconclusive) {
        let further = if uses(Verdict::TooFew) { "" } else { &further };
        entry(Verdict::Inconclusive, &format!("undecided{further}"));
    }
    if uses(Verdict::TooFew) {
        entry(Verdict::TooFew, &format!("too few strikes to judge{further}"));
    }
    if uses(Verdict::NoObjective) || uses(Verdict::NotApplicable) {
        entry(Verdict::NoObjective, "no objective, or cannot happen");
    }
    if entries.is_empty() {
        return Vec::new();
    }
    let mut paragraphs = vec![entries.join(" · ")];
    paragraphs.extend(words(results, grid, view));
    paragraphs
}

/// What the words and figures of the cells mean, one string a paragraph.
fn words(results: &Results, grid: &Grid, view: View) -> Vec<String> {
    let says = |part: &str| grid.cells().any(|cell| cell.verdict.is_some() && cell.lead.contains(part));
    let share = figures::share(results.header.required);
    let quantile = figures::quantile(results.header.required);
    let mut times =
        format!("Times: {share} of strikes stay within ({quantile}); a strike without harm counts as 0.");
    times += match view {
        View::Kinds => {
            " Of the worst app, named beside, as what stands below it; a / b: a measured, b allowed. Worst place: \
             where the fewest strikes stay within. Strikes: of the app struck most often."
        }
        View::Overview | View::Apps if says(" / ") => {
            " Of the worst kind, named beside; a / b: a measured, b allowed for that kind."
        }
        View::Overview | View::Apps => " Of the worst kind, named beside.",
    };
    let mut paragraphs = vec![times];
    if view != View::Kinds && grid.cells().any(|cell| cell.verdict == Some(Verdict::TooFew)) {
        paragraphs.push("Beside ?: the time nearest to its objective, of any kind that was measured.".into());
    }
    if says(" mean ") {
        paragraphs
            .push("mean: the mean recovery time (MTTR), which is beyond the RTO (✗) or may be (~).".into());
    }
    if grid.cells().any(|cell| cell.lead.contains(" misses ")) {
        paragraphs.push("misses n of m: of m objectives, the RTO and RPO of each tier and service.".into());
    }
    if says(symbols::word(Verdict::LosesAll)) || view == View::Kinds {
        paragraphs.push("LOSES ALL: too many strikes leave no usable copy.".into());
    }
    if says(symbols::loses(Kind::ItemDeletion)) {
        paragraphs
            .push("LOSES ITEM: too many deletions cannot be undone; only what was deleted is lost.".into());
    }
    if view == View::Overview {
        let mut rows =
            "Worst kind: that of the worst cell. Exposed: share of the time in which losing the site would break \
             the RPO. Exposed and down per year: of the worst app, named beside."
                .to_owned();
        if overview::is_ever_unmanaged(results) {
            rows += " Unmanaged: time a year, of the worst app, that it serves before its VMs are registered or \
                     reconnected; no downtime.";
        }
        paragraphs.push(rows);
    }
    paragraphs
}

/// ` (2,000 more trials would settle it)`: what the view shows as open; or what
/// forbids it for good. Where the answer names a topology that leaves something
/// open, what that topology takes: the figure of the answer.
fn further(results: &Results, answer: &Answer, view: View) -> String {
    let header = &results.header;
    let is_open = |topology: &&TopologyResult| outstanding::of_topology(topology, header).is_some();
    let all: Vec<&TopologyResult> = results.topologies.iter().collect();
    let named: Vec<&TopologyResult> =
        answer.topology.map(|i| &results.topologies[i]).into_iter().filter(is_open).collect();
    let (shown, what) = match (view, named.as_slice()) {
        (View::Overview, &[topology]) if all.iter().filter(|other| is_open(other)).count() > 1 => {
            (named, text::fit(&text::safe(&topology.name), QUOTED, text::Charset::Unicode))
        }
        (View::Overview, _) => (all, "it".to_owned()),
        (View::Apps | View::Kinds, _) => (all, "every one here".to_owned()),
    };
    let mut kinds: Vec<(&KindResult, Measure)> = Vec::new();
    for topology in shown {
        match view {
            View::Overview => {
                let rows = answer::rows(topology).filter(|row| outstanding::is_open(row.3.verdict));
                for (group, name, measure, _) in rows {
                    let members = outstanding::members(topology, group, name);
                    kinds.extend(members.flat_map(|subject| &subject.kinds).map(|kind| (kind, measure)));
                }
            }
            View::Apps | View::Kinds => {
                let subjects = topology.apps.iter().chain(&topology.services);
                let each = subjects.flat_map(|subject| &subject.kinds);
                kinds.extend(each.flat_map(|kind| Measure::ALL.map(|measure| (kind, measure))));
            }
        }
    }
    let forbidden = kinds.iter().any(|(kind, measure)| headline::forbidding(kind, *measure) > 0);
    match (outstanding::of_kinds(kinds, header).map(figures::outstanding), forbidden) {
        (Some(trials), false) => format!(" ({trials} would settle {what})"),
        (Some(trials), true) => {
            format!(" ({trials} would settle {what}, but not where an incident was never recovered)")
        }
        (None, false) => String::new(),
        (None, true) => " (an incident was never recovered: more trials cannot make the RTO met)".to_owned(),
    }
}

/// How many verdicts, from how many trials, and which figures come from
/// forced incidents. One string a paragraph.
pub fn origin(results: &Results) -> Vec<String> {
    let header = &results.header;
    let verdicts = results.topologies.iter().map(|topology| topology.verdicts).sum();
    let years = match header.years {
        1.0 => "1 year".to_owned(),
        years => format!("{years} years"),
    };
    let mut paragraphs = vec![format!(
        "{} at {} confidence from {} of {years} per topology and {}; {}",
        figures::counted(verdicts, "verdict"),
        figures::share(header.confidence),
        figures::counted(header.trials, "trial"),
        figures::counted(header.forced, "forced incident"),
        made_by(results),
    )];
    paragraphs.extend(bases(results));
    paragraphs
}

/// `seed 1; drsim 0.1.0, scenario 32e2cbc67df7.`
pub fn made_by(results: &Results) -> String {
    let header = &results.header;
    let hash: String = header.scenario_hash.chars().take(12).collect();
    format!("seed {}; drsim {}, scenario {hash}.", header.seed, header.program)
}

fn bases(results: &Results) -> Option<String> {
    let (mut ordinary, mut forced, mut mixed) = (Vec::new(), Vec::new(), Vec::new());
    for kind in Kind::ALL {
        let of = || kinds(results).filter(move |result| result.kind == kind).map(|result| result.basis);
        let names = match of().next() {
            None => continue,
            Some(Basis::Ordinary) if of().all(|basis| basis == Basis::Ordinary) => &mut ordinary,
            Some(Basis::Forced) if of().all(|basis| basis == Basis::Forced) => &mut forced,
            Some(_) => &mut mixed,
        };
        names.push(symbols::kind(kind));
    }
    kinds(results).next()?;
    let mut sentences = Vec::new();
    for (names, origin) in
        [(forced, "Forced to happen, and weighted"), (mixed, "Some of their causes forced")]
    {
        if !names.is_empty() {
            sentences.push(format!("{origin}: {}.", names.join(", ")));
        }
    }
    let rest = if ordinary.is_empty() { String::new() } else { format!("{}, ", ordinary.join(", ")) };
    sentences.push(format!("From ordinary trials: {rest}downtime, exposure."));
    Some(sentences.join(" "))
}

fn kinds(results: &Results) -> impl Iterator<Item = &KindResult> {
    let topologies = results.topologies.iter();
    topologies.flat_map(|topology| topology.apps.iter().chain(&topology.services)).flat_map(|s| &s.kinds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::table::{Options, render};
    use crate::verdict::sample;

    #[test]
    fn answer_and_legend_name_the_same_number_of_trials_for_the_topology_named() {
        let open = |name: &str, cost: f64, further: [u64; 2]| {
            let mut app = sample::app("erp", "t1");
            for (kind, further) in [Kind::SiteLost, Kind::LinkLost].into_iter().zip(further) {
                let mut kind = sample::kind(kind, 8.0, 1.0);
                (kind.rto.verdict, kind.rto.further_trials) = (Verdict::TooFew, Some(further));
                kind.rto.ratio = Some(if kind.kind == Kind::SiteLost { 0.9 } else { 0.0 });
                app.kinds.push(kind);
            }
            sample::topology(name, name, Some(cost), vec![app], Vec::new())
        };
        let results = sample::results(vec![open("H", 2.0, [90, 91_000]), open("I", 1.0, [500, 7_000])]);
        let screen = |view: View| {
            let options = Options { width: 120, view, ..Options::default() };
            render(&results, &[], &options).split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let text = screen(View::Overview);
        assert!(text.contains("Nearest: I (1 EUR a year)"), "{text}");
        assert!(text.contains("1 objective of t1 (about 7,000 more trials would be enough)"), "{text}");
        assert!(
            text.contains("? too few strikes to judge (about 7,000 more trials would settle I)"),
            "{text}"
        );
        let text = screen(View::Kinds);
        assert!(
            text.contains(
                "? too few strikes to judge (about 91,000 more trials would settle every one here)"
            ),
            "{text}"
        );
    }
}
