//! Systems that make backups.

use super::Offered::{Any, AtLeast, Between, One};
use super::ends::{ANY, AZURE, HUB, HYPER_V, IN_GUEST, LOCAL, Vault, ends};
use super::{Fact, Preset, RECONNECT, REGISTER, Value, fact, value};
use crate::model::Mark::{D, J, V, V2};

const RESILIENCY: &str = "Microsoft, Virtual machine resiliency for Azure Local, 2025-09-25";
const PROTECT: &str = "Microsoft, Protect VMs deployed on Azure Stack Hub, 2021-06-10";
const FAQ: &str = "Microsoft, Azure Backup FAQ, 2026-01";
const DPM: &str = "Microsoft, Set-DPMPolicyObjective (secondary excerpt)";
const ON_HUB: &str =
    "Microsoft, Back up files and applications on Azure Stack (backup-mabs-files-applications-azure-stack)";
const SUPPORT: &str = "Microsoft, MABS and DPM support matrix (backup-support-matrix-mabs-dpm)";
const MARS: &str = "Microsoft, Azure Backup architecture (backup-architecture)";
const ON_LOCAL: &str =
    "Microsoft, Back up Azure Local VMs with MABS (azure-docs, back-up-azure-stack-hyperconverged)";
const MATRIX: &str = "Microsoft, MABS protection matrix (backup-mabs-protection-matrix), 2020-03-19";
const HOSTS: &str = "Microsoft, MABS protection matrix (backup-mabs-protection-matrix), 2020-03-19, and Virtual machine \
                     resiliency for Azure Local, 2025-09-25";
const BLOG: &str = "blog.dewin.me, repository sizing for Veeam (secondary)";
const LIVE_SYNC: &str = "Microsoft, Back up your VM on Azure Stack Hub with Commvault (azure-stack-docs)";

/// How often MABS synchronises its disk copies.
const SYNCHRONISATION: &[&str] = &["15 min", "30 min", "45 min", "1 h", "2 h", "4 h", "6 h", "12 h", "24 h"];

const fn mabs_every() -> Value {
    value("every", "", V2, One(SYNCHRONISATION), DPM)
}

const MABS_OUTWARD: Value = value("outward.every", r#""12 h""#, V, AtLeast("12 h"), FAQ);
const MABS_VAULT: Option<Vault> = Some(Vault { level: "outward.", mark: V, source: RESILIENCY });
const MABS_VAULT_KEEP: Value = value("outward.keep", r#""14 d""#, V, Any, RESILIENCY);
const MABS_REDUCTION: Value = value(
    "reduction",
    "1.5",
    D,
    Any,
    "derived: vault data are 30 to 40 % smaller (Microsoft, Azure Backup FAQ, 2026-01)",
);

const MABS_VMS: Value = value("limits.appliance_vms", "800", V, Any, ON_LOCAL);
const MABS_DATA: Value = value("limits.appliance_data", r#""80 TB""#, V, Any, ON_LOCAL);

const MABS_SERVER: Fact = fact(
    V,
    "The server is a VM on the cluster it protects unless you place it elsewhere: it and its disks are lost with the \
     cluster, and a server is needed before the vault can be used.",
    RESILIENCY,
);
const MABS_TO_AZURE: Fact =
    fact(V, "To Azure at most twice a day; to its own disks every 15 min at best.", FAQ);
const MABS_AWAY: Fact =
    fact(V, "A server cut off for more than 15 days makes no backups; restores still work.", SUPPORT);
const MABS_DISK: Fact =
    fact(V, "On Azure Stack Hub its disks hold no more than 5 days; older copies lie in Azure.", ON_HUB);

pub(super) const PRESETS: &[Preset] = &[
    Preset {
        name: "mabs-host",
        aliases: &["mabs", "dpm", "azure-backup-server"],
        title: "Microsoft Azure Backup Server, host level",
        method: "backup",
        about: "Whole VMs copied to the server's disks, and from there to a vault in Azure (an outward level).",
        ends: &[ends(V, &[LOCAL, HYPER_V], &[LOCAL, HYPER_V], HOSTS)],
        vault: MABS_VAULT,
        values: &[
            mabs_every(),
            value("method", r#""whole-vm""#, V, One(&["whole-vm"]), RESILIENCY),
            REGISTER,
            RECONNECT,
            MABS_OUTWARD,
            MABS_VAULT_KEEP,
            MABS_REDUCTION,
            MABS_VMS,
            MABS_DATA,
        ],
        facts: &[
            fact(V, "Restores whole VMs, to the same or another cluster.", RESILIENCY),
            MABS_SERVER,
            MABS_TO_AZURE,
            MABS_AWAY,
        ],
    },
    Preset {
        name: "mabs-guest",
        aliases: &["azure-backup-server-guest"],
        title: "Microsoft Azure Backup Server, guest level",
        method: "backup",
        about: "Application data and items by an agent in each VM; a lost VM is built anew first.",
        ends: &[ends(V, ANY, ANY, MATRIX)],
        vault: MABS_VAULT,
        values: &[
            mabs_every(),
            value("method", r#""in-guest""#, V, One(&["in-guest"]), RESILIENCY),
            MABS_OUTWARD,
            MABS_VAULT_KEEP,
            MABS_REDUCTION,
            MABS_VMS,
            MABS_DATA,
        ],
        facts: &[
            fact(V, "Restores application data and single items with application consistency.", RESILIENCY),
            MABS_SERVER,
            MABS_TO_AZURE,
            MABS_AWAY,
            MABS_DISK,
        ],
    },
    Preset {
        name: "mars",
        aliases: &["azure-backup-agent"],
        title: "Microsoft Azure Recovery Services agent",
        method: "backup",
        about: "Files, folders and system state of one Windows machine straight to a vault in Azure.",
        ends: &[ends(V, ANY, ANY, MARS)],
        vault: Some(Vault { level: "", mark: V, source: MARS }),
        values: &[
            value(
                "every",
                r#""24 h""#,
                J,
                AtLeast("8 h"),
                "judgement within the three backups a day that are offered (Microsoft, Azure Backup FAQ, 2026-01)",
            ),
            value(
                "method",
                r#""in-guest""#,
                V,
                One(&["in-guest"]),
                "Microsoft, MARS support matrix (backup-support-matrix-mars-agent)",
            ),
            value("consistency", r#""crash""#, V, One(&["crash"]), MARS),
            value("limits.linux", r#""none""#, V, Any, MARS),
            value("limits.data_per_vm", r#""54400 GB""#, V, Any, FAQ),
            value("limits.most_points", "9999", V, Any, FAQ),
        ],
        facts: &[fact(
            V,
            "Without application writers: files as after a crash. How much longer a start takes then, or how often it fails, \
             is not known (crash_start, crash_fails).",
            MARS,
        )],
    },
    Preset {
        name: "rubrik",
        aliases: &[],
        title: "Rubrik",
        method: "backup",
        about: "First a full copy, then increments for ever; immutable, access-controlled copies (give its target immutable = true).",
        ends: &[],
        vault: None,
        values: &[value("method", r#""whole-vm""#, V, Any, RESILIENCY)],
        facts: &[
            fact(
                V,
                "Copies are immutable and cut off from the network; anomalies are detected, which shortens the time to find an attack.",
                RESILIENCY,
            ),
            fact(J, "No public figures: intervals and rates are the library's.", "judgement"),
        ],
    },
    Preset {
        name: "veeam",
        aliases: &["veeam-backup"],
        title: "Veeam Backup & Replication, backup",
        method: "backup",
        about: "Image backups with item restore; instant recovery boots VMs from the repository and moves their data while they run (method = \"instant\").",
        ends: &[],
        vault: None,
        values: &[
            value("method", r#""whole-vm""#, V, One(&["whole-vm", "in-guest", "instant"]), RESILIENCY),
            value("reduction", "2", V2, Any, BLOG),
            value("keep", r#""14 d""#, V2, Any, BLOG),
        ],
        facts: &[fact(
            V,
            "Instant recovery goes across platforms too; artefacts of the old platform are cleaned up after it.",
            RESILIENCY,
        )],
    },
    Preset {
        name: "commvault",
        aliases: &[],
        title: "Commvault",
        method: "backup",
        about: "Policy-driven backup with ransomware protection.",
        ends: &[],
        vault: None,
        values: &[value("method", r#""whole-vm""#, V, One(&["whole-vm", "in-guest"]), RESILIENCY)],
        facts: &[
            fact(
                V,
                "Its server VM on Azure Stack Hub wants at least 10 GB of memory and 100 GB of disk.",
                LIVE_SYNC,
            ),
            fact(
                V,
                "Live sync replicates from the backup copies to a second Hub at a chosen interval, with planned and unplanned failover and failback.",
                LIVE_SYNC,
            ),
        ],
    },
    Preset {
        name: "cloudcasa",
        aliases: &[],
        title: "CloudCasa",
        method: "backup",
        about: "Kubernetes resources and persistent volumes to blob, object or file storage.",
        ends: &[ends(
            D,
            ANY,
            &[LOCAL, AZURE],
            "derived: clusters enabled for Azure Arc may stand anywhere; restores go to the same site, a secondary Azure Local cluster or Azure AKS (Microsoft, Virtual machine resiliency for Azure Local, 2025-09-25)",
        )],
        vault: None,
        values: &[value(
            "method",
            r#""whole-vm""#,
            J,
            Any,
            "judgement: a workload is restored with its volumes",
        )],
        facts: &[fact(
            V,
            "Restores to the same site, to a secondary cluster or to AKS, or single files.",
            RESILIENCY,
        )],
    },
    Preset {
        name: "in-guest-agent",
        aliases: &["agent-backup"],
        title: "Backup agent in the guest",
        method: "backup",
        about: "A backup product's agent in each VM: after a loss VM, operating system and agent are built by hand first.",
        ends: &[ends(D, ANY, ANY, IN_GUEST)],
        vault: None,
        values: &[value("method", r#""in-guest""#, V, One(&["in-guest"]), PROTECT)],
        facts: &[fact(
            V,
            "Restore: create the VM, install the operating system and the agent, then restore the data.",
            PROTECT,
        )],
    },
    Preset {
        name: "vendor-snapshot",
        aliases: &["incremental-snapshot"],
        title: "Backup vendor with incremental snapshots of the Storage resource provider",
        method: "backup",
        about: "Whole disks of running VMs by a vendor that uses incremental snapshots.",
        ends: &[ends(V, &[HUB], &[HUB, AZURE], PROTECT)],
        vault: None,
        values: &[
            value("method", r#""whole-vm""#, V, One(&["whole-vm"]), PROTECT),
            value("reduction", "2", V2, Any, BLOG),
            value("keep", r#""14 d""#, V2, Any, BLOG),
        ],
        facts: &[],
    },
    Preset {
        name: "portal-snapshot",
        aliases: &["disk-snapshot"],
        title: "Snapshot of disks from the Azure Stack Hub portal",
        method: "backup",
        about: "Snapshots of a VM's disks made in the portal; of stopped VMs only.",
        ends: &[ends(V, &[HUB], &[HUB, AZURE], PROTECT)],
        vault: None,
        values: &[
            value("method", r#""whole-vm""#, V, One(&["whole-vm"]), PROTECT),
            value("limits.running_vms", "false", V, Any, PROTECT),
        ],
        facts: &[fact(
            V,
            "A snapshot of a disk of a running VM may slow it down or stop its applications: use an agent in the \
             guest, or a vendor that uses incremental snapshots.",
            PROTECT,
        )],
    },
    Preset {
        name: "sql-log-backup",
        aliases: &["sql-backup"],
        title: "SQL Server log backup",
        method: "backup",
        about: "Backups of a database's log between full ones.",
        ends: &[ends(D, ANY, ANY, IN_GUEST)],
        vault: None,
        values: &[
            value(
                "every",
                r#""15 min""#,
                V,
                Between("15 min", "24 h"),
                "Microsoft, Azure Backup architecture (backup-architecture)",
            ),
            value("method", r#""in-guest""#, V, One(&["in-guest"]), PROTECT),
        ],
        facts: &[],
    },
];
