//! The project's real input, read from `scenarios/`.

use std::path::Path;

use drsim::model::Study;
use drsim::scenario::{SourceText, parse};

/// Reads the main scenario.
///
/// # Panics
///
/// If it is not there or holds a mistake.
pub fn read() -> Study {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut load = |name: &str| std::fs::read_to_string(folder.join(name)).map_err(|error| error.to_string());
    let name = "recommended-topologies.toml".to_owned();
    let text = load(&name).expect("the main scenario can be read");
    let mut outcome = parse(SourceText { name, text }, &mut load);
    let problems = outcome.render(false);
    outcome.study.take().unwrap_or_else(|| panic!("{problems}"))
}
