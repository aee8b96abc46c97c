//! The list of keys against the readers, both ways.

use super::*;
use crate::scenario::reader::asked;
use crate::scenario::tests::read_with;
use std::collections::{BTreeMap, BTreeSet};

/// One entity of every section, with nothing that need not be there.
const ONE_OF_EACH: &str = r#"
foundation = ["ad"]
[study]
[people]
[ransomware]
[tiers.t1]
[objectives.site-lost]
[apps.ad]
tier = "t1"
[apps.erp]
tier = "t1"
[services.s]
apps = ["erp"]
[sites.dc1]
[sites.azure]
kind = "cloud"
[stamps.prod]
site = "dc1"
nodes = 4
[links.wan]
sites = ["dc1", "azure"]
bandwidth = "1 Gbps"
[targets.vault]
site = "dc1"
[controls.portal]
[plans.main]
groups = [{ apps = "ad", before = [{ script = "5 min" }] }]
[rules.r]
never = "azure"
[topologies.A]
[topologies.A.protect]
erp = [
  { replica = { to = "azure", limits = {} } },
  { active-active = { with = "azure" } },
  { backup = { to = "vault", outward = { to = "vault" } } },
]
default = "none"
"#;

fn names(section: &Section) -> BTreeSet<&'static str> {
    section.keys.iter().map(|key| key.name).collect()
}

#[test]
fn the_list_has_the_keys_that_are_read() {
    asked::start();
    read_with(ONE_OF_EACH, &[]);
    let asked: BTreeMap<String, BTreeSet<&'static str>> = asked::stop();
    let listed: BTreeMap<String, BTreeSet<&'static str>> =
        sections().map(|section| (section.path.to_owned(), names(section))).collect();
    let [asked_of, listed_of]: [BTreeSet<&String>; 2] = [asked.keys().collect(), listed.keys().collect()];
    assert_eq!(asked_of, listed_of);
    for (path, keys) in &asked {
        assert_eq!(keys, &listed[path], "[{path}]");
    }
}

#[test]
fn every_key_means_something_and_names_sections_that_exist() {
    let paths: BTreeSet<&str> = sections().map(|section| section.path).collect();
    for section in sections() {
        assert_eq!(names(section).len(), section.keys.len(), "[{}] lists a key twice", section.path);
        for key in section.keys {
            let place = format!("{} of [{}]", key.name, section.path);
            assert!(!key.meaning().is_empty(), "{place} means nothing");
            if let Takes::Each(path) | Takes::Table(path) | Takes::List(path) = key.takes {
                assert!(paths.contains(path), "{place}: no section is called {path}");
            }
            if let Unless::Or(other) | Unless::By(other, _) = key.unless {
                assert!(names(section).contains(other), "{place}: no key is called {other}");
            }
        }
    }
}

/// A value that a key takes, and one that it does not.
fn examples(takes: Takes) -> Option<(String, String)> {
    let pair = |good: &str, bad: &str| Some((good.to_owned(), bad.to_owned()));
    match takes {
        Takes::Text => pair("\"x\"", "5"),
        Takes::Word(words) => pair(&format!("\"{}\"", words[words.len() - 1]), "\"wrong\""),
        Takes::Truth => pair("true", "\"true\""),
        Takes::Whole(least, most) => Some((least.to_string(), most.checked_add(1)?.to_string())),
        Takes::Number(_, most) => pair(&most.to_string(), &(u64::from(most) + 1).to_string()),
        Takes::Share => pair("\"50%\"", "\"150%\""),
        Takes::Vcpus => pair("\"600 vcpu\"", "\"600 MB\""),
        Takes::Years => pair("\"2 yr\"", "\"2 GB\""),
        Takes::Duration => pair("\"12 h\"", "12"),
        Takes::Limit => pair("\"none\"", "\"nothing\""),
        Takes::Delay => pair("{ uniform = { min = \"1 h\", max = \"2 h\" } }", "{ unifrom = {} }"),
        Takes::Hazard => pair("{ at = [\"30 d\"] }", "\"30 d\""),
        Takes::Size => pair("\"900 GiB\"", "\"900 Gb\""),
        Takes::Bandwidth => pair("\"50 Mbps\"", "\"50 MB\""),
        Takes::Churn => pair("\"3.5%/d\"", "\"3.5\""),
        Takes::MostChange => pair("[{ writes = \"8 KiB\", most = \"2 MB/s\" }]", "\"2 MB\""),
        Takes::ShareOrDuration => pair("\"50%\"", "\"50 GB\""),
        Takes::Cost => pair("\"20 kEUR/yr\"", "\"20 EUR/h\""),
        Takes::TimeOfDay => pair("\"22:00\"", "\"22\""),
        Takes::Window => pair("[\"18:30\", \"06:00\"]", "[\"18:30\"]"),
        Takes::TruthOrDuration => pair("\"30 d\"", "30"),
        Takes::Name(_)
        | Takes::Names(_)
        | Takes::Levels
        | Takes::List(_)
        | Takes::Each(_)
        | Takes::Table(_)
        | Takes::Apps
        | Takes::Services
        | Takes::Homes
        | Takes::Protect => None,
    }
}

/// What has to be written beside a key for it to mean anything.
fn beside(path: &str, line: &str) -> &'static str {
    let key = line.split(' ').next().unwrap_or(line);
    match (path, key) {
        // Only where points are kept are they thinned out, or chosen.
        ("protect.replica", "spacing" | "custom_work") => "keep = \"1 d\", ",
        ("protect.replica", "processing") => "point = \"latest\", ",
        ("protect.replica", "crash_repair") => "crash_fails = \"1%\", ",
        ("protect.backup", "instant_boot") => "method = \"instant\", ",
        ("protect.backup", "crash_start" | "crash_fails") => "consistency = \"crash\", ",
        ("protect.backup", "crash_repair") => "consistency = \"crash\", crash_fails = \"1%\", ",
        _ => "",
    }
}

/// The scenario with `line` in the entity of `path`.
fn with(path: &str, line: &str) -> Option<String> {
    let line = &format!("{}{line}", beside(path, line));
    let (find, inline) = match path {
        "" => ("foundation = [\"ad\"]".to_owned(), false),
        "protect.replica" => ("to = \"azure\"".to_owned(), true),
        "protect.limits" => {
            return Some(ONE_OF_EACH.replacen("limits = {}", &format!("limits = {{ {line} }}"), 1));
        }
        "plans.group" => ("apps = \"ad\", before".to_owned(), true),
        "plans.action" if line.starts_with("pause") || line.starts_with("script") => {
            return Some(ONE_OF_EACH.replacen("script = \"5 min\"", line, 1));
        }
        "plans.action" => ("script = \"5 min\"".to_owned(), true),
        "protect.active-active" => ("with = \"azure\"".to_owned(), true),
        "protect.backup" => ("to = \"vault\", outward".to_owned(), true),
        "protect.backup.outward" => ("to = \"vault\" } }".to_owned(), true),
        "objectives.KIND" => ("[objectives.site-lost]".to_owned(), false),
        "apps.NAME" => ("[apps.erp]".to_owned(), false),
        "sites.NAME" => ("[sites.azure]".to_owned(), false),
        "topologies.NAME" => ("[topologies.A]".to_owned(), false),
        path => {
            let stem = path.trim_end_matches("NAME");
            let start = ONE_OF_EACH.find(&format!("[{stem}"))?;
            let end = start + ONE_OF_EACH[start..].find(']')?;
            (ONE_OF_EACH[start..=end].to_owned(), false)
        }
    };
    let changed = if inline { format!("{line}, {find}") } else { format!("{find}\n{line}") };
    Some(ONE_OF_EACH.replacen(&find, &changed, 1))
}

#[test]
fn every_key_takes_what_the_list_says() {
    /// What a mistake in a value is called; others are about what surrounds it.
    const OF_VALUES: [&str; 4] = ["unit", "wrong-value", "wrong-type", "unknown-key"];
    for section in sections() {
        for key in section.keys {
            let Some((good, bad)) = examples(key.takes) else { continue };
            let refused = |value: &str| {
                let text = with(section.path, &format!("{} = {value}", key.name)).unwrap();
                let outcome = read_with(&text, &[]);
                let wrong = outcome.diagnostics.iter().any(|problem| OF_VALUES.contains(&problem.id));
                (wrong, outcome.render(false))
            };
            // Keys that the scenario above has already are read as they are.
            if ONE_OF_EACH.contains(&format!("[{}]\n{} =", section.path, key.name)) {
                continue;
            }
            let (wrong, said) = refused(&good);
            assert!(!wrong, "{} = {good} in [{}]\n{said}", key.name, section.path);
            let (wrong, said) = refused(&bad);
            assert!(wrong, "{} = {bad} in [{}] is taken\n{said}", key.name, section.path);
        }
    }
}

/// What a word stands for stands beside it.
#[test]
fn the_reference_says_what_follows_from_what() {
    let page = reference();
    let line = |start: &str, from: &str| {
        let section = &page[page.find(from).unwrap()..];
        section.lines().find(|line| line.starts_with(start)).unwrap().to_owned()
    };
    let plan = line("| `plan_works`", "## `protect.replica`");
    for part in ["by `plan`", "tested: `\"90%\"` (J)", "yearly: `\"75%\"` (J)", "never: `\"50%\"` (J)"] {
        assert!(plan.contains(part), "{part} missing in {plan}");
    }
    for key in ["rto", "rpo", "rpo_rollback"] {
        let service = line(&format!("| `{key}`"), "## `[services.NAME]`");
        assert!(service.contains("| its strictest app's |"), "{service}");
    }
    assert!(line("| `reduction`", "## `protect.backup`").contains("restore"));
    assert!(line("| `foundation`", "## The file").contains("what they need must be in it"));
}

#[test]
fn the_schema_refers_to_what_it_defines() {
    let schema: serde_json::Value = serde_json::from_str(&json_schema()).unwrap();
    let defined: BTreeSet<String> = schema["$defs"].as_object().unwrap().keys().cloned().collect();
    fn references(value: &serde_json::Value, found: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(map) => {
                if let Some(to) = map.get("$ref").and_then(|to| to.as_str()) {
                    found.insert(to.trim_start_matches("#/$defs/").to_owned());
                }
                map.values().for_each(|value| references(value, found));
            }
            serde_json::Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let mut referred = BTreeSet::new();
    references(&schema, &mut referred);
    assert!(referred.is_subset(&defined), "{:?}", referred.difference(&defined));
    assert!(defined.is_subset(&referred), "nothing refers to {:?}", defined.difference(&referred));
}
