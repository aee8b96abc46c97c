//! The threads that simulate. Their number changes how long it takes, never a
//! figure.

use super::fail::Failure;
use super::number::whole;

/// How many threads simulate.
#[derive(Debug, clap::Args)]
pub struct Threads {
    /// Threads to use; results are the same for any number [default: one per processor]
    #[arg(long, value_name = "N", value_parser = whole::<u16>(1, 1024), allow_negative_numbers = true)]
    threads: Option<u16>,
}

/// Does `work` on that many threads.
pub fn run<T: Send>(arguments: &Threads, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    let number = arguments.threads.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(number).build();
    let pool = pool.map_err(|error| Failure::Io(format!("threads could not be started: {error}")))?;
    Ok(pool.install(work))
}
