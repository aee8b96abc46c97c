//! Defaults of backup and restore.

use super::{Entry, row};
use crate::model::Mark::{J, V};

pub(super) const ENTRIES: &[Entry] = &[
    row(
        "backup.every",
        r#""24 h""#,
        J,
        "time between backups",
        "judgement; \"nightly backups or multiple backups per day if necessary\" (Microsoft, Virtual machine \
         resiliency for Azure Local, 2025)",
    ),
    row(
        "backup.keep",
        r#""30 d""#,
        J,
        "age at which a copy expires; the newest one stays until the next is there",
        "judgement; an example keeps daily copies for two weeks (Microsoft, Virtual machine resiliency for Azure \
         Local, 2025)",
    ),
    row(
        "backup.spacing",
        r#""0 s""#,
        J,
        "older copies are thinned to one per this; 0 keeps all",
        "judgement",
    ),
    row("backup.hold", r#""0 s""#, J, "time between capture and the start of the transfer", "judgement"),
    row(
        "backup.method",
        r#""whole-vm""#,
        J,
        "how a backup sees the VM: whole-vm; in-guest; or instant, whole VMs that boot from the target and whose data \
         are moved while they run: until then they stop if the target or the way to it fails",
        "judgement",
    ),
    row(
        "backup.reduction",
        "2",
        V,
        "size of the data divided by the size sent (compression and deduplication); a restore moves the full size",
        "2:1, within 1.3 to 3 (Veeam backup best practice guide, repository planning and sizing)",
    ),
    row(
        "backup.job_failure",
        r#""5%""#,
        J,
        "probability that one backup job fails",
        "judgement, within 1 to 15 %: \"90 % or more complete\" counts as adequate (Wikibon; secondary notes)",
    ),
    row(
        "backup.job_failure_correlation",
        r#""50%""#,
        J,
        "probability that a job repeats the outcome of the one before",
        "judgement",
    ),
    row("backup.unreadable", r#""1%""#, J, "probability that a copy cannot be read when used", "judgement"),
    row(
        "backup.provision",
        r#"{ lognormal = { median = "6.5 min", sigma = 0.4 } }"#,
        V,
        "provisioning of one VM (Windows)",
        "357 s on Azure, 429 s on Rackspace, 810 s on EC2 (Mao, Humphrey, A Performance Study on the VM Startup \
         Time in the Cloud, CLOUD 2012)",
    ),
    row(
        "backup.instant_boot",
        r#"{ triangular = { min = "2 min", mode = "5 min", max = "15 min" } }"#,
        J,
        "starting one VM from the target, before its guest boots; written with method = instant only",
        "judgement: no source found",
    ),
    row(
        "backup.install_os",
        r#"{ triangular = { min = "15 min", mode = "30 min", max = "90 min" } }"#,
        J,
        "installing operating system and configuration by hand, per VM (in-guest)",
        "judgement on the times; the steps: Microsoft, Protect VMs deployed on Azure Stack Hub, 2021",
    ),
    row(
        "backup.install_agent",
        r#"{ triangular = { min = "5 min", mode = "10 min", max = "20 min" } }"#,
        J,
        "installing and registering the agent, per VM (in-guest)",
        "judgement on the times; the steps: Microsoft, Protect VMs deployed on Azure Stack Hub, 2021",
    ),
    row(
        "backup.consistency",
        r#""application""#,
        J,
        "state of the data in a copy: application, from which applications start as after a clean stop, or crash",
        "judgement: backup products tell applications to write down what they hold",
    ),
    row(
        "backup.crash_start",
        r#""0 s""#,
        J,
        "what a start takes longer from data in the state of a crash: checking disks, replaying logs",
        "judgement: no source found; part of the ordinary start",
    ),
    row(
        "backup.crash_fails",
        r#""0%""#,
        J,
        "probability that a start from data in the state of a crash fails",
        "judgement: no source found",
    ),
    row(
        "backup.crash_repair",
        r#"{ lognormal = { median = "1 h", sigma = 0.8 } }"#,
        J,
        "repairing an application by hand whose start from such data has failed; written with crash_fails only",
        "judgement: no source found",
    ),
    row("backup.parallel", "10", J, "VMs people work on at once in a restore", "judgement"),
    row(
        "backup.vm_restore_failure",
        r#""3%""#,
        J,
        "probability that the restore of one VM fails once and is repeated (tested restores)",
        "judgement: 15 % where restores are never tested; a stress case is 58 %, errors and late ones together \
         (Veeam survey 2021, via cdotrends.com)",
    ),
    row(
        "backup.fix_up",
        r#"{ triangular = { min = "5 min", mode = "15 min", max = "1 h" } }"#,
        J,
        "fix-ups after a restore: new MAC address, static addresses, platform clean-up",
        "judgement on the times; the steps: Microsoft, Protect VMs deployed on Azure Stack Hub, 2021",
    ),
    row(
        "backup.reconnect_after",
        r#""45 d""#,
        V,
        "a VM that is home again has to be reconnected if it did not run there for longer than this",
        "Azure Arc's 45-day reconnection window (Microsoft, Virtual machine resiliency for Azure Local, 2025)",
    ),
];
