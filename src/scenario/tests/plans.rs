//! Recovery plans.

use super::round_trip::assert_round_trip;
use super::*;
use crate::model::{Action, AppId, Delay, Estate};

/// [`MINIMAL`] with four apps, and these tables at its top.
fn with(tables: &str) -> String {
    let apps = "apps.ad.tier = \"t1\"\napps.sql.tier = \"t1\"\napps.web = { tier = \"t1\", needs = \"erp\" }";
    format!(
        "{apps}\n{tables}\n{}",
        MINIMAL.replace("tier = \"t1\"\n[top", "tier = \"t1\"\nneeds = \"sql\"\n[top")
    )
}

fn estate(text: &str) -> Estate {
    let outcome = read_with(text, &[]);
    assert!(outcome.diagnostics.is_empty(), "{}", outcome.render(false));
    outcome.study.unwrap().topologies.remove(0).estate
}

const PLAN: &str = r#"[plans.main]
at_once = 100
crew = 2
groups = [
  { apps = ["ad"] },
  { apps = "sql", before = [{ script = "5 min", fails = "3%", fix = "30 min" }, { script = "1 min" }], at_once = 10 },
  { apps = ["web", "erp"], before = { pause = "15 min" }, after = [{ script = "10 min" }] },
]
"#;

#[test]
fn a_plan_has_groups_with_scripts_and_pauses() {
    let e = estate(&with(PLAN));
    let [plan] = &e.plans[..] else { panic!("{:?}", e.plans) };
    let apps: Vec<&[AppId]> = plan.groups.iter().map(|group| &group.apps[..]).collect();
    // ad, erp, sql, web.
    assert_eq!(apps, [&[AppId(0)][..], &[AppId(2)], &[AppId(3), AppId(1)]]);
    assert_eq!((plan.name.as_str(), plan.at_once, plan.crew), ("main", Some(100), Some(2)));
    assert_eq!(plan.groups.iter().map(|group| group.at_once).collect::<Vec<_>>(), [None, Some(10), None]);
    let minutes = |delay: &Delay| (delay.dist.mean() / 60.0).round();
    let [Action::Script { takes, fails, fix }, Action::Script { fails: usual, fix: mended, .. }] =
        &plan.groups[1].before[..]
    else {
        panic!("{:?}", plan.groups[1])
    };
    assert_eq!((minutes(takes), *fails, minutes(fix)), (5.0, 0.03, 30.0));
    assert!(!fix.mark.is_judgement() && mended.mark.is_judgement());
    assert_eq!(*usual, 0.01);
    let ([Action::Pause(pause)], [Action::Script { takes, .. }]) =
        (&plan.groups[2].before[..], &plan.groups[2].after[..])
    else {
        panic!("{:?}", plan.groups[2])
    };
    assert_eq!([minutes(pause), minutes(takes)], [15.0, 10.0]);
    assert!(plan.shut_down.mark.is_judgement());
    assert_eq!(plan.patience.hours(), 2.0);
}

#[test]
fn a_plan_is_shown_as_it_is() {
    let shown = assert_round_trip(&with(PLAN), &[]);
    for line in [
        "[[plans.main.groups]]",
        "[[plans.main.groups.before]]",
        "fails = \"1%\"",
        "[[plans.main.groups.after]]",
    ] {
        assert!(shown.contains(line), "{line} missing in\n{shown}");
    }
    // A topology changes one key, and another the groups.
    let text = format!(
        "{}[topologies.A.plans.main]\ncrew = 1\n[topologies.B.plans.main]\ngroups = [{{ apps = \"erp\", \
         after = {{ script = \"1 min\", fails = \"2%\" }} }}]\n[topologies.B.plans.other]\ngroups = {{ apps = \"ad\" }}\n",
        with(PLAN)
    );
    assert_round_trip(&text, &[]);
    let study = read_with(&text, &[]).study.unwrap();
    let plans = |t: usize| &study.topologies[t].estate.plans;
    assert_eq!((plans(0)[0].crew, plans(0)[0].groups.len()), (Some(1), 3));
    assert_eq!((plans(1)[0].crew, plans(1)[0].groups.len(), plans(1).len()), (Some(2), 1, 2));
}

#[test]
fn mistakes_in_plans_are_told() {
    for (plan, id, part, hint) in [
        (
            "groups = [{ apps = \"sqk\" }]",
            "unknown-name",
            "group 1 of plan main: no app is called sqk",
            "\"sql\"",
        ),
        ("", "missing", "plan main has no groups", "groups = [{ apps"),
        ("groups = []", "wrong-value", "plan main has 0 groups", "1 to 200 groups"),
        ("groups = [\"sql\"]", "wrong-type", "group 1 of plan main: a table is due", "{ apps = \"erp\" }"),
        ("groups = [{ at_once = 3 }]", "missing", "group 1 of plan main has no apps", "apps = "),
        ("groups = [{ apps = [] }]", "missing", "group 1 of plan main has no app", "delete the group"),
        ("groups = [{ apps = [\"ad\", \"ad\"] }]", "duplicate", "in a plan already", "delete one"),
        ("groups = [{ apps = \"ad\" }, { apps = \"ad\" }]", "duplicate", "in a plan already", "delete one"),
        ("groups = { apps = \"ad\", befor = {} }", "unknown-key", "has no key befor", "write before"),
        ("groups = { apps = \"ad\", before = {} }", "missing", "neither a script nor a pause", "pause ="),
        ("groups = { apps = \"ad\", after = { script = 5 } }", "unit", "step 1 after group 1", "min"),
        (
            "groups = { apps = \"ad\", before = { pause = \"1 h\", fails = \"3%\" } }",
            "unknown-key",
            "step 1 before group 1 of plan main has no key fails",
            "pause",
        ),
        (
            "groups = { apps = \"ad\", before = { pause = \"1 h\", script = \"1 h\" } }",
            "duplicate",
            "has both",
            "keep one",
        ),
        ("groups = { apps = \"ad\" }\ncrew = 0", "wrong-value", "0 is out of range", "from 1"),
        // erp needs sql, and web needs erp.
        (
            "groups = [{ apps = \"erp\" }, { apps = \"sql\" }]",
            "deadlock",
            "plan main brings sql back only after erp, and erp waits for sql",
            "put sql into the group of erp",
        ),
        (
            "groups = [{ apps = \"web\" }, { apps = \"sql\" }]",
            "deadlock",
            "web waits for sql by way of erp",
            "put sql into the group of web",
        ),
    ] {
        let outcome = read_with(&with(&format!("[plans.main]\n{plan}")), &[]);
        let shown = outcome.render(false);
        let found =
            outcome.diagnostics.iter().find(|problem| problem.id == id && problem.message.contains(part));
        let told = found.and_then(|problem| problem.hint.as_deref()).is_some_and(|said| said.contains(hint));
        assert!(told, "{plan}\n{id}: {part} ({hint}) missing in\n{shown}");
        assert_eq!(outcome.diagnostics.len(), 1, "{plan}\n{shown}");
    }
}

#[test]
fn what_waits_for_each_other_across_plans_and_the_foundation_is_told() {
    let shown = |text: &str| read_with(text, &[]).render(false);
    // ad, of the foundation, comes after sql, which waits for the foundation.
    let late = "foundation = \"ad\"\nplans.main.groups = [{ apps = \"sql\" }, { apps = \"ad\" }]";
    assert!(shown(&with(late)).contains("plan main brings ad back only after sql, and sql waits for ad"));
    let in_turn = "foundation = \"ad\"\nplans.main.groups = [{ apps = \"ad\" }, { apps = \"sql\" }]";
    assert_eq!(shown(&with(in_turn)), "");
    // sql comes after ad and web after ad2; ad needs web, ad2 needs erp and with it sql.
    let crossed = "plans.main.groups = [{ apps = \"ad\" }, { apps = \"sql\" }]\n\
         plans.other.groups = [{ apps = \"ad2\" }, { apps = \"late\" }]\n\
         apps.ad2 = { tier = \"t1\", needs = \"sql\" }\napps.late.tier = \"t1\"";
    let text =
        with(crossed).replace("apps.ad.tier = \"t1\"", "apps.ad = { tier = \"t1\", needs = \"late\" }");
    assert!(shown(&text).contains("plan main brings sql back only after ad, and ad waits for sql by way of"));
    // An app may be in one plan only, also across plans.
    let twice = "plans.main.groups = { apps = \"ad\" }\nplans.other.groups = { apps = \"ad\" }";
    assert!(shown(&with(twice)).contains("plan other names an app that is in a plan already"));
}
