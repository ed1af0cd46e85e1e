//! The page of a problem.

use serde::Serialize;

use crate::pages::Page;
use crate::problem::{FieldError, Problem};

/// What went wrong, for people.
#[derive(Debug, Serialize)]
pub struct ErrorPage {
    status: u16,
    title: &'static str,
    detail: String,
    errors: Vec<FieldError>,
    request_id: String,
}

impl ErrorPage {
    /// The page of a problem of the request with this name.
    pub fn new(problem: &Problem, request_id: &str) -> Self {
        Self {
            status: problem.kind.status().as_u16(),
            title: problem.kind.title(),
            detail: problem.detail.clone(),
            errors: if problem.errors.len() > 1 { problem.errors.clone() } else { Vec::new() },
            request_id: request_id.to_owned(),
        }
    }
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "error.html";

    fn sample() -> Self {
        let wrong = |field: &str| FieldError { field: field.to_owned(), message: "is <wrong>".to_owned() };
        Self::new(&Problem::invalid_all(vec![wrong("name"), wrong("at")]), "0195e7c0")
    }
}
