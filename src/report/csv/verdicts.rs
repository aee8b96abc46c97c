//! `verdicts.csv`: a row for each topology, app or service, kind of disruption
//! and objective.
//!
//! | column | meaning |
//! | --- | --- |
//! | `topology`, `cost_per_year` | as in the scenario |
//! | `subject`, `group`, `tier` | name; `app` or `service`; a service has no tier |
//! | `class`, `kind` | of the disruption |
//! | `basis` | `ordinary` trials, `forced` incidents, `mixed` |
//! | `objective` | `rto`, `rpo`, `rollback` (only where asked), `loses-all` |
//! | `verdict` | `loses-all`, `missed`, `inconclusive`, `too-few`, `met`, `no-objective`; `rejected` for a topology that was not simulated |
//! | `objective_hours` | empty for `loses-all` |
//! | `share`, `share_low`, `share_high`, `share_effective` | share of strikes that meet the objective (for `loses-all`: that leave no usable copy), ends of its interval, effective sample size |
//! | `share_limit` | required share; for `loses-all` the tolerance |
//! | `share_of_incidents` | share of incidents that meet the objective |
//! | `quantile_hours`, `ratio` | quantile over strikes at the required share; that ÷ objective |
//! | `mean_hours`, `mean_low_hours`, `mean_high_hours` | over incidents with a finite value (MTTR, for `rto`) |
//! | `p50_hours` … `max_hours` | over incidents |
//! | `infinite` | incidents with an infinite value |
//! | `cause`, `further_trials` | why it is missed, or nothing is left; trials that would settle it |
//! | `strikes`, `incidents`, `unrecovered` | seen |
//! | `strikes_per_year`, `incidents_per_year` | rates |
//! | `judgement_share` | share of recovery time that rests on judgement |
//! | `note` | why a topology was rejected, or what in it no vendor supports |

use super::{number, optional, text};
use crate::report::symbols;
use crate::verdict::results::{
    Basis, Estimate, Judged, KindResult, Results, SubjectResult, Summary, TopologyResult, Verdict,
};

/// The names of the columns.
pub const COLUMNS: [&str; 36] = [
    "topology",
    "cost_per_year",
    "subject",
    "group",
    "tier",
    "class",
    "kind",
    "basis",
    "objective",
    "verdict",
    "objective_hours",
    "share",
    "share_low",
    "share_high",
    "share_effective",
    "share_limit",
    "share_of_incidents",
    "quantile_hours",
    "ratio",
    "mean_hours",
    "mean_low_hours",
    "mean_high_hours",
    "p50_hours",
    "p90_hours",
    "p95_hours",
    "p99_hours",
    "max_hours",
    "infinite",
    "cause",
    "further_trials",
    "strikes",
    "incidents",
    "unrecovered",
    "strikes_per_year",
    "incidents_per_year",
    "judgement_share",
];

/// The whole file.
///
/// # Panics
///
/// Never: writing to memory does not fail.
#[must_use]
pub fn render(results: &Results) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let mut put = |row: &[String]| writer.write_record(row).expect("memory takes every record");
    let mut head: Vec<String> = COLUMNS.map(String::from).into();
    head.push("note".into());
    put(&head);
    for topology in &results.topologies {
        if let Some(reason) = &topology.rejected {
            put(&rejected(topology, reason));
            continue;
        }
        for (group, subjects) in [("app", &topology.apps), ("service", &topology.services)] {
            for subject in subjects {
                for kind in &subject.kinds {
                    let of = Of { topology, group, subject, kind, required: results.header.required };
                    for row in of.rows() {
                        put(&row);
                    }
                }
            }
        }
    }
    let bytes = writer.into_inner().expect("memory takes every record");
    String::from_utf8(bytes).expect("all cells are text")
}

fn rejected(topology: &TopologyResult, reason: &str) -> Vec<String> {
    let mut row = vec![String::new(); COLUMNS.len() + 1];
    row[0] = text(&topology.name).into();
    row[1] = optional(topology.cost_per_year);
    row[9] = "rejected".into();
    row[COLUMNS.len()] = text(reason).into();
    row
}

/// Whom and what rows are about.
#[derive(Clone, Copy)]
struct Of<'a> {
    topology: &'a TopologyResult,
    group: &'static str,
    subject: &'a SubjectResult,
    kind: &'a KindResult,
    required: f64,
}

impl Of<'_> {
    fn rows(self) -> Vec<Vec<String>> {
        let kind = self.kind;
        let mut rows = vec![
            self.judged("rto", &kind.rto, Some(&kind.recovery)),
            self.judged("rpo", &kind.rpo, Some(&kind.loss)),
        ];
        if let Some(rollback) = &kind.rpo_rollback {
            rows.push(self.judged("rollback", rollback, kind.rollback.as_ref()));
        }
        rows.push(self.loses_all());
        rows
    }

    fn judged(self, objective: &str, judged: &Judged, summary: Option<&Summary>) -> Vec<String> {
        let mut row = self.start(objective, judged.verdict);
        row.push(optional(judged.objective_hours));
        row.extend(share(judged.met_share, self.required));
        row.push(optional(judged.met_share_of_incidents.map(|share| share.value)));
        row.push(optional(judged.met_share.map(|_| judged.quantile_hours)));
        row.push(optional(judged.ratio.filter(|_| judged.met_share.is_some())));
        row.extend(self.summary(summary));
        row.push(judged.cause.map_or("", symbols::cause_file_name).into());
        row.push(judged.further_trials.map_or_else(String::new, |trials| trials.to_string()));
        row.extend(self.counts());
        row
    }

    fn loses_all(self) -> Vec<String> {
        let mut row = self.start("loses-all", self.kind.loses_all_verdict);
        row.push(String::new());
        row.extend(share(self.kind.loses_all, self.kind.loses_all_tolerance));
        // No incidents' share, quantile, ratio; no summary.
        row.extend(vec![String::new(); 3 + SUMMARY]);
        row.push(self.kind.loses_all_cause.map_or("", symbols::cause_file_name).into());
        row.push(String::new());
        row.extend(self.counts());
        row
    }

    fn start(self, objective: &str, verdict: Verdict) -> Vec<String> {
        let basis = match self.kind.basis {
            Basis::Ordinary => "ordinary",
            Basis::Forced => "forced",
            Basis::Mixed => "mixed",
        };
        vec![
            text(&self.topology.name).into(),
            optional(self.topology.cost_per_year),
            text(&self.subject.name).into(),
            self.group.into(),
            text(self.subject.tier.as_deref().unwrap_or_default()).into(),
            self.kind.kind.class().name().into(),
            self.kind.kind.name().into(),
            basis.into(),
            objective.into(),
            symbols::file_name(verdict).into(),
        ]
    }

    fn summary(self, summary: Option<&Summary>) -> [String; SUMMARY] {
        let Some(summary) = summary.filter(|_| self.kind.incidents > 0) else { return Default::default() };
        [
            optional(summary.mean.map(|mean| mean.value)),
            optional(summary.mean.map(|mean| mean.low)),
            optional(summary.mean.map(|mean| mean.high)),
            number(summary.p50),
            number(summary.p90),
            number(summary.p95),
            number(summary.p99),
            number(summary.max),
            summary.infinite.to_string(),
        ]
    }

    /// The last columns, `note` included.
    fn counts(self) -> [String; 7] {
        let kind = self.kind;
        [
            kind.strikes.to_string(),
            kind.incidents.to_string(),
            kind.unrecovered.to_string(),
            number(kind.strikes_per_year),
            number(kind.incidents_per_year),
            number(kind.judgement_share),
            text(&self.topology.unsupported.join("; ")).into(),
        ]
    }
}

/// Columns from `mean_hours` to `infinite`.
const SUMMARY: usize = 9;

fn share(share: Option<Estimate>, limit: f64) -> [String; 5] {
    [
        optional(share.map(|share| share.value)),
        optional(share.map(|share| share.low)),
        optional(share.map(|share| share.high)),
        optional(share.map(|share| share.effective)),
        number(limit),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::Kind;
    use crate::verdict::sample;

    type Row = BTreeMap<String, String>;

    fn rows(results: &Results) -> Vec<Row> {
        let text = render(results);
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let head = reader.headers().unwrap().clone();
        let row = |record: ::csv::StringRecord| {
            head.iter().map(String::from).zip(record.iter().map(String::from)).collect()
        };
        // The reader refuses rows of different lengths.
        reader.records().map(|record| row(record.unwrap())).collect()
    }

    fn find<'a>(rows: &'a [Row], wanted: &[(&str, &str)]) -> &'a Row {
        let mut found = rows.iter().filter(|row| wanted.iter().all(|(key, value)| row[*key] == *value));
        let row = found.next().unwrap_or_else(|| panic!("no row {wanted:?}"));
        assert!(found.next().is_none(), "several rows {wanted:?}");
        row
    }

    #[test]
    fn every_topology_subject_kind_and_objective_has_a_row() {
        let rows = rows(&sample::four_topologies());
        // 4 topologies × (3 apps + 1 service) × 5 kinds × (rto, rpo, loses-all)
        assert_eq!(rows.len(), 4 * 4 * 5 * 3);
    }

    #[test]
    fn a_row_carries_the_figures_of_its_objective() {
        let rows = rows(&sample::four_topologies());
        let of = |objective| {
            find(
                &rows,
                &[("topology", "A"), ("subject", "erp"), ("kind", "site-lost"), ("objective", objective)],
            )
        };
        let rto = of("rto");
        let expected = [
            ("cost_per_year", "38000"),
            ("group", "app"),
            ("tier", "t1"),
            ("class", "site"),
            ("basis", "forced"),
            ("verdict", "missed"),
            ("objective_hours", "8"),
            ("share", "0.2"),
            ("share_limit", "0.95"),
            ("quantile_hours", "340"),
            ("ratio", "42.5"),
            ("mean_hours", "204"),
            ("p50_hours", "170"),
            ("cause", "people"),
            ("strikes", "5000"),
            ("strikes_per_year", "0.5"),
            ("note", ""),
        ];
        for (column, value) in expected {
            assert_eq!(rto[column], value, "{column}");
        }
        let rpo = of("rpo");
        assert_eq!((rpo["quantile_hours"].as_str(), rpo["infinite"].as_str()), ("inf", "2000"));
        assert_eq!(rpo["cause"], "no-copy");
        let loses_all = of("loses-all");
        assert_eq!(loses_all["verdict"], "loses-all");
        assert_eq!((loses_all["share"].as_str(), loses_all["share_limit"].as_str()), ("0.4", "0.001"));
        assert_eq!((loses_all["p50_hours"].as_str(), loses_all["judgement_share"].as_str()), ("", "0.3"));
        assert_eq!(loses_all["cause"], "no-copy");
        let open = [("topology", "C"), ("subject", "sql"), ("kind", "site-lost"), ("objective", "rto")];
        assert_eq!(find(&rows, &open)["further_trials"], "2000");
    }

    #[test]
    fn what_was_not_seen_is_empty() {
        let mut app = sample::app("erp", "t1");
        let mut kind = sample::kind(Kind::Corruption, 8.0, 1.0);
        kind.rto.met_share = None;
        kind.incidents = 0;
        kind.rpo_rollback = Some(sample::met(24.0));
        app.kinds.push(kind);
        let results = sample::results(vec![sample::topology("a", "a", None, vec![app], Vec::new())]);
        let rows = rows(&results);
        let rto = find(&rows, &[("objective", "rto")]);
        for column in ["share", "quantile_hours", "ratio", "mean_hours", "max_hours", "cost_per_year"] {
            assert_eq!(rto[column], "", "{column}");
        }
        assert_eq!(find(&rows, &[("objective", "rollback")])["objective_hours"], "24");
    }

    #[test]
    fn hostile_names_are_data_not_formulas() {
        let mut app = sample::app("=HYPERLINK(\"http://x\")", "-t1");
        app.kinds.push(sample::kind(Kind::Node, 8.0, 1.0));
        let name = "@a,\"b\"\nc";
        let results = sample::results(vec![sample::topology(name, name, None, vec![app], Vec::new())]);
        let rows = rows(&results);
        assert_eq!(rows[0]["topology"], format!("'{name}"));
        assert_eq!(rows[0]["subject"], "'=HYPERLINK(\"http://x\")");
        assert_eq!(rows[0]["tier"], "'-t1");
    }

    #[test]
    fn a_rejected_topology_says_why() {
        let mut results = sample::four_topologies();
        results.topologies[1].rejected = Some("must stay in Germany".into());
        let rows = rows(&results);
        let row = find(&rows, &[("topology", "B")]);
        assert_eq!((row["verdict"].as_str(), row["note"].as_str()), ("rejected", "must stay in Germany"));
    }

    #[test]
    fn what_no_vendor_supports_is_noted_in_every_row() {
        let mut results = sample::four_topologies();
        results.topologies[1].unsupported = vec!["a target in the rack".into(), "another".into()];
        for row in rows(&results) {
            let note = if row["topology"] == "B" { "a target in the rack; another" } else { "" };
            assert_eq!(row["note"], note);
        }
    }

    #[test]
    fn every_column_is_documented() {
        let docs: String =
            include_str!("verdicts.rs").lines().filter(|line| line.starts_with("//!")).collect();
        for column in COLUMNS {
            let in_range = ["p90_hours", "p95_hours", "p99_hours"].contains(&column);
            assert!(in_range || docs.contains(&format!("`{column}`")), "{column}");
        }
    }
}
