//! Reading a scenario from disk.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::fail::Failure;
use super::{output, terminal};
use crate::model::{Study, Topology};
use crate::scenario::{Outcome, SourceText, parse};

/// Largest file that is read: no scenario comes near it.
const LARGEST_BYTES: u64 = 16 * 1024 * 1024;

/// A scenario that was read without error.
pub struct Loaded {
    /// What to compare.
    pub study: Study,
    /// Everything else that reading found.
    pub outcome: Outcome,
}

/// A scenario with whatever is wrong with it.
pub struct Parsed {
    /// What reading found.
    pub outcome: Outcome,
    /// Whether a file that it names could not be read.
    pub unread: bool,
}

/// Why there is no text.
pub enum NoText {
    /// The file could not be read.
    Unreadable(std::io::Error),
    /// It was read and is no text, or is no file at all.
    Unfit(String),
}

/// Reads the scenario at `path` and every file it names, relative to it. Says
/// what is doubtful about it.
pub fn scenario(path: &Path) -> Result<Loaded, Failure> {
    let Parsed { mut outcome, unread } = parsed(path)?;
    let problems = outcome.render(terminal::stderr_colour());
    match outcome.study.take() {
        Some(study) => {
            output::say(&problems);
            Ok(Loaded { study, outcome })
        }
        None => Err(unusable(problems, unread)),
    }
}

/// As [`scenario`], with another seed than its own if one is given.
pub fn scenario_with_seed(path: &Path, seed: Option<u64>) -> Result<Loaded, Failure> {
    let mut loaded = scenario(path)?;
    let settings = &mut loaded.study.settings;
    settings.seed = seed.unwrap_or(settings.seed);
    Ok(loaded)
}

/// What came of reading the scenario at `path`, whatever is wrong with it.
pub fn parsed(path: &Path) -> Result<Parsed, Failure> {
    let text = text_of(path).map_err(|why| failure(path, &why))?;
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let mut unread = false;
    let mut load = |name: &str| {
        text_of(&folder.join(name)).map_err(|why| {
            unread |= matches!(why, NoText::Unreadable(_));
            why.to_string()
        })
    };
    let outcome = parse(SourceText { name: path.display().to_string(), text }, &mut load);
    Ok(Parsed { outcome, unread })
}

/// The failure of a command whose scenario has `problems`; `unread`: a file
/// that it names could not be read.
pub fn unusable(problems: String, unread: bool) -> Failure {
    if unread { Failure::Unread(problems) } else { Failure::Input(problems) }
}

/// The failure of a command whose input is not to be had.
pub fn failure(path: &Path, why: &NoText) -> Failure {
    match why {
        NoText::Unreadable(error) => {
            let remedy = match error.kind() {
                ErrorKind::PermissionDenied => "give a file that may be read",
                _ => "give the path of a file that exists",
            };
            Failure::io(&path.display().to_string(), error, remedy)
        }
        NoText::Unfit(why) => Failure::Input(format!("error: {}: {why}", path.display())),
    }
}

impl std::fmt::Display for NoText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable(error) => error.fmt(f),
            Self::Unfit(why) => f.write_str(why),
        }
    }
}

/// A file's text, or why it is not to be had.
pub fn text_of(path: &Path) -> Result<String, NoText> {
    if path.is_dir() {
        return Err(NoText::Unfit("this is a directory; give a file in it".into()));
    }
    let file = File::open(path).map_err(NoText::Unreadable)?;
    let mut bytes = Vec::new();
    file.take(LARGEST_BYTES + 1).read_to_end(&mut bytes).map_err(NoText::Unreadable)?;
    if bytes.len() as u64 > LARGEST_BYTES {
        return Err(NoText::Unfit("the file is larger than 16 MiB; give the right file, or split it".into()));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        NoText::Unfit(format!(
            "the text is not UTF-8 (byte {at}); save it as UTF-8 (spreadsheets call it CSV UTF-8)"
        ))
    })
}

/// Says what in a topology no vendor supports.
pub fn note_unsupported(topology: &Topology) {
    for what in &topology.unsupported {
        let name = &topology.name;
        output::say(&format!(
            "note: {name} is simulated although no vendor supports it: {what} (unsupported = true)\n"
        ));
    }
}
