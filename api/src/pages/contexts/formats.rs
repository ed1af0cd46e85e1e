//! The list of formats, with the form for one more.

use serde::Serialize;

use super::format::Mistake;
use crate::pages::Page;
use crate::routes::formats::show::FormatView;

/// All formats.
#[derive(Debug, Serialize)]
pub(crate) struct FormatsPage {
    pub(crate) formats: Vec<FormatView>,
    /// What was typed, where it cannot be read.
    pub(crate) source: String,
    pub(crate) mistake: Option<Mistake>,
}

impl FormatView {
    /// Believable data.
    pub(crate) fn sample() -> Self {
        Self {
            code: "generic".to_owned(),
            title: "<b>Any table</b>".to_owned(),
            vendor: Some("corner-shop".to_owned()),
            version: 2,
            own: true,
            extends: Some("generic".to_owned()),
            overrides: vec!["policy.currency".to_owned()],
            problem: Some("line 1, column 1: wrong".to_owned()),
        }
    }
}

impl Page for FormatsPage {
    const TEMPLATE: &'static str = "formats.html";

    fn sample() -> Self {
        let error = sellout_ingest::FormatError { line: 1, column: 1, message: "no <code>".to_owned() };
        let source = "title = \"<b>\"".to_owned();
        Self { formats: vec![FormatView::sample()], mistake: Some(Mistake::of(&error, &source)), source }
    }
}
