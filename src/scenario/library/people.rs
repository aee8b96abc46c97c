//! Defaults of what people do in every recovery.

use super::{Entry, row};
use crate::model::Mark::J;

pub(super) const ENTRIES: &[Entry] = &[
    row(
        "people.detect",
        r#"{ lognormal = { median = "10 min", sigma = 0.8 } }"#,
        J,
        "from a failure until people know",
        "judgement, within 1 to 60 min; incident durations look lognormal (Davidovič, Incident Metrics in SRE, 2021)",
    ),
    row(
        "people.decide",
        r#"{ lognormal = { median = "60 min", sigma = 0.9 } }"#,
        J,
        "from knowing until people decide to recover elsewhere",
        "judgement, within 10 min to 8 h; surveyed totals: 3 h to skeleton service, 4 h to normal (Symantec 2009)",
    ),
    row(
        "people.error",
        r#"{ lognormal = { median = "20 min", sigma = 0.8 } }"#,
        J,
        "cost of one error in a plan that does not work as written",
        "judgement",
    ),
    row(
        "people.failback",
        r#"{ triangular = { min = "10 min", mode = "20 min", max = "1 h" } }"#,
        J,
        "planned downtime when an app moves home",
        "judgement",
    ),
    row(
        "people.reprotect",
        r#"{ triangular = { min = "1 h", mode = "4 h", max = "24 h" } }"#,
        J,
        "until protection is set up again after a move, before data flow",
        "judgement",
    ),
    row(
        "people.max_incident",
        r#""365 d""#,
        J,
        "an incident open for longer closes as unrecovered",
        "judgement: a year without service is not a recovery",
    ),
    row(
        "people.reclaim",
        "true",
        J,
        "apps of lower priority, unless others need them, are stopped where an app that is recovered finds no room on a \
         stamp; they start again when room is left; recoveries of theirs that are under way give way in any case",
        "judgement: that is what priorities are for",
    ),
];
