//! Many trials of one or more topologies: what is forced, running in parallel.

pub mod compare;
pub mod force;
pub mod run;
