//! One history.
pub mod record;
