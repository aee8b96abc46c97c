//! A scenario to start from: short, commented, and running as it is. With an
//! inventory it is made to fit: its tiers, its sites of users, and stamps large
//! enough for its VMs. Values are placeholders to be edited, not advice. Its
//! topologies are three to compare, or those of a scenario that is shipped.

use super::node::{key, quoted};
use super::rows;
use super::source::SourceText;
use crate::model::hub;
use crate::units::parse_size;
use std::fmt::Write as _;

pub mod kinds;

use kinds::{Kind, Names};

const GIB: f64 = 1_073_741_824.0;
/// Memory of a node in a starter scenario, in bytes.
const NODE_MEMORY: f64 = 768.0 * GIB;

/// What separates the names in one cell.
const SEPARATORS: [char; 3] = [' ', ';', ','];

/// A starter scenario. `inventory` is the CSV it is to name as its apps, by the
/// name under which the scenario will find it; `kind` what its topologies are.
/// Mistakes in the inventory are found when the scenario is read, not here.
#[must_use]
pub fn starter(inventory: Option<&SourceText>, kind: Option<&Kind>) -> String {
    let facts = inventory.map_or_else(Facts::example, |csv| Facts::of(&csv.text));
    let mut text = HEAD.to_owned();
    match inventory {
        Some(csv) => {
            _ = writeln!(
                text,
                "apps = {{ csv = {} }}  # name,tier,vms,vcpus,memory,data,churn,needs,users,…",
                quoted(&csv.name)
            );
        }
        None => text.push_str(
            "# apps = { csv = \"apps.csv\" }  # instead of [apps] below: name,tier,vms,memory,data,…\n",
        ),
    }
    let foundation: Vec<String> = facts.foundation.iter().map(|name| quoted(name)).collect();
    let off = if foundation.is_empty() { "# " } else { "" };
    let names = if foundation.is_empty() { "\"ad-dns\"".into() } else { foundation.join(", ") };
    _ = writeln!(
        text,
        "{off}foundation = [{names}]  # back before everything else: identity, DNS, MFA, keys, backup server"
    );
    text.push_str("# decide = \"45 min\"  # from knowing to deciding on a recovery elsewhere; left out: about an hour\n\n");
    tiers(&mut text, &facts);
    places(&mut text, &facts, kind.and_then(Kind::second_site));
    if inventory.is_none() {
        text.push_str(EXAMPLE_APPS);
    }
    match kind {
        None => topologies(&mut text, &facts),
        Some(kind) => {
            let (stamps, second) = (stamps(&facts), second_stamp(&facts));
            let first_tier = facts.tiers.first().map_or("t1", String::as_str);
            text.push_str(&kind.fitted(&Names { home: &stamps[0], second: &second, first_tier }));
        }
    }
    text
}

/// What a starter needs to know of the apps.
struct Facts {
    tiers: Vec<String>,
    users: Vec<String>,
    homes: Vec<String>,
    foundation: Vec<String>,
    nodes: u32,
    vcpus: f64,
}

impl Facts {
    fn example() -> Self {
        Self {
            tiers: vec!["t1".into(), "t2".into()],
            users: Vec::new(),
            homes: Vec::new(),
            foundation: vec!["ad-dns".into()],
            nodes: 4,
            vcpus: 100.0,
        }
    }

    fn of(csv: &str) -> Self {
        let (mut table, _) = rows::split(csv.strip_prefix('\u{feff}').unwrap_or(csv), 0);
        table.retain(|row| row.iter().any(|cell| !cell.text.is_empty()));
        let header = if table.is_empty() { Vec::new() } else { table.remove(0) };
        let cells = |column: &str| -> Vec<&str> {
            let place = header.iter().position(|cell| cell.text.eq_ignore_ascii_case(column));
            table
                .iter()
                .map(|row| place.and_then(|place| row.get(place)).map_or("", |cell| cell.text.as_str()))
                .collect()
        };
        let vms: Vec<f64> = cells("vms").iter().map(|text| text.parse().unwrap_or(1.0)).collect();
        let memory: Vec<f64> =
            cells("memory").iter().map(|text| parse_size(text).unwrap_or(16.0 * GIB)).collect();
        let vcpus: Vec<f64> = cells("vcpus").iter().map(|text| text.parse().unwrap_or(4.0)).collect();
        let total = |each: &[f64]| vms.iter().zip(each).map(|(vms, each)| vms * each).sum::<f64>();
        let users = cells("users").iter().flat_map(|cell| cell.split(SEPARATORS)).collect::<Vec<_>>();
        let mut tiers = distinct(&cells("tier"));
        tiers.sort_by_key(|tier| rank(tier));
        Self {
            tiers,
            users: distinct(&users),
            homes: distinct(&cells("home")).into_iter().filter(|home| home != "azure").collect(),
            foundation: foundation(&cells("name"), &cells("needs")),
            nodes: nodes(total(&memory), memory.iter().copied().fold(0.0, f64::max)),
            vcpus: total(&vcpus),
        }
    }
}

fn distinct(names: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in names {
        if !name.is_empty() && !found.iter().any(|known| known == name) {
            found.push((*name).to_owned());
        }
    }
    found
}

/// The usual order of tiers, strictest first: metals, then by name.
fn rank(tier: &str) -> (usize, String) {
    let lower = tier.to_lowercase();
    let metals = ["platinum", "gold", "silver", "bronze"];
    (metals.iter().position(|metal| lower.contains(metal)).unwrap_or(0), lower)
}

/// The apps that others usually need, by their names, and all that these need.
fn foundation(names: &[&str], needs: &[&str]) -> Vec<String> {
    let usual: Vec<&str> = names.iter().copied().filter(|name| is_foundation(name)).collect();
    let mut found = distinct(&usual);
    let mut next = 0;
    while let Some(app) = found.get(next) {
        let row = names.iter().zip(needs).find(|(name, _)| *name == app);
        for need in row.map_or("", |(_, needs)| needs).split(SEPARATORS) {
            if names.contains(&need) && !found.iter().any(|known| known == need) {
                found.push(need.to_owned());
            }
        }
        next += 1;
    }
    found
}

/// Whether an app's name is one that others usually need.
fn is_foundation(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| ["ad", "adds", "dns", "identity", "ldap", "mfa", "pki", "keys"].contains(&word))
}

/// The fewest nodes of an Azure Stack Hub that hold `memory` bytes of VMs, the
/// largest with `largest`; 16 if none do.
fn nodes(memory: f64, largest: f64) -> u32 {
    (hub::FEWEST_NODES..=16)
        .find(|n| hub::left_for_vms_bytes(NODE_MEMORY, *n, largest) >= memory)
        .unwrap_or(16)
}

fn tiers(text: &mut String, facts: &Facts) {
    const ASKED: [(&str, &str); 4] = [("8 h", "15 min"), ("24 h", "24 h"), ("3 d", "24 h"), ("7 d", "24 h")];
    text.push_str(
        "[tiers]  # what is asked: longest recovery time, most lost data; the first tier is served first\n",
    );
    for (i, tier) in facts.tiers.iter().enumerate() {
        let (rto, rpo) = ASKED[i.min(ASKED.len() - 1)];
        _ = writeln!(text, "{} = {{ rto = \"{rto}\", rpo = \"{rpo}\", loses_all = \"1%\" }}", key(tier));
    }
    text.push_str(OBJECTIVES);
}

/// Sites, stamps and links; a second stamp at this site.
fn places(text: &mut String, facts: &Facts, second: Option<&str>) {
    let quota = ((facts.vcpus / 100.0).ceil() * 100.0).clamp(100.0, 1e6);
    text.push_str("[sites]\ndc1 = {}  # outage = \"1 in 9 yr\" if that is your own history: it beats a survey\ndc2 = {}\n");
    _ = writeln!(text, "azure = {{ kind = \"cloud\", quota = \"{quota} vcpu\" }}");
    let known = ["dc1", "dc2", "azure"];
    let users: Vec<&String> = facts.users.iter().filter(|name| !known.contains(&name.as_str())).collect();
    for name in &users {
        _ = writeln!(text, "{} = {{ kind = \"users\" }}", key(name));
    }
    text.push('\n');
    let homes = stamps(facts).into_iter().map(|home| (home, "dc1", "what the apps run on"));
    let second = second.map(|site| (second_stamp(facts), site, "where they can run as well"));
    for (stamp, site, what) in homes.chain(second) {
        _ = writeln!(
            text,
            "[stamps.{}]  # {what}\nsite = \"{site}\"\nnodes = {}\nmemory = \"768 GiB\"  # of each node\n",
            key(&stamp),
            facts.nodes
        );
    }
    text.push_str(LINKS);
    for name in &users {
        let link = key(&format!("users-{name}"));
        for (end, suffix) in [("dc1", ""), ("dc2", "-2"), ("azure", "-3")] {
            let link = if link.ends_with('"') {
                format!("{}{suffix}\"", &link[..link.len() - 1])
            } else {
                format!("{link}{suffix}")
            };
            _ = writeln!(
                text,
                "{link} = {{ sites = [{}, \"{end}\"], bandwidth = \"500 Mbps\" }}",
                quoted(name)
            );
        }
    }
    text.push('\n');
}

fn stamps(facts: &Facts) -> Vec<String> {
    if facts.homes.is_empty() { vec!["prod".into()] } else { facts.homes.clone() }
}

/// The name of a second stamp: `dr`, unless apps run at a stamp called so.
fn second_stamp(facts: &Facts) -> String {
    let homes = stamps(facts);
    let mut name = "dr".to_owned();
    while homes.contains(&name) {
        name.push_str("-2");
    }
    name
}

fn topologies(text: &mut String, facts: &Facts) {
    let first = facts.tiers.first().map_or_else(|| "t1".to_owned(), |tier| key(tier));
    let dr = key(&second_stamp(facts));
    let nodes = facts.nodes;
    _ = write!(
        text,
        r#"# Protections are listed in order of preference: what can work at that moment is used.

[topologies.A]
title = "Backup in the second datacenter"
# cost = "40 kEUR/yr"  # with costs the answer is the cheapest that meets everything
targets.vault = {{ site = "dc2", immutable = "30 d" }}  # ransomware cannot reach immutable copies
protect.default = [{{ backup = {{ to = "vault", every = "8 h", keep = "60 d" }} }}]

[topologies.B]
title = "Replica in the second datacenter, immutable backup"
stamps.{dr} = {{ site = "dc2", nodes = {nodes}, memory = "768 GiB" }}
targets.vault = {{ site = "dc2", immutable = "30 d" }}
protect.{first} = [
    {{ replica = {{ to = "{dr}", every = "5 min", plan = "tested" }} }},  # drilled twice a year: older plans fail more often
    {{ backup = {{ to = "vault", every = "8 h", keep = "60 d", restore_to = ["home", "{dr}"] }} }},
]
protect.default = [{{ backup = {{ to = "vault", every = "8 h", keep = "60 d", restore_to = ["home", "{dr}"] }} }}]

[topologies.C]
title = "Replica and immutable backup in Azure"
targets.vault = {{ site = "azure", immutable = "30 d" }}
protect.{first} = [
    {{ replica = {{ to = "azure", every = "5 min", plan = "tested" }} }},
    {{ backup = {{ to = "vault", every = "8 h", keep = "60 d", restore_to = ["home", "azure"] }} }},
]
protect.default = [{{ backup = {{ to = "vault", every = "8 h", keep = "60 d", restore_to = ["home", "azure"] }} }}]
"#
    );
}

const HEAD: &str = "\
# A drsim scenario. Change the values to yours, then
#   drsim check FILE    mistakes, advice, the best possible recovery time and loss
#   drsim run FILE      the answer
#   drsim show FILE     everything that is not written here, and where it comes from

title = \"Where to put replicas and backups\"
";

const OBJECTIVES: &str = "\
# loses_all: the share of failures that may leave no usable copy at all; left out, 0.1 % is tolerated

[objectives]  # for every tier, by kind or class of disruption: the narrower wins
data = { rto = \"48 h\", rpo = \"24 h\" }  # deleted or corrupted: replicas copy the damage, a backup brings back
ransomware = { rto = \"14 d\", rpo = \"48 h\" }  # nothing is restored before forensics are done
site-lost = { rto = \"24 h\" }  # a whole site is gone: the mean has to hold, too, and now and then the next site goes

";

const LINKS: &str = "\
[links]  # what copies and restores cross
wan = { sites = [\"dc1\", \"dc2\"], bandwidth = \"1 Gbps\", production = \"100 Mbps\" }
er = { sites = [\"dc1\", \"azure\"], bandwidth = \"1 Gbps\" }
er2 = { sites = [\"dc2\", \"azure\"], bandwidth = \"1 Gbps\" }
";

const EXAMPLE_APPS: &str = "\
[apps]  # memory and vcpus of each VM, data and churn of the whole app
ad-dns = { tier = \"t1\", vms = 2, vcpus = 4, memory = \"16 GiB\", data = \"200 GB\" }
erp = { tier = \"t1\", vms = 6, vcpus = 8, memory = \"64 GiB\", data = \"4 TB\", churn = \"100 GB/d\", needs = [\"ad-dns\"] }
files = { tier = \"t2\", vms = 2, vcpus = 4, memory = \"32 GiB\", data = \"6 TB\", needs = [\"ad-dns\"] }
web = { tier = \"t2\", vms = 8, needed = 6, vcpus = 4, memory = \"16 GiB\", data = \"400 GB\", needs = [\"erp\"] }

";

#[cfg(test)]
mod tests {
    use super::super::read::parse;
    use super::*;

    #[track_caller]
    fn assert_runs(csv: Option<&str>) -> String {
        let inventory = csv.map(|text| SourceText { name: "my apps.csv".into(), text: text.into() });
        let text = starter(inventory.as_ref(), None);
        let main = SourceText { name: "estate.toml".into(), text: text.clone() };
        let outcome = parse(main, &mut |name| {
            inventory.iter().find(|csv| csv.name == name).map(|csv| csv.text.clone()).ok_or("none".into())
        });
        assert!(outcome.diagnostics.is_empty(), "{}\n{text}", outcome.render(false));
        assert_eq!(outcome.study.unwrap().topologies.len(), 3);
        text
    }

    #[test]
    fn a_starter_runs_as_it_is() {
        let text = assert_runs(None);
        assert!(text.lines().count() < 75, "{} lines", text.lines().count());
    }

    #[test]
    fn a_starter_fits_its_inventory() {
        let text = assert_runs(Some(
            "name;tier;vms;memory;users;home\nAD 1;Silver;2;16 GiB;;dr\nshop;Gold;90;64 GiB;branch dc1;\nold;Bronze 2;;;;dr\n",
        ));
        let tiers: Vec<&str> = text.lines().filter(|line| line.contains("rpo = ")).collect();
        assert!(tiers[0].starts_with("Gold") && tiers[2].starts_with("\"Bronze 2\""), "{tiers:?}");
        assert!(text.contains("foundation = [\"AD 1\"]"), "{text}");
        assert!(text.contains("stamps.dr-2 ="), "{text}");
        // 90 VMs of 64 GiB and 3 of 16 GiB: 5,808 GiB; eleven nodes leave 5,666 GiB, twelve 6,251.
        assert!(text.contains("nodes = 12"), "{text}");
        assert_runs(Some("name,tier\nx,t1\n"));
        // What the foundation needs is foundation too.
        let text =
            assert_runs(Some("name,tier,needs\nweb,t1,ad\nad,t1,sql;san\nsql,t1,san\nsan,t1,\nerp,t1,ad\n"));
        assert!(text.contains("foundation = [\"ad\", \"sql\", \"san\"]"), "{text}");
    }

    #[test]
    fn nodes_are_as_few_as_hold_the_vms() {
        assert_eq!(nodes(7917.0 * GIB, 112.0 * GIB), 16);
        assert_eq!(nodes(0.0, 0.0), 4);
    }
}
