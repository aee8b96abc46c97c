//! Defaults of control planes.

use super::{Entry, row};
use crate::model::Mark::J;

pub(super) const ENTRIES: &[Entry] = &[
    row(
        "controls.failure",
        r#""0.5/yr""#,
        J,
        "failure of a control plane, so that it cannot be used where it is needed",
        "judgement: no source found; your provider's incident history replaces it",
    ),
    row(
        "controls.repair",
        r#"{ lognormal = { median = "2 h", sigma = 1.0 } }"#,
        J,
        "until a control plane works again",
        "judgement: no source found",
    ),
];
