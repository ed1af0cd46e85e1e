//! What goes wrong, as callers see it: one catalogue of problems, rendered by one layer as
//! `application/problem+json` (RFC 9457) or as the error page.
//!
//! Handlers return [`Problem`]; what the machine said stays inside it, is logged once by the layer and never sent.

mod catalogue;
mod from_errors;
mod render;

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

pub use catalogue::Kind;

pub use render::render;

/// What every handler returns.
pub type Answer<T> = Result<T, Problem>;

/// A refusal or a failure, in words for the caller. Boxed: every handler's result carries room for one.
#[derive(Clone, Debug)]
pub struct Problem(Box<Told>);

/// What is told of a problem, and what is not.
#[derive(Clone, Debug)]
pub struct Told {
    /// Which one of the catalogue.
    pub kind: Kind,
    /// One sentence that names the thing and the cure.
    pub detail: String,
    /// The fields or rows that are wrong.
    pub errors: Vec<FieldError>,
    /// When to come back, for 429 and 503.
    pub retry_after: Option<Duration>,
    /// The upload that has the same bytes, for a duplicate file.
    pub upload_id: Option<Uuid>,
    /// One entry a file, where several were sent and none was accepted.
    pub items: Vec<serde_json::Value>,
    /// What the machine said; logged, never sent.
    pub internal: Option<String>,
}

/// What is wrong with one field of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// The field, dotted where it is inside another.
    pub field: String,
    /// One sentence.
    pub message: String,
}

/// A problem as it is sent: RFC 9457 with `code`, `errors` and `request_id`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemBody {
    /// Where the problem is described.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same for all problems of this code.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time, and what to do.
    pub detail: String,
    /// Stable, for programs.
    pub code: &'static str,
    /// The fields that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The upload that has the same bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload_id: Option<Uuid>,
    /// One entry a file, where several were sent and none was accepted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>)]
    pub items: Vec<serde_json::Value>,
    /// Name it when you ask for help.
    pub request_id: String,
}

impl Problem {
    /// One of the catalogue, with its sentence.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self(Box::new(Told {
            kind,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after: None,
            upload_id: None,
            items: Vec::new(),
            internal: None,
        }))
    }

    /// Something on our side; `internal` goes to the log alone.
    pub fn internal(internal: impl std::fmt::Display) -> Self {
        Self::new(Kind::Internal, Kind::Internal.usual_detail()).because(internal)
    }

    /// Nothing there that this caller may see.
    pub fn not_found(what: impl std::fmt::Display) -> Self {
        Self::new(Kind::NotFound, format!("there is no such {what}"))
    }

    /// The thing stands in the way of what was asked.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(Kind::Conflict, detail)
    }

    /// One field is wrong.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::invalid_all(vec![FieldError { field: field.into(), message: message.into() }])
    }

    /// Several fields are wrong.
    pub fn invalid_all(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [one] => format!("{}: {}", one.field, one.message),
            many => format!("{} fields are wrong; see errors", many.len()),
        };
        let mut problem = Self::new(Kind::Invalid, detail);
        problem.errors = errors;
        problem
    }

    /// Says when to come back.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// Keeps what the machine said, for the log.
    #[must_use]
    pub fn because(mut self, internal: impl std::fmt::Display) -> Self {
        self.internal = Some(internal.to_string());
        self
    }

    /// All that is wrong in one text, for a page that shows it beside the form.
    pub(crate) fn in_words(&self) -> String {
        if self.errors.len() < 2 {
            return self.detail.clone();
        }
        let each: Vec<String> = self.errors.iter().map(|error| format!("{}: {}", error.field, error.message)).collect();
        each.join("; ")
    }

    /// As it is sent.
    pub fn body(&self, request_id: &str) -> ProblemBody {
        ProblemBody {
            kind: format!("/docs#{}", self.kind.code()),
            title: self.kind.title(),
            status: self.kind.status().as_u16(),
            detail: self.detail.clone(),
            code: self.kind.code(),
            errors: self.errors.clone(),
            upload_id: self.upload_id,
            items: self.items.clone(),
            request_id: request_id.to_owned(),
        }
    }

    /// The problem that a bare status from a layer or the router means.
    pub fn of_status(status: StatusCode) -> Self {
        let kind = Kind::of_status(status);
        Self::new(kind, kind.usual_detail())
    }
}

impl Deref for Problem {
    type Target = Told;
    fn deref(&self) -> &Told {
        &self.0
    }
}

impl DerefMut for Problem {
    fn deref_mut(&mut self) -> &mut Told {
        &mut self.0
    }
}

impl IntoResponse for Problem {
    /// Only the status and the problem itself; the render layer writes the body, since it knows the request.
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.kind.status();
        response.extensions_mut().insert(self);
        response
    }
}
