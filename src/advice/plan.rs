//! Apps that their recovery plan holds back: what comes before their group, and
//! the scripts and pauses between.

use super::Severity;
use super::beside;
use super::best::{after_foundation, serving_times};
use super::facts::{DISASTERS, Facts, after};
use super::found::{ARITHMETIC, Detail, Found, Rule};
use super::recovery::Recovery;
use super::sequence::comes_back_in;
use crate::model::{Action, App, AppId, Kind, Protection, RecoveryPlan};
use crate::units::show_duration;

const LATE: Rule = Rule { id: "plan-late", severity: Severity::Warning, source: ARITHMETIC };

/// Adds findings of this theme.
pub(super) fn find(facts: &Facts, found: &mut Found) {
    if facts.estate.plans.is_empty() {
        return;
    }
    let all = DISASTERS.map(|kind| {
        (kind, after_foundation(facts, kind), Times::of(facts, kind, &serving_times(facts, kind)))
    });
    for (id, app) in facts.apps() {
        for (kind, alone, times) in &all {
            let (Some(rto), Some(own)) = (facts.rto(*kind, app), facts.recovery(*kind, id)) else { continue };
            let (alone, held) = (alone[id.index()], times.begins[id.index()] + own.execution());
            if alone <= rto && held > rto {
                found
                    .app(LATE, id, held - rto, || detail(facts, (*kind, id), own, (alone, held, rto), times));
            }
        }
    }
}

fn detail(
    facts: &Facts,
    (kind, id): (Kind, AppId),
    own: &Recovery,
    (alone, held, rto): (f64, f64, f64),
    times: &Times,
) -> Detail {
    let app = &facts.estate.apps[id.index()];
    let (plan, group) = place(facts, id).expect("only an app in a plan is held back by one");
    let last = plan.groups[..group].iter().flat_map(|group| &group.apps);
    let last = last.filter(|other| facts.failure(kind, app) == facts.failure(kind, of(facts, **other)));
    let last = last.max_by(|a, b| times.serving[a.index()].total_cmp(&times.serving[b.index()]));
    let before = match last.and_then(|last| Some((*last, facts.recovery(kind, *last)?))) {
        Some((last, recovery)) if kind != Kind::Corruption => format!(
            " after the groups before it ({} {})",
            of(facts, last).name,
            comes_back_in(recovery, times.serving[last.index()])
        ),
        _ => String::new(),
    };
    let acts = times.acts[id.index()];
    let between = if acts > 0.0 {
        format!(", and {} of that are scripts and pauses", show_duration(acts))
    } else {
        String::new()
    };
    Detail {
        reason: format!(
            "plan {} brings {} back as group {}{before}, {} at best {}{between}; by itself it is back in {} ({})",
            plan.name,
            app.name,
            group + 1,
            show_duration(held),
            after(facts, kind, app),
            show_duration(alone),
            own.method,
        ),
        value: Some(beside::duration(held, rto)),
        limit: Some(show_duration(rto)),
        fix: format!(
            "put {} into an earlier group, do what it need not wait for after its group, or recover what comes before \
             it faster",
            app.name
        ),
    }
}

fn of<'a>(facts: &Facts<'a>, app: AppId) -> &'a App {
    &facts.estate.apps[app.index()]
}

/// The plan that an app is in, and the position of its group.
fn place<'a>(facts: &Facts<'a>, app: AppId) -> Option<(&'a RecoveryPlan, usize)> {
    facts.estate.plans.iter().find_map(|plan| {
        plan.groups.iter().position(|group| group.apps.contains(&app)).map(|group| (plan, group))
    })
}

/// When apps are begun under their plans after one kind, in seconds. Scripts take
/// their median and do not fail; nobody waits for people.
#[derive(Clone, Debug)]
pub(super) struct Times {
    /// By app: when its method begins: after the foundation, and in its group's turn.
    pub begins: Vec<f64>,
    /// By app: scripts and pauses before that.
    pub acts: Vec<f64>,
    /// By app: when it serves, as far as that is known.
    serving: Vec<f64>,
}

impl Times {
    /// Where apps serve at `serving`.
    pub fn of(facts: &Facts, kind: Kind, serving: &[f64]) -> Self {
        let execution = |app: AppId| facts.recovery(kind, app).map_or(0.0, Recovery::execution);
        let alone = after_foundation(facts, kind);
        let each = alone.iter().enumerate();
        let begins: Vec<f64> = each.map(|(app, alone)| alone - execution(AppId::new(app))).collect();
        let mut times = Self { acts: vec![0.0; begins.len()], begins, serving: serving.to_vec() };
        for plan in &facts.estate.plans {
            let members: Vec<AppId> =
                plan.groups.iter().flat_map(|group| group.apps.iter().copied()).collect();
            if kind == Kind::Corruption {
                // It hits one app at a time.
                members.iter().for_each(|app| times.run(facts, kind, plan, &[*app]));
                continue;
            }
            let mut failures = Vec::new();
            for app in &members {
                let failure = facts.failure(kind, of(facts, *app));
                if facts.recovery(kind, *app).is_some() && !failures.contains(&failure) {
                    failures.push(failure);
                    let hit = members.iter().copied().filter(|other| {
                        facts.recovery(kind, *other).is_some()
                            && facts.failure(kind, of(facts, *other)) == failure
                    });
                    times.run(facts, kind, plan, &hit.collect::<Vec<_>>());
                }
            }
        }
        times
    }

    /// Carries out a plan for the apps that one failure hit.
    fn run(&mut self, facts: &Facts, kind: Kind, plan: &RecoveryPlan, hit: &[AppId]) {
        let is_planned =
            |app: &AppId| facts.recovery(kind, *app).is_some_and(|own| is_planned(facts, *app, own));
        let alone = self.begins.clone();
        let begin = hit.iter().filter(|app| is_planned(app)).map(|app| alone[app.index()]);
        let Some(mut now) = begin.reduce(f64::min) else { return };
        let mut acts = 0.0;
        let mut act = |now: &mut f64, actions: &[Action]| {
            let takes = |action: &Action| match action {
                Action::Pause(takes) | Action::Script { takes, .. } => facts.median(takes),
            };
            let all: f64 = actions.iter().map(takes).sum();
            *now += all;
            acts += all;
            acts
        };
        for group in &plan.groups {
            let members = || group.apps.iter().filter(|app| hit.contains(app));
            // What begins by itself may serve before its group's turn.
            if !members().any(|app| is_planned(app) || self.serving[app.index()] > now) {
                continue;
            }
            let before = act(&mut now, &group.before);
            let (mut end, mut is_stuck) = (now, false);
            for app in members() {
                let own = facts.recovery(kind, *app).expect("the failure concerns it");
                if is_planned(app) {
                    let shut_down = self.shut_down(facts, kind, plan, *app, own);
                    let begins = &mut self.begins[app.index()];
                    if now > *begins {
                        *begins = now;
                    }
                    *begins += shut_down;
                    self.acts[app.index()] = before;
                }
                if own.hardware > plan.patience.seconds() {
                    is_stuck = true;
                } else {
                    end = end.max(self.serving[app.index()]);
                }
            }
            now = if is_stuck { end + plan.patience.seconds() } else { end };
            act(&mut now, &group.after);
        }
    }

    /// Shutting an app down that still runs, before it is brought back elsewhere.
    fn shut_down(&self, facts: &Facts, kind: Kind, plan: &RecoveryPlan, app: AppId, own: &Recovery) -> f64 {
        let still_runs = matches!(kind, Kind::Corruption | Kind::Ransomware);
        let elsewhere = own.to.is_some_and(|to| to != of(facts, app).home);
        if still_runs && elsewhere { facts.median(&plan.shut_down) } else { 0.0 }
    }
}

/// Whether people bring an app back under its plan, as opposed to by itself.
fn is_planned(facts: &Facts, app: AppId, own: &Recovery) -> bool {
    let protection = own.protection.map(|p| &of(facts, app).protections[p]);
    match protection {
        Some(Protection::Replica(replica)) => replica.automatic.is_none(),
        Some(Protection::ActiveActive(_)) => false,
        Some(Protection::Backup(_)) | None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::best::{Best, best_possible};
    use super::super::sample::*;
    use super::*;
    use crate::model::{Clock, Estate, PlanGroup};
    use crate::units::Span;

    const WEB: AppId = AppId(2);

    /// dns, of the foundation, then erp after a pause of 30 min, then web after a
    /// script of 10 min that follows erp.
    fn planned() -> Estate {
        let mut estate = sound();
        estate.apps.push(app("web"));
        let group = |app| PlanGroup { apps: vec![app], before: Vec::new(), after: Vec::new(), at_once: None };
        let mut groups = vec![group(DNS), group(ERP), group(WEB)];
        groups[1].before = vec![Action::Pause(fixed(30.0 * MINUTE))];
        groups[1].after = vec![Action::Script { takes: fixed(10.0 * MINUTE), fails: 0.5, fix: fixed(DAY) }];
        groups[2].after = vec![Action::Pause(fixed(DAY))];
        estate.plans.push(RecoveryPlan {
            name: "main".into(),
            groups,
            shut_down: fixed(5.0 * MINUTE),
            at_once: None,
            crew: None,
            patience: span(2.0 * HOUR),
        });
        estate
    }

    fn best(estate: &Estate, app: AppId, kind: Kind) -> Best {
        let all = best_possible(&topology("a", estate.clone()), Clock::Failed);
        all.into_iter().find(|best| best.app == app && best.kind == kind).expect("one")
    }

    /// Minutes until an app serves, and of these what the plan takes.
    fn minutes(estate: &Estate, app: AppId, kind: Kind) -> [f64; 2] {
        let best = best(estate, app, kind);
        [best.recovery, best.plan].map(|span| span.seconds() / MINUTE)
    }

    /// 60 min of people and 16 min of execution for each.
    #[test]
    fn groups_scripts_and_pauses_are_part_of_the_best_possible() {
        let estate = planned();
        assert_eq!(minutes(&estate, DNS, Kind::SiteLost), [76.0, 0.0]);
        assert_eq!(minutes(&estate, ERP, Kind::SiteLost), [122.0, 30.0]);
        assert_eq!(minutes(&estate, WEB, Kind::SiteLost), [148.0, 56.0]);
        assert_eq!(best(&estate, WEB, Kind::SiteLost).others, span(16.0 * MINUTE), "the foundation");
        // Corruption hits one app, and what comes before its own group remains.
        let mut none = estate.clone();
        none.plans.clear();
        let alone = minutes(&none, ERP, Kind::Corruption)[0];
        assert_eq!(minutes(&estate, ERP, Kind::Corruption), [alone + 30.0, 30.0]);
        assert_eq!(best(&none, ERP, Kind::SiteLost).plan, Span::ZERO);
        // erp is at home elsewhere, and waited for by nobody.
        let mut apart = estate;
        apart.apps[ERP.index()].home = DR;
        assert_eq!(minutes(&apart, WEB, Kind::SiteLost), [92.0, 0.0]);
    }

    #[test]
    fn an_app_outside_of_the_plan_waits_with_what_it_needs() {
        let mut estate = planned();
        let mut needs_web = app("zoo");
        needs_web.needs = vec![WEB];
        estate.apps.push(needs_web);
        assert_eq!(minutes(&estate, AppId(3), Kind::SiteLost), [148.0, 0.0]);
        // A group waits until its apps serve, not until they are brought back.
        estate.plans[0].groups.truncate(2);
        estate.plans[0].groups[1].apps = vec![AppId(3)];
        estate.apps[WEB.index()].vms = 35;
        let web = minutes(&estate, WEB, Kind::SiteLost)[0];
        assert_eq!(web, 92.0 + 18.0);
        assert_eq!(minutes(&estate, AppId(3), Kind::SiteLost), [122.0, 30.0]);
    }

    #[test]
    fn a_plan_goes_on_without_an_app_that_waits_for_hardware() {
        // erp is rebuilt where new hardware stands, weeks later.
        let mut estate = planned();
        estate.apps[ERP.index()].protections.clear();
        estate.apps[ERP.index()].home = PROD;
        let [serves, plan] = minutes(&estate, WEB, Kind::SiteLost);
        assert_eq!([serves, plan], [76.0 + 30.0 + 120.0 + 10.0 + 16.0, 160.0]);
    }

    #[test]
    fn what_the_plan_makes_late_is_told() {
        let ask = |hours: f64| {
            let mut estate = planned();
            estate.apps[WEB.index()].objectives[Kind::SiteLost.index()].rto = Some(span(hours * HOUR));
            found(estate, "plan-late")
        };
        let [finding] = &ask(2.0)[..] else { panic!("one finding") };
        assert_eq!(finding.subject, "web");
        assert_eq!((finding.value.as_deref(), finding.limit.as_deref()), (Some("2.5 h"), Some("2 h")));
        for part in
            ["plan main brings web back as group 3", "erp is back in 2 h", "40 min of that are scripts"]
        {
            assert!(finding.reason.contains(part), "{part} missing in {}", finding.reason);
        }
        assert!(ask(3.0).is_empty(), "in time");
        assert!(ask(1.0).is_empty(), "late by itself");
    }
}
