//! A drill as CSV: one row an app or service, apps first, each in order of
//! recovery. Times are in hours, shares between 0 and 1; the last columns are
//! the mean hours in each phase of the critical path.

use super::{number, optional, text};
use crate::report::symbols;
use crate::study::drill::{Drill, Hit};
use crate::verdict::results::{Judged, Phase};

const COLUMNS: [&str; 24] = [
    "topology",
    "failure",
    "group",
    "subject",
    "tier",
    "kind",
    "hit_share",
    "masked_share",
    "recovery_p50_hours",
    "recovery_p95_hours",
    "recovery_max_hours",
    "rto_hours",
    "rto_verdict",
    "rto_met_share",
    "loss_p50_hours",
    "loss_p95_hours",
    "loss_max_hours",
    "rpo_hours",
    "rpo_verdict",
    "rpo_met_share",
    "loses_all_verdict",
    "loses_all_share",
    "unrecovered",
    "method",
];

/// The drill as CSV: apps, then services, each in order of recovery.
///
/// # Panics
///
/// Never: writing to memory does not fail.
#[must_use]
pub fn render(drill: &Drill) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let mut put = |row: &[String]| writer.write_record(row).expect("memory takes every record");
    let phases = Phase::ALL.map(|phase| format!("{}_hours", phase.name()));
    put(&COLUMNS.map(String::from).into_iter().chain(phases).collect::<Vec<_>>());
    for (group, hits) in [("app", &drill.apps), ("service", &drill.services)] {
        for hit in hits {
            put(&row(drill, group, hit));
        }
    }
    String::from_utf8(writer.into_inner().expect("memory takes every record"))
        .expect("only texts were written")
}

fn row(drill: &Drill, group: &str, hit: &Hit) -> Vec<String> {
    let share = |judged: &Judged| optional(judged.met_share.map(|share| share.value));
    let mut cells: Vec<String> = vec![
        text(&drill.topology).into(),
        text(&drill.failure).into(),
        group.into(),
        text(&hit.name).into(),
        text(hit.tier.as_deref().unwrap_or_default()).into(),
        hit.kind.name().into(),
        number(hit.hit_share),
        number(hit.masked_share),
        number(hit.recovery.p50),
        number(hit.recovery.p95),
        number(hit.recovery.max),
        optional(hit.rto.objective_hours),
        symbols::file_name(hit.rto.verdict).into(),
        share(&hit.rto),
        number(hit.loss.p50),
        number(hit.loss.p95),
        number(hit.loss.max),
        optional(hit.rpo.objective_hours),
        symbols::file_name(hit.rpo.verdict).into(),
        share(&hit.rpo),
        symbols::file_name(hit.loses_all_verdict).into(),
        optional(hit.loses_all.map(|share| share.value)),
        hit.unrecovered.to_string(),
        text(hit.methods.first().map_or("", |(method, _)| method)).into(),
    ];
    cells.extend(hit.phase_hours.map(number));
    cells
}
