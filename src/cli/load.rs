//! Reading a scenario from disk.

use super::fail::Failure;
use crate::model::Study;
use crate::scenario::{Outcome, SourceText, parse};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Largest file that is read: no scenario comes near it.
const LARGEST_BYTES: u64 = 16 * 1024 * 1024;

/// A scenario that was read without error.
pub struct Loaded {
    /// What to compare.
    pub study: Study,
    /// Everything else that reading found.
    pub outcome: Outcome,
}

/// Reads the scenario at `path` and every file it names, relative to it.
pub fn scenario(path: &Path) -> Result<Loaded, Failure> {
    let text = text(path)?;
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let mut load = |name: &str| text_of(&folder.join(name));
    let name = path.display().to_string();
    let mut outcome = parse(SourceText { name, text }, &mut load);
    let colour = super::terminal::stderr_colour();
    match outcome.study.take() {
        Some(study) => {
            let warnings = outcome.render(colour);
            if !warnings.is_empty() {
                eprint!("{warnings}");
            }
            Ok(Loaded { study, outcome })
        }
        None => Err(Failure::Input(outcome.render(colour))),
    }
}

fn text(path: &Path) -> Result<String, Failure> {
    text_of(path).map_err(|why| {
        let message = format!("error: {}: {why}", path.display());
        if path.is_file() || path.is_dir() {
            Failure::Input(message)
        } else {
            Failure::Io(message[7..].to_owned())
        }
    })
}

/// A file's text, or why it is not to be had.
pub fn text_of(path: &Path) -> Result<String, String> {
    if path.is_dir() {
        return Err("this is a directory; give the scenario file in it".into());
    }
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    let limited = file.take(LARGEST_BYTES + 1).read_to_end(&mut bytes);
    limited.map_err(|error| error.to_string())?;
    if bytes.len() as u64 > LARGEST_BYTES {
        return Err("the file is larger than 16 MiB; no scenario is".into());
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("the text is not UTF-8 (byte {at}); save it as UTF-8")
    })
}
