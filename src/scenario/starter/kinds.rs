//! Topologies that a starter can begin with: those of the scenarios that come
//! with the program. Their files are the only place where they are written.

use super::super::nearest::listed;
use super::super::node::{key, quoted};

/// A way of protecting apps.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Stem of the scenario's file.
    pub name: &'static str,
    /// The whole scenario.
    pub text: &'static str,
}

const fn kind(name: &'static str, text: &'static str) -> Kind {
    Kind { name, text }
}

/// All kinds, by name.
pub const KINDS: &[Kind] = &[
    kind("active-active", include_str!("../../../scenarios/topologies/active-active.toml")),
    kind("appliance-in-rack", include_str!("../../../scenarios/topologies/appliance-in-rack.toml")),
    kind("backup-to-azure", include_str!("../../../scenarios/topologies/backup-to-azure.toml")),
    kind("dedicated-target", include_str!("../../../scenarios/topologies/dedicated-target.toml")),
    kind("existing-target", include_str!("../../../scenarios/topologies/existing-target.toml")),
    kind("no-protection", include_str!("../../../scenarios/topologies/no-protection.toml")),
    kind(
        "replica-and-immutable-backup",
        include_str!("../../../scenarios/topologies/replica-and-immutable-backup.toml"),
    ),
    kind("replicate-to-azure", include_str!("../../../scenarios/topologies/replicate-to-azure.toml")),
    kind("second-stamp", include_str!("../../../scenarios/topologies/second-stamp.toml")),
    kind("target-on-stamp", include_str!("../../../scenarios/topologies/target-on-stamp.toml")),
    kind(
        "target-on-stamp-outward",
        include_str!("../../../scenarios/topologies/target-on-stamp-outward.toml"),
    ),
];

/// The kind with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name.eq_ignore_ascii_case(name))
}

/// The names of all kinds, for messages.
#[must_use]
pub fn names() -> String {
    listed(KINDS.iter().map(|kind| kind.name), KINDS.len())
}

/// The names that a starter has where a shipped scenario says `prod`, `dr`, `t1`.
pub(super) struct Names<'a> {
    pub home: &'a str,
    pub second: &'a str,
    pub first_tier: &'a str,
}

impl Kind {
    /// The question that it answers, in one line.
    #[must_use]
    pub fn question(&self) -> &'static str {
        self.text.lines().next().map_or("", |line| line.trim_start_matches(['#', ' ']))
    }

    /// What its topologies are called, in one line.
    #[must_use]
    pub fn titles(&self) -> String {
        let titles = self.text.lines().filter_map(|line| line.strip_prefix("title = "));
        titles.map(|title| title.trim_matches('"')).collect::<Vec<_>>().join("; ")
    }

    /// The lines below the header `[name]`, without it.
    fn section(&self, name: &str) -> impl Iterator<Item = &'static str> {
        let header = format!("[{name}]");
        let below = self.text.lines().skip_while(move |line| *line != header).skip(1);
        below.take_while(|line| !line.starts_with('[')).filter(|line| !line.is_empty())
    }

    /// The site of the second stamp, if there is one.
    pub(super) fn second_site(&self) -> Option<&'static str> {
        let line = self.section("stamps").find(|line| line.starts_with("dr = "))?;
        line.split_once("site = \"")?.1.split('"').next()
    }

    /// Its targets and topologies with the names of a starter.
    pub(super) fn fitted(&self, names: &Names) -> String {
        let mut text = String::new();
        let mut targets = self.section("targets").peekable();
        if targets.peek().is_some() {
            text.push_str("[targets]  # where backups land\n");
            targets.for_each(|line| push(&mut text, &renamed(line, names)));
            text.push('\n');
        }
        push(&mut text, &format!("# {}", self.question()));
        push(
            &mut text,
            "# Protections are listed in order of preference: what can work at that moment is used.\n",
        );
        for line in self.text.lines().skip_while(|line| !line.starts_with("[topologies.")) {
            push(&mut text, &renamed(line, names));
            if line.starts_with("title = ") {
                push(
                    &mut text,
                    "# cost = \"40 kEUR/yr\"  # with costs the answer is the cheapest that meets everything",
                );
            }
        }
        text
    }
}

/// The same line about other stamps and tiers; what the second tier has, all
/// other tiers get.
fn renamed(line: &str, names: &Names) -> String {
    // An app's home may be called dr.
    line.replace("\"dr\"", &quoted(names.second))
        .replace("\"prod\"", &quoted(names.home))
        .replace("protect.t1 =", &format!("protect.{} =", key(names.first_tier)))
        .replace("protect.t2 =", "protect.default =")
}

fn push(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::super::starter;
    use super::*;
    use crate::model::{Protection, Study};
    use crate::scenario::{SourceText, parse};
    use std::fs;

    #[track_caller]
    fn read(text: &str, csv: &str) -> Study {
        let main = SourceText { name: "estate.toml".into(), text: text.to_owned() };
        let outcome = parse(main, &mut |_| Ok(csv.to_owned()));
        assert!(outcome.diagnostics.is_empty(), "{}\n{text}", outcome.render(false));
        outcome.study.unwrap()
    }

    #[test]
    fn kinds_are_the_scenarios_that_are_shipped() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/topologies");
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut shipped: Vec<String> =
            names.filter_map(|name| Some(name.to_string_lossy().strip_suffix(".toml")?.to_owned())).collect();
        shipped.sort();
        assert_eq!(shipped, KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>());
        for kind in KINDS {
            assert!(kind.question().ends_with('?'), "{}: {}", kind.name, kind.question());
            assert!(!kind.titles().is_empty() && !kind.titles().contains('"'), "{}", kind.titles());
            assert_eq!(find(&kind.name.to_uppercase()).map(|found| found.name), Some(kind.name));
        }
        assert!(find("second").is_none());
    }

    /// How the apps of each tier are protected, as far as it does not depend on
    /// names.
    fn protections(study: &Study) -> Vec<(String, Vec<String>)> {
        let ways = |protection: &Protection| match protection {
            Protection::Backup(b) => {
                format!("{:?} {} {:?}", b.levels[0].schedule, b.levels.len(), b.levels[0].retention)
            }
            Protection::Replica(r) => format!("{:?} {:?} {}", r.schedule, r.retention, r.plan_works),
            Protection::ActiveActive(a) => format!("{} {}", a.with.len(), a.synchronous),
        };
        let mut found = Vec::new();
        for topology in &study.topologies {
            for (i, tier) in topology.estate.tiers.iter().enumerate() {
                let app = topology.estate.apps.iter().find(|app| app.tier.index() == i).unwrap();
                let name = format!("{} {}", topology.title, tier.name);
                found.push((name, app.protections.iter().map(ways).collect()));
            }
        }
        found
    }

    #[test]
    fn a_starter_has_the_topologies_of_its_kind() {
        for kind in KINDS {
            let text = starter(None, Some(kind));
            assert!(text.contains(kind.question()) && !text.contains("expect:"), "{text}");
            let (study, shipped) = (protections(&read(&text, "")), protections(&read(kind.text, "")));
            for way in shipped {
                assert!(study.contains(&way), "{}: {way:?} not in {study:?}", kind.name);
            }
        }
    }

    #[test]
    fn a_kind_fits_an_inventory_whatever_its_names() {
        let csv =
            "name,tier,home,users\nad,Bronze 2,dr,\nerp,\"Gold \"\"A\"\"\",prod,branch\nold,silver,dr,dc2\n";
        for kind in KINDS {
            let inventory = SourceText { name: "apps.csv".into(), text: csv.into() };
            let text = starter(Some(&inventory), Some(kind));
            let study = read(&text, csv);
            assert_eq!(study.topologies.len(), kind.text.matches("[topologies.").count(), "{}", kind.name);
            let has_second = study.topologies[0].estate.stamps.iter().any(|stamp| stamp.name == "dr-2");
            assert_eq!(has_second, kind.text.contains("\ndr = "), "{}", kind.name);
            for app in study.topologies.iter().flat_map(|topology| &topology.estate.apps) {
                assert_eq!(app.protections.is_empty(), kind.name == "no-protection", "{}", kind.name);
            }
        }
    }
}
