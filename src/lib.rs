//! drsim.
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
