//! From figures to verdicts: the rules of the domain's section 4.

pub mod results;
