//! Parsing in a thread of its own, deriving and writing here: constant memory, both cores at work.

use std::sync::Arc;

use sellout_ingest::{Context, Format, Item, Profile, ReadError, RowError, parse, profile};
use sellout_model::OrgId;
use sellout_store::load::{self, Chunk, Load};
use sellout_store::organisations;
use sellout_store::product_keys::NewKey;
use sellout_store::rates::RateTable;
use sellout_store::row_errors::{self, NewRowError};
use tokio::sync::mpsc;

use super::derive::{Conversion, sales_row};
use super::keys::Keys;
use super::places::Places;
use super::{Counted, OpenedBook, Progress, Trouble, Work};
use crate::services::Services;

/// How many items travel together: a chunk of them is written in about 50 ms on `SQLite`.
const A_CHUNK: usize = 4_000;
/// How many chunks wait for the writer.
const WAITING: usize = 2;
/// How many row errors are kept with their values; the others are counted by kind.
const KEPT_ERRORS: i32 = 10_000;

/// What the profile found, ready to parse by.
#[derive(Debug)]
pub(super) struct Plan {
    format: Arc<Format>,
    profile: Arc<Profile>,
    context: Context,
}

impl Plan {
    /// How many rows the profile has seen.
    pub(super) fn rows(&self) -> u64 {
        self.profile.rows
    }
}

/// Profiles the columns from all their values, in a thread of its own.
pub(super) async fn plan(book: &OpenedBook, format: &Arc<Format>, work: &Work) -> Result<Plan, Trouble> {
    let context = Context {
        filename: work.upload.filename.clone(),
        period: work.upload.period_given(),
        vendor: work.upload.vendor_given.clone(),
    };
    let (shared, format_, context_) = (book.shared(), Arc::clone(format), context.clone());
    let profiled = tokio::task::spawn_blocking(move || profile(&*shared, &format_, &context_)).await;
    let profile = profiled.map_err(|e| Trouble::Passing(format!("profiling stopped: {e}")))??;
    Ok(Plan { format: Arc::clone(format), profile: Arc::new(profile), context })
}

/// Parses the whole book and writes it under the load.
pub(super) async fn feed(
    services: &Services,
    work: &Work,
    load: &mut Load,
    book: OpenedBook,
    plan: Plan,
    progress: &Progress,
) -> Result<Counted, Trouble> {
    let rows = plan.rows();
    let mut writer = Writer::new(services, work, &book, &plan.format).await?;
    let (send, mut receive) = mpsc::channel::<Result<Vec<Item>, ReadError>>(WAITING);
    let shared = book.shared();
    let parsing = tokio::task::spawn_blocking(move || {
        let mut items = Vec::with_capacity(A_CHUNK);
        for item in parse(&*shared, &plan.format, &plan.profile, &plan.context) {
            match item {
                Ok(item) => items.push(item),
                Err(error) => {
                    // The receiver is gone only if the load has ended already.
                    send.blocking_send(Err(error)).unwrap_or_default();
                    return;
                }
            }
            if items.len() == A_CHUNK
                && send.blocking_send(Ok(std::mem::replace(&mut items, Vec::with_capacity(A_CHUNK)))).is_err()
            {
                return;
            }
        }
        send.blocking_send(Ok(items)).unwrap_or_default();
    });
    while let Some(items) = receive.recv().await {
        writer.write(load, items?).await?;
        progress("loading", writer.counted.read() as u64, rows);
    }
    parsing.await.map_err(|e| Trouble::Passing(format!("parsing stopped: {e}")))?;
    for warning in book.shared().warnings() {
        writer.counted.warn(&warning, &writer.sheets);
    }
    writer.finish();
    Ok(writer.counted)
}

struct Writer<'s> {
    services: &'s Services,
    work: &'s Work,
    org: OrgId,
    sheets: Vec<String>,
    conversion: Conversion,
    keys: Keys,
    places: Places,
    counted: Counted,
    next_row: i32,
    errors: i32,
}

impl<'s> Writer<'s> {
    async fn new(services: &'s Services, work: &'s Work, book: &OpenedBook, format: &Format) -> Result<Self, Trouble> {
        let read = services.db.read();
        let organisation = organisations::get(read, work.org).await?;
        let organisation =
            organisation.ok_or_else(|| Trouble::Passing(format!("organisation {} is gone", work.org)))?;
        let rates = RateTable::load(read, work.org).await?;
        Ok(Self {
            services,
            work,
            org: work.org,
            sheets: book.sheet_names(),
            conversion: Conversion { rates, currency: organisation.currency()? },
            keys: Keys::default(),
            places: Places::of(format),
            counted: Counted::default(),
            next_row: 0,
            errors: 0,
        })
    }

    async fn write(&mut self, load: &mut Load, items: Vec<Item>) -> Result<(), Trouble> {
        self.learn_keys(&items).await?;
        let mut chunk = Chunk { rows: Vec::with_capacity(items.len()), named: Vec::new() };
        let mut errors = Vec::new();
        for item in items {
            self.take(item, &mut chunk, &mut errors)?;
        }
        if self.places.has_news() {
            let tx = self.services.db.begin().await?;
            self.places.write(&tx, self.org, self.services.clock.now()).await?;
            tx.commit().await?;
        }
        load::write(&self.services.db, load, &chunk).await?;
        self.keep_errors(load, &errors).await?;
        self.keys.bound();
        Ok(())
    }

    fn unknown_keys(&self, items: &[Item]) -> Vec<NewKey> {
        let records =
            items.iter().filter_map(|item| if let Item::Sale(record) = item { Some(&**record) } else { None });
        self.keys.unknown(records)
    }

    async fn learn_keys(&mut self, items: &[Item]) -> Result<(), Trouble> {
        let unknown = self.unknown_keys(items);
        if unknown.is_empty() {
            return Ok(());
        }
        let tx = self.services.db.begin().await?;
        self.keys.learn(&tx, self.org, unknown, self.services.clock.now()).await?;
        tx.commit().await?;
        Ok(())
    }

    fn take(&mut self, item: Item, chunk: &mut Chunk, errors: &mut Vec<NewRowError>) -> Result<(), Trouble> {
        match item {
            Item::Sale(record) => {
                let booked_on = record.sold_on.unwrap_or(record.period.to);
                let converted = self.conversion.convert(record.amount, record.currency, booked_on);
                if let (Some(currency), Some(_), None) = (record.currency, record.amount, converted.amount) {
                    self.counted.miss_rate(currency, booked_on, record.source);
                }
                self.counted.add_original(record.currency, record.amount);
                let sold_by = self.places.meet(&record.place, record.store_name.as_ref(), record.vendor_name.as_ref());
                let key = self.keys.id(&record).ok_or_else(|| Trouble::Passing("a product key is gone".to_owned()))?;
                self.next_row += 1;
                self.counted.loaded += 1;
                chunk.rows.push(sales_row(record, converted, sold_by, key, self.next_row));
            }
            Item::Named { place, store_name, vendor_name, .. } => {
                let sold_by = self.places.meet(&place, store_name.as_ref(), vendor_name.as_ref());
                self.counted.skipped += 1;
                self.counted.named += 1;
                chunk.named.push((place, sold_by));
            }
            Item::Skipped(_) => self.counted.skipped += 1,
            Item::Error(error) => {
                self.counted.fail(error.source);
                errors.push(self.row_error(*error));
            }
            Item::Warning(warning) => self.counted.warn(&warning, &self.sheets),
            Item::Control(control) => self.counted.controls.push(*control),
        }
        Ok(())
    }

    fn row_error(&self, error: RowError) -> NewRowError {
        NewRowError {
            sheet: self.sheets.get(usize::from(error.source.sheet)).cloned().unwrap_or_default(),
            row: Some(error.source.row),
            column: error.column,
            severity: "error",
            code: error.code.to_owned(),
            message: error.message,
            value: error.value,
            raw: error.raw,
        }
    }

    async fn keep_errors(&mut self, load: &Load, errors: &[NewRowError]) -> Result<(), Trouble> {
        let room = usize::try_from(KEPT_ERRORS - self.errors).unwrap_or_default().min(errors.len());
        if room > 0 {
            let tx = self.services.db.begin().await?;
            let upload = self.work.upload.id();
            row_errors::insert(&tx, self.org, load.id, upload, self.errors, &errors[..room]).await?;
            tx.commit().await?;
        }
        self.errors = self.errors.saturating_add(errors.len() as i32);
        Ok(())
    }

    fn finish(&mut self) {
        if self.errors > KEPT_ERRORS {
            let message = format!("{} row errors in all; the first {KEPT_ERRORS} are kept", self.errors);
            self.counted.warn_with("errors_left_out", message, None, None);
        }
        let missing: Vec<_> = self.counted.no_rates.iter().map(|(at, source)| (*at, *source)).collect();
        for ((currency, month), source) in missing {
            let message = format!(
                "no exchange rate for {currency} in {}: its rows are loaded unconverted and convert when the rate is there; add it with `sellout rates import`",
                month.format("%Y-%m")
            );
            let sheet = self.sheets.get(usize::from(source.sheet)).filter(|s| !s.is_empty()).cloned();
            self.counted.warn_with("no_rate", message, sheet, Some(source.row));
        }
        self.warn_of_gaps();
    }

    /// A total of the file that its rows do not come to, by a cent or by one piece.
    fn warn_of_gaps(&mut self) {
        let gaps: Vec<_> = self.counted.controls.iter().filter(|c| super::settle::has_gap(c)).cloned().collect();
        for control in gaps {
            let sheet = self.sheets.get(usize::from(control.source.sheet)).filter(|s| !s.is_empty()).cloned();
            let message = super::settle::gap_in_words(&control);
            self.counted.warn_with("control_total", message, sheet, Some(control.source.row));
        }
    }
}
