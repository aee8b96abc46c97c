//! A drill as JSON: the fields of [`crate::study::drill::Drill`] under their
//! names, times in hours, infinite ones `null`, verdicts and estimates as in
//! [`super::json`]; `phases` names the entries of every `phase_hours`.

use serde::Serialize;

use crate::study::drill::Drill;
use crate::verdict::results::Phase;

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    drill: &'a Drill,
    phases: [&'static str; Phase::ALL.len()],
}

/// The drill as JSON, ending in a line break.
///
/// # Panics
///
/// Never: plain data always serialise.
#[must_use]
pub fn render(drill: &Drill) -> String {
    let document = Document { drill, phases: Phase::ALL.map(Phase::name) };
    let mut text = serde_json::to_string_pretty(&document).expect("plain data serialise");
    text.push('\n');
    text
}
