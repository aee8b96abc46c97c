//! Keys of topologies and of the protections in them.

use super::Takes::{
    Bandwidth, Cost, Delay, Duration, Each, Homes, Levels, Name, Names, Number, Protect, Share, Table, Text,
    TimeOfDay, Truth, Whole, Word,
};
use super::Unless::{By, Derived, Or, Required};
use super::{Key, Section, key, known};

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
            known("method", Word(&["whole-vm", "in-guest"]), "backup.method"),
            known("reduction", Number(1, 1000), "backup.reduction"),
            key("decide", Delay, Derived("that of [people]"), "time people take to decide on this method"),
            known("provision", Delay, "backup.provision"),
            known("install_os", Delay, "backup.install_os"),
            known("install_agent", Delay, "backup.install_agent"),
            known("parallel", Whole(1, 10_000), "backup.parallel"),
            known("vm_restore_failure", Share, "backup.vm_restore_failure"),
            known("fix_up", Delay, "backup.fix_up"),
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
        about: "A replica kept up to date at another place; people fail over to it.",
        keys: &[
            key("to", Name("place"), Required, "where it is kept and started"),
            COPY_NEEDS,
            START_NEEDS,
            known("every", Duration, "replica.every"),
            key("start", TimeOfDay, Derived("one random phase per trial"), "time of day of the first cycle"),
            known("apply", Duration, "replica.apply"),
            key("limit", Bandwidth, Derived("no limit of its own"), "what its transfer may take"),
            known("keep", Duration, "replica.keep"),
            known("spacing", Duration, "replica.spacing"),
            key("decide", Delay, Derived("that of [people]"), "time people take to decide on failover"),
            known("failover", Delay, "replica.failover"),
            known("parallel", Whole(1, 10_000), "replica.parallel"),
            known("redirect", Delay, "replica.redirect"),
            known("plan", Word(&["tested", "yearly", "never"]), "replica.plan"),
            key(
                "plan_works",
                Share,
                By("plan", "replica.plan"),
                "probability that the plan works as written; tested: in the last 6 months, yearly: once a year",
            ),
            known("gives_up", Share, "replica.gives_up"),
            known("without_plan", Number(1, 100), "replica.without_plan"),
            known("on_return", Word(&["race", "commit"]), "replica.on_return"),
            known("compromised", Share, "replica.compromised"),
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
