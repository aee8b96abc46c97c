//! A directory of results that appears whole or not at all. Everything is
//! written to a temporary directory beside it, which takes its name at the
//! end. Where the system can, it changes places with earlier results in one
//! step; a run that is killed leaves at most the temporary directory, which
//! the next run clears away.
//!
//! Only what drsim wrote itself is ever replaced.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::fail::Failure;

/// What shows that a directory holds results.
pub const RESULTS: &str = "results.json";
/// The tables in it.
pub const TABLES: [&str; 2] = ["verdicts.csv", "incidents.csv"];
/// How the names of charts begin and end.
const CHARTS: ([&str; 3], [&str; 2]) = (["verdicts", "recovery-", "loss-"], [".svg", ".png"]);
/// What to do where a directory cannot be written.
const ELSEWHERE: &str = "name a directory that can be written, such as results";
/// A temporary directory older than this belongs to nobody: writing takes
/// seconds.
const FORGOTTEN: Duration = Duration::from_secs(3600);

/// A file to be written.
pub struct File {
    name: String,
    bytes: Vec<u8>,
}

impl File {
    /// A file of this name and content.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into() }
    }
}

/// A directory that results can be written to.
pub struct Folder {
    /// As the user wrote it.
    shown: String,
    parent: PathBuf,
    name: String,
    force: bool,
}

impl Folder {
    /// Looks whether results can be written to `path`, before any time is
    /// spent on them. `force`: earlier results may be replaced.
    pub fn prepare(path: &Path, force: bool) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let fails = |error: io::Error| Failure::io(&shown, &error, ELSEWHERE);
        let unfit = |why: &str| Failure::Input(format!("error: {shown}: {why}"));
        let known = match fs::symlink_metadata(path) {
            Ok(known) => Some(known),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Err(unfit("a part of this path is a file; name a directory, such as results"));
            }
            Err(error) => return Err(fails(error)),
        };
        let whole = if known.is_some() {
            path.canonicalize().map_err(fails)?
        } else {
            let name = path.file_name().ok_or_else(|| unfit("give the name of a directory"))?;
            let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            fs::create_dir_all(parent).map_err(fails)?;
            parent.canonicalize().map_err(fails)?.join(name)
        };
        let (Some(parent), Some(name)) = (whole.parent(), whole.file_name()) else {
            return Err(unfit("this directory cannot be replaced; name one in it"));
        };
        let Some(name) = name.to_str().map(str::to_owned) else {
            return Err(unfit("the name is not UTF-8"));
        };
        let folder = Self { parent: parent.to_owned(), name, shown: shown.clone(), force };
        folder.clear_away().map_err(fails)?;
        folder.check()?;
        // Whether it can be written is better known now than after the run.
        let probe = folder.temporary("partial");
        fs::create_dir(&probe).and_then(|()| fs::remove_dir(&probe)).map_err(fails)?;
        Ok(folder)
    }

    /// Refuses what must not be replaced.
    fn check(&self) -> Result<(), Failure> {
        let unfit = |why: String| Err(Failure::Input(format!("error: {}: {why}", self.shown)));
        let target = self.target();
        if target.exists() && !target.is_dir() {
            return unfit("this is a file; --out names a directory, such as results".into());
        }
        if std::env::current_dir().is_ok_and(|here| here.starts_with(&target)) {
            return unfit("the current directory cannot be replaced; name one in it, such as results".into());
        }
        let entries = match fs::read_dir(&target) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(Failure::io(&self.shown, &error, ELSEWHERE)),
            Ok(entries) => entries.filter_map(Result::ok),
        };
        let names: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        if names.is_empty() {
            return Ok(());
        }
        let stranger = names.iter().find(|name| !is_ours(name));
        match stranger {
            Some(stranger) => {
                unfit(format!("the directory holds other files ({stranger}); name another, or one in it"))
            }
            None if !names.iter().any(|name| name == RESULTS) => {
                unfit(format!("the directory holds other files ({}); name another, or one in it", names[0]))
            }
            None if !self.force => unfit(
                "the directory already holds results; name another, or replace them with --force".into(),
            ),
            None => Ok(()),
        }
    }

    /// Writes the files: all of them, or none.
    pub fn write(&self, files: &[File]) -> Result<(), Failure> {
        // Somebody else may have put something there in the meantime.
        self.check()?;
        let partial = self.temporary("partial");
        let written = self.fill(&partial, files).and_then(|()| self.put_in_place(&partial));
        if written.is_err() {
            let _ = fs::remove_dir_all(&partial);
        }
        written.map_err(|error| Failure::io(&self.shown, &error, ELSEWHERE))
    }

    fn fill(&self, partial: &Path, files: &[File]) -> io::Result<()> {
        fs::create_dir(partial)?;
        files.iter().try_for_each(|file| fs::write(partial.join(&file.name), &file.bytes))
    }

    /// Gives the temporary directory its name; earlier results go.
    fn put_in_place(&self, partial: &Path) -> io::Result<()> {
        let target = self.target();
        if exchange(partial, &target) {
            return fs::remove_dir_all(partial);
        }
        if !target.exists() {
            return fs::rename(partial, target);
        }
        let replaced = self.temporary("replaced");
        fs::rename(&target, &replaced)?;
        if let Err(error) = fs::rename(partial, &target) {
            fs::rename(&replaced, &target)?;
            return Err(error);
        }
        fs::remove_dir_all(&replaced)
    }

    /// Clears away what killed runs left behind. Earlier results that were
    /// being replaced at that moment get their name back.
    fn clear_away(&self) -> io::Result<()> {
        for what in ["replaced", "partial"] {
            let start = format!(".{}.{what}-", self.name);
            for entry in fs::read_dir(&self.parent)?.filter_map(Result::ok) {
                let name = entry.file_name().to_string_lossy().into_owned();
                let Some(process) = name.strip_prefix(&start) else { continue };
                if !process.bytes().all(|b| b.is_ascii_digit()) || !is_forgotten(&entry, process) {
                    continue;
                }
                if what == "replaced" && !self.target().exists() {
                    fs::rename(entry.path(), self.target())?;
                } else {
                    fs::remove_dir_all(entry.path())?;
                }
            }
        }
        Ok(())
    }

    fn target(&self) -> PathBuf {
        self.parent.join(&self.name)
    }

    fn temporary(&self, what: &str) -> PathBuf {
        self.parent.join(format!(".{}.{what}-{}", self.name, std::process::id()))
    }
}

/// Whether drsim gives this name to a file of results.
fn is_ours(name: &str) -> bool {
    let (begins, ends) = CHARTS;
    let is_chart = begins.iter().any(|b| name.starts_with(b)) && ends.iter().any(|e| name.ends_with(e));
    name == RESULTS || TABLES.contains(&name) || is_chart
}

/// Whether the process that made a temporary directory is gone.
fn is_forgotten(entry: &fs::DirEntry, process: &str) -> bool {
    let processes = Path::new("/proc");
    if processes.join("self").exists() {
        let mine = process == std::process::id().to_string();
        if mine || !processes.join(process).exists() {
            return true;
        }
    }
    let modified = entry.metadata().and_then(|data| data.modified());
    modified.is_ok_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age > FORGOTTEN))
}

/// Lets two directories change names in one step; false if they have not.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(a: &Path, b: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).is_ok()
}

/// Lets two directories change names in one step; false if they have not.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_a: &Path, _b: &Path) -> bool {
    false
}
