//! Systems that keep a replica: Hyper-V Replica, and Azure Site Recovery in its
//! three forms.

use super::Offered::{Any, AtLeast, Between, One};
use super::ends::{ANY, AZURE, HUB, HYPER_V, IN_GUEST, LOCAL, ends};
use super::{Preset, RECONNECT, REGISTER, fact, value};
use crate::model::Mark::{D, J, M, V, V2};

const RESILIENCY: &str = "Microsoft, Virtual machine resiliency for Azure Local, 2025-09-25";
const PROTECT: &str = "Microsoft, Protect VMs deployed on Azure Stack Hub, 2021-06-10";
const STACK_HCI: &str =
    "Microsoft, Protect VM workloads with Azure Site Recovery on Azure Stack HCI (preview), 2023-05-12";
const ON_HUB: &str =
    "Microsoft, Enable VM protection in Azure Site Recovery on Azure Stack Hub (preview), 2023-03-06";
const TO_AZURE: &str =
    "Microsoft, Replicate Azure Stack VMs to Azure (azure-stack-site-recovery), 2019-08-05";
const CAPACITY: &str =
    "Microsoft, Azure Site Recovery on Azure Stack Hub: capacity planning (azure-stack-docs)";
const KNOWN_ISSUES: &str =
    "Microsoft, Azure Site Recovery on Azure Stack Hub: known issues (azure-stack-docs)";
const CONSISTENT: &str = "Msvm_CollectionReplicationSettingData (secondary excerpt); off unless switched on, and only with \
                          points kept: Microsoft, Set-VMReplication (PowerShell module Hyper-V)";
const SET_UP: &str = "Microsoft, Set up Hyper-V Replica (windowsserverdocs)";
const INTERVALS: &str = "Microsoft, Virtualization team blog, 2013-10-22, and Virtual machine resiliency for Azure \
                         Local, 2025-09-25";
const ARC_VMS: &str = "Microsoft, Protect VM workloads with Azure Site Recovery on Azure Stack HCI (preview), \
                       2023-05-12, against Virtual machine resiliency for Azure Local, 2025-09-25";
const RESYNC: &str = "Microsoft, Virtualization team blog, 2013-05-10";
const WINDOW: &str = "Microsoft, Set-VMReplication (PowerShell module Hyper-V): example";
const ANALYSIS: &str = "Microsoft, Hyper-V Deployment Planner: analyze the report (azure-docs)";
const MATRIX: &str = "Microsoft, Hyper-V to Azure support matrix, copy of 2018; newer ones may allow more";
const SERVERS: &str = "Microsoft, Plan capacity for VMware disaster recovery to Azure, 2017";
const QUESTIONS: &str = "Microsoft, Hyper-V to Azure disaster recovery: common questions, 2024-12";
const TUTORIAL: &str = "Microsoft, Set up Hyper-V disaster recovery to Azure (hyper-v-azure-tutorial)";
const ARCHITECTURE: &str =
    "Microsoft, Hyper-V to Azure disaster recovery architecture (hyper-v-azure-architecture)";
const FAQ: &str = "Microsoft, Site Recovery FAQ (site-recovery-faq)";

pub(super) const PRESETS: &[Preset] = &[
    Preset {
        name: "hyper-v-replica",
        aliases: &["hvr"],
        title: "Hyper-V Replica",
        method: "replica",
        about: "Hyper-V's own asynchronous replication between two clusters or hosts; failover by hand.",
        ends: &[ends(V, &[LOCAL, HYPER_V], &[LOCAL, HYPER_V], RESILIENCY)],
        vault: None,
        values: &[
            value("every", r#""5 min""#, V2, One(&["30 s", "5 min", "15 min"]), INTERVALS),
            value("keep", r#""0 s""#, V, Between("0 s", "24 h"), SET_UP),
            value("spacing", "", V, One(&["1 h"]), SET_UP),
            value("consistent_every", "", V2, Between("1 h", "12 h"), CONSISTENT),
            REGISTER,
            RECONNECT,
            value("limits.most_points", "24", V, Any, SET_UP),
            value("limits.log_limit", r#""50%""#, V, Any, RESYNC),
            value("resync_window", r#"["18:30", "06:00"]"#, V, Any, WINDOW),
            value("resync_after_crash", "true", V, Any, RESYNC),
            value("resync_drops_points", "true", V, Any, RESYNC),
            value(
                "resync_compares",
                r#""15 MB/s""#,
                D,
                Any,
                "from 80 GB in 1 to 2 h over 1 Gbps (Microsoft, Virtualization team blog, 2013)",
            ),
        ],
        facts: &[
            fact(
                V,
                "Failover is started by people. VMs of one that is temporary need no registering, and are not \
                 managed meanwhile (temporary = true).",
                RESILIENCY,
            ),
            fact(
                V,
                "A VM needs a resync when its log passes its limit, and after a crash of its host: until it is done \
                 nothing replicates, and all older recovery points are deleted after it. Meanwhile planned and test \
                 failovers are impossible; an unplanned one cancels it.",
                RESYNC,
            ),
            fact(
                V,
                "An extended replica (third copy) takes 5 or 15 min, never less than the first relation, and has no \
                 application-consistent points.",
                "Microsoft, Virtualization team blog, 2013-12-09",
            ),
            fact(
                V,
                "With recovery points kept the replica needs 2 to 3 times the primary's write operations.",
                "Microsoft, Virtualization team blog, 2014-01-27",
            ),
            fact(
                D,
                "A 1 TiB disk that changes by 2 MiB/s reaches the 50 % rule 72.8 h after its link has failed.",
                "derived from the 50 % rule (Microsoft, Virtualization team blog, 2013-05-10)",
            ),
            fact(
                V,
                "Whether recovery plans can drive it is contradicted within one document (text: yes; table: no): \
                 count on scripts.",
                RESILIENCY,
            ),
        ],
    },
    Preset {
        name: "azure-site-recovery",
        aliases: &["asr", "site-recovery"],
        title: "Azure Site Recovery (Azure Local or Hyper-V to Azure)",
        method: "replica",
        about: "Replication of Hyper-V and Azure Local VMs to Azure; failover and failback by recovery plan.",
        ends: &[ends(V, &[LOCAL, HYPER_V], &[AZURE], RESILIENCY)],
        vault: None,
        values: &[
            value("every", r#""5 min""#, V, One(&["30 s", "5 min"]), QUESTIONS),
            value("keep", r#""2 h""#, V, Between("0 s", "24 h"), TUTORIAL),
            value("consistent_every", "", V, AtLeast("1 h"), FAQ),
            RECONNECT,
            value(
                "limits.churn_per_vm",
                r#"[{ storage = "standard", writes = "8 KiB", most = "2 MB/s" }, { storage = "premium", writes = "8 KiB", most = "5 MB/s" }, { storage = "premium", writes = "16 KiB", most = "20 MB/s" }]"#,
                V,
                Any,
                ANALYSIS,
            ),
            value("limits.premium_every", r#""5 min""#, V, Any, QUESTIONS),
            value("limits.largest_disk", r#""4095 GB""#, V, Any, MATRIX),
            value(
                "limits.disks_per_vm",
                "17",
                D,
                Any,
                "derived: 16 data disks and the system disk (Microsoft, Hyper-V to Azure support matrix, copy of \
                 2018; newer ones may allow more)",
            ),
            value("limits.log_limit", r#""50%""#, V, Any, ARCHITECTURE),
            value(
                "resync_window",
                r#"["18:30", "06:00"]"#,
                J,
                Any,
                "judgement: outside office hours (hyper-v-azure-architecture), which are taken to be those of Hyper-V \
                 Replica's example",
            ),
            value(
                "limits.plan_vms",
                "100",
                V,
                Any,
                "Microsoft, Site Recovery: recovery plans (azure-docs, articles/site-recovery)",
            ),
            value("limits.highly_available_only", "true", V, Any, STACK_HCI),
            value("limits.linux", r#""generation-1""#, V, Any, STACK_HCI),
            value("limits.arc_vms", r#""by-release""#, V, Any, ARC_VMS),
        ],
        facts: &[
            fact(
                V,
                "A log beyond its limit forces a resync, off-hours unless it is started by hand; only what differs \
                 is sent.",
                ARCHITECTURE,
            ),
            fact(
                V,
                "A failed cycle is tried again after 1, 2, 4, 8 and 10 min, then every 30 min.",
                ARCHITECTURE,
            ),
            fact(
                V,
                "Failover is started by people; it needs Azure's control plane and the internet link.",
                FAQ,
            ),
            fact(
                V,
                "Each node needs its extension: a node without it leaves its VMs unprotected. The automated \
                 extension is a preview, for tests only.",
                STACK_HCI,
            ),
            fact(
                V,
                "Arc VMs: not supported in the 22H2 preview; the document of 2025 fails over Azure-managed VMs both \
                 ways. Check your release.",
                ARC_VMS,
            ),
            fact(
                V,
                "No extended replication, no offline seeding, no second disaster-recovery agent on the host.",
                QUESTIONS,
            ),
        ],
    },
    Preset {
        name: "azure-site-recovery-agent",
        aliases: &["asr-agent", "azure-site-recovery-hub-to-azure"],
        title: "Azure Site Recovery agent (Azure Stack Hub VM to Azure)",
        method: "replica",
        about: "VMs of Azure Stack Hub replicated to Azure by an agent in the guest and a process server.",
        ends: &[
            ends(V, &[HUB], &[AZURE], TO_AZURE),
            ends(
                V2,
                &[LOCAL, HYPER_V],
                &[AZURE],
                "VMs of Hyper-V that are protected as physical servers: Microsoft, Site Recovery FAQ, older copy (secondary excerpt)",
            ),
        ],
        vault: None,
        values: &[
            value("every", r#""5 min""#, V, One(&["5 min"]), FAQ),
            value("keep", r#""24 h""#, V, Between("0 s", "15 d"), FAQ),
            value("spacing", r#""1 h""#, V, One(&["1 h"]), FAQ),
            value("consistent_every", "", V, AtLeast("1 h"), FAQ),
            value("limits.churn_per_vm", r#""2 TB/d""#, V, Any, SERVERS),
            value("limits.appliance_churn", r#""2 TB/d""#, V, Any, SERVERS),
            value("limits.appliance_vms", "200", V, Any, SERVERS),
        ],
        facts: &[
            fact(V, "Application-consistent points only if switched on (consistent_every).", FAQ),
            fact(
                V,
                "The limits of an appliance are those of a process server of 16 vCPU. One of 8 vCPU takes 500 GB of \
                 change a day and fewer than 100 machines, one of 12 vCPU 1 TB and 150; a machine uses one server.",
                SERVERS,
            ),
            fact(
                V2,
                "Failover takes 8 to 10 min longer where boot drivers are missing, DHCP is off, or the VM counts as \
                 a physical server.",
                "Microsoft, Site Recovery FAQ, older copy (secondary excerpt)",
            ),
            fact(
                V,
                "Commit deletes the recovery points; a cancelled failover leaves the VM without replication.",
                FAQ,
            ),
        ],
    },
    Preset {
        name: "azure-site-recovery-stamps",
        aliases: &["asr-stamps", "asr-hub", "azure-site-recovery-on-hub"],
        title: "Azure Site Recovery on Azure Stack Hub (stamp to stamp)",
        method: "replica",
        about: "Replication of VMs from one Azure Stack Hub to another through an appliance; preview.",
        ends: &[ends(V, &[HUB], &[HUB], ON_HUB)],
        vault: None,
        values: &[
            value("every", r#""5 min""#, M, Any, "from memory: no frequency is stated"),
            value("keep", r#""24 h""#, J, Any, "judgement: no retention is stated"),
            value("point", "", V, One(&["latest", "processed", "application"]), ON_HUB),
            value("after_failback", r#""starts-over""#, V, One(&["starts-over"]), ON_HUB),
            value(
                "limits.appliance_churn",
                r#"[{ writes = "8 KiB", most = "28 MB/s" }, { writes = "64 KiB", most = "120 MB/s" }, { writes = "2 MiB", most = "136 MB/s" }]"#,
                V,
                Any,
                CAPACITY,
            ),
            value("limits.log_limit", r#""1 d""#, V, Any, CAPACITY),
            value("limits.largest_disk", r#""1022 GB""#, V, Any, KNOWN_ISSUES),
            value("limits.disks_at_once", "31", V, Any, CAPACITY),
            value("limits.enable_at_once", "10", V, Any, ON_HUB),
            value("limits.preview", "true", V, Any, ON_HUB),
        ],
        facts: &[
            fact(
                V,
                "What an appliance carries was measured with 28 disks at 1 MB/s (8 KB writes), 60 disks at 2 MB/s \
                 (64 KB) and 68 disks at 2 MB/s (2 MB). Each appliance has its own vault.",
                CAPACITY,
            ),
            fact(
                V,
                "When the cache holds its limit of changes, replication times out (a resync is simulated).",
                CAPACITY,
            ),
            fact(V, "All disks of a VM are protected.", ON_HUB),
            fact(V, "Re-protect shuts the source VM down: it is no fallback from then on.", CAPACITY),
            fact(
                V,
                "After failback protection must be disabled, the agent removed, protection enabled and everything \
                 seeded again: until then nothing is protected.",
                ON_HUB,
            ),
            fact(V, "The vault is on the target stamp; the appliance on the source must be healthy.", ON_HUB),
            fact(V, "A test failover is asked for if there was none in 180 days.", ON_HUB),
            fact(
                V,
                "Recovery plans: spoken of in 2023, said to be unavailable in 2024. Count on scripts.",
                ON_HUB,
            ),
        ],
    },
    Preset {
        name: "guest-replication",
        aliases: &["zerto", "guest-disk-replication"],
        title: "Replication of guest disks by a partner's agent",
        method: "replica",
        about: "An agent in each VM replicates its disks to another place; behaviour only, no public figures.",
        ends: &[ends(D, ANY, ANY, IN_GUEST)],
        vault: None,
        values: &[],
        facts: &[fact(V, "Replicates per VM; the agent runs in the guest.", PROTECT)],
    },
];
