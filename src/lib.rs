//! drsim predicts what a disaster-recovery topology will do before it is
//! bought: it simulates failures of sites, stamps, links, targets and data
//! over many years, follows every recovery step by step, and says for each
//! application whether its recovery time and data loss stay within what was
//! asked, how sure that is, and which topology achieves it at the least cost.
//!
//! # One way through
//!
//! ```text
//! scenario text ─ scenario::parse ─→ Study, one Estate per topology
//!   Estate      ─ Model::new ──────→ Model     (everything a trial looks up)
//!   Model       ─ trial ───────────→ Outcome   (what one history leaves behind)
//!   Outcomes    ─ tally ───────────→ Tally     (sums that merge in a fixed order)
//!   Tallies     ─ verdict ─────────→ Results   (figures, intervals, verdicts)
//!   Results     ─ report ──────────→ table, JSON, CSV
//! ```
//!
//! Each arrow is a function whose result depends on its arguments alone.
//! [`study`] drives the middle: [`study::compare::run`] takes a study and gives
//! its results. Files, the clock, the environment and the terminal are touched
//! only in [`cli`].
//!
//! # Where things are
//!
//! From the lowest layer to the highest; each uses only rows above its own in this
//! table (a test, `tests/layers.rs`, holds that).
//!
//! | module | what it is |
//! | --- | --- |
//! | [`units`] | time, size, rate, probability, money: reading and showing them |
//! | [`kernel`] | event calendar, addressed random streams, max-min fair sharing: no word of the domain |
//! | [`stats`] | moments of ratios, quantiles, intervals, special functions |
//! | [`dist`] | distributions, one a file: sample, probability, quantile, mean |
//! | [`model`] | what exists: sites, stamps, links, targets, apps, protections, hazards |
//! | [`scenario`] | the file: reading, the library of defaults, diagnostics, `show`, starters |
//! | [`advice`] | findings, and the best possible recovery, that need no simulation |
//! | [`trial`] | what happens: one history and the branches in which a rare failure is forced |
//! | [`tally`] | what histories add up to |
//! | [`verdict`] | the rules that turn sums into verdicts, and their reasons |
//! | [`study`] | many trials in parallel, topologies side by side, drills |
//! | [`report`] | results as table, JSON, CSV; the story of a history |
//! | [`cli`] | the commands, one a file |
//!
//! To see a failure happen, read [`trial`] and then `trial/history.rs`; to see
//! why a verdict is what it is, `verdict/rule.rs`; to add a default,
//! `scenario/library.rs`.
//!
//! # What always holds
//!
//! - **Same scenario and seed, same bytes**, whatever the number of threads.
//!   Chunks of trials have a fixed size and are merged in order. More trials
//!   leave the first ones as they were.
//! - **A random number has an address**: seed, trial, the entity's name, the
//!   purpose, an index. Adding an app or changing a protection disturbs no
//!   other draw, so topologies face the same disasters at the same instants.
//! - **Sampling and statistics use no mathematics of the platform**, whose last
//!   bits differ: logarithms and their like come from the `libm` crate.
//! - **Time is whole microseconds.** What happens at one instant is settled
//!   once, in an order that does not depend on chance.
//! - **Memory does not grow with the number of trials.**
//! - **What a user writes never causes a panic**: reading reports every problem
//!   with its place. A panic means a broken invariant of ours.
//!
//! # What is deliberately absent
//!
//! - Cycles of backup and replication as events. A cycle every 30 seconds for
//!   ten years is ten million events of nothing; which recovery points exist is
//!   computed when somebody asks (`trial/copying.rs`).
//! - Callbacks, actors, shared state. Events are a closed set of small values
//!   and one `match` handles them all; a world is columns of plain data, and so
//!   it can be copied in the middle of a history.
//! - A global random generator, hash maps where order matters, clocks.
//! - Text in a trial: names become ids and addresses when a scenario is read,
//!   and become names again in [`report`].
//! - An average over kinds of failure. Verdicts are per kind, so that many
//!   harmless failures cannot hide a deadly one.
//!
//! # Glossary
//!
//! - **Site**: a datacenter, cloud region or provider's place that fails as one.
//! - **Stamp**: one cluster in one rack, with its nodes, two switches and
//!   storage pool.
//! - **Topology**: one complete way to place and protect all apps; what is
//!   compared.
//! - **Trial**: one simulated history. ("Replication" here always means copying
//!   data.)
//! - **Strike**: a failure that hits something an app uses, or its data, while
//!   no incident of that app is open. It is *masked* if the app serves on.
//! - **Incident**: what an app suffers from a strike that is not masked, from
//!   its failure until it serves fully again.
//! - **Recovery plan**: the order, in groups, in which people bring apps back,
//!   with scripts and manual pauses between.
//! - **Recovery point**: a copy of the data as it was at one instant, that has
//!   arrived and can be used.
//! - **Data loss**: the time between that instant and the failure (for damage:
//!   between that instant and the onset of the damage).
//! - **Exposure**: the share of serving time in which losing the serving site
//!   would cost more than the RPO allows.
//! - **Kind**: what a verdict is about: node, switch, stamp outage, stamp lost,
//!   site outage, site lost, link lost, item deletion, corruption, ransomware.
#![warn(missing_docs)]

// Test fixtures are shared with integration tests, which name the crate.
#[cfg(test)]
extern crate self as drsim;

pub mod advice;
pub mod cli;
pub mod dist;
pub mod kernel;
pub mod model;
pub mod report;
pub mod scenario;
pub mod stats;
pub mod study;
pub mod tally;
pub mod trial;
pub mod units;
pub mod verdict;
