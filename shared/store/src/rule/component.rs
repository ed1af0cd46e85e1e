//! Which statements a change touches, read as the rule sees them.

use std::collections::HashMap;

use chrono::NaiveDate;
use foldhash::fast::RandomState;
use sea_orm::{ConnectionTrait, DbErr, QueryResult, TryGetable, Value};
use sellout_model::rule::Statement;
use sellout_model::{ContentHash, Mode, OrgId, Place, PlaceParts, StoreKey, UploadId};

use super::Change;
use crate::sql;

/// A statement as it stands in the database before judging.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) rule: Statement,
    pub(super) upload: UploadId,
    pub(super) state: String,
    pub(super) met: Option<i64>,
}

/// First and last day of some places.
pub(super) type Days = (NaiveDate, NaiveDate);

/// A statement near what a change touches.
#[derive(Debug)]
pub(super) struct Near {
    pub(super) stored: Stored,
    /// Whether it joins or leaves.
    pub(super) touched: bool,
    /// Whether it is a candidate once the change is made.
    pub(super) candidate: bool,
}

/// What a change touches.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// The vendors of periods, with the days of these.
    pub(super) periods: Vec<(String, Days)>,
    /// Whether orders or settlements are touched.
    pub(super) orders: bool,
}

/// The columns of statements `s` that [`place`] is read from, as a query's first.
pub(crate) const PLACE: &str = "s.vendor, s.store, s.channel, s.kind, s.place, s.place_from, s.place_to";

/// What [`stored`] is read from behind the [`PLACE`], of statement `s` and its upload `u`.
pub(super) const STORED: &str = "s.id, s.upload_id, s.state, s.met, s.hash, s.rows, u.forced, u.mode, \
    COALESCE((SELECT c.number FROM uploads c WHERE c.id = u.corrects), u.number) AS upload_number";

/// The order of replay. A correction has the number of the upload that it corrects, and goes before it, should both be
/// candidates; which edition of a statement stands makes no difference.
pub(super) const REPLAY_ORDER: &str = "upload_number, u.number DESC, s.number, s.id";

impl Change {
    /// A condition on statement `alias`: it belongs to what joins or leaves. Ids are bound from `$from` on.
    pub(super) fn condition(&self, alias: &str, from: usize) -> (String, Vec<Value>) {
        let mut parts = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        let mut list = |column: &str, ids: Vec<Value>| {
            if !ids.is_empty() {
                let holders = sql::placeholders(from + values.len(), ids.len());
                parts.push(format!("{alias}.{column} IN ({holders})"));
                values.extend(ids);
            }
        };
        list("upload_id", self.aside.iter().map(|id| id.0.into()).collect());
        list("load_id", self.activate.iter().chain(&self.reactivate).map(|id| id.0.into()).collect());
        let ids = self.aside_statements.iter().chain(&self.activate_statements);
        list("id", ids.map(|id| (*id).into()).collect());
        if parts.is_empty() { ("1 = 0".to_owned(), values) } else { (format!("({})", parts.join(" OR ")), values) }
    }

    /// A condition on statement `alias`: it is a candidate once the change is made.
    pub(super) fn candidates(&self, alias: &str, from: usize) -> (String, Vec<Value>) {
        let joining = Self {
            activate: self.activate.clone(),
            reactivate: self.reactivate.clone(),
            activate_statements: self.activate_statements.clone(),
            ..Self::default()
        };
        let (mut condition, values) = joining.condition(alias, from);
        if !self.reactivate.is_empty() {
            condition = format!("({condition} AND {})", newest_edition(alias));
        }
        (format!("({alias}.state <> 'aside' OR {condition})"), values)
    }
}

/// Whether statement `alias` is what its load says now: no later edition stands in for it, and it is none that still
/// waits to do so.
pub(super) fn newest_edition(alias: &str) -> String {
    format!(
        "{alias}.edition >= 0 AND NOT EXISTS (SELECT 1 FROM statements later WHERE later.load_id = {alias}.load_id \
         AND later.vendor = {alias}.vendor AND later.place = {alias}.place AND later.number = {alias}.number \
         AND later.edition > {alias}.edition)"
    )
}

/// What joins and leaves, by vendor.
pub(super) async fn touched(tx: &impl ConnectionTrait, org: OrgId, change: &Change) -> Result<Touched, DbErr> {
    let mut touched = Touched::default();
    let (condition, values) = change.condition("s", 2);
    let text = format!(
        "SELECT s.vendor, MIN(s.place_from), MAX(s.place_to) FROM statements s \
         WHERE s.org_id = $1 AND s.kind = 'period' AND {condition} GROUP BY s.vendor ORDER BY s.vendor"
    );
    for row in sql::rows(tx, &text, std::iter::once(org.0.into()).chain(values.clone())).await? {
        let mut columns = InOrder { row: &row, next: 0 };
        touched.periods.push((columns.next()?, (columns.next()?, columns.next()?)));
    }
    let text = format!(
        "SELECT 1 AS found FROM statements s WHERE s.org_id = $1 AND s.kind <> 'period' AND {condition} LIMIT 1"
    );
    touched.orders = sql::row(tx, &text, std::iter::once(org.0.into()).chain(values)).await?.is_some();
    Ok(touched)
}

/// The columns of a row, in the order of its query: many rows are read, and each name would be looked up in each.
struct InOrder<'r> {
    row: &'r QueryResult,
    next: usize,
}

impl InOrder<'_> {
    fn next<T: TryGetable>(&mut self) -> Result<T, DbErr> {
        self.next += 1;
        self.row.try_get_by_index(self.next - 1)
    }
}

/// The place that a row of statements names, whose first columns are [`PLACE`].
pub(crate) fn place(row: &QueryResult) -> Result<Place, DbErr> {
    place_of(&mut InOrder { row, next: 0 })
}

fn place_of(columns: &mut InOrder<'_>) -> Result<Place, DbErr> {
    let (vendor, store): (String, String) = (columns.next()?, columns.next()?);
    let (channel, kind): (String, String) = (columns.next()?, columns.next()?);
    let (key, from, to): (String, NaiveDate, NaiveDate) = (columns.next()?, columns.next()?, columns.next()?);
    let after = |prefix: &str| key.strip_prefix(prefix).unwrap_or(&key).to_owned();
    let parts = match kind.as_str() {
        "order" => PlaceParts::Order(after("order:")),
        "settlement" => PlaceParts::Settlement(after("settlement:")),
        _ => PlaceParts::Period {
            store: StoreKey::from_stored(store),
            channel: channel.parse().map_err(DbErr::Type)?,
            from,
            to,
        },
    };
    Ok(Place { vendor, parts })
}

/// Reads a row of [`PLACE`] and [`STORED`].
pub(super) fn stored(row: &QueryResult) -> Result<Stored, DbErr> {
    stored_of(&mut InOrder { row, next: 0 })
}

fn stored_of(columns: &mut InOrder<'_>) -> Result<Stored, DbErr> {
    let place = place_of(columns)?;
    let (id, upload, state, met) = (columns.next()?, columns.next()?, columns.next()?, columns.next()?);
    let (hash, rows, forced) = (columns.next()?, columns.next()?, columns.next()?);
    let (mode, number): (Option<String>, _) = (columns.next()?, columns.next()?);
    let mode = if mode.as_deref() == Some("append") { Mode::Append } else { Mode::Replace };
    let rule = Statement { id, upload: number, place, mode, forced, rows, hash: ContentHash(hash) };
    Ok(Stored { rule, upload: UploadId(upload), state, met })
}

/// The vendor's statements of periods with a day among these, in the order of replay: the candidates, and what joins or
/// leaves.
pub(super) async fn near(
    tx: &impl ConnectionTrait,
    (org, vendor): (OrgId, &str),
    change: &Change,
    (first, last): Days,
) -> Result<Vec<Near>, DbErr> {
    // Bound in the order in which they stand, as sql::without_names would have it.
    let (touched, mut values) = change.condition("s", 1);
    let (candidate, more) = change.candidates("s", 1 + values.len());
    values.extend(more);
    let [of, by, to, from] = [1, 2, 3, 4].map(|n| n + values.len());
    let text = format!(
        "SELECT s.touched, s.candidate, {PLACE}, {STORED} FROM (SELECT s.*, CASE WHEN {touched} THEN 1 ELSE 0 END AS touched, \
         CASE WHEN {candidate} THEN 1 ELSE 0 END AS candidate FROM statements s WHERE s.org_id = ${of} AND s.vendor = ${by} \
         AND s.kind = 'period' AND s.place_from <= ${to} AND s.place_to >= ${from}) s JOIN uploads u ON u.id = s.upload_id \
         WHERE s.touched = 1 OR s.candidate = 1 ORDER BY {REPLAY_ORDER}"
    );
    values.extend::<[Value; 4]>([org.0.into(), vendor.into(), last.into(), first.into()]);
    let read = |row: &QueryResult| {
        let mut columns = InOrder { row, next: 0 };
        let (touched, candidate): (i32, i32) = (columns.next()?, columns.next()?);
        Ok(Near { stored: stored_of(&mut columns)?, touched: touched != 0, candidate: candidate != 0 })
    };
    sql::rows(tx, &text, values).await?.iter().map(read).collect()
}

/// Statements by id.
pub(super) type ByStatement<T> = HashMap<i64, T, RandomState>;
