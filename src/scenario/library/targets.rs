//! Defaults of backup targets.

use super::{Entry, row};
use crate::model::Mark::{J, V2};

pub(super) const ENTRIES: &[Entry] = &[
    row(
        "targets.immutable",
        "false",
        J,
        "whether an attacker cannot change or delete copies before they expire",
        "judgement: immutability is stated, never assumed",
    ),
    row("targets.dedicated", "true", J, "whether the target serves these apps alone", "judgement"),
    row(
        "targets.background",
        r#""30%""#,
        J,
        "share of an existing target's throughput that other work takes",
        "judgement: no source found",
    ),
    row(
        "targets.throughput",
        r#""800 MB/s""#,
        J,
        "total throughput of a target, reading and writing",
        "judgement: 8 streams of 100 MB/s",
    ),
    row(
        "targets.streams",
        "8",
        J,
        "restore streams served at once",
        "judgement, within 4 to 40: 1 core and 4 GB per task (Veeam backup best practice guide, sizing a proxy)",
    ),
    row(
        "targets.stream_throughput",
        r#""100 MB/s""#,
        J,
        "throughput of one stream",
        "judgement in using for every product what Veeam's backup best practice guide gives for full backup and \
         network-mode restore",
    ),
    row("targets.failure", r#""0.1/yr""#, J, "failure of a backup target", "judgement: no source found"),
    row(
        "targets.repair",
        r#"{ lognormal = { median = "24 h", sigma = 0.9 } }"#,
        J,
        "repair of a backup target",
        "judgement: as node hardware",
    ),
    row(
        "targets.data_lost",
        r#""10%""#,
        J,
        "probability that a failure destroys the copies on the target",
        "judgement: no source found",
    ),
    row(
        "targets.compromised",
        r#""54%""#,
        V2,
        "probability that an attacker compromises online copies",
        "94 % of attacks try, 57 % of tries succeed (Sophos, State of Ransomware 2024; secondary notes); \
         a vendor's survey",
    ),
    row(
        "targets.compromised.immutable",
        r#""3%""#,
        J,
        "probability that an attacker compromises immutable or offline copies",
        "judgement, within 0.5 to 10 %",
    ),
];
