//! Ids out of the path and filters out of the query. An id that is no id names nothing: 404. A filter that cannot be
//! read is 422 with its name.

use std::fmt::Display;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::problem::{Answer, Problem};
use crate::state::AppState;

/// The id in the path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Id(pub(crate) Uuid);

impl FromRequestParts<AppState> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        let Path(id) = Path::<Uuid>::from_request_parts(parts, app).await?;
        Ok(Self(id))
    }
}

/// The query, as a struct.
#[derive(Clone, Debug)]
pub(crate) struct Params<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        let Query(params) = Query::<T>::from_request_parts(parts, app).await?;
        Ok(Self(params))
    }
}

/// A field's text as a value of the trade, if it is given; blank counts as not given (forms send every field).
pub(crate) fn parse_or<T>(field: &str, text: Option<&str>) -> Answer<Option<T>>
where
    T: FromStr,
    T::Err: Display,
{
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|error: T::Err| Problem::invalid(field, error.to_string())),
    }
}
