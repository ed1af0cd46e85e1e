//! What the API answered.

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::Value as Json;

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Reply {
    /// What was asked, for messages of tests that fail.
    pub(crate) asked: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    /// The body as JSON; the status must be this one.
    #[track_caller]
    pub(crate) fn json(&self, status: u16) -> Json {
        self.expect(status);
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{}: {error}: {}", self.asked, self.text()))
    }

    /// The bytes; the status must be this one.
    #[track_caller]
    pub(crate) fn bytes(&self, status: u16) -> &[u8] {
        self.expect(status);
        &self.body
    }

    /// The refusal: a problem of this status and code, with a sentence and a request id.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> Json {
        let problem = self.json(status);
        assert_eq!(self.header(header::CONTENT_TYPE), "application/problem+json", "{}", self.asked);
        assert_eq!(problem["code"], code, "{}: {problem}", self.asked);
        assert_eq!(problem["status"], status, "{problem}");
        for word in ["type", "title", "detail", "request_id"] {
            assert!(problem[word].as_str().is_some_and(|text| !text.is_empty()), "no {word} in {problem}");
        }
        problem
    }

    /// A header as text; empty if it is not there.
    pub(crate) fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    #[track_caller]
    fn expect(&self, status: u16) {
        assert_eq!(self.status.as_u16(), status, "{} was answered {}: {}", self.asked, self.status, self.text());
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body[..self.body.len().min(2000)]).into_owned()
    }
}
