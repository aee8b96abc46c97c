//! `drsim init`: a scenario to start from.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::fail::{Done, Failure};
use super::{load, output, terminal};
use crate::scenario::starter::kinds;
use crate::scenario::{self, SourceText, nearest, parse};

/// What to do where the file cannot be written.
const ELSEWHERE: &str = "name a file in a directory that exists and can be written";

const EXAMPLES: &str = "\
The starter runs as it is. With an inventory it is made to fit it; the columns of the inventory
are name,tier,vms,vcpus,memory,data,churn,needs,users (name and tier are enough).

Examples:
  drsim init -o estate.toml
  drsim init --from apps.csv -o estate.toml
  drsim init --topology second-stamp --from apps.csv -o estate.toml

Topologies to start with (KIND):";

/// Examples, and each kind with what its topologies are called.
fn after_help() -> String {
    let widest = kinds::KINDS.iter().map(|kind| kind.name.len()).max().unwrap_or(0);
    let line = |kind: &kinds::Kind| format!("\n  {:widest$}  {}", kind.name, kind.titles());
    kinds::KINDS.iter().fold(EXAMPLES.to_owned(), |text, kind| text + &line(kind))
}

/// Arguments of `drsim init`.
#[derive(Debug, clap::Args)]
#[command(after_help = after_help())]
pub struct Arguments {
    /// File to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Inventory of apps (CSV) that the scenario is to use
    #[arg(long, value_name = "CSV")]
    from: Option<PathBuf>,
    /// Topology to start with, of those listed below; without it three are compared
    #[arg(long, value_name = "KIND")]
    topology: Option<String>,
    /// Overwrite the file if it exists
    #[arg(long)]
    force: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Done {
    let kind = arguments.topology.as_deref().map(known).transpose()?;
    let to = &arguments.output;
    if to.is_dir() {
        return Err(Failure::Input(format!("error: {}: this is a directory; name a file", to.display())));
    }
    if to.exists() && !arguments.force {
        let message =
            format!("error: {}: the file exists; name another, or overwrite it with --force", to.display());
        return Err(Failure::Input(message));
    }
    let inventory = arguments.from.as_ref().map(|from| inventory(from, to)).transpose()?;
    let text = scenario::starter(inventory.as_ref(), kind);
    runs(&text, inventory)?;
    write(to, &text).map_err(|error| Failure::io(&to.display().to_string(), &error, ELSEWHERE))?;
    let file = to.display();
    output::say(&format!("{file} written. Next: drsim check {file}, then drsim run {file}\n"));
    Ok(())
}

/// The kind of topology with this name.
fn known(name: &str) -> Result<&'static kinds::Kind, Failure> {
    kinds::find(name).ok_or_else(|| {
        let near = nearest(name, kinds::KINDS.iter().map(|kind| kind.name));
        let hint = near.map_or_else(String::new, |near| format!("write {near}; "));
        let all = kinds::names();
        Failure::Input(format!("error: no topology is called {name}\n  = help: {hint}there are {all}"))
    })
}

/// The inventory, under the name by which the scenario will find it.
fn inventory(from: &Path, scenario: &Path) -> Result<SourceText, Failure> {
    let text = load::text_of(from).map_err(|why| load::failure(from, &why))?;
    let folder = scenario.parent().unwrap_or(Path::new(""));
    let name = seen_from(folder, from)
        .map_err(|error| Failure::io(&scenario.display().to_string(), &error, ELSEWHERE))?;
    Ok(SourceText { name, text })
}

/// The path to `file` from `folder`, with `/` between its parts; a whole path
/// where there is no other.
fn seen_from(folder: &Path, file: &Path) -> io::Result<String> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let (folder, whole) = (folder.canonicalize()?, file.canonicalize()?);
    let parts = |path: &Path| path.components().map(|c| c.as_os_str().to_owned()).collect::<Vec<_>>();
    let (from, to) = (parts(&folder), parts(&whole));
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let other_drive = matches!(whole.components().next(), Some(Component::Prefix(_))) && shared == 0;
    if other_drive {
        return Ok(whole.display().to_string());
    }
    let up = std::iter::repeat_n("..".to_owned(), from.len() - shared);
    let down = to[shared..].iter().map(|part| part.to_string_lossy().into_owned());
    Ok(up.chain(down).collect::<Vec<_>>().join("/"))
}

/// Refuses to write a scenario that would not run: the inventory has mistakes.
/// What is wrong with the scenario follows from them and is told only if nothing
/// else is.
fn runs(text: &str, inventory: Option<SourceText>) -> Done {
    let named = inventory.as_ref().map(|csv| csv.name.as_str()).unwrap_or_default();
    let name = format!("the starter for {named}, not written");
    let mut load = |_: &str| match &inventory {
        Some(inventory) => Ok(inventory.text.clone()),
        None => Err("there is no inventory".to_owned()),
    };
    let mut outcome = parse(SourceText { name, text: text.to_owned() }, &mut load);
    if outcome.has_errors() {
        outcome.blame_files();
        return Err(Failure::Input(outcome.render(terminal::stderr_colour())));
    }
    Ok(())
}

/// Writes the file whole or not at all.
fn write(to: &Path, text: &str) -> io::Result<()> {
    let mut partial = to.as_os_str().to_owned();
    partial.push(format!(".partial-{}", std::process::id()));
    let partial = PathBuf::from(partial);
    let written = fs::write(&partial, text).and_then(|()| fs::rename(&partial, to));
    if written.is_err() {
        let _ = fs::remove_file(&partial);
    }
    written
}
