//! `[people]`, `[ransomware]` and `[study]`: what is asked once for the whole
//! organisation.

use super::chance::{delay, hazard};
use super::context::Context;
use super::node::{Node, Value};
use super::quantity::{boolean, interval, large_whole, number, seconds, some_share, word, wrong};
use super::reader::Entity;
use crate::model::{Clock, People, Ransomware, StudySettings, TaintFrom};
use crate::units::SECONDS_PER_YEAR;

/// Reads `[people]`.
pub(super) fn people(cx: &mut Context, mut e: Entity) -> People {
    let people = People {
        detection: e.or_library(cx, "detect", "people.detect", delay),
        decision: e.or_library(cx, "decide", "people.decide", delay),
        error: e.or_library(cx, "error", "people.error", delay),
        failback: e.or_library(cx, "failback", "people.failback", delay),
        reprotect: e.or_library(cx, "reprotect", "people.reprotect", delay),
        max_incident: e.or_library(cx, "max_incident", "people.max_incident", interval),
        reclaim: e.or_library(cx, "reclaim", "people.reclaim", boolean),
    };
    e.finish(cx);
    people
}

/// Reads `[ransomware]`.
pub(super) fn ransomware(cx: &mut Context, mut e: Entity) -> Ransomware {
    const TAINT: &[(&str, TaintFrom)] =
        &[("encryption", TaintFrom::Encryption), ("intrusion", TaintFrom::Intrusion)];
    let ransomware = Ransomware {
        hazard: e.or_library(cx, "rate", "ransomware.rate", hazard),
        dwell: e.or_library(cx, "dwell", "ransomware.dwell", delay),
        taint_from: e.or_library(cx, "taint_from", "ransomware.taint_from", word(TAINT)),
        hold: e.or_library(cx, "hold", "ransomware.hold", delay),
    };
    e.finish(cx);
    ransomware
}

/// Reads `[study]`.
pub(super) fn study(cx: &mut Context, mut e: Entity) -> StudySettings {
    const CLOCKS: &[(&str, Clock)] =
        &[("failed", Clock::Failed), ("detected", Clock::Detected), ("declared", Clock::Declared)];
    let settings = StudySettings {
        trials: e.or_library(cx, "trials", "study.trials", large_whole(1, 1_000_000_000)),
        years: e.or_library(cx, "years", "study.years", years),
        seed: e.or_library(cx, "seed", "study.seed", large_whole(0, i64::MAX.unsigned_abs())),
        required: e.or_library(cx, "required", "study.required", share_below_one),
        confidence: e.or_library(cx, "confidence", "study.confidence", share_below_one),
        clock: e.or_library(cx, "clock", "study.clock", word(CLOCKS)),
    };
    e.finish(cx);
    settings
}

/// A number of years: `10` or `"10 yr"`.
fn years(cx: &mut Context, node: &Node) -> Option<f64> {
    let years = match node.value {
        Value::Text(_) => seconds(cx, node)? / SECONDS_PER_YEAR,
        _ => number(0.0, 1000.0)(cx, node)?,
    };
    if years > 0.0 {
        return Some(years);
    }
    wrong(
        cx,
        node,
        "a history of no length has no failures",
        "write a number of years up to 1000, such as 10",
    )
}

fn share_below_one(cx: &mut Context, node: &Node) -> Option<f64> {
    let share = some_share(cx, node)?;
    if share < 1.0 {
        return Some(share);
    }
    wrong(cx, node, "no number of trials proves 100%", "write less than 100%, such as \"95%\"")
}
