//! Results as JSON: everything that was measured and judged, for programs.
//!
//! Written by [`render`]: pretty-printed, keys always in the same order, the
//! same bytes for the same results. `format` changes when a reader of an
//! earlier one would break; keys may be added without that.
//!
//! **Numbers.** Times and objectives are in hours, shares and probabilities
//! between 0 and 1, costs in `currency`, amounts of data in bytes. JSON has no
//! infinity: an infinite time (never recovered, everything lost) is `null`,
//! and a count beside it says how many there are. Where nothing was seen
//! (`strikes` or `incidents` is 0), figures over it are 0 or
//! `null` and mean nothing. An *estimate* is
//! `{value, low, high, effective}`: point estimate, ends of the interval at
//! `confidence`, effective sample size. A *verdict* is one of `loses-all`,
//! `missed`, `inconclusive`, `too-few`, `met`, `no-objective`,
//! `not-applicable`; a *kind* is named as in the scenario (`site-lost`).
//!
//! # Top level
//!
//! | key | meaning |
//! | --- | --- |
//! | `format` | version of this layout: 1 |
//! | `program` | version of drsim |
//! | `title` | title of the scenario |
//! | `scenario_hash` | SHA-256 of the scenario with everything it loads |
//! | `currency` | of all costs; empty if none is given |
//! | `seed`, `trials`, `years` | seed, ordinary histories per topology, length of each in years of 365 days |
//! | `forced` | forced incidents followed, all topologies together |
//! | `required`, `confidence` | share of strikes that has to meet an objective; confidence of intervals |
//! | `clock` | where recovery time starts: `failed`, `detected`, `declared` |
//! | `apps`, `vms`, `data_bytes` | size of the estate |
//! | `phases` | names of the entries of every `phase_hours` |
//! | `answer` | see below |
//! | `topologies` | see below, in scenario order |
//!
//! # `answer`
//!
//! | key | meaning |
//! | --- | --- |
//! | `outcome` | `met`, `none-meets`, `nothing-asked`, `nothing-simulated` |
//! | `topology` | name of the cheapest that meets everything, else of the nearest; `null` if there is none |
//! | `shortfalls` | what it is not shown to meet |
//! | `also` | names of others that meet everything, cheapest first |
//! | `cheaper` | topologies that cost less, nearest to meeting everything first: `{topology, shortfalls}` |
//! | `cautions` | objectives of `topology` that no kind misses, met over the strikes of all places together, but not over those of one |
//!
//! A caution: `subject` (app or service), `kind`, `measure`; `place`: the site,
//! stamp, link or app whose failures by themselves break the objective;
//! `broken_share` of its strikes that do; `among`: all that the verdict counts
//! together.
//!
//! A shortfall: `group` (`tier`, `service`) and `name`; `measure`
//! (`recovery-time`, `data-loss`); `verdict`; `subject` (the app or service)
//! and `kind` it comes from; `quantile_hours` (at the required share, over
//! strikes) beside `objective_hours`; `mean_hours` (over incidents); `cause`;
//! `loses_all_share`; `open` (see below); `further_trials` that would settle all that is open of it; `unrecovered`: how
//! many incidents were never recovered, where that forbids `met` and no number
//! of trials would settle it, else 0.
//!
//! # `topologies[]`
//!
//! | key | meaning |
//! | --- | --- |
//! | `name`, `title`, `cost_per_year` | as in the scenario |
//! | `apps[]`, `services[]` | see below, by name |
//! | `tiers[]` | `name`; `rto`, `rpo`: worst verdict of its apps as `{verdict, subject, kind, quantile_hours, objective_hours}`, LOSES ALL and rollback counting under `rpo`; `verdict`, the worse of both |
//! | `verdict` | worst of all tiers and services |
//! | `verdicts` | how many verdicts were made |
//! | `judgement_share` | share of all recovery time that rests on judgement |
//! | `unsupported` | what in it no vendor supports, though it was simulated; empty if nothing |
//! | `rejected` | why it was not simulated; `null` if it was |
//!
//! # `apps[]`, `services[]`
//!
//! | key | meaning |
//! | --- | --- |
//! | `name`, `tier` | a service has no tier |
//! | `kinds[]` | see below; only kinds that the topology can cause |
//! | `overall` | from ordinary histories: `availability` (see below), `downtime_hours_per_year` (unplanned), `planned_hours_per_year`, `lost_access_hours_per_year`, `unmanaged_hours_per_year` (serving, but not registered where it runs), `exposure` (estimate; `null` without an RPO), `incidents_per_year` |
//! | `verdict`, `worst_kind` | worst verdict over kinds, and the kind |
//!
//! `availability` is an estimate with `histories_down`, the histories that had
//! any downtime. Where these are too few for an interval to hold its level, or
//! forced incidents show that ordinary histories were too few to see what takes
//! the app down for long, `high` is `null` and `low` a bound that holds all the
//! same.
//!
//! # `kinds[]`
//!
//! | key | meaning |
//! | --- | --- |
//! | `kind` | its name |
//! | `basis` | figures from `ordinary` histories, from `forced` incidents, or `mixed` (each source from one of them) |
//! | `strikes_per_year`, `incidents_per_year` | rates |
//! | `strikes`, `incidents`, `unrecovered` | seen; incidents never recovered |
//! | `recovery`, `loss`, `rollback` | over incidents: `mean` (estimate, over finite values), `p50`, `p90`, `p95`, `p99`, `max`, `infinite` (how many); `loss` is the gap before damage, `rollback` is `null` unless the kind is damage |
//! | `loss_bytes` | mean loss over incidents with a finite one |
//! | `rto`, `rpo`, `rpo_rollback` | judged, see below; `rpo_rollback` is `null` unless asked |
//! | `loses_all` | share of strikes with no usable copy (estimate) |
//! | `loses_all_tolerance`, `loses_all_verdict` | what it is judged against, and its verdict |
//! | `loses_all_cause` | for `loses-all`: whether there was `no-copy`, or the copies carried the damage (`taint`) |
//! | `verdict` | worst of these |
//! | `judgement_share` | share of recovery time that rests on judgement |
//! | `phase_hours` | mean hours per incident in each of `phases` |
//! | `methods` | `[method, share of incidents]`, most used first |
//! | `places` | the strikes apart by what failed (site, stamp, link, an app's data), where it was more than one thing: `name`, `strikes`, `strike_share` (of the kind's strikes, by weight), and the shares `rto_met` and `rpo_met` (estimates) |
//!
//! Judged: `objective_hours`; `verdict`; `met_share` over strikes and
//! `met_share_of_incidents` (estimates); `quantile_hours` over strikes at the
//! required share; `ratio`, that ÷ objective; `cause` of a miss (`people`,
//! `technology`, `capacity`, `bandwidth`, `dependency` on other apps, `no-copy`,
//! `taint`), for data loss why a newer copy than the one used was left aside: by
//! choice (`people`), for want of room (`capacity`), or because it could not be
//! read or what its method needs was down (`technology`);
//! `open`; `further_trials`. Without `met_share` no strike was seen.
//!
//! `open` says what keeps `inconclusive` or `too-few` from being settled:
//! `no-strikes`, `few-strikes`; `few-incidents` (the mean recovery time has no
//! interval yet); `share` (the interval on the share of strikes that meet the
//! objective spans the required one), `mean` (enough strikes meet it, but the
//! interval on the mean recovery time spans it), `share-and-mean`; `unrecovered`
//! (incidents were never recovered, and nothing else is in the way); in a
//! shortfall also `copies` (whether a usable copy is always left). Else `null`.

use serde::Serialize;

use crate::verdict::answer::{self, Answer, Outcome, Shortfall};
use crate::verdict::places::{self, Caution};
use crate::verdict::results::{Header, Phase, Results, TopologyResult};

/// The whole results, ending in a line break.
///
/// # Panics
///
/// Never: plain data always serialise.
#[must_use]
pub fn render(results: &Results) -> String {
    let answer = answer::of(results);
    let document = Document {
        header: &results.header,
        phases: Phase::ALL.map(Phase::name),
        answer: Named::of(&answer, results),
        topologies: &results.topologies,
    };
    let mut text = serde_json::to_string_pretty(&document).expect("plain data serialise");
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    header: &'a Header,
    phases: [&'static str; Phase::ALL.len()],
    answer: Named<'a>,
    topologies: &'a [TopologyResult],
}

/// The answer with topologies by name instead of by position.
#[derive(Serialize)]
struct Named<'a> {
    outcome: Outcome,
    topology: Option<&'a str>,
    shortfalls: &'a [Shortfall],
    also: Vec<&'a str>,
    cheaper: Vec<NamedAlternative<'a>>,
    cautions: Vec<Caution>,
}

#[derive(Serialize)]
struct NamedAlternative<'a> {
    topology: &'a str,
    shortfalls: &'a [Shortfall],
}

impl<'a> Named<'a> {
    fn of(answer: &'a Answer, results: &'a Results) -> Self {
        let name = |i: usize| results.topologies[i].name.as_str();
        Self {
            outcome: answer.outcome,
            topology: answer.topology.map(name),
            shortfalls: &answer.shortfalls,
            also: answer.also.iter().map(|&i| name(i)).collect(),
            cheaper: answer
                .cheaper
                .iter()
                .map(|other| NamedAlternative {
                    topology: name(other.topology),
                    shortfalls: &other.shortfalls,
                })
                .collect(),
            cautions: places::cautions(results)
                .into_iter()
                .filter(|caution| Some(caution.topology) == answer.topology)
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::model::Kind;
    use crate::verdict::results::{Estimate, FORMAT, PlaceResult};
    use crate::verdict::sample;

    fn parsed(results: &Results) -> Value {
        serde_json::from_str(&render(results)).unwrap()
    }

    /// The keys of an object in the order of the text.
    fn keys(text: &str, indent: usize) -> Vec<&str> {
        let margin = " ".repeat(indent) + "\"";
        let key =
            |line: &'_ str| line.strip_prefix(&margin).and_then(|rest| rest.find("\": ").map(|end| end + 1));
        text.lines().filter_map(|line| key(line).map(|end| &line[indent + 1..indent + end])).collect()
    }

    #[test]
    fn the_top_level_is_documented_and_in_order() {
        let text = render(&sample::four_topologies());
        let expected = [
            "format",
            "program",
            "title",
            "scenario_hash",
            "currency",
            "seed",
            "trials",
            "years",
            "forced",
            "required",
            "confidence",
            "clock",
            "apps",
            "vms",
            "data_bytes",
            "phases",
            "answer",
            "topologies",
        ];
        assert_eq!(keys(&text, 2), expected);
        assert_eq!(parsed(&sample::four_topologies())["format"], FORMAT);
    }

    #[test]
    fn every_key_is_documented() {
        fn walk<'a>(value: &'a Value, found: &mut std::collections::BTreeSet<&'a str>) {
            match value {
                Value::Object(map) => map.iter().for_each(|(key, value)| {
                    found.insert(key);
                    walk(value, found);
                }),
                Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
                _ => {}
            }
        }
        let mut results = sample::four_topologies();
        results.topologies[0].apps[0].kinds[4].rollback = Some(sample::summary(3.0));
        results.topologies[0].apps[0].kinds[4].rpo_rollback = Some(sample::met(24.0));
        let share = |value| Estimate { value, low: value, high: value, effective: 100.0 };
        let place = |met| PlaceResult {
            name: "dc1".into(),
            strikes: 100,
            strike_share: 0.5,
            rto_met: share(met),
            rpo_met: share(1.0),
        };
        // D is the answer.
        results.topologies[3].apps[0].kinds[2].places = vec![place(0.5), place(1.0)];
        let value = parsed(&results);
        assert_eq!(value["answer"]["cautions"][0]["place"], "dc1");
        let mut found = std::collections::BTreeSet::new();
        walk(&value, &mut found);
        let docs: String = include_str!("json.rs")
            .lines()
            .filter(|line| line.starts_with("//!"))
            .collect::<Vec<_>>()
            .join("\n");
        let words: std::collections::BTreeSet<&str> =
            docs.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
        let missing: Vec<_> = found.into_iter().filter(|key| !words.contains(key)).collect();
        assert!(missing.is_empty(), "not documented: {missing:?}");
    }

    #[test]
    fn the_same_results_give_the_same_bytes() {
        let results = sample::four_topologies();
        assert_eq!(render(&results), render(&results.clone()));
    }

    #[test]
    fn infinite_and_unknown_times_are_null_beside_a_count() {
        let mut results = sample::four_topologies();
        let kind = &mut results.topologies[0].apps[0].kinds[2];
        kind.recovery.p99 = f64::INFINITY;
        kind.recovery.p50 = f64::NAN;
        kind.recovery.infinite = 3;
        let value = parsed(&results);
        let kind = &value["topologies"][0]["apps"][0]["kinds"][2];
        assert_eq!(kind["kind"], "site-lost");
        assert_eq!(kind["recovery"]["p99"], Value::Null);
        assert_eq!(kind["recovery"]["p50"], Value::Null);
        assert_eq!(kind["recovery"]["infinite"], 3);
        assert_eq!(kind["rpo"]["quantile_hours"], Value::Null);
        assert!(kind["rpo"]["met_share"].is_object());
        assert_eq!(kind["loses_all_verdict"], "loses-all");
    }

    #[test]
    fn every_kind_of_every_subject_is_there() {
        let results = sample::four_topologies();
        let value = parsed(&results);
        for (i, topology) in results.topologies.iter().enumerate() {
            for (group, subjects) in [("apps", &topology.apps), ("services", &topology.services)] {
                for (j, subject) in subjects.iter().enumerate() {
                    let kinds = value["topologies"][i][group][j]["kinds"].as_array().unwrap();
                    let names: Vec<&str> = kinds.iter().map(|kind| kind["kind"].as_str().unwrap()).collect();
                    let expected: Vec<&str> = subject.kinds.iter().map(|kind| kind.kind.name()).collect();
                    assert_eq!(names, expected);
                    assert_eq!(kinds[0]["phase_hours"].as_array().unwrap().len(), Phase::ALL.len());
                }
            }
        }
    }

    #[test]
    fn the_answer_names_topologies() {
        let value = parsed(&sample::four_topologies());
        assert_eq!(value["answer"]["outcome"], "met");
        assert_eq!(value["answer"]["topology"], "D");
        assert_eq!(value["answer"]["cheaper"][1]["topology"], "B");
        let shortfall = &value["answer"]["cheaper"][0]["shortfalls"][1];
        assert_eq!(shortfall["kind"], Kind::Ransomware.name());
        assert_eq!((&shortfall["verdict"], &shortfall["cause"]), (&"loses-all".into(), &"no-copy".into()));
        let empty = parsed(&sample::results(Vec::new()));
        assert_eq!(empty["answer"]["outcome"], "nothing-simulated");
        assert_eq!(empty["answer"]["topology"], Value::Null);
    }

    #[test]
    fn any_name_survives() {
        let mut results = sample::four_topologies();
        let name = "\u{1b}[31m\"quoted\\\u{202e}\n数据".to_owned();
        results.topologies[0].name.clone_from(&name);
        assert_eq!(parsed(&results)["topologies"][0]["name"], name.as_str());
    }
}
