//! What mails tell of uploads.

use sellout_model::Period;
use serde::{Serialize, Serializer};

use crate::words::{Line, Moment, Money, Units, thousands_apart};

/// How many row errors stand in a mail; all of them are attached.
const ERRORS_SHOWN: usize = 20;
/// What to do without the workbook.
const SEND_AGAIN: &str = "Correct these rows and send the file again: only what is missing is loaded.";

/// An upload, as its sender knows it.
#[derive(Clone, Debug, Serialize)]
pub struct UploadFacts {
    /// What the sender called the file.
    #[serde(serialize_with = "as_name")]
    pub filename: Line,
    /// The vendor it is from, if known.
    pub vendor: Option<Line>,
    /// The period it speaks of, if known.
    pub period: Option<Period>,
    /// The name of the format it was read as, if known.
    pub format: Option<Line>,
    /// When it was sent.
    pub sent: Moment,
    /// Who sent it, if a person did.
    pub sent_by: Option<Line>,
    /// The upload's page, where links can be given.
    pub link: Option<String>,
}

/// What was loaded of an upload.
#[derive(Clone, Debug, Serialize)]
pub struct LoadedFacts {
    /// The amount in the organisation's currency; `None` where the file has none or none could be converted.
    pub amount: Option<Money>,
    /// The amount in the file's currency, where that is another one and the same for all rows.
    pub original: Option<Money>,
    /// Pieces; `None` where the file does not say.
    pub units: Option<Units>,
    /// Rows of the file.
    pub rows_read: u64,
    /// Rows that count now.
    pub rows_loaded: u64,
    /// Rows that are no sales.
    pub rows_skipped: u64,
    /// Rows that could not be read.
    pub rows_failed: u64,
    /// Rows that were known already.
    pub rows_duplicate: u64,
    /// Earlier rows that these took the place of.
    pub rows_restated: u64,
    /// Rows in a currency without a rate.
    pub rows_unconverted: u64,
    /// Totals that the file itself states.
    pub controls: Vec<Control>,
    /// The first warnings, a sentence each.
    pub warnings: Vec<Line>,
    /// How many warnings there are.
    pub warning_count: u64,
}

/// A total that the file states, beside what was loaded.
#[derive(Clone, Debug)]
pub struct Control {
    /// What the file calls it.
    pub label: Line,
    /// The file's figure, as shown.
    pub file: Line,
    /// The loaded figure, as shown.
    pub loaded: Line,
    /// The difference as shown, if there is one.
    pub gap: Option<Line>,
}

/// The row errors of an upload: the first 20 for the mail's table, and where all of them are.
#[derive(Clone, Debug, Serialize)]
pub struct Errors {
    total: u64,
    title: String,
    first: Vec<ErrorLine>,
    cure: String,
}

/// Where all row errors of an upload are.
#[derive(Clone, Copy, Debug)]
pub enum AllErrors<'a> {
    /// Attached under this name: the sender's own sheets, to be corrected.
    Workbook(&'a str),
    /// Attached under this name: a list.
    List(&'a str),
    /// On the upload's page.
    OnThePage,
}

/// One row error.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorLine {
    /// The sheet, where the file has several.
    pub sheet: Option<Line>,
    /// The row, 1-based, as the sender sees it.
    pub row: u32,
    /// The header of the column, if one is meant.
    pub column: Option<Line>,
    /// What is wrong and what to do.
    pub message: Line,
    /// What was read, perhaps empty.
    pub value: Line,
}

/// A question that an upload waits for.
#[derive(Clone, Debug, Serialize)]
pub struct Need {
    question: &'static str,
    reason: &'static str,
    suggestions: Vec<Line>,
}

impl Errors {
    /// Of all errors in the order of the file.
    pub fn new(total: u64, in_order: impl IntoIterator<Item = ErrorLine>, all: AllErrors<'_>) -> Self {
        let first: Vec<ErrorLine> = in_order.into_iter().take(ERRORS_SHOWN).collect();
        let count = thousands_apart(&total.to_string());
        let title = match total {
            1 => "The row error".to_owned(),
            _ if total > first.len() as u64 => format!("The first {} of {count} row errors", first.len()),
            _ => format!("The {count} row errors"),
        };
        let cure = match all {
            AllErrors::Workbook(name) => format!(
                "All of them are marked in the attached {}, which is your own table. Correct the coloured cells there and \
                 send it: it takes the place of the file, and what was missing is loaded.",
                Line::name(name)
            ),
            AllErrors::List(name) => format!("All of them are attached as {}. {SEND_AGAIN}", Line::name(name)),
            AllErrors::OnThePage => format!("All of them are on the upload's page. {SEND_AGAIN}"),
        };
        Self { total, title, first, cure }
    }
}

impl Need {
    /// Nobody described this table; `suggestions` are proposed columns or the closest formats.
    pub fn format(suggestions: Vec<Line>) -> Self {
        Self {
            question: "What is in which column?",
            reason: "No known format fits this table. Confirm or correct the proposed columns; they can be kept for next time.",
            suggestions,
        }
    }

    /// The file can be read in two ways; `choices` say what each would give.
    pub fn reading(choices: Vec<Line>) -> Self {
        Self {
            question: "How is the file to be read?",
            reason: "It can be read in two ways, and nothing in it proves which. The answer is remembered for the next file.",
            suggestions: choices,
        }
    }

    /// No period anywhere; `suggestions` are likely ones.
    pub fn period(suggestions: Vec<Line>) -> Self {
        Self {
            question: "Which period do these sales belong to?",
            reason: "Neither the file's name nor its cells name a day, a week or a month.",
            suggestions,
        }
    }

    /// May be a part of a period, not a correction of it; `suggestions` say what each answer would change.
    pub fn mode(suggestions: Vec<Line>) -> Self {
        Self {
            question: "Does this file add to the period, or does it replace it?",
            reason: "Figures of this period are loaded already, and this file looks like a part of it.",
            suggestions,
        }
    }
}

impl Control {
    fn sentence(&self) -> String {
        match &self.gap {
            None => format!("{}: {}, as loaded", self.label, self.file),
            Some(gap) => format!("{}: {} in the file, {} loaded, a gap of {gap}", self.label, self.file, self.loaded),
        }
    }
}

#[derive(Serialize)]
struct ShownControl {
    sentence: String,
}

impl Serialize for Control {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ShownControl { sentence: self.sentence() }.serialize(serializer)
    }
}

pub(crate) fn as_name<S: Serializer>(name: &Line, serializer: S) -> Result<S::Ok, S::Error> {
    Line::name(&name.to_string()).serialize(serializer)
}
