//! The best possible recovery time and loss of each app: a figure to hold
//! beside an objective before anything is simulated.
//!
//! It is a typical best: medians of what people and machines take, transfers
//! alone on an idle path, nothing failing on the way, room everywhere. Sums of
//! medians are not the median of the sum. A simulation gives longer times,
//! because apps share links, streams and people.

use super::facts::{DISASTERS, Facts};
use super::geography::Failure;
use super::plan;
use crate::model::{AppId, Clock, Kind, Topology};
use crate::units::Span;

/// The best an app can do after one kind of disruption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Best {
    /// The app.
    pub app: AppId,
    /// The kind: stamp lost, site lost, corruption or ransomware.
    pub kind: Kind,
    /// How it comes back: `active-active`, `replica`, `backup`, or `rebuild`
    /// when no copy is left.
    pub method: &'static str,
    /// Recovery time, from where the study's clock starts to fully serving,
    /// with foundation apps and dependencies recovered first.
    pub recovery: Span,
    /// Of which before the method can begin: detection, decision, hold.
    pub people: Span,
    /// Of which waiting for hardware to be replaced or redeployed.
    pub hardware: Span,
    /// Of which moving data.
    pub transfer: Span,
    /// Of which steps: provisioning, failover, boot, application, network.
    pub steps: Span,
    /// Of which waiting for one's group of a recovery plan: for the groups before it,
    /// scripts and pauses.
    pub plan: Span,
    /// Of which waiting for foundation apps and dependencies.
    pub others: Span,
    /// Loss at the best instant of the schedule. [`Span::INFINITE`]: nothing
    /// is left, or copies fall behind without end.
    pub least_loss: Span,
    /// Loss at the worst instant of the schedule, nothing failing.
    pub most_loss: Span,
}

/// The best recovery time and loss of every app, apps in order, kinds in
/// report order. Stamp lost is left out for apps that run on no stamp. `clock`
/// is where the clock of recovery time starts.
#[must_use]
pub fn best_possible(topology: &Topology, clock: Clock) -> Vec<Best> {
    let facts = Facts::new(&topology.estate, clock, 0.95);
    let mut all = Vec::new();
    for kind in DISASTERS {
        let serving = serving_times(&facts, kind);
        let begins = plan::Times::of(&facts, kind, &serving).begins;
        let alone = after_foundation(&facts, kind);
        for (app, serving) in serving.into_iter().enumerate() {
            let app = AppId::new(app);
            let Some(recovery) = facts.recovery(kind, app) else { continue };
            let plan = begins[app.index()] - (alone[app.index()] - recovery.execution());
            all.push(Best {
                app,
                kind,
                method: recovery.method,
                recovery: Span::from_seconds(serving),
                people: Span::from_seconds(recovery.start - recovery.hardware),
                hardware: Span::from_seconds(recovery.hardware),
                transfer: Span::from_seconds(recovery.transfer),
                steps: Span::from_seconds(recovery.work),
                plan: Span::from_seconds(plan),
                others: Span::from_seconds((serving - recovery.own() - plan).max(0.0)),
                least_loss: Span::from_seconds(recovery.least_loss),
                most_loss: Span::from_seconds(recovery.most_loss),
            });
        }
    }
    all.sort_by_key(|best| (best.app, best.kind.index()));
    all
}

/// When each app serves at best, in seconds, with what it needs recovered
/// first: nothing else is restored or failed over before the foundation
/// serves, and an app serves when its dependencies do. Only apps hit by the
/// same failure wait for each other; corruption hits one app alone.
///
/// Of a recovery plan a group waits for those before it, which may wait for what
/// they need: each round settles one app more.
pub(super) fn serving_times(facts: &Facts, kind: Kind) -> Vec<f64> {
    let mut serving = after_foundation(facts, kind);
    if kind != Kind::Corruption {
        wait_for_dependencies(facts, kind, &mut serving, false);
    }
    let rounds = if facts.estate.plans.is_empty() { 0 } else { serving.len() + 1 };
    for _ in 0..rounds {
        let begins = plan::Times::of(facts, kind, &serving).begins;
        let mut next = serving.clone();
        for (app, begin) in begins.into_iter().enumerate() {
            if let Some(recovery) = facts.recovery(kind, AppId::new(app)) {
                next[app] = next[app].max(begin + recovery.execution());
            }
        }
        if kind != Kind::Corruption {
            wait_for_dependencies(facts, kind, &mut next, true);
            wait_for_foundation(facts, kind, &mut next);
            wait_for_dependencies(facts, kind, &mut next, false);
        }
        if next == serving {
            break;
        }
        serving = next;
    }
    serving
}

/// Lets apps that people bring back begin when the foundation serves that the same
/// failure hit.
fn wait_for_foundation(facts: &Facts, kind: Kind, serving: &mut [f64]) {
    let apps = &facts.estate.apps;
    for foundation in (0..apps.len()).filter(|app| apps[*app].foundation) {
        let hit = facts.failure(kind, &apps[foundation]);
        for app in (0..apps.len()).filter(|app| !apps[*app].foundation) {
            if let Some(recovery) = facts.recovery(kind, AppId::new(app)).filter(|own| own.is_manual())
                && facts.failure(kind, &apps[app]) == hit
            {
                serving[app] = serving[app].max(serving[foundation] + recovery.execution());
            }
        }
    }
}

/// When each app would serve at best if all but foundation apps needed nothing,
/// in seconds.
pub(super) fn after_foundation(facts: &Facts, kind: Kind) -> Vec<f64> {
    let apps = &facts.estate.apps;
    let own = |app: AppId| facts.recovery(kind, app).map_or(0.0, super::recovery::Recovery::own);
    let mut serving: Vec<f64> = (0..apps.len()).map(|app| own(AppId::new(app))).collect();
    if kind == Kind::Corruption {
        return serving;
    }
    let place: Vec<Option<Failure>> = apps.iter().map(|app| facts.failure(kind, app)).collect();
    wait_for_dependencies(facts, kind, &mut serving, true);
    let mut ready: Vec<(Option<Failure>, f64)> = Vec::new();
    for (app, hit) in place.iter().enumerate().filter(|(app, _)| apps[*app].foundation) {
        match ready.iter_mut().find(|(failure, _)| failure == hit) {
            Some((_, at)) => *at = at.max(serving[app]),
            None => ready.push((*hit, serving[app])),
        }
    }
    for (app, hit) in place.iter().enumerate().filter(|(app, _)| !apps[*app].foundation) {
        let Some(recovery) = facts.recovery(kind, AppId::new(app)) else { continue };
        if let Some((_, at)) = ready.iter().find(|(failure, _)| failure == hit)
            && recovery.is_manual()
        {
            serving[app] = recovery.start.max(*at) + recovery.execution();
        }
    }
    serving
}

/// Lets apps, of the foundation or all others, wait for those that they need and
/// that are hit by the same failure.
fn wait_for_dependencies(facts: &Facts, kind: Kind, serving: &mut [f64], foundation: bool) {
    let apps = &facts.estate.apps;
    for app in dependencies_first(facts).into_iter().filter(|app| apps[*app].foundation == foundation) {
        for needed in &apps[app].needs {
            if facts.failure(kind, &apps[needed.index()]) == facts.failure(kind, &apps[app]) {
                serving[app] = serving[app].max(serving[needed.index()]);
            }
        }
    }
}

/// Apps so that what an app needs comes before it. Apps in a cycle, which a
/// valid scenario does not have, come last in any order.
pub(super) fn dependencies_first(facts: &Facts) -> Vec<usize> {
    let apps = &facts.estate.apps;
    let mut missing: Vec<usize> = apps.iter().map(|app| app.needs.len()).collect();
    let mut needed_by = vec![Vec::new(); apps.len()];
    for (app, needs) in apps.iter().map(|app| &app.needs).enumerate() {
        for needed in needs {
            needed_by[needed.index()].push(app);
        }
    }
    let mut order: Vec<usize> = (0..apps.len()).filter(|app| missing[*app] == 0).collect();
    let mut next = 0;
    while next < order.len() {
        for app in &needed_by[order[next]] {
            missing[*app] -= 1;
            if missing[*app] == 0 {
                order.push(*app);
            }
        }
        next += 1;
    }
    order.extend((0..apps.len()).filter(|app| missing[*app] > 0));
    order
}

#[cfg(test)]
mod tests {
    use super::super::sample::*;
    use super::*;
    use crate::model::{ActiveActive, Estate, Place, Protection};

    fn best(estate: Estate, app: AppId, kind: Kind) -> Best {
        let all = best_possible(&topology("a", estate), Clock::Failed);
        all.into_iter().find(|best| best.app == app && best.kind == kind).expect("one")
    }

    fn seconds(best: &Best) -> f64 {
        best.recovery.seconds()
    }

    /// Detection 10, decision 50, failover 6, boot 2, start 3, redirect 5 min.
    const FAILOVER: f64 = 76.0 * MINUTE;

    #[test]
    fn a_failover_is_people_plus_steps() {
        let dns = best(sound(), DNS, Kind::SiteLost);
        assert_eq!((dns.method, seconds(&dns)), ("replica", FAILOVER));
        assert_eq!((dns.people, dns.steps), (span(60.0 * MINUTE), span(16.0 * MINUTE)));
        assert_eq!((dns.transfer, dns.hardware, dns.others), (Span::ZERO, Span::ZERO, Span::ZERO));
    }

    #[test]
    fn a_failover_that_begins_by_itself_waits_for_nobody() {
        let mut estate = sound();
        let Protection::Replica(replica) = &mut estate.apps[DNS.index()].protections[0] else { panic!() };
        replica.automatic = Some(fixed(MINUTE));
        // Even where people would take another method first.
        estate.apps[DNS.index()].protections.reverse();
        let dns = best(estate.clone(), DNS, Kind::SiteLost);
        assert_eq!((dns.method, seconds(&dns)), ("replica", 17.0 * MINUTE));
        let on = |clock| {
            let all = best_possible(&topology("a", estate.clone()), clock);
            all[0].recovery.seconds()
        };
        assert_eq!([Clock::Detected, Clock::Declared].map(on), [16.0 * MINUTE; 2]);
        // Damage is for people to see.
        assert_eq!(best(estate, DNS, Kind::Corruption).method, "backup");
    }

    #[test]
    fn nothing_starts_before_the_foundation_serves() {
        let erp = best(sound(), ERP, Kind::SiteLost);
        assert_eq!(seconds(&erp), FAILOVER + 16.0 * MINUTE);
        assert_eq!(erp.others, span(16.0 * MINUTE));
        let mut elsewhere = sound();
        elsewhere.apps[DNS.index()].home = DR;
        assert_eq!(seconds(&best(elsewhere, ERP, Kind::SiteLost)), FAILOVER);
    }

    #[test]
    fn an_app_serves_when_its_dependencies_do() {
        let mut estate = sound();
        let mut chain = app("web");
        chain.needs = vec![ERP];
        estate.apps.push(chain);
        estate.apps[ERP.index()].vms = 35;
        // Four waves of ten VMs: 18 min more than web's own 4 VMs.
        let (web, erp) = (best(estate.clone(), AppId(2), Kind::SiteLost), best(estate, ERP, Kind::SiteLost));
        assert_eq!(seconds(&erp), FAILOVER + 16.0 * MINUTE + 18.0 * MINUTE);
        assert_eq!(seconds(&web), seconds(&erp));
        assert_eq!(web.others, span(16.0 * MINUTE + 18.0 * MINUTE));
    }

    #[test]
    fn active_active_waits_for_nobody() {
        let estate = erp_with(vec![active_active(DR), Protection::Replica(replica(DR))]);
        let erp = best(estate, ERP, Kind::SiteLost);
        assert_eq!((erp.method, seconds(&erp)), ("active-active", 340.0));
        assert_eq!((erp.least_loss, erp.most_loss), (Span::ZERO, Span::ZERO));
        // Traffic moves by itself, whatever people would try first.
        let estate = erp_with(vec![Protection::Replica(replica(DR)), active_active(DR)]);
        assert_eq!(best(estate, ERP, Kind::SiteLost).method, "active-active");
    }

    #[test]
    fn active_active_out_of_step_takes_nothing_over() {
        let Protection::ActiveActive(group) = active_active(DR) else { unreachable!() };
        let apart = Protection::ActiveActive(ActiveActive { synchronous: false, ..group });
        let estate = erp_with(vec![apart, Protection::Replica(replica(DR))]);
        let alone = erp_with(vec![Protection::Replica(replica(DR))]);
        let (erp, alone) = (best(estate, ERP, Kind::SiteLost), best(alone, ERP, Kind::SiteLost));
        assert_eq!((erp.method, seconds(&erp)), ("replica", seconds(&alone)));
    }

    /// Loss uniform on (d, T + d): 33 s to 333 s by replica, 432 s to a day
    /// and 432 s by backup.
    #[test]
    fn loss_runs_from_the_delay_to_interval_plus_delay() {
        let erp = best(sound(), ERP, Kind::StampLost);
        assert_eq!((erp.least_loss, erp.most_loss), (span(33.0), span(333.0)));
        let estate = erp_with(vec![Protection::Backup(backup(VAULT))]);
        let erp = best(estate, ERP, Kind::SiteLost);
        assert_eq!((erp.least_loss, erp.most_loss), (span(432.0), span(DAY + 432.0)));
    }

    /// 400 GB from Azure over 100 MB/s, 4,000 s; provisioning 5, boot 2, start
    /// 3, fix-ups 15 min; the foundation is there after 76 min.
    #[test]
    fn a_restore_moves_all_the_data() {
        let estate = erp_with(vec![Protection::Backup(backup(VAULT))]);
        let erp = best(estate, ERP, Kind::SiteLost);
        assert_eq!((erp.method, erp.transfer, erp.steps), ("backup", span(4000.0), span(25.0 * MINUTE)));
        assert_eq!(seconds(&erp), FAILOVER + 4000.0 + 25.0 * MINUTE);
    }

    #[test]
    fn a_restore_within_a_site_is_limited_by_the_target_alone() {
        // 400 GB in 4 VMs at 100 MB/s each, from dc2's target to dc2's stamp.
        let erp = best(erp_with(vec![Protection::Backup(backup(FAR))]), ERP, Kind::SiteLost);
        assert_eq!(erp.transfer, span(1000.0));
        // To prod over the wide-area link after corruption.
        let erp = best(erp_with(vec![Protection::Backup(backup(FAR))]), ERP, Kind::Corruption);
        assert_eq!(erp.transfer, span(4000.0));
    }

    /// Corruption: the clock starts at detection; the decision (50 min) is
    /// longer than stopping the bad writes; copies had arrived.
    #[test]
    fn damage_is_restored_at_home_from_a_backup() {
        let erp = best(sound(), ERP, Kind::Corruption);
        assert_eq!((erp.method, seconds(&erp)), ("backup", 50.0 * MINUTE + 4000.0 + 25.0 * MINUTE));
        assert_eq!((erp.least_loss, erp.most_loss), (Span::ZERO, span(DAY)));
        assert_eq!(erp.others, Span::ZERO, "corruption hits one app alone");
    }

    /// Ransomware: three days of hold, dns first (40 GB in 400 s), then erp.
    #[test]
    fn ransomware_waits_for_the_hold_and_the_foundation() {
        let (dns, erp) = (best(sound(), DNS, Kind::Ransomware), best(sound(), ERP, Kind::Ransomware));
        assert_eq!(seconds(&dns), 3.0 * DAY + 400.0 + 25.0 * MINUTE);
        assert_eq!(seconds(&erp), seconds(&dns) + 4000.0 + 25.0 * MINUTE);
        assert_eq!((erp.least_loss, erp.most_loss), (span(432.0), span(DAY + 432.0)));
    }

    #[test]
    fn nothing_left_means_a_rebuild_and_infinite_loss() {
        let erp = best(erp_with(vec![Protection::Backup(backup(NEAR))]), ERP, Kind::SiteLost);
        assert_eq!((erp.method, erp.most_loss), ("rebuild", Span::INFINITE));
        assert_eq!(seconds(&erp), FAILOVER + 5.0 * DAY, "empty, at dr");
        let erp = best(erp_with(Vec::new()), ERP, Kind::SiteLost);
        assert_eq!(seconds(&erp), 63.0 * DAY + 5.0 * DAY, "with no other place, on new hardware");
    }

    #[test]
    fn copies_without_a_place_wait_for_replacement_and_redeployment() {
        let mut home_only = backup(FAR);
        home_only.restore_to = vec![PROD];
        let estate = erp_with(vec![Protection::Backup(home_only)]);
        let site = best(estate.clone(), ERP, Kind::SiteLost);
        assert_eq!((site.people, site.hardware), (span(HOUR), span(63.0 * DAY - HOUR)));
        assert_eq!(site.transfer, span(4000.0), "over the link to the rebuilt site");
        let stamp = best(estate, ERP, Kind::StampLost);
        assert_eq!(stamp.hardware, span(7.0 * DAY - HOUR), "the hardware is usable");
    }

    #[test]
    fn a_way_through_the_lost_site_is_no_way() {
        let mut estate = erp_with(vec![Protection::Backup(backup(VAULT))]);
        estate.links.remove(2);
        let erp = best(estate, ERP, Kind::SiteLost);
        assert!(erp.hardware > span(55.0 * DAY), "azure and dc2 are linked through dc1 only: {erp:?}");
    }

    #[test]
    fn the_clock_can_start_at_detection_or_declaration() {
        let recovery = |clock| {
            let all = best_possible(&topology("a", sound()), clock);
            let dns = all.into_iter().find(|best| best.app == DNS && best.kind == Kind::SiteLost);
            dns.expect("one").recovery
        };
        assert_eq!(recovery(Clock::Detected), span(FAILOVER - 10.0 * MINUTE));
        assert_eq!(recovery(Clock::Declared), span(16.0 * MINUTE));
    }

    #[test]
    fn a_replica_that_keeps_older_points_comes_back_from_damage() {
        let mut hourly = replica(DR);
        hourly.retention.age = span(DAY);
        hourly.retention.spacing = span(HOUR);
        let erp = best(erp_with(vec![Protection::Replica(hourly)]), ERP, Kind::Corruption);
        assert_eq!((erp.method, erp.least_loss, erp.most_loss), ("replica", Span::ZERO, span(HOUR)));
        let erp = best(erp_with(vec![Protection::Replica(replica(DR))]), ERP, Kind::Corruption);
        assert_eq!((erp.method, erp.most_loss), ("rebuild", Span::INFINITE));
    }

    #[test]
    fn apps_on_no_stamp_have_no_stamp_to_lose() {
        let mut estate = sound();
        estate.apps[ERP.index()].home = Place::Region(AZURE);
        let all = best_possible(&topology("a", estate), Clock::Failed);
        assert_eq!(all.iter().filter(|best| best.app == ERP).count(), 3);
    }

    #[test]
    fn a_cycle_of_dependencies_ends() {
        let mut estate = sound();
        estate.apps[DNS.index()].needs = vec![ERP];
        estate.apps[ERP.index()].needs = vec![DNS];
        assert!(best(estate, ERP, Kind::SiteLost).recovery < Span::YEAR);
    }
}
