//! `/formats`: the built-in ones and the organisation's own over them, with every version kept. Recognising a file
//! without sending it is in `detect`.

pub(crate) mod keep;
pub(crate) mod lessons;
pub(crate) mod show;
pub(crate) mod trial;
pub(crate) mod versions;

use axum::http::{HeaderMap, header};
use sellout_ingest::Format;
use sellout_model::OrgId;
use sellout_store::Formats;

use crate::problem::{Answer, Kind, Problem};
use crate::state::App;

/// The organisation's own formats, then the built-in ones that it does not override.
pub(crate) async fn all(app: &App, org: OrgId) -> Answer<Vec<(Format, i32)>> {
    Ok(Formats::load(app.db.read(), org).await?.in_force)
}

/// A description that can be read; a mistake is named with its line and column.
pub(crate) fn read(source: &str) -> Answer<Format> {
    Format::from_toml(source).map_err(|error| Problem::invalid("source", error.to_string()))
}

/// A description that can be read and has the code of its address.
fn read_as(code: &str, source: &str) -> Answer<Format> {
    let format = read(source)?;
    if format.code != code {
        let message = format!("the description says {:?}; save it under that, or say code = {code:?}", format.code);
        return Err(Problem::invalid("code", message));
    }
    Ok(format)
}

/// The description in a body: TOML, or JSON as `{"source": "<TOML>"}` or as the description itself.
fn source_in(headers: &HeaderMap, body: String) -> Answer<String> {
    let kind = headers.get(header::CONTENT_TYPE);
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json")) {
        return Ok(body);
    }
    let value: serde_json::Value =
        serde_json::from_str(&body).map_err(|error| Problem::new(Kind::BadJson, error.to_string()))?;
    if let Some(source) = value.get("source").and_then(serde_json::Value::as_str) {
        return Ok(source.to_owned());
    }
    toml::to_string(&value).map_err(|error| Problem::invalid("body", error.to_string()))
}
