//! `drsim schema`: the shape of a scenario file, for editors.

use super::fail::Done;
use super::output;
use crate::scenario::keys;

const EXAMPLES: &str = "\
Editors with a TOML language server (taplo, tombi) complete and check scenario files with it,
if the file begins with the line
  #:schema ./drsim.schema.json

Examples:
  drsim schema > drsim.schema.json
  drsim schema --reference > keys.md";

/// Arguments of `drsim schema`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Print the reference of all keys, in Markdown, instead
    #[arg(long)]
    reference: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Done {
    output::print(&if arguments.reference { keys::reference() } else { keys::json_schema() })
}
