//! How an upload's first rows would load by a mapping, before it is confirmed: the real parse over the head of the
//! stored file. Nothing is changed.

use sellout_files::{FileKey, FilesError};
use sellout_ingest::format::Format;
use sellout_ingest::suggest::{self, Preview};
use sellout_ingest::{Context, Proposal};
use sellout_model::UploadId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::change::Resolution;
use super::form::vendor_code;
use super::mapping::{Confirmed, proposed};
use super::reading::{Changed, reading_of};
use crate::extract::{Caller, parse_or};
use crate::problem::{Answer, Problem};
use crate::state::App;

/// Stands for a vendor that nobody has named yet; it is not shown.
const NOBODY: &str = "-";

/// What a mapping comes to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MappingPreview {
    pub(crate) id: Uuid,
    /// The mapping with what was said over it.
    #[schema(value_type = Object)]
    pub(crate) proposal: Proposal,
    /// What must still be said: `vendor`, `period`, `currency`, a column for the `product` or a `figure`.
    pub(crate) needs: Vec<&'static str>,
    /// The format that it becomes, as TOML; none where a product or a figure is missing, and where a known format reads
    /// the file.
    pub(crate) source: Option<String>,
    /// The known format that reads the file, whose columns the mapping only finds again.
    pub(crate) format: Option<String>,
    /// The first rows as they would load.
    #[schema(value_type = Object)]
    pub(crate) preview: Option<Preview>,
}

/// Reads the head of the upload's file by the mapping.
pub(crate) async fn preview_mapping(app: &App, caller: &Caller, id: Uuid, said: &Resolution) -> Answer<MappingPreview> {
    if let Some(changed) = Changed::of(app, caller, id, said).await? {
        return Box::pin(by_known_format(app, caller, id, said, changed)).await;
    }
    let confirmed = Confirmed::of(app, caller, id, said).await?;
    let period = parse_or("period", said.period.as_deref())?.or(confirmed.upload.period_given());
    let answered = |need: &&str| match *need {
        "vendor" => confirmed.vendor.is_some(),
        "period" => period.is_some(),
        "currency" => said.currency.is_some(),
        _ => false,
    };
    let mut needs = confirmed.proposal.needs(&confirmed.upload.filename);
    needs.retain(|need| !answered(need));
    let incomplete = needs.contains(&"product") || needs.contains(&"figure");
    let source = if incomplete { None } else { Some(confirmed.to_toml(Some(NOBODY))?) };
    let preview = match &source {
        Some(source) => {
            let ctx = Context { filename: confirmed.upload.filename.clone(), period, vendor: confirmed.vendor.clone() };
            let format = Format::from_toml(source).map_err(|error| Problem::invalid("mapping", error.message))?;
            Some(head(app, caller, id, Box::new(format), ctx).await?)
        }
        None => None,
    };
    Ok(MappingPreview { id, proposal: confirmed.proposal, needs, source, format: None, preview })
}

/// A changed file of a known format is read by that format, with what was said of its columns over it.
async fn by_known_format(
    app: &App,
    caller: &Caller,
    id: Uuid,
    said: &Resolution,
    changed: Changed,
) -> Answer<MappingPreview> {
    let Changed { upload, format, answers, said: fields } = changed;
    let mut reading = upload.answers()?;
    reading.take(answers);
    reading.take(reading_of(app, caller, id, said).await?);
    let mut proposal = proposed(&upload).unwrap_or_default();
    for column in &mut proposal.columns {
        if let Some(field) = fields.get(&column.header) {
            (column.field, column.confidence) = (*field, 1.0);
        }
    }
    let named = said.vendor.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let vendor = named.map(vendor_code).transpose()?.or(upload.vendor_given.clone());
    let period = parse_or("period", said.period.as_deref())?.or(upload.period_given());
    let ctx = Context { filename: upload.filename.clone(), period, vendor };
    let (code, told) = (format.code.clone(), Box::new(reading.over(&format)));
    let preview = head(app, caller, id, told, ctx).await?;
    let needs = if preview.refused.is_some() { vec!["format"] } else { Vec::new() };
    Ok(MappingPreview { id, proposal, needs, source: None, format: Some(code), preview: Some(preview) })
}

async fn head(app: &App, caller: &Caller, id: Uuid, format: Box<Format>, ctx: Context) -> Answer<Preview> {
    let copy = match app.files.local_copy(FileKey::upload(caller.org, UploadId(id))).await {
        Err(FilesError::Missing(_)) => return Err(Problem::not_found("file any more")),
        other => other?,
    };
    let book = app.reader.open_book(copy.path(), &ctx.filename).await?;
    let read = tokio::task::spawn_blocking(move || {
        let read = suggest::preview(&*book, &format, &ctx);
        drop(copy);
        read
    });
    Ok(read.await.map_err(Problem::internal)??)
}
