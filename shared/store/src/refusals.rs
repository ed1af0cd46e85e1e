//! Statements that the rule refused, told as row errors. They follow the figures: whenever an upload is counted
//! again, its refusals are told anew, after the errors of reading.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use sellout_model::{LoadId, OrgId, Period, UploadId};

use crate::row_errors::{self, NewRowError};
use crate::sql;

/// A refused statement: what it says and what it met.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Refusal {
    /// The sheet's index of its first row.
    sheet: Option<i16>,
    /// Its first row in the file, if it has one.
    row: Option<i32>,
    /// What it speaks about, for people.
    place: String,
    /// What it met, for people.
    met_place: String,
    /// The upload that it met.
    met_upload: UploadId,
    /// That upload's file.
    met_filename: String,
}

/// The code of every refusal.
const CODE: &str = "overlaps_loaded_period";
/// Where their numbers begin: after all errors of reading.
pub(crate) const FIRST: i32 = 1_000_000;
/// How many are told of one upload.
const TOLD: i64 = 1_000;

impl Refusal {
    /// What is wrong and what to do, in one sentence.
    fn message(&self) -> String {
        format!(
            "the figures of {} overlap those of {} from {} (upload {}), so they would count twice; undo that upload, or send one file for the whole period",
            self.place, self.met_place, self.met_filename, self.met_upload
        )
    }
}

/// Tells the refusals of a load as they stand now, among its row errors.
pub(crate) async fn tell(
    tx: &impl ConnectionTrait,
    org: OrgId,
    upload: UploadId,
    load: LoadId,
    sheets: &[String],
) -> Result<(), DbErr> {
    let text = "DELETE FROM row_errors WHERE load_id = $1 AND seq >= $2";
    sql::execute(tx, text, [load.0.into(), FIRST.into()]).await?;
    let refused = of_load(tx, load).await?;
    let errors: Vec<NewRowError> = refused.iter().map(|refusal| refusal.as_error(sheets)).collect();
    row_errors::insert(tx, org, load, upload, FIRST, &errors).await
}

async fn of_load(conn: &impl ConnectionTrait, load: LoadId) -> Result<Vec<Refusal>, DbErr> {
    let first = |table: &str, column: &str| {
        format!(
            "(SELECT e.{column} FROM {table} e WHERE e.statement_id = s.id AND e.row_no = \
             (SELECT MIN(f.row_no) FROM {table} f WHERE f.statement_id = s.id))"
        )
    };
    let text = format!(
        "SELECT s.vendor, s.store, s.channel, s.kind, s.place, s.place_from, s.place_to, \
         m.vendor AS m_vendor, m.store AS m_store, m.channel AS m_channel, m.kind AS m_kind, m.place AS m_place, \
         m.place_from AS m_from, m.place_to AS m_to, u.id AS m_upload, u.filename AS m_filename, \
         COALESCE({}, {}) AS source_row, COALESCE({}, {}) AS sheet \
         FROM statements s JOIN statements m ON m.id = s.met JOIN uploads u ON u.id = m.upload_id \
         WHERE s.load_id = $1 AND s.state = 'refused' ORDER BY s.number LIMIT {TOLD}",
        first("sellout_entries", "source_row"),
        first("ecommerce_orders", "source_row"),
        first("sellout_entries", "sheet"),
        first("ecommerce_orders", "sheet"),
    );
    let rows = sql::rows(conn, &text, [load.0.into()]).await?;
    rows.iter().map(refusal).collect()
}

impl Refusal {
    fn as_error(&self, sheets: &[String]) -> NewRowError {
        let sheet = self.sheet.and_then(|index| sheets.get(usize::try_from(index).ok()?));
        NewRowError {
            sheet: sheet.cloned().unwrap_or_default(),
            row: self.row.and_then(|row| u32::try_from(row).ok()),
            column: None,
            column_no: None,
            severity: "error",
            code: CODE.to_owned(),
            message: self.message(),
            value: self.place.clone(),
            raw: String::new(),
        }
    }
}

fn refusal(row: &QueryResult) -> Result<Refusal, DbErr> {
    Ok(Refusal {
        sheet: row.try_get("", "sheet")?,
        row: row.try_get("", "source_row")?,
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
