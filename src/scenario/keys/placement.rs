//! Keys of topologies and of the protections in them.

use super::Takes::{
    Bandwidth, Cost, Delay, Duration, Each, Homes, Levels, MostChange, Name, Names, Number, Protect, Share,
    ShareOrDuration, Size, Table, Text, TimeOfDay, Truth, Whole, Window, Word,
};
use super::Unless::{By, Derived, Or, Required};
use super::{Key, Section, Unless, key, known};

const LIMITS: Key = key(
    "limits",
    Table("protect.limits"),
    Derived("what is known of the system"),
    "what it takes at most; `drsim check` says what is beyond it",
);
const UNKNOWN: Unless = Derived("what is known of the system");
const COPY_NEEDS: Key = key(
    "copy_needs",
    Names("control plane or app"),
    Derived("nothing else"),
    "control planes and apps (the backup server) that must work, within reach of where the app runs, to make \
     and send copies",
);
const START_NEEDS: Key = key(
    "start_needs",
    Names("control plane or app"),
    Derived("nothing else"),
    "control planes and apps that must work, within reach of where the app is to run, to start a recovery; an \
     app does not need itself",
);
const NOTHING_NEEDED: Unless = Derived("nothing is needed");
const REGISTER: Key = key(
    "register",
    Delay,
    NOTHING_NEEDED,
    "registering one VM that was brought to another stamp, as many at once as `parallel`: until then it serves, but \
     is not managed, which is reported beside downtime; not needed in a cloud region, nor by VMs with arc = false",
);
const RECONNECT: Key = key(
    "reconnect",
    Delay,
    NOTHING_NEEDED,
    "the same for one VM that is back at its home after it has not run there for longer than `reconnect_after`",
);

pub(super) const SECTIONS: &[Section] = &[
    Section {
        path: "topologies.NAME",
        about: "One complete way to place and protect the apps. It may add sites, stamps, links and targets and \
                change single keys of those of the file, of apps, of [people] and of [ransomware].",
        keys: &[
            key("title", Text, Derived("its name"), "a line for people"),
            key("cost", Cost, Derived("unknown"), "what it costs a year; one currency in a file"),
            key("unsupported", Truth, Derived("false"), "simulate it although no vendor supports it"),
            key(
                "home",
                Homes,
                Derived("that of each app"),
                "where apps run: one place, or a table by app, tier or default",
            ),
            key(
                "protect",
                Protect,
                Derived("nothing is protected"),
                "the ways back into service, first choice first: one list, or a table by app, tier or default",
            ),
            key("sites", Each("sites.NAME"), Derived("those of the file"), "sites added or changed"),
            key("stamps", Each("stamps.NAME"), Derived("those of the file"), "stamps added or changed"),
            key("clusters", Each("stamps.NAME"), Or("stamps"), "another word for stamps"),
            key("links", Each("links.NAME"), Derived("those of the file"), "links added or changed"),
            key("targets", Each("targets.NAME"), Derived("those of the file"), "targets added or changed"),
            key(
                "controls",
                Each("controls.NAME"),
                Derived("those of the file"),
                "control planes added or changed",
            ),
            key("apps", Each("apps.NAME"), Derived("those of the file"), "keys of apps changed"),
            key("plans", Each("plans.NAME"), Derived("those of the file"), "recovery plans added or changed"),
            key("people", Table("people"), Derived("those of the file"), "keys changed"),
            key("ransomware", Table("ransomware"), Derived("that of the file"), "keys changed"),
        ],
    },
    Section {
        path: "protect.backup",
        about: "Copies on a backup target; a restore brings them back.",
        keys: &[
            key("to", Name("target"), Required, "where the copies land"),
            known("every", Duration, "backup.every"),
            key("start", TimeOfDay, Derived("one random phase per trial"), "time of day of the first copy"),
            known("keep", Duration, "backup.keep"),
            known("spacing", Duration, "backup.spacing"),
            known("hold", Duration, "backup.hold"),
            known("job_failure", Share, "backup.job_failure"),
            known("job_failure_correlation", Share, "backup.job_failure_correlation"),
            known("unreadable", Share, "backup.unreadable"),
            key(
                "outward",
                Levels,
                Derived("no further level"),
                "further levels, each copying the one before",
            ),
            key(
                "restore_to",
                Names("place"),
                Derived("[\"home\"]"),
                "places to restore to, first choice first; \"home\" is the app's own",
            ),
            COPY_NEEDS,
            START_NEEDS,
            known("method", Word(&["whole-vm", "in-guest", "instant"]), "backup.method"),
            known("reduction", Number(1, 1000), "backup.reduction"),
            key("decide", Delay, Derived("that of [people]"), "time people take to decide on this method"),
            known("provision", Delay, "backup.provision"),
            known("instant_boot", Delay, "backup.instant_boot"),
            known("install_os", Delay, "backup.install_os"),
            known("install_agent", Delay, "backup.install_agent"),
            known("parallel", Whole(1, 10_000), "backup.parallel"),
            known("vm_restore_failure", Share, "backup.vm_restore_failure"),
            known("consistency", Word(&["application", "crash"]), "backup.consistency"),
            known("crash_start", Delay, "backup.crash_start"),
            known("crash_fails", Share, "backup.crash_fails"),
            known("crash_repair", Delay, "backup.crash_repair"),
            known("fix_up", Delay, "backup.fix_up"),
            REGISTER,
            RECONNECT,
            known("reconnect_after", Duration, "backup.reconnect_after"),
            LIMITS,
        ],
    },
    Section {
        path: "protect.backup.outward",
        about: "A further level of a backup.",
        keys: &[
            key("to", Name("target"), Required, "where these copies land"),
            key(
                "every",
                Duration,
                Derived("each copy is sent on as soon as it has arrived"),
                "time between captures",
            ),
            key("start", TimeOfDay, Derived("one random phase per trial"), "time of day of the first one"),
            known("keep", Duration, "backup.keep"),
            known("spacing", Duration, "backup.spacing"),
            known("hold", Duration, "backup.hold"),
            known("job_failure", Share, "backup.job_failure"),
            known("job_failure_correlation", Share, "backup.job_failure_correlation"),
            known("unreadable", Share, "backup.unreadable"),
        ],
    },
    Section {
        path: "protect.replica",
        about: "A replica kept up to date at another place; people fail over to it, or it begins by itself.",
        keys: &[
            key("to", Name("place"), Required, "where it is kept and started"),
            COPY_NEEDS,
            START_NEEDS,
            known("synchronous", Truth, "replica.synchronous"),
            known("every", Duration, "replica.every"),
            key("start", TimeOfDay, Derived("one random phase per trial"), "time of day of the first cycle"),
            known("apply", Duration, "replica.apply"),
            key("limit", Bandwidth, Derived("no limit of its own"), "what its transfer may take"),
            known("keep", Duration, "replica.keep"),
            known("spacing", Duration, "replica.spacing"),
            known("point", Word(&["processed", "latest", "application"]), "replica.point"),
            known("processing", Delay, "replica.processing"),
            key(
                "consistent_every",
                Duration,
                Derived("`\"1 h\"` if `point` is application, else none"),
                "time between application-consistent points: the first cycle at or after each such time makes one, and the \
                 newest is kept beside the latest. With any `point` they start cleanly, and stand in where a start from \
                 another fails",
            ),
            known("custom_work", Delay, "replica.custom_work"),
            known("crash_start", Delay, "replica.crash_start"),
            known("crash_fails", Share, "replica.crash_fails"),
            known("crash_repair", Delay, "replica.crash_repair"),
            key("decide", Delay, Derived("that of [people]"), "time people take to decide on failover"),
            key(
                "automatic",
                Delay,
                Derived("people begin it"),
                "the failover begins by itself this long after a failure, whether or not people know; not after damage, \
                 of which only people know. Name the witness in `start_needs`",
            ),
            known("failover", Delay, "replica.failover"),
            known("parallel", Whole(1, 10_000), "replica.parallel"),
            known("redirect", Delay, "replica.redirect"),
            known("plan", Word(&["tested", "yearly", "never"]), "replica.plan"),
            key(
                "plan_works",
                Share,
                By("plan", "replica.plan"),
                "probability that the plan works as written; tested: in the last 6 months, yearly: once a year; 99 % for \
                 what is `automatic`",
            ),
            known("gives_up", Share, "replica.gives_up"),
            known("without_plan", Number(1, 100), "replica.without_plan"),
            known("on_return", Word(&["race", "commit"]), "replica.on_return"),
            known("after_failback", Word(&["goes-on", "starts-over"]), "replica.after_failback"),
            known("compromised", Share, "replica.compromised"),
            REGISTER,
            key(
                "temporary",
                Truth,
                Derived("false"),
                "failovers are temporary: nobody registers the VMs, which are not managed until they are home again",
            ),
            RECONNECT,
            known("reconnect_after", Duration, "replica.reconnect_after"),
            key(
                "resync_window",
                Window,
                Derived("at any time"),
                "times of day between which a resync may start; it is needed when `limits.log_limit` is reached, or \
                 after a crash",
            ),
            key(
                "resync_after_crash",
                Truth,
                Derived("`false`"),
                "it needs a resync after a node has failed with a VM of the app",
            ),
            key(
                "resync_drops_points",
                Truth,
                Derived("`false`"),
                "once a resync is done, older recovery points are gone",
            ),
            key(
                "resync_compares",
                Bandwidth,
                Derived("in no time"),
                "how fast a resync reads the data of an app at both ends and compares them, before it sends what differs",
            ),
            LIMITS,
        ],
    },
    Section {
        path: "protect.limits",
        about: "What the system of a backup or a replica takes at most, beside what there is of it. Presets know some \
                (`drsim presets NAME`); write what holds for your release, storage or contract. `drsim check` says \
                what is beyond a limit; nothing is simulated otherwise because of it, but for `log_limit`.",
        keys: &[
            key(
                "storage",
                Word(&["standard", "premium"]),
                Derived("unknown"),
                "storage that its copies are written to",
            ),
            key("appliances", Whole(1, 10_000), Derived("1"), "appliances or servers that share the work"),
            key("churn_per_vm", MostChange, UNKNOWN, "change of one VM"),
            key("churn_per_disk", MostChange, UNKNOWN, "change of one disk"),
            key("largest_disk", Size, UNKNOWN, "size of a disk"),
            key("disks_per_vm", Whole(1, 1_000_000), UNKNOWN, "disks of one VM, the system disk included"),
            key("data_per_vm", Size, UNKNOWN, "data of one VM"),
            key("appliance_churn", MostChange, UNKNOWN, "change that one appliance or server carries"),
            key("appliance_vms", Whole(1, 1_000_000), UNKNOWN, "VMs of one appliance or server"),
            key("appliance_data", Size, UNKNOWN, "data of one appliance or server"),
            key(
                "disks_at_once",
                Whole(1, 1_000_000),
                UNKNOWN,
                "disks that one appliance re-protects at once",
            ),
            key("enable_at_once", Whole(1, 1_000_000), UNKNOWN, "VMs for which it is switched on at once"),
            key("plan_vms", Whole(1, 1_000_000), UNKNOWN, "VMs of one recovery plan"),
            key(
                "log_limit",
                ShareOrDuration,
                UNKNOWN,
                "what may wait to be sent, a share of the data, or the changes of a time: beyond it a replica makes \
                 no new points until a resync has sent what differs",
            ),
            key("most_points", Whole(1, 1_000_000), UNKNOWN, "recovery points that are kept"),
            key("premium_every", Duration, UNKNOWN, "shortest interval to premium storage"),
            key("highly_available_only", Truth, UNKNOWN, "it takes only VMs that restart on another node"),
            key("linux", Word(&["none", "generation-1", "any"]), UNKNOWN, "Linux VMs it takes"),
            key(
                "arc_vms",
                Word(&["yes", "no", "by-release"]),
                UNKNOWN,
                "whether it takes VMs managed through Azure Arc; by-release: documents disagree",
            ),
            key("running_vms", Truth, UNKNOWN, "it may copy VMs while they run"),
            key("preview", Truth, UNKNOWN, "it is a preview, not meant for production"),
        ],
    },
    Section {
        path: "protect.active-active",
        about: "Instances at several places serve at once; traffic moves by itself.",
        keys: &[
            key("with", Names("place"), Required, "the other places it runs at, besides its home"),
            known("synchronous", Truth, "active-active.synchronous"),
            known("probe", Delay, "active-active.probe"),
            known("redirect", Delay, "active-active.redirect"),
        ],
    },
];
