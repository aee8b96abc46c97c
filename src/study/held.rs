//! What waits while something that only protections use is down, or a place at which
//! only such things stand. No app stops by it, so that a drill of it shows nothing
//! else.

use super::named::{Named, What};
use crate::model::{App, ControlAt, Estate, Kind, Level, Need, Place, Protection, SiteId, StampId, TargetAt};

/// Apps, by name in the order of the estate, whose protections miss what failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// A protection of theirs makes no copies.
    pub copies: Vec<String>,
    /// A protection of theirs starts no recovery.
    pub recoveries: Vec<String>,
}

/// Who misses what a failure takes from protections; nobody for a disruption that
/// takes no place.
#[must_use]
pub fn by(estate: &Estate, failure: &Named) -> Held {
    let subject = failure.subject.as_str();
    let is_control = |need: &Need| match need {
        Need::Control(control) => estate.controls[control.index()].name == subject,
        Need::App(_) => false,
    };
    let on_target = |protection: &Protection| match protection {
        Protection::Backup(backup) => {
            backup.levels.iter().any(|level| estate.targets[level.target.index()].name == subject)
        }
        _ => false,
    };
    let is_here = |place: &Place| matches!(place, Place::Stamp(_)) && estate.place_name(*place) == subject;
    match failure.what {
        What::Kind(kind) => at_place(estate, kind, subject),
        What::Control => Held {
            copies: apps(estate, |p| p.needs().is_some_and(|needs| needs.copy.iter().any(is_control))),
            recoveries: apps(estate, |p| p.needs().is_some_and(|needs| needs.start.iter().any(is_control))),
        },
        What::Target => Held { copies: apps(estate, on_target), recoveries: apps(estate, on_target) },
        What::Infrastructure => {
            let starts_here = |protection: &Protection| match protection {
                Protection::Backup(backup) => backup.restore_to.iter().any(is_here),
                Protection::Replica(replica) => is_here(&replica.to),
                Protection::ActiveActive(_) => false,
            };
            Held { copies: Vec::new(), recoveries: apps(estate, starts_here) }
        }
    }
}

/// Who misses what stands at a site or on a stamp.
fn at_place(estate: &Estate, kind: Kind, subject: &str) -> Held {
    let lies = |site: Option<SiteId>, stamp: Option<StampId>| match kind {
        Kind::SiteOutage | Kind::SiteLost => {
            site.is_some_and(|site| estate.sites[site.index()].name == subject)
        }
        Kind::StampOutage | Kind::StampLost => {
            stamp.is_some_and(|stamp| estate.stamps[stamp.index()].name == subject)
        }
        _ => false,
    };
    let control = |need: &Need| match need {
        Need::Control(control) => {
            let at = estate.controls[control.index()].at;
            let stamp = if let ControlAt::Stamp(stamp) = at { Some(stamp) } else { None };
            lies(estate.control_site(at), stamp)
        }
        Need::App(_) => false,
    };
    let target = |level: &Level| {
        let at = estate.targets[level.target.index()].at;
        let stamp = match at {
            TargetAt::Stamp(stamp) | TargetAt::Rack(stamp) => Some(stamp),
            TargetAt::Site(_) => None,
        };
        lies(Some(estate.target_site(level.target)), stamp)
    };
    let place = |place: &Place| match place {
        Place::Stamp(stamp) => lies(Some(estate.stamps[stamp.index()].site), Some(*stamp)),
        Place::Region(site) => lies(Some(*site), None),
    };
    let copies = |protection: &Protection| {
        protection.needs().is_some_and(|needs| needs.copy.iter().any(control))
            || match protection {
                Protection::Backup(backup) => backup.levels.iter().any(target),
                Protection::Replica(replica) => place(&replica.to),
                Protection::ActiveActive(_) => false,
            }
    };
    let recoveries = |protection: &Protection| {
        protection.needs().is_some_and(|needs| needs.start.iter().any(control))
            || match protection {
                Protection::Backup(backup) => {
                    backup.levels.iter().all(target) || backup.restore_to.iter().all(place)
                }
                Protection::Replica(replica) => place(&replica.to),
                Protection::ActiveActive(_) => false,
            }
    };
    Held { copies: apps(estate, copies), recoveries: apps(estate, recoveries) }
}

fn apps(estate: &Estate, misses: impl Fn(&Protection) -> bool) -> Vec<String> {
    let held = |app: &&App| app.protections.iter().any(&misses);
    estate.apps.iter().filter(held).map(|app| app.name.clone()).collect()
}
