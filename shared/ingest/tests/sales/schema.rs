//! docs/format.schema.json is current, and allows what the program reads.

use std::path::Path;

use sellout_ingest::Format;
use serde_json::Value;

#[test]
fn the_committed_schema_is_that_of_the_types() {
    let schema = serde_json::to_string_pretty(&Format::schema()).expect("JSON") + "\n";
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/format.schema.json");
    let current = Path::new(env!("CARGO_TARGET_TMPDIR")).join("format.schema.json");
    std::fs::write(&current, &schema).expect("written");
    let same = std::fs::read_to_string(committed).is_ok_and(|text| text == schema);
    assert!(same, "docs/format.schema.json is not current; look at {} and put it there", current.display());
}

#[test]
fn every_built_in_description_is_allowed_by_the_schema() {
    let schema = Format::schema();
    for format in Format::builtin() {
        let value: Value = toml::from_str(format.source()).expect("TOML as JSON");
        if let Err(place) = allows(&schema, &schema, &value) {
            panic!("{}: the schema does not allow {place}", format.code);
        }
    }
}

#[test]
fn a_description_that_extends_another_need_not_say_the_rest() {
    let schema = Format::schema();
    for said in [
        "extends = \"boxnox\"\n[policy]\ncurrency = \"GBP\"",
        "extends = \"boxnox\"\nwithout = \"columns.amount\"",
        "extends = \"boxnox\"\nwithout = [\"columns.amount\"]\ncode = \"ours\"\ntitle = \"Ours\"",
    ] {
        let value: Value = toml::from_str(said).expect("TOML as JSON");
        assert_eq!(allows(&schema, &schema, &value), Ok(()), "{said}");
    }
}

#[test]
fn the_schema_refuses_words_that_the_program_does_not_know() {
    let schema = Format::schema();
    for wrong in [
        "code = \"x\"\ntitle = \"X\"\nvendors = \"x\"",
        "code = \"x\"\ntitle = \"X\"\n[columns]\nquantitty = \"Q\"",
        "code = \"x\"\ntitle = \"X\"\n[policy]\ngrain = \"year\"",
        "code = \"x\"\ntitle = \"X\"\n[table]\nsheets = \"last\"",
        "title = \"X\"",
    ] {
        let value: Value = toml::from_str(wrong).expect("TOML as JSON");
        assert!(Format::from_toml(wrong).is_err() && allows(&schema, &schema, &value).is_err(), "{wrong}");
    }
}

/// As much of JSON Schema as the schema uses. The error is the place that is not allowed.
fn allows(root: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let at = root.pointer(reference.trim_start_matches('#')).expect("a definition");
        return allows(root, at, value);
    }
    if let Some(any) = schema["anyOf"].as_array().or(schema["oneOf"].as_array())
        && !any.iter().any(|one| allows(root, one, value).is_ok())
    {
        return Err(value.to_string());
    }
    let listed = schema["enum"].as_array().is_none_or(|all| all.contains(value));
    let constant = schema.get("const").is_none_or(|only| only == value);
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => vec![kind_of(value)],
    };
    let number = kinds.iter().any(|k| matches!(*k, "integer" | "number")) && value.is_number();
    if !listed || !constant || !(number || kinds.contains(&kind_of(value))) {
        return Err(value.to_string());
    }
    for item in value.as_array().into_iter().flatten() {
        allows(root, &schema["items"], item)?;
    }
    for (key, inner) in value.as_object().into_iter().flatten() {
        match (schema["properties"].get(key), &schema["additionalProperties"]) {
            (Some(known), _) => allows(root, known, inner).map_err(|place| format!("{key}: {place}"))?,
            (None, Value::Bool(false)) => return Err(key.clone()),
            (None, rest) => allows(root, rest, inner)?,
        }
    }
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let missing = required.into_iter().find(|key| value.is_object() && value.get(key).is_none());
    missing.map_or(Ok(()), |key| Err(format!("no {key}")))
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
