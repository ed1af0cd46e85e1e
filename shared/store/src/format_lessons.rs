//! What uploads have taught about formats: changed headers, how dates and numbers are written, the header of the last
//! file. A lesson holds while the upload that taught it counts: undoing that upload forgets it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use sea_orm::{ConnectionTrait, Value};
use sellout_ingest::Answers;
use sellout_ingest::value::text::header_key;
use sellout_model::{OrgId, UploadId};

use crate::sql;

/// A changed header and what it stands for.
const HEADER: &str = "header";
/// Answers about how the files are written, as JSON.
const READING: &str = "reading";
/// The header of the last file, as JSON.
const LAYOUT: &str = "layout";

/// What is known of one format's files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lessons {
    /// What was healed or answered.
    pub answers: Answers,
    /// The header of the last file.
    pub header: Option<Vec<String>>,
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
    let reading = Answers { headers: BTreeMap::new(), format: None, ..lessons.answers.clone() };
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
        WHERE l.org_id = $1 AND u.status IN ('completed', 'completed_with_errors')";
    let mut known: BTreeMap<String, Lessons> = BTreeMap::new();
    for row in sql::rows(conn, text, [org.0.into()]).await? {
        let (code, matter): (String, String) = (row.try_get("", "code")?, row.try_get("", "matter")?);
        let (header, says): (String, String) = (row.try_get("", "header")?, row.try_get("", "says")?);
        let lessons = known.entry(code).or_default();
        let unreadable = |e: serde_json::Error| DbErr::Custom(format!("format_lessons.says: {e}"));
        match matter.as_str() {
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
