//! Whether data can get from site to site over the links of a topology, and
//! the protections of each app, checked against where the app is.

use super::context::Context;
use super::diagnostic::Diagnostic;
use super::preset::ends;
use super::protection::Spec;
use super::quantity::Named;
use super::scope::Scope;
use super::source::At;
use crate::model::{AppId, Link, Need, Place, Protection, SiteId};

/// Which sites the links connect.
pub(super) struct Routes {
    /// A site of the same connected part, by site.
    part: Vec<usize>,
}

impl Routes {
    pub fn new(sites: usize, links: &[Link]) -> Self {
        let mut part: Vec<usize> = (0..sites).collect();
        for link in links {
            let [a, b] = link.ends.map(|end| part.get(end.index()).copied());
            if let (Some(a), Some(b)) = (a, b) {
                part.iter_mut().filter(|p| **p == a).for_each(|p| *p = b);
            }
        }
        Self { part }
    }

    fn connect(&self, a: SiteId, b: SiteId) -> bool {
        a == b || self.part.get(a.index()) == self.part.get(b.index())
    }

    /// Reports, if no links lead from `a` to `b`, that what is written at `at`
    /// cannot work.
    fn require(&self, cx: &mut Context, scope: &Scope, (a, b): (SiteId, SiteId), at: At, what: &str) {
        if self.connect(a, b) {
            return;
        }
        let (from, to) = (scope.site_name(a), scope.site_name(b));
        let message = format!("{what} cannot get from {from} to {to}: no link leads there");
        let hint = format!(
            "add a link: [links.{from}-{to}] with sites = [\"{from}\", \"{to}\"] and a bandwidth such as \"1 Gbps\""
        );
        cx.report(Diagnostic::error("no-route", at, message).hint(hint));
    }
}

/// The protections of an app whose home is `home`.
pub(super) fn protections(
    cx: &mut Context,
    scope: &Scope,
    routes: &Routes,
    (app, home): (&str, Place),
    specs: &[Spec],
) -> Vec<Protection> {
    let mut protections = Vec::new();
    for spec in specs {
        let mut protection = spec.protection.clone();
        let mut places: Vec<(Place, At)> = Vec::new();
        match &mut protection {
            Protection::Backup(backup) => {
                for (place, at) in &spec.restore_to {
                    let place = place.unwrap_or(home);
                    if !backup.restore_to.contains(&place) {
                        backup.restore_to.push(place);
                        places.push((place, *at));
                    }
                }
            }
            Protection::Replica(replica) => places.push((replica.to, spec.at)),
            Protection::ActiveActive(active) => {
                places.extend(active.with.iter().map(|place| (*place, spec.at)))
            }
        }
        if let Some(system) = spec.system {
            ends::hold(cx, scope, system, home, &places);
        }
        if let (Some(needs), Some(app)) = (protection.needs_mut(), scope.apps.get(app)) {
            needs.retain_others(AppId::new(app));
        }
        check_elsewhere(cx, scope, (app, home), &protection, spec.at);
        check_routes(cx, scope, routes, home, &protection, spec.at);
        check_needs(cx, scope, routes, home, &protection, spec.at);
        protections.push(protection);
    }
    protections
}

/// A replica or second instance must be elsewhere than the app itself.
fn check_elsewhere(
    cx: &mut Context,
    scope: &Scope,
    (app, home): (&str, Place),
    protection: &Protection,
    at: At,
) {
    let at_home = match protection {
        Protection::Backup(_) => false,
        Protection::Replica(replica) => replica.to == home,
        Protection::ActiveActive(active) => active.with.contains(&home),
    };
    if at_home {
        let place = scope.place_name(home);
        let message =
            format!("app {app} runs at {place} itself, so its {} cannot be there", protection.method());
        cx.report(
            Diagnostic::error("same-place", at, message)
                .hint("write another place, or give the app another home"),
        );
    }
}

fn check_routes(
    cx: &mut Context,
    scope: &Scope,
    routes: &Routes,
    home: Place,
    protection: &Protection,
    at: At,
) {
    let home = scope.site_of(home);
    match protection {
        Protection::ActiveActive(_) => {}
        Protection::Replica(replica) => {
            routes.require(cx, scope, (home, scope.site_of(replica.to)), at, "the replica");
        }
        Protection::Backup(backup) => {
            let mut from = home;
            for level in &backup.levels {
                let to = scope.site_of_target(level.target);
                let what = format!("copies to {}", scope.target_name(level.target));
                routes.require(cx, scope, (from, to), at, &what);
                from = to;
            }
            for place in &backup.restore_to {
                routes.require(cx, scope, (from, scope.site_of(*place)), at, "a restore");
            }
        }
    }
}

/// Reports control planes that cannot be reached from where they are needed.
fn check_needs(
    cx: &mut Context,
    scope: &Scope,
    routes: &Routes,
    home: Place,
    protection: &Protection,
    at: At,
) {
    let (needs, places) = match protection {
        Protection::Backup(backup) => (&backup.needs, &backup.restore_to[..]),
        Protection::Replica(replica) => (&replica.needs, std::slice::from_ref(&replica.to)),
        Protection::ActiveActive(_) => return,
    };
    let mut require = |from: Place, need: &Need, what: &str| {
        if let Need::Control(control) = need
            && let Some(to) = scope.site_of_control(*control)
        {
            routes.require(cx, scope, (scope.site_of(from), to), at, what);
        }
    };
    for need in &needs.copy {
        require(home, need, "a protection that needs a control plane to make copies");
    }
    for place in places {
        for need in &needs.start {
            require(*place, need, "a recovery that needs a control plane to start");
        }
    }
}

/// Reports users who cannot reach a place where their app may run.
pub(super) fn check_users(
    cx: &mut Context,
    scope: &Scope,
    routes: &Routes,
    (app, home): (&str, Place),
    (users, protections): (&[Named], &[Protection]),
) {
    let mut places = vec![home];
    for protection in protections {
        match protection {
            Protection::Backup(backup) => places.extend(&backup.restore_to),
            Protection::Replica(replica) => places.push(replica.to),
            Protection::ActiveActive(active) => places.extend(&active.with),
        }
    }
    for named in users {
        let Some(site) = scope.sites.get(&named.name).map(SiteId::new) else {
            continue; // already reported
        };
        for place in &places {
            let what = format!("users of app {app}");
            routes.require(cx, scope, (site, scope.site_of(*place)), named.at, &what);
        }
    }
}
