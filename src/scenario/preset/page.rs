//! What is known of presets, as text: all of them in a list, one in full.

use super::super::limits;
use super::{Offered, Preset, Value, all};
use std::fmt::Write as _;

/// Widest line.
const WIDTH: usize = 100;

/// One line a preset: its name, its method and what it is.
#[must_use]
pub fn list() -> String {
    let widest = |of: fn(&Preset) -> usize| all().map(of).max().unwrap_or(0);
    let (name, method) = (widest(|preset| preset.name.len()), widest(|preset| preset.method.len()));
    let mut text = String::new();
    for preset in all() {
        let head = format!("{:name$}  {:method$}  ", preset.name, preset.method);
        let ends = match preset.where_it_works() {
            ends if ends.is_empty() => String::new(),
            ends => format!(" Works {ends}."),
        };
        wrap(&mut text, &head, &format!("{}. {}{ends}", preset.title, preset.about));
    }
    text.push_str("\n`drsim presets NAME` shows values, what is offered, sources and facts.\n");
    text
}

/// Everything known of one preset.
#[must_use]
pub fn page(preset: &Preset) -> String {
    let mut text = format!("{}\n", preset.title);
    wrap(&mut text, "", preset.about);
    let mut names = format!("name: {}", preset.name);
    for alias in preset.aliases {
        let _ = write!(names, ", {alias}");
    }
    let _ =
        writeln!(text, "{names}\nmethod: {} (its keys and the library's other values hold)", preset.method);
    let _ = writeln!(text, "marks: V primary source, V2 secondary source, D derived, M memory, J judgement");
    both_ends(&mut text, preset);
    let (limits, own): (Vec<&Value>, Vec<&Value>) =
        preset.values.iter().partition(|value| value.key.starts_with(limits::PREFIX));
    text.push_str("\nValues\n");
    if own.is_empty() {
        text.push_str("  none of its own: the library's hold\n");
    }
    own.into_iter().for_each(|value| describe(&mut text, value));
    if !limits.is_empty() {
        text.push_str("\nLimits: `drsim check` says what is beyond them; yours win\n");
    }
    limits.into_iter().for_each(|value| describe(&mut text, value));
    if !preset.facts.is_empty() {
        text.push_str("\nFacts that no key takes\n");
    }
    for fact in preset.facts {
        wrap(&mut text, "  ", &format!("{} ({}: {})", fact.what, fact.mark.name(), fact.source));
    }
    text
}

/// Where it works; a place beyond that is a mistake.
fn both_ends(out: &mut String, preset: &Preset) {
    if preset.ends.is_empty() {
        out.push_str("\nBoth ends\n  not known: any place is taken\n");
        return;
    }
    out.push_str("\nBoth ends: a place beyond them is a mistake; a cloud region counts as Azure\n");
    let back = if preset.method == "backup" { ", or back to where it ran" } else { "" };
    for ends in preset.ends {
        let back = if ends.is_anywhere() { "" } else { back };
        let text = format!("{}{back} ({}: {})", ends.words(), ends.mark.name(), ends.source);
        wrap(out, "  ", &text);
    }
    if let Some(vault) = &preset.vault {
        wrap(out, "  ", &format!("{} ({}: {})", vault.words(), vault.mark.name(), vault.source));
    }
}

/// One value: what holds, what is offered, and where it comes from.
fn describe(out: &mut String, value: &Value) {
    let written = if value.value.is_empty() { "the library's" } else { value.value };
    let offered = match value.offered {
        Offered::Any => String::new(),
        ref offered => format!("; offered: {}", offered.words()),
    };
    let text = format!("{} = {written}{offered} ({}: {})", value.key, value.mark.name(), value.source);
    wrap(out, "  ", &text);
}

/// Writes `text` in lines of words, the first after `head`, the others indented.
fn wrap(out: &mut String, head: &str, text: &str) {
    let indent = " ".repeat(if head.trim().is_empty() { 2 * head.len() } else { head.len() });
    let mut line = head.to_owned();
    let mut empty = true;
    for word in text.split(' ') {
        if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(out, "{line}");
            line.clone_from(&indent);
            empty = true;
        }
        line.push_str(if empty { "" } else { " " });
        line.push_str(word);
        empty = false;
    }
    let _ = writeln!(out, "{line}");
}
