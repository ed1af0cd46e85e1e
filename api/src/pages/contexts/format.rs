//! The page of one format: its description to be edited, its versions, and what a trial of it found.

use chrono::{DateTime, Utc};
use sellout_ingest::compare::{Difference, Fields, Reading};
use sellout_ingest::format::AmountsAre;
use sellout_ingest::value::{DateOrder, DecimalSign};
use sellout_ingest::{Answers, FormatError};
use sellout_store::format_tests::{Found, TriedFile};
use serde::Serialize;
use uuid::Uuid;

use crate::pages::Page;
use crate::routes::formats::lessons::LessonView;
use crate::routes::formats::show::FormatView;
use crate::routes::formats::versions::VersionView;

/// How many lines are shown above and below a mistake.
const AROUND: usize = 2;

/// One format.
#[derive(Debug, Serialize)]
pub(crate) struct FormatPage {
    pub(crate) format: FormatView,
    /// What was just done.
    pub(crate) said: Option<String>,
    /// What stands in the field to be edited.
    pub(crate) source: String,
    pub(crate) mistake: Option<Mistake>,
    /// The built-in description of this code, to look at.
    pub(crate) builtin: Option<String>,
    pub(crate) versions: Vec<Kept>,
    /// What is remembered of earlier files.
    pub(crate) lessons: Vec<Remembered>,
    pub(crate) trial: Option<Trial>,
}

/// A saved version.
#[derive(Debug, Serialize)]
pub(crate) struct Kept {
    pub(crate) version: i32,
    pub(crate) active: bool,
    pub(crate) created_at: DateTime<Utc>,
}

/// Something remembered of earlier files.
#[derive(Debug, Serialize)]
pub(crate) struct Remembered {
    /// The header; empty where it is about how the files are written.
    header: String,
    /// What is remembered, in words.
    says: String,
    forgotten: bool,
    upload_id: Uuid,
    filename: String,
    learned_at: DateTime<Utc>,
}

impl From<LessonView> for Remembered {
    fn from(lesson: LessonView) -> Self {
        let LessonView { header, stands_for, reading, forgotten, upload_id, filename, learned_at } = lesson;
        let says = match (stands_for, reading) {
            (Some(word), _) if word.is_empty() => "is not read".to_owned(),
            (Some(word), _) => format!("is {word}"),
            (None, reading) => written(&reading.unwrap_or_default()),
        };
        Self { header: header.unwrap_or_default(), says, forgotten, upload_id, filename, learned_at }
    }
}

/// How files are written, in words.
fn written(reading: &Answers) -> String {
    let dates = reading.dates.map(|order| match order {
        DateOrder::MonthFirst => "the month stands first in dates",
        _ => "the day stands first in dates",
    });
    let decimal = reading.decimal.map(|sign| match sign {
        DecimalSign::Comma => "a comma stands before decimals",
        _ => "a point stands before decimals",
    });
    let amounts = reading.amounts.map(|amounts| match amounts {
        AmountsAre::Line => "amounts are for all pieces of a row",
        AmountsAre::Unit => "amounts are for one piece",
    });
    let vat = reading.vat_included.map(|with| if with { "amounts include VAT" } else { "amounts are without VAT" });
    [dates, decimal, amounts, vat].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// A mistake, with the lines that it stands in.
#[derive(Debug, Serialize)]
pub(crate) struct Mistake {
    line: usize,
    column: usize,
    message: String,
    lines: Vec<Line>,
}

/// A line of a description.
#[derive(Debug, Serialize)]
struct Line {
    number: usize,
    text: String,
    /// What is shown below it: a sign under the mistake.
    sign: Option<String>,
}

/// What a trial found.
#[derive(Debug, Serialize)]
pub(crate) struct Trial {
    pub(crate) status: &'static str,
    pub(crate) error: Option<String>,
    pub(crate) same: usize,
    pub(crate) different: usize,
    pub(crate) newly_read: usize,
    pub(crate) not_tried: usize,
    pub(crate) files: Vec<EarlierFile>,
}

/// One earlier file.
#[derive(Debug, Serialize)]
pub(crate) struct EarlierFile {
    upload_id: Uuid,
    filename: String,
    created_at: DateTime<Utc>,
    same: bool,
    not_tried: Option<String>,
    /// Its counts, those that differ marked.
    counts: Vec<Change>,
    rows: Vec<Row>,
}

/// A row that comes out otherwise.
#[derive(Debug, Serialize)]
struct Row {
    place: String,
    changes: Vec<Change>,
}

/// Something before and after.
#[derive(Debug, Serialize)]
struct Change {
    what: String,
    before: Option<String>,
    after: Option<String>,
    differs: bool,
}

impl From<VersionView> for Kept {
    fn from(kept: VersionView) -> Self {
        Self { version: kept.version, active: kept.active, created_at: kept.created_at }
    }
}

impl Mistake {
    /// The mistake of a description, with the lines around it.
    pub(crate) fn of(error: &FormatError, source: &str) -> Self {
        let numbered = source.lines().zip(1..);
        let near = numbered.filter(|(_, number)| error.line.abs_diff(*number) <= AROUND);
        let sign = |number: usize| (number == error.line).then(|| " ".repeat(error.column.saturating_sub(1)) + "^");
        let lines = near.map(|(text, number)| Line { number, text: text.to_owned(), sign: sign(number) }).collect();
        Self { line: error.line, column: error.column, message: error.message.clone(), lines }
    }
}

impl Trial {
    /// A trial that has come to something.
    pub(crate) fn found(found: Found) -> Self {
        let Found { same, different, newly_read, not_tried, files } = found;
        let files = files.into_iter().map(EarlierFile::of).collect();
        Self { status: "completed", error: None, same, different, newly_read, not_tried, files }
    }

    /// A trial that has not, or never will.
    pub(crate) fn of(status: &'static str, error: Option<String>) -> Self {
        Self { status, error, same: 0, different: 0, newly_read: 0, not_tried: 0, files: Vec::new() }
    }
}

impl EarlierFile {
    fn of(file: TriedFile) -> Self {
        let TriedFile { upload_id, filename, created_at, comparison, not_tried } = file;
        let mut tried = Self {
            upload_id: upload_id.0,
            filename,
            created_at,
            same: false,
            not_tried,
            counts: Vec::new(),
            rows: Vec::new(),
        };
        if let Some(found) = comparison {
            tried.same = found.same;
            tried.counts = counts(found.before.as_ref(), &found.after);
            tried.rows = found.differences.into_iter().map(Row::of).collect();
        }
        tried
    }
}

fn counts(before: Option<&Reading>, after: &Reading) -> Vec<Change> {
    let change = |what: &str, of: &dyn Fn(&Reading) -> String| {
        let (before, after) = (before.map(of), of(after));
        Change { what: what.to_owned(), differs: before.as_ref() != Some(&after), before, after: Some(after) }
    };
    let money = |reading: &Reading| {
        reading.amounts.iter().map(|(currency, amount)| format!("{amount} {currency}")).collect::<Vec<_>>().join(", ")
    };
    let mut counts = vec![
        change("Sales", &|reading| reading.rows.to_string()),
        change("Units", &|reading| reading.units.clone()),
        change("Amount", &money),
        change("Errors", &|reading| reading.errors.to_string()),
        change("No sales", &|reading| reading.skipped.to_string()),
    ];
    let further = [
        change("Recognised as", &|reading| {
            reading.recognised_as.clone().unwrap_or_else(|| "nothing for sure".to_owned())
        }),
        change("Cannot be read", &|reading| reading.problem.clone().unwrap_or_default()),
        change("Where figures are", &|reading| if reading.adds { "adds" } else { "takes their place" }.to_owned()),
    ];
    counts.extend(further.into_iter().filter(|change| change.differs));
    counts
}

impl Row {
    fn of(difference: Difference) -> Self {
        let Difference { sheet, row, before, after } = difference;
        let place = sheet.map_or_else(|| format!("row {row}"), |sheet| format!("{sheet}, row {row}"));
        Self { place, changes: changes(&before.unwrap_or_default(), &after.unwrap_or_default()) }
    }
}

fn changes(before: &Fields, after: &Fields) -> Vec<Change> {
    let mut fields: Vec<&String> = before.keys().chain(after.keys()).collect();
    fields.sort_unstable();
    fields.dedup();
    let change = |field: &String| Change {
        what: field.clone(),
        before: before.get(field).cloned(),
        after: after.get(field).cloned(),
        differs: true,
    };
    fields.into_iter().map(change).collect()
}

impl Page for FormatPage {
    const TEMPLATE: &'static str = "format.html";

    fn sample() -> Self {
        let source = "extends = \"generic\"\n[policy]\ncurency = \"<b>\"\n".to_owned();
        let error = FormatError { line: 3, column: 1, message: "unknown field `curency`".to_owned() };
        let fields = |text: &str| Some(Fields::from([("product".to_owned(), text.to_owned())]));
        let differences = vec![Difference { sheet: None, row: 3, before: fields("<Pen>"), after: None }];
        let comparison = sellout_ingest::Comparison {
            same: false,
            before: Some(Reading::default()),
            after: Reading { rows: 1, ..Reading::default() },
            differences,
        };
        let file = |comparison, not_tried| TriedFile {
            upload_id: Uuid::nil().into(),
            filename: "<sales>.csv".to_owned(),
            created_at: DateTime::UNIX_EPOCH,
            comparison,
            not_tried,
        };
        let files = vec![file(Some(comparison), None), file(None, Some("it is too large".to_owned()))];
        Self {
            format: FormatView::sample(),
            said: Some("Saved as version 2.".to_owned()),
            mistake: Some(Mistake::of(&error, &source)),
            source,
            builtin: Some("code = \"generic\"".to_owned()),
            versions: vec![
                Kept { version: 2, active: true, created_at: DateTime::UNIX_EPOCH },
                Kept { version: 1, active: false, created_at: DateTime::UNIX_EPOCH },
            ],
            lessons: vec![Remembered {
                header: "<Menge>".to_owned(),
                says: "is quantity".to_owned(),
                forgotten: false,
                upload_id: Uuid::nil(),
                filename: "<sales>.csv".to_owned(),
                learned_at: DateTime::UNIX_EPOCH,
            }],
            trial: Some(Trial::found(Found::of(files))),
        }
    }
}
