//! The scenario file: what a user writes and what is filled in.

pub mod library;
