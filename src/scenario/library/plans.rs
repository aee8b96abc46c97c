//! Defaults of recovery plans.

use super::{Entry, row};
use crate::model::Mark::J;

pub(super) const ENTRIES: &[Entry] = &[
    row(
        "plans.fails",
        r#""1%""#,
        J,
        "probability that a script of a recovery plan fails; people then mend what it left, and the plan goes on",
        "judgement: no source found for scripts; 1% is the human error probability of a step under stress (SPAR-H, NUREG/CR-6883)",
    ),
    row(
        "plans.fix",
        r#"{ lognormal = { median = "20 min", sigma = 0.8 } }"#,
        J,
        "mending by hand what a failed script left",
        "judgement: no source found; as long as any error in a plan (people.error)",
    ),
    row(
        "plans.patience",
        r#""2 h""#,
        J,
        "when nothing could be done for so long for those that the next group waits for, the plan goes on without them",
        "judgement: no source found",
    ),
    row(
        "plans.shut_down",
        r#"{ triangular = { min = "1 min", mode = "5 min", max = "15 min" } }"#,
        J,
        "shutting down an app where it still runs (damaged, or cut off) before it is brought back elsewhere",
        "judgement: no source found",
    ),
];
