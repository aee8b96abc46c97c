//! Single slips in a scenario: each is told where it is, with what is wrong and
//! what to write instead.

use super::*;

/// A change of [`MINIMAL`] with the text that must be underlined in ⟦⟧, the id,
/// and what message and hint must contain.
type Mistake = (&'static str, &'static str, &'static str, &'static str, &'static str);

const MISTAKES: &[Mistake] = &[
    // Keys and shapes.
    (
        "nodes = 4",
        "nodes = 4\n⟦memmory⟧ = \"1 GiB\"",
        "unknown-key",
        "stamp prod has no key memmory",
        "write memory",
    ),
    (
        "[sites.dc1]",
        "[sites.dc1]\n⟦colour⟧ = 1",
        "unknown-key",
        "site dc1 has no key colour",
        "the keys here are kind",
    ),
    (
        "to = \"vault\"",
        "to = \"vault\", ⟦colour⟧ = 1",
        "unknown-key",
        "no key colour",
        "the keys here are to, every, start, hold, keep,",
    ),
    ("[tiers.t1]", "⟦titel⟧ = \"x\"\n[tiers.t1]", "unknown-key", "no key titel", "write title"),
    ("[tiers.t1]", "⟦calendar⟧ = { zone = \"UTC\" }\n[tiers.t1]", "unknown-key", "calendar", "not supported"),
    ("[tiers.t1]", "⟦protect⟧ = \"none\"\n[tiers.t1]", "unknown-key", "protect", "[topologies.NAME]"),
    (
        "nodes = 4",
        "nodes = ⟦\"4\"⟧",
        "wrong-value",
        "nodes of stamp prod: a whole number is due",
        "without quotes",
    ),
    ("nodes = 4", "nodes = ⟦4.5⟧", "wrong-value", "4.5 is no whole number", "from 1 to 16"),
    ("nodes = 4", "nodes = ⟦0⟧", "wrong-value", "0 is out of range", "from 1 to 16"),
    ("nodes = 4", "nodes = ⟦40⟧", "wrong-value", "40 is out of range", "from 1 to 16"),
    ("nodes = 4", "", "missing", "stamp prod has no nodes", "nodes = 4"),
    ("site = \"dc1\"\nnodes", "nodes", "missing", "stamp prod has no site", "site = \"dc1\""),
    ("[sites.dc1]", "⟦[[sites]]⟧", "wrong-type", "a table of named tables", "[sites.NAME]"),
    ("[sites.dc1]", "[sites]\ndc1 = ⟦5⟧", "wrong-type", "a table that describes site dc1", "{"),
    ("tier = \"t1\"", "tier = ⟦1979-05-27⟧", "wrong-value", "a text is due here, not a date", "quotes"),
    ("tier = \"t1\"", "", "missing", "app erp has no tier", "tier = \"t1\""),
    // Units.
    ("\"24 h\"", "⟦24⟧", "unit", "rpo of tier t1: 24 has no unit", "24 h"),
    ("\"24 h\"", "⟦\"24 GB\"⟧", "unit", "24 GB is a size", "a duration is due"),
    ("\"24 h\"", "⟦\"-1 h\"⟧", "unit", "negative", "without the minus"),
    ("\"24 h\"", "⟦true⟧", "wrong-value", "not true or false", "quotes"),
    ("nodes = 4", "nodes = 4\nmemory = \"768 ⟦Gb⟧\"", "unit", "gigabits", "768 GB"),
    (
        "nodes = 4",
        "nodes = 4\nmemory = ⟦\"10 GiB\"⟧",
        "absurd",
        "platform itself takes more",
        "memory of one node",
    ),
    ("\"8 h\"", "⟦\"0 s\"⟧", "wrong-value", "rto of tier t1: no recovery takes no time", "\"none\""),
    ("rpo = \"24 h\"", "rpo = \"24 h\"\nloses_all = ⟦1⟧", "wrong-value", "1 % or 100 %", "\"1%\""),
    ("rpo = \"24 h\"", "rpo = \"24 h\"\nloses_all = ⟦\"1\"⟧", "wrong-value", "1 % or 100 %", "\"100%\""),
    ("nodes = 4", "nodes = 4\ncrash = ⟦\"5 h\"⟧", "unit", "5 h is a duration", "a rate is due"),
    ("nodes = 4", "nodes = 4\ncrash = ⟦3⟧", "unit", "3 has no unit", "3/yr"),
    ("nodes = 4", "nodes = 4\nswitch_common_cause = ⟦1.5⟧", "unit", "above 1", ""),
    (
        "nodes = 4",
        "nodes = 4\nswitch = { lifetime = \"4 yr\" }\nswitch_common_cause = ⟦\"10%\"⟧",
        "wrong-value",
        "splits a rate of failures",
        "0.1/yr",
    ),
    ("nodes = 4", "nodes = 4\nlost = ⟦true⟧", "wrong-value", "a rate is due", "1 in 9 yr"),
    // Distributions.
    (
        "nodes = 4",
        "nodes = 4\nredeploy = { ⟦lognorm⟧ = { median = \"1 h\" } }",
        "unknown-key",
        "lognorm",
        "write lognormal",
    ),
    (
        "nodes = 4",
        "nodes = 4\nredeploy = { ⟦lognormal⟧ = { median = \"1 h\" } }",
        "missing",
        "has no sigma",
        "sigma = 0.9",
    ),
    (
        "nodes = 4",
        "nodes = 4\nredeploy = { gamma = { shape = ⟦-1⟧, mean = \"1 h\" } }",
        "wrong-value",
        "-1 is out of range",
        "",
    ),
    (
        "nodes = 4",
        "nodes = 4\nredeploy = { gamma = { shape = 1, mean = ⟦5⟧ } }",
        "unit",
        "5 has no unit",
        "5 h",
    ),
    (
        "nodes = 4",
        "nodes = 4\nredeploy = { uniform = ⟦{ min = \"2 h\", max = \"1 h\" }⟧ }",
        "wrong-value",
        "redeploy of stamp prod: uniform: min must not be above max (1 h), but is 2 h",
        "min and max in rising order",
    ),
    (
        "nodes = 4",
        "nodes = 4\nredeploy = { lognormal = ⟦{ median = \"4 h\", p90 = \"2 h\" }⟧ }",
        "wrong-value",
        "redeploy of stamp prod: lognormal: median must not be above p90 (2 h), but is 4 h",
        "a p90 above the median",
    ),
    (
        "nodes = 4",
        "nodes = 4\nredeploy = { triangular = ⟦{ min = \"20 min\", mode = \"1 d\", max = \"90 min\" }⟧ }",
        "wrong-value",
        "triangular: mode must not be above max (90 min), but is 1 d",
        "min, mode and max in rising order",
    ),
    (
        "nodes = 4",
        "nodes = 4\nredeploy = ⟦{ gamma = {}, pert = {} }⟧",
        "wrong-value",
        "one key is due",
        "lognormal",
    ),
    (
        "nodes = 4",
        "nodes = 4\nredeploy = { gamma = { shape = 1, mean = \"1 h\", ⟦scal⟧ = 1 } }",
        "unknown-key",
        "no key scal",
        "",
    ),
    ("nodes = 4", "nodes = 4\nredeploy = { empirical = ⟦{}⟧ }", "wrong-value", "measured times", "values ="),
    (
        "nodes = 4",
        "nodes = 4\nredeploy = { empirical = { csv = ⟦\"x.csv\"⟧, column = \"h\", unit = \"h\" } }",
        "no-file",
        "x.csv",
        "folder",
    ),
    (
        "nodes = 4",
        "nodes = 4\ncrash = ⟦{ exponential = { mean = \"1 h\" } }⟧",
        "wrong-value",
        "a rate of failures is due",
        "lifetime =",
    ),
    ("nodes = 4", "nodes = 4\ncrash = { lifetime = ⟦\"0 s\"⟧ }", "wrong-value", "lifetime of zero", ""),
    (
        "nodes = 4",
        "nodes = 4\nredeploy = { lognormal = { median = \"1 h\", sigma = 1.0, ⟦p90⟧ = \"9 h\" } }",
        "duplicate",
        "told by sigma or by p90",
        "delete sigma or p90",
    ),
    (
        "nodes = 4",
        "nodes = 4\ncrash = { lifetime = ⟦\"5 min\"⟧ }",
        "wrong-value",
        "more than one an hour",
        "",
    ),
    ("nodes = 4", "nodes = 4\ncrash = ⟦\"1000000/yr\"⟧", "wrong-value", "more than once an hour", ""),
    (
        "[targets.vault]",
        "[targets.vault]\nimmutable = ⟦\"false\"⟧",
        "wrong-value",
        "immutable of target vault",
        "write false without quotes",
    ),
    (
        "[targets.vault]",
        "[targets.vault]\nimmutable = ⟦\"maybe\"⟧",
        "wrong-value",
        "\"maybe\" is neither true, false nor a duration",
        "write true, false or \"30 d\"",
    ),
    ("[targets.vault]", "[targets.vault]\nimmutable = ⟦\"30\"⟧", "unit", "30 has no unit", "30 h"),
    (
        "[tiers.t1]",
        "study.seed = ⟦99999999999999999999⟧\n[tiers.t1]",
        "wrong-value",
        "99999999999999999999",
        "from 0",
    ),
    ("nodes = 4", "nodes = 4\ncrash_repair = ⟦99999999999999999999⟧", "unit", "has no unit", ""),
    ("tier = \"t1\"", "tier = ⟦99999999999999999999⟧", "wrong-value", "a text is due here", "quotes"),
    // Keys of the top of the file, written at its end.
    (
        "protect.t1",
        "⟦foundation⟧ = [\"erp\"]\nprotect.t1",
        "unknown-key",
        "topology A has no key foundation",
        "move it above the first [table]",
    ),
    (
        "protect.t1",
        "⟦rules⟧.p = { never = [\"dc1\"] }\nprotect.t1",
        "unknown-key",
        "topology A has no key rules",
        "write [rules.NAME]",
    ),
    ("protect.t1", "⟦study⟧.trials = 5\nprotect.t1", "unknown-key", "no key study", "write [study]"),
    ("protect.t1", "⟦decide⟧ = \"1 h\"\nprotect.t1", "unknown-key", "no key decide", "people.decide = …"),
    (
        "[sites.dc1]",
        "⟦foundation⟧ = [\"erp\"]\n[sites.dc1]",
        "unknown-key",
        "tier t1",
        "above the first [table]",
    ),
    // Names.
    (
        "[targets.vault]\nsite = \"dc1\"",
        "[targets.vault]\nsite = ⟦\"dc3\"⟧",
        "unknown-name",
        "site of target vault: no site is called dc3",
        "write \"dc1\"",
    ),
    (
        "tier = \"t1\"",
        "tier = \"t1\"\nusers = [⟦\"moon\"⟧]",
        "unknown-name",
        "users of app erp: no site is called moon",
        "",
    ),
    (
        "[tiers.t1]",
        "services.s = [⟦\"crm\"⟧]\n[tiers.t1]",
        "unknown-name",
        "service s: no app is called crm",
        "",
    ),
    (
        "site = \"dc1\"\nnodes",
        "site = ⟦\"dc2\"⟧\nnodes",
        "unknown-name",
        "no site is called dc2",
        "write \"dc1\"",
    ),
    (
        "to = \"vault\"",
        "to = ⟦\"tape-library\"⟧",
        "unknown-name",
        "no backup target is called tape-library",
        "[targets.tape-library]",
    ),
    ("tier = \"t1\"", "tier = ⟦\"gold\"⟧", "unknown-name", "no tier is called gold", "the tiers are t1"),
    (
        "tier = \"t1\"",
        "tier = \"t1\"\nneeds = [⟦\"ad\"⟧]",
        "unknown-name",
        "needs of app erp: no app is called ad",
        "",
    ),
    (
        "tier = \"t1\"",
        "tier = \"t1\"\nhome = ⟦\"dc1\"⟧",
        "unknown-name",
        "apps cannot run at dc1",
        "\"prod\"",
    ),
    ("protect.t1", "protect.⟦t2⟧", "unknown-name", "no tier or app is called t2", "write t1"),
    (
        "protect.t1",
        "home = { ⟦sql⟧ = \"prod\" }\nprotect.t1",
        "unknown-name",
        "no tier or app is called sql",
        "t1, erp",
    ),
    (
        "[topologies.A]",
        "[topologies.A]\napps.⟦new⟧ = { tier = \"t1\" }",
        "unknown-name",
        "no app is called new",
        "not add",
    ),
    (
        "[tiers.t1]",
        "foundation = [⟦\"dns\"⟧]\n[tiers.t1]",
        "unknown-name",
        "foundation: no app is called dns",
        "",
    ),
    ("[sites.dc1]", "[sites.dc1]\n[sites.⟦\" x\"⟧]", "bad-name", "space", "another name"),
    ("[sites.dc1]", "[sites.dc1]\n[sites.⟦\"\"⟧]", "bad-name", "empty", ""),
    ("[stamps.prod]", "[stamps.⟦home⟧]", "bad-name", "meaning of its own", ""),
    // Doubles.
    ("nodes = 4", "nodes = 4\n⟦nodes⟧ = 5", "duplicate", "nodes is defined twice", "keep one"),
    (
        "[targets.vault]",
        "[clusters.⟦prod⟧]\nsite = \"dc1\"\nnodes = 4\n[targets.vault]",
        "duplicate",
        "stamp prod is described twice",
        "",
    ),
    (
        "[tiers.t1]",
        "⟦decide⟧ = \"1 h\"\npeople = { decide = \"2 h\" }\n[tiers.t1]",
        "duplicate",
        "decide is given here and in [people]",
        "",
    ),
    ("[tiers.t1]", "services.⟦erp⟧ = [\"erp\"]\n[tiers.t1]", "duplicate", "an app and a service", "rename"),
    ("[tiers.t1]", "services.s = ⟦[]⟧\n[tiers.t1]", "missing", "at least one app", ""),
    // Things that cannot be.
    (
        "[targets.vault]\nsite = \"dc1\"",
        "[targets.⟦vault⟧]",
        "missing",
        "does not say where it stands",
        "stamp =",
    ),
    ("[targets.vault]", "[targets.vault]\n⟦rack⟧ = \"prod\"", "duplicate", "both site and rack", "keep one"),
    (
        "[targets.vault]\nsite = \"dc1\"",
        "[targets.vault]\nrack = ⟦\"prod\"⟧",
        "unsupported",
        "2021-06-10",
        "unsupported = true",
    ),
    (
        "[tiers.t1]",
        "links.l = { sites = ⟦[\"dc1\", \"dc1\"]⟧, bandwidth = \"1 Gbps\" }\n[tiers.t1]",
        "wrong-value",
        "two different sites",
        "dc2",
    ),
    ("protect.t1", "cost = ⟦\"38 kEUR\"⟧\nprotect.t1", "unit", "per year", "38 kEUR/yr"),
    (
        "protect.t1",
        "cost = \"1 EUR/yr\"\n[topologies.B]\ncost = ⟦\"1 USD/yr\"⟧\nprotect.t1",
        "currency",
        "in USD, another is in EUR",
        "one currency",
    ),
    ("[tiers.t1]", "study.years = ⟦2000⟧\n[tiers.t1]", "wrong-value", "out of range", ""),
    ("[tiers.t1]", "study.years = ⟦0⟧\n[tiers.t1]", "wrong-value", "no length", ""),
    ("[tiers.t1]", "study.trials = ⟦0⟧\n[tiers.t1]", "wrong-value", "0 is not", ""),
    ("[tiers.t1]", "study.required = ⟦\"100%\"⟧\n[tiers.t1]", "wrong-value", "100%", "95%"),
    ("[tiers.t1]", "study.clock = ⟦\"failled\"⟧\n[tiers.t1]", "wrong-value", "failled", "write \"failed\""),
    (
        "tier = \"t1\"",
        "tier = \"t1\"\nvms = 3\nneeded = ⟦4⟧",
        "wrong-value",
        "4 is out of range",
        "from 1 to 3",
    ),
    ("tier = \"t1\"", "tier = \"t1\"\nvms = ⟦200000⟧", "wrong-value", "out of range", ""),
    (
        "tier = \"t1\"",
        "tier = \"t1\"\nobjectives.⟦site-lots⟧ = { rto = \"1 h\" }",
        "unknown-key",
        "site-lots",
        "write site-lost",
    ),
    ("tier = \"t1\"", "tier = \"t1\"\nchurn = ⟦\"15000%/d\"⟧", "unit", "15000%", ""),
    // Protections.
    ("{ backup = {", "{ ⟦veem⟧ = {", "unknown-key", "no protection is called veem", "write veeam"),
    (
        "{ backup = {",
        "{ ⟦mabs⟧ = {",
        "not-offered",
        "host level does not protect VMs on stamp prod, which is taken to run Azure Stack Hub",
        "product = \"azure-local\" or \"hyper-v\" for stamp prod if it runs that",
    ),
    (
        "{ backup = { to = \"vault\"",
        "{ mars = { to = ⟦\"vault\"⟧",
        "not-offered",
        "target vault stands at dc1",
        "a target at a site of kind = \"cloud\"",
    ),
    (
        "{ backup = { to = \"vault\" } }",
        "{ asr-stamps = { to = ⟦\"az\"⟧ } }]\nsites.az = { kind = \"cloud\" }\nlinks.er = { sites = [\"dc1\", \"az\"], \
         bandwidth = \"1 Gbps\" }\nx = [1",
        "not-offered",
        "does not copy to az, which is a cloud region",
        "from Azure Stack Hub to Azure Stack Hub (Microsoft",
    ),
    ("nodes = 4", "nodes = 4\nproduct = ⟦\"azure-stack\"⟧", "wrong-value", "azure-stack", "hyper-v"),
    ("{ backup = {", "{ ⟦backups⟧ = {", "unknown-key", "backups", "write backup"),
    (
        "[{ backup = { to = \"vault\" } }]",
        "⟦\"nothing\"⟧",
        "wrong-value",
        "a list of protections",
        "\"none\"",
    ),
    ("to = \"vault\"", "to = \"vault\", every = ⟦\"0 s\"⟧", "wrong-value", "at least one second", ""),
    ("to = \"vault\"", "to = \"vault\", start = ⟦\"25:00\"⟧", "wrong-value", "25:00", "22:00"),
    ("to = \"vault\"", "to = \"vault\", reduction = ⟦0.5⟧", "wrong-value", "0.5 is out of range", "from 1"),
    ("to = \"vault\"", "to = \"vault\", restore_to = ⟦[]⟧", "wrong-value", "no place", "home"),
    (
        "to = \"vault\"",
        "to = \"vault\", outward = { to = \"vault\", ⟦start⟧ = \"22:00\" }",
        "missing",
        "needs an interval",
        "every",
    ),
    (
        "{ backup = { to = \"vault\" } }",
        "{ replica = { to = ⟦\"prod\"⟧ } }",
        "same-place",
        "erp runs at prod itself",
        "",
    ),
    (
        "{ backup = { to = \"vault\" } }",
        "{ active-active = { with = ⟦[\"prod\"]⟧ } }",
        "same-place",
        "its active-active cannot be there",
        "",
    ),
    (
        "{ backup = { to = \"vault\" } }",
        "{ active-active = { with = [\"az\"], synchronous = ⟦\"yes\"⟧ } }]\nsites.az = { kind = \"cloud\" }\nx = [1",
        "wrong-value",
        "synchronous of the active-active: true or false is due here",
        "write true or false",
    ),
    (
        "{ backup = { to = \"vault\" } }",
        "{ replica = { to = ⟦\"az\"⟧ } }]\nsites.az = { kind = \"cloud\" }\nx = [1",
        "no-route",
        "the replica cannot get from dc1 to az",
        "[links.dc1-az]",
    ),
    (
        "to = \"vault\" } }]",
        "to = ⟦\"far\"⟧ } }]\nsites.dc2 = {}\ntargets.far.site = \"dc2\"",
        "no-route",
        "copies to far cannot get from dc1 to dc2",
        "[links.dc1-dc2]",
    ),
    (
        "tier = \"t1\"",
        "tier = \"t1\"\nusers = [⟦\"b\"⟧]\n[sites.b]\nkind = \"users\"",
        "no-route",
        "users of app erp cannot get from b to dc1",
        "[links.b-dc1]",
    ),
];

/// Takes the marks out of a text and gives the range between them.
fn unmark(marked: &str) -> (String, Option<(usize, usize)>) {
    let (Some(open), Some(close)) = (marked.find('⟦'), marked.find('⟧')) else {
        return (marked.to_owned(), None);
    };
    (marked.replace(['⟦', '⟧'], ""), Some((open, close - '⟦'.len_utf8())))
}

#[test]
fn mistakes_are_found_where_they_are() {
    let mut missed = String::new();
    for (find, replace, id, message, hint) in MISTAKES {
        assert!(MINIMAL.contains(find), "{find}");
        let (text, place) = unmark(&MINIMAL.replacen(find, replace, 1));
        let outcome = read_with(&text, &[]);
        let shown = outcome.render(false);
        let fits = outcome.diagnostics.iter().any(|problem| {
            let at = problem.at.unwrap();
            place.is_none_or(|place| place == (at.start as usize, at.end as usize))
                && problem.id == *id
                && problem.message.contains(message)
                && problem.hint.as_deref().unwrap_or("").contains(hint)
        });
        if !fits || outcome.study.is_some() {
            missed.push_str(&format!(
                "of {replace} expected [{id}] {message} / {hint}, got
{shown}
"
            ));
        }
    }
    assert!(missed.is_empty(), "{missed}");
}
