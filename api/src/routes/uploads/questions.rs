//! What an upload asks about how its file is read, with what each answer would give.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One question.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct QuestionView {
    /// `dates`, `decimal`, `amounts` or `vat`: the field of `POST /uploads/{id}/resolve` that answers it.
    pub(crate) need: String,
    /// The columns that it is about.
    pub(crate) columns: Vec<String>,
    /// The question in a sentence.
    pub(crate) asks: String,
    /// The answers.
    pub(crate) choices: Vec<ChoiceView>,
}

/// One answer and what the file would come to with it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct ChoiceView {
    /// As it is given: `day_first`, `month_first`; `.`, `,`; `line`, `unit`; `included`, `excluded`.
    pub(crate) answer: String,
    /// What it means.
    pub(crate) says: String,
    /// The first sales as they would be loaded.
    pub(crate) rows: Vec<SampleView>,
    pub(crate) sales: u64,
    /// Rows that could not be read.
    pub(crate) errors: u64,
    /// Pieces; null where unknown.
    pub(crate) units: Option<String>,
    /// In `currency`; null where unknown.
    pub(crate) amount: Option<String>,
    /// Null where there are several.
    pub(crate) currency: Option<String>,
    pub(crate) period_from: Option<String>,
    pub(crate) period_to: Option<String>,
}

/// One sale as it would be loaded.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct SampleView {
    /// The file's row.
    pub(crate) row: u32,
    /// Its day or period.
    pub(crate) period: String,
    pub(crate) product: String,
    pub(crate) quantity: Option<String>,
    pub(crate) amount: Option<String>,
}
