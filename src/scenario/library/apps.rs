//! Defaults of apps: size, start, damage to their data.

use super::{Entry, row};
use crate::model::Mark::{J, V};

pub(super) const ENTRIES: &[Entry] = &[
    row("apps.vms", "1", J, "VMs of an app", "judgement"),
    row("apps.vcpus", "4", J, "virtual CPUs of each VM", "judgement"),
    row("apps.memory", r#""16 GiB""#, J, "memory of each VM", "judgement"),
    row(
        "apps.data_per_vm",
        r#""225 GB""#,
        J,
        "data of each VM",
        "judgement: mean of a lognormal with median 150 GB, sigma 0.9; sizing example 80 to 100 GB (Veeam backup \
         best practice guide)",
    ),
    row(
        "apps.daily_change",
        r#""3.5%""#,
        V,
        "share of the data changed in a day",
        "middle of 2 to 5 % (Veeam backup best practice guide, repository planning and sizing)",
    ),
    row(
        "apps.highly_available",
        "true",
        V,
        "VMs restart on another node of their stamp or cluster; only held against what systems take",
        "all VMs deployed on Azure Local are highly available by default (Microsoft, Virtual machine resiliency for \
         Azure Local, 2025-09-25)",
    ),
    row(
        "apps.ephemeral",
        "false",
        J,
        "VMs keep nothing and are made anew from an image, as members of a scale set; only held against how they \
         are protected",
        "judgement",
    ),
    row("apps.pinned", "false", J, "VMs stay on their node instead of restarting elsewhere", "judgement"),
    row(
        "apps.boot",
        r#"{ triangular = { min = "30 s", mode = "2 min", max = "6 min" } }"#,
        J,
        "guest boot and services after a place returns or data are back",
        "judgement",
    ),
    row(
        "apps.start",
        r#"{ triangular = { min = "1 min", mode = "3 min", max = "15 min" } }"#,
        J,
        "start and checks of the application itself, after boot",
        "judgement",
    ),
    row(
        "apps.item_deletion",
        r#""0.016/yr""#,
        J,
        "deletion of single items, per VM",
        "judgement: 80 % of 2 a year per 100 VMs; human error is 29 % of data losses (Smith, Pepperdine \
         University, via Unitrends)",
    ),
    row(
        "apps.corruption",
        r#""0.004/yr""#,
        J,
        "corruption of the data of a VM or app, per VM",
        "judgement: 20 % of 2 a year per 100 VMs",
    ),
    row(
        "apps.damage_detection",
        r#"{ lognormal = { median = "8 h", sigma = 1.8 } }"#,
        J,
        "from the onset of damage until it is noticed",
        "judgement",
    ),
    row(
        "apps.damage_stop",
        r#"{ triangular = { min = "5 min", mode = "15 min", max = "1 h" } }"#,
        J,
        "from noticing corruption until the bad writes are stopped",
        "judgement: no source found",
    ),
    row("apps.item_size", r#""1 GB""#, J, "what an item restore brings back", "judgement"),
    row(
        "apps.item_work",
        r#"{ lognormal = { median = "30 min", p90 = "2 h" } }"#,
        J,
        "time people take to find the right copy of an item, restore it and check it",
        "judgement: no source found",
    ),
    row(
        "apps.item_remake",
        r#"{ lognormal = { median = "8 h", sigma = 0.8 } }"#,
        J,
        "making an item anew by hand when no copy of it is left",
        "judgement",
    ),
    row(
        "apps.rebuild",
        r#"{ lognormal = { median = "5 d", sigma = 0.8 } }"#,
        J,
        "rebuilding an app empty after total loss",
        "judgement: no source found",
    ),
];
