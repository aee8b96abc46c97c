//! The JSON Schema of scenario files against the files themselves: what the
//! program reads is valid, what it refuses for its shape or unit is not; and
//! the page that explains every key is the one made from the same list.
//!
//! The checker below knows the keywords that the schema uses and refuses to go
//! on if it meets another.

use drsim::scenario::keys;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

fn schema() -> Value {
    serde_json::from_str(&keys::json_schema()).unwrap()
}

/// Whether `value` is what `schema`, a part of `whole`, describes.
fn is_valid(whole: &Value, schema: &Value, value: &Value) -> bool {
    let rules = schema.as_object().unwrap();
    rules.iter().all(|(rule, says)| match rule.as_str() {
        "$schema" | "$defs" | "title" | "description" | "default" => true,
        "$ref" => {
            let name = says.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
            is_valid(whole, &whole["$defs"][name], value)
        }
        "anyOf" => says.as_array().unwrap().iter().any(|schema| is_valid(whole, schema, value)),
        "const" => says == value,
        "enum" => says.as_array().unwrap().contains(value),
        "type" => match says {
            Value::Array(types) => types.iter().any(|one| is_of(one, value)),
            one => is_of(one, value),
        },
        "minimum" => value.as_f64().is_none_or(|number| number >= says.as_f64().unwrap()),
        "exclusiveMinimum" => value.as_f64().is_none_or(|number| number > says.as_f64().unwrap()),
        "maximum" => value.as_f64().is_none_or(|number| number <= says.as_f64().unwrap()),
        "minLength" => {
            value.as_str().is_none_or(|text| text.chars().count() as u64 >= says.as_u64().unwrap())
        }
        "pattern" => {
            let pattern = regex_lite::Regex::new(says.as_str().unwrap()).unwrap();
            value.as_str().is_none_or(|text| pattern.is_match(text))
        }
        "items" => value.as_array().is_none_or(|items| items.iter().all(|item| is_valid(whole, says, item))),
        "minProperties" => value.as_object().is_none_or(|map| map.len() as u64 >= says.as_u64().unwrap()),
        "maxProperties" => value.as_object().is_none_or(|map| map.len() as u64 <= says.as_u64().unwrap()),
        "required" => value.as_object().is_none_or(|map| {
            says.as_array().unwrap().iter().all(|key| map.contains_key(key.as_str().unwrap()))
        }),
        "properties" => value.as_object().is_none_or(|map| {
            map.iter().all(|(key, inner)| says.get(key).is_none_or(|schema| is_valid(whole, schema, inner)))
        }),
        "additionalProperties" => value.as_object().is_none_or(|map| {
            let known = |key: &str| rules.get("properties").is_some_and(|known| known.get(key).is_some());
            map.iter().filter(|(key, _)| !known(key)).all(|(_, inner)| match says {
                Value::Bool(allowed) => *allowed,
                schema => is_valid(whole, schema, inner),
            })
        }),
        rule => panic!("the checker does not know {rule}"),
    })
}

fn is_of(name: &Value, value: &Value) -> bool {
    match name.as_str().unwrap() {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        name => panic!("no type is called {name}"),
    }
}

fn toml(text: &str) -> Value {
    serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap()
}

#[test]
fn every_scenario_is_valid() {
    let schema = schema();
    let folders = [root(), root().join("topologies"), root().join("systems")];
    let mut seen = 0;
    for entry in folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()) {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ext| ext == "toml") {
            let text = fs::read_to_string(&path).unwrap();
            assert!(is_valid(&schema, &schema, &toml(&text)), "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 13, "only {seen} scenarios");
}

#[test]
fn what_show_prints_is_valid() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_drsim"))
        .arg("show")
        .arg(root().join("topologies/active-active.toml"))
        .output()
        .unwrap();
    let schema = schema();
    assert!(is_valid(&schema, &schema, &toml(&String::from_utf8(output.stdout).unwrap())));
}

#[test]
fn mistakes_of_shape_and_unit_are_not_valid() {
    let schema = schema();
    let good = fs::read_to_string(root().join("first.toml")).unwrap();
    assert!(is_valid(&schema, &schema, &toml(&good)));
    for (find, replace) in [
        ("nodes = 4", "noeds = 4"),
        ("nodes = 4", "nodes = \"4\""),
        ("nodes = 4", "nodes = 40"),
        ("\"24 h\"", "24"),
        ("\"24 h\"", "\"24\""),
        ("\"24 h\"", "\"24 GB\""),
        ("immutable = true", "immutable = 1"),
        ("backup = {", "bakcup = {"),
        ("[topologies.A]", "[topology.A]"),
    ] {
        assert!(good.contains(find), "{find}");
        let bad = good.replacen(find, replace, 1);
        assert!(!is_valid(&schema, &schema, &toml(&bad)), "{replace} is valid");
    }
}

#[test]
fn the_reference_page_is_up_to_date() {
    let page = fs::read_to_string(root().join("README.md")).unwrap_or_default();
    let made = keys::reference();
    assert!(page == made, "run `cargo run -- schema --reference > scenarios/README.md`");
}
