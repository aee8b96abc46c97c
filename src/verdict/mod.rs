//! From figures to verdicts: the rules of the domain's section 4.

pub mod answer;
pub mod assemble;
pub mod availability;
pub mod cause;
pub mod headline;
pub mod method;
pub mod outstanding;
pub mod places;
pub mod results;
pub mod rule;
#[cfg(test)]
pub(crate) mod sample;
