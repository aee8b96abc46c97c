//! Histories of small estates, from what happens at each instant to the figures
//! of many: what must come out is worked out by hand, given by theory, or found
//! in another way.

mod alike;
mod coverage;
mod drills;
mod estate;
mod exposure;
mod figures;
mod forced;
mod forced_plans;
mod forced_recovery;
mod oracles;
mod parts;
mod places;
mod stories;
mod timelines;
