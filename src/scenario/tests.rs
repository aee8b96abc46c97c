//! Whole scenarios, through [`parse`].

use super::*;
use crate::model::Study;

mod controls;
mod damage;
mod mistakes;
mod plans;
mod resolve;
mod round_trip;
mod rules;
mod slips;

/// Reads `text` with these files beside it.
pub(super) fn read_with(text: &str, files: &[(&str, &str)]) -> Outcome {
    let main = SourceText { name: "estate.toml".into(), text: text.into() };
    parse(main, &mut |name| {
        let found = files.iter().find(|(known, _)| *known == name);
        found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| "no such file".to_owned())
    })
}

/// The least that is a scenario.
pub(super) const MINIMAL: &str = r#"
[tiers.t1]
rto = "8 h"
rpo = "24 h"
[sites.dc1]
[stamps.prod]
site = "dc1"
nodes = 4
[targets.vault]
site = "dc1"
[apps.erp]
tier = "t1"
[topologies.A]
protect.t1 = [{ backup = { to = "vault" } }]
"#;
