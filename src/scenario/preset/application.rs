//! Replication by the application itself, or by the storage under it.

use super::Offered::{Any, One};
use super::ends::{ANY, HYPER_V, IN_GUEST, LOCAL, ends};
use super::{Preset, fact, value};
use crate::model::Mark::{D, J, V, V2};

const PROTECT: &str = "Microsoft, Protect VMs deployed on Azure Stack Hub, 2021-06-10";

pub(super) const PRESETS: &[Preset] = &[
    Preset {
        name: "sql-availability-group",
        aliases: &["sql-always-on", "sql-synchronous"],
        title: "SQL Server availability group, synchronous",
        method: "active-active",
        about: "Replicas of a database at several places; every write is at all of them, and clients move by themselves.",
        ends: &[ends(D, ANY, ANY, IN_GUEST)],
        vault: None,
        values: &[value("synchronous", "true", V, One(&["true"]), PROTECT)],
        facts: &[fact(V, "A replica runs attached to its data: nothing is restored.", PROTECT)],
    },
    Preset {
        name: "sql-asynchronous",
        aliases: &["sql-async"],
        title: "SQL Server replica, asynchronous",
        method: "replica",
        about: "A replica of a database that follows the primary; failover by hand may lose what was on its way.",
        ends: &[ends(D, ANY, ANY, IN_GUEST)],
        vault: None,
        values: &[],
        facts: &[fact(V, "A replica runs attached to its data: nothing is restored.", PROTECT)],
    },
    Preset {
        name: "stretched-storage",
        aliases: &["stretched-cluster"],
        title: "Stretched cluster, synchronous storage",
        method: "replica",
        about: "One cluster over two sites: every write is at both, and VMs start at the other site by themselves where the witness is reached.",
        ends: &[ends(
            D,
            &[LOCAL, HYPER_V],
            &[LOCAL, HYPER_V],
            "derived: both sites belong to one cluster of one product",
        )],
        vault: None,
        values: &[
            value("synchronous", "true", D, One(&["true"]), "derived: that is what is meant by it"),
            value(
                "automatic",
                r#""20 s""#,
                V2,
                Any,
                "a heartbeat of 1 s, 20 of which may be missed across sites: windowsitpro and Microsoft's clustering \
                 blog, of Windows Server 2016 (secondary)",
            ),
            value(
                "failover",
                r#"{ lognormal = { median = "1 min", sigma = 0.5 } }"#,
                J,
                Any,
                "judgement: VMs start as after the failure of a node",
            ),
            value("parallel", "100", J, Any, "judgement: nobody's hands are needed"),
        ],
        facts: &[
            fact(
                J,
                "Name the witness in start_needs: a control plane at a third site. Without a majority the other site \
                 does not start.",
                "judgement: how clusters decide",
            ),
            fact(
                J,
                "While the link between the sites is down, writes go on at one of them and are sent later (simulated); \
                 what stops instead, to stay equal, is not.",
                "judgement",
            ),
        ],
    },
];
