//! Results made readable: one output format a file, each a function from plain
//! results to text or bytes. Nothing here prints, measures or decides: the
//! terminal, the files and their names belong to the command line, the
//! verdicts to [`crate::verdict`].

pub mod charts;
pub mod check;
pub mod csv;
pub mod drill;
pub mod figures;
pub mod json;
pub mod story;
pub mod symbols;
pub mod table;
pub mod text;
