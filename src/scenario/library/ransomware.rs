//! Defaults of attacks on the whole organisation.

use super::{Entry, row};
use crate::model::Mark::{J, V2};

pub(super) const ENTRIES: &[Entry] = &[
    row(
        "ransomware.rate",
        r#""0.03/yr""#,
        J,
        "attacks that end in encryption and need disaster recovery, for the organisation",
        "judgement, between insured claims, about 0.003 a year (Coalition 2025, via riskandinsurance.com), and a \
         vendor's risk model, 5 % (Netwrix); being \"hit\" in surveys (59 %, Sophos 2024) is not this rate",
    ),
    row(
        "ransomware.dwell",
        r#"{ lognormal = { median = "6 d", sigma = 2.0 } }"#,
        V2,
        "from intrusion to encryption",
        "median 6 days, 29 if found internally (Mandiant, M-Trends 2025; secondary notes); about 78 % within 30 \
         days (M-Trends 2021)",
    ),
    row(
        "ransomware.taint_from",
        r#""encryption""#,
        J,
        "from when on copies are suspect: intrusion or encryption",
        "judgement: a copy made before the encryption holds readable data; choose intrusion to distrust it",
    ),
    row(
        "ransomware.hold",
        r#"{ triangular = { min = "1 d", mode = "3 d", max = "10 d" } }"#,
        J,
        "hold before anything may be restored: forensics, insurer, clean target",
        "judgement",
    ),
];
