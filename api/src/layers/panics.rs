//! A panic in a handler is our fault and one request's trouble, not the server's.

use std::any::Any;

use axum::response::{IntoResponse, Response};

use crate::problem::Problem;

/// The answer of a request whose handler panicked; what the panic said goes to the log.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over")]
pub(crate) fn panic_answer(panic: Box<dyn Any + Send + 'static>) -> Response {
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&'static str>().copied())
        .unwrap_or("a panic without words");
    Problem::internal(said).into_response()
}
