//! The screen of a drill: what the failure does in one sentence, then the apps
//! in the order in which they come back, against their objectives, with what
//! each waited for.

use anstyle::Style;

use super::grid::{Cell, Grid, Head, Line};
use super::{Options, Page, cells, sentences};
use crate::model::Kind;
use crate::report::{figures, symbols};
use crate::study::drill::{Drill, Hit};
use crate::study::held::Held;
use crate::study::named::What;
use crate::verdict::headline::Measure;
use crate::verdict::results::{Judged, PHASES, Phase, Summary, Verdict};

/// Parts of the critical path named before the rest is left out.
const WAITS: usize = 3;

/// The whole screen, ending in a line break.
#[must_use]
pub fn render(drill: &Drill, options: &Options) -> String {
    let mut page = Page { options, out: String::new() };
    page.paragraph(&asked(drill), Style::new());
    page.paragraph(&answer(drill), Style::new().bold());
    page.out.push('\n');
    if !drill.apps.is_empty() {
        grid(drill).draw(&mut page, |_, _| {});
        page.paragraph(&legend(drill), Style::new());
        page.out.push('\n');
    }
    page.paragraph(&not_hit(drill), Style::new());
    page.paragraph(&origin(drill), Style::new().dimmed());
    page.out
}

/// `Drill site-lost:dc1 · topology C, Replica in Azure · 95 % required · …`
fn asked(drill: &Drill) -> String {
    let mut facts = vec![format!("Drill {}", drill.failure)];
    if drill.causes.len() > 1 {
        facts.push(format!("one of {}, equally likely", drill.causes.join(", ")));
    }
    let title = if drill.topology_title == drill.topology { "" } else { &drill.topology_title };
    let comma = if title.is_empty() { "" } else { ", " };
    facts.push(format!("topology {}{comma}{title}", drill.topology));
    facts.push(format!("{} required", figures::share(drill.required)));
    facts.push(format!("clock {} → fully serving", drill.clock.name()));
    facts.join(" · ")
}

/// What the failure does, in one or two sentences.
fn answer(drill: &Drill) -> String {
    let what = match drill.subject.0 {
        What::Kind(kind) => happens(kind, &drill.subject.1),
        what => return nothing_stops(what, &drill.subject.1, &drill.held),
    };
    let hit: Vec<&Hit> = drill.apps.iter().filter(|app| app.masked_share < 1.0).collect();
    // Who comes last is of interest where it is asked.
    let has_rto = |hit: &&&Hit| hit.rto.objective_hours.is_some();
    let last = hit.iter().rev().find(has_rto).or(hit.last());
    let Some((first, last)) = hit.first().zip(last) else {
        let masked = if drill.apps.is_empty() { "hits no app" } else { "stops no app: all serve through it" };
        return format!("{what}: that {masked}.{}", without_place(&drill.held));
    };
    let all = figures::counted((drill.apps.len() + drill.not_hit.len()) as u64, "app");
    let back = |hit: &Hit| match hit.recovery.p50 {
        never if never.is_infinite() => format!("{} never", hit.name),
        time => format!("{} after {}", hit.name, figures::duration(time)),
    };
    let order = if first.name == last.name {
        format!("back: {} (median)", back(first))
    } else {
        let asked = if hit.iter().all(|hit| has_rto(&hit)) { "" } else { " with an RTO" };
        format!("first back: {}, last{asked}: {} (medians)", back(first), back(last))
    };
    let services: Vec<&Hit> = drill.services.iter().filter(|service| service.masked_share < 1.0).collect();
    let outcome = outcome(&hit, &services);
    format!("{what}: {} of {all} {}; {order}. {outcome}", hit.len(), plural(hit.len()))
}

/// What is missed and by whom, or that nothing is. A service is named where it
/// fails and none of its apps does.
fn outcome(apps: &[&Hit], services: &[&Hit]) -> String {
    let names = |test: &dyn Fn(&Hit) -> bool| -> Vec<String> {
        let mut names: Vec<String> =
            apps.iter().filter(|app| test(app)).map(|app| app.name.clone()).collect();
        let told = |service: &&Hit| service.members.iter().any(|member| names.contains(member));
        let own = services.iter().copied().filter(|service| test(service) && !told(service));
        let own: Vec<String> = own.map(|service| format!("service {}", service.name)).collect();
        names.extend(own);
        names
    };
    let hit: Vec<&Hit> = apps.iter().chain(services).copied().collect();
    let mut failing: Vec<String> = Vec::new();
    let loses_all = |hit: &Hit| hit.loses_all_verdict == Verdict::LosesAll;
    let lost = names(&loses_all);
    if !lost.is_empty() {
        let shares = hit.iter().filter(|hit| loses_all(hit)).filter_map(|hit| hit.loses_all);
        let most = shares.map(|share| share.value).fold(0.0, f64::max);
        let up_to = if lost.len() > 1 { "up to " } else { "" };
        let share = figures::share(most);
        let loses = symbols::loses(hit[0].kind);
        failing.push(format!("{loses} in {up_to}{share} of cases: {}", sentences::list(lost.clone())));
    }
    // What loses all has been told.
    let told = |hit: &Hit| loses_all(hit) || hit.members.iter().any(|member| lost.contains(member));
    for (what, missed) in [
        ("RTO", names(&|hit| hit.rto.verdict == Verdict::Missed)),
        ("RPO", names(&|hit| hit.rpo.verdict == Verdict::Missed && !told(hit))),
    ] {
        if !missed.is_empty() {
            failing.push(format!("{what} missed for {}", sentences::list(missed)));
        }
    }
    let asks = |hit: &&Hit| hit.rto.objective_hours.is_some() || hit.rpo.objective_hours.is_some();
    let open = |judged: &Judged| judged.verdict < Verdict::Met;
    let forbidden = |hit: &&&Hit| open(&hit.rto) && hit.unrecovered > 0 && hit.rto.further_trials.is_none();
    if !failing.is_empty() {
        format!("{}.", failing.join("; "))
    } else if !hit.iter().any(asks) {
        "No objective is set for this.".into()
    } else if let Some(never) = hit.iter().find(|hit| forbidden(hit)) {
        let (incidents, were) = match never.unrecovered {
            1 => ("1 incident".to_owned(), "was"),
            several => (figures::counted(several, "incident"), "were"),
        };
        format!("The RTO of {} does not count as met: {incidents} {were} never recovered.", never.name)
    } else if hit.iter().any(|hit| open(&hit.rto) || open(&hit.rpo)) {
        "Not all objectives are shown to be met: more trials would tell.".into()
    } else {
        "Every RTO and RPO is met.".into()
    }
}

fn plural(stopped: usize) -> &'static str {
    if stopped == 1 { "is hit" } else { "are hit" }
}

/// What waits for a place at which no app runs, if anything does.
fn without_place(held: &Held) -> String {
    let told = |words: &str, apps: &[String]| {
        (!apps.is_empty()).then(|| format!("{words} {}", sentences::list(apps.to_vec())))
    };
    let copies = told("some copies are not made of", &held.copies);
    let recoveries = told("some recovery cannot be started of", &held.recoveries);
    let waits: Vec<String> = [copies, recoveries].into_iter().flatten().collect();
    if waits.is_empty() { String::new() } else { format!(" Until it works again {}.", waits.join(", and ")) }
}

/// What only protections use fails: no app stops, and who misses it is told.
fn nothing_stops(what: What, name: &str, held: &Held) -> String {
    let (thing, copies, recoveries) = match what {
        What::Target => (
            format!("Backup target {name}"),
            "no copies are made there of",
            "none that are kept there can be used to recover",
        ),
        What::Infrastructure => {
            (format!("An infrastructure service of {name}"), "", "no recovery can be started there of")
        }
        What::Control | What::Kind(_) => (
            format!("Control plane {name}"),
            "no copies that need it are made of",
            "no recovery that needs it can be started of",
        ),
    };
    let told = |words: &str, apps: &[String]| {
        (!apps.is_empty()).then(|| format!("{words} {}", sentences::list(apps.to_vec())))
    };
    let waits: Vec<String> =
        [told(copies, &held.copies), told(recoveries, &held.recoveries)].into_iter().flatten().collect();
    let waits = match waits.is_empty() {
        true => "No protection misses it.".to_owned(),
        false => format!("Until it works again {}.", waits.join(", and ")),
    };
    format!("{thing} fails: no app goes down by that. {waits}")
}

fn happens(kind: Kind, name: &str) -> String {
    match kind {
        Kind::Node => format!("A node of {name} fails"),
        Kind::Switch => format!("A switch of {name} fails"),
        Kind::StampOutage => format!("{name} is down"),
        Kind::StampLost => format!("{name} and its data are lost"),
        Kind::SiteOutage => format!("{name} is without power or cooling"),
        Kind::SiteLost => format!("{name} is gone"),
        Kind::LinkLost => format!("{name} is cut"),
        Kind::ItemDeletion => format!("Items of {name} are deleted"),
        Kind::Corruption => format!("The data of {name} are corrupted"),
        Kind::Ransomware => "An attacker encrypts everything within reach".into(),
    }
}

fn grid(drill: &Drill) -> Grid {
    let damage = drill.apps.iter().any(|hit| hit.rollback.is_some());
    let loss = if damage { "gap before damage" } else { "data loss" };
    let heads = [
        ("recovery", "median"),
        ("", "p95"),
        ("", "longest"),
        ("RTO", "met in"),
        (loss, "median"),
        ("", "p95"),
        ("", "largest"),
        ("RPO", "met in"),
        ("back by", "share of incidents"),
        ("of which", "mean of longest parts"),
    ];
    let heads = heads.map(|(name, title)| Head { name: name.into(), title: title.into() }).into();
    let mut grid = Grid { heads, lines: Vec::new() };
    let sometimes = drill.apps.iter().any(|hit| hit.hit_share < 1.0);
    for hit in &drill.apps {
        grid.row(hit.name.clone(), item(hit, sometimes), row(hit));
    }
    if !drill.services.is_empty() {
        grid.lines.push(Line::Heading("services".into()));
        for hit in &drill.services {
            grid.row(hit.name.clone(), item(hit, sometimes), row(hit));
        }
    }
    grid
}

/// Tier, and how often it was hit if that is not always the same.
fn item(hit: &Hit, sometimes: bool) -> String {
    let tier = hit.tier.clone().unwrap_or_default();
    let share = if sometimes { format!(" hit in {}", figures::share(hit.hit_share)) } else { String::new() };
    format!("{tier}{share}").trim().to_owned()
}

fn row(hit: &Hit) -> Vec<Cell> {
    let [r50, r95, rmax] = times(&hit.recovery, Measure::RecoveryTime);
    let [l50, l95, lmax] = times(&hit.loss, Measure::DataLoss);
    let rpo = if hit.loses_all_verdict == Verdict::LosesAll {
        let share =
            hit.loses_all.map_or_else(String::new, |share| format!(" in {}", figures::share(share.value)));
        Cell {
            lead: format!("{} {}{share}", symbols::symbol(Verdict::LosesAll), symbols::loses(hit.kind)),
            note: String::new(),
            verdict: Some(Verdict::LosesAll),
        }
    } else {
        met(&hit.rpo)
    };
    vec![r50, r95, rmax, met(&hit.rto), l50, l95, lmax, rpo, methods(hit), waits(hit)]
}

fn times(summary: &Summary, measure: Measure) -> [Cell; 3] {
    [summary.p50, summary.p95, summary.max].map(|hours| Cell::text(cells::time(hours, measure, None), ""))
}

/// `✓ 8 h in 99.2 %`
fn met(judged: &Judged) -> Cell {
    let symbol = symbols::symbol(judged.verdict);
    let lead = match (judged.objective_hours, judged.met_share) {
        (Some(objective), Some(share)) => {
            format!("{symbol} {} in {}", figures::duration(objective), figures::share(share.value))
        }
        _ => symbol.to_owned(),
    };
    Cell { lead, note: String::new(), verdict: Some(judged.verdict) }
}

fn methods(hit: &Hit) -> Cell {
    let mut parts: Vec<String> = hit
        .methods
        .iter()
        .take(2)
        .map(|(method, share)| match *share {
            1.0 => method.clone(),
            share => format!("{method} {}", figures::share(share)),
        })
        .collect();
    if hit.methods.len() > 2 {
        parts.push("…".into());
    }
    if hit.masked_share > 0.0 {
        parts.push(format!("no effect {}", figures::share(hit.masked_share)));
    }
    Cell::text(parts.join(", "), "")
}

/// The longest parts of the critical path, longest first.
fn waits(hit: &Hit) -> Cell {
    let mut parts: Vec<(f64, Phase)> = hit.phase_hours.into_iter().zip(Phase::ALL).collect();
    parts.sort_by(|a, b| b.0.total_cmp(&a.0));
    let total: f64 = hit.phase_hours.iter().sum();
    let named = parts.iter().take(WAITS.min(PHASES)).filter(|(hours, _)| *hours > total * 0.01);
    let text: Vec<String> =
        named.map(|(hours, phase)| format!("{} {}", phase.name(), figures::duration(*hours))).collect();
    Cell::text(text.join(", "), "")
}

fn legend(drill: &Drill) -> String {
    let verdicts: Vec<Verdict> =
        drill.apps.iter().chain(&drill.services).flat_map(|hit| [hit.rto.verdict, hit.rpo.verdict]).collect();
    let mut text = String::new();
    for (verdict, word) in [
        (Verdict::Met, "met"),
        (Verdict::Missed, "missed"),
        (Verdict::Inconclusive, "undecided"),
        (Verdict::TooFew, "too few to judge"),
        (Verdict::NoObjective, "no objective"),
    ] {
        if verdicts.contains(&verdict) {
            let gap = if text.is_empty() { "" } else { " · " };
            text += &format!("{gap}{}\u{a0}{}", symbols::symbol(verdict), word.replace(' ', "\u{a0}"));
        }
    }
    format!("{text}. First back (median) stands first.")
}

fn not_hit(drill: &Drill) -> String {
    if drill.not_hit.is_empty() || drill.apps.is_empty() {
        return String::new();
    }
    format!("Not hit: {}.", sentences::list(drill.not_hit.clone()))
}

fn origin(drill: &Drill) -> String {
    let hash: String = drill.scenario_hash.chars().take(12).collect();
    format!(
        "From {} within a year. Nothing else fails, and no failure rate is used. \
         Seed {}; drsim {}, scenario {hash}.",
        figures::counted(drill.trials, "random moment"),
        drill.seed,
        drill.program,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::results::{Cause, KindResult};
    use crate::verdict::sample;

    fn hit(name: &str, members: &[&str], change: &dyn Fn(&mut KindResult)) -> Hit {
        let mut kind = sample::kind(Kind::SiteLost, 8.0, 1.0);
        change(&mut kind);
        Hit {
            name: name.into(),
            tier: None,
            members: members.iter().map(|member| (*member).to_owned()).collect(),
            kind: kind.kind,
            hit_share: 1.0,
            masked_share: 0.0,
            unrecovered: 0,
            recovery: kind.recovery,
            loss: kind.loss,
            rollback: None,
            rto: kind.rto,
            rpo: kind.rpo,
            loses_all: kind.loses_all,
            loses_all_verdict: kind.loses_all_verdict,
            phase_hours: kind.phase_hours,
            methods: kind.methods,
        }
    }

    fn late(kind: &mut KindResult) {
        *kind = sample::missing(kind.clone(), 20.0);
    }

    fn stale(kind: &mut KindResult) {
        kind.rpo = sample::missed(1.0, 5.0, Cause::NoCopy);
    }

    #[test]
    fn a_service_that_fails_where_none_of_its_apps_does_is_named() {
        let apps = [hit("erp", &[], &|_| {}), hit("portal", &[], &late)];
        let told = |services: &[Hit]| {
            outcome(&apps.iter().collect::<Vec<_>>(), &services.iter().collect::<Vec<_>>())
        };
        assert_eq!(told(&[]), "RTO missed for portal.");
        assert_eq!(told(&[hit("care", &["erp", "portal"], &late)]), "RTO missed for portal.");
        assert_eq!(told(&[hit("care", &["erp"], &late)]), "RTO missed for portal and service care.");
        assert_eq!(
            told(&[hit("care", &["erp", "portal"], &stale)]),
            "RTO missed for portal; RPO missed for service care."
        );
    }

    #[test]
    fn not_every_objective_is_met_while_a_service_misses_one() {
        let apps = [hit("erp", &[], &|_| {})];
        let told = |service: Hit| outcome(&apps.iter().collect::<Vec<_>>(), &[&service]);
        assert_eq!(told(hit("care", &["erp"], &|_| {})), "Every RTO and RPO is met.");
        assert_eq!(told(hit("care", &["erp"], &late)), "RTO missed for service care.");
        let open = hit("care", &["erp"], &|kind| kind.rto.verdict = Verdict::TooFew);
        assert_eq!(told(open), "Not all objectives are shown to be met: more trials would tell.");
    }

    #[test]
    fn a_service_is_not_said_to_miss_what_its_app_loses_altogether() {
        let apps = [hit("erp", &[], &|kind| *kind = sample::losing_all(kind.clone()))];
        let service = hit("care", &["erp"], &stale);
        let told = outcome(&apps.iter().collect::<Vec<_>>(), &[&service]);
        assert_eq!(told, "LOSES ALL in 40 % of cases: erp.");
    }
}
