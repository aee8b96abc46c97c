//! A directory with a scenario in it, and the program run there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Two sites, a foundation app, a service, one failure that never comes by
/// itself, three topologies of which one is dear.
pub const ESTATE: &str = r#"
foundation = ["dns"]
[tiers.t1]
rto = "8 h"
rpo = "24 h"
[services]
order = ["erp", "web"]
[sites.dc1]
[sites.dc2]
lost = "never"
[stamps.prod]
site = "dc1"
nodes = 4
memory = "512 GiB"
[stamps.dr]
site = "dc2"
nodes = 4
memory = "512 GiB"
[targets.vault]
site = "dc2"
[links.wan]
sites = ["dc1", "dc2"]
bandwidth = "1 Gbps"
[apps.dns]
tier = "t1"
data = "20 GB"
[apps.erp]
tier = "t1"
vms = 6
data = "1 TB"
home = "prod"
[apps.web]
tier = "t1"
vms = 2
data = "50 GB"
needs = ["erp"]
home = "prod"
[topologies.backup]
cost = "10 kEUR/yr"
home.t1 = "prod"
protect.t1 = [{ backup = { to = "vault", every = "12 h" } }]
[topologies.replica]
cost = "50 kEUR/yr"
home.t1 = "prod"
protect.t1 = [{ replica = { to = "dr", every = "5 min" } }]
"#;

pub struct Room {
    folder: TempDir,
}

impl Room {
    pub fn new() -> Self {
        let room = Self { folder: tempfile::tempdir().unwrap() };
        room.write("estate.toml", ESTATE);
        room
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_drsim"));
        command.current_dir(self.folder.path()).args(arguments.split_whitespace()).stdin(Stdio::null());
        command
    }

    /// Runs the program; what it prints is text and no panic.
    pub fn run(&self, arguments: &str) -> Ran {
        let output = self.command(arguments).output().unwrap();
        let ran = Ran::of(output);
        assert!(!ran.err.contains("panicked"), "{arguments}: {}", ran.err);
        ran
    }

    /// Runs it and expects an exit code.
    pub fn code(&self, arguments: &str, code: i32) -> Ran {
        let ran = self.run(arguments);
        assert_eq!(ran.code, Some(code), "{arguments}\n{}\n{}", ran.out, ran.err);
        ran
    }

    /// The names in a directory, sorted.
    pub fn names(&self, folder: &str) -> Vec<String> {
        names(&self.path(folder))
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.collect();
    names.sort();
    names
}

pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
