//! Damage to data: deletion, corruption, ransomware. Replication copies it;
//! only copies from before it help, if they are kept long enough and an
//! attacker cannot reach them.

use super::Severity;
use super::facts::Facts;
use super::found::{ARITHMETIC, AZURE_LOCAL, Detail, Found, PROTECT_VMS, Rule};
use super::nearness::used_targets;
use crate::model::{App, AppId, Delay, Kind, Protection, TaintFrom, TargetId};
use crate::units::{show_duration, show_percent};

const REPLICATION_ONLY: Rule =
    Rule { id: "replication-only", severity: Severity::Warning, source: AZURE_LOCAL };
const OLDER_POINTS_ONLY: Rule = Rule { severity: Severity::Note, ..REPLICATION_ONLY };
const NO_IMMUTABLE: Rule = Rule { id: "no-immutable-copy", severity: Severity::Warning, source: ARITHMETIC };
const NO_IMMUTABLE_BUT_MANY: Rule = Rule { severity: Severity::Note, ..NO_IMMUTABLE };
const BELOW_DETECTION: Rule =
    Rule { id: "retention-below-detection", severity: Severity::Warning, source: ARITHMETIC };
const BELOW_DWELL: Rule =
    Rule { id: "retention-below-dwell", severity: Severity::Warning, source: ARITHMETIC };
const STATEFUL: Rule =
    Rule { id: "stateful-active-active", severity: Severity::Warning, source: PROTECT_VMS };

/// Adds findings of this theme.
pub(super) fn find(facts: &Facts, found: &mut Found) {
    for (id, app) in facts.apps().filter(|(_, app)| app.data_bytes > 0.0) {
        stateful_active_active(app, id, found);
        if app.protections.is_empty() {
            continue;
        }
        if used_targets(app).next().is_none() {
            replication_only(facts, app, id, found);
        } else {
            no_immutable(facts, app, id, found);
        }
        retention(facts, app, id, found);
    }
}

fn stateful_active_active(app: &App, id: AppId, found: &mut Found) {
    let is_held_back = |p: &Protection| matches!(p, Protection::ActiveActive(both) if !both.takes_over(app));
    if app.protections.iter().any(is_held_back) {
        found.app(STATEFUL, id, app.churn_bytes_per_second, || Detail {
            reason: format!(
                "{} serves at several places and changes its data, but these are not kept in step: traffic does \
                 not move by itself, and no other place holds current data",
                app.name
            ),
            value: Some("synchronous = false".into()),
            limit: Some("synchronous = true".into()),
            fix: "write synchronous = true if all places are written at once, or churn = \"0 GB/d\" if it keeps no \
                  state; else protect it with a replica instead"
                .into(),
        });
    }
}

/// Longest age of a recovery point that an app keeps, in seconds.
fn longest_kept(app: &App) -> f64 {
    let kept = |protection: &Protection| match protection {
        Protection::Backup(backup) => {
            backup.levels.iter().map(|level| level.retention.age.seconds()).fold(0.0, f64::max)
        }
        Protection::Replica(replica) => replica.retention.age.seconds(),
        Protection::ActiveActive(_) => 0.0,
    };
    app.protections.iter().map(kept).fold(0.0, f64::max)
}

fn replication_only(facts: &Facts, app: &App, id: AppId, found: &mut Found) {
    let kinds = [Kind::Corruption, Kind::Ransomware, Kind::ItemDeletion];
    let Some(rpo) = kinds.into_iter().filter_map(|kind| facts.rpo(kind, app)).reduce(f64::min) else {
        return;
    };
    let kept = longest_kept(app);
    let (rule, means) = if kept > 0.0 {
        (OLDER_POINTS_ONLY, format!("only the older points it keeps for {} can help", show_duration(kept)))
    } else {
        (REPLICATION_ONLY, "no copy from before it is left".to_owned())
    };
    found.app(rule, id, -rpo, || Detail {
        reason: format!(
            "{} is replicated and never backed up: damage is replicated too, and {means}",
            app.name
        ),
        value: Some("no backup".into()),
        limit: Some("1 backup".into()),
        fix: "add a backup after the replica in its list of protections".into(),
    });
}

/// Probability that an attack compromises every copy from before it: one draw
/// per target.
fn all_compromised(facts: &Facts, app: &App) -> f64 {
    let mut targets: Vec<TargetId> = used_targets(app).map(|(target, _)| target).collect();
    targets.sort_unstable();
    targets.dedup();
    let backups: f64 =
        targets.iter().map(|target| facts.estate.targets[target.index()].compromised).product();
    let older_points = app.protections.iter().filter_map(|protection| match protection {
        Protection::Replica(replica) if replica.retention.age.seconds() > 0.0 => Some(replica.compromised),
        _ => None,
    });
    backups * older_points.product::<f64>()
}

fn no_immutable(facts: &Facts, app: &App, id: AppId, found: &mut Found) {
    let is_immutable = |target: TargetId| facts.estate.targets[target.index()].immutable;
    if facts.rpo(Kind::Ransomware, app).is_none() || used_targets(app).any(|(t, _)| is_immutable(t)) {
        return;
    }
    let lost = all_compromised(facts, app);
    let tolerated = app.loses_all_tolerance[Kind::Ransomware.index()];
    let rule = if lost > tolerated { NO_IMMUTABLE } else { NO_IMMUTABLE_BUT_MANY };
    found.app(rule, id, lost - tolerated, || Detail {
        reason: format!("no copy of {} is immutable: an attacker can reach every one of them", app.name),
        value: Some(format!("{} of attacks take all copies", show_percent(lost))),
        limit: Some(show_percent(tolerated)),
        fix: "make one of its targets immutable, or add one that is".into(),
    });
}

fn retention(facts: &Facts, app: &App, id: AppId, found: &mut Found) {
    let kept = longest_kept(app);
    if kept == 0.0 {
        return;
    }
    let mut hold = |rule: Rule, delay: &Delay, kind: Kind, what: &str| {
        let tolerated = app.loses_all_tolerance[kind.index()];
        let too_late = delay.dist.survival(kept);
        if too_late > tolerated {
            let enough = facts.quantile(delay, 1.0 - tolerated);
            found.app(rule, id, too_late - tolerated, || Detail {
                reason: format!(
                    "copies of {} are kept for {}, but in {} of cases {what} takes longer: no clean copy is left \
                     by then",
                    app.name,
                    show_duration(kept),
                    show_percent(too_late),
                ),
                value: Some(show_percent(too_late)),
                limit: Some(show_percent(tolerated)),
                fix: format!("keep copies for at least {}", show_duration(enough)),
            });
        }
    };
    if facts.rpo(Kind::Corruption, app).is_some() {
        hold(BELOW_DETECTION, &app.damage_detection, Kind::Corruption, "noticing damage");
    }
    let ransomware = &facts.estate.ransomware;
    if facts.rpo(Kind::Ransomware, app).is_some() && ransomware.taint_from == TaintFrom::Intrusion {
        let what = "an attack from intrusion to encryption";
        hold(BELOW_DWELL, &ransomware.dwell, Kind::Ransomware, what);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::super::sample::*;
    use crate::model::{ActiveActive, Hazard, Kind, Protection, TaintFrom};

    #[test]
    fn replication_alone_copies_damage() {
        let mut kept = replica(DR);
        let finding = only(erp_with(vec![Protection::Replica(kept.clone())]), "replication-only");
        assert_eq!(finding.severity, Severity::Warning);
        kept.retention.age = span(DAY);
        let finding = only(erp_with(vec![Protection::Replica(kept)]), "replication-only");
        assert_eq!(finding.severity, Severity::Note, "older points may help");
        assert!(found(sound(), "replication-only").is_empty());
    }

    #[test]
    fn copies_that_an_attacker_can_reach_are_held_against_the_tolerance() {
        let reachable = |targets: &[_]| {
            erp_with(targets.iter().map(|target| Protection::Backup(backup(*target))).collect())
        };
        let finding = only(reachable(&[FAR]), "no-immutable-copy");
        assert_eq!(finding.severity, Severity::Warning);
        assert_eq!(finding.value.as_deref(), Some("54 % of attacks take all copies"));
        assert_eq!(finding.limit.as_deref(), Some("5 %"));
        // One draw per target: 0.54 x 0.54, and no less for using one twice.
        let two = only(reachable(&[FAR, NEAR, FAR]), "no-immutable-copy");
        assert_eq!(two.value.as_deref(), Some("29 % of attacks take all copies"));
        assert!(found(reachable(&[FAR, VAULT]), "no-immutable-copy").is_empty());

        let mut tolerant = reachable(&[FAR]);
        tolerant.apps[1].loses_all_tolerance[Kind::Ransomware.index()] = 0.6;
        assert_eq!(only(tolerant, "no-immutable-copy").severity, Severity::Note);
        let mut never = reachable(&[FAR]);
        never.ransomware.hazard = Hazard::Never;
        assert!(found(never, "no-immutable-copy").is_empty());
    }

    #[test]
    fn retention_must_outlast_detection() {
        let kept = |days: f64, detected: f64| {
            let mut estate = sound();
            for app in &mut estate.apps {
                app.damage_detection = fixed(detected * DAY);
                let Protection::Backup(backup) = &mut app.protections[1] else { unreachable!() };
                backup.levels[0].retention.age = span(days * DAY);
            }
            estate
        };
        let finding = only(kept(2.0, 3.0), "retention-below-detection");
        assert_eq!(finding.value.as_deref(), Some("100 %"));
        assert_eq!(finding.limit.as_deref(), Some("0.1 %"));
        assert_eq!(finding.fix, "keep copies for at least 72 h");
        assert!(found(kept(3.0, 3.0), "retention-below-detection").is_empty());
        // Half of all damage is noticed within the time; a tolerance may allow that.
        let median = crate::dist::Dist::lognormal_median(2.0 * DAY, 1.0).unwrap();
        let mut estate = kept(2.0, 3.0);
        estate.apps.iter_mut().for_each(|app| app.damage_detection.dist = median.clone());
        let finding = only(estate.clone(), "retention-below-detection");
        assert_eq!(finding.value.as_deref(), Some("50 %"));
        estate.apps.iter_mut().for_each(|app| app.loses_all_tolerance[Kind::Corruption.index()] = 0.5);
        assert!(found(estate, "retention-below-detection").is_empty());
    }

    #[test]
    fn retention_must_outlast_the_dwell_when_copies_since_the_intrusion_are_suspect() {
        let dwell = |days: f64, taint_from| {
            let mut estate = sound();
            estate.ransomware.dwell = fixed(days * DAY);
            estate.ransomware.taint_from = taint_from;
            estate
        };
        assert_eq!(found(dwell(40.0, TaintFrom::Intrusion), "retention-below-dwell").len(), 1);
        assert!(found(dwell(20.0, TaintFrom::Intrusion), "retention-below-dwell").is_empty());
        assert!(found(dwell(40.0, TaintFrom::Encryption), "retention-below-dwell").is_empty());
    }

    #[test]
    fn active_active_with_state_needs_its_data_in_step() {
        let both = |synchronous| {
            let Protection::ActiveActive(group) = active_active(DR) else { unreachable!() };
            Protection::ActiveActive(ActiveActive { synchronous, ..group })
        };
        let beside_a_replica = vec![both(false), Protection::Replica(replica(DR))];
        assert_eq!(found(erp_with(vec![both(false)]), "stateful-active-active").len(), 1);
        assert_eq!(found(erp_with(beside_a_replica), "stateful-active-active").len(), 1);
        assert!(found(erp_with(vec![both(true)]), "stateful-active-active").is_empty());
        let mut stateless = erp_with(vec![both(false)]);
        stateless.apps[1].churn_bytes_per_second = 0.0;
        assert!(found(stateless, "stateful-active-active").is_empty());
    }
}
