//! Apps that wait for another app which they need: one that takes longer to come
//! back, or one that is served after them where both queue.

use super::best::{after_foundation, dependencies_first};
use super::controls;
use super::facts::{Facts, after};
use super::found::{ARITHMETIC, Detail, Found, Rule};
use super::recovery::Recovery;
use super::sequence::{TOGETHER, comes_back_in};
use super::{Severity, beside};
use crate::model::{App, AppId, Kind};
use crate::units::show_duration;

const LATE: Rule = Rule { id: "dependency-late", severity: Severity::Warning, source: ARITHMETIC };
const LATER: Rule = Rule { severity: Severity::Note, ..LATE };
const LOW_PRIORITY: Rule =
    Rule { id: "dependency-low-priority", severity: Severity::Note, source: ARITHMETIC };

/// Adds findings of this theme.
pub(super) fn find(facts: &Facts, found: &mut Found) {
    let waits = TOGETHER.map(|kind| Waits::of(facts, kind));
    for (id, app) in facts.apps() {
        let waiting = || waits.iter().flat_map(|waits| waits.waiting(facts, id, app));
        if let Some(waiting) = waiting().find(Waiting::misses_rto).or_else(|| waiting().next()) {
            let rule = if waiting.misses_rto() { LATE } else { LATER };
            found.app(rule, id, waiting.theirs - waiting.mine, || waiting.detail(facts, app));
        }
        low_priority(facts, id, app, found);
    }
}

/// The last of the apps that an app needs, itself or by way of others, to serve
/// again.
#[derive(Clone, Copy)]
struct Last {
    app: AppId,
    /// What the app itself needs, and that needs the last one or is it.
    through: AppId,
    /// Seconds until it serves, as if it needed nothing but the foundation.
    at: f64,
}

/// Who waits for whom after one kind.
struct Waits {
    kind: Kind,
    /// By app: when it would serve if it needed nothing but the foundation.
    alone: Vec<f64>,
    /// By app: of those lost together with it.
    with_it: Vec<Option<Last>>,
    /// By app: of those lost while it stands, which stops it all the same.
    without_it: Vec<Option<Last>>,
}

impl Waits {
    fn of(facts: &Facts, kind: Kind) -> Self {
        let apps = &facts.estate.apps;
        let alone = after_foundation(facts, kind);
        let (mut with_it, mut without_it) = (vec![None; apps.len()], vec![None; apps.len()]);
        for app in dependencies_first(facts) {
            for needed in apps[app].needs.iter().filter(|needed| !apps[needed.index()].foundation) {
                let n = needed.index();
                let own = facts.recovery(kind, *needed).map(|_| Last {
                    app: *needed,
                    through: *needed,
                    at: alone[n],
                });
                if facts.failure(kind, &apps[app]) == facts.failure(kind, &apps[n]) {
                    with_it[app] = later(with_it[app], *needed, [own, with_it[n]]);
                    without_it[app] = later(without_it[app], *needed, [without_it[n]]);
                } else {
                    without_it[app] = later(without_it[app], *needed, [own, with_it[n]]);
                }
            }
        }
        Self { kind, alone, with_it, without_it }
    }

    /// What an app, which alone would be back within its RTO, waits for.
    fn waiting<'a>(&self, facts: &'a Facts, id: AppId, app: &App) -> Vec<Waiting<'a>> {
        let kind = self.kind;
        let waiting = |last: Last, own: Option<&'a Recovery>, mine: f64| {
            let other = &facts.estate.apps[last.app.index()];
            let rto = app.objectives[kind.index()].rto.filter(|_| facts.is_possible(kind, other))?.seconds();
            let theirs = facts.recovery(kind, last.app)?;
            let is_late = last.at > mine && own.is_none_or(|own| own.own() <= rto);
            is_late.then_some(Waiting { kind, last, own, recovery: theirs, mine, theirs: last.at, rto })
        };
        let own = facts.recovery(kind, id);
        let hit = self.with_it[id.index()]
            .zip(own)
            .and_then(|(last, own)| waiting(last, Some(own), self.alone[id.index()]));
        // An app that stands is told of only where it misses its RTO.
        let spared = self.without_it[id.index()].and_then(|last| waiting(last, None, 0.0));
        hit.into_iter().chain(spared.filter(Waiting::misses_rto)).collect()
    }
}

fn later<const N: usize>(known: Option<Last>, through: AppId, others: [Option<Last>; N]) -> Option<Last> {
    let others = others.into_iter().flatten().map(|last| Last { through, ..last });
    known.into_iter().chain(others).reduce(|a, b| if b.at > a.at { b } else { a })
}

/// An app that waits for another, which it needs.
struct Waiting<'a> {
    kind: Kind,
    last: Last,
    /// How the app itself comes back; `None`: it stands.
    own: Option<&'a Recovery>,
    /// How the last app that it needs comes back.
    recovery: &'a Recovery,
    /// When the app could serve alone, in seconds.
    mine: f64,
    /// When the last app that it needs serves.
    theirs: f64,
    rto: f64,
}

impl Waiting<'_> {
    fn misses_rto(&self) -> bool {
        self.theirs > self.rto
    }

    fn detail(&self, facts: &Facts, app: &App) -> Detail {
        let (name, Last { app: last, through, .. }) = (&app.name, self.last);
        let other = &facts.estate.apps[last.index()];
        let by_way_of = if through == last {
            String::new()
        } else {
            format!(" by way of {}", facts.estate.apps[through.index()].name)
        };
        let itself = match self.own {
            Some(_) => format!("itself is back in {}", show_duration(self.mine)),
            None => "itself is not hit".to_owned(),
        };
        let fix = self.fix(facts, app, other);
        Detail {
            reason: format!(
                "{name} needs {}{by_way_of}, which at best {} {}, while {name} {itself}",
                other.name,
                comes_back_in(self.recovery, self.theirs),
                after(facts, self.kind, other),
            ),
            value: Some(beside::duration(self.theirs, self.rto)),
            limit: Some(show_duration(self.rto)),
            fix: if self.misses_rto() {
                fix
            } else {
                format!("nothing, if {} will do for {name}; else {fix}", show_duration(self.theirs))
            },
        }
    }

    /// What brings the needed app back sooner: that depends on what takes it so
    /// long.
    fn fix(&self, facts: &Facts, app: &App, other: &App) -> String {
        let (name, theirs) = (&other.name, self.recovery);
        let failure = facts.failure(self.kind, other);
        let lost = failure.map(|failure| failure.describe(facts.estate));
        if theirs.method == "rebuild" {
            return match lost {
                _ if other.protections.is_empty() => format!("protect {name}, which nothing does"),
                Some(lost) => format!("keep a copy of {name} outside {lost}"),
                None => format!("back {name} up: its copies take the damage along"),
            };
        }
        let own = |part: fn(&Recovery) -> f64| self.own.map_or(0.0, part);
        if theirs.hardware > own(|own| own.hardware) {
            let held = failure.and_then(|failure| controls::held_up(facts, other, failure, theirs));
            let lost = lost.unwrap_or_default();
            return match held {
                Some(_) => format!("run what the {} of {name} needs to start outside {lost}", theirs.method),
                None => format!("give {name} a place to run outside {lost}"),
            };
        }
        if self.own.is_some_and(|own| !own.is_manual()) && theirs.is_manual() {
            return format!("let {name} move by itself as {} does: run it active-active", app.name);
        }
        let start = theirs.start - own(|own| own.start);
        let transfer = theirs.transfer - own(|own| own.transfer);
        let work = theirs.work - own(|own| own.work);
        if transfer >= start && transfer >= work {
            // A replica copies damage: it is no way back from it.
            let sooner = if self.kind.is_damage() { "keep a copy of it near" } else { "replicate it" };
            format!("bring the data of {name} back sooner: {sooner}, or restore it over a faster path")
        } else if work >= start {
            let method = theirs.method;
            format!("shorten what the {method} of {name} takes: automate it, or work on more VMs at once")
        } else {
            format!("begin the {} of {name} sooner: decide on it faster", theirs.method)
        }
    }
}

/// An app that is served before another which it needs, where both queue: it has
/// the higher priority, and gains nothing.
fn low_priority(facts: &Facts, id: AppId, app: &App, found: &mut Found) {
    for needed in &app.needs {
        let other = &facts.estate.apps[needed.index()];
        if other.foundation || other.priority <= app.priority {
            continue;
        }
        let queue = TOGETHER.into_iter().find_map(|kind| {
            facts.rto(kind, app)?;
            let (own, theirs) = (facts.recovery(kind, id)?, facts.recovery(kind, *needed)?);
            let together = facts.failure(kind, app) == facts.failure(kind, other);
            Some((kind, shared_queue(facts, own, theirs).filter(|_| together)?))
        });
        let Some((kind, queue)) = queue else { continue };
        found.app(LOW_PRIORITY, id, f64::from(other.priority - app.priority), || Detail {
            reason: format!(
                "{} needs {}, which has the lower priority: where they queue for {queue} {}, {} is served first \
                 and then waits for {}",
                app.name,
                other.name,
                after(facts, kind, app),
                app.name,
                other.name
            ),
            value: Some(format!("priority {}", other.priority)),
            limit: Some(format!("priority {}", app.priority)),
            fix: format!("give {} priority {} or higher (a lower number)", other.name, app.priority),
        });
    }
}

/// What two recoveries may have to queue for.
fn shared_queue(facts: &Facts, own: &Recovery, theirs: &Recovery) -> Option<String> {
    if !own.is_manual() || !theirs.is_manual() {
        return None;
    }
    if let Some(target) = own.from.filter(|target| theirs.from == Some(*target)) {
        return Some(format!("the restore streams of {}", facts.estate.targets[target.index()].name));
    }
    let place = own.to.filter(|place| theirs.to == Some(*place))?;
    Some(format!("room and people's hands at {}", facts.estate.place_name(place)))
}

#[cfg(test)]
mod tests {
    use super::super::sample::*;
    use super::*;
    use crate::model::{Control, ControlAt, ControlId, Estate, Hazard, Need, Objective, Protection, StampId};

    const SQL: AppId = AppId(2);

    /// erp needs a database without objectives, protected like this.
    fn with_database(data_bytes: f64, protections: Vec<Protection>) -> Estate {
        let mut estate = sound();
        let mut database = app("sql");
        (database.data_bytes, database.protections) = (data_bytes, protections);
        database.objectives = Kind::ALL.map(|_| Objective::default());
        estate.apps.push(database);
        estate.apps[ERP.index()].needs = vec![SQL];
        estate
    }

    fn backed_up(data_bytes: f64) -> Estate {
        with_database(data_bytes, vec![Protection::Backup(backup(VAULT))])
    }

    fn fix(estate: Estate) -> String {
        let finding = only(estate, "dependency-late");
        assert_eq!(finding.severity, Severity::Warning);
        finding.fix
    }

    #[test]
    fn a_dependency_back_after_the_rto_is_a_warning_and_a_later_one_a_note() {
        // 8 TB over 100 MB/s: 22.2 h, against 8 h.
        let finding = only(backed_up(8e12), "dependency-late");
        assert_eq!((finding.severity, finding.subject.as_str()), (Severity::Warning, "erp"));
        assert!(finding.reason.starts_with("erp needs sql, which at best is back in"), "{}", finding.reason);
        assert_eq!(finding.limit.as_deref(), Some("8 h"));
        let finding = only(backed_up(8e10), "dependency-late");
        assert_eq!(finding.severity, Severity::Note);
        assert!(finding.fix.starts_with("nothing, if 1.9 h will do for erp; else bring"), "{}", finding.fix);
        let alike = with_database(8e10, sound().apps[ERP.index()].protections.clone());
        assert!(found(alike, "dependency-late").is_empty());
    }

    #[test]
    fn the_advice_is_about_what_takes_the_dependency_so_long() {
        assert_eq!(
            fix(backed_up(8e12)),
            "bring the data of sql back sooner: replicate it, or restore it over a faster path"
        );
        assert_eq!(fix(with_database(1e9, vec![])), "protect sql, which nothing does");
        let near = vec![Protection::Backup(backup(NEAR))];
        assert_eq!(fix(with_database(1e9, near)), "keep a copy of sql outside dc1");
        let mut home_only = backup(VAULT);
        home_only.restore_to = vec![PROD];
        assert_eq!(
            fix(with_database(1e9, vec![Protection::Backup(home_only)])),
            "give sql a place to run outside dc1"
        );
        let mut by_hand = replica(DR);
        by_hand.failover = fixed(9.0 * HOUR);
        assert_eq!(
            fix(with_database(1e9, vec![Protection::Replica(by_hand)])),
            "shorten what the replica of sql takes: automate it, or work on more VMs at once"
        );
        let mut slow = replica(DR);
        slow.decide = Some(fixed(9.0 * HOUR));
        assert_eq!(
            fix(with_database(1e9, vec![Protection::Replica(slow)])),
            "begin the replica of sql sooner: decide on it faster"
        );
    }

    #[test]
    fn a_dependency_that_waits_for_its_broker_needs_that_elsewhere() {
        let mut brokered = replica(DR);
        brokered.needs.start = vec![Need::Control(ControlId(0))];
        let mut estate = with_database(1e9, vec![Protection::Replica(brokered)]);
        let (at, repair) = (ControlAt::Stamp(StampId(0)), fixed(HOUR));
        estate.controls.push(Control { name: "broker".into(), at, failure: Hazard::Never, repair });
        assert_eq!(fix(estate), "run what the replica of sql needs to start outside dc1");
    }

    #[test]
    fn what_moves_by_itself_waits_for_what_people_move() {
        let mut estate = with_database(1e9, vec![Protection::Replica(replica(DR))]);
        estate.apps[ERP.index()].protections = vec![active_active(DR), Protection::Backup(backup(VAULT))];
        for kind in [Kind::SiteLost, Kind::StampLost] {
            estate.apps[ERP.index()].objectives[kind.index()].rto = Some(span(HOUR));
        }
        assert_eq!(fix(estate), "let sql move by itself as erp does: run it active-active");
    }

    #[test]
    fn after_ransomware_a_replica_is_no_way_back() {
        // What people could do after a loss is as quick as for erp.
        let mut estate = with_database(1e9, vec![Protection::Replica(replica(DR))]);
        estate.apps[ERP.index()].objectives[Kind::Ransomware.index()].rto = Some(span(4.0 * DAY));
        let finding = only(estate, "dependency-late");
        assert_eq!(finding.fix, "back sql up: its copies take the damage along");
        assert!(finding.reason.contains("after ransomware"), "{}", finding.reason);
    }

    #[test]
    fn a_dependency_elsewhere_stops_an_app_that_stands() {
        let mut estate = with_database(1e9, vec![]);
        estate.apps[SQL.index()].home = DR;
        let finding = only(estate.clone(), "dependency-late");
        let end = "after the loss of dc2, while erp itself is not hit";
        assert!(finding.reason.ends_with(end), "{}", finding.reason);
        // One that is back in time is not worth a word.
        let mut to_prod = replica(PROD);
        to_prod.decide = None;
        estate.apps[SQL.index()].protections =
            vec![Protection::Replica(to_prod), Protection::Backup(backup(VAULT))];
        estate.sites[1].lost = Hazard::Never;
        assert!(found(estate, "dependency-late").is_empty());
    }

    #[test]
    fn a_dependency_of_a_dependency_is_waited_for() {
        let mut estate = backed_up(8e12);
        let web = App { needs: vec![ERP], ..app("web") };
        estate.apps.push(web);
        let finding = only(estate.clone(), "dependency-late");
        assert_eq!(finding.subject, "erp, web of tier t1");
        estate.apps[ERP.index()].objectives = Kind::ALL.map(|_| Objective::default());
        let finding = only(estate, "dependency-late");
        assert!(finding.reason.starts_with("web needs sql by way of erp, which"), "{}", finding.reason);
    }

    #[test]
    fn the_foundation_is_told_of_once() {
        let mut estate = backed_up(8e12);
        estate.apps[SQL.index()].foundation = true;
        assert!(found(estate.clone(), "dependency-late").is_empty());
        assert_eq!(found(estate, "foundation-late").len(), 1);
    }

    #[test]
    fn only_the_topology_in_which_it_is_needed_is_named() {
        let mut unneeded = backed_up(8e12);
        unneeded.apps[ERP.index()].needs.clear();
        let study = study(vec![topology("a", unneeded), topology("b", backed_up(8e12))]);
        let all = super::super::findings(&study);
        let late: Vec<_> = all.iter().filter(|finding| finding.id == "dependency-late").collect();
        assert_eq!((late.len(), late[0].topology.as_str()), (1, "b"));
    }

    #[test]
    fn a_lower_priority_matters_where_both_queue() {
        let both = sound().apps[ERP.index()].protections.clone();
        let mut estate = with_database(8e10, both);
        assert!(found(estate.clone(), "dependency-low-priority").is_empty());
        estate.apps[SQL.index()].priority = 3;
        let finding = only(estate.clone(), "dependency-low-priority");
        let part =
            "where they queue for room and people's hands at dr after the loss of dc1, erp is served first";
        assert!(finding.reason.contains(part), "{}", finding.reason);
        assert_eq!(finding.fix, "give sql priority 1 or higher (a lower number)");
        // Its own method is the limit, and nothing is shared: no priority helps.
        let cloud = crate::model::Place::Region(AZURE);
        let vault = Protection::Backup(crate::model::Backup { restore_to: vec![cloud], ..backup(FAR) });
        estate.apps[SQL.index()].protections = vec![vault];
        assert!(found(estate, "dependency-low-priority").is_empty());
    }
}
