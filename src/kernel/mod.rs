//! The simulation kernel: an event calendar, keyed random streams and max-min
//! fair sharing. Nothing here knows what is being simulated.

pub mod calendar;
pub mod maxmin;
pub mod stream;
