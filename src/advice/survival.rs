//! What is left when a site is gone: a copy, and a place to run.

use super::controls;
use super::facts::Facts;
use super::found::{CATASTROPHIC, Detail, Found, PROTECT_VMS, Rule};
use super::geography::{Failure, site_of};
use super::{Severity, beside};
use crate::model::{App, AppId, Kind, Protection};
use crate::units::show_duration;

const NO_COPY: Rule = Rule { id: "no-copy-survives-site", severity: Severity::Warning, source: PROTECT_VMS };
const NO_PLACE: Rule = Rule { id: "no-place-to-run", severity: Severity::Warning, source: CATASTROPHIC };
const UNPROTECTED: Rule = Rule { id: "unprotected", severity: Severity::Warning, source: PROTECT_VMS };

/// Adds findings of this theme.
pub(super) fn find(facts: &Facts, found: &mut Found) {
    for (id, app) in facts.apps() {
        if app.protections.is_empty() {
            if let Some((kind, objective)) = asked(facts, app) {
                found.app(UNPROTECTED, id, strictness(objective), || unprotected(app, kind, objective));
            }
            continue;
        }
        for kind in [Kind::SiteLost, Kind::StampLost] {
            if let Some(failure) = facts.failure(kind, app) {
                after_loss(facts, id, app, kind, failure, found);
            }
        }
    }
}

fn after_loss(facts: &Facts, id: AppId, app: &App, kind: Kind, failure: Failure, found: &mut Found) {
    let Some(recovery) = facts.recovery(kind, id) else { return };
    if copy_survives(facts, app, failure) {
        if let Some(rto) = facts.rto(kind, app)
            && recovery.hardware > 0.0
            && recovery.start > rto
            && controls::held_up(facts, app, failure, recovery).is_none()
        {
            let detail = || no_place(facts, app, failure, recovery.start, rto);
            found.app(NO_PLACE, id, recovery.start - rto, detail);
        }
    } else if let (Some(rpo), Failure::Site(_)) = (facts.rpo(kind, app), failure)
        && app.data_bytes > 0.0
    {
        found.app(NO_COPY, id, strictness(rpo), || no_copy(facts, app, failure));
    }
}

/// Shorter objectives are worse to miss.
fn strictness(objective: f64) -> f64 {
    -objective
}

/// The strictest objective that an app without protection has for the loss of
/// its place or data: what kind, how long.
fn asked(facts: &Facts, app: &App) -> Option<(Kind, f64)> {
    let kinds = [Kind::SiteLost, Kind::StampLost, Kind::Ransomware, Kind::Corruption, Kind::ItemDeletion];
    let objectives = kinds.into_iter().filter_map(|kind| {
        let objective = facts.objective(kind, app);
        let rpo = objective.rpo.filter(|_| app.data_bytes > 0.0);
        Some((kind, [rpo, objective.rto].into_iter().flatten().min()?.seconds()))
    });
    objectives.reduce(|a, b| if b.1 < a.1 { b } else { a })
}

/// Whether any copy of the app is outside what is lost.
fn copy_survives(facts: &Facts, app: &App, failure: Failure) -> bool {
    let estate = facts.estate;
    app.protections.iter().any(|protection| match protection {
        Protection::Backup(backup) => {
            backup.levels.iter().any(|level| !failure.destroys(estate, level.target))
        }
        Protection::Replica(replica) => !failure.hits(estate, replica.to),
        Protection::ActiveActive(group) => {
            group.takes_over(app) && group.with.iter().any(|place| !failure.hits(estate, *place))
        }
    })
}

fn unprotected(app: &App, kind: Kind, objective: f64) -> Detail {
    Detail {
        reason: format!(
            "{} has an objective for {} and no protection: what destroys its data leaves no copy",
            app.name,
            kind.name()
        ),
        value: Some("no protection".into()),
        limit: Some(show_duration(objective)),
        fix: "protect it, or drop the objective: some apps need no recovery".into(),
    }
}

fn no_copy(facts: &Facts, app: &App, failure: Failure) -> Detail {
    let site = &facts.estate.sites[site_of(facts.estate, app.home).index()].name;
    Detail {
        reason: format!("every copy of {} is at {site}: it loses all with the site", app.name),
        value: Some(format!("0 copies outside {}", failure.describe(facts.estate))),
        limit: Some("1 copy".into()),
        fix: format!("add a backup level or a replica at a site other than {site}"),
    }
}

fn no_place(facts: &Facts, app: &App, failure: Failure, start: f64, rto: f64) -> Detail {
    let lost = failure.describe(facts.estate);
    let (until, elsewhere) = match failure {
        Failure::Site(_) => ("for new hardware", "at another site"),
        Failure::Stamp(_) => ("until the stamp is redeployed", "elsewhere"),
    };
    Detail {
        reason: format!(
            "copies of {} survive the loss of {lost}, but no place to run it does: it waits {until}",
            app.name
        ),
        value: Some(beside::duration(start, rto)),
        limit: Some(show_duration(rto)),
        fix: format!("list a stamp or a cloud region {elsewhere} to restore to"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::*;
    use crate::model::{Hazard, Kind, Objective, Place, Protection};

    #[test]
    fn a_topology_whose_copies_are_all_at_home_loses_all_with_the_site() {
        let near = || erp_with(vec![Protection::Backup(backup(NEAR))]);
        let finding = only(near(), "no-copy-survives-site");
        assert!(finding.reason.contains("dc1"), "{}", finding.reason);
        assert!(found(erp_with(vec![Protection::Backup(backup(FAR))]), "no-copy-survives-site").is_empty());

        let mut outward = backup(NEAR);
        outward.levels.push(level(VAULT, None));
        let estate = erp_with(vec![Protection::Backup(outward)]);
        assert!(found(estate, "no-copy-survives-site").is_empty());

        let mut stateless = near();
        stateless.apps[1].data_bytes = 0.0;
        assert!(found(stateless, "no-copy-survives-site").is_empty());

        let mut never = near();
        never.sites[0].lost = Hazard::Never;
        assert!(found(never, "no-copy-survives-site").is_empty(), "the site is never lost");
    }

    #[test]
    fn copies_without_a_place_wait_for_hardware() {
        let at_home = |place| {
            let mut far = backup(FAR);
            far.restore_to = vec![place];
            erp_with(vec![Protection::Backup(far)])
        };
        // 56 days for the hardware and 7 to redeploy the stamp.
        let finding = only(at_home(PROD), "no-place-to-run");
        assert_eq!((finding.value.as_deref(), finding.limit.as_deref()), (Some("63 d"), Some("8 h")));
        let mut never = at_home(PROD);
        never.sites[0].lost = Hazard::Never;
        let finding = only(never, "no-place-to-run");
        assert_eq!(finding.value.as_deref(), Some("168 h"), "after the loss of the stamp");
        assert!(finding.reason.ends_with("until the stamp is redeployed"), "{}", finding.reason);
        assert!(found(at_home(DR), "no-place-to-run").is_empty());
        assert!(found(at_home(Place::Region(AZURE)), "no-place-to-run").is_empty());
    }

    #[test]
    fn an_app_with_an_objective_needs_a_protection() {
        let finding = only(erp_with(Vec::new()), "unprotected");
        assert_eq!(finding.limit.as_deref(), Some("30 min"));
        let mut unasked = erp_with(Vec::new());
        unasked.apps[1].objectives = Kind::ALL.map(|_| Objective::default());
        assert!(found(unasked, "unprotected").is_empty());
        assert!(found(sound(), "unprotected").is_empty());
    }
}
