//! Statistics of trials: special functions, intervals, ratio estimators and
//! quantile buckets.
//!
//! Everything here is deterministic to the bit on every machine: elementary
//! functions come from `libm`, sums run in a fixed order. Nothing here knows
//! what a strike or an incident is.

pub mod rank;
pub mod special;
