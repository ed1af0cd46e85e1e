//! `POST /formats/detect`: which format a file is of and why, without loading anything.

use axum::Json;
use axum::extract::{Multipart, State};
use futures::StreamExt;
use sellout_files::safe_filename;
use sellout_ingest::detect::{Detection, detect_known};
use sellout_ingest::format::Format;
use sellout_ingest::{Context, ReadError};
use sellout_store::{Taught, known, organisations};
use serde::Serialize;
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;
use utoipa::ToSchema;

use crate::extract::Caller;
use crate::problem::{Answer, Kind, Problem, ProblemBody};
use crate::state::{App, AppState};

/// The form, as documented.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the multipart form in the API's description")]
pub(crate) struct DetectForm {
    /// A sales file.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// What was found out about a file.
#[derive(Serialize, ToSchema)]
pub(crate) struct DetectionView {
    file: String,
    #[serde(flatten)]
    #[schema(value_type = Object)]
    detection: Detection,
}

/// Recognise a file.
#[utoipa::path(post, path = "/formats/detect", tag = "formats",
    request_body(content = DetectForm, content_type = "multipart/form-data"),
    responses((status = 200, body = DetectionView), (status = 413, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn detect(
    State(app): State<AppState>,
    caller: Caller,
    mut multipart: Multipart,
) -> Answer<Json<DetectionView>> {
    while let Some(field) = multipart.next_field().await? {
        if field.name() != Some("file") {
            continue;
        }
        let file = safe_filename(field.file_name().unwrap_or_default());
        let copy = to_disk(&app, field).await?;
        let book = app.reader.open_book(copy.path(), &file).await?;
        let taught = Taught::load(app.db.read(), caller.org).await?;
        let headers = taught.last_headers();
        let formats: Vec<Format> = taught.in_force.into_iter().map(|(format, _)| format).collect();
        let name = file.clone();
        let own = known::of(app.db.read(), caller.org).await?;
        let organisation = organisations::get(app.db.read(), caller.org).await?;
        let currency = organisation.map(|organisation| organisation.currency()).transpose()?;
        let found = tokio::task::spawn_blocking(move || {
            let mut detection = detect_known(&*book, &name, &formats, &|code| headers.get(code).cloned())?;
            let ctx = Context { filename: name, ..Context::default() };
            detection.propose(&*book, &ctx, &own, currency)?;
            Ok::<_, ReadError>(detection)
        })
        .await;
        let detection = found.map_err(Problem::internal)??;
        return Ok(Json(DetectionView { file, detection }));
    }
    Err(Problem::invalid("file", "no file was sent; send one as the field `file`"))
}

/// The file on this machine's disk, until it is dropped.
async fn to_disk(app: &App, mut field: axum::extract::multipart::Field<'_>) -> Answer<NamedTempFile> {
    let copy = tokio::task::spawn_blocking(NamedTempFile::new).await.map_err(Problem::internal)??;
    let mut writer = tokio::fs::File::from_std(copy.as_file().try_clone()?);
    let (mut size, most) = (0_u64, app.settings.max_upload_bytes);
    while let Some(chunk) = field.next().await {
        let chunk = chunk?;
        size += chunk.len() as u64;
        if size > most {
            return Err(Problem::new(Kind::TooLarge, format!("the file is larger than the {most} bytes allowed")));
        }
        writer.write_all(&chunk).await?;
    }
    writer.flush().await?;
    Ok(copy)
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::File(error) => Self::invalid("file", error.message),
            ReadError::Io(error) => error.into(),
        }
    }
}
