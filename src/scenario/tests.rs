//! Whole scenarios, through [`parse`].

use super::*;
use crate::model::Study;

mod resolve;

/// Reads `text` with these files beside it.
pub(super) fn read_with(text: &str, files: &[(&str, &str)]) -> Outcome {
    let main = SourceText { name: "estate.toml".into(), text: text.into() };
    parse(main, &mut |name| {
        let found = files.iter().find(|(known, _)| *known == name);
        found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| "no such file".to_owned())
    })
}

/// The study of a scenario without mistakes.
pub(super) fn study(text: &str) -> Study {
    let outcome = read_with(text, &[]);
    let problems = outcome.render(false);
    outcome.study.unwrap_or_else(|| panic!("{problems}"))
}
