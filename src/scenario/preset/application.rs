//! Replication by the application itself.

use super::Offered::One;
use super::ends::{ANY, IN_GUEST, ends};
use super::{Preset, fact, value};
use crate::model::Mark::{D, V};

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
];
