//! Special functions: gamma, beta, normal and Student t, with their inverses.
//!
//! Written on `libm` alone so that every machine gets the same bits. Arguments
//! come from code, not from users: a value outside the stated range panics.
//! Relative accuracy is about 1e-13 in both tails unless a function says
//! otherwise.

pub mod beta;
pub mod gamma;
mod lentz;
pub mod normal;
mod root;
mod saddle;
pub mod student;

#[cfg(test)]
mod tests;
