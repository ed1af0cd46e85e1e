//! A JSON body that is valid: 415 if it is not said to be JSON, 400 if it is not, 422 with the fields that are wrong.

use axum::Json;
use axum::extract::{FromRequest, Request};
use garde::Validate;
use serde::de::DeserializeOwned;

use crate::problem::{FieldError, Problem};
use crate::state::AppState;

/// The body, read and validated.
#[derive(Debug)]
pub(crate) struct Valid<T>(pub(crate) T);

impl<T> FromRequest<AppState> for Valid<T>
where
    T: DeserializeOwned + Validate<Context = ()>,
{
    type Rejection = Problem;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Problem> {
        let Json(value) = Json::<T>::from_request(request, app).await?;
        validated(value).map(Self)
    }
}

/// The value itself, or every field that is wrong.
pub(crate) fn validated<T: Validate<Context = ()>>(value: T) -> Result<T, Problem> {
    match value.validate() {
        Ok(()) => Ok(value),
        Err(report) => Err(Problem::invalid_all(
            report
                .iter()
                .map(|(path, error)| FieldError { field: path.to_string(), message: error.message().to_owned() })
                .collect(),
        )),
    }
}
