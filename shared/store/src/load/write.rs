//! Writing a load chunk by chunk.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, DbErr, Value};
use sellout_model::{ContentHash, LoadId, OrgId, Place, PlaceKind, UploadId};

use super::drafts::{Draft, KEPT, Load};
use super::{Chunk, GivenUp, SoldBy, WriteError, rows};
use crate::totals::{TOTALS, Totals};
use crate::{Db, sql};

/// How many statements one INSERT writes.
const STATEMENTS_A_TIME: usize = 400;

/// Begins a load of an upload. What is written under it stays invisible until [`super::finish`].
pub async fn begin(
    conn: &impl ConnectionTrait,
    org: OrgId,
    upload: UploadId,
    id: LoadId,
    now: DateTime<Utc>,
) -> Result<Load, DbErr> {
    let text = "INSERT INTO loads (id, org_id, upload_id, state, created_at) VALUES ($1, $2, $3, 'writing', $4)";
    sql::execute(conn, text, [id.0.into(), org.0.into(), upload.0.into(), now.into()]).await?;
    Ok(Load::new(id, org, upload))
}

/// Writes a chunk of rows with the statements they belong to. The caller keeps chunks short: at most about
/// 50 ms on `SQLite`, a second on `PostgreSQL`.
pub async fn write(db: &Db, load: &mut Load, chunk: &Chunk) -> Result<(), WriteError> {
    for row in &chunk.rows {
        load.draft(&row.place, &row.sold_by).add(row);
    }
    for (place, sold_by) in &chunk.named {
        load.draft(place, sold_by);
    }
    let tx = db.begin().await?;
    guard(&tx, load.id).await?;
    if load.forgot {
        recall(&tx, load).await?;
    }
    insert_new(&tx, load).await?;
    if db.is_sqlite() {
        rows::insert(&tx, load, &chunk.rows).await?;
        tx.commit().await?;
    } else {
        tx.commit().await?;
        rows::copy(db, load, &chunk.rows).await?;
    }
    if load.drafts.len() > KEPT {
        flush(db, load).await?;
        load.drafts.clear();
        load.forgot = true;
    }
    Ok(())
}

/// Stops a load that was given up; on `PostgreSQL` the sweep waits for the chunk.
async fn guard(tx: &impl ConnectionTrait, load: LoadId) -> Result<(), WriteError> {
    let share = if tx.get_database_backend() == sea_orm::DbBackend::Postgres { " FOR SHARE" } else { "" };
    let text = format!("SELECT state FROM loads WHERE id = $1{share}");
    let row = sql::row(tx, &text, [load.0.into()]).await?;
    let state: Option<String> = row.map(|row| row.try_get("", "state")).transpose()?;
    if state.as_deref() == Some("writing") { Ok(()) } else { Err(GivenUp.into()) }
}

/// Finds statements that were forgotten and are met again: their totals go on from what was written.
async fn recall(tx: &impl ConnectionTrait, load: &mut Load) -> Result<(), DbErr> {
    let new = load.drafts.iter().filter(|(_, d)| d.id.is_none());
    let keys: HashMap<(String, String), Arc<Place>> =
        new.map(|(p, _)| ((p.vendor.clone(), p.key()), Arc::clone(p))).collect();
    let all: Vec<&String> = keys.keys().map(|(_, key)| key).collect();
    for some in all.chunks(sql::IDS_A_STATEMENT) {
        let text = format!(
            "SELECT id, number, vendor, place, place_from, place_to, hash, {} FROM statements WHERE load_id = $1 AND place IN ({})",
            TOTALS.join(", "),
            sql::placeholders(2, some.len())
        );
        let bound = std::iter::once(Value::from(load.id.0)).chain(some.iter().map(|k| Value::from(k.as_str())));
        for row in sql::rows(tx, &text, bound).await? {
            let key = (row.try_get("", "vendor")?, row.try_get("", "place")?);
            if let Some(draft) = keys.get(&key).and_then(|place| load.drafts.get_mut(place)) {
                draft.go_on(&row)?;
            }
        }
    }
    Ok(())
}

impl Draft {
    fn go_on(&mut self, row: &sea_orm::QueryResult) -> Result<(), DbErr> {
        self.id = Some(row.try_get("", "id")?);
        self.number = row.try_get("", "number")?;
        self.hash = self.hash.and(ContentHash(row.try_get("", "hash")?));
        self.totals = self.totals.and(&Totals::read(row)?);
        let (from, to): (NaiveDate, NaiveDate) = (row.try_get("", "place_from")?, row.try_get("", "place_to")?);
        self.from = Some(self.from.map_or(from, |f| f.min(from)));
        self.to = Some(self.to.map_or(to, |t| t.max(to)));
        self.dirty = true;
        Ok(())
    }
}

async fn insert_new(tx: &impl ConnectionTrait, load: &mut Load) -> Result<(), DbErr> {
    let mut new: Vec<Arc<Place>> =
        load.drafts.iter().filter(|(_, d)| d.id.is_none()).map(|(p, _)| Arc::clone(p)).collect();
    new.sort_unstable_by_key(|place| load.drafts[place].number);
    for places in new.chunks(STATEMENTS_A_TIME) {
        let ids = upsert(tx, load, places).await?;
        for place in places {
            if let Some(draft) = load.drafts.get_mut(place) {
                draft.id = ids.get(&(place.vendor.clone(), place.key())).copied();
                draft.dirty = false;
            }
        }
    }
    Ok(())
}

/// Writes the newest totals of statements that grew.
pub(super) async fn flush(db: &Db, load: &mut Load) -> Result<(), DbErr> {
    let grown: Vec<Arc<Place>> = load.drafts.iter().filter(|(_, d)| d.dirty).map(|(p, _)| Arc::clone(p)).collect();
    for places in grown.chunks(STATEMENTS_A_TIME) {
        let tx = db.begin().await?;
        upsert(&tx, load, places).await?;
        tx.commit().await?;
    }
    for place in &grown {
        if let Some(draft) = load.drafts.get_mut(place) {
            draft.dirty = false;
        }
    }
    Ok(())
}

async fn upsert(
    tx: &impl ConnectionTrait,
    load: &Load,
    places: &[Arc<Place>],
) -> Result<HashMap<(String, String), i64>, DbErr> {
    const FIXED: usize = 13;
    let width = FIXED + TOTALS.len();
    let tuples: Vec<String> =
        (0..places.len()).map(|i| format!("({})", sql::placeholders(i * width + 1, width))).collect();
    let grow: Vec<String> = ["hash", "place_from", "place_to"]
        .iter()
        .chain(TOTALS.iter())
        .map(|column| format!("{column} = excluded.{column}"))
        .collect();
    let text = format!(
        "INSERT INTO statements (org_id, load_id, upload_id, number, vendor, store, channel, kind, place, place_from, \
         place_to, state, hash, {}) VALUES {} ON CONFLICT (load_id, vendor, place, edition) DO UPDATE SET {} \
         RETURNING id, vendor, place",
        TOTALS.join(", "),
        tuples.join(","),
        grow.join(", ")
    );
    let mut values = Vec::with_capacity(places.len() * width);
    for place in places {
        values.extend(statement_values(load, place, &load.drafts[place]));
    }
    let mut ids = HashMap::with_capacity(places.len());
    for row in sql::rows(tx, &text, values).await? {
        ids.insert((row.try_get("", "vendor")?, row.try_get("", "place")?), row.try_get("", "id")?);
    }
    Ok(ids)
}

fn statement_values(load: &Load, place: &Place, draft: &Draft) -> Vec<Value> {
    let (kind, sold_by) = match (&place.parts, place.kind()) {
        (sellout_model::PlaceParts::Period { store, channel, .. }, _) => {
            ("period", SoldBy { store: store.clone(), channel: *channel })
        }
        (_, PlaceKind::Settlement) => ("settlement", draft.sold_by.clone()),
        _ => ("order", draft.sold_by.clone()),
    };
    // Only an order without any row has no day; the epoch keeps it out of every range.
    let day = |day: Option<NaiveDate>| day.unwrap_or(NaiveDate::from_ymd_opt(1970, 1, 1).unwrap_or_default());
    let mut values: Vec<Value> = vec![
        load.org.0.into(),
        load.id.0.into(),
        load.upload.0.into(),
        draft.number.into(),
        place.vendor.as_str().into(),
        sold_by.store.as_str().into(),
        sold_by.channel.as_str().into(),
        kind.into(),
        place.key().into(),
        day(draft.from).into(),
        day(draft.to).into(),
        "aside".into(),
        draft.hash.0.into(),
    ];
    values.extend(draft.totals.values());
    values
}

/// Deletes what loads that were given up have written, a piece at a time; returns how many loads are gone.
///
/// `writing` loads whose upload has moved on are given up first.
pub async fn delete_dead(db: &Db, stale_before: DateTime<Utc>) -> Result<u64, DbErr> {
    let tx = db.begin().await?;
    let text = "UPDATE loads SET state = 'dead' WHERE state = 'writing' AND created_at < $1 AND NOT EXISTS \
        (SELECT 1 FROM jobs j WHERE j.upload_id = loads.upload_id AND j.state = 'running')";
    sql::execute(&tx, text, [stale_before.into()]).await?;
    tx.commit().await?;
    let tx = db.begin().await?;
    let gone = sql::execute(&tx, "DELETE FROM loads WHERE state = 'dead'", []).await?.rows_affected();
    tx.commit().await?;
    Ok(gone)
}
