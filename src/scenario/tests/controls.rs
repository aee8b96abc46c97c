//! Control planes, and what protections need.

use super::*;
use crate::model::{AppId, ControlAt, ControlId, Estate, Hazard, Mark, Need, Needs, SiteId, StampId};

/// [`MINIMAL`] with these tables at its top and these keys in its backup.
fn with(tables: &str, keys: &str) -> String {
    format!("{tables}\n{}", MINIMAL.replace("to = \"vault\"", &format!("to = \"vault\", {keys}")))
}

fn estate(text: &str) -> Estate {
    let outcome = read_with(text, &[]);
    assert!(outcome.diagnostics.is_empty(), "{}", outcome.render(false));
    outcome.study.unwrap().topologies.remove(0).estate
}

#[test]
fn protections_need_control_planes_and_apps() {
    let tables = "controls.portal = { site = \"dc1\", failure = \"1/yr\" }\n\
        controls.broker.stamp = \"prod\"\ncontrols.service = {}\napps.server = { tier = \"t1\" }";
    let keys = "copy_needs = [\"server\", \"portal\"], start_needs = \"broker\"";
    let e = estate(&with(tables, keys));
    let places: Vec<_> = e.controls.iter().map(|c| (c.name.as_str(), c.at)).collect();
    assert_eq!(
        places,
        [
            ("portal", ControlAt::Site(SiteId(0))),
            ("broker", ControlAt::Stamp(StampId(0))),
            ("service", ControlAt::Anywhere),
        ]
    );
    assert_eq!(e.controls[0].failure, Hazard::Rate { per_year: 1.0, mark: Mark::Given });
    assert!(e.controls[1].repair.mark.is_judgement());
    let needs = |app: usize| e.apps[app].protections[0].needs().unwrap();
    let (server, portal, broker) =
        (Need::App(AppId(1)), Need::Control(ControlId(0)), Need::Control(ControlId(1)));
    assert_eq!(*needs(0), Needs { copy: vec![server, portal], start: vec![broker] });
    // The server does not need itself.
    assert_eq!(*needs(1), Needs { copy: vec![portal], start: vec![broker] });
}

#[test]
fn a_topology_may_have_control_planes_of_its_own() {
    let text = format!("{MINIMAL}controls.portal = {{ site = \"dc1\" }}\n");
    assert_eq!(estate(&text).controls[0].name, "portal");
    let text = format!("controls.portal.repair = \"1 h\"\n{MINIMAL}controls.portal.repair = \"2 h\"\n");
    assert_eq!(estate(&text).controls[0].repair.dist.mean(), 7200.0);
}

#[test]
fn mistakes_in_needs_are_told() {
    let server = "apps.server = { tier = \"t1\" }";
    let azure = "sites.azure = { kind = \"cloud\" }\ncontrols.portal.site = \"azure\"";
    let both = format!("controls.server = {{}}\n{server}");
    let needs_erp = "apps.server = { tier = \"t1\", needs = [\"erp\"] }";
    for (tables, keys, id, part, hint) in [
        (
            server,
            "start_needs = [\"sever\"]",
            "unknown-name",
            "no control plane or app is called sever",
            "server",
        ),
        (
            &both,
            "start_needs = [\"server\"]",
            "ambiguous",
            "server is both a control plane and an app",
            "another",
        ),
        ("controls.x.site = \"dc9\"", "start_needs = \"x\"", "unknown-name", "no site is called dc9", "dc1"),
        (
            "controls.x = { site = \"dc1\", stamp = \"prod\" }",
            "start_needs = \"x\"",
            "duplicate",
            "control plane x has both site and stamp",
            "keep one",
        ),
        (
            azure,
            "copy_needs = \"portal\"",
            "no-route",
            "needs a control plane to make copies cannot get from dc1",
            "",
        ),
        (
            azure,
            "start_needs = \"portal\"",
            "no-route",
            "needs a control plane to start cannot get from dc1",
            "",
        ),
        (
            needs_erp,
            "start_needs = [\"server\"]",
            "deadlock",
            "all protections of erp need server to start",
            "give erp a protection that does not need server",
        ),
    ] {
        let outcome = read_with(&with(tables, keys), &[]);
        let shown = outcome.render(false);
        assert_eq!(outcome.diagnostics.len(), 1, "{shown}");
        assert_eq!(outcome.diagnostics[0].id, id, "{shown}");
        assert!(
            shown.contains(part) && outcome.diagnostics[0].hint.as_ref().unwrap().contains(hint),
            "{shown}"
        );
    }
}

#[test]
fn a_way_without_what_is_needed_breaks_the_circle() {
    let needs_erp = "apps.server = { tier = \"t1\", needs = [\"erp\"] }";
    let text = with(needs_erp, "start_needs = [\"server\"]");
    let second = text.replace(" } }]", " } }, { backup = { to = \"vault\" } }]");
    assert_ne!(text, second);
    assert_eq!(estate(&second).apps[0].protections.len(), 2);
}

/// Every other app waits for the foundation.
#[test]
fn a_foundation_app_must_not_wait_for_a_server_that_waits_for_it() {
    let tables = "foundation = [\"erp\"]\napps.server = { tier = \"t1\" }";
    let outcome = read_with(&with(tables, "start_needs = [\"server\"]"), &[]);
    let shown = outcome.render(false);
    assert!(shown.contains("error[deadlock]: after a disaster erp and server would wait"), "{shown}");
    let tables = "foundation = [\"erp\", \"server\"]\napps.server = { tier = \"t1\" }";
    assert_eq!(estate(&with(tables, "start_needs = [\"server\"]")).apps.len(), 2);
}
