//! `drsim presets`: the protection systems that a scenario may name.

use super::fail::{Done, Failure};
use super::output;
use crate::scenario::{nearest, preset};

const EXAMPLES: &str = "\
Examples:
  drsim presets
  drsim presets hyper-v-replica";

/// Arguments of `drsim presets`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// System to show in full; without it all are listed
    name: Option<String>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Done {
    let Some(name) = &arguments.name else {
        return output::print(&preset::list());
    };
    match preset::find(name) {
        Some(preset) => output::print(&preset::page(preset)),
        None => Err(unknown(name)),
    }
}

fn unknown(name: &str) -> Failure {
    let hint = match nearest(name, preset::all().map(|preset| preset.name)) {
        Some(near) => format!("write {near}"),
        None => "`drsim presets` lists them".to_owned(),
    };
    Failure::Input(format!("error: no preset is called {name}\n  = help: {hint}"))
}
