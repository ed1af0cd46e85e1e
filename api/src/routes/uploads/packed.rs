//! The files of an archive as they are shown.

use sellout_store::archives::PackedFile;
use sellout_store::uploads;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A file of an archive.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PackedView {
    /// The archive's name and its own there.
    pub(crate) filename: String,
    /// Its upload; null where it is none.
    pub(crate) id: Option<Uuid>,
    /// As an upload's; `failed` where it is none, `duplicate` where its bytes are known.
    pub(crate) status: String,
    pub(crate) rows_loaded: i64,
    pub(crate) rows_failed: i64,
    /// Why it failed or what it waits for; stable.
    pub(crate) code: Option<String>,
    /// The same in a sentence with the cure.
    pub(crate) error: Option<String>,
    /// The upload that has the same bytes.
    pub(crate) upload_id: Option<Uuid>,
}

impl PackedView {
    /// A file with its upload, where it is one.
    pub(super) fn of(file: PackedFile, upload: Option<uploads::Model>) -> Self {
        match upload {
            Some(upload) => Self {
                filename: file.filename,
                id: Some(upload.id),
                status: upload.status,
                rows_loaded: upload.rows_loaded,
                rows_failed: upload.rows_failed,
                code: upload.code,
                error: upload.error,
                upload_id: None,
            },
            None => Self {
                filename: file.filename,
                id: None,
                status: if file.upload_id.is_some() { "duplicate" } else { "failed" }.to_owned(),
                rows_loaded: 0,
                rows_failed: 0,
                code: file.code,
                error: file.error,
                upload_id: file.upload_id,
            },
        }
    }
}
