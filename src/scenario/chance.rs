//! Reads random durations and hazards: a fixed value in its own unit, or a
//! table with the distribution's name as its one key.

use super::context::Context;
use super::diagnostic::Diagnostic;
use super::nearest::nearest;
use super::node::{Entry, Node, Table, Value};
use super::provenance::Origin;
use super::quantity::{number, probability, rate, seconds, text, wrong};
use super::reader::{Entity, table};
use super::rows;
use crate::dist::Dist;
use crate::model::{Delay, Hazard};
use crate::units::{SECONDS_PER_YEAR, Span, Time, parse_duration};

/// The distributions a duration can have.
const NAMES: [&str; 9] =
    ["lognormal", "exponential", "weibull", "gamma", "uniform", "triangular", "pert", "mixture", "empirical"];
/// How a random duration is written.
const EXAMPLE: &str = "a duration such as \"4 h\", or { lognormal = { median = \"4 h\", sigma = 0.9 } }";

/// A random length of time.
pub(super) fn delay(cx: &mut Context, node: &Node) -> Option<Delay> {
    let dist = match &node.value {
        Value::Table(table) => distribution(cx, node, table)?,
        Value::Text(_) | Value::Integer(_) | Value::Huge(_) | Value::Float(_) => {
            let length = seconds(cx, node)?;
            checked(cx, node, Dist::deterministic(length))?
        }
        _ => {
            return wrong(
                cx,
                node,
                &format!("a duration is due here, not {}", node.shape()),
                &write(EXAMPLE),
            );
        }
    };
    Some(Delay { dist, mark: node.mark })
}

/// Failures in a year, beyond which a rate is a mistake: more than one an hour.
const MOST_PER_YEAR: f64 = SECONDS_PER_YEAR / 3600.0;
const HOW_OFTEN: &str = "write how often it fails in a year, such as \"0.08/yr\" or \"1 in 9 yr\"";

/// When failures strike.
pub(super) fn hazard(cx: &mut Context, node: &Node) -> Option<Hazard> {
    match &node.value {
        Value::Text(text) if text.trim() == "never" => Some(Hazard::Never),
        Value::Text(_) | Value::Integer(_) | Value::Huge(_) | Value::Float(_) => {
            let per_year = rate(cx, node)?;
            if per_year > MOST_PER_YEAR {
                let message = format!("{} is more than once an hour", node.to_toml());
                return wrong(cx, node, &message, HOW_OFTEN);
            }
            let never = per_year <= 0.0;
            Some(if never { Hazard::Never } else { Hazard::Rate { per_year, mark: node.mark } })
        }
        Value::Table(table) => hazard_table(cx, node, table),
        _ => wrong(
            cx,
            node,
            &format!("a rate is due here, not {}", node.shape()),
            "write \"0.08/yr\", \"1 in 9 yr\" or \"never\"",
        ),
    }
}

/// The share of failures that take both of a pair at once. It splits a rate;
/// lives that end unit by unit, and failures at fixed instants, have none.
pub(super) fn common_cause(
    cx: &mut Context,
    e: &mut Entity,
    (key, library_key): (&'static str, &'static str),
    failure: &Hazard,
) -> f64 {
    if matches!(failure, Hazard::Rate { .. } | Hazard::Never) {
        return e.or_library(cx, key, library_key, probability);
    }
    let none = (0.0, "\"0%\"".to_owned(), Origin::Derived("lifetimes and fixed instants have none"));
    let share = e.or_derived(cx, key, none, probability);
    if let (true, Some(entry)) = (share > 0.0, e.entry(key)) {
        let message = format!("{key} splits a rate of failures, and {} gives none", e.title);
        let hint = "write the failures as a rate, such as \"0.1/yr\", or delete this share";
        cx.report(Diagnostic::error("wrong-value", entry.node.at, message).hint(hint));
    }
    share
}

fn hazard_table(cx: &mut Context, node: &Node, table: &Table) -> Option<Hazard> {
    let entry = only_entry(cx, node, table, "{ lifetime = … } or { at = [\"30 d\"] }")?;
    match entry.key.as_str() {
        "lifetime" => {
            let life = delay(cx, &entry.node)?;
            let mean = life.mean_seconds();
            if mean <= 0.0 {
                let message = "a lifetime of zero would fail without end";
                return wrong(cx, &entry.node, message, "write a lifetime above zero");
            }
            if mean * MOST_PER_YEAR < SECONDS_PER_YEAR {
                return wrong(cx, &entry.node, "its failures are more than one an hour", HOW_OFTEN);
            }
            Some(Hazard::Lifetime(life))
        }
        "at" => {
            let mut instants = Vec::new();
            for item in entry.node.items() {
                instants.push(Time::ZERO + Span::from_seconds(seconds(cx, item)?));
            }
            instants.sort_unstable();
            instants.dedup();
            Some(Hazard::At(instants))
        }
        name if NAMES.contains(&name) => {
            let message = format!("{name} describes a duration, and a rate of failures is due here");
            wrong(
                cx,
                node,
                &message,
                &format!("write {{ lifetime = {} }} if it is the time between failures", node.to_toml()),
            )
        }
        name => unknown(cx, entry, name, &["lifetime", "at"]),
    }
}

fn distribution(cx: &mut Context, node: &Node, table: &Table) -> Option<Dist> {
    if ["business", "other"].iter().any(|key| table.get(key).is_some()) {
        let message = "calendars are not supported; one duration is due here";
        return wrong(cx, node, message, "write the one of all hours, such as \"1 h\"");
    }
    let entry = only_entry(cx, node, table, EXAMPLE)?;
    match entry.key.as_str() {
        "mixture" => mixture(cx, &entry.node),
        "empirical" => empirical(cx, entry),
        "lognormal" | "exponential" | "weibull" | "gamma" | "uniform" | "triangular" | "pert" => {
            parametric(cx, entry)
        }
        name => unknown(cx, entry, name, &NAMES),
    }
}

/// The parameters of a distribution, while they are read.
struct Parameters<'a> {
    entity: Entity<'a>,
    complete: bool,
    /// Lengths of time: key, seconds and how they are written.
    times: Vec<(&'static str, f64, String)>,
}

impl<'a> Parameters<'a> {
    fn new(entry: &'a Entry, table: &'a Table) -> Self {
        let title = format!("the distribution {}", entry.key);
        Self { entity: Entity::part(title, entry.key_at, table), complete: true, times: Vec::new() }
    }

    fn has(&mut self, key: &'static str) -> bool {
        self.entity.entry(key).is_some()
    }

    /// A length of time; 0 if it is missing or wrong, which is reported.
    fn time(&mut self, cx: &mut Context, key: &'static str) -> f64 {
        let entry = self.entity.entry(key);
        let read = entry.and_then(|entry| seconds(cx, &entry.node));
        if let (Some(length), Some(entry)) = (read, entry) {
            self.times.push((key, length, entry.node.to_toml().trim_matches('"').to_owned()));
        }
        self.complete_or(cx, key, "\"4 h\"", read)
    }

    /// Reports two parameters of which one follows from the other.
    fn either(&mut self, cx: &mut Context, one: &'static str, other: &'static str) {
        if let (true, Some(entry)) = (self.has(one), self.entity.entry(other)) {
            let message = format!("{} is told by {one} or by {other}, and has both", self.entity.title);
            let problem = Diagnostic::error("duplicate", entry.key_at, message);
            cx.report(problem.hint(format!("delete {one} or {other}")));
            self.complete = false;
        }
    }

    /// What is wrong if one of the times read is above the one read after it.
    fn disorder(&self) -> Option<String> {
        let mut pairs = self.times.iter().zip(self.times.iter().skip(1));
        let ((low, _, is), (high, _, bound)) = pairs.find(|(low, high)| low.1 > high.1)?;
        Some(format!("{low} must not be above {high} ({bound}), but is {is}"))
    }

    /// A number above 0; 0 if it is missing or wrong, which is reported.
    fn number(&mut self, cx: &mut Context, key: &'static str) -> f64 {
        let read = self.entity.entry(key).and_then(|entry| number(1e-6, 1e6)(cx, &entry.node));
        self.complete_or(cx, key, "0.9", read)
    }

    fn complete_or(&mut self, cx: &mut Context, key: &'static str, example: &str, read: Option<f64>) -> f64 {
        if read.is_none() {
            self.complete = false;
            if !self.has(key) {
                let message = format!("{} has no {key}", self.entity.title);
                cx.report(
                    Diagnostic::error("missing", self.entity.at, message)
                        .hint(format!("write {key} = {example}")),
                );
            }
        }
        read.unwrap_or(0.0)
    }
}

fn parametric(cx: &mut Context, entry: &Entry) -> Option<Dist> {
    let fields = table(cx, &entry.node, "a table of parameters", EXAMPLE)?;
    let mut p = Parameters::new(entry, fields);
    match entry.key.as_str() {
        "lognormal" => {
            p.either(cx, "median", "mean");
            p.either(cx, "sigma", "p90");
        }
        "weibull" => p.either(cx, "scale", "mean"),
        _ => {}
    }
    let made = match entry.key.as_str() {
        "lognormal" if p.has("p90") && !p.has("sigma") => {
            Dist::lognormal_p90(p.time(cx, "median"), p.time(cx, "p90"))
        }
        "lognormal" => {
            let sigma = p.number(cx, "sigma");
            if p.has("mean") && !p.has("median") {
                Dist::lognormal_mean(p.time(cx, "mean"), sigma)
            } else {
                Dist::lognormal_median(p.time(cx, "median"), sigma)
            }
        }
        "exponential" => Dist::exponential_mean(p.time(cx, "mean")),
        "weibull" if p.has("mean") => {
            let shape = p.number(cx, "shape");
            Dist::weibull_mean(shape, p.time(cx, "mean"))
        }
        "weibull" => {
            let shape = p.number(cx, "shape");
            Dist::weibull(shape, p.time(cx, "scale"))
        }
        "gamma" => {
            let shape = p.number(cx, "shape");
            Dist::gamma_mean(shape, p.time(cx, "mean"))
        }
        "uniform" => Dist::uniform(p.time(cx, "min"), p.time(cx, "max")),
        name => {
            let (min, mode, max) = (p.time(cx, "min"), p.time(cx, "mode"), p.time(cx, "max"));
            if name == "pert" { Dist::pert(min, mode, max) } else { Dist::triangular(min, mode, max) }
        }
    };
    let (complete, disorder) = (p.complete, p.disorder());
    p.entity.finish(cx);
    match disorder {
        _ if !complete => None,
        Some(disorder) => {
            let hint = match entry.key.as_str() {
                "lognormal" => "write a p90 above the median: nine of ten times are shorter than p90",
                "uniform" => "write min and max in rising order",
                _ => "write min, mode and max in rising order",
            };
            wrong(cx, &entry.node, &format!("{}: {disorder}", entry.key), hint)
        }
        None => checked(cx, &entry.node, made),
    }
}

fn mixture(cx: &mut Context, node: &Node) -> Option<Dist> {
    let mut parts = Vec::new();
    let mut complete = true;
    for item in node.items() {
        let fields = table(cx, item, "a part of a mixture", "{ weight = 0.3, of = \"4 h\" }")?;
        let mut part = Entity::part("a part of a mixture".into(), item.at, fields);
        let weight = part.required(cx, "weight", "0.3", number(1e-9, 1e9));
        let of = part.required(cx, "of", "\"4 h\"", delay);
        part.finish(cx);
        match (weight, of) {
            (Some(weight), Some(of)) => parts.push((weight, of.dist)),
            _ => complete = false,
        }
    }
    if complete { checked(cx, node, Dist::mixture(parts)) } else { None }
}

fn empirical(cx: &mut Context, entry: &Entry) -> Option<Dist> {
    let fields = table(cx, &entry.node, "a table", "{ values = [\"1 h\", \"3 h\"] }")?;
    let mut e = Entity::part("the empirical distribution".into(), entry.key_at, fields);
    let csv = e.entry("csv");
    let values = match (csv, e.entry("values")) {
        (None, None) | (Some(_), Some(_)) => {
            let hint = "write either values = [\"1 h\", \"3 h\"], or csv = \"repairs.csv\", column = \"hours\", unit = \"h\"";
            wrong(cx, &entry.node, "measured times are due here, from one place", hint)
        }
        (None, Some(list)) => list.node.items().iter().map(|item| seconds(cx, item)).collect(),
        (Some(csv), None) => {
            let file = text(cx, &csv.node);
            let column = e.required(cx, "column", "\"hours\"", text);
            let unit = e.required(cx, "unit", "\"h\"", unit_seconds);
            file.zip(column)
                .zip(unit)
                .and_then(|((file, column), unit)| rows::times(cx, &file, csv.node.at, &column, unit))
        }
    };
    e.finish(cx);
    let values: Vec<f64> = values?;
    checked(cx, &entry.node, Dist::empirical(values))
}

/// The seconds of a unit of time.
fn unit_seconds(cx: &mut Context, node: &Node) -> Option<f64> {
    let unit = text(cx, node)?;
    match parse_duration(&format!("1 {unit}")) {
        Ok(seconds) if seconds > 0.0 => Some(seconds),
        _ => wrong(cx, node, &format!("\"{unit}\" is not a unit of time"), "write s, min, h or d"),
    }
}

/// The one key of a table that names what it is.
fn only_entry<'a>(cx: &mut Context, node: &Node, table: &'a Table, example: &str) -> Option<&'a Entry> {
    match &table.entries[..] {
        [entry] => Some(entry),
        _ => wrong(
            cx,
            node,
            &format!("a table with one key is due here, and this has {}", table.entries.len()),
            &write(example),
        ),
    }
}

fn unknown<T>(cx: &mut Context, entry: &Entry, name: &str, known: &[&'static str]) -> Option<T> {
    let hint = match nearest(name, known.iter().copied()) {
        Some(near) => format!("write {near}"),
        None => format!("write one of: {}", known.join(", ")),
    };
    cx.report(
        Diagnostic::error("unknown-key", entry.key_at, format!("no distribution is called {name}"))
            .hint(hint),
    );
    None
}

/// The distribution, or the complaint about its parameters.
fn checked<E: std::fmt::Display>(cx: &mut Context, node: &Node, made: Result<Dist, E>) -> Option<Dist> {
    match made {
        Ok(dist) => Some(dist),
        Err(error) => wrong(cx, node, &error.to_string(), &write(EXAMPLE)),
    }
}

fn write(example: &str) -> String {
    format!("write {example}")
}
