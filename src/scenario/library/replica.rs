//! Defaults of replication with manual failover, and of active-active.

use super::{Entry, row};
use crate::model::Mark::{J, V};

const HYPER_V_REPLICA: &str = "Microsoft, Set up Hyper-V Replica (windowsserverdocs)";
const PLANS: &str = "judgement on the link to how often a plan is tested; 48 % of tests failed in 2007, 1 in 4 in \
                     2009 (Symantec disaster recovery surveys)";
const REDIRECT: &str = "{ mixture = [ { weight = 0.95, of = \"5 min\" }, \
                        { weight = 0.05, of = { triangular = { min = \"5 min\", mode = \"15 min\", max = \"1 h\" } } } ] }";

pub(super) const ENTRIES: &[Entry] = &[
    row(
        "replica.synchronous",
        "false",
        J,
        "every write is at both places before the app goes on: no interval, and nothing older is kept",
        "judgement: most replicas are not",
    ),
    row(
        "replica.every",
        r#""5 min""#,
        J,
        "time between replication cycles",
        "judgement among the 30 s, 5 min and 15 min that Hyper-V Replica offers (Microsoft, Set up Hyper-V Replica)",
    ),
    row(
        "replica.keep",
        r#""0 s""#,
        V,
        "age at which a recovery point expires; 0 keeps the latest only",
        HYPER_V_REPLICA,
    ),
    row(
        "replica.spacing",
        r#""1 h""#,
        V,
        "kept recovery points are thinned to one per this",
        "up to 24 hourly points (Microsoft, Set up Hyper-V Replica, windowsserverdocs)",
    ),
    row(
        "replica.point",
        r#""processed""#,
        J,
        "the point that a failover uses: processed, the newest applied; latest, the newest sent, which is processed \
         first; application, the newest application-consistent, or processed if there is none",
        "judgement among those that Azure Site Recovery offers (Microsoft, Enable VM protection in Azure Site Recovery \
         on Azure Stack Hub, preview, 2023-03-06): the shortest recovery time",
    ),
    row(
        "replica.processing",
        r#"{ triangular = { min = "1 min", mode = "5 min", max = "15 min" } }"#,
        J,
        "processing all that was sent, before a failover to the latest point; written with point = latest only",
        "judgement: no source found but that it takes longer than a processed point",
    ),
    row(
        "replica.consistent_every",
        r#""1 h""#,
        V,
        "time between application-consistent points",
        "hourly, at best (Microsoft, Set up Hyper-V disaster recovery to Azure; Site Recovery FAQ)",
    ),
    row(
        "replica.custom_work",
        r#""0 s""#,
        J,
        "choosing the recovery point of one VM by hand, after damage to an app of several VMs; written with keep only",
        "judgement: no source found; part of failing over",
    ),
    row(
        "replica.crash_start",
        r#""0 s""#,
        J,
        "what a start takes longer from data in the state of a crash: checking disks, replaying logs",
        "judgement: no source found; part of the ordinary start",
    ),
    row(
        "replica.crash_fails",
        r#""0%""#,
        J,
        "probability that a start from data in the state of a crash fails",
        "judgement: no source found",
    ),
    row(
        "replica.crash_repair",
        r#"{ lognormal = { median = "1 h", sigma = 0.8 } }"#,
        J,
        "repairing an application by hand whose start from such data has failed, if no older application-consistent \
         point is kept; written with crash_fails only",
        "judgement: no source found",
    ),
    row("replica.apply", r#""30 s""#, J, "latency and apply, added to each point's arrival", "judgement"),
    row(
        "replica.failover",
        r#"{ lognormal = { median = "6 min", sigma = 0.5 } }"#,
        J,
        "failing over one VM",
        "judgement; \"within minutes\" from Azure to Azure, 8 to 10 min more to Azure in some cases (Microsoft, \
         Site Recovery FAQ)",
    ),
    row("replica.parallel", "10", J, "VMs failed over at once", "judgement"),
    row(
        "replica.redirect",
        REDIRECT,
        J,
        "until users reach the new place: DNS with a time to live of 300 s and a tail of slow clients",
        "judgement; the formula is time to live plus retries times probe interval (Microsoft, Disaster recovery \
         using Azure DNS and Traffic Manager)",
    ),
    row("replica.plan", r#""yearly""#, J, "how often the plan is tested: tested, yearly, never", "judgement"),
    row("replica.plan.tested", r#""90%""#, J, "a plan tested in the last 6 months works as written", PLANS),
    row("replica.plan.yearly", r#""75%""#, J, "a plan tested once a year works as written", PLANS),
    row("replica.plan.never", r#""50%""#, J, "a plan that was never tested works as written", PLANS),
    row(
        "replica.plan.automatic",
        r#""99%""#,
        J,
        "a failover that begins by itself works as set up",
        "judgement: no source found",
    ),
    row(
        "replica.gives_up",
        r#""33%""#,
        J,
        "of plans that do not work, the share that people give up for the next method that can work; the others \
         are worked out by hand",
        "judgement: no source found",
    ),
    row(
        "replica.without_plan",
        "3",
        J,
        "how many times as long failing over takes when the plan does not work",
        "judgement, after the multipliers of human error for stress and little time (SPAR-H, NUREG/CR-6883)",
    ),
    row(
        "replica.on_return",
        r#""race""#,
        J,
        "what a returning primary does to a failover under way: race cancels it, commit goes on",
        "judgement",
    ),
    row(
        "replica.after_failback",
        r#""goes-on""#,
        J,
        "what replication does once the app has moved home: goes-on from the data of the move, starts-over by seeding",
        "judgement",
    ),
    row(
        "replica.compromised",
        r#""54%""#,
        J,
        "probability that an attacker compromises the older recovery points a replica keeps",
        "judgement: taken as for online backup copies (Sophos, State of Ransomware 2024; secondary notes)",
    ),
    row(
        "replica.reconnect_after",
        r#""45 d""#,
        V,
        "a VM that is home again has to be reconnected if it did not run there for longer than this",
        "Azure Arc's 45-day reconnection window (Microsoft, Virtual machine resiliency for Azure Local, 2025)",
    ),
    row(
        "active-active.synchronous",
        "false",
        J,
        "what is written is written at all places at once, so that traffic can move without loss",
        "judgement",
    ),
    row(
        "active-active.probe",
        r#""40 s""#,
        V,
        "until the probes give a place up",
        "10 s + 3 x 10 s (Microsoft, Disaster recovery using Azure DNS and Traffic Manager)",
    ),
    row(
        "active-active.redirect",
        REDIRECT,
        J,
        "until clients have moved: DNS with a time to live of 300 s and a tail of slow clients",
        "judgement; the formula is time to live plus retries times probe interval (Microsoft, Disaster recovery \
         using Azure DNS and Traffic Manager)",
    ),
];
