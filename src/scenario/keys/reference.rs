//! The reference of the scenario file, in Markdown.

use super::{Key, Section, Takes, Unless, sections};
use crate::scenario::{library, preset};
use std::fmt::Write as _;

const HEAD: &str = "\
# Scenarios

Each file here is a scenario that `drsim run` takes; `first.toml` is the one to start from, `topologies/` holds one
small scenario for each way of protecting apps, `systems/` some for systems by name. Below is every key of a scenario
file: what it takes, what holds without it, and what it means. `drsim schema` prints the same as a JSON Schema, with
which editors complete and check a file while it is written.

This page is made from the program's own list of keys (`src/scenario/keys.rs`); a test holds the two together.

## Values

| a key takes | write |
| --- | --- |
| duration | `\"30 s\"`, `\"15 min\"`, `\"4 h\"`, `\"2h10\"`, `\"7 d\"`, `\"2 wk\"`, `\"1 yr\"`; a year has 365 days |
| time or distribution | a duration, which is then certain, or a table with one of `lognormal` (`median` with `sigma` or `p90`, or `mean` with `sigma`), `exponential` (`mean`), `weibull` (`shape` with `scale` or `mean`), `gamma` (`shape`, `mean`), `uniform` (`min`, `max`), `triangular` and `pert` (`min`, `mode`, `max`), `mixture` (a list of `{ weight = 0.3, of = … }`), `empirical` (`values = [\"1 h\", …]`, or `csv`, `column` and `unit`): `{ lognormal = { median = \"45 min\", p90 = \"90 min\" } }` |
| failures | a rate (`\"0.08/yr\"`, `\"1 in 9 yr\"`), `\"never\"`, lives that wear out (`{ lifetime = DISTRIBUTION }`), or fixed instants (`{ at = [\"30 d\", \"90 d\"] }`) |
| size | `\"768 GiB\"`, `\"2 TB\"`; `kB`, `MB`, `GB`, `TB` are decimal, `KiB`, `MiB`, `GiB`, `TiB` binary |
| bandwidth | `\"100 Mbps\"` (bits), `\"80 MB/s\"` (bytes) |
| share | `\"5%\"` or `0.05` |
| names | `\"dc1\"`, or several: `[\"dc1\", \"dc2\"]` |

A bare number where a unit is due is a mistake. Entities are tables named by their key: `[sites.dc1]`, or
`sites.dc1 = { … }`.

";

const PRESETS: &str = "\
## Protection systems by name

Where a method stands in a list of `protect`, a system may stand: `{ hyper-v-replica = { to = \"dr\" } }`. It takes
the keys of its method, with its own values in place of the library's; `drsim presets NAME` shows them with their
sources, what is offered, and what else is known. A value that the product does not offer is a mistake unless
`unsupported = true` stands beside it or in the topology. So is a place at either end where its vendor does not support
it: by the `product` of stamps; a site of kind `cloud` counts as Azure, since nothing says whose cloud it is, and a
provider's site without a stamp as whatever product the system takes.

| name | method | what it is | where it works |
| --- | --- | --- | --- |
";

/// The whole page.
#[must_use]
pub fn reference() -> String {
    let mut page = HEAD.to_owned();
    for section in sections() {
        describe(&mut page, section);
    }
    presets(&mut page);
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

fn presets(page: &mut String) {
    page.push_str(PRESETS);
    for preset in preset::all() {
        let aliases: String = preset.aliases.iter().map(|alias| format!(", `{alias}`")).collect();
        let works = match preset.where_it_works() {
            works if works.is_empty() => "not known".to_owned(),
            works => works,
        };
        let _ =
            writeln!(page, "| `{}`{aliases} | {} | {} | {works} |", preset.name, preset.method, preset.about);
    }
}

fn describe(page: &mut String, section: &Section) {
    let title = match section.path {
        "" => "The file".to_owned(),
        "plans.group" => "`plans.group`, in the `groups` of a plan".to_owned(),
        "plans.action" => "`plans.action`, before or after a group of a plan".to_owned(),
        path if path.starts_with("protect.") => format!("`{path}`, in a list of `protect`"),
        path => format!("`[{path}]`"),
    };
    let _ = writeln!(page, "## {title}\n\n{}\n", section.about);
    let _ = writeln!(page, "| key | takes | without it | meaning |\n| --- | --- | --- | --- |");
    for key in section.keys {
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} |",
            key.name,
            takes(key.takes),
            without(key),
            key.meaning()
        );
    }
    page.push('\n');
}

fn takes(takes: Takes) -> String {
    match takes {
        Takes::Text => "text".into(),
        Takes::Name(sort) => format!("name of a {sort}"),
        Takes::Names(sort) => format!("names of {sort}s"),
        Takes::Word(words) => {
            words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(" or ")
        }
        Takes::Truth => "`true` or `false`".into(),
        Takes::Whole(least, most) if most >= 1_000_000_000 => format!("whole number from {least}"),
        Takes::Whole(least, most) => format!("whole number, {least} to {most}"),
        Takes::Number(least, most) => format!("number, {least} to {most}"),
        Takes::Share => "share".into(),
        Takes::Vcpus => "`\"600 vcpu\"` or `600`".into(),
        Takes::Years => "number of years, or duration".into(),
        Takes::Duration => "duration".into(),
        Takes::Limit => "duration or `\"none\"`".into(),
        Takes::Delay => "time or distribution".into(),
        Takes::Hazard => "failures".into(),
        Takes::Size => "size".into(),
        Takes::Bandwidth => "bandwidth".into(),
        Takes::Churn => "`\"12 GB/d\"`, `\"3.5%/d\"` or bandwidth".into(),
        Takes::Cost => "`\"20 kEUR/yr\"`".into(),
        Takes::TimeOfDay => "`\"22:00\"`".into(),
        Takes::Window => "`[\"18:30\", \"06:00\"]`".into(),
        Takes::TruthOrDuration => "`true`, `false` or duration".into(),
        Takes::MostChange => "bandwidth or `\"2 TB/d\"`, or a list of cases: `[{ storage = \"premium\", writes = \"16 KiB\", most = \"20 MB/s\" }, …]`".into(),
        Takes::ShareOrDuration => "share or duration".into(),
        Takes::Levels => "`protect.backup.outward`, or a list of them".into(),
        Takes::List(path) => format!("`{path}`, or a list of them"),
        Takes::Each(path) => format!("a table for each, see `{path}`"),
        Takes::Table(path) if path.starts_with("protect.") => format!("see `{path}`"),
        Takes::Table(path) => format!("see `[{path}]`"),
        Takes::Apps => "a table for each, see `apps.NAME`; `csv = \"FILE\"`".into(),
        Takes::Services => "names of apps, or see `services.NAME`".into(),
        Takes::Homes => "name of a place, or a table".into(),
        Takes::Protect => "list of protections, `\"none\"`, or a table".into(),
    }
}

fn without(key: &Key) -> String {
    match key.unless {
        Unless::Required => "**must be written**".into(),
        Unless::Derived(what) => what.into(),
        Unless::Or(other) => format!("see `{other}`"),
        Unless::By(other, stem) => format!("by `{other}`: {}", cases(stem).join("; ")),
        Unless::Library(name) => {
            let stem = name.strip_suffix(".*");
            let entry = library::entry(stem.unwrap_or(name));
            let usual = format!("`{}` ({})", entry.value, entry.mark.name());
            let all: Vec<String> = std::iter::once(usual).chain(stem.into_iter().flat_map(cases)).collect();
            all.join("; ")
        }
    }
}

/// The library's values whose keys are `stem` and a case.
fn cases(stem: &str) -> Vec<String> {
    library::all()
        .iter()
        .filter_map(|entry| Some((entry.key.strip_prefix(stem)?.strip_prefix('.')?, entry)))
        .map(|(case, entry)| format!("{case}: `{}` ({})", entry.value, entry.mark.name()))
        .collect()
}
