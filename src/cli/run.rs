//! `drsim run`: the main job.

use std::path::PathBuf;
use std::time::Duration;

use rayon::prelude::*;

use super::fail::{Done, Failure};
use super::folder::{File, Folder, RESULTS, TABLES};
use super::incidents::Incidents;
use super::number::whole;
use super::progress::Follower;
use super::{load, output, select, threads};
use crate::model::{Study, StudySettings};
use crate::report::charts::{self, Chart};
use crate::report::table::{self, View};
use crate::report::{check, csv, figures, json};
use crate::study::compare;
use crate::verdict::answer;
use crate::verdict::results::Results;

/// Most incidents written to a file, all topologies together.
const INCIDENTS: usize = 100_000;

const EXAMPLES: &str = "\
Exit codes: 0 done; 1 --require met, and no selected topology meets everything;
2 bad usage or scenario; 3 input or output failed.

Examples:
  drsim run estate.toml
  drsim run estate.toml --topology C --topology D --by kind
  drsim run estate.toml --trials 20000 --out results --force
  drsim run estate.toml --require met --format json > results.json";

/// Arguments of `drsim run`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Scenario file
    file: PathBuf,
    /// Topology to simulate; may be given several times [default: all]
    #[arg(long, value_name = "NAME")]
    topology: Vec<String>,
    /// Ordinary histories per topology [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = whole::<u64>(1, 1_000_000_000), allow_negative_numbers = true)]
    trials: Option<u64>,
    /// Length of each history in years [default: the scenario's]
    #[arg(long, value_name = "Y", value_parser = years, allow_negative_numbers = true)]
    years: Option<f64>,
    /// Seed of the random numbers [default: the scenario's]
    #[arg(long, value_name = "S", value_parser = whole::<u64>(0, u64::MAX), allow_negative_numbers = true)]
    seed: Option<u64>,
    #[command(flatten)]
    threads: threads::Threads,
    /// Write results.json, verdicts.csv, incidents.csv and charts to this directory
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace the results that the directory holds
    #[arg(long, requires = "out")]
    force: bool,
    #[command(flatten)]
    look: output::Look,
    /// Rows of the table
    #[arg(long, value_enum, default_value_t = By::Tier)]
    by: By,
    /// Exit with 1 unless a selected topology meets everything
    #[arg(long, value_enum, value_name = "WHAT")]
    require: Option<Require>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum By {
    /// Tiers and services
    Tier,
    /// Apps
    App,
    /// Kinds of disruption
    Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Require {
    /// A topology that meets everything
    Met,
}

/// Reads a number of years.
fn years(text: &str) -> Result<f64, String> {
    let years: f64 = text.parse().map_err(|_| "this is no number of years".to_owned())?;
    if years > 0.0 && years <= 1000.0 {
        Ok(years)
    } else {
        Err("write a number above 0, at most 1000".into())
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Done {
    let mut loaded = load::scenario(&arguments.file)?;
    select::topologies(&mut loaded.study, &arguments.topology)?;
    override_settings(&mut loaded.study.settings, arguments);
    let folder = arguments.out.as_ref().map(|path| Folder::prepare(path, arguments.force)).transpose()?;
    let study = &loaded.study;
    let names: Vec<&str> = study.topologies.iter().map(|topology| topology.name.as_str()).collect();
    study.topologies.iter().for_each(load::note_unsupported);

    let incidents = folder.as_ref().map(|_| Incidents::new((INCIDENTS / names.len()).max(1)));
    let mut follower = Follower::new(study.settings, names.len(), incidents);
    let results =
        threads::run(&arguments.threads, || compare::run(study, &loaded.outcome.hash, &mut follower))?;
    let (elapsed, incidents) = follower.finish();
    output::say(&effort(&results, elapsed));

    if let Some((folder, incidents)) = folder.zip(incidents) {
        let files = threads::run(&arguments.threads, || files(&results, incidents))??;
        folder.write(&files)?;
    }
    output::print(&page(&results, study, arguments))?;
    if arguments.require == Some(Require::Met) && !answer::of(&results).is_met() {
        return Err(Failure::NotMet);
    }
    Ok(())
}

fn override_settings(settings: &mut StudySettings, arguments: &Arguments) {
    settings.trials = arguments.trials.unwrap_or(settings.trials);
    settings.years = arguments.years.unwrap_or(settings.years);
    settings.seed = arguments.seed.unwrap_or(settings.seed);
}

fn page(results: &Results, study: &Study, arguments: &Arguments) -> String {
    let view = match arguments.by {
        By::Tier => View::Overview,
        By::App => View::Apps,
        By::Kind => View::Kinds,
    };
    match arguments.look.format {
        output::Format::Table => {
            let named = answer::of(results).topology.map(|i| results.topologies[i].name.as_str());
            let file = arguments.file.display().to_string();
            let reservations = named.map_or_else(Vec::new, |name| check::reservations(study, name, &file));
            table::render(results, &reservations, &arguments.look.options(view))
        }
        output::Format::Json => json::render(results),
        output::Format::Csv => csv::verdicts::render(results),
    }
}

/// `4 topologies, each 2,000 histories of 10 years, and 31,200 forced incidents: 12 s`;
/// nothing if none was simulated.
fn effort(results: &Results, elapsed: Duration) -> String {
    let header = &results.header;
    format!(
        "{}, each {} of {} years, and {}: {}\n",
        match results.topologies.iter().filter(|topology| topology.rejected.is_none()).count() {
            0 => return String::new(),
            1 => "1 topology".to_owned(),
            n => format!("{n} topologies"),
        },
        match header.trials {
            1 => "1 history".to_owned(),
            n => format!("{} histories", figures::count(n)),
        },
        header.years,
        figures::counted(header.forced, "forced incident"),
        figures::duration(elapsed.as_secs_f64() / 3600.0),
    )
}

/// Everything that `--out` writes.
fn files(results: &Results, incidents: Incidents) -> Result<Vec<File>, Failure> {
    let of_all = |subject: &crate::verdict::results::SubjectResult| -> u64 {
        subject.kinds.iter().map(|kind| kind.incidents).sum()
    };
    let total: u64 = results
        .topologies
        .iter()
        .flat_map(|topology| topology.apps.iter().chain(&topology.services))
        .map(of_all)
        .sum();
    let (incidents, written) = incidents.finish();
    if written < total {
        output::say(&format!("incidents.csv: {}\n", csv::incidents::cap_text(written, total)));
    }
    let mut files = vec![
        File::new(RESULTS, json::render(results)),
        File::new(TABLES[0], csv::verdicts::render(results)),
        File::new(TABLES[1], incidents),
    ];
    let pictures: Result<Vec<[File; 2]>, Failure> = charts::all(results).into_par_iter().map(drawn).collect();
    files.extend(pictures?.into_iter().flatten());
    Ok(files)
}

/// A chart as SVG and PNG.
fn drawn(chart: Chart) -> Result<[File; 2], Failure> {
    let png =
        charts::png::render(&chart.svg).map_err(|error| Failure::Io(format!("{}: {error}", chart.name)))?;
    let name = |end: &str| format!("{}.{end}", chart.name);
    Ok([File::new(name("svg"), chart.svg.as_str()), File::new(name("png"), png)])
}
