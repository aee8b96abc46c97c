//! Control planes without which a recovery cannot be started: those that are
//! lost together with what it recovers from; failovers by themselves that no witness
//! decides; and control planes that nothing needs.

use std::collections::BTreeSet;

use super::facts::{Facts, after};
use super::found::{ARITHMETIC, Detail, Found, Rule};
use super::geography::{Failure, site_of};
use super::recovery::{self, Recovery};
use super::{Severity, beside};
use crate::model::{
    App, AppId, Control, ControlAt, ControlId, Estate, Kind, Need, Needs, Place, Protection, Study,
};
use crate::units::show_duration;

const ON_SOURCE: Rule = Rule { id: "control-on-source", severity: Severity::Warning, source: ARITHMETIC };
const UNUSED: Rule = Rule { id: "control-unused", severity: Severity::Note, source: ARITHMETIC };
const NO_WITNESS: Rule =
    Rule { id: "automatic-without-witness", severity: Severity::Warning, source: ARITHMETIC };
const ANOTHER_WAY: Rule = Rule { severity: Severity::Note, ..ON_SOURCE };

/// Adds findings of this theme about one topology of a study.
pub(super) fn find(study: &Study, facts: &Facts, found: &mut Found) {
    for (id, app) in facts.apps() {
        on_source(facts, id, app, found);
        without_witness(facts, id, app, found);
    }
    unused(study, facts.estate, found);
}

/// Failovers that begin by themselves whatever the place that is left can still see.
fn without_witness(facts: &Facts, id: AppId, app: &App, found: &mut Found) {
    let unwatched = app.protections.iter().find_map(|protection| match protection {
        Protection::Replica(replica) if replica.automatic.is_some() => {
            controls(&replica.needs).next().is_none().then_some((protection, replica))
        }
        _ => None,
    });
    let Some((protection, replica)) = unwatched else { return };
    found.app(NO_WITNESS, id, 0.0, || Detail {
        reason: format!(
            "the {} of {} at {} begins by itself, and needs no witness to: when the two ends lose sight of each other \
             both may go on, with data of their own; that is not simulated",
            protection.method(),
            app.name,
            facts.estate.place_name(replica.to)
        ),
        value: None,
        limit: None,
        fix: "write controls.witness = { … } at a third place, and start_needs = \"witness\" in the replica".into(),
    });
}

/// Control planes that no protection names, in this topology or another.
fn unused(study: &Study, estate: &Estate, found: &mut Found) {
    if estate.controls.is_empty() {
        return;
    }
    let used: BTreeSet<&str> = study.topologies.iter().flat_map(|topology| named(&topology.estate)).collect();
    for Control { name, .. } in estate.controls.iter().filter(|control| !used.contains(control.name.as_str()))
    {
        let detail = Detail {
            reason: format!("no protection needs {name}: it has no effect, however often it fails"),
            value: None,
            limit: None,
            fix: format!("name {name} in copy_needs or start_needs of what needs it, or leave it out"),
        };
        found.add(UNUSED, format!("control plane {name}"), detail);
    }
}

/// The control planes that protections name.
fn named(estate: &Estate) -> impl Iterator<Item = &str> {
    let needs = estate.apps.iter().flat_map(|app| &app.protections).filter_map(Protection::needs);
    needs.flat_map(Needs::all).filter_map(|need| match need {
        Need::Control(control) => Some(estate.controls[control.index()].name.as_str()),
        Need::App(_) => None,
    })
}

/// A control plane that a recovery needs to start, and does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// It went with the place that was lost.
    Lost(ControlId),
    /// It stands, and nothing leads there any more.
    CutOff(ControlId),
}

/// The first control plane that a failure takes from a method that is to start
/// at a place; apps that it needs come back by themselves.
pub(super) fn missing(facts: &Facts, failure: Failure, needs: &Needs, at: Place) -> Option<Missing> {
    controls(needs).find_map(|control| {
        let stands_at = facts.estate.controls[control.index()].at;
        if place(stands_at).is_some_and(|place| failure.hits(facts.estate, place)) {
            return Some(Missing::Lost(control));
        }
        let (from, to) = (site_of(facts.estate, at), facts.estate.control_site(stands_at)?);
        let way = facts.geography.bytes_per_second(from, to, failure.lost_site());
        way.is_none().then_some(Missing::CutOff(control))
    })
}

/// Seconds until the control planes that a failure took work again.
pub(super) fn back(facts: &Facts, failure: Failure, needs: &Needs) -> f64 {
    let places = controls(needs).filter_map(|control| place(facts.estate.controls[control.index()].at));
    let lost = places.filter(|place| failure.hits(facts.estate, *place));
    lost.map(|place| recovery::new_hardware(facts, failure, place)).fold(0.0, f64::max)
}

fn controls(needs: &Needs) -> impl Iterator<Item = ControlId> + '_ {
    needs.start.iter().filter_map(|need| match need {
        Need::Control(control) => Some(*control),
        Need::App(_) => None,
    })
}

/// The place that a control plane is lost with.
fn place(at: ControlAt) -> Option<Place> {
    match at {
        ControlAt::Anywhere => None,
        ControlAt::Site(site) => Some(Place::Region(site)),
        ControlAt::Stamp(stamp) => Some(Place::Stamp(stamp)),
    }
}

/// A method that could bring an app back, were it not for a control plane.
pub(super) struct HeldUp {
    /// Which of the app's protections.
    protection: usize,
    /// Where it would start.
    at: Place,
    missing: Missing,
}

/// The first method of an app that a failure leaves a copy and a place, and no
/// control plane to start it; `None` if one that comes before it works.
pub(super) fn held_up(facts: &Facts, app: &App, failure: Failure, recovery: &Recovery) -> Option<HeldUp> {
    if !recovery.is_manual() {
        return None;
    }
    let preferred = match recovery.protection {
        Some(chosen) if recovery.hardware == 0.0 => chosen,
        _ => app.protections.len(),
    };
    app.protections[..preferred].iter().enumerate().find_map(|(i, protection)| {
        let at = recovery::as_decided(facts, app, failure, protection, |_, _| true)?.to?;
        let missing = missing(facts, failure, protection.needs()?, at)?;
        Some(HeldUp { protection: i, at, missing })
    })
}

fn on_source(facts: &Facts, id: AppId, app: &App, found: &mut Found) {
    let held = [Kind::SiteLost, Kind::StampLost].into_iter().find_map(|kind| {
        let failure = facts.failure(kind, app).filter(|_| facts.is_possible(kind, app))?;
        let recovery = facts.recovery(kind, id)?;
        Some((kind, failure, recovery, held_up(facts, app, failure, recovery)?))
    });
    let Some((kind, failure, recovery, held)) = held else { return };
    let late = facts.rto(kind, app).filter(|rto| recovery.own() > *rto);
    let stale = facts.rpo(kind, app).is_some_and(|rpo| recovery.most_loss > rpo);
    let rule = if late.is_some() || stale { ON_SOURCE } else { ANOTHER_WAY };
    found.app(rule, id, recovery.own(), || Detail {
        value: late.map(|rto| beside::duration(recovery.own(), rto)),
        limit: late.map(show_duration),
        ..held.detail(facts, app, (kind, failure), recovery)
    });
}

impl HeldUp {
    fn detail(&self, facts: &Facts, app: &App, (kind, failure): (Kind, Failure), best: &Recovery) -> Detail {
        let estate = facts.estate;
        let name = |control: ControlId| &estate.controls[control.index()].name;
        let (method, at) = (app.protections[self.protection].method(), estate.place_name(self.at));
        let lost = failure.describe(estate);
        let (control, why, remedy) = match self.missing {
            Missing::Lost(control) => {
                let control = name(control);
                let remedy = match failure {
                    Failure::Site(_) => format!("run {control} at another site than {lost}"),
                    Failure::Stamp(_) => format!("run {control} elsewhere than on {lost}"),
                };
                (control, "is lost with it".to_owned(), remedy)
            }
            Missing::CutOff(control) => {
                let control = name(control);
                let remedy = format!("give {at} a way to {control} that does not cross {lost}");
                (control, format!("cannot be reached from {at} without {lost}"), remedy)
            }
        };
        let then = if best.protection == Some(self.protection) {
            format!("at best it waits for that and is back in {}", show_duration(best.own()))
        } else {
            format!("at best it is back in {} by {}", show_duration(best.own()), best.method)
        };
        Detail {
            reason: format!(
                "{} cannot be started at {at} {}: {control}, which its {method} needs, {why}; {then}",
                app.name,
                after(facts, kind, app),
            ),
            value: None,
            limit: None,
            fix: format!("{remedy}, or give {} a method that starts without it", app.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::best_possible;
    use super::super::sample::*;
    use super::*;
    use crate::model::{Clock, Control, Estate, Hazard, Link, Protection, Site, SiteId, StampId};

    /// The sound estate with a control plane, without which erp's first protection
    /// cannot be started.
    fn brokered(at: ControlAt, protections: Vec<Protection>) -> Estate {
        let mut estate = erp_with(protections);
        let broker = Control { name: "broker".into(), at, failure: Hazard::Never, repair: fixed(HOUR) };
        estate.controls.push(broker);
        let needs = estate.apps[ERP.index()].protections[0].needs_mut().expect("people start it");
        needs.start = vec![Need::Control(ControlId(0))];
        estate
    }

    fn by_replica() -> Vec<Protection> {
        vec![Protection::Replica(replica(DR))]
    }

    /// Best recovery of erp: how, and its own part in days.
    fn best(estate: Estate, kind: Kind) -> (&'static str, f64) {
        let all = best_possible(&topology("a", estate), Clock::Failed);
        let erp = all.into_iter().find(|best| best.app == ERP && best.kind == kind).expect("one");
        (erp.method, (erp.recovery.seconds() - erp.steps.seconds() - erp.transfer.seconds()) / DAY)
    }

    #[test]
    fn a_replica_whose_broker_goes_with_the_site_waits_for_it() {
        // The site is replaced after 56 days, the stamp deployed 7 days later.
        for (at, days) in [(ControlAt::Site(DC1), 56.0), (ControlAt::Stamp(StampId(0)), 63.0)] {
            let estate = || brokered(at, by_replica());
            assert_eq!(best(estate(), Kind::SiteLost), ("replica", days));
            let finding = only(estate(), "control-on-source");
            assert_eq!((finding.severity, finding.subject.as_str()), (Severity::Warning, "erp"));
            let reason = "erp cannot be started at dr after the loss of dc1: broker, which its replica needs, is \
                          lost with it; at best it waits for that and is back in ";
            assert!(finding.reason.starts_with(reason), "{}", finding.reason);
            assert!(finding.fix.starts_with("run broker at another site than dc1"), "{}", finding.fix);
            assert_eq!(finding.limit.as_deref(), Some("8 h"));
            assert!(found(estate(), "no-place-to-run").is_empty(), "there is one");
        }
    }

    #[test]
    fn a_broker_elsewhere_holds_nothing_up() {
        let sound = best(erp_with(by_replica()), Kind::SiteLost);
        for at in
            [ControlAt::Site(DC2), ControlAt::Stamp(StampId(1)), ControlAt::Site(AZURE), ControlAt::Anywhere]
        {
            assert_eq!(best(brokered(at, by_replica()), Kind::SiteLost), sound, "{at:?}");
            assert!(found(brokered(at, by_replica()), "control-on-source").is_empty(), "{at:?}");
        }
        let mut never = brokered(ControlAt::Site(DC1), by_replica());
        (never.sites[0].lost, never.stamps[0].lost) = (Hazard::Never, Hazard::Never);
        assert!(found(never, "control-on-source").is_empty(), "the site is never lost");
    }

    #[test]
    fn a_broker_on_the_stamp_goes_with_the_stamp_alone() {
        let at_site = best(brokered(ControlAt::Site(DC1), by_replica()), Kind::StampLost);
        assert_eq!(at_site, best(erp_with(by_replica()), Kind::StampLost), "the site stands");
        let mut estate = brokered(ControlAt::Stamp(StampId(0)), by_replica());
        assert_eq!(best(estate.clone(), Kind::StampLost), ("replica", 7.0));
        estate.sites[0].lost = Hazard::Never;
        let finding = only(estate, "control-on-source");
        assert!(finding.reason.contains("after the loss of stamp prod: broker"), "{}", finding.reason);
        assert!(finding.fix.starts_with("run broker elsewhere than on stamp prod"), "{}", finding.fix);
    }

    #[test]
    fn the_next_method_is_taken_and_told() {
        let both = || {
            let protections = vec![Protection::Replica(replica(DR)), Protection::Backup(backup(VAULT))];
            brokered(ControlAt::Site(DC1), protections)
        };
        let alone = erp_with(vec![Protection::Backup(backup(VAULT))]);
        assert_eq!(best(both(), Kind::SiteLost), best(alone, Kind::SiteLost));
        // The backup is back within 8 h, and may be a day old: the RPO is 30 min.
        let finding = only(both(), "control-on-source");
        assert_eq!((finding.severity, finding.value), (Severity::Warning, None));
        assert!(finding.reason.ends_with("at best it is back in 2.5 h by backup"), "{}", finding.reason);
        let mut content = both();
        content.apps[ERP.index()].objectives[Kind::SiteLost.index()].rpo = Some(span(2.0 * DAY));
        assert_eq!(only(content, "control-on-source").severity, Severity::Note);
        // A method that is never reached may need what it likes.
        let mut second = both();
        second.apps[ERP.index()].protections.swap(0, 1);
        assert!(found(second, "control-on-source").is_empty());
    }

    #[test]
    fn a_backup_needs_its_appliance_too() {
        let estate = brokered(ControlAt::Site(DC1), vec![Protection::Backup(backup(VAULT))]);
        // To dr as soon as the appliance is there again, before prod is.
        assert_eq!(best(estate.clone(), Kind::SiteLost), ("backup", 56.0));
        let finding = only(estate, "control-on-source");
        assert!(finding.reason.contains("which its backup needs, is lost with it"), "{}", finding.reason);
    }

    #[test]
    fn a_broker_behind_the_lost_site_is_out_of_reach() {
        let mut estate = brokered(ControlAt::Site(SiteId(3)), by_replica());
        estate.sites.push(Site { name: "branch".into(), ..estate.sites[0].clone() });
        estate.links.push(Link { name: "spur".into(), ends: [DC1, SiteId(3)], ..estate.links[0].clone() });
        let finding = only(estate.clone(), "control-on-source");
        let part = "broker, which its replica needs, cannot be reached from dr without dc1";
        assert!(finding.reason.contains(part), "{}", finding.reason);
        assert!(
            finding.fix.starts_with("give dr a way to broker that does not cross dc1"),
            "{}",
            finding.fix
        );
        assert_eq!(best(estate.clone(), Kind::SiteLost), ("replica", 56.0));
        estate.links.push(Link { name: "own".into(), ends: [DC2, SiteId(3)], ..estate.links[0].clone() });
        assert!(found(estate, "control-on-source").is_empty());
    }

    #[test]
    fn what_begins_by_itself_needs_a_witness() {
        let mut automatic = replica(DR);
        automatic.automatic = Some(fixed(20.0));
        let automatic = || vec![Protection::Replica(automatic.clone())];
        let finding = only(erp_with(automatic()), "automatic-without-witness");
        assert_eq!((finding.severity, finding.subject.as_str()), (Severity::Warning, "erp"));
        let reason = "the replica of erp at dr begins by itself, and needs no witness to: ";
        assert!(finding.reason.starts_with(reason), "{}", finding.reason);
        let watched = brokered(ControlAt::Site(AZURE), automatic());
        assert!(found(watched, "automatic-without-witness").is_empty());
        assert!(found(erp_with(by_replica()), "automatic-without-witness").is_empty(), "people decide");
    }

    #[test]
    fn a_control_plane_that_no_protection_names_has_no_effect() {
        let used = || brokered(ControlAt::Anywhere, by_replica());
        assert!(found(used(), "control-unused").is_empty());
        let mut unused = used();
        unused.apps[ERP.index()].protections = by_replica();
        let finding = only(unused.clone(), "control-unused");
        assert_eq!((finding.severity, finding.subject.as_str()), (Severity::Note, "control plane broker"));
        // Another topology needs it: the file defines it for that.
        let study = study(vec![topology("a", unused), topology("b", used())]);
        assert!(super::super::findings(&study).iter().all(|finding| finding.id != "control-unused"));
    }

    #[test]
    fn traffic_that_moves_by_itself_needs_nobody() {
        let mut estate = brokered(ControlAt::Site(DC1), by_replica());
        estate.apps[ERP.index()].protections.push(active_active(DR));
        assert!(found(estate, "control-on-source").is_empty());
    }
}
