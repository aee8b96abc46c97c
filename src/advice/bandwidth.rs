//! Paths that cannot carry what changes: links, targets, limits of single
//! replicas. On average more in than out means copies fall behind without end.

use std::collections::BTreeMap;

use super::facts::Facts;
use super::found::{ARITHMETIC, AZURE_LOCAL, Detail, Found, Rule};
use super::geography::{site_of, target_site};
use super::{Severity, beside};
use crate::model::{App, AppId, LinkId, Protection, SiteId, TargetId};
use crate::units::show_bandwidth;

const NO_ROUTE: Rule = Rule { id: "no-route", severity: Severity::Error, source: ARITHMETIC };
const LINK: Rule = Rule { id: "churn-beyond-link", severity: Severity::Warning, source: AZURE_LOCAL };
const TARGET: Rule = Rule { id: "churn-beyond-target", severity: Severity::Warning, source: ARITHMETIC };
const CAP: Rule = Rule { id: "churn-beyond-cap", severity: Severity::Warning, source: ARITHMETIC };

/// Adds findings of this theme.
pub(super) fn find(facts: &Facts, found: &mut Found) {
    let mut load = Load::default();
    for (id, app) in facts.apps() {
        for protection in &app.protections {
            copies(facts, app, id, protection, &mut load, found);
        }
    }
    load.into_findings(facts, found);
}

/// What all apps together put on shared parts, in bytes per second.
#[derive(Default)]
struct Load {
    sites: BTreeMap<(SiteId, SiteId), f64>,
    targets: BTreeMap<TargetId, f64>,
}

fn copies(facts: &Facts, app: &App, id: AppId, protection: &Protection, load: &mut Load, found: &mut Found) {
    let estate = facts.estate;
    let home = site_of(estate, app.home);
    let changed = app.churn_bytes_per_second;
    match protection {
        Protection::Backup(backup) => {
            let sent = changed / backup.reduction;
            let mut from = home;
            let mut source: Option<TargetId> = None;
            for level in &backup.levels {
                let to = target_site(estate, level.target);
                send(facts, app, id, (from, to), sent, load, found);
                *load.targets.entry(level.target).or_default() += sent;
                if let Some(source) = source {
                    *load.targets.entry(source).or_default() += sent;
                }
                (from, source) = (to, Some(level.target));
            }
        }
        Protection::Replica(replica) => {
            send(facts, app, id, (home, site_of(estate, replica.to)), changed, load, found);
            let cap = replica.cap_bytes_per_second;
            if changed > cap {
                found.app(CAP, id, changed / cap, || beyond_cap(app, cap));
            }
        }
        Protection::ActiveActive(_) => {}
    }
}

/// Counts what goes from site to site, or says that nothing can.
fn send(
    facts: &Facts,
    app: &App,
    id: AppId,
    (from, to): (SiteId, SiteId),
    bytes_per_second: f64,
    load: &mut Load,
    found: &mut Found,
) {
    if facts.geography.bytes_per_second(from, to, None).is_some() {
        *load.sites.entry((from, to)).or_default() += bytes_per_second;
        return;
    }
    let name = |site: SiteId| &facts.estate.sites[site.index()].name;
    found.app(NO_ROUTE, id, bytes_per_second, || Detail {
        reason: format!(
            "no link leads from {} to {}: copies of {} never arrive",
            name(from),
            name(to),
            app.name
        ),
        value: None,
        limit: None,
        fix: format!("add a link between {} and {}", name(from), name(to)),
    });
}

impl Load {
    fn into_findings(self, facts: &Facts, found: &mut Found) {
        let mut links: BTreeMap<LinkId, f64> = BTreeMap::new();
        for ((from, to), bytes_per_second) in self.sites {
            let route = facts.geography.route(from, to, None);
            for link in route.iter().flat_map(|route| &route.links) {
                *links.entry(*link).or_default() += bytes_per_second;
            }
        }
        for (link, load) in links {
            let link = &facts.estate.links[link.index()];
            if load > link.bytes_per_second {
                let detail = beyond(load, link.bytes_per_second, "cross it", "widen it");
                found.add(LINK, format!("link {}", link.name), detail);
            }
        }
        for (target, load) in self.targets {
            let target = &facts.estate.targets[target.index()];
            if load > target.bytes_per_second {
                let detail =
                    beyond(load, target.bytes_per_second, "reach or leave it", "give it more throughput");
                found.add(TARGET, format!("target {}", target.name), detail);
            }
        }
    }
}

fn beyond_cap(app: &App, cap: f64) -> Detail {
    let changed = show_bandwidth(app.churn_bytes_per_second);
    let (value, limit) = beside::over(changed, show_bandwidth(cap));
    Detail {
        reason: format!(
            "the replica of {} may send less than changes: it falls behind without end",
            app.name
        ),
        value,
        limit,
        fix: "raise the limit, leave disks out, or protect it in another way".into(),
    }
}

fn beyond(load: f64, limit: f64, how: &str, remedy: &str) -> Detail {
    let (value, most) = beside::over(show_bandwidth(load), show_bandwidth(limit));
    Detail {
        reason: format!(
            "the changes of all apps whose copies {how} are more than it can carry on average: copies fall behind \
             without end"
        ),
        value,
        limit: most,
        fix: format!("{remedy}, or copy less over it"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::*;
    use crate::model::Protection;

    #[test]
    fn changes_of_all_apps_share_a_link() {
        let churn = |bytes_per_second: f64| {
            let mut estate = sound();
            estate.apps[0].churn_bytes_per_second = bytes_per_second;
            estate.apps[1].churn_bytes_per_second = bytes_per_second;
            estate
        };
        // Two replicas of 60 MB/s over 100 MB/s; the backups are halved.
        let finding = only(churn(60e6), "churn-beyond-link");
        assert_eq!(finding.subject, "link wan");
        assert_eq!(finding.value.as_deref(), Some("960 Mbps"));
        assert_eq!(finding.limit.as_deref(), Some("800 Mbps"));
        assert!(found(churn(50e6), "churn-beyond-link").is_empty(), "exactly full is not beyond");
        assert_eq!(found(churn(101e6), "churn-beyond-link").len(), 3 - 1, "er1 carries 101 MB/s too");
    }

    #[test]
    fn a_target_writes_and_a_chain_also_reads() {
        let mut estate = sound();
        let mut chain = backup(NEAR);
        chain.levels.push(level(FAR, None));
        estate.apps[1].protections = vec![Protection::Backup(chain)];
        estate.apps[1].churn_bytes_per_second = 20e6;
        estate.targets[0].bytes_per_second = 19e6;
        // 10 MB/s in and 10 MB/s out.
        let finding = only(estate.clone(), "churn-beyond-target");
        assert_eq!(finding.subject, "target near");
        assert_eq!(finding.value.as_deref(), Some("160 Mbps"));
        estate.targets[0].bytes_per_second = 20e6;
        assert!(found(estate, "churn-beyond-target").is_empty());
    }

    #[test]
    fn a_replica_with_a_limit_must_carry_its_own_changes() {
        let capped = |cap: f64| {
            let mut replica = replica(DR);
            replica.cap_bytes_per_second = cap;
            erp_with(vec![Protection::Replica(replica), Protection::Backup(backup(VAULT))])
        };
        assert_eq!(found(capped(0.5e6), "churn-beyond-cap").len(), 1);
        assert!(found(capped(2e6), "churn-beyond-cap").is_empty());
    }

    #[test]
    fn copies_need_a_way() {
        let mut estate = sound();
        estate.links.clear();
        let finding = only(estate, "no-route");
        assert!(finding.reason.starts_with("no link leads from dc1 to "), "{}", finding.reason);
        assert!(found(sound(), "no-route").is_empty());
    }
}
