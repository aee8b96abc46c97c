//! Defaults of study settings and tolerances.

use super::{Entry, row};
use crate::model::Mark::J;

pub(super) const ENTRIES: &[Entry] = &[
    row("study.trials", "4000", J, "ordinary histories of each topology", "judgement"),
    row("study.years", "10", J, "length of each history, in years", "judgement"),
    row("study.seed", "1", J, "seed of all random numbers", "judgement: any number will do"),
    row("study.required", r#""95%""#, J, "share of strikes that must meet an objective", "judgement"),
    row("study.confidence", r#""95%""#, J, "confidence of every interval", "judgement: the usual one"),
    row(
        "study.clock",
        r#""failed""#,
        J,
        "where the clock of recovery time starts: failed, detected or declared",
        "judgement: \"from the start of a disaster\" (Microsoft, Protect VMs deployed on Azure Stack Hub, 2021)",
    ),
    row(
        "tiers.loses_all",
        r#""0.1%""#,
        J,
        "tolerated probability that no usable copy is left, every kind but ransomware",
        "judgement",
    ),
    row(
        "tiers.loses_all.ransomware",
        r#""5%""#,
        J,
        "tolerated probability that no usable copy is left after ransomware",
        "judgement",
    ),
];
