//! Which statements a change touches, read as the rule sees them.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
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

/// What a change touches.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// For each vendor, the places of periods.
    pub(super) periods: BTreeMap<String, Vec<Place>>,
    /// Whether orders or settlements are touched.
    pub(super) orders: bool,
}

/// The columns that [`Stored`] is read from, joined as `s` (statement) and `u` (upload).
pub(super) const STORED: &str = "SELECT s.id, s.upload_id, s.vendor, s.store, s.channel, s.kind, s.place, \
    s.place_from, s.place_to, s.state, s.met, s.hash, s.rows, u.forced, u.mode, \
    COALESCE((SELECT c.number FROM uploads c WHERE c.id = u.corrects), u.number) AS upload_number \
    FROM statements s JOIN uploads u ON u.id = s.upload_id";

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

/// The places of what joins and leaves.
pub(super) async fn touched(tx: &impl ConnectionTrait, org: OrgId, change: &Change) -> Result<Touched, DbErr> {
    let mut touched = Touched::default();
    let (condition, values) = change.condition("s", 2);
    let text = format!(
        "SELECT DISTINCT s.vendor, s.store, s.channel, s.kind, s.place, s.place_from, s.place_to FROM statements s \
         WHERE s.org_id = $1 AND s.kind = 'period' AND {condition}"
    );
    for row in sql::rows(tx, &text, std::iter::once(org.0.into()).chain(values.clone())).await? {
        let place = place(&row)?;
        touched.periods.entry(place.vendor.clone()).or_default().push(place);
    }
    let text = format!(
        "SELECT 1 AS found FROM statements s WHERE s.org_id = $1 AND s.kind <> 'period' AND {condition} LIMIT 1"
    );
    touched.orders = sql::row(tx, &text, std::iter::once(org.0.into()).chain(values)).await?.is_some();
    Ok(touched)
}

/// The place that a row of statements names.
pub(crate) fn place(row: &QueryResult) -> Result<Place, DbErr> {
    let vendor: String = row.try_get("", "vendor")?;
    let kind: String = row.try_get("", "kind")?;
    let key: String = row.try_get("", "place")?;
    let after = |prefix: &str| key.strip_prefix(prefix).unwrap_or(&key).to_owned();
    let parts = match kind.as_str() {
        "order" => PlaceParts::Order(after("order:")),
        "settlement" => PlaceParts::Settlement(after("settlement:")),
        _ => PlaceParts::Period {
            store: StoreKey::from_stored(row.try_get::<String>("", "store")?),
            channel: row.try_get::<String>("", "channel")?.parse().map_err(DbErr::Type)?,
            from: row.try_get::<NaiveDate>("", "place_from")?,
            to: row.try_get::<NaiveDate>("", "place_to")?,
        },
    };
    Ok(Place { vendor, parts })
}

/// Reads a row of [`STORED`].
pub(super) fn stored(row: &QueryResult) -> Result<Stored, DbErr> {
    let mode: Option<String> = row.try_get("", "mode")?;
    Ok(Stored {
        rule: Statement {
            id: row.try_get("", "id")?,
            upload: row.try_get("", "upload_number")?,
            place: place(row)?,
            mode: if mode.as_deref() == Some("append") { Mode::Append } else { Mode::Replace },
            forced: row.try_get("", "forced")?,
            rows: row.try_get("", "rows")?,
            hash: ContentHash(row.try_get("", "hash")?),
        },
        upload: UploadId(row.try_get("", "upload_id")?),
        state: row.try_get("", "state")?,
        met: row.try_get("", "met")?,
    })
}

/// Statements by id.
pub(super) type ByStatement<T> = HashMap<i64, T>;
