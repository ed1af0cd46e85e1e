//! The language of descriptions as JSON Schema (draft 2020-12), for editors: made from the types and their comments.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::table::{Blocks, SheetChoice};
use super::words::{Pattern, Several, Words};
use super::{Field, Format};

/// The schema of a whole description.
pub(super) fn of_formats() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Format);
    schema.insert("title".to_owned(), "A format of sellout".into());
    // A description that extends another one may leave out what that says.
    schema.remove("required");
    let one_of = serde_json::json!([{ "required": ["code", "title"] }, { "required": ["extends"] }]);
    schema.insert("anyOf".to_owned(), one_of);
    schema.to_value()
}

pub(super) fn decimal(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": [".", ","] })
}

pub(super) fn dates(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": ["day_first", "month_first"] })
}

pub(super) fn grain(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": ["day", "week", "month", "quarter"] })
}

pub(super) fn channel(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": ["online", "offline"] })
}

pub(super) fn currency(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": "^[A-Za-z]{3}$" })
}

pub(super) fn percentage(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "number", "minimum": 0, "maximum": 100 })
}

/// A table whose keys are fields: each of them is offered by name.
pub(super) fn by_field<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let value = generator.subschema_for::<T>();
    let each = Field::ALL.iter().map(|field| (field.as_str().to_owned(), value.clone().to_value()));
    let properties: serde_json::Map<String, serde_json::Value> = each.collect();
    json_schema!({ "type": "object", "properties": properties, "additionalProperties": false })
}

impl JsonSchema for Words {
    fn schema_name() -> Cow<'static, str> {
        "Words".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A text, or a list of texts any of which will do.",
            "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }]
        })
    }
}

impl JsonSchema for Pattern {
    fn schema_name() -> Cow<'static, str> {
        "Pattern".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A regular expression in the syntax of Rust's regex: no look-around, no references back.",
            "type": "string"
        })
    }
}

impl<T: JsonSchema> JsonSchema for Several<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Several{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [one.clone(), { "type": "array", "items": one }] })
    }
}

impl JsonSchema for SheetChoice {
    fn schema_name() -> Cow<'static, str> {
        "SheetChoice".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "\"first\", \"all\", names of sheets, or { prefer = [...] }: views of the same sales.",
            "anyOf": [
                { "enum": ["first", "all"] },
                { "type": "array", "items": { "type": "string" } },
                {
                    "type": "object",
                    "properties": { "prefer": { "type": "array", "items": { "type": "string" } } },
                    "required": ["prefer"],
                    "additionalProperties": false
                }
            ]
        })
    }
}

impl JsonSchema for Blocks {
    fn schema_name() -> Cow<'static, str> {
        "Blocks".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let titles = generator.subschema_for::<Words>();
        json_schema!({ "description": "\"all\", or the titles of those that are read.", "anyOf": [{ "const": "all" }, titles] })
    }
}
