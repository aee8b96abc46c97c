//! drsim.
#![warn(missing_docs)]
pub mod dist;
pub mod kernel;
pub mod stats;
pub mod units;
