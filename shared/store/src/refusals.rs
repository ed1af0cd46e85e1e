//! Statements that the rule refused, told as row errors. They follow the figures: what is undone elsewhere takes
//! its refusals along, so they are read, never stored.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use sellout_model::{OrgId, Period, UploadId};

use crate::sql;

/// A refused statement: what it says and what it met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The sheet's index of its first row.
    pub sheet: Option<i16>,
    /// Its first row in the file, if it has one.
    pub row: Option<i32>,
    /// How many rows it has.
    pub rows: i64,
    /// What it speaks about, for people.
    pub place: String,
    /// What it met, for people.
    pub met_place: String,
    /// The upload that it met.
    pub met_upload: UploadId,
    /// That upload's file.
    pub met_filename: String,
}

impl Refusal {
    /// The code of every refusal.
    pub const CODE: &'static str = "overlaps_loaded_period";

    /// What is wrong and what to do, in one sentence.
    pub fn message(&self) -> String {
        format!(
            "the figures of {} overlap those of {} from {} (upload {}), so they would count twice; undo that upload, or send one file for the whole period",
            self.place, self.met_place, self.met_filename, self.met_upload
        )
    }
}

/// The refusals of an upload's newest load, in the order of the file.
pub async fn of_upload(conn: &impl ConnectionTrait, org: OrgId, upload: UploadId) -> Result<Vec<Refusal>, DbErr> {
    let first = |table: &str, column: &str| {
        format!(
            "(SELECT e.{column} FROM {table} e WHERE e.statement_id = s.id AND e.row_no = \
             (SELECT MIN(f.row_no) FROM {table} f WHERE f.statement_id = s.id))"
        )
    };
    let text = format!(
        "SELECT s.vendor, s.store, s.channel, s.kind, s.place, s.place_from, s.place_to, s.rows, \
         m.vendor AS m_vendor, m.store AS m_store, m.channel AS m_channel, m.kind AS m_kind, m.place AS m_place, \
         m.place_from AS m_from, m.place_to AS m_to, u.id AS m_upload, u.filename AS m_filename, \
         COALESCE({}, {}) AS source_row, COALESCE({}, {}) AS sheet \
         FROM statements s JOIN statements m ON m.id = s.met JOIN uploads u ON u.id = m.upload_id \
         WHERE s.org_id = $1 AND s.upload_id = $2 AND s.state = 'refused' ORDER BY s.number LIMIT 1000",
        first("sellout_entries", "source_row"),
        first("ecommerce_orders", "source_row"),
        first("sellout_entries", "sheet"),
        first("ecommerce_orders", "sheet"),
    );
    let rows = sql::rows(conn, &text, [org.0.into(), upload.0.into()]).await?;
    rows.iter().map(refusal).collect()
}

fn refusal(row: &QueryResult) -> Result<Refusal, DbErr> {
    Ok(Refusal {
        sheet: row.try_get("", "sheet")?,
        row: row.try_get("", "source_row")?,
        rows: row.try_get("", "rows")?,
        place: in_words(row, ["vendor", "store", "channel", "kind", "place", "place_from", "place_to"])?,
        met_place: in_words(row, ["m_vendor", "m_store", "m_channel", "m_kind", "m_place", "m_from", "m_to"])?,
        met_upload: UploadId(row.try_get("", "m_upload")?),
        met_filename: row.try_get("", "m_filename")?,
    })
}

fn in_words(row: &QueryResult, [vendor, store, channel, kind, place, from, to]: [&str; 7]) -> Result<String, DbErr> {
    let get = |name: &str| row.try_get::<String>("", name);
    let (vendor, kind) = (get(vendor)?, get(kind)?);
    if kind != "period" {
        return Ok(format!("{vendor} · {}", get(place)?.replacen(':', " ", 1)));
    }
    let (from, to): (NaiveDate, NaiveDate) = (row.try_get("", from)?, row.try_get("", to)?);
    let period = Period::between(from, to).map_or_else(|_| format!("{from}..{to}"), |period| period.to_string());
    let store = get(store)?;
    let store = if store == sellout_model::ALL_STORES { "all stores".to_owned() } else { store };
    Ok(format!("{vendor} · {store} · {} · {period}", get(channel)?))
}
