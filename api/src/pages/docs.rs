//! `/docs`: the description of the API as a page, made from the same document that programs read.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::extract::State;
use axum::response::Html;
use serde_json::Value;

use super::Frame;
use super::contexts::docs::{Call, CallAnswer, DocsPage, Group, Parameter, ProblemLine, Shape};
use crate::problem::{Answer, Kind};
use crate::state::AppState;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(crate::router::openapi()).unwrap_or_default());

/// `GET /docs`.
pub(crate) async fn show(State(app): State<AppState>) -> Answer<Html<String>> {
    let problems = Kind::ALL
        .iter()
        .map(|kind| ProblemLine { code: kind.code(), status: kind.status().as_u16(), title: kind.title() })
        .collect();
    let page = DocsPage { groups: groups(&DOCUMENT), problems };
    app.templates.page(&Frame::plain(), &page).map(Html)
}

/// The calls of a description by their tags.
pub(super) fn groups(document: &Value) -> Vec<Group> {
    let mut groups: BTreeMap<String, Vec<Call>> = BTreeMap::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let tag = operation["tags"][0].as_str().unwrap_or("other").to_owned();
            groups.entry(tag).or_default().push(call(document, path, method, operation));
        }
    }
    groups.into_iter().map(|(name, calls)| Group { name, calls }).collect()
}

fn call(document: &Value, path: &str, method: &str, operation: &Value) -> Call {
    let parameters = operation["parameters"].as_array().into_iter().flatten().map(|parameter| Parameter {
        name: text(&parameter["name"]),
        kind: kind_of(&parameter["schema"]),
        required: parameter["required"].as_bool().unwrap_or_default(),
        about: text(&parameter["description"]),
    });
    let answers = operation["responses"].as_object().into_iter().flatten();
    Call {
        method: method.to_uppercase(),
        path: path.to_owned(),
        about: format!("{} {}", text(&operation["summary"]), text(&operation["description"])).trim().to_owned(),
        parameters: parameters.collect(),
        body: first_schema(&operation["requestBody"]).map(|schema| shape(document, schema)),
        answers: answers
            .map(|(status, answer)| CallAnswer {
                status: status.clone(),
                body: first_schema(answer).map(kind_of).unwrap_or_default(),
            })
            .collect(),
    }
}

fn first_schema(holder: &Value) -> Option<&Value> {
    holder["content"].as_object()?.values().next()?.get("schema")
}

fn shape(document: &Value, schema: &Value) -> Shape {
    let name = kind_of(schema);
    let schema = document["components"]["schemas"].get(&name).unwrap_or(schema);
    let required: Vec<_> = schema["required"].as_array().into_iter().flatten().map(text).collect();
    let fields = schema["properties"].as_object().into_iter().flatten().map(|(field, about)| Parameter {
        name: field.clone(),
        kind: kind_of(about),
        required: required.contains(field),
        about: text(&about["description"]),
    });
    let fields = fields.collect();
    Shape { name, fields }
}

/// A schema's name, or its type in words.
fn kind_of(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        return choices.iter().map(kind_of).filter(|kind| kind != "null").collect::<Vec<_>>().join(" or ");
    }
    let of = |kind: &str| match (kind, schema["format"].as_str()) {
        ("array", _) => format!("list of {}", kind_of(&schema["items"])),
        (kind, Some(format)) => format!("{kind} ({format})"),
        (kind, None) => kind.to_owned(),
    };
    match &schema["type"] {
        Value::String(kind) => of(kind),
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .filter(|kind| *kind != "null")
            .map(of)
            .collect::<Vec<_>>()
            .join(" or "),
        _ => "any".to_owned(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
