//! Placement rules as they are written.

use super::*;
use crate::model::rule::{Applies, PlacementRule};
use crate::model::{AppId, SiteId};

const TWO: &str = r#"
[tiers.t1]
rto = "8 h"
rpo = "24 h"
[sites]
dc1 = {}
dc2 = {}
[stamps.prod]
site = "dc1"
nodes = 4
[links.wan]
sites = ["dc1", "dc2"]
bandwidth = "1 Gbps"
[targets.vault]
site = "dc2"
[apps]
crm = { tier = "t1" }
erp = { tier = "t1" }
[topologies.A]
protect.t1 = [{ backup = { to = "vault" } }]
[topologies.B]
sites.azure = { kind = "cloud" }
protect.t1 = [{ backup = { to = "vault" } }]
"#;

fn with(rule: &str) -> Outcome {
    read_with(&format!("{TWO}[rules.r]\n{rule}"), &[])
}

fn rules(rule: &str) -> Vec<PlacementRule> {
    let outcome = with(rule);
    let shown = outcome.render(false);
    outcome.study.expect(&shown).topologies.into_iter().flat_map(|topology| topology.rules).collect()
}

fn complaint(rule: &str) -> String {
    let outcome = with(rule);
    assert!(outcome.study.is_none());
    outcome.render(false)
}

#[test]
fn a_rule_binds_apps_and_tiers_in_every_topology() {
    let read = rules("apps = \"erp\"\nonly = [\"dc1\"]\nreason = \"law\"");
    assert_eq!(read.len(), 2);
    assert_eq!((&read[0].apps, &read[0].only), (&vec![AppId(1)], &Some(vec![SiteId(0)])));
    assert_eq!((read[0].reason.as_deref(), read[0].applies), (Some("law"), Applies::Both));
    assert_eq!(rules("tiers = \"t1\"\nonly = [\"dc1\"]")[0].apps, [AppId(0), AppId(1)]);
    assert_eq!(rules("never = \"dc2\"\napplies = \"copies\"")[0].apps, [AppId(0), AppId(1)]);
}

#[test]
fn a_site_may_be_known_to_some_topologies_only() {
    let read = rules("never = [\"azure\"]");
    assert_eq!((&read[0].never, &read[1].never), (&vec![], &vec![SiteId(2)]));
    let said = complaint("never = [\"azur\"]");
    assert!(
        said.contains("no topology has a site called azur") && said.contains("write \"azure\""),
        "{said}"
    );
}

#[test]
fn a_rule_has_to_rule_something_out() {
    assert!(complaint("apps = \"erp\"").contains("rule r rules out nothing"));
    assert!(complaint("apps = \"epr\"\nnever = \"dc1\"").contains("no app is called epr"));
    assert!(complaint("nver = \"dc1\"").contains("write never"));
}

#[test]
fn round_trips_need_every_links_time() {
    let said = complaint("round_trip = \"5 ms\"");
    assert!(said.contains("link wan does not say how long one takes"), "{said}");
    let timed = TWO.replace("\"1 Gbps\"", "\"1 Gbps\"\nround_trip = \"2 ms\"");
    let outcome = read_with(&format!("{timed}[rules.r]\nround_trip = \"5 ms\""), &[]);
    assert!(!outcome.has_errors(), "{}", outcome.render(false));
    assert!(show(&outcome).contains("round_trip = \"2 ms\""));
}
