//! Writing a load chunk by chunk.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, DbErr, Value};
use sellout_model::{ContentHash, LoadId, OrgId, UploadId};

use super::drafts::{Draft, KEPT, Load};
use super::rows::{self, Ready};
use super::{Chunk, GivenUp, WriteError, statements};
use crate::totals::{TOTALS, Totals};
use crate::{Db, sql};

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
pub async fn write(db: &Db, load: &mut Load, chunk: Chunk) -> Result<(), WriteError> {
    let entered = enter(db, load, chunk).await?;
    write_rows(db, prepare_rows(db, entered)?).await
}

/// A chunk whose statements are written.
#[derive(Debug)]
pub struct Entered {
    pub(super) load: LoadId,
    /// Of each place by its number: the statement's id, and whether its rows are lines of orders.
    pub(super) statements: Arc<Vec<(i64, bool)>>,
    pub(super) chunk: Chunk,
}

/// Writes the statements of a chunk that are new. Its rows may be written while the next chunk is entered.
pub async fn enter(db: &Db, load: &mut Load, chunk: Chunk) -> Result<Entered, WriteError> {
    if chunk.afresh {
        load.number_afresh();
        if load.drafts.len() > KEPT {
            flush(db, load).await?;
            load.drafts.clear();
            load.forgot = true;
        }
    }
    load.enter(&chunk)?;
    let mut new = load.drafts.take_new();
    if !new.is_empty() {
        let tx = db.begin().await?;
        guard(&tx, load.id).await?;
        if load.forgot {
            recall(&tx, load, &new).await?;
            new.retain(|at| load.drafts.get(*at).is_some_and(|draft| draft.id.is_none()));
        }
        insert_new(&tx, load, &new).await?;
        tx.commit().await?;
    }
    load.note_statements()?;
    Ok(Entered { load: load.id, statements: Arc::clone(&load.statements), chunk })
}

/// Prepares the rows of a chunk for [`write_rows`]. May be done while an earlier chunk is written.
pub fn prepare_rows(db: &Db, entered: Entered) -> Result<Ready, WriteError> {
    Ok(rows::prepare(db, entered)?)
}

/// Writes the rows of a chunk; on `PostgreSQL` those of several chunks of a load may be written at a time.
pub async fn write_rows(db: &Db, ready: Ready) -> Result<(), WriteError> {
    rows::write(db, ready).await
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
async fn recall(tx: &impl ConnectionTrait, load: &mut Load, new: &[usize]) -> Result<(), DbErr> {
    let key = |at: &usize| load.drafts.get(*at).map(|draft| ((draft.place.vendor.clone(), draft.place.key()), *at));
    let keys: HashMap<(String, String), usize> = new.iter().filter_map(key).collect();
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
            if let Some(draft) = keys.get(&key).and_then(|at| load.drafts.get_mut(*at)) {
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

async fn insert_new(tx: &impl ConnectionTrait, load: &mut Load, new: &[usize]) -> Result<(), DbErr> {
    for some in new.chunks(statements::A_BATCH) {
        let ids = statements::insert(tx, load.id, some.iter().filter_map(|at| load.drafts.get(*at))).await?;
        for at in some {
            if let Some(draft) = load.drafts.get_mut(*at) {
                draft.id = ids.get(&draft.number).copied();
                draft.dirty = false;
            }
        }
    }
    Ok(())
}

/// Writes the newest figures of statements that grew.
pub(super) async fn flush(db: &Db, load: &mut Load) -> Result<(), DbErr> {
    let grown = load.drafts.find(|draft| draft.dirty);
    for some in grown.chunks(statements::A_BATCH) {
        let tx = db.begin().await?;
        statements::update(&tx, some.iter().filter_map(|at| load.drafts.get(*at))).await?;
        tx.commit().await?;
    }
    for at in grown {
        if let Some(draft) = load.drafts.get_mut(at) {
            draft.dirty = false;
        }
    }
    Ok(())
}
