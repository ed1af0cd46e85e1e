//! Parsing and preparing in a thread of its own, entering here, rows written by a task of their own: constant memory,
//! all cores at work.

use std::collections::VecDeque;
use std::sync::Arc;

use sellout_ingest::question::{Contradiction, about_amounts};
use sellout_ingest::{Context, Drift, Format, Item, Line, Profile, ReadError, RowWarning, parse, profile};
use sellout_model::{LoadId, OrgId, UploadId};
use sellout_store::load::{self, Chunk, Load, WriteError};
use sellout_store::rates::RateTable;
use sellout_store::row_errors::{self, NewRowError};
use sellout_store::{Db, organisations};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::derive::Conversion;
use super::keys::{Called, Keys};
use super::prepare::{Prepared, Preparer};
use super::price::Pricing;
use super::{Chosen, Counted, OpenedBook, Progress, Trouble, Work};
use crate::services::Services;

/// How many items travel together: a chunk of them is written in about 50 ms on `SQLite`, where others wait for it.
const A_CHUNK: usize = 6_000;
/// The same on `PostgreSQL`, where nobody waits and each chunk costs a few round trips.
const A_LARGE_CHUNK: usize = 12_000;
/// How many chunks are written at a time on `PostgreSQL`: its indexes keep one of its processes busier than this one.
const AT_ONCE: usize = 2;
/// The first chunk is smaller and each one twice the one before: most products are new in it, and the next are looked up
/// while its rows are written.
const A_FIRST_CHUNK: usize = 1_500;
/// How many chunks wait for the writer.
const WAITING: usize = 1;

/// What the profile found, ready to parse by.
#[derive(Debug)]
pub(super) struct Plan {
    format: Arc<Format>,
    profile: Arc<Profile>,
    context: Context,
    /// What has changed in the file against its format.
    changed: Vec<RowWarning>,
}

impl Plan {
    /// How many rows the profile has seen.
    pub(super) fn rows(&self) -> u64 {
        self.profile.rows
    }

    /// What to ask about the money of the rows, where the file's own figures contradict the format.
    pub(super) async fn about_amounts(&self, book: &OpenedBook, why: Contradiction) -> Result<(), Trouble> {
        let (book, format, context) = (book.shared(), Arc::clone(&self.format), self.context.clone());
        let asked = tokio::task::spawn_blocking(move || about_amounts(&*book, &format, &context, why)).await;
        match asked.map_err(|e| Trouble::Passing(format!("comparing the totals stopped: {e}")))?? {
            Some(question) => Err(Trouble::asks(&[question])),
            None => Ok(()),
        }
    }
}

/// Profiles the columns from all their values, in a thread of its own. What they leave open stops the upload.
pub(super) async fn plan(book: &OpenedBook, chosen: &Chosen, work: &Work) -> Result<Plan, Trouble> {
    let format = &chosen.format;
    let context = Context {
        filename: work.called.clone(),
        period: work.upload.period_given(),
        vendor: work.upload.vendor_given.clone(),
    };
    let (shared, format_, context_) = (book.shared(), Arc::clone(format), context.clone());
    let profiled = tokio::task::spawn_blocking(move || profile(&*shared, &format_, &context_)).await;
    let profile = profiled.map_err(|e| Trouble::Passing(format!("profiling stopped: {e}")))??;
    if !profile.questions.is_empty() {
        return Err(Trouble::asks(&profile.questions));
    }
    let changed = chosen.drift.as_ref().map(Drift::warnings).unwrap_or_default();
    Ok(Plan { format: Arc::clone(format), profile: Arc::new(profile), context, changed })
}

/// Parses the whole book and writes it under the load.
pub(super) async fn feed(
    services: &Services,
    work: &Work,
    load: &mut Load,
    book: OpenedBook,
    plan: Arc<Plan>,
    progress: &Progress,
) -> Result<Counted, Trouble> {
    let rows = plan.rows();
    let conversion = Arc::new(conversion(services, work).await?);
    let pricing = Pricing::of(services.db.read(), work.org, &plan.format, &conversion).await?;
    let preparer = Preparer::new(&plan.format, book.sheet_names(), conversion);
    let (send, mut receive) = mpsc::channel(WAITING);
    let most = if services.db.is_sqlite() { A_CHUNK } else { A_LARGE_CHUNK };
    let parsing = tokio::task::spawn_blocking(move || parse_all(&book, &plan, preparer, most, &send));
    let mut writer = Writer {
        services,
        work,
        keys: Keys::default(),
        numbered: Vec::new(),
        pricing,
        errors: 0,
        writing: VecDeque::with_capacity(AT_ONCE),
    };
    while let Some(prepared) = receive.recv().await {
        let read = prepared.read;
        writer.write(load, prepared).await?;
        progress("loading", read as u64, rows);
    }
    writer.settle(0).await?;
    Ok(parsing.await.map_err(|e| Trouble::Passing(format!("parsing stopped: {e}")))??)
}

/// Sends everything on, a chunk at a time; ends early where nobody takes it any more.
fn parse_all(
    book: &OpenedBook,
    plan: &Plan,
    mut preparer: Preparer,
    most: usize,
    send: &mpsc::Sender<Prepared>,
) -> Result<Counted, ReadError> {
    let book = book.shared();
    for warning in &plan.changed {
        preparer.add(Item::Warning(Box::new(warning.clone())));
    }
    let (mut items, mut a_chunk) = (0, A_FIRST_CHUNK);
    let mut parser = parse(&*book, &plan.format, &plan.profile, &plan.context);
    while let Some(line) = parser.next_line()? {
        match line {
            Line::Sale(sale) => preparer.add_sale(&parser, &sale),
            Line::Item(item) => preparer.add(item),
        }
        items += 1;
        if items == a_chunk {
            (items, a_chunk) = (0, most.min(2 * a_chunk));
            if send.blocking_send(preparer.take(a_chunk)).is_err() {
                return Ok(preparer.finish());
            }
        }
    }
    // The receiver is gone only if the load has ended already.
    send.blocking_send(preparer.take(0)).unwrap_or_default();
    for warning in book.warnings() {
        preparer.add(Item::Warning(Box::new(warning)));
    }
    let contradiction = parser.contradiction();
    let mut counted = preparer.finish();
    counted.contradiction = contradiction;
    Ok(counted)
}

async fn conversion(services: &Services, work: &Work) -> Result<Conversion, Trouble> {
    let read = services.db.read();
    let organisation = organisations::get(read, work.org).await?;
    let organisation = organisation.ok_or_else(|| Trouble::Passing(format!("organisation {} is gone", work.org)))?;
    Ok(Conversion { rates: RateTable::load(read, work.org).await?, currency: organisation.currency()? })
}

struct Writer<'s> {
    services: &'s Services,
    work: &'s Work,
    keys: Keys,
    /// The ids of keys by the numbers that rows have of them.
    numbered: Vec<i64>,
    /// Of formats whose amounts come from the list of prices.
    pricing: Option<Pricing>,
    errors: i32,
    /// The rows and row errors of the chunks before, on their way.
    writing: VecDeque<JoinHandle<Result<(), WriteError>>>,
}

impl Writer<'_> {
    async fn write(&mut self, load: &mut Load, mut prepared: Prepared) -> Result<(), Trouble> {
        if !prepared.news.is_empty() {
            let tx = self.services.db.begin().await?;
            prepared.news.write(&tx, self.work.org, self.services.clock.now()).await?;
            tx.commit().await?;
        }
        if prepared.afresh {
            self.numbered.clear();
        }
        let new = self.key_ids(&prepared.called).await?;
        self.numbered.extend(&new);
        let keys = self.numbered.clone();
        if let Some(pricing) = &mut self.pricing {
            pricing.fill(self.services.db.read(), self.work.org, &mut prepared, &new, &keys).await?;
        }
        let chunk = Chunk { afresh: prepared.afresh, places: prepared.places, keys, rows: prepared.rows };
        let entered = load::enter(&self.services.db, load, chunk).await?;
        self.keys.bound();
        let errors =
            KeptErrors { org: self.work.org, load: load.id, upload: self.work.upload.id(), before: self.errors };
        self.errors += prepared.errors.len() as i32;
        let db = self.services.db.clone();
        // Writing rows down takes a while; on this thread it would keep the chunk before from being written.
        let for_rows = db.clone();
        let ready = tokio::task::spawn_blocking(move || load::prepare_rows(&for_rows, entered)).await;
        let ready = ready.map_err(|e| Trouble::Passing(format!("preparing rows stopped: {e}")))??;
        self.settle(if db.is_sqlite() { 0 } else { AT_ONCE - 1 }).await?;
        self.writing.push_back(tokio::spawn(async move {
            load::write_rows(&db, ready).await?;
            errors.write(&db, &prepared.errors).await
        }));
        Ok(())
    }

    /// Waits until no more than so many chunks are on their way.
    async fn settle(&mut self, most: usize) -> Result<(), Trouble> {
        while self.writing.len() > most
            && let Some(writing) = self.writing.pop_front()
        {
            writing.await.map_err(|e| Trouble::Passing(format!("writing stopped: {e}")))??;
        }
        Ok(())
    }

    async fn key_ids(&mut self, called: &[Called]) -> Result<Vec<i64>, Trouble> {
        let mut ids = self.keys.ids(called);
        if ids.contains(&None) {
            let unknown = called.iter().zip(&ids).filter(|(_, id)| id.is_none()).map(|(called, _)| called);
            let tx = self.services.db.begin().await?;
            self.keys.learn(&tx, self.work.org, unknown, self.services.clock.now()).await?;
            tx.commit().await?;
            ids = self.keys.ids(called);
        }
        let all: Option<Vec<i64>> = ids.into_iter().collect();
        all.ok_or_else(|| Trouble::Passing("a product key is gone".to_owned()))
    }
}

/// Where row errors are kept.
struct KeptErrors {
    org: OrgId,
    load: LoadId,
    upload: UploadId,
    /// How many of the load are kept already.
    before: i32,
}

impl KeptErrors {
    async fn write(&self, db: &Db, errors: &[NewRowError]) -> Result<(), WriteError> {
        if errors.is_empty() {
            return Ok(());
        }
        let tx = db.begin().await?;
        row_errors::insert(&tx, self.org, self.load, self.upload, self.before, errors).await?;
        Ok(tx.commit().await?)
    }
}
