//! Reads single values: numbers, words, names and quantities with units, each
//! with its limits. A bare number where a unit is due is a mistake.

use super::context::Context;
use super::diagnostic::Diagnostic;
use super::nearest::{listed, nearest};
use super::node::{Node, Value};
use super::source::At;
use crate::model::Window;
use crate::units::{self, Span, UnitError};

/// A name as written, and where.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub name: String,
    pub at: At,
}

/// Any text but an empty one.
pub(super) fn text(cx: &mut Context, node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Text(_) => wrong(cx, node, "the text is empty", "write something between the quotes"),
        _ => wrong(cx, node, &format!("a text is due here, not {}", node.shape()), "write it in \"quotes\""),
    }
}

/// A name of something else in the scenario.
pub(super) fn named(cx: &mut Context, node: &Node) -> Option<Named> {
    text(cx, node).map(|name| Named { name, at: node.at })
}

/// A list of names; a single name counts as a list of one.
pub(super) fn names(cx: &mut Context, node: &Node) -> Option<Vec<Named>> {
    let found: Vec<Option<Named>> = node.items().iter().map(|item| named(cx, item)).collect();
    found.into_iter().collect()
}

/// `true` or `false`.
pub(super) fn boolean(cx: &mut Context, node: &Node) -> Option<bool> {
    match node.value {
        Value::Boolean(truth) => Some(truth),
        _ => wrong(
            cx,
            node,
            &format!("true or false is due here, not {}", node.shape()),
            "write true or false",
        ),
    }
}

/// A whole number within limits.
pub(super) fn whole(least: u32, most: u32) -> impl Fn(&mut Context, &Node) -> Option<u32> {
    move |cx, node| {
        let limits = format!("write a whole number from {least} to {most}, without quotes or a unit");
        match node.value {
            Value::Integer(number) => match u32::try_from(number) {
                Ok(n) if (least..=most).contains(&n) => Some(n),
                _ => wrong(cx, node, &format!("{number} is out of range"), &limits),
            },
            Value::Huge(ref number) => wrong(cx, node, &format!("{number} is out of range"), &limits),
            Value::Float(number) => wrong(cx, node, &format!("{number} is no whole number"), &limits),
            _ => wrong(cx, node, &format!("a whole number is due here, not {}", node.shape()), &limits),
        }
    }
}

/// A whole number within limits that may exceed 32 bits.
pub(super) fn large_whole(least: u64, most: u64) -> impl Fn(&mut Context, &Node) -> Option<u64> {
    move |cx, node| match node.value {
        Value::Integer(number) if u64::try_from(number).is_ok_and(|n| (least..=most).contains(&n)) => {
            Some(number.unsigned_abs())
        }
        _ => {
            let hint = format!("write a whole number from {least} to {most}");
            wrong(cx, node, &format!("{} is not a whole number in range", node.to_toml()), &hint)
        }
    }
}

/// A number without a unit within limits.
pub(super) fn number(least: f64, most: f64) -> impl Fn(&mut Context, &Node) -> Option<f64> {
    move |cx, node| {
        let limits = format!("write a number from {least} to {most}, without quotes or a unit");
        #[allow(clippy::cast_precision_loss)] // beyond 2^53 it is out of range anyway
        let number = match node.value {
            Value::Integer(n) => n as f64,
            Value::Float(n) => n,
            Value::Huge(_) => f64::INFINITY, // whatever its sign, out of range
            _ => {
                return wrong(cx, node, &format!("a number is due here, not {}", node.shape()), &limits);
            }
        };
        if number >= least && number <= most {
            return Some(number);
        }
        wrong(cx, node, &format!("{} is out of range", node.to_toml()), &limits)
    }
}

/// One of several words.
pub(super) fn word<T: Copy>(
    words: &'static [(&'static str, T)],
) -> impl Fn(&mut Context, &Node) -> Option<T> {
    move |cx, node| {
        let known = || words.iter().map(|(word, _)| *word);
        let written = text(cx, node)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == written) {
            return Some(*value);
        }
        let hint = match nearest(&written, known()) {
            Some(near) => format!("write \"{near}\""),
            None => format!("write one of: {}", listed(known(), 20)),
        };
        wrong(cx, node, &format!("\"{written}\" means nothing here"), &hint)
    }
}

/// A length of time in seconds, from 0.
pub(super) fn seconds(cx: &mut Context, node: &Node) -> Option<f64> {
    quantity(cx, node, units::parse_duration)
}

/// A fixed length of time, from 0.
pub(super) fn span(cx: &mut Context, node: &Node) -> Option<Span> {
    if let Value::Table(_) = node.value {
        return wrong(
            cx,
            node,
            "a fixed length of time is due here, not a table",
            "write one, such as \"4 h\"",
        );
    }
    seconds(cx, node).map(Span::from_seconds)
}

/// A fixed length of time of at least a second.
pub(super) fn interval(cx: &mut Context, node: &Node) -> Option<Span> {
    let span = span(cx, node)?;
    if span >= Span::from_seconds(1.0) {
        return Some(span);
    }
    wrong(cx, node, "an interval must be at least one second", "write for example \"5 min\"")
}

/// A time of day, `"22:00"`.
pub(super) fn time_of_day(cx: &mut Context, node: &Node) -> Option<Span> {
    let written = text(cx, node)?;
    let parts = written.split_once(':').and_then(|(h, m)| Some((digits(h)?, digits(m)?)));
    match parts {
        Some((hours, minutes)) if hours < 24 && minutes < 60 => {
            Some(Span::from_seconds(f64::from(hours * 3600 + minutes * 60)))
        }
        _ => wrong(cx, node, &format!("\"{written}\" is not a time of day"), "write it as \"22:00\""),
    }
}

/// Times of day between which something may happen, `["18:30", "06:00"]`.
pub(super) fn window(cx: &mut Context, node: &Node) -> Option<Window> {
    const HINT: &str = "write it as [\"18:30\", \"06:00\"]";
    let Value::List(items) = &node.value else {
        return wrong(cx, node, &format!("two times of day are due here, not {}", node.shape()), HINT);
    };
    let [from, until] = &items[..] else {
        return wrong(cx, node, "two times of day are due here, the first and the last", HINT);
    };
    let (from, until) = (time_of_day(cx, from), time_of_day(cx, until));
    let window = Window { from: from?, until: until? };
    if window.from == window.until {
        return wrong(cx, node, "nothing lies between a time of day and itself", HINT);
    }
    Some(window)
}

fn digits(text: &str) -> Option<u32> {
    let plain = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// An amount of data in bytes, from 0.
pub(super) fn size(cx: &mut Context, node: &Node) -> Option<f64> {
    quantity(cx, node, units::parse_size)
}

/// A bandwidth in bytes per second, from 0.
pub(super) fn bandwidth(cx: &mut Context, node: &Node) -> Option<f64> {
    quantity(cx, node, units::parse_bandwidth)
}

/// A bandwidth above 0, in bytes per second.
pub(super) fn some_bandwidth(cx: &mut Context, node: &Node) -> Option<f64> {
    let rate = bandwidth(cx, node)?;
    if rate > 0.0 {
        return Some(rate);
    }
    wrong(cx, node, "nothing can flow over no bandwidth", "write for example \"100 Mbps\"")
}

/// Events per year, from 0.
pub(super) fn rate(cx: &mut Context, node: &Node) -> Option<f64> {
    quantity(cx, node, units::parse_rate)
}

/// A probability: `"5%"` or `0.05`. A whole 1 may mean either 1 % or all.
pub(super) fn probability(cx: &mut Context, node: &Node) -> Option<f64> {
    let whole = match &node.value {
        Value::Integer(1) => true,
        Value::Text(text) => text.trim() == "1",
        _ => false,
    };
    if whole {
        return wrong(cx, node, "1 may mean 1 % or 100 %", "write \"1%\", or \"100%\"");
    }
    quantity(cx, node, units::parse_probability)
}

/// A share above 0, up to 1.
pub(super) fn some_share(cx: &mut Context, node: &Node) -> Option<f64> {
    let share = probability(cx, node)?;
    if share > 0.0 {
        return Some(share);
    }
    wrong(cx, node, "nothing is left of a share of 0", "write a share such as \"80%\"")
}

/// A number of virtual CPUs: `"600 vcpu"` or `600`.
pub(super) fn vcpus(cx: &mut Context, node: &Node) -> Option<u32> {
    let Value::Text(written) = &node.value else {
        return whole(1, 10_000_000)(cx, node);
    };
    let lower = written.to_ascii_lowercase();
    let digits = ["vcpus", "vcpu", "vcores", "cores"].iter().find_map(|unit| lower.strip_suffix(unit));
    match digits.and_then(|digits| digits.trim().parse::<u32>().ok()) {
        Some(count) if (1..=10_000_000).contains(&count) => Some(count),
        _ => wrong(cx, node, &format!("\"{written}\" is not a number of vCPUs"), "write \"600 vcpu\""),
    }
}

/// A quantity with a unit. A bare number is handed to `parse` as text, which
/// names the units that may follow it.
pub(super) fn quantity<T>(
    cx: &mut Context,
    node: &Node,
    parse: impl Fn(&str) -> Result<T, UnitError>,
) -> Option<T> {
    let written = match &node.value {
        Value::Text(text) => text.clone(),
        Value::Integer(_) | Value::Huge(_) | Value::Float(_) => node.to_toml(),
        _ => {
            let message = format!("a quantity is due here, not {}", node.shape());
            return wrong(cx, node, &message, "write a number with its unit in \"quotes\"");
        }
    };
    match parse(&written) {
        Ok(value) => Some(value),
        Err(error) => {
            let at = unit_place(cx, node.at, &error);
            let mut problem = unit_problem(at, &error);
            if !matches!(node.value, Value::Text(_)) {
                problem.hint = problem.hint.map(|hint| format!("{hint} (in \"quotes\")"));
            }
            cx.report(problem);
            None
        }
    }
}

/// The complaint about a quantity: what is wrong, and as a hint what to write.
pub(super) fn unit_problem(at: At, error: &UnitError) -> Diagnostic {
    let said = error.to_string();
    match said.split_once("; ") {
        Some((wrong, hint)) => Diagnostic::error("unit", at, wrong).hint(hint),
        None => Diagnostic::error("unit", at, said),
    }
}

/// The unit alone, if it is what is wrong and stands once in the text at `at`.
fn unit_place(cx: &Context, at: At, error: &UnitError) -> At {
    let (UnitError::UnknownUnit { unit, .. } | UnitError::Bits { unit, .. }) = error else {
        return at;
    };
    let written = cx.sources.text(at.source).get(at.start as usize..at.end as usize).unwrap_or("");
    match written.match_indices(unit.as_str()).collect::<Vec<_>>()[..] {
        [(place, _)] if !unit.is_empty() => {
            let start = at.start as usize + place;
            At::new(at.source, start, start + unit.len())
        }
        _ => at,
    }
}

/// Reports a value that is not what is due.
pub(super) fn wrong<T>(cx: &mut Context, node: &Node, message: &str, hint: &str) -> Option<T> {
    cx.report(Diagnostic::error("wrong-value", node.at, message).hint(hint));
    None
}
