//! Archives: an upload whose file holds several files, each of which becomes an upload of its own. The archive ends when
//! all of them have ended, and says how it went with them together.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseBackend, QueryOrder, Value};
use sellout_model::{OrgId, UploadId, UploadStatus};
use serde::{Deserialize, Serialize};

use crate::sql;
use crate::stored::{from_json, to_json};
use crate::uploads::{Column, Entity, Model};

/// One file of an archive: an upload, or why it is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedFile {
    /// Its name: the archive's, and its own there.
    pub filename: String,
    /// Its upload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Why it is none; stable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The same in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The upload that has the same bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload_id: Option<Uuid>,
}

/// Whether an upload's end is told by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// By itself: it came in no archive, or its archive has ended before.
    Alone,
    /// With its archive, once the other files have ended.
    Later,
    /// With its archive, which ended with it.
    Now(UploadId),
}

/// The files of an archive, in its order; none if the upload is no archive.
pub fn files(upload: &Model) -> Result<Option<Vec<PackedFile>>, DbErr> {
    upload.packed.as_deref().map(|packed| from_json("uploads.packed", packed)).transpose()
}

/// Keeps what became of the files of an archive.
pub async fn keep(tx: &impl ConnectionTrait, org: OrgId, archive: UploadId, files: &[PackedFile]) -> Result<(), DbErr> {
    let text = "UPDATE uploads SET packed = $3 WHERE id = $1 AND org_id = $2";
    let packed = to_json("uploads.packed", &files)?;
    sql::execute(tx, text, [archive.0.into(), org.0.into(), packed.into()]).await.map(|_| ())
}

/// Hangs an upload on the archive that it came in.
pub async fn hang_on(tx: &impl ConnectionTrait, org: OrgId, id: UploadId, archive: UploadId) -> Result<(), DbErr> {
    let text = "UPDATE uploads SET archive = $3 WHERE id = $1 AND org_id = $2";
    sql::execute(tx, text, [id.0.into(), org.0.into(), archive.0.into()]).await.map(|_| ())
}

/// The uploads that came in archives, in their order; of no more archives than a list has.
pub async fn uploads_of(conn: &impl ConnectionTrait, org: OrgId, archives: &[UploadId]) -> Result<Vec<Model>, DbErr> {
    let archives = archives.iter().map(|archive| archive.0);
    let of_archives = Entity::find().filter(Column::OrgId.eq(org.0)).filter(Column::Archive.is_in(archives));
    of_archives.order_by_asc(Column::Number).all(conn).await
}

/// After an upload's end, in its transaction: ends its archive too, if no other file of that is on its way.
pub async fn after_end(
    tx: &impl ConnectionTrait,
    org: OrgId,
    upload: UploadId,
    now: DateTime<Utc>,
) -> Result<Told, DbErr> {
    let text = "SELECT archive FROM uploads WHERE id = $1 AND org_id = $2 AND archive IS NOT NULL";
    let Some(row) = sql::row(tx, text, [upload.0.into(), org.0.into()]).await? else { return Ok(Told::Alone) };
    end_if_done(tx, org, UploadId(row.try_get("", "archive")?), now).await
}

/// Ends an archive none of whose files is on its way any more.
pub async fn end_if_done(
    tx: &impl ConnectionTrait,
    org: OrgId,
    archive: UploadId,
    now: DateTime<Utc>,
) -> Result<Told, DbErr> {
    // Two files that end at the same moment take turns here, so that the later one sees the other.
    let lock = if tx.get_database_backend() == DatabaseBackend::Postgres { " FOR UPDATE" } else { "" };
    let text = format!("SELECT status FROM uploads WHERE id = $1 AND org_id = $2{lock}");
    let Some(row) = sql::row(tx, &text, [archive.0.into(), org.0.into()]).await? else { return Ok(Told::Alone) };
    if row.try_get::<String>("", "status")? != UploadStatus::Processing.as_str() {
        return Ok(Told::Alone);
    }
    let mut outcome = Outcome::default();
    let uploads: HashMap<Uuid, Model> =
        uploads_of(tx, org, &[archive]).await?.into_iter().map(|upload| (upload.id, upload)).collect();
    let row = crate::uploads::get(tx, org, archive).await?;
    for file in row.as_ref().map(files).transpose()?.flatten().unwrap_or_default() {
        let status = file.id.and_then(|id| uploads.get(&id)).map(Model::status).transpose()?;
        if matches!(status, Some(UploadStatus::Pending | UploadStatus::Processing)) {
            return Ok(Told::Later);
        }
        if file.upload_id.is_some_and(|same| uploads.contains_key(&same)) {
            // What becomes of it is what becomes of its double in the archive.
            outcome.all += 1;
            continue;
        }
        outcome.add(&file, status);
    }
    let (status, code, error) = outcome.of_archive();
    let text = "UPDATE uploads SET status = $3, code = $4, error = $5, finished_at = $6 WHERE id = $1 AND org_id = $2";
    let bound: [Value; 6] = [
        archive.0.into(),
        org.0.into(),
        status.as_str().into(),
        code.map(str::to_owned).into(),
        error.into(),
        now.into(),
    ];
    sql::execute(tx, text, bound).await?;
    Ok(Told::Now(archive))
}

/// What the files of an archive came to.
#[derive(Debug, Default)]
struct Outcome {
    all: usize,
    loaded: usize,
    /// Files that wait for an answer.
    asking: usize,
    /// Names of the files that did not load whole.
    others: Vec<String>,
}

/// How many names stand in the sentence.
const NAMED: usize = 5;

impl Outcome {
    fn add(&mut self, file: &PackedFile, status: Option<UploadStatus>) {
        self.all += 1;
        let whole = match status {
            Some(UploadStatus::Completed | UploadStatus::Undone) => true,
            Some(_) => false,
            // The same bytes were there already, so nothing is missing.
            None => file.upload_id.is_some(),
        };
        self.loaded += usize::from(whole || status == Some(UploadStatus::CompletedWithErrors));
        self.asking += usize::from(matches!(
            status,
            Some(UploadStatus::NeedsFormat | UploadStatus::NeedsPeriod | UploadStatus::NeedsMode)
        ));
        if !whole {
            let inner = file.filename.split_once('/').map_or(file.filename.as_str(), |(_, inner)| inner);
            self.others.push(inner.to_owned());
        }
    }

    fn of_archive(&self) -> (UploadStatus, Option<&'static str>, Option<String>) {
        if self.others.is_empty() {
            return (UploadStatus::Completed, None, None);
        }
        let named: Vec<String> = self.others.iter().take(NAMED).map(|name| format!("{name:?}")).collect();
        let more = if self.others.len() > NAMED { ", ..." } else { "" };
        let message = format!(
            "{} of the {} files in the archive did not load whole: {}{more}; see each of them",
            self.others.len(),
            self.all,
            named.join(", ")
        );
        match self.loaded + self.asking {
            0 => (UploadStatus::Failed, Some("no_file_loaded"), Some(message)),
            _ => (UploadStatus::CompletedWithErrors, Some("some_files"), Some(message)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(statuses: &[Option<UploadStatus>]) -> (UploadStatus, Option<String>) {
        let mut outcome = Outcome::default();
        for (at, status) in statuses.iter().enumerate() {
            outcome.add(&PackedFile { filename: format!("a.zip/{at}.csv"), ..PackedFile::default() }, *status);
        }
        let (status, _, error) = outcome.of_archive();
        (status, error)
    }

    #[test]
    fn an_archive_went_as_well_as_its_files() {
        use UploadStatus::{Completed, CompletedWithErrors, Failed, NeedsPeriod};
        assert_eq!(outcome(&[Some(Completed), Some(Completed)]), (Completed, None));
        let (status, error) = outcome(&[Some(Completed), Some(NeedsPeriod), None]);
        assert_eq!(status, CompletedWithErrors);
        assert!(
            error.is_some_and(|error| error.contains("2 of the 3 files") && error.contains("\"1.csv\", \"2.csv\""))
        );
        assert_eq!(outcome(&[Some(Failed), None]).0, Failed);
        assert_eq!(outcome(&[Some(Failed), Some(NeedsPeriod)]).0, CompletedWithErrors);
    }
}
