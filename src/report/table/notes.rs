//! What the signs of the table mean, and where its figures come from.

use super::View;
use super::grid::Grid;
use crate::model::Kind;
use crate::report::{figures, symbols};
use crate::verdict::answer;
use crate::verdict::headline::{self, Measure};
use crate::verdict::results::{Basis, KindResult, Results, Verdict};

/// Every sign that the table uses, explained; nothing else. One string a
/// paragraph.
pub fn legend(results: &Results, grid: &Grid, view: View) -> Vec<String> {
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
    if uses(Verdict::Inconclusive) {
        entry(Verdict::Inconclusive, &format!("undecided{}", further(results, view, Verdict::Inconclusive)));
    }
    if uses(Verdict::TooFew) {
        entry(
            Verdict::TooFew,
            &format!("too few strikes to judge{}", further(results, view, Verdict::TooFew)),
        );
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
        View::Kinds => " Of the worst app, named beside; a / b: a measured, b allowed.",
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
        paragraphs.push(
            "Exposed: share of the time in which losing the site would break the RPO. Exposed and down per \
             year: of the worst app, named beside."
                .into(),
        );
    }
    paragraphs
}

/// ` (2,000 more trials would settle it)`: the most that any such verdict
/// needs, of those that the view shows; or what forbids it for good.
fn further(results: &Results, view: View, verdict: Verdict) -> String {
    let header = &results.header;
    // Of each what it takes, and how many incidents forbid it.
    let open: Vec<(Option<u64>, u64)> = match view {
        View::Overview => {
            let shortfalls =
                results.topologies.iter().flat_map(|topology| answer::shortfalls(topology, header));
            let alike = shortfalls.filter(|shortfall| shortfall.verdict == verdict);
            alike.map(|shortfall| (shortfall.further_trials, shortfall.unrecovered)).collect()
        }
        View::Apps | View::Kinds => {
            let judged = kinds(results).flat_map(|kind| Measure::ALL.map(|measure| (kind, measure)));
            let open = judged.filter(|&(kind, measure)| headline::of_measure(kind, measure) == verdict);
            let needs = |(kind, measure)| {
                (headline::further_trials(kind, measure, header), headline::forbidding(kind, measure))
            };
            open.map(needs).collect()
        }
    };
    let (forbidden, rest): (Vec<_>, Vec<_>) = open.into_iter().partition(|(_, forbidding)| *forbidding > 0);
    // Of one that no number of trials settles, no number can be told.
    let needed: Option<Vec<u64>> = rest.into_iter().map(|(further, _)| further).collect();
    let needed = needed.and_then(|needed| needed.into_iter().max()).map(figures::more_trials);
    match (needed, forbidden.is_empty()) {
        (Some(trials), true) => format!(" ({trials} would settle it)"),
        (Some(trials), false) => {
            format!(" ({trials} would settle it, but not where an incident was never recovered)")
        }
        (None, true) => String::new(),
        (None, false) => " (an incident was never recovered: more trials cannot make the RTO met)".to_owned(),
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
