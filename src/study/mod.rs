//! Many trials of one or more topologies: what is forced, running in parallel,
//! comparing topologies, drilling one failure.

pub mod compare;
pub mod drill;
pub mod force;
pub mod held;
pub mod named;
pub mod run;
