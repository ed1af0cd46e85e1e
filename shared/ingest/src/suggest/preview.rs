//! The first rows as a format would load them: the real parse over the head of the file, its row errors in place.

use sellout_model::{Currency, Period, PlaceParts, Quantity};
use serde::Serialize;

use crate::book::{Book, Rows, SheetInfo};
use crate::cells::Row;
use crate::error::ReadError;
use crate::format::Format;
use crate::parse::parse;
use crate::profile::{Context, profile};
use crate::record::{Item, Record, RowError};

/// So many rows are shown, and so many of each sheet are read for them.
const SHOWN: usize = 20;
const READ: u32 = 2_000;

/// The first rows, or why there are none.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Preview {
    /// In the order of the file; rows with months or stores across give several.
    pub rows: Vec<PreviewRow>,
    /// Why the file cannot be read so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// A row as it would be loaded, skipped or refused.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PreviewRow {
    /// Its sheet; empty for a text file.
    pub sheet: String,
    /// As the sender sees it, 1-based.
    pub row: u32,
    /// The sale; none where the row is no sale or is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sale: Option<Shown>,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<PreviewError>,
}

/// What would be loaded.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Shown {
    pub ean: Option<String>,
    pub product: Option<String>,
    /// None where nothing says it yet.
    pub vendor: Option<String>,
    pub store: Option<String>,
    /// None of orders, which have a place of their own.
    pub channel: Option<String>,
    /// None where nothing says it yet.
    pub period: Option<String>,
    pub order_id: Option<String>,
    pub quantity: Option<Quantity>,
    /// In `currency`, as a decimal.
    pub amount: Option<String>,
    pub currency: Option<String>,
}

/// A row error.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PreviewError {
    pub column: Option<String>,
    pub code: String,
    pub message: String,
    pub value: String,
}

/// Reads the head of a book. Where nothing says the period, the rows are shown without one.
pub fn preview(book: &dyn Book, format: &Format, ctx: &Context) -> Result<Preview, ReadError> {
    let head = HeadOf { book };
    match read(&head, format, ctx, true) {
        Err(ReadError::File(error)) if error.code == "needs_period" => {
            // Any month will do: it is not shown.
            let ctx = Context { period: Period::month(2000, 1), ..ctx.clone() };
            refused(read(&head, format, &ctx, false))
        }
        other => refused(other),
    }
}

fn refused(read: Result<Preview, ReadError>) -> Result<Preview, ReadError> {
    match read {
        Err(ReadError::File(error)) => Ok(Preview { rows: Vec::new(), refused: Some(error.message) }),
        other => other,
    }
}

fn read(book: &dyn Book, format: &Format, ctx: &Context, dated: bool) -> Result<Preview, ReadError> {
    let profile = profile(book, format, ctx)?;
    let sheet = |at: u16| book.sheets().get(usize::from(at)).map(|info| info.name.clone()).unwrap_or_default();
    let mut rows: Vec<PreviewRow> = Vec::new();
    for item in parse(book, format, &profile, ctx) {
        let (source, sale, error) = match item? {
            Item::Sale(record) => (record.source, Some(Shown::of(&record, ctx, dated)), None),
            Item::Error(error) => (error.source, None, Some(PreviewError::of(*error))),
            Item::Skipped(source) | Item::Named { source, .. } => (source, None, None),
            Item::Alias(alias) => (alias.source, None, None),
            Item::Warning(_) | Item::Control(_) => continue,
        };
        let sheet = sheet(source.sheet);
        let full = rows.len() == SHOWN;
        match rows.last_mut() {
            Some(last) if error.is_some() && last.sale.is_none() && (&last.sheet, last.row) == (&sheet, source.row) => {
                last.errors.extend(error);
            }
            _ if full => break,
            _ => rows.push(PreviewRow { sheet, row: source.row, sale, errors: error.into_iter().collect() }),
        }
    }
    Ok(Preview { rows, refused: None })
}

impl Shown {
    fn of(record: &Record, ctx: &Context, dated: bool) -> Self {
        let digits = record.currency.map_or(2, Currency::digits);
        Self {
            ean: record.product.ean.map(|ean| ean.to_string()),
            product: record.product.text.clone(),
            vendor: record.named.vendor_name.as_ref().or(ctx.vendor.as_ref()).cloned(),
            store: record.named.store_name.clone(),
            channel: match &record.named.place.parts {
                PlaceParts::Period { channel, .. } => Some(channel.to_string()),
                PlaceParts::Order(_) | PlaceParts::Settlement(_) => None,
            },
            period: dated.then(|| record.period.to_string()),
            order_id: record.order.as_ref().map(|order| order.order_id.clone()),
            quantity: record.quantity,
            amount: record.amount.map(|amount| amount.to_text(digits)),
            currency: record.currency.map(|currency| currency.code().to_owned()),
        }
    }
}

impl PreviewError {
    fn of(error: RowError) -> Self {
        Self { column: error.column, code: error.code.to_owned(), message: error.message, value: error.value }
    }
}

/// The head of a book: what a preview may cost does not grow with the file.
struct HeadOf<'a> {
    book: &'a dyn Book,
}

impl Book for HeadOf<'_> {
    fn sheets(&self) -> &[SheetInfo] {
        self.book.sheets()
    }

    fn open(&self, sheet: usize) -> Result<Box<dyn Rows + '_>, ReadError> {
        Ok(Box::new(HeadRows { rows: self.book.open(sheet)?, left: READ }))
    }
}

struct HeadRows<'a> {
    rows: Box<dyn Rows + 'a>,
    left: u32,
}

impl Rows for HeadRows<'_> {
    fn next(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(false) };
        self.left = left;
        self.rows.next(row)
    }
}
