//! An organisation of its own in a database, told the same story as the model.

pub(crate) mod merging;

use std::collections::BTreeMap;
use std::ops::Add;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, Statement as Sql};
use sellout_ingest::OrderFields;
use sellout_model::rule::{Book, Load as ModelLoad, Step};
use sellout_model::{
    Amount, Channel, Currency, LoadId, Mode, OrgId, Place, PlaceKind, RowHash, StoreKey, UploadId, Vat,
};
use sellout_store::Db;
use sellout_store::figures::{Counted, MovedPlace, moved};
use sellout_store::load::{self, Chunk, LoadCounts, MetPlace, SalesRow, SoldBy};
use sellout_store::organisations::{self, NewOrganisation};
use sellout_store::uploads::{self, Answer, Findings, NewUpload};
use uuid::Uuid;

use crate::scenario::{Event, load as model_load};

type CountedKeys = BTreeMap<(String, String), Vec<RowHash>>;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_750_000_000, 0).expect("a time")
}

pub(crate) struct World {
    db: Db,
    org: OrgId,
    book: Book,
    ids: Vec<UploadId>,
    undone: Vec<i64>,
    /// Of each upload: its newest load, how it is judged, and whether it is forced.
    sent: BTreeMap<i64, (ModelLoad, Mode, bool)>,
    /// What counted after each step, by data version.
    versions: BTreeMap<i64, CountedKeys>,
}

impl World {
    pub(crate) async fn new(db: &Db) -> Self {
        let new = NewOrganisation { name: "acme", currency: Currency::EUR, timezone: "UTC" };
        let org = organisations::create(db.write(), &new, now()).await.expect("an organisation").org();
        let (book, ids, undone) = (Book::default(), Vec::new(), Vec::new());
        Self { db: db.clone(), org, book, ids, undone, sent: BTreeMap::new(), versions: BTreeMap::new() }
    }

    fn pick(&self, upload: u8) -> Option<i64> {
        (!self.ids.is_empty()).then(|| i64::from(upload) % self.ids.len() as i64 + 1)
    }

    fn id(&self, number: i64) -> UploadId {
        self.ids[number as usize - 1]
    }

    pub(crate) async fn happen(&mut self, event: &Event) {
        match event {
            Event::Send { given, default, forced, load } => {
                self.ids.push(accept(&self.db, self.org, *given, *forced).await);
                let number = self.ids.len() as i64;
                self.book.accept(number, *given, *default, *forced);
                self.sent.insert(number, (model_load(load), given.unwrap_or(*default), *forced));
                self.load(number, model_load(load), *default).await;
            }
            Event::Retry { upload, load } => {
                let pick = self.pick(*upload).filter(|n| !self.undone.contains(n) && !self.book.waits(*n));
                let Some(number) = pick else { return };
                let tx = self.db.begin().await.expect("a transaction");
                uploads::prepare_retry(&tx, self.org, self.id(number)).await.expect("retried");
                tx.commit().await.expect("committed");
                let default = self.default_of(number).await;
                if let Some((newest, ..)) = self.sent.get_mut(&number) {
                    *newest = model_load(load);
                }
                self.load(number, model_load(load), default).await;
            }
            Event::Undo { upload } => {
                let Some(number) = self.pick(*upload) else { return };
                self.undo(number).await;
                self.undone.push(number);
                self.book.undo(number);
            }
            Event::Answer { upload, mode } => {
                let Some(number) = self.pick(*upload).filter(|n| !self.undone.contains(n)) else { return };
                let tx = self.db.begin().await.expect("a transaction");
                let answer = Answer { mode: Some(*mode), ..Answer::default() };
                uploads::resolve(&tx, self.org, self.id(number), &answer, now()).await.expect("answered");
                tx.commit().await.expect("committed");
                self.book.answer(number, *mode);
                if let Some((_, judged, _)) = self.sent.get_mut(&number) {
                    *judged = *mode;
                }
            }
        }
        self.check_now().await;
    }

    async fn load(&mut self, number: i64, load: ModelLoad, default: Mode) {
        let asks = finish_load(&self.db, self.org, self.id(number), &load, default).await;
        assert_eq!(self.book.finish(number, load) == Step::AsksMode, asks, "whether upload {number} is asked");
    }

    /// What a preview names is what the undo then changes; the preview itself changes nothing.
    async fn undo(&self, number: i64) {
        let before = current_version(&self.db, self.org).await;
        let preview =
            uploads::preview_undo(&self.db, self.org, self.id(number), 1_000, now()).await.expect("a preview");
        assert_eq!(current_version(&self.db, self.org).await, before, "a preview changes nothing");
        let tx = self.db.begin().await.expect("a transaction");
        let report = uploads::undo(&tx, self.org, self.id(number), now()).await.expect("undone");
        tx.commit().await.expect("committed");
        assert_eq!(preview.report, report, "the preview of undoing upload {number}");
        if let Some(previewed) = preview.moved {
            let moved = moved(self.db.read(), self.org, report.version, 1_000).await.expect("what moved");
            assert_eq!(previewed, moved, "what undoing upload {number} moves");
            let sum =
                |of: fn(&MovedPlace) -> Counted| moved.places.items.iter().map(of).fold(Counted::default(), Add::add);
            let change = sum(|place| place.figures.after) - sum(|place| place.figures.before);
            assert_eq!(change, moved.all.after - moved.all.before, "the places of upload {number} tell all of it");
        }
    }

    /// The default mode an upload was first loaded with; a retry has the same format.
    async fn default_of(&self, number: i64) -> Mode {
        let text = "SELECT default_mode FROM loads WHERE upload_id = $1 ORDER BY id LIMIT 1";
        let row = query(&self.db, text, vec![self.id(number).0.into()]).await;
        row[0].try_get::<String>("", "default_mode").expect("a mode").parse().expect("a mode")
    }

    pub(crate) async fn check_now(&mut self) {
        let expected = keys(&self.book.as_of(self.book.version()));
        let version = current_version(&self.db, self.org).await;
        assert_eq!(counted(&self.db, self.org, version).await, expected, "now, at version {version}");
        self.versions.insert(version, expected);
    }

    pub(crate) async fn check_past(&self) {
        for (version, expected) in &self.versions {
            assert_eq!(&counted(&self.db, self.org, *version).await, expected, "as of version {version}");
        }
    }

    /// Eight uploads to the same places, accepted in order and loaded by two tasks at the same time.
    pub(crate) async fn finish_from_two_workers(&mut self, seed: u8) {
        let mut loads = Vec::new();
        for n in 0..8_u8 {
            let (mode, forced) = (if (n + seed).is_multiple_of(3) { Mode::Append } else { Mode::Replace }, false);
            let parts = [((n + seed) % 5, vec![(n % 3, seed % 2), (n % 2, 0)]), (3 + (n * seed) % 9, vec![(n % 4, 1)])];
            let id = accept(&self.db, self.org, Some(mode), forced).await;
            self.ids.push(id);
            self.book.accept(i64::from(n) + 1, Some(mode), mode, forced);
            loads.push((id, model_load(&parts), mode));
        }
        for (index, (_, load, _)) in loads.iter().enumerate() {
            self.book.finish(index as i64 + 1, load.clone());
        }
        let (even, odd): (Vec<_>, Vec<_>) = loads.into_iter().enumerate().partition(|(i, _)| i % 2 == 0);
        let worker = |mine: Vec<(usize, (UploadId, ModelLoad, Mode))>| {
            let (db, org) = (self.db.clone(), self.org);
            tokio::spawn(async move {
                for (_, (id, load, mode)) in mine.into_iter().rev() {
                    finish_load(&db, org, id, &load, mode).await;
                }
            })
        };
        let (one, other) = tokio::join!(worker(even), worker(odd));
        one.expect("the first worker ended");
        other.expect("the second worker ended");
    }
}

fn keys(counted: &BTreeMap<Place, Vec<RowHash>>) -> CountedKeys {
    counted.iter().map(|(place, rows)| ((place.vendor.clone(), place.key()), rows.clone())).collect()
}

async fn query(db: &Db, text: &str, values: Vec<sea_orm::Value>) -> Vec<sea_orm::QueryResult> {
    db.read().query_all_raw(Sql::from_sql_and_values(db.backend(), text, values)).await.expect("rows")
}

async fn current_version(db: &Db, org: OrgId) -> i64 {
    organisations::data_version(db.read(), org).await.expect("a version")
}

/// What counts at a version by the kept history alone; its totals must be those of the rows.
async fn counted(db: &Db, org: OrgId, version: i64) -> CountedKeys {
    let at = "h.from_version <= $2 AND (h.to_version IS NULL OR h.to_version > $2)";
    let text = format!(
        "SELECT s.id, s.vendor, s.place, h.rows, h.amount FROM statement_history h \
         JOIN statements s ON s.id = h.statement_id WHERE s.org_id = $1 AND {at} ORDER BY s.id"
    );
    let (mut places, mut totals) = (BTreeMap::new(), BTreeMap::new());
    for row in query(db, &text, vec![org.0.into(), version.into()]).await {
        let id: i64 = row.try_get("", "id").expect("an id");
        let sums: (i64, i64) = (row.try_get("", "rows").expect("rows"), row.try_get("", "amount").expect("an amount"));
        let vendor: String = row.try_get("", "vendor").expect("a vendor");
        let place: String = row.try_get("", "place").expect("a place");
        totals.insert(id, sums);
        places.insert(id, (vendor, place));
    }
    let text = format!(
        "SELECT e.statement_id, e.row_hash, e.amount FROM sales e \
         JOIN statement_history h ON h.statement_id = e.statement_id WHERE e.org_id = $1 AND {at} AND NOT EXISTS \
         (SELECT 1 FROM uncounted_rows u WHERE u.statement_id = e.statement_id AND u.row_no = e.row_no \
         AND u.from_version <= $2 AND (u.to_version IS NULL OR u.to_version > $2))"
    );
    let mut sums: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    let mut counted = CountedKeys::new();
    for row in query(db, &text, vec![org.0.into(), version.into()]).await {
        let id: i64 = row.try_get("", "statement_id").expect("a statement");
        let sum = sums.entry(id).or_default();
        sum.0 += 1;
        sum.1 += row.try_get::<i64>("", "amount").expect("an amount");
        let hash = RowHash(row.try_get("", "row_hash").expect("a hash"));
        counted.entry(places[&id].clone()).or_default().push(hash);
    }
    totals.retain(|_, (rows, _)| *rows > 0);
    assert_eq!(totals, sums, "kept totals are those of the rows at version {version}");
    for rows in counted.values_mut() {
        rows.sort_unstable();
    }
    counted
}

async fn accept(db: &Db, org: OrgId, given: Option<Mode>, forced: bool) -> UploadId {
    let id = UploadId(Uuid::now_v7());
    let new = NewUpload {
        id,
        filename: "sales.csv".to_owned(),
        size_bytes: 1,
        sha256: id.0.simple().to_string().repeat(2),
        storage_key: String::new(),
        vendor: None,
        period: None,
        mode: given,
        format_source: None,
        forced,
        corrects: None,
        notify: Vec::new(),
        uploaded_by: None,
        now: now(),
    };
    let tx = db.begin().await.expect("a transaction");
    uploads::accept(&tx, org, &new).await.expect("accepted");
    tx.commit().await.expect("committed");
    id
}

/// Loads an upload as a worker does; whether it asks for its mode.
async fn finish_load(db: &Db, org: OrgId, upload: UploadId, model: &ModelLoad, default: Mode) -> bool {
    assert!(uploads::begin(db.write(), org, upload, now()).await.expect("begun"));
    let id = LoadId(Uuid::now_v7());
    let mut loading = load::begin(db.write(), org, upload, id, now()).await.expect("a load");
    let sold_by = Arc::new(SoldBy { store: StoreKey::all(), channel: Channel::Online });
    let mut row_no = 0;
    for statement in model {
        let place = Arc::new(statement.place.clone());
        let of_order = place.kind() != PlaceKind::Period;
        let keys = statement.rows.iter().map(|(product, _)| i64::from(*product)).collect();
        let rows = statement.rows.iter().zip(0..).map(|((_, hash), key)| {
            row_no += 1;
            sales_row(of_order, row_no, key, *hash)
        });
        let places = vec![MetPlace { place, sold_by: Arc::clone(&sold_by) }];
        let chunk = Chunk { afresh: true, places, keys, rows: rows.collect() };
        load::write(db, &mut loading, chunk).await.expect("written");
    }
    load::settle(db, &mut loading).await.expect("settled");
    let counts = LoadCounts {
        rows_read: i64::from(row_no),
        rows_skipped: 0,
        rows_failed: 0,
        originals: vec![(Currency::EUR, i64::from(row_no) * 10_000)],
        sheets: vec![String::new()],
        format: ("test".to_owned(), 1),
        default_mode: default,
        by_list_price: false,
        aliases: 0,
    };
    let tx = db.begin().await.expect("a transaction");
    let finished = load::finish(&tx, org, upload, id, &counts, &Findings::default(), now()).await.expect("finished");
    tx.commit().await.expect("committed");
    finished.asks_mode
}

fn sales_row(of_order: bool, row_no: i32, key: u32, hash: RowHash) -> SalesRow {
    let order = of_order.then(|| Box::new(OrderFields::default()));
    SalesRow {
        place: 0,
        key,
        row_no,
        sold_on: None,
        quantity: None,
        original: Some(Amount(10_000)),
        currency: Some(Currency::EUR),
        amount: Some(Amount(10_000)),
        net: None,
        gross: None,
        vat: Vat::Unknown,
        vat_rate: None,
        rate: None,
        hash,
        sheet: 0,
        source_row: row_no,
        source_column: None,
        list_price: None,
        order,
    }
}
