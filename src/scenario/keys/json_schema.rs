//! A JSON Schema (draft 2020-12) of the scenario file, for editors that check
//! TOML with one. It knows the shape and the units of every value; which names
//! exist, and what contradicts what, only `drsim check` can tell.

use super::{Key, Section, Takes, Unless, sections};
use crate::model::{Class, Kind};
use crate::scenario::preset::Preset;
use crate::scenario::{library, preset};
use serde_json::{Map, Value, json};

/// The schema as JSON text.
#[must_use]
pub fn json_schema() -> String {
    let mut definitions = values();
    for section in sections().filter(|section| !section.path.is_empty()) {
        definitions.insert(name(section.path), table(section));
    }
    definitions.insert("protections".into(), protections());
    let top = sections().find(|section| section.path.is_empty());
    let mut schema = top.map_or_else(|| json!({}), table);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("drsim scenario");
    schema["$defs"] = Value::Object(definitions);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// `sites.NAME` is defined as `sites`, `protect.backup` as `protect-backup`.
fn name(path: &str) -> String {
    let stem = path.strip_suffix(".NAME").or_else(|| path.strip_suffix(".KIND")).unwrap_or(path);
    stem.replace('.', "-")
}

fn refer(to: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{to}") })
}

fn table(section: &Section) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for key in section.keys {
        properties.insert(key.name.into(), described(key));
        if key.unless == Unless::Required {
            required.push(key.name);
        }
    }
    // What a topology changes it need not describe again.
    let required = if changeable(section.path) { Vec::new() } else { required };
    json!({
        "type": "object",
        "description": section.about,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// Whether a topology may give some keys of this section alone, or another
/// place than the file itself may hold them.
fn changeable(path: &str) -> bool {
    matches!(
        path,
        "" | "sites.NAME"
            | "stamps.NAME"
            | "links.NAME"
            | "targets.NAME"
            | "controls.NAME"
            | "apps.NAME"
            | "plans.NAME"
    )
}

fn described(key: &Key) -> Value {
    let mut schema = value(key.takes);
    schema["description"] = json!(key.meaning());
    if let Unless::Library(library_key) = key.unless
        && !library_key.ends_with('*')
        && let Some(default) = default(library::entry(library_key).value)
    {
        schema["default"] = default;
    }
    schema
}

/// A library value as JSON.
fn default(toml: &str) -> Option<Value> {
    let parsed: toml::Table = format!("x = {toml}").parse().ok()?;
    serde_json::to_value(parsed.get("x")?).ok()
}

fn value(takes: Takes) -> Value {
    let words = |words: &[&str]| json!({ "enum": words });
    match takes {
        Takes::Text | Takes::Name(_) => json!({ "type": "string", "minLength": 1 }),
        Takes::Names(_) => refer("names"),
        Takes::Word(known) => words(known),
        Takes::Truth => json!({ "type": "boolean" }),
        Takes::Whole(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Takes::Number(least, most) => json!({ "type": "number", "minimum": least, "maximum": most }),
        Takes::Share => refer("share"),
        Takes::Vcpus => json!({ "type": ["integer", "string"] }),
        Takes::Years => json!({ "anyOf": [{ "type": "number", "exclusiveMinimum": 0 }, refer("duration")] }),
        Takes::Duration => refer("duration"),
        Takes::Limit => json!({ "anyOf": [{ "const": "none" }, refer("duration")] }),
        Takes::Delay => refer("delay"),
        Takes::Hazard => refer("failures"),
        Takes::Size => refer("size"),
        Takes::Bandwidth => refer("bandwidth"),
        Takes::Churn | Takes::Cost => json!({ "type": "string", "pattern": "^\\s*[0-9]" }),
        Takes::TimeOfDay => json!({ "type": "string", "pattern": "^[0-9]{1,2}:[0-9]{1,2}$" }),
        Takes::Window => {
            json!({ "type": "array", "items": value(Takes::TimeOfDay), "minItems": 2, "maxItems": 2 })
        }
        Takes::TruthOrDuration => json!({ "anyOf": [{ "type": "boolean" }, refer("duration")] }),
        Takes::MostChange => most_change(),
        Takes::ShareOrDuration => json!({ "anyOf": [refer("share"), refer("duration")] }),
        Takes::Levels => one_or_more(&refer("protect-backup-outward")),
        Takes::List(path) => one_or_more(&refer(&name(path))),
        Takes::Each("objectives.KIND") => by_kind(),
        Takes::Each(path) => json!({ "type": "object", "additionalProperties": refer(&name(path)) }),
        Takes::Table(path) => refer(&name(path)),
        Takes::Apps => json!({
            "type": "object",
            "properties": { "csv": { "anyOf": [{ "type": "string" }, refer("apps")] } },
            "additionalProperties": refer("apps"),
        }),
        Takes::Services => json!({
            "type": "object",
            "additionalProperties": { "anyOf": [refer("names"), refer("services")] },
        }),
        Takes::Homes => json!({
            "anyOf": [{ "type": "string" }, { "type": "object", "additionalProperties": { "type": "string" } }],
        }),
        Takes::Protect => json!({
            "anyOf": [refer("protections"), { "type": "object", "additionalProperties": refer("protections") }],
        }),
    }
}

/// One rate, or one for each case.
fn most_change() -> Value {
    let rate = value(Takes::Churn);
    let case = json!({
        "type": "object",
        "properties": {
            "storage": { "enum": ["standard", "premium"] },
            "writes": refer("size"),
            "most": rate,
        },
        "required": ["most"],
        "additionalProperties": false,
    });
    json!({ "anyOf": [rate, case, { "type": "array", "items": case, "minItems": 1 }] })
}

fn one_or_more(one: &Value) -> Value {
    json!({ "anyOf": [one, { "type": "array", "items": one }] })
}

fn by_kind() -> Value {
    let kinds = Kind::ALL.iter().map(|kind| kind.name()).chain(Class::ALL.iter().map(|class| class.name()));
    let properties: Map<String, Value> = kinds.map(|kind| (kind.into(), refer("objectives"))).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// A list of protections, each a table with the method as its one key.
fn protections() -> Value {
    let methods = ["backup", "replica", "active-active"];
    let of = |method: &str| (method.to_owned(), refer(&format!("protect-{method}")));
    let presets = preset::all().map(|preset| (preset.name.to_owned(), of_preset(preset)));
    let one = json!({
        "type": "object",
        "properties": methods.into_iter().map(of).chain(presets).collect::<Map<String, Value>>(),
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": false,
    });
    json!({ "anyOf": [{ "const": "none" }, one, { "type": "array", "items": one }] })
}

/// A preset: the keys of its method with its own defaults.
fn of_preset(preset: &Preset) -> Value {
    let path = format!("protect.{}", preset.method);
    let mut schema = sections().find(|section| section.path == path).map_or_else(|| json!({}), table);
    schema["description"] = json!(format!("{}: {}", preset.title, preset.about));
    for value in preset.values {
        if let Some(default) = default(value.value)
            && !value.key.contains('.')
        {
            schema["properties"][value.key]["default"] = default;
        }
    }
    schema["properties"]["unsupported"] = json!({ "type": "boolean", "description": "simulate values and places that the product does not offer" });
    schema
}

/// Values with units, and distributions.
fn values() -> Map<String, Value> {
    let quantity =
        |what: &str, pattern: &str| json!({ "type": "string", "description": what, "pattern": pattern });
    let number = r"[0-9][0-9.,_]*(e[+-]?[0-9]+)?";
    let duration =
        format!(r"^\s*{number}\s*(ms|s|sec|seconds?|min|minutes?|h|hours?|d|days?|wk|weeks?|yr|years?)");
    let mut all = Map::new();
    all.insert("names".into(), one_or_more(&json!({ "type": "string", "minLength": 1 })));
    all.insert("duration".into(), quantity("a time with its unit: 4 h", &duration));
    all.insert(
        "size".into(),
        quantity("an amount of data: 2 TB", &format!(r"^\s*{number}\s*[kKMGTP]?i?B\s*$")),
    );
    all.insert(
        "bandwidth".into(),
        quantity("100 Mbps or 80 MB/s", &format!(r"^\s*{number}\s*[kKMGT]?i?(bps|bit/s|b/s|B/s|Bps)\s*$")),
    );
    all.insert(
        "share".into(),
        json!({ "anyOf": [
            { "type": "number", "minimum": 0, "maximum": 1 },
            { "type": "string", "pattern": format!(r"^\s*{number}\s*%?\s*$") },
        ] }),
    );
    all.insert("delay".into(), json!({ "anyOf": [refer("duration"), refer("distribution")] }));
    all.insert(
        "failures".into(),
        json!({ "anyOf": [
            { "type": "string" },
            { "type": "object", "properties": { "lifetime": refer("delay") }, "required": ["lifetime"], "additionalProperties": false },
            { "type": "object", "properties": { "at": one_or_more(&refer("duration")) }, "required": ["at"], "additionalProperties": false },
        ] }),
    );
    all.insert("distribution".into(), distribution());
    all
}

fn distribution() -> Value {
    const PARAMETERS: [(&str, &[&str], &[&str]); 7] = [
        ("lognormal", &["median", "mean", "p90"], &["sigma"]),
        ("exponential", &["mean"], &[]),
        ("weibull", &["scale", "mean"], &["shape"]),
        ("gamma", &["mean"], &["shape"]),
        ("uniform", &["min", "max"], &[]),
        ("triangular", &["min", "mode", "max"], &[]),
        ("pert", &["min", "mode", "max"], &[]),
    ];
    let mut properties = Map::new();
    for (name, times, numbers) in PARAMETERS {
        let times = times.iter().map(|key| ((*key).to_owned(), refer("duration")));
        let numbers = numbers.iter().map(|key| ((*key).to_owned(), json!({ "type": "number" })));
        let parameters: Map<String, Value> = times.chain(numbers).collect();
        properties.insert(
            name.into(),
            json!({ "type": "object", "properties": parameters, "additionalProperties": false }),
        );
    }
    let part = json!({
        "type": "object",
        "properties": { "weight": { "type": "number" }, "of": refer("delay") },
        "required": ["weight", "of"],
        "additionalProperties": false,
    });
    properties.insert("mixture".into(), json!({ "type": "array", "items": part }));
    let text = json!({ "type": "string" });
    let measured = json!({ "values": { "type": "array", "items": refer("duration") }, "csv": text, "column": text, "unit": text });
    properties.insert(
        "empirical".into(),
        json!({ "type": "object", "properties": measured, "additionalProperties": false }),
    );
    json!({
        "type": "object",
        "properties": properties,
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": false,
    })
}
