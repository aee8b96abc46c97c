//! Copies that stand too close to what they protect: in its rack, on its
//! stamp, at its site. Proximity is graded; another site is good.

use std::collections::BTreeMap;

use super::Severity;
use super::facts::Facts;
use super::found::{Detail, Found, PROTECT_VMS, Rule};
use super::geography::{site_of, target_site};
use crate::model::{App, Backup, Estate, Place, Protection, SiteId, StampId, TargetAt, TargetId};

/// What no vendor supports: an error, unless the user wants it simulated.
pub(super) const UNSUPPORTED: &str = "target-in-rack";
const RACK: Rule = Rule { id: UNSUPPORTED, severity: Severity::Error, source: PROTECT_VMS };
const ON_SOURCE: Rule = Rule { id: "target-on-source", severity: Severity::Warning, source: PROTECT_VMS };
const CLOSE: Rule = Rule { id: "copy-close", severity: Severity::Note, source: PROTECT_VMS };
const REPLICA_ON_SOURCE: Rule =
    Rule { id: "replica-on-source", severity: Severity::Error, source: PROTECT_VMS };

/// Adds findings of this theme.
pub(super) fn find(facts: &Facts, found: &mut Found) {
    targets(facts, found);
    replicas(facts, found);
}

/// How the apps of one site use one target.
#[derive(Default)]
struct Use {
    apps: u32,
    /// Apps that run on the stamp the target is on.
    on_source: u32,
    /// Of these, apps whose copies are not sent on continuously.
    alone: u32,
}

fn targets(facts: &Facts, found: &mut Found) {
    let estate = facts.estate;
    let mut uses: BTreeMap<(TargetId, SiteId), Use> = BTreeMap::new();
    for (_, app) in facts.apps() {
        let site = site_of(estate, app.home);
        for (target, backup) in used_targets(app) {
            let entry = uses.entry((target, site)).or_default();
            entry.apps += 1;
            if let TargetAt::Stamp(stamp) = estate.targets[target.index()].at
                && app.home == Place::Stamp(stamp)
            {
                entry.on_source += 1;
                entry.alone += u32::from(!is_sent_on(estate, backup, stamp));
            }
        }
    }
    let mut in_rack = None;
    for ((target, site), used) in uses {
        let name = &estate.targets[target.index()].name;
        match estate.targets[target.index()].at {
            TargetAt::Rack(stamp) if in_rack != Some(target) => {
                in_rack = Some(target);
                found.add(RACK, format!("target {name}"), rack(estate, name, stamp));
            }
            TargetAt::Rack(_) => {}
            TargetAt::Stamp(stamp) if used.alone > 0 => {
                found.add(ON_SOURCE, format!("target {name}"), on_source(estate, name, stamp, &used));
            }
            TargetAt::Stamp(_) if used.on_source == used.apps => {}
            _ if target_site(estate, target) == site => {
                found.add(CLOSE, format!("target {name}"), close(estate, name, site, used.apps));
            }
            _ => {}
        }
    }
}

/// Targets of an app's backups, each once.
pub(super) fn used_targets(app: &App) -> impl Iterator<Item = (TargetId, &Backup)> {
    let backups = app.protections.iter().filter_map(|protection| match protection {
        Protection::Backup(backup) => Some(backup),
        _ => None,
    });
    backups.flat_map(|backup| {
        let first = |i: usize| backup.levels[..i].iter().all(|l| l.target != backup.levels[i].target);
        let own = (0..backup.levels.len()).filter(move |i| first(*i));
        own.map(move |i| (backup.levels[i].target, backup))
    })
}

/// Whether every copy that lands on `stamp` is sent on to somewhere off it as
/// soon as it has arrived: what makes a target on the stamp it protects a
/// recommended one.
pub(super) fn is_sent_on(estate: &Estate, backup: &Backup, stamp: StampId) -> bool {
    let at = |target: TargetId| estate.targets[target.index()].at;
    let on_stamp = |target| at(target) == TargetAt::Stamp(stamp) || at(target) == TargetAt::Rack(stamp);
    let Some(last) = backup.levels.iter().rposition(|level| on_stamp(level.target)) else { return true };
    backup.levels.get(last + 1).is_some_and(|outward| outward.schedule.is_none())
}

fn rack(estate: &Estate, target: &str, stamp: StampId) -> Detail {
    let stamp = &estate.stamps[stamp.index()].name;
    Detail {
        reason: format!(
            "{target} stands in the rack of stamp {stamp}: no other device may be connected to its switches, \
             and it fails with the rack's power"
        ),
        value: Some("same rack".into()),
        limit: Some("another rack".into()),
        fix: format!("give {target} its own rack, best at another site"),
    }
}

fn on_source(estate: &Estate, target: &str, stamp: StampId, used: &Use) -> Detail {
    let stamp = &estate.stamps[stamp.index()].name;
    Detail {
        reason: format!(
            "{target} runs on stamp {stamp}, which it protects: the copies are lost with the stamp unless all of \
             them are continuously copied to an external location"
        ),
        value: Some(format!(
            "{} of {} apps continuously copied outward",
            used.on_source - used.alone,
            used.on_source
        )),
        limit: Some("all".into()),
        fix: "add an outward level without a schedule of its own, to a target at another site".into(),
    }
}

fn close(estate: &Estate, copy: &str, site: SiteId, apps: u32) -> Detail {
    let site = &estate.sites[site.index()].name;
    Detail {
        reason: format!(
            "{copy} is at {site}, like {}: it does not survive the site",
            if apps == 1 { "the app it protects".to_owned() } else { format!("the {apps} apps it protects") }
        ),
        value: Some("same site".into()),
        limit: Some("another site".into()),
        fix: format!("keep a further copy at a site other than {site}"),
    }
}

fn replicas(facts: &Facts, found: &mut Found) {
    let estate = facts.estate;
    let mut near: BTreeMap<(Place, SiteId), u32> = BTreeMap::new();
    for (id, app) in facts.apps() {
        let site = site_of(estate, app.home);
        for protection in &app.protections {
            let places = match protection {
                Protection::Replica(replica) => std::slice::from_ref(&replica.to),
                Protection::ActiveActive(group) => &group.with[..],
                Protection::Backup(_) => continue,
            };
            for to in places {
                if *to == app.home {
                    found.app(REPLICA_ON_SOURCE, id, 0.0, || Detail {
                        reason: format!(
                            "{} is at home on {}, where its {} is too: both fail together",
                            app.name,
                            estate.place_name(*to),
                            protection.method()
                        ),
                        value: Some("same place".into()),
                        limit: Some("another stamp or region".into()),
                        fix: "choose another place, best at another site".into(),
                    });
                } else if site_of(estate, *to) == site {
                    *near.entry((*to, site)).or_default() += 1;
                }
            }
        }
    }
    for ((to, site), apps) in near {
        let name = estate.place_name(to);
        found.add(CLOSE, format!("place {name}"), close(estate, name, site, apps));
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::*;
    use super::super::{Severity, findings};
    use super::*;

    fn backed_up(target: TargetId) -> Vec<Protection> {
        vec![Protection::Backup(backup(target))]
    }

    /// A first level on the protected stamp and an outward one in the vault.
    fn outward(every: Option<f64>) -> Vec<Protection> {
        let mut chain = backup(ON_PROD);
        chain.levels.push(level(VAULT, every));
        vec![Protection::Backup(chain)]
    }

    #[test]
    fn an_appliance_in_the_rack_is_an_error_and_said_once() {
        let mut estate = erp_with(backed_up(IN_RACK));
        estate.apps[0].protections = backed_up(IN_RACK);
        estate.apps.push(app("x"));
        estate.apps[2].home = DR;
        estate.apps[2].protections = backed_up(IN_RACK);
        let finding = only(estate, "target-in-rack");
        assert_eq!(finding.severity, Severity::Error);
        assert_eq!(finding.subject, "target in-rack");
        assert!(found(erp_with(backed_up(NEAR)), "target-in-rack").is_empty());
    }

    #[test]
    fn a_target_on_the_stamp_it_protects_needs_a_continuous_outward_copy_of_all_data() {
        let alone = only(erp_with(backed_up(ON_PROD)), "target-on-source");
        assert_eq!(alone.value.as_deref(), Some("0 of 1 apps continuously copied outward"));
        let nightly = only(erp_with(outward(Some(DAY))), "target-on-source");
        assert_eq!(nightly.value, alone.value, "a schedule of its own is not continuous");
        assert!(found(erp_with(outward(None)), "target-on-source").is_empty());

        let mut one_of_two = erp_with(outward(None));
        one_of_two.apps[0].protections = backed_up(ON_PROD);
        let finding = only(one_of_two, "target-on-source");
        assert_eq!(finding.value.as_deref(), Some("1 of 2 apps continuously copied outward"));
    }

    #[test]
    fn a_target_on_another_stamp_is_not_on_its_source() {
        let mut estate = erp_with(backed_up(ON_PROD));
        estate.apps[1].home = DR;
        assert!(found(estate, "target-on-source").is_empty());
    }

    #[test]
    fn a_copy_at_the_same_site_is_close() {
        let finding = only(erp_with(backed_up(NEAR)), "copy-close");
        assert_eq!((finding.severity, finding.subject.as_str()), (Severity::Note, "target near"));
        assert!(found(erp_with(backed_up(FAR)), "copy-close").is_empty());

        let mut estate = erp_with(vec![Protection::Replica(replica(DR))]);
        estate.stamps[1].site = DC1;
        estate.apps.remove(0);
        assert_eq!(only(estate, "copy-close").subject, "place dr");
    }

    #[test]
    fn a_replica_at_home_is_no_replica() {
        let finding = only(erp_with(vec![Protection::Replica(replica(PROD))]), "replica-on-source");
        assert_eq!(finding.severity, Severity::Error);
        assert!(findings(&study(vec![topology("a", sound())])).is_empty());
        assert_eq!(found(erp_with(vec![active_active(PROD)]), "replica-on-source").len(), 1);
        assert!(found(erp_with(vec![active_active(DR)]), "replica-on-source").is_empty());
    }
}
