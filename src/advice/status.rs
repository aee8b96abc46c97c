//! How a topology stands in the vendor's table of recommended topologies for
//! VMs on Azure Stack Hub: five rows recommended, a stand-alone target on the
//! protected stamp not, an appliance in the stamp's rack not supported.

use super::geography::{site_of, target_site};
use super::nearness::{is_sent_on, used_targets};
use crate::model::{App, Estate, Place, Protection, SiteId, SiteKind, TargetAt, Topology};

/// The vendor's word on a topology. Ordered from best; the worst row that a
/// topology uses decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Not a row of the table: no protection, or active-active alone.
    Unlisted,
    /// Recommended.
    Recommended,
    /// Not recommended.
    NotRecommended,
    /// Not supported by the vendor.
    NotSupported,
}

impl Grade {
    /// How it is printed: `not in the table`, `recommended`, `not recommended`,
    /// `not supported`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unlisted => "not in the table",
            Self::Recommended => "recommended",
            Self::NotRecommended => "not recommended",
            Self::NotSupported => "not supported",
        }
    }
}

/// The grade of a topology and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The grade.
    pub grade: Grade,
    /// The rows that decide it, in one line.
    pub reason: String,
    /// Where the table is.
    pub source: &'static str,
}

/// A row of the table, as far as a topology can tell them apart: whether a
/// target at a site is shared with other systems or dedicated makes no
/// difference to the vendor's word. Ordered by grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Row {
    ExternalTarget,
    StraightToCloud,
    OnSourceSentOn,
    ReplicaToStamp,
    ReplicaToCloud,
    OnSourceAlone,
    InRack,
}

impl Row {
    const fn grade(self) -> Grade {
        match self {
            Self::OnSourceAlone => Grade::NotRecommended,
            Self::InRack => Grade::NotSupported,
            _ => Grade::Recommended,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::ExternalTarget => "backup to an external target",
            Self::StraightToCloud => "backup straight to a cloud or a provider",
            Self::OnSourceSentOn => "backup to a target on the same stamp, continuously copied outward",
            Self::ReplicaToStamp => "replication to a separate stamp",
            Self::ReplicaToCloud => "replication to a cloud or a provider",
            Self::OnSourceAlone => {
                "backup to a target on the same stamp whose copies are not all continuously copied outward"
            }
            Self::InRack => {
                "backup appliance in the rack of a stamp: no other device may be connected to its switches"
            }
        }
    }
}

/// The vendor's word on a topology.
#[must_use]
pub fn status(topology: &Topology) -> Status {
    let estate = &topology.estate;
    let mut rows: Vec<Row> = estate.apps.iter().flat_map(|app| rows_of(estate, app)).collect();
    rows.sort_unstable();
    rows.dedup();
    let source = super::found::PROTECT_VMS;
    let Some(grade) = rows.iter().map(|row| row.grade()).max() else {
        let automatic =
            estate.apps.iter().flat_map(|a| &a.protections).any(|p| matches!(p, Protection::ActiveActive(_)));
        let reason = if automatic { "active-active only" } else { "no app is protected" };
        return Status { grade: Grade::Unlisted, reason: reason.into(), source };
    };
    let words: Vec<&str> = rows.iter().filter(|row| row.grade() == grade).map(|row| row.words()).collect();
    Status { grade, reason: words.join("; "), source }
}

fn rows_of(estate: &Estate, app: &App) -> Vec<Row> {
    let is_cloud = |site: SiteId| {
        matches!(estate.sites[site.index()].kind, SiteKind::Cloud | SiteKind::Provider)
            && site != site_of(estate, app.home)
    };
    let mut rows: Vec<Row> = used_targets(app)
        .map(|(target, backup)| match estate.targets[target.index()].at {
            TargetAt::Rack(_) => Row::InRack,
            TargetAt::Stamp(stamp) if app.home == Place::Stamp(stamp) => {
                if is_sent_on(estate, backup, stamp) { Row::OnSourceSentOn } else { Row::OnSourceAlone }
            }
            _ if is_cloud(target_site(estate, target)) && backup.levels[0].target == target => {
                Row::StraightToCloud
            }
            _ => Row::ExternalTarget,
        })
        .collect();
    for protection in &app.protections {
        if let Protection::Replica(replica) = protection {
            rows.push(match replica.to {
                Place::Region(_) => Row::ReplicaToCloud,
                Place::Stamp(_) if is_cloud(site_of(estate, replica.to)) => Row::ReplicaToCloud,
                Place::Stamp(_) => Row::ReplicaToStamp,
            });
        }
    }
    // An outward level of a target on the stamp belongs to that row.
    if rows.iter().any(|row| matches!(row, Row::OnSourceSentOn | Row::OnSourceAlone)) {
        rows.retain(|row| *row != Row::ExternalTarget);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::super::sample::*;
    use super::*;

    fn of(protections: Vec<Protection>) -> Status {
        let mut estate = erp_with(protections);
        estate.apps.remove(0);
        status(&topology("a", estate))
    }

    fn backed_up(target: crate::model::TargetId) -> Status {
        of(vec![Protection::Backup(backup(target))])
    }

    /// The seven rows of the table, of which the first two differ in nothing
    /// that a topology shows.
    #[test]
    fn the_rows_of_the_table_keep_their_status() {
        let grade = |status: Status, grade: Grade, words: &str| {
            assert_eq!(status.grade, grade, "{}", status.reason);
            assert!(status.reason.contains(words), "{}", status.reason);
        };
        grade(backed_up(NEAR), Grade::Recommended, "external target");
        grade(backed_up(FAR), Grade::Recommended, "external target");
        grade(backed_up(VAULT), Grade::Recommended, "straight to a cloud");
        grade(of(vec![Protection::Replica(replica(DR))]), Grade::Recommended, "separate stamp");
        let azure = Protection::Replica(replica(Place::Region(AZURE)));
        grade(of(vec![azure]), Grade::Recommended, "replication to a cloud");
        grade(backed_up(ON_PROD), Grade::NotRecommended, "not all continuously");
        grade(backed_up(IN_RACK), Grade::NotSupported, "rack");
    }

    #[test]
    fn a_target_on_the_stamp_is_recommended_once_all_is_copied_outward() {
        let mut chain = backup(ON_PROD);
        chain.levels.push(level(VAULT, None));
        let status = of(vec![Protection::Backup(chain.clone())]);
        assert_eq!(status.grade, Grade::Recommended);
        assert_eq!(status.reason, "backup to a target on the same stamp, continuously copied outward");
        chain.levels[1] = level(VAULT, Some(DAY));
        assert_eq!(of(vec![Protection::Backup(chain)]).grade, Grade::NotRecommended);
    }

    #[test]
    fn what_is_not_in_the_table_says_so() {
        assert_eq!(of(Vec::new()).reason, "no app is protected");
        let automatic = of(vec![active_active(DR)]);
        assert_eq!((automatic.grade, automatic.reason.as_str()), (Grade::Unlisted, "active-active only"));
    }

    #[test]
    fn the_worst_row_decides() {
        let mut estate = erp_with(vec![Protection::Backup(backup(IN_RACK))]);
        estate.apps[0].protections.push(Protection::Backup(backup(ON_PROD)));
        let status = status(&topology("a", estate));
        assert_eq!(status.grade, Grade::NotSupported);
        assert!(!status.reason.contains("same stamp"), "{}", status.reason);
    }
}
