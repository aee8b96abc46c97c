//! The scenario file: what a user writes and what is filled in. TOML text goes
//! in; a resolved [`crate::model::Study`] comes out, or every problem of the
//! text at once, each with its place and what to write instead. No file is
//! opened and nothing is printed here.
//!
//! [`read`] is the way in. A text becomes a tree that knows its places
//! (`syntax`, `inventory`), the tree is read entity by entity (one file each,
//! on `reader` and `quantity`), names become ids (`scope`), and every value
//! leaves a note of where it came from ([`provenance`]).

mod app;
mod chance;
mod context;
mod control;
mod cycles;
mod deadlocks;
pub mod diagnostic;
mod inherited;
mod inventory;
pub mod keys;
pub mod library;
mod limits;
mod link;
mod nearest;
mod node;
mod objective;
mod offer;
mod people;
mod placement;
mod plan;
pub mod preset;
mod protection;
pub mod provenance;
mod quantity;
pub mod read;
mod reader;
mod registration;
mod replica;
mod routes;
mod rows;
mod rule;
mod scope;
mod sections;
pub mod show;
mod site;
pub mod source;
mod stamp;
pub mod starter;
mod syntax;
mod target;
mod topology;

pub use diagnostic::{Diagnostic, Severity};
pub use nearest::nearest;
pub use provenance::{Origin, Path, Provenance, Resolved};
pub use read::{Outcome, parse};
pub use show::show;
pub use source::SourceText;
pub use starter::starter;

#[cfg(test)]
mod tests;
