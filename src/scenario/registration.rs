//! What VMs need to be managed again where a recovery has brought them, as a
//! backup or a replica says.

use super::chance::delay;
use super::context::Context;
use super::diagnostic::Diagnostic;
use super::quantity::{boolean, span};
use super::reader::Entity;
use crate::model::Registration;
use crate::units::Span;

/// Reads what a backup says.
pub(super) fn of_backup(cx: &mut Context, e: &mut Entity) -> Registration {
    let register = e.or_preset(cx, "register", delay);
    reconnecting(cx, e, "backup.reconnect_after", Registration { register, ..Registration::NOTHING })
}

/// Reads what a replica says.
pub(super) fn of_replica(cx: &mut Context, e: &mut Entity) -> Registration {
    let register = e.or_preset(cx, "register", delay);
    let temporary = e.optional(cx, "temporary", boolean).unwrap_or(false);
    if let (true, None, Some(entry)) = (temporary, &register, e.entry("temporary")) {
        let message = "a temporary failover saves registering, and nothing has to be registered";
        let problem = Diagnostic::error("missing", entry.key_at, message);
        cx.report(problem.hint("write register = \"15 min\" beside it, or delete temporary"));
    }
    let registration = Registration { register, temporary, ..Registration::NOTHING };
    reconnecting(cx, e, "replica.reconnect_after", registration)
}

fn reconnecting(
    cx: &mut Context,
    e: &mut Entity,
    library_key: &'static str,
    registration: Registration,
) -> Registration {
    let reconnect = e.or_preset(cx, "reconnect", delay);
    let reconnect_after = match (&reconnect, e.entry("reconnect_after")) {
        (None, None) => Span::ZERO,
        (None, Some(entry)) => {
            let message = "reconnect_after says when VMs have to be reconnected, and they never have to";
            let problem = Diagnostic::error("missing", entry.key_at, message);
            cx.report(problem.hint("write reconnect = \"15 min\" beside it, or delete reconnect_after"));
            e.optional(cx, "reconnect_after", span).unwrap_or(Span::ZERO)
        }
        (Some(_), _) => e.or_library(cx, "reconnect_after", library_key, span),
    };
    Registration { reconnect, reconnect_after, ..registration }
}

#[cfg(test)]
mod tests {
    use crate::model::{Delay, Protection};
    use crate::scenario::Outcome;
    use crate::scenario::tests::read_with;

    /// A scenario in which erp has this protection, wherever its vendor offers it.
    fn read(protection: &str) -> Outcome {
        let text = format!(
            "apps.erp = {{ tier = \"t1\" }}\n[tiers.t1]\nrto = \"4 h\"\n[sites.dc1]\n[sites.dc2]\n\
             [links.wan]\nsites = [\"dc1\", \"dc2\"]\nbandwidth = \"1 Gbps\"\n\
             [stamps.prod]\nsite = \"dc1\"\nnodes = 4\n[stamps.dr]\nsite = \"dc2\"\nnodes = 4\n\
             [targets.vault]\nsite = \"dc2\"\n[topologies.A]\nunsupported = true\nprotect = [{{ {protection} }}]\n"
        );
        read_with(&text, &[])
    }

    /// Minutes to register and to reconnect a VM, and days after which that is
    /// needed.
    fn minutes(protection: &str) -> (Option<f64>, Option<f64>, f64) {
        let outcome = read(protection);
        let study = outcome.study.as_ref().unwrap_or_else(|| panic!("{}", outcome.render(false)));
        let first: &Protection = &study.topologies[0].estate.apps[0].protections[0];
        let (of, _) = first.registration().expect("a backup or a replica");
        let mean = |delay: &Option<Delay>| delay.as_ref().map(|d| d.mean_seconds() / 60.0);
        (mean(&of.register), mean(&of.reconnect), of.reconnect_after.hours() / 24.0)
    }

    #[test]
    fn methods_need_nothing_unless_it_is_written_and_systems_what_is_known() {
        assert_eq!(minutes("replica = { to = \"dr\" }"), (None, None, 0.0));
        assert_eq!(minutes("backup = { to = \"vault\" }"), (None, None, 0.0));
        let mean = (5.0 + 15.0 + 60.0) / 3.0;
        let near = |a: Option<f64>| a.is_some_and(|a| (a - mean).abs() < 1e-9);
        for known in ["hyper-v-replica = { to = \"dr\" }", "mabs-host = { to = \"vault\" }"] {
            let (register, reconnect, after) = minutes(known);
            assert!(near(register) && near(reconnect) && after == 45.0, "{known}");
        }
        let (register, reconnect, after) = minutes("asr = { to = \"dr\" }");
        assert!(register.is_none() && near(reconnect) && after == 45.0);
        assert_eq!(minutes("mabs-guest = { to = \"vault\" }"), (None, None, 0.0));
        let own =
            "hvr = { to = \"dr\", register = \"0 s\", reconnect = \"1 h\", reconnect_after = \"30 d\" }";
        assert_eq!(minutes(own), (Some(0.0), Some(60.0), 30.0));
    }

    #[test]
    fn what_says_nothing_alone_is_a_mistake() {
        let problem = |protection: &str| {
            let outcome = read(protection);
            assert!(outcome.study.is_none(), "{protection}");
            let [problem] = &outcome.diagnostics[..] else { panic!("{}", outcome.render(false)) };
            (problem.id, problem.message.clone())
        };
        let (id, message) = problem("backup = { to = \"vault\", reconnect_after = \"30 d\" }");
        assert!(id == "missing" && message.contains("reconnect_after"), "{message}");
        let (id, message) = problem("replica = { to = \"dr\", temporary = true }");
        assert!(id == "missing" && message.contains("temporary"), "{message}");
        assert_eq!(problem("backup = { to = \"vault\", temporary = true }").0, "unknown-key");
        for fine in
            ["hvr = { to = \"dr\", temporary = true }", "replica = { to = \"dr\", temporary = false }"]
        {
            assert!(read(fine).study.is_some(), "{fine}");
        }
    }
}
