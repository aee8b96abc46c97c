//! Keys of the file itself, of what is asked, and of the people.

use super::Takes::{
    Apps, Delay, Each, Hazard, Limit, List, Names, Services, Share, Table, Text, Whole, Word, Years,
};
use super::Unless::{Derived, Or, Required};
use super::{Key, Section, key, known};

const RTO: Key = key("rto", Limit, Derived("none is asked"), "longest recovery time; \"none\" lifts it");
const RPO: Key =
    key("rpo", Limit, Derived("none is asked"), "largest data loss, as a time; \"none\" lifts it");
const ROLLBACK: Key = key(
    "rpo_rollback",
    Limit,
    Derived("it is shown, not judged"),
    "largest rollback after damage: from the clean point to the end of the damage",
);
/// What a service is asked where it does not say.
const OF_ITS_APPS: super::Unless = Derived("its strictest app's");
pub(super) const OBJECTIVES: Key = key(
    "objectives",
    Each("objectives.KIND"),
    Derived("the wider ones hold"),
    "objectives by kind or class of disruption; the narrower wins",
);

pub(super) const SECTIONS: &[Section] = &[
    Section {
        path: "",
        about: "The file.",
        keys: &[
            key("title", Text, Derived("the name of the file"), "a line for people"),
            key(
                "foundation",
                Names("app"),
                Derived("no app"),
                "apps that everything else waits for in a recovery; what they need must be in it too",
            ),
            key("decide", Delay, Derived("that of [people]"), "short for people.decide"),
            key("detect", Delay, Derived("that of [people]"), "short for people.detect"),
            key(
                "objectives",
                Each("objectives.KIND"),
                Derived("each tier's own"),
                "objectives by kind or class for all tiers",
            ),
            key(
                "tiers",
                Each("tiers.NAME"),
                Required,
                "sets of objectives that apps inherit, strictest first",
            ),
            key("apps", Apps, Required, "what is to be recovered: a table for each, or csv = \"apps.csv\""),
            key("services", Services, Derived("no service"), "apps that are useful only together"),
            key(
                "sites",
                Each("sites.NAME"),
                Required,
                "datacenters, cloud regions, providers' places, branch offices",
            ),
            key(
                "stamps",
                Each("stamps.NAME"),
                Derived("no stamp"),
                "Azure Stack Hub or Azure Local instances, or Hyper-V clusters",
            ),
            key("clusters", Each("stamps.NAME"), Or("stamps"), "another word for stamps"),
            key("links", Each("links.NAME"), Derived("no link"), "network paths between two sites"),
            key("targets", Each("targets.NAME"), Derived("no target"), "where backups land"),
            key(
                "controls",
                Each("controls.NAME"),
                Derived("none"),
                "control planes and other services that protections need",
            ),
            key(
                "plans",
                Each("plans.NAME"),
                Derived("none"),
                "recovery plans: the order in which apps come back",
            ),
            key("rules", Each("rules.NAME"), Derived("no rule"), "where apps and their copies may be"),
            key(
                "people",
                Table("people"),
                Derived("the library's values"),
                "what people do in every recovery",
            ),
            key(
                "ransomware",
                Table("ransomware"),
                Derived("the library's values"),
                "attacks on the whole organisation",
            ),
            key(
                "study",
                Table("study"),
                Derived("the library's values"),
                "how much is simulated, and what a verdict requires",
            ),
            key(
                "topologies",
                Each("topologies.NAME"),
                Required,
                "the ways to place and protect the apps that are compared",
            ),
        ],
    },
    Section {
        path: "study",
        about: "How much is simulated, and what a verdict requires. The command line may change some of it.",
        keys: &[
            known("trials", Whole(1, 1_000_000_000), "study.trials"),
            known("years", Years, "study.years"),
            known("seed", Whole(0, i64::MAX.unsigned_abs()), "study.seed"),
            known("required", Share, "study.required"),
            known("confidence", Share, "study.confidence"),
            known("clock", Word(&["failed", "detected", "declared"]), "study.clock"),
        ],
    },
    Section {
        path: "people",
        about: "What people do in every recovery. A topology may change it.",
        keys: &[
            known("detect", Delay, "people.detect"),
            known("decide", Delay, "people.decide"),
            known("error", Delay, "people.error"),
            known("failback", Delay, "people.failback"),
            known("reprotect", Delay, "people.reprotect"),
            known("max_incident", super::Takes::Duration, "people.max_incident"),
            known("reclaim", super::Takes::Truth, "people.reclaim"),
        ],
    },
    Section {
        path: "ransomware",
        about: "Attacks that encrypt the data of all apps at once. A topology may change it.",
        keys: &[
            known("rate", Hazard, "ransomware.rate"),
            known("dwell", Delay, "ransomware.dwell"),
            known("taint_from", Word(&["encryption", "intrusion"]), "ransomware.taint_from"),
            known("hold", Delay, "ransomware.hold"),
        ],
    },
    Section {
        path: "tiers.NAME",
        about: "A set of objectives with a priority.",
        keys: &[
            RTO,
            RPO,
            ROLLBACK,
            known("loses_all", Share, "tiers.loses_all"),
            OBJECTIVES,
            key(
                "priority",
                Whole(1, 1000),
                Derived("its place in the file"),
                "who is served first; 1 is highest; of one priority what others need comes first, then the alphabet",
            ),
        ],
    },
    Section {
        path: "objectives.KIND",
        about: "What is asked for one kind or class of disruption. Kinds: node, switch, stamp-outage, stamp-lost, \
                site-outage, site-lost, link-lost, item-deletion, corruption, ransomware. Classes: hardware, stamp, \
                site, network, data.",
        keys: &[
            RTO,
            RPO,
            ROLLBACK,
            key(
                "loses_all",
                Share,
                Derived("the wider one holds"),
                "share of strikes that may leave no usable copy",
            ),
        ],
    },
    Section {
        path: "services.NAME",
        about: "Apps that are useful only together: back when the last of them is. A list of apps is enough: what \
                a service does not say it is asked, for each kind of disruption, as the strictest of its apps is.",
        keys: &[
            key("apps", Names("app"), Required, "its apps"),
            Key { unless: OF_ITS_APPS, ..RTO },
            Key { unless: OF_ITS_APPS, ..RPO },
            Key { unless: OF_ITS_APPS, ..ROLLBACK },
            key("loses_all", Share, OF_ITS_APPS, "share of strikes that may leave no usable copy"),
            OBJECTIVES,
        ],
    },
    Section {
        path: "plans.NAME",
        about: "A recovery plan: people bring its apps back group by group. It is begun when a failure hit one of its \
                apps and people have decided; only apps that the same failure hit belong to it. A group is begun when \
                those of the groups before it serve; what comes back in place, and what begins by itself, waits for \
                no plan. An app is in at most one plan; one in none comes back as soon as it can. A topology may add \
                and change plans.",
        keys: &[
            key("groups", List("plans.group"), Required, "its groups, first to last"),
            known("shut_down", Delay, "plans.shut_down"),
            key(
                "at_once",
                Whole(1, 10_000),
                Derived("no limit"),
                "VMs of the plan that are worked on at once",
            ),
            key(
                "crew",
                Whole(1, 1000),
                Derived("as many as needed"),
                "people who serve its pauses and mend its failed scripts, for all failures it is carried out for",
            ),
            known("patience", super::Takes::Duration, "plans.patience"),
        ],
    },
    Section {
        path: "plans.group",
        about: "Apps that come back side by side. A group none of whose apps has to be brought back is left out, with \
                what is done before and after it.",
        keys: &[
            key("apps", Names("app"), Required, "its apps"),
            key(
                "at_once",
                Whole(1, 10_000),
                Derived("no limit"),
                "VMs of the group that are worked on at once",
            ),
            key(
                "before",
                List("plans.action"),
                Derived("nothing"),
                "what is done first, one after the other",
            ),
            key(
                "after",
                List("plans.action"),
                Derived("nothing"),
                "what is done when all of its apps serve, before the next group; nobody waits for what is done after \
                 the last",
            ),
        ],
    },
    Section {
        path: "plans.action",
        about: "A script or a pause.",
        keys: &[
            key("script", Delay, Or("pause"), "how long a script runs"),
            known("fails", Share, "plans.fails"),
            known("fix", Delay, "plans.fix"),
            key("pause", Delay, Or("script"), "how long people do something by hand while the plan waits"),
        ],
    },
    Section {
        path: "rules.NAME",
        about: "A placement rule. A topology that breaks it is rejected, with the reason.",
        keys: &[
            key("reason", Text, Derived("none is shown"), "why the rule exists"),
            key("apps", Names("app"), Derived("all apps"), "apps it binds"),
            key("tiers", Names("tier"), Derived("all apps"), "tiers whose apps it binds"),
            key(
                "applies",
                Word(&["both", "running", "copies"]),
                Derived("both"),
                "whether it is about where apps may run, where copies may lie, or both",
            ),
            key("only", Names("site"), Derived("every site"), "the only sites that are allowed"),
            key("never", Names("site"), Derived("no site"), "sites that are forbidden"),
            key(
                "round_trip",
                super::Takes::Duration,
                Derived("any time"),
                "longest round trip from the app's users (else its home) to wherever it may run",
            ),
        ],
    },
];
