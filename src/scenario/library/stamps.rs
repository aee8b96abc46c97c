//! Defaults of stamps: nodes, switches, storage pool, software, rack power.

use super::{Entry, row};
use crate::model::Mark::{D, J, M, V, V2};

const CAPACITY: &str =
    "Microsoft, Azure Stack Hub capacity planning: compute (2019/2020); a vendor's GB of memory is a GiB";
const REPLACE_NODE: &str = "Microsoft, Replace a node in Azure Stack Hub (azure-stack-replace-node)";

pub(super) const ENTRIES: &[Entry] = &[
    row(
        "stamps.crash",
        r#""1/yr""#,
        J,
        "crash or hang of one node",
        "judgement, within 0.3 to 3 a year: servers crash at least twice a year (Dean, LADIS keynote 2009); \
         4.3 months between unavailabilities (Ford et al., Availability in Globally Distributed Storage Systems, \
         OSDI 2010)",
    ),
    row(
        "stamps.crash_repair",
        r#"{ lognormal = { median = "30 min", sigma = 1.2 } }"#,
        J,
        "how long a crashed node is away",
        "judgement; repair times are lognormal, system means under 1 h to over 1 day (Schroeder, Gibson, \
         A Large-Scale Study of Failures in HPC Systems, DSN 2006)",
    ),
    row(
        "stamps.hardware",
        r#""0.08/yr""#,
        M,
        "hardware failure of one node",
        "from memory: 8 % of servers a year (Vishwanath, Nagappan, Characterizing Cloud Computing Hardware \
         Reliability, SoCC 2010); cross-checks 2 to 4 % (Dean 2009), 5 to 11 % with age (Gartner)",
    ),
    row(
        "stamps.hardware_repair",
        r#"{ lognormal = { median = "24 h", sigma = 0.9 } }"#,
        J,
        "repair of node hardware: part, exchange, storage resynchronisation",
        "judgement; \"storage repair can take multiple hours\" (Microsoft, Replace a node in Azure Stack Hub)",
    ),
    row(
        "stamps.node_detection",
        r#""10 s""#,
        V2,
        "from a node's failure until the cluster knows",
        "10 missed heartbeats of 1 s (Windows Server failover clustering properties; secondary notes)",
    ),
    row(
        "stamps.vm_restart",
        r#"{ lognormal = { median = "3 min", sigma = 0.5 } }"#,
        J,
        "restart of VMs on surviving nodes, boot included",
        "judgement; boot times of 0.7 to 14 min (Mao, Humphrey, VM Startup Time in the Cloud, CLOUD 2012)",
    ),
    row(
        "stamps.switch",
        r#""0.06/yr""#,
        D,
        "failure of one top-of-rack switch",
        "derived, between 5 % a year (Gill, Jain, Nagappan, Understanding Network Failures in Data Centers, \
         SIGCOMM 2011) and 2 % in 3 months (Singh et al., Surviving Switch Failures in Cloud Datacenters, CCR 2021)",
    ),
    row(
        "stamps.switch_repair",
        "{ mixture = [ { weight = 0.32, of = { lognormal = { median = \"24 h\", sigma = 0.8 } } }, \
         { weight = 0.68, of = { lognormal = { median = \"30 min\", sigma = 1.0 } } } ] }",
        J,
        "repair of one switch; 32 % are hardware",
        "judgement on the times; 32 % hardware (Singh et al., Surviving Switch Failures in Cloud Datacenters, \
         CCR 2021); median about 5 min, at most 1 week over all devices (Bailis, Kingsbury, The Network Is \
         Reliable, 2014)",
    ),
    row(
        "stamps.switch_common_cause",
        r#""10%""#,
        J,
        "share of switch failures that take both switches",
        "judgement, within 2 to 30 %: redundancy improves median traffic by only 43 % (Gill et al. 2011, in \
         Bailis, Kingsbury 2014)",
    ),
    row(
        "stamps.pool_tolerates",
        "2",
        V,
        "nodes whose hardware may be lost at once before data are destroyed (three-way mirror)",
        "three-way mirror (Microsoft, Azure Stack Hub capacity planning: storage)",
    ),
    row(
        "stamps.pool_online_down_to",
        "1",
        V,
        "nodes that may be down at once before the pool goes offline for safety",
        REPLACE_NODE,
    ),
    row(
        "stamps.software",
        r#""0.028/yr""#,
        J,
        "bad update or software fault that takes the whole stamp offline",
        "judgement: 2 full updates a year at 1 % and 4 hotfixes at 0.2 %; about 70 % of outages come from changes \
         (Google, Site Reliability Engineering, ch. 1, 2016)",
    ),
    row(
        "stamps.software_lasts",
        r#"{ lognormal = { median = "4 h", sigma = 1.2 } }"#,
        J,
        "how long a stamp-wide software outage lasts",
        "judgement; 80 % of Google's network failures lasted 10 to 100 min (Govindan et al., Evolve or Die, \
         SIGCOMM 2016), a vendor's bug 2 business days (NANOG, estimated time to repair)",
    ),
    row(
        "stamps.infrastructure",
        r#""0.5/yr""#,
        J,
        "failure of an infrastructure service alone: VMs run, nothing can be provisioned, restored or failed over here",
        "judgement: no source found",
    ),
    row(
        "stamps.infrastructure_lasts",
        r#"{ lognormal = { median = "4 h", sigma = 1.0 } }"#,
        J,
        "how long that lasts",
        "judgement: no source found",
    ),
    row("stamps.rack_power", r#""0.02/yr""#, J, "power loss of the rack alone", "judgement: no source found"),
    row(
        "stamps.rack_power_lasts",
        r#"{ lognormal = { median = "4 h", sigma = 1.0 } }"#,
        J,
        "how long the rack is without power",
        "judgement: no source found",
    ),
    row(
        "stamps.lost",
        r#""0.002/yr""#,
        J,
        "unrecoverable product fault: hardware usable, data gone",
        "judgement, within 0.0002 to 0.01 a year; the case itself: Microsoft, Recover from catastrophic data loss \
         in Azure Stack Hub, 2020",
    ),
    row(
        "stamps.redeploy",
        r#"{ triangular = { min = "3 d", mode = "7 d", max = "14 d" } }"#,
        J,
        "redeployment of a stamp with its control plane on usable hardware",
        "judgement",
    ),
    row(
        "stamps.product",
        r#""azure-stack-hub""#,
        J,
        "what a stamp runs: azure-stack-hub (4 nodes or more), azure-local, or hyper-v (a cluster that is neither)",
        "judgement",
    ),
    row(
        "stamps.platform_memory",
        r#""242 GiB""#,
        V,
        "memory the Azure Stack Hub platform itself takes, of the whole stamp",
        CAPACITY,
    ),
    row(
        "stamps.platform_memory_per_node",
        r#""4 GiB""#,
        V,
        "memory the Azure Stack Hub platform takes on each node besides",
        CAPACITY,
    ),
];
