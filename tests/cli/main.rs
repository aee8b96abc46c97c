//! The program as a user meets it: exit codes, files, pipes, bad input.

mod commands;
mod folder;
mod mistakes;
mod room;
mod sameness;
mod usage;
