//! What judging found that the sender should know, told among the upload's warnings. Like the counts they follow the
//! figures: whenever an upload is counted again they are told anew, in front of what reading warned of.

mod added;
mod duplicates;
mod missing;
mod unconverted;
mod unpriced;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::{LoadId, Mode, OrgId, UploadId};
use serde::{Deserialize, Serialize};

use crate::sql;
use crate::stored::{from_json, to_json};

/// A warning as the upload keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// Stable, snake case.
    pub code: String,
    /// One sentence.
    pub message: String,
    /// The sheet, if one is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The row, if one is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
}

/// How many warnings of reading an upload keeps; with those of judging they are a hundred at most.
pub const KEPT_OF_READING: usize = 100 - JUDGED.len();

/// The codes that are judging's, each told once at most.
const JUDGED: [&str; 5] = [unpriced::CODE, duplicates::CODE, added::CODE, missing::CODE, unconverted::CODE];

/// What of an upload is told anew.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judged {
    /// Its newest finished load.
    pub(crate) load: LoadId,
    /// How it was judged.
    pub(crate) mode: Mode,
    /// How many of its rows do not count because equal ones do.
    pub(crate) duplicates: i64,
    /// Whether it took the place of others, or said the same.
    pub(crate) covers: bool,
    /// Its first and its last day.
    pub(crate) days: Option<(NaiveDate, NaiveDate)>,
}

/// Tells the warnings of judging as they stand now; those of reading stay.
pub(crate) async fn tell(
    tx: &impl ConnectionTrait,
    org: OrgId,
    upload: UploadId,
    judged: &Judged,
) -> Result<(), DbErr> {
    let found = find(tx, org, judged).await?;
    let text = "SELECT warnings, warning_count FROM uploads WHERE id = $1 AND org_id = $2";
    let Some(row) = sql::row(tx, text, [upload.0.into(), org.0.into()]).await? else { return Ok(()) };
    let told: Vec<Warning> = from_json("uploads.warnings", &row.try_get::<String>("", "warnings")?)?;
    let (before, of_reading): (Vec<_>, Vec<_>) =
        told.into_iter().partition(|warning| JUDGED.contains(&warning.code.as_str()));
    if before == found {
        return Ok(());
    }
    let count = row.try_get::<i32>("", "warning_count")? - before.len() as i32 + found.len() as i32;
    let all: Vec<Warning> = found.into_iter().chain(of_reading).collect();
    let text = "UPDATE uploads SET warnings = $3, warning_count = $4 WHERE id = $1 AND org_id = $2";
    let bound = [upload.0.into(), org.0.into(), to_json("uploads.warnings", &all)?.into(), count.into()];
    sql::execute(tx, text, bound).await.map(|_| ())
}

async fn find(tx: &impl ConnectionTrait, org: OrgId, judged: &Judged) -> Result<Vec<Warning>, DbErr> {
    let mut found: Vec<Warning> = unpriced::find(tx, judged.load).await?.into_iter().collect();
    match judged.mode {
        Mode::Append => {
            if judged.duplicates > 0 {
                found.extend(duplicates::find(tx, org, judged.load).await?);
            }
            found.extend(added::find(tx, org, judged.load).await?);
        }
        Mode::Replace => {
            if let Some(days) = judged.days.filter(|_| judged.covers) {
                found.extend(missing::find(tx, org, judged.load, days).await?);
            }
        }
    }
    found.extend(unconverted::find(tx, org, judged.load).await?);
    Ok(found)
}

fn warning(code: &str, message: String) -> Warning {
    Warning { code: code.to_owned(), message, sheet: None, row: None }
}

/// The place of an upload (`alias`) in the replay, as SQL.
fn replay_number(alias: &str) -> String {
    format!("COALESCE((SELECT c.number FROM uploads c WHERE c.id = {alias}.corrects), {alias}.number)")
}

/// `1 row`, `2 rows`.
fn counted(count: i64, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}
