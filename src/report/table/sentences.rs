//! The answer in words, and why cheaper topologies are not it.

use crate::model::Kind;
use crate::report::{figures, symbols, text};
use crate::verdict::answer::{Answer, Group, Outcome, Shortfall};
use crate::verdict::headline::Measure;
use crate::verdict::outstanding;
use crate::verdict::results::{Cause, KindResult, Open, Results, TopologyResult, Verdict};

use super::{cells, phases};

/// Longest name or title quoted in a sentence, in columns.
const QUOTED: usize = 60;
/// Reasons given in the answer before the rest is counted.
const REASONS: usize = 3;
/// What an incident without end means for a verdict.
const FORBIDS: &str = "and a single one keeps an RTO from being met";
/// Cheaper topologies explained before the rest is counted.
const CHEAPER: usize = 5;

/// The answer; one string a line.
pub fn answer(results: &Results, answer: &Answer) -> Vec<String> {
    let name = |i: usize| quoted(&results.topologies[i].name);
    let sentence = match (answer.outcome, answer.topology) {
        (Outcome::Met, Some(i)) => {
            let topology = &results.topologies[i];
            let cheapest = if topology.cost_per_year.is_some() { "Cheapest that meets" } else { "Meets" };
            let also = match answer.also.as_slice() {
                [] => String::new(),
                others => format!(" Also: {}.", list(others.iter().map(|&i| name(i)).collect())),
            };
            format!("{cheapest} everything: {}.{also}{}", described(results, topology), unsure(topology))
        }
        (Outcome::NoneMeets, Some(i)) => {
            let missed = answer.shortfalls.iter().any(Shortfall::is_missed);
            let none = if missed { "No topology meets" } else { "No topology is shown yet to meet" };
            let topology = &results.topologies[i];
            let reasons = shortened(reasons(results, topology, &answer.shortfalls), REASONS);
            let described = described(results, topology);
            format!("{none} everything. Nearest: {described}: it {reasons}.{}", unsure(topology))
        }
        (Outcome::NothingAsked, _) => {
            "No objective is set for anything that can happen: nothing to meet.".into()
        }
        _ => match results.topologies.len() {
            1 => "Nothing was simulated: the topology breaks a rule (see below).".into(),
            _ => "Nothing was simulated: every topology breaks a rule (see below).".into(),
        },
    };
    vec![sentence]
}

/// Why each cheaper topology is not the answer, the nearest miss first. Nothing
/// when nothing meets everything: being cheaper is then no merit.
pub fn cheaper(results: &Results, answer: &Answer) -> Vec<String> {
    if !answer.is_met() {
        return Vec::new();
    }
    let mut lines: Vec<String> = Vec::new();
    for alternative in answer.cheaper.iter().filter(|other| !other.shortfalls.is_empty()) {
        let topology = &results.topologies[alternative.topology];
        let reasons = shortened(reasons(results, topology, &alternative.shortfalls), 1);
        lines.push(format!(
            "{} is cheaper{} but {reasons}.",
            quoted(&topology.name),
            cost(results, topology)
        ));
    }
    let more = lines.len().saturating_sub(CHEAPER);
    if more > 1 {
        lines.truncate(CHEAPER);
        lines.push(format!("{more} more are cheaper and fall short too."));
    }
    lines
}

/// Why topologies were not simulated.
pub fn rejected(results: &Results) -> Vec<String> {
    let reason = |topology: &TopologyResult| {
        let reason = topology.rejected.as_ref()?;
        Some(format!("{} was rejected: {}", quoted(&topology.name), reason.trim()))
    };
    results.topologies.iter().filter_map(reason).collect()
}

/// What was simulated although no vendor supports it.
pub fn unsupported(results: &Results) -> Vec<String> {
    let marked = results.topologies.iter().filter(|topology| !topology.unsupported.is_empty());
    let note = |topology: &TopologyResult| {
        let what = topology.unsupported.join("; ");
        format!("{} is simulated although no vendor supports it: {}.", quoted(&topology.name), what.trim())
    };
    marked.map(note).collect()
}

/// `D, Replica in dc2 (310 kEUR a year)`.
fn described(results: &Results, topology: &TopologyResult) -> String {
    let title = if topology.title == topology.name {
        String::new()
    } else {
        format!(", {}", quoted(&topology.title))
    };
    format!("{}{title}{}", quoted(&topology.name), cost(results, topology))
}

/// What has to be known of an answer before it is followed.
fn unsure(topology: &TopologyResult) -> &'static str {
    if topology.unsupported.is_empty() { "" } else { " No vendor supports it (see below)." }
}

/// ` (310 kEUR a year)`, not broken inside; nothing without a cost.
fn cost(results: &Results, topology: &TopologyResult) -> String {
    let cost = topology.cost_per_year.map(|cost| figures::money(cost, &results.header.currency));
    cost.map_or_else(String::new, |cost| format!(" {}", format!("({cost} a year)").replace(' ', "\u{a0}")))
}

fn quoted(name: &str) -> String {
    text::fit(&text::safe(name), QUOTED, text::Charset::Unicode)
}

/// What a topology falls short of, worst first; rows that fail alike are told
/// together. What is open is told with the trials that settle all of it, once.
fn reasons(results: &Results, topology: &TopologyResult, shortfalls: &[Shortfall]) -> Vec<String> {
    let mut groups: Vec<Vec<&Shortfall>> = Vec::new();
    for shortfall in shortfalls {
        match groups.iter_mut().find(|group| alike(group[0], shortfall)) {
            Some(group) => group.push(shortfall),
            None => groups.push(vec![shortfall]),
        }
    }
    groups.sort_by_key(|group| group[0].verdict);
    let open = |group: &[&Shortfall]| outstanding::is_open(group[0].verdict) && group[0].unrecovered == 0;
    let several = groups.iter().filter(|group| open(group)).count() > 1;
    let mut outstanding = outstanding::of_topology(topology, &results.header).map(figures::outstanding);
    let mut reason = |group: &Vec<&Shortfall>| {
        let trials = if open(group) { outstanding.take() } else { None };
        let settle = match group[0].verdict {
            _ if several => "settle all that is open",
            Verdict::TooFew => "be enough",
            _ => "settle it",
        };
        let settled = trials.map(|trials| format!(" ({trials} would {settle})"));
        reason(topology, group, &settled.unwrap_or_else(|| forbidden(group)))
    };
    groups.iter().map(&mut reason).collect()
}

/// Whether two shortfalls are told in one clause: those of one kind and
/// objective, and all that too few strikes were seen for.
fn alike(a: &Shortfall, b: &Shortfall) -> bool {
    let as_final = (a.unrecovered > 0) == (b.unrecovered > 0);
    let same = match a.verdict {
        Verdict::TooFew => true,
        // RTO and RPO are left open together.
        Verdict::Inconclusive => a.kind == b.kind,
        _ => (a.measure, a.kind) == (b.measure, b.kind),
    };
    a.verdict == b.verdict && as_final && same
}

/// `settled`: what follows what is open.
fn reason(topology: &TopologyResult, group: &[&Shortfall], settled: &str) -> String {
    let first = group[0];
    let rows = list(group.iter().map(|shortfall| quoted(&shortfall.name)).collect());
    let objective = first.measure.objective();
    let when = first.kind.map_or("", when);
    match first.verdict {
        Verdict::LosesAll => {
            let share = first.loses_all_share.map_or_else(String::new, |share| {
                let whose = if first.kind == Some(Kind::ItemDeletion) { " of the item" } else { "" };
                format!(": no usable copy{whose} is left in {} of strikes", figures::share(share))
            });
            let tainted = group.iter().all(|shortfall| shortfall.cause == Some(Cause::Taint));
            let why = if tainted { because(topology, first, Cause::Taint) } else { String::new() };
            let loses = first.kind.map_or(symbols::word(Verdict::LosesAll), symbols::loses);
            format!("{loses} {when} ({rows}{share}{why})")
        }
        Verdict::Missed => format!("misses the {objective} of {rows} {when} ({})", missed(topology, first)),
        Verdict::Inconclusive => {
            format!("leaves {} undecided {when}{}{settled}", open(group), open_mean(topology, first))
        }
        _ => too_few(group, settled),
    }
}

/// `the RTO of t1`, `the RTO and RPO of t1 and t2`, `the RTO of t1 and the RPO
/// of t2`.
fn open(group: &[&Shortfall]) -> String {
    let of = |measure: Measure| -> Vec<String> {
        let those = group.iter().filter(|shortfall| shortfall.measure == measure);
        those.map(|shortfall| quoted(&shortfall.name)).collect()
    };
    let [rto, rpo] = Measure::ALL.map(of);
    if rto == rpo {
        return format!("the RTO and RPO of {}", list(rto));
    }
    let named = [("RTO", rto), ("RPO", rpo)].into_iter().filter(|(_, names)| !names.is_empty());
    named.map(|(what, names)| format!("the {what} of {}", list(names))).collect::<Vec<_>>().join(" and ")
}

/// `: 7 incidents, on average 0.4 to 32 h`, where that is all that is open.
fn open_mean(topology: &TopologyResult, shortfall: &Shortfall) -> String {
    let figures = figures_of(topology, shortfall).filter(|_| shortfall.open == Some(Open::Mean));
    figures.and_then(|kind| Some((kind.incidents, kind.recovery.mean?))).map_or_else(
        String::new,
        |(incidents, mean)| {
            let incidents = figures::counted(incidents, "incident");
            let [low, high] = [mean.low, mean.high].map(figures::duration);
            format!(": {incidents}, on average {low} to {high}")
        },
    )
}

/// `has too few strikes to judge 3 objectives, of t1 and t2 (…)`.
fn too_few(group: &[&Shortfall], settled: &str) -> String {
    let mut names: Vec<String> = group.iter().map(|shortfall| quoted(&shortfall.name)).collect();
    names.dedup();
    format!(
        "has seen too few strikes to judge {} of {}{settled}",
        figures::counted(group.len() as u64, "objective"),
        list(names),
    )
}

/// `erp: 9.6 h against 8 h, on average most of it deciding`.
fn missed(topology: &TopologyResult, shortfall: &Shortfall) -> String {
    let subject = shortfall.subject.as_deref().map(quoted).unwrap_or_default();
    let against = shortfall.objective_hours.map_or_else(|| "none".into(), figures::duration);
    let measure = shortfall.measure;
    let quantile = shortfall.quantile_hours.unwrap_or(f64::NAN);
    let within = shortfall.objective_hours.is_some_and(|objective| quantile <= objective);
    let figure = match (measure, shortfall.mean_hours) {
        (Measure::RecoveryTime, Some(mean)) if within => {
            format!("{} on average", figures::duration_beside(mean, shortfall.objective_hours))
        }
        _ => cells::time(quantile, measure, shortfall.objective_hours),
    };
    let cause = shortfall.cause.map_or_else(String::new, |cause| because(topology, shortfall, cause));
    format!("{subject}: {figure} against {against}{cause}")
}

/// Why no number of trials would settle a group, if that is so.
fn forbidden(group: &[&Shortfall]) -> String {
    match group.iter().map(|shortfall| shortfall.unrecovered).max() {
        Some(1) => format!(" (1 incident was never recovered, {FORBIDS})"),
        Some(unrecovered) if unrecovered > 1 => {
            format!(" ({} incidents were never recovered, {FORBIDS})", figures::count(unrecovered))
        }
        _ => String::new(),
    }
}

fn because(topology: &TopologyResult, shortfall: &Shortfall, cause: Cause) -> String {
    let copies = match (cause, shortfall.measure) {
        (Cause::Taint, _) => ", the copies carry the damage",
        (Cause::NoCopy, Measure::RecoveryTime) => ", no copy survives",
        (Cause::People, Measure::DataLoss) => ", people use an older copy than the newest there is",
        (Cause::Capacity, Measure::DataLoss) => ", where a newer copy could run there is no room",
        (Cause::Technology, Measure::DataLoss) => {
            ", what a newer copy needs to be used is down or out of reach as well"
        }
        (_, Measure::DataLoss) => ", no copy is recent enough",
        (_, Measure::RecoveryTime) => {
            return figures_of(topology, shortfall).map_or_else(String::new, phases::spent);
        }
    };
    copies.to_owned()
}

/// The figures that a shortfall was taken from.
fn figures_of<'a>(topology: &'a TopologyResult, shortfall: &Shortfall) -> Option<&'a KindResult> {
    let subjects = match shortfall.group {
        Group::Tier => &topology.apps,
        Group::Service => &topology.services,
    };
    let subject = subjects.iter().find(|subject| Some(&subject.name) == shortfall.subject.as_ref())?;
    subject.kinds.iter().find(|kind| Some(kind.kind) == shortfall.kind)
}

/// A kind in a clause.
pub(super) fn when(kind: Kind) -> &'static str {
    match kind {
        Kind::Node => "when a node fails",
        Kind::Switch => "when a switch fails",
        Kind::StampOutage => "in a stamp outage",
        Kind::StampLost => "when a stamp is lost",
        Kind::SiteOutage => "in a site outage",
        Kind::SiteLost => "when a site is lost",
        Kind::LinkLost => "when a link is lost",
        Kind::ItemDeletion => "when items are deleted",
        Kind::Corruption => "when data are corrupted",
        Kind::Ransomware => "under ransomware",
    }
}

/// `a; b; and 3 more`.
fn shortened(mut reasons: Vec<String>, most: usize) -> String {
    let more = reasons.len().saturating_sub(most);
    if more > 0 {
        reasons.truncate(most);
        reasons.push(format!("and {more} more"));
    }
    reasons.join("; ")
}

/// `a`, `a and b`, `a, b and c`; of many the first and how many more.
pub fn list(mut names: Vec<String>) -> String {
    const NAMED: usize = 4;
    if names.len() > NAMED {
        let more = names.len() - (NAMED - 1);
        names.truncate(NAMED - 1);
        names.push(format!("{more} more"));
    }
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}
