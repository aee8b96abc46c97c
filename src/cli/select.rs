//! Finding what the user names: topologies and failures. A name that is not
//! there gets the nearest one that is.

use super::fail::Failure;
use super::terminal;
use crate::advice::rejection;
use crate::model::{Model, Study, Topology};
use crate::report::text;
use crate::scenario::nearest;
use crate::study::named::{self, Named};

/// Most names listed for somebody who gave a wrong one.
const LISTED: usize = 40;

/// The topology with this name.
pub fn topology<'s>(study: &'s Study, name: &str) -> Result<&'s Topology, Failure> {
    study.topologies.iter().find(|topology| topology.name == name).ok_or_else(|| {
        let names: Vec<&str> = study.topologies.iter().map(|topology| topology.name.as_str()).collect();
        unknown("topology", name, &names)
    })
}

/// The topology with this name, if its placement rules allow it.
pub fn allowed<'s>(study: &'s Study, name: &str) -> Result<&'s Topology, Failure> {
    let topology = topology(study, name)?;
    match rejection(topology) {
        None => Ok(topology),
        Some(reason) => {
            let reason = text::safe(&reason);
            Err(Failure::Input(format!("error: topology {name} is rejected: {reason}")))
        }
    }
}

/// Keeps the named topologies, in the order of the scenario; all if none is
/// named.
pub fn topologies(study: &mut Study, names: &[String]) -> Result<(), Failure> {
    for name in names {
        topology(study, name)?;
    }
    study.topologies.retain(|topology| names.is_empty() || names.contains(&topology.name));
    Ok(())
}

/// The failure with this name.
pub fn failure(model: &Model, name: &str) -> Result<Named, Failure> {
    named::find(model, name).ok_or_else(|| {
        let mut names = Vec::new();
        for named in named::all(model) {
            let causes = if named.causes.len() > 1 { &named.causes[..] } else { &[] };
            let detailed = causes.iter().map(|(cause, _)| format!("{}:{cause}", named.name));
            let all: Vec<String> = std::iter::once(named.name.clone()).chain(detailed).collect();
            names.extend(all);
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        unknown("failure", name, &names)
    })
}

fn unknown(what: &str, name: &str, known: &[&str]) -> Failure {
    let name = text::safe(name);
    let mut message = format!("error: there is no {what} `{name}`");
    if let Some(near) = nearest(&name, known.iter().copied()) {
        message += &format!("\n  did you mean `{near}`?");
    }
    let mut listed = known.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
    if known.len() > LISTED {
        listed += &format!(" and {} more", known.len() - LISTED);
    }
    let lines = text::wrap(&text::safe(&format!("there is: {listed}")), terminal::width().saturating_sub(4));
    for (i, line) in lines.iter().enumerate() {
        message += if i == 0 { "\n  " } else { "\n    " };
        message += line;
    }
    Failure::Input(message)
}
