//! drsim.
#![warn(missing_docs)]
pub mod dist;
pub mod kernel;
pub mod model;
pub mod report;
pub mod stats;
pub mod trial;
pub mod units;
pub mod verdict;
