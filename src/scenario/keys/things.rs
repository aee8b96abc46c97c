//! Keys of what exists: sites, stamps, links, targets, apps.

use super::Takes::{
    Bandwidth, Churn, Delay, Duration, Hazard, Name, Names, Number, Share, Size, Truth, TruthOrDuration,
    Vcpus, Whole, Word,
};
use super::Unless::{Derived, Or, Required};
use super::organisation::OBJECTIVES;
use super::{Key, Section, key, known};
use crate::scenario::keys::Takes::Limit;

const RTO: Key = key("rto", Limit, Derived("its tier's"), "longest recovery time; \"none\" lifts it");
const RPO: Key = key("rpo", Limit, Derived("its tier's"), "largest data loss, as a time; \"none\" lifts it");
const ROLLBACK: Key = key(
    "rpo_rollback",
    Limit,
    Derived("its tier's"),
    "largest rollback after damage: from the clean point to the end of the damage",
);

pub(super) const SECTIONS: &[Section] = &[
    Section {
        path: "sites.NAME",
        about: "A datacenter, a public cloud region, a service provider's place or a branch office: one failure \
                domain for power, cooling, fire and flood.",
        keys: &[
            known("kind", Word(&["own", "cloud", "provider", "users"]), "sites.kind"),
            known("outage", Hazard, "sites.outage.*"),
            known("outage_lasts", Delay, "sites.outage_lasts.*"),
            known("lost", Hazard, "sites.lost.*"),
            known("replacement", Delay, "sites.replacement"),
            key(
                "technicians",
                Whole(1, 1000),
                Derived("no limit"),
                "repairs of nodes, switches and targets at once",
            ),
            key(
                "quota",
                Vcpus,
                Derived("no limit"),
                "virtual CPUs that may run here at once (cloud and provider)",
            ),
        ],
    },
    Section {
        path: "stamps.NAME",
        about: "An Azure Stack Hub or Azure Local instance, or a Hyper-V cluster: one rack with its nodes, two switches and \
                a storage pool.",
        keys: &[
            key("site", Name("site"), Required, "where it stands"),
            key("nodes", Whole(1, 16), Required, "number of nodes"),
            key("memory", Size, Derived("room is not limited"), "memory of one node"),
            known("product", Word(&["azure-stack-hub", "azure-local", "hyper-v"]), "stamps.product"),
            known("crash", Hazard, "stamps.crash"),
            known("crash_repair", Delay, "stamps.crash_repair"),
            known("hardware", Hazard, "stamps.hardware"),
            known("hardware_repair", Delay, "stamps.hardware_repair"),
            known("node_detection", Delay, "stamps.node_detection"),
            known("vm_restart", Delay, "stamps.vm_restart"),
            known("switch", Hazard, "stamps.switch"),
            known("switch_repair", Delay, "stamps.switch_repair"),
            known("switch_common_cause", Share, "stamps.switch_common_cause"),
            known("pool_tolerates", Whole(0, 15), "stamps.pool_tolerates"),
            known("pool_online_down_to", Whole(0, 16), "stamps.pool_online_down_to"),
            known("software", Hazard, "stamps.software"),
            known("software_lasts", Delay, "stamps.software_lasts"),
            known("infrastructure", Hazard, "stamps.infrastructure"),
            known("infrastructure_lasts", Delay, "stamps.infrastructure_lasts"),
            known("rack_power", Hazard, "stamps.rack_power"),
            known("rack_power_lasts", Delay, "stamps.rack_power_lasts"),
            known("lost", Hazard, "stamps.lost"),
            known("redeploy", Delay, "stamps.redeploy"),
        ],
    },
    Section {
        path: "links.NAME",
        about: "A network path between two sites.",
        keys: &[
            key("sites", Names("site"), Required, "its two ends"),
            key("bandwidth", Bandwidth, Required, "what it carries"),
            known("efficiency", Share, "links.efficiency"),
            known("production", Bandwidth, "links.production"),
            known("paths", Whole(1, 2), "links.paths"),
            known("failure", Hazard, "links.failure"),
            known("repair", Delay, "links.repair"),
            known("common_cause", Share, "links.common_cause"),
            key(
                "round_trip",
                Duration,
                Derived("unknown"),
                "time of a round trip over it; placement rules ask for it",
            ),
        ],
    },
    Section {
        path: "targets.NAME",
        about: "Where backups land. One of site, stamp and rack says where it stands.",
        keys: &[
            key("site", Name("site"), Or("stamp"), "at a site, in its own rack"),
            key("stamp", Name("stamp"), Or("site"), "a VM on this stamp: it lives and dies with it"),
            key("cluster", Name("stamp"), Or("stamp"), "another word for stamp"),
            key("rack", Name("stamp"), Or("site"), "in the rack of this stamp; no vendor supports it"),
            known("immutable", TruthOrDuration, "targets.immutable"),
            known("dedicated", Truth, "targets.dedicated"),
            known("throughput", Bandwidth, "targets.throughput"),
            known("streams", Whole(1, 10_000), "targets.streams"),
            known("stream_throughput", Bandwidth, "targets.stream_throughput"),
            known("failure", Hazard, "targets.failure"),
            known("repair", Delay, "targets.repair"),
            known("data_lost", Share, "targets.data_lost"),
            known("compromised", Share, "targets.compromised.*"),
            key(
                "compromised_later",
                Share,
                Derived("as an ordinary target, where immutability ends"),
                "probability that an attacker compromises copies whose immutability has ended",
            ),
        ],
    },
    Section {
        path: "controls.NAME",
        about: "A control plane or service without which a protection makes no copies or starts no recovery: Azure's \
                control plane, an appliance, a replica broker. Named in `copy_needs` and `start_needs`. Its failure \
                alone strikes no app.",
        keys: &[
            key("site", Name("site"), Derived("nowhere in particular"), "the site it runs at, down with it"),
            key("stamp", Name("stamp"), Derived("nowhere in particular"), "or the stamp, down with it"),
            key("cluster", Name("stamp"), Or("stamp"), "another word for stamp"),
            known("failure", Hazard, "controls.failure"),
            known("repair", Delay, "controls.repair"),
        ],
    },
    Section {
        path: "apps.NAME",
        about: "An app: a group of VMs with its data and what it is asked. In a CSV each row is one, with the same \
                keys as columns and the name in the column name.",
        keys: &[
            key("tier", Name("tier"), Required, "whose objectives and priority it inherits"),
            known("vms", Whole(1, 100_000), "apps.vms"),
            key("needed", Whole(1, 100_000), Derived("all VMs"), "VMs it needs to serve fully"),
            key(
                "priority",
                Whole(1, 1000),
                Derived("its tier's"),
                "who is served first; 1 is highest; of one priority what others need comes first, then the alphabet",
            ),
            known("pinned", Truth, "apps.pinned"),
            key("disks", Whole(1, 10_000), Derived("unknown"), "disks of each VM, the system disk included"),
            key("largest_disk", Size, Derived("unknown"), "size of the largest disk"),
            key("write_size", Size, Derived("unknown"), "usual size of a write, as `\"16 KiB\"`"),
            key("os", Word(&["windows", "linux"]), Derived("unknown"), "operating system of its VMs"),
            key("generation", Whole(1, 2), Derived("unknown"), "generation of its VMs"),
            key("arc", Truth, Derived("unknown"), "its VMs are managed through Azure Arc"),
            known("highly_available", Truth, "apps.highly_available"),
            known("ephemeral", Truth, "apps.ephemeral"),
            known("vcpus", Number(0, 1000), "apps.vcpus"),
            known("memory", Size, "apps.memory"),
            key(
                "data",
                Size,
                Derived("the library's value for one VM, times its VMs"),
                "data of the whole app",
            ),
            key("churn", Churn, Derived("the library's share of its data"), "data that change"),
            key(
                "home",
                Name("place"),
                Derived("the first place where apps can run"),
                "where it runs: a stamp, a cloud or a provider's site",
            ),
            key("needs", Names("app"), Derived("no app"), "apps without which it cannot serve"),
            key("users", Names("site"), Derived("everywhere"), "sites from which it is used, over the links"),
            RTO,
            RPO,
            ROLLBACK,
            key("loses_all", Share, Derived("its tier's"), "share of strikes that may leave no usable copy"),
            OBJECTIVES,
            known("boot", Delay, "apps.boot"),
            known("start", Delay, "apps.start"),
            key(
                "item_deletion",
                Hazard,
                Derived("the library's value for one VM, times its VMs"),
                "deletions that need a restore",
            ),
            key(
                "corruption",
                Hazard,
                Derived("the library's value for one VM, times its VMs"),
                "corruptions of its data",
            ),
            known("damage_detection", Delay, "apps.damage_detection"),
            known("damage_stop", Delay, "apps.damage_stop"),
            known("item_size", Size, "apps.item_size"),
            known("item_work", Delay, "apps.item_work"),
            known("item_remake", Delay, "apps.item_remake"),
            known("rebuild", Delay, "apps.rebuild"),
        ],
    },
];
