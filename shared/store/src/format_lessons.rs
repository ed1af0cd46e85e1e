//! What uploads have taught about formats: changed headers, how dates and numbers are written, the header of the last
//! file. A lesson holds while the upload that taught it counts: undoing that upload forgets it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use sellout_ingest::Answers;
use sellout_ingest::value::text::header_key;
use sellout_model::{OrgId, UploadId};
use serde::Deserialize;

use crate::sql;

/// A changed header and what it stands for.
const HEADER: &str = "header";
/// Answers about how the files are written, as JSON.
const READING: &str = "reading";
/// The header of the last file, as JSON.
const LAYOUT: &str = "layout";

/// What a person has had forgotten: kept, so that it can come back, and is not learnt again unasked.
const FORGOTTEN_HEADER: &str = "forgotten_header";
const FORGOTTEN_READING: &str = "forgotten_reading";

/// What of a format's files is remembered, as a person names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which<'a> {
    /// What a changed header stands for.
    Column(&'a str),
    /// How dates, numbers and money are written.
    Reading,
}

/// What a person does with it. A file with a forgotten header is asked about, as one is that leaves open how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// What is remembered is to be forgotten.
    Forget,
    /// What was to be forgotten is remembered again.
    Restore,
}

impl Turn {
    /// Its name in the audit log.
    pub fn action(self) -> &'static str {
        match self {
            Self::Forget => "format.forget",
            Self::Restore => "format.remember",
        }
    }

    /// What a thing has to be before it.
    pub fn before(self) -> &'static str {
        match self {
            Self::Forget => "remembered",
            Self::Restore => "forgotten",
        }
    }
}

/// One thing that is remembered, or was until somebody had it forgotten.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// The changed header; none of how the files are written.
    pub header: Option<String>,
    /// What it stands for; blank: it is none of the format's columns.
    pub stands_for: Option<String>,
    /// How the files are written.
    pub reading: Option<Answers>,
    /// Whether somebody has had it forgotten: it is asked about.
    pub forgotten: bool,
    /// The upload that taught it.
    pub upload: UploadId,
    /// Its file.
    pub filename: String,
    /// When.
    pub learned_at: DateTime<Utc>,
}

/// What is known of one format's files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lessons {
    /// What was healed or answered.
    pub answers: Answers,
    /// The header of the last file.
    pub header: Option<Vec<String>>,
}

const DELETE: &str = "DELETE FROM format_lessons WHERE org_id = $1 AND code = $2 AND matter = $3 AND header_key = $4";

/// The matter of the same when it is forgotten; none of what nobody sees.
fn forgotten(matter: &str) -> Option<&'static str> {
    match matter {
        HEADER => Some(FORGOTTEN_HEADER),
        READING => Some(FORGOTTEN_READING),
        _ => None,
    }
}

/// Keeps what an upload has taught about its format. In the transaction that ends its load.
pub async fn learn(
    tx: &impl ConnectionTrait,
    org: OrgId,
    upload: UploadId,
    code: &str,
    lessons: &Lessons,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let json = |value: serde_json::Result<String>| value.map_err(|e| DbErr::Custom(e.to_string()));
    let mut rows: Vec<(&str, &str, String)> =
        lessons.answers.headers.iter().map(|(header, old)| (HEADER, header.as_str(), old.clone())).collect();
    let reading =
        Answers { headers: BTreeMap::new(), doubted: BTreeSet::new(), format: None, ..lessons.answers.clone() };
    if !reading.is_empty() {
        rows.push((READING, "", json(serde_json::to_string(&reading))?));
    }
    if let Some(header) = &lessons.header {
        rows.push((LAYOUT, "", json(serde_json::to_string(header))?));
    }
    let text = "INSERT INTO format_lessons (org_id, code, matter, header_key, header, says, upload_id, created_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (org_id, code, matter, header_key) DO UPDATE SET \
        header = EXCLUDED.header, says = EXCLUDED.says, upload_id = EXCLUDED.upload_id, created_at = EXCLUDED.created_at";
    for (matter, header, says) in rows {
        if let Some(forgotten) = forgotten(matter) {
            // What it taught once was to be forgotten; only another file may teach it again.
            let place: [Value; 5] =
                [org.0.into(), code.into(), forgotten.into(), header_key(header).into(), upload.0.into()];
            let theirs = "SELECT 1 AS one FROM format_lessons WHERE org_id = $1 AND code = $2 AND matter = $3 \
                AND header_key = $4 AND upload_id = $5";
            if !sql::rows(tx, theirs, place.clone()).await?.is_empty() {
                continue;
            }
            let [org, code, matter, key, _] = place;
            sql::execute(tx, DELETE, [org, code, matter, key]).await?;
        }
        let bound: [Value; 8] = [
            org.0.into(),
            code.into(),
            matter.into(),
            header_key(header).into(),
            header.into(),
            says.into(),
            upload.0.into(),
            now.into(),
        ];
        sql::execute(tx, text, bound).await?;
    }
    Ok(())
}

/// What is known of an organisation's formats, by their codes.
pub async fn known(conn: &impl ConnectionTrait, org: OrgId) -> Result<BTreeMap<String, Lessons>, DbErr> {
    let text = "SELECT l.code, l.matter, l.header, l.says FROM format_lessons l JOIN uploads u ON u.id = l.upload_id \
        WHERE l.org_id = $1 AND (u.status IN ('completed', 'completed_with_errors') OR l.matter = 'forgotten_header')";
    let mut known: BTreeMap<String, Lessons> = BTreeMap::new();
    for row in sql::rows(conn, text, [org.0.into()]).await? {
        let (code, matter): (String, String) = (row.try_get("", "code")?, row.try_get("", "matter")?);
        let (header, says): (String, String) = (row.try_get("", "header")?, row.try_get("", "says")?);
        let lessons = known.entry(code).or_default();
        let unreadable = |e: serde_json::Error| DbErr::Custom(format!("format_lessons.says: {e}"));
        match matter.as_str() {
            FORGOTTEN_HEADER => _ = lessons.answers.doubted.insert(header),
            FORGOTTEN_READING => {}
            HEADER => _ = lessons.answers.headers.insert(header, says),
            READING => {
                let reading = serde_json::from_str::<Answers>(&says).map_err(unreadable)?;
                lessons.answers.take(reading);
            }
            _ => lessons.header = Some(serde_json::from_str(&says).map_err(unreadable)?),
        }
    }
    Ok(known)
}

/// What is remembered of a format's files, and what was to be forgotten, the newest first. What an upload taught that does
/// not count any more is not remembered.
pub async fn of_format(conn: &impl ConnectionTrait, org: OrgId, code: &str) -> Result<Vec<Lesson>, DbErr> {
    let text = "SELECT l.matter, l.header, l.says, l.upload_id, l.created_at, u.filename FROM format_lessons l \
        JOIN uploads u ON u.id = l.upload_id WHERE l.org_id = $1 AND l.code = $2 AND l.matter <> 'layout' \
        AND (u.status IN ('completed', 'completed_with_errors') OR l.matter IN ('forgotten_header', 'forgotten_reading')) \
        ORDER BY l.created_at DESC, l.header_key";
    let rows = sql::rows(conn, text, [org.0.into(), code.into()]).await?;
    rows.iter().map(lesson).collect()
}

fn lesson(row: &QueryResult) -> Result<Lesson, DbErr> {
    let (matter, says): (String, String) = (row.try_get("", "matter")?, row.try_get("", "says")?);
    let is_column = matter == HEADER || matter == FORGOTTEN_HEADER;
    let unreadable = |e: serde_json::Error| DbErr::Custom(format!("format_lessons.says: {e}"));
    Ok(Lesson {
        header: if is_column { Some(row.try_get("", "header")?) } else { None },
        reading: if is_column { None } else { Some(serde_json::from_str(&says).map_err(unreadable)?) },
        stands_for: is_column.then_some(says),
        forgotten: matter == FORGOTTEN_HEADER || matter == FORGOTTEN_READING,
        upload: UploadId(row.try_get("", "upload_id")?),
        filename: row.try_get("", "filename")?,
        learned_at: row.try_get("", "created_at")?,
    })
}

/// Forgets something, or remembers it again. What is loaded stays. Returns whether there was such a thing to turn.
pub async fn turn(
    tx: &impl ConnectionTrait,
    org: OrgId,
    code: &str,
    which: Which<'_>,
    turn: Turn,
) -> Result<bool, DbErr> {
    let (key, known, gone) = match which {
        Which::Column(header) => (header_key(header), HEADER, FORGOTTEN_HEADER),
        Which::Reading => (String::new(), READING, FORGOTTEN_READING),
    };
    let (from, to) = match turn {
        Turn::Forget => (known, gone),
        Turn::Restore => (gone, known),
    };
    // What is not remembered any more cannot be forgotten; but that it was to be can be taken back.
    let found = "SELECT 1 AS one FROM format_lessons l JOIN uploads u ON u.id = l.upload_id WHERE l.org_id = $1 \
        AND l.code = $2 AND l.matter = $3 AND l.header_key = $4 \
        AND (u.status IN ('completed', 'completed_with_errors') OR l.matter IN ('forgotten_header', 'forgotten_reading'))";
    let place = |matter: &str| -> [Value; 4] { [org.0.into(), code.into(), matter.into(), key.clone().into()] };
    if sql::rows(tx, found, place(from)).await?.is_empty() {
        return Ok(false);
    }
    sql::execute(tx, DELETE, place(to)).await?;
    let text =
        "UPDATE format_lessons SET matter = $5 WHERE org_id = $1 AND code = $2 AND matter = $3 AND header_key = $4";
    let [org, code, matter, key] = place(from);
    sql::execute(tx, text, [org, code, matter, key, to.into()]).await?;
    Ok(true)
}
