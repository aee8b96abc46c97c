//! What must come back before what: foundation apps before all others, a backup
//! server before what it restores.

use super::facts::{Facts, after};
use super::found::{ARITHMETIC, AZURE_LOCAL, Detail, Found, Rule};
use super::recovery::Recovery;
use super::{Severity, beside};
use crate::model::{App, AppId, Kind, Need};
use crate::units::show_duration;

const NO_FOUNDATION: Rule = Rule { id: "no-foundation", severity: Severity::Warning, source: AZURE_LOCAL };
const FOUNDATION_LATE: Rule = Rule { id: "foundation-late", severity: Severity::Warning, source: ARITHMETIC };
const SERVER_LATE: Rule = Rule { id: "server-late", severity: Severity::Warning, source: AZURE_LOCAL };

/// The kinds after which apps come back together.
pub(super) const TOGETHER: [Kind; 3] = [Kind::SiteLost, Kind::StampLost, Kind::Ransomware];

/// Adds findings of this theme.
pub(super) fn find(facts: &Facts, found: &mut Found) {
    let foundation: Vec<AppId> = facts.apps().filter(|(_, app)| app.foundation).map(|(id, _)| id).collect();
    if foundation.is_empty() && !facts.estate.apps.is_empty() {
        found.add(NO_FOUNDATION, "all apps".into(), no_foundation());
    }
    for id in foundation {
        foundation_late(facts, id, found);
    }
    for (id, app) in facts.apps() {
        if let Some(late) = TOGETHER.into_iter().find_map(|kind| server_late(facts, id, app, kind)) {
            found.app(SERVER_LATE, id, late.together - late.rto, || late.detail(facts, app));
        }
    }
}

/// An app whose method cannot start before another app is back, and that misses
/// its RTO by that.
struct ServerLate<'a> {
    kind: Kind,
    server: &'a App,
    theirs: &'a Recovery,
    together: f64,
    rto: f64,
}

fn server_late<'a>(facts: &'a Facts, id: AppId, app: &App, kind: Kind) -> Option<ServerLate<'a>> {
    let (rto, own) = (facts.rto(kind, app)?, facts.recovery(kind, id)?);
    let needs = app.protections[own.protection?].needs()?;
    let servers = needs.start.iter().filter_map(|need| match need {
        Need::App(server) => Some(*server),
        Need::Control(_) => None,
    });
    let late = servers.filter_map(|id| {
        let server = &facts.estate.apps[id.index()];
        let theirs = facts.recovery(kind, id)?;
        let together = theirs.own() + own.execution();
        let hit_alike = facts.failure(kind, app) == facts.failure(kind, server);
        // Foundation that is late for all is told once.
        let late = hit_alike && !server.foundation && own.own() <= rto && together > rto;
        late.then_some(ServerLate { kind, server, theirs, together, rto })
    });
    late.reduce(|a, b| if b.together > a.together { b } else { a })
}

impl ServerLate<'_> {
    fn detail(&self, facts: &Facts, app: &App) -> Detail {
        let server = &self.server.name;
        Detail {
            reason: format!(
                "{} cannot be recovered before {server} runs, which at best {} {}",
                app.name,
                comes_back(self.theirs),
                after(facts, self.kind, app),
            ),
            value: Some(beside::duration(self.together, self.rto)),
            limit: Some(show_duration(self.rto)),
            fix: format!("run {server} elsewhere than what it recovers, or protect it better"),
        }
    }
}

fn no_foundation() -> Detail {
    Detail {
        reason: "no app is declared as foundation: identity, DNS, keys and the backup server itself must run before \
                 anything that needs them can be restored"
            .into(),
        value: Some("0 foundation apps".into()),
        limit: Some("1 or more".into()),
        fix: "list them under `foundation`".into(),
    }
}

/// An app that waits for another and so misses its RTO, though alone it would
/// not, or misses it by more.
struct Waiting {
    name: String,
    rto: f64,
}

fn foundation_late(facts: &Facts, id: AppId, found: &mut Found) {
    let app = &facts.estate.apps[id.index()];
    let worst = TOGETHER.into_iter().filter_map(|kind| {
        let recovery = facts.recovery(kind, id).filter(|_| facts.is_possible(kind, app))?;
        let waiting = strictest_waiting(facts, kind, app, recovery)?;
        Some((kind, recovery, waiting))
    });
    let Some((kind, recovery, waiting)) = worst.reduce(|a, b| if b.1.own() > a.1.own() { b } else { a })
    else {
        return;
    };
    found.app(FOUNDATION_LATE, id, recovery.own(), || Detail {
        reason: format!(
            "{} is foundation and at best {} {}; nothing else starts before, and {} has an RTO of {}",
            app.name,
            comes_back(recovery),
            after(facts, kind, app),
            waiting.name,
            show_duration(waiting.rto)
        ),
        value: Some(beside::duration(recovery.own(), waiting.rto)),
        limit: Some(show_duration(waiting.rto)),
        fix: "protect the foundation better than everything that stands on it: a running copy elsewhere"
            .into(),
    });
}

fn comes_back(recovery: &Recovery) -> String {
    comes_back_in(recovery, recovery.own())
}

/// The same where others that come first make it take `seconds`.
pub(super) fn comes_back_in(recovery: &Recovery, seconds: f64) -> String {
    let how = if recovery.method == "rebuild" { "is rebuilt without a copy in" } else { "is back in" };
    format!("{how} {}", show_duration(seconds))
}

/// The app with the shortest RTO that the foundation makes late.
fn strictest_waiting(facts: &Facts, kind: Kind, foundation: &App, recovery: &Recovery) -> Option<Waiting> {
    let hit = facts.failure(kind, foundation);
    let late = facts.apps().filter(|(_, app)| !app.foundation).filter_map(|(id, app)| {
        let rto = facts.rto(kind, app)?;
        let own = facts.recovery(kind, id)?;
        let waits = facts.failure(kind, app) == hit && own.is_manual();
        // Apps that miss their RTO anyway, say because they wait for the same
        // hardware, are not held up by an equally late foundation.
        let misses = own.own() <= rto && recovery.own() + own.execution() > rto;
        let late = misses || recovery.own() > own.own().max(rto);
        (waits && late).then_some((rto, app))
    });
    let (rto, app) = late.reduce(|a, b| if b.0 < a.0 { b } else { a })?;
    Some(Waiting { name: app.name.clone(), rto })
}

#[cfg(test)]
mod tests {
    use super::super::sample::*;
    use super::*;
    use crate::model::{Estate, Protection};

    #[test]
    fn some_app_must_be_foundation() {
        let mut estate = sound();
        assert!(found(estate.clone(), "no-foundation").is_empty());
        estate.apps[DNS.index()].foundation = false;
        assert_eq!(found(estate, "no-foundation").len(), 1);
    }

    #[test]
    fn a_foundation_that_is_back_after_the_rto_of_others_holds_them_up() {
        // 8 TB over 100 MB/s: 22.2 h, against erp's 8 h.
        let mut estate = sound();
        estate.apps[DNS.index()].data_bytes = 8e12;
        estate.apps[DNS.index()].protections = vec![Protection::Backup(backup(VAULT))];
        let finding = only(estate, "foundation-late");
        assert_eq!((finding.subject.as_str(), finding.limit.as_deref()), ("dns", Some("8 h")));
        assert!(finding.reason.contains("erp has an RTO of 8 h"), "{}", finding.reason);
        assert!(found(sound(), "foundation-late").is_empty());
    }

    #[test]
    fn a_foundation_without_a_surviving_copy_holds_everything_up() {
        let mut estate = sound();
        estate.apps[DNS.index()].protections = vec![Protection::Backup(backup(NEAR))];
        let finding = only(estate, "foundation-late");
        assert!(finding.reason.contains("is rebuilt without a copy in 5"), "{}", finding.reason);
    }

    #[test]
    fn a_foundation_elsewhere_is_not_waited_for() {
        let mut estate = sound();
        estate.apps[DNS.index()].home = DR;
        estate.apps[DNS.index()].protections = vec![Protection::Backup(backup(FAR))];
        let finding = found(estate, "foundation-late");
        assert!(finding.is_empty(), "{finding:#?}");
    }

    /// erp needs a database that comes back from a backup.
    fn with_database(data_bytes: f64) -> Estate {
        let mut estate = sound();
        let mut database = app("sql");
        database.data_bytes = data_bytes;
        database.protections = vec![Protection::Backup(backup(VAULT))];
        database.objectives = crate::model::Kind::ALL.map(|_| crate::model::Objective::default());
        estate.apps.push(database);
        estate.apps[ERP.index()].needs = vec![AppId(2)];
        estate
    }

    #[test]
    fn a_server_on_what_it_restores_is_back_before_it() {
        // erp comes back by backup, and only when sql, of 80 GB or 8 TB, is there.
        let served_by = |data_bytes: f64| {
            let mut estate = with_database(data_bytes);
            let mut with_server = backup(VAULT);
            with_server.needs.start = vec![Need::App(AppId(2))];
            let erp = &mut estate.apps[ERP.index()];
            (erp.needs, erp.protections) = (vec![], vec![Protection::Backup(with_server)]);
            estate
        };
        let finding = only(served_by(8e12), "server-late");
        assert_eq!((finding.subject.as_str(), finding.limit.as_deref()), ("erp", Some("8 h")));
        assert!(finding.reason.contains("before sql runs, which at best is back in"), "{}", finding.reason);
        assert!(found(served_by(8e10), "server-late").is_empty());
        let mut elsewhere = served_by(8e12);
        elsewhere.apps[2].home = DR;
        assert!(found(elsewhere, "server-late").is_empty());
    }
}
