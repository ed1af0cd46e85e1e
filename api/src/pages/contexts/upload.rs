//! The page of one upload.

use serde::Serialize;
use uuid::Uuid;

use super::mapping::{self, MappingForm};
use crate::extract;
use crate::pages::Page;
use crate::routes::restatements::MovedView;
use crate::routes::uploads::change::Touched;
use crate::routes::uploads::row_errors::RowErrorView;
use crate::routes::uploads::{ChoiceView, QuestionView, SampleView, UploadView};
use crate::routes::vendors::VendorView;

/// An upload with what the page shows beside it.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    #[serde(flatten)]
    pub(crate) upload: UploadView,
    /// Whether something is still happening with it.
    pub(crate) live: bool,
}

impl Shown {
    /// The upload and whether it is still being worked on.
    pub(crate) fn of(upload: UploadView) -> Self {
        let live = matches!(upload.status.as_str(), "pending" | "processing");
        Self { upload, live }
    }
}

/// What happened, what it needs, what was wrong, and what can be done about it.
#[derive(Debug, Serialize)]
pub(crate) struct UploadPage {
    pub(crate) upload: UploadView,
    pub(crate) live: bool,
    pub(crate) phase: Option<String>,
    /// What it needs, as a question.
    pub(crate) question: String,
    pub(crate) sender: Option<String>,
    pub(crate) vendors: Vec<VendorView>,
    /// What an unknown table is asked about.
    pub(crate) mapping: Option<MappingForm>,
    /// The code of the format that the file is of but for a column.
    pub(crate) seems: Option<String>,
    /// What was typed already.
    pub(crate) said: Said,
    /// What is wrong with what was typed.
    pub(crate) problem: Option<String>,
    pub(crate) errors: extract::Page<RowErrorView>,
    pub(crate) can_undo: bool,
    pub(crate) can_retry: bool,
    /// What taking it back would change, once that was asked.
    pub(crate) preview: Option<Vec<Touched>>,
    /// The figures before and after taking it back, once that was asked.
    pub(crate) moved: Option<MovedView>,
    /// What taking it back has changed, just now.
    pub(crate) changed: Vec<Touched>,
}

/// What was typed already, or is known.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Said {
    pub(crate) vendor: String,
    pub(crate) period: String,
    pub(crate) currency: String,
    pub(crate) save_as: String,
}

/// The question behind an upload's needs.
pub(crate) fn question(needs: &[String], seems: bool) -> String {
    let has = |word: &str| needs.iter().any(|need| need == word);
    let text = if has("format") && seems {
        "Its columns have changed. All that are known are filled in; the doubtful one has a reason of its own."
    } else if ["dates", "decimal", "amounts", "vat"].iter().any(|word| has(word)) {
        "The file can be read in two ways, and nothing in it proves which. The answer is remembered for this sender's next file."
    } else if has("format") {
        "Nobody has described files of this shape yet. Look through the columns below and say what is missing."
    } else if has("period") {
        "Neither the file nor its name says which period its figures are of."
    } else if has("mode") {
        "There are figures for the same place and period already, and this file has far fewer products than they."
    } else if has("vendor") {
        "The file does not say which reseller it is from."
    } else {
        ""
    };
    text.to_owned()
}

/// A believable upload.
pub(crate) fn sample_upload() -> UploadView {
    use crate::routes::uploads::{ControlView, PackedView, WarningView};
    let at = chrono::DateTime::from_timestamp(1_760_000_000, 0).unwrap_or_default();
    UploadView {
        id: Uuid::from_u128(1),
        filename: "April <sales>.xlsx".to_owned(),
        size_bytes: 48_123,
        sha256: "ab".repeat(32),
        status: "needs_mode".to_owned(),
        vendor: Some("corner-shop".to_owned()),
        format: Some("generic".to_owned()),
        format_version: Some(2),
        confidence: Some(0.93),
        mode: Some("replace".to_owned()),
        period_from: chrono::NaiveDate::from_ymd_opt(2025, 4, 1),
        period_to: chrono::NaiveDate::from_ymd_opt(2025, 4, 30),
        progress: 40,
        rows_read: 120,
        rows_loaded: 110,
        rows_skipped: 8,
        rows_failed: 2,
        rows_duplicate: 0,
        rows_restated: 0,
        units: Some(sellout_model::Quantity(1_110_000)),
        amount: Some("1415.70".to_owned()),
        currency: "EUR".to_owned(),
        original_amount: Some("6000.00".to_owned()),
        original_currency: Some("PLN".to_owned()),
        unconverted_rows: 3,
        code: Some("needs_mode".to_owned()),
        error: Some("it may be a part, not a correction".to_owned()),
        warning_count: 140,
        warnings: vec![WarningView { message: "wrong extension".to_owned(), row: Some(3), ..WarningView::default() }],
        control: vec![ControlView {
            label: "Grand total".to_owned(),
            file: "1415.71".to_owned(),
            loaded: "1415.70".to_owned(),
            gap: "0.01".to_owned(),
        }],
        detection: None,
        needs: ["format", "vendor", "period", "mode", "dates"].map(str::to_owned).to_vec(),
        questions: vec![sample_question()],
        corrects: Some(Uuid::from_u128(3)),
        corrected_by: Some(Uuid::from_u128(4)),
        archive: Some(Uuid::from_u128(5)),
        files: vec![PackedView {
            filename: "spring.zip/april.csv".to_owned(),
            id: Some(Uuid::from_u128(6)),
            status: "failed".to_owned(),
            rows_loaded: 0,
            rows_failed: 0,
            code: Some("empty_file".to_owned()),
            error: Some("the file is empty".to_owned()),
            upload_id: None,
        }],
        job_id: None,
        created_at: at,
        started_at: Some(at),
        finished_at: Some(at),
        uploaded_by: None,
        phase: None,
    }
}

fn sample_question() -> QuestionView {
    let row =
        SampleView { row: 2, period: "2025-04-03".to_owned(), product: "Pebble".to_owned(), ..SampleView::default() };
    let choice = ChoiceView {
        answer: "day_first".to_owned(),
        says: "the day stands first".to_owned(),
        rows: vec![row],
        sales: 3,
        amount: Some("30.50".to_owned()),
        currency: Some("EUR".to_owned()),
        ..ChoiceView::default()
    };
    QuestionView {
        need: "dates".to_owned(),
        asks: "say what stands first".to_owned(),
        choices: vec![choice],
        ..QuestionView::default()
    }
}

impl Page for UploadPage {
    const TEMPLATE: &'static str = "upload.html";

    fn sample() -> Self {
        let other = Touched { id: Uuid::from_u128(2), filename: "March.xlsx".to_owned() };
        let error = RowErrorView {
            sheet: "Sheet1".to_owned(),
            row: Some(7),
            column: Some("Qty".to_owned()),
            severity: "error".to_owned(),
            code: "bad_quantity".to_owned(),
            message: "write a whole number".to_owned(),
            value: "abc".to_owned(),
            raw: "a\tb".to_owned(),
        };
        let upload = sample_upload();
        Self {
            question: question(&upload.needs, false),
            upload,
            live: true,
            phase: Some("reading".to_owned()),
            sender: Some("you@example.com".to_owned()),
            vendors: Vec::new(),
            mapping: Some(mapping::sample()),
            seems: None,
            said: Said { vendor: "corner".to_owned(), currency: "EUR".to_owned(), ..Said::default() },
            problem: Some("vendor: say whose files have these columns".to_owned()),
            errors: extract::Page { items: vec![error], page: 1, per_page: 1, total: 2 },
            can_undo: true,
            can_retry: true,
            preview: Some(vec![other.clone()]),
            moved: Some(super::restatement::sample_moved()),
            changed: vec![other],
        }
    }
}
