//! The page that describes the API.

use serde::Serialize;

use crate::pages::Page;

/// Every call by subject, and every problem.
#[derive(Debug, Serialize)]
pub(crate) struct DocsPage {
    pub(crate) groups: Vec<Group>,
    pub(crate) problems: Vec<ProblemLine>,
}

/// Calls of one subject.
#[derive(Debug, Serialize)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) calls: Vec<Call>,
}

/// One call.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) about: String,
    pub(crate) parameters: Vec<Parameter>,
    /// What the body is, if there is one.
    pub(crate) body: Option<Shape>,
    pub(crate) answers: Vec<CallAnswer>,
}

/// A parameter of the path or the query, or a field of a body.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) required: bool,
    pub(crate) about: String,
}

/// A JSON object by its fields.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Shape {
    pub(crate) name: String,
    pub(crate) fields: Vec<Parameter>,
}

/// A status and what comes with it.
#[derive(Debug, Default, Serialize)]
pub(crate) struct CallAnswer {
    pub(crate) status: String,
    pub(crate) body: String,
}

/// A problem of the catalogue.
#[derive(Debug, Serialize)]
pub(crate) struct ProblemLine {
    pub(crate) code: &'static str,
    pub(crate) status: u16,
    pub(crate) title: &'static str,
}

impl Page for DocsPage {
    const TEMPLATE: &'static str = "docs.html";

    fn sample() -> Self {
        let field = || Parameter {
            name: "email".to_owned(),
            kind: "string".to_owned(),
            required: true,
            about: "The address.".to_owned(),
        };
        let call = Call {
            method: "POST".to_owned(),
            path: "/api/v1/auth/login".to_owned(),
            about: "Sign in.".to_owned(),
            parameters: vec![field()],
            body: Some(Shape { name: "Login".to_owned(), fields: vec![field()] }),
            answers: vec![CallAnswer { status: "200".to_owned(), body: "Tokens".to_owned() }],
        };
        Self {
            groups: vec![Group { name: "auth".to_owned(), calls: vec![call] }],
            problems: vec![ProblemLine { code: "not_found", status: 404, title: "Not found" }],
        }
    }
}
