//! What waits while something that only protections use is down. No app stops by
//! it, so that a drill of it shows nothing else.

use super::named::{Named, What};
use crate::model::{App, Estate, Need, Place, Protection};

/// Apps, by name in the order of the estate, whose protections miss what failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// A protection of theirs makes no copies.
    pub copies: Vec<String>,
    /// A protection of theirs starts no recovery.
    pub recoveries: Vec<String>,
}

/// Who misses what a failure takes; nobody for a disruption of apps.
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
        What::Kind(_) => Held::default(),
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

fn apps(estate: &Estate, misses: impl Fn(&Protection) -> bool) -> Vec<String> {
    let held = |app: &&App| app.protections.iter().any(&misses);
    estate.apps.iter().filter(held).map(|app| app.name.clone()).collect()
}
