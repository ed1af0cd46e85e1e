//! A mapping that somebody confirmed, made into a format: the proposal of the upload's detection with the person's
//! corrections over it.

use std::collections::BTreeMap;

use sellout_ingest::format::{Field, Format};
use sellout_ingest::suggest::{Proposal, ProposedColumn};
use sellout_model::UploadId;
use sellout_store::{organisations, uploads};
use serde::Deserialize;
use uuid::Uuid;

use super::change::Resolution;
use super::form::vendor_code;
use crate::extract::{Caller, parse_or};
use crate::problem::{Answer, Problem};
use crate::state::App;

/// The part of a kept detection that a mapping starts from.
#[derive(Debug, Deserialize)]
struct Kept {
    proposal: Option<KeptProposal>,
}

/// A proposal as it was kept.
#[derive(Debug, Deserialize)]
struct KeptProposal {
    sheet: String,
    header_row: u32,
    columns: Vec<KeptColumn>,
}

/// A column as it was proposed.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct KeptColumn {
    /// The header as it stands in the file.
    pub(crate) header: String,
    /// The field; none where nothing fits.
    pub(crate) field: Option<Field>,
    /// Why, in words.
    pub(crate) reason: String,
}

/// The proposed columns of an upload; none where nothing was proposed.
pub(crate) fn proposed(upload: &uploads::Model) -> Vec<KeptColumn> {
    kept(upload).map(|proposal| proposal.columns).unwrap_or_default()
}

fn kept(upload: &uploads::Model) -> Option<KeptProposal> {
    serde_json::from_str::<Kept>(upload.detection.as_deref()?).ok()?.proposal
}

/// The format that the mapping says, as TOML that can be read.
pub(super) async fn format_from(
    app: &App,
    caller: &Caller,
    id: Uuid,
    mapping: &BTreeMap<String, String>,
    said: &Resolution,
) -> Answer<String> {
    let upload = uploads::get(app.db.read(), caller.org, UploadId(id)).await?;
    let upload = upload.ok_or_else(|| Problem::not_found("upload"))?;
    let vendor = said.vendor.as_deref().filter(|text| !text.trim().is_empty()).map(vendor_code).transpose()?;
    let vendor = vendor.or(upload.vendor_given.clone()).or(upload.vendor.clone());
    let vendor = vendor.ok_or_else(|| Problem::invalid("vendor", "say whose files have these columns"))?;
    let organisation = organisations::get(app.db.read(), caller.org).await?;
    let usual = organisation.ok_or_else(|| Problem::not_found("organisation"))?.currency()?;
    let currency = parse_or("currency", said.currency.as_deref())?.unwrap_or(usual);
    let proposal = corrected(kept(&upload), mapping)?;
    let toml = proposal.to_toml(&vendor, Some(currency)).ok_or_else(|| {
        Problem::invalid(
            "mapping",
            "name a column for the product (ean, product or code) and one for quantity or amount",
        )
    })?;
    let toml = match said.save_as.as_deref().filter(|code| !code.is_empty()) {
        Some(code) => renamed(&toml, code),
        None => toml,
    };
    Format::from_toml(&toml).map_err(|error| Problem::invalid("mapping", error.message))?;
    Ok(toml)
}

/// The proposal with the person's words over it; a blank word leaves the column out.
fn corrected(kept: Option<KeptProposal>, mapping: &BTreeMap<String, String>) -> Answer<Proposal> {
    let kept = kept.ok_or_else(|| Problem::conflict("the upload has no proposed mapping; give the format instead"))?;
    for header in mapping.keys() {
        if !kept.columns.iter().any(|column| column.header == *header) {
            return Err(Problem::invalid(format!("mapping.{header}"), "the file has no such column"));
        }
    }
    let mut columns = Vec::with_capacity(kept.columns.len());
    for column in kept.columns {
        let field = match mapping.get(&column.header).map(|word| word.trim()) {
            None => column.field,
            Some("") => None,
            Some(word) => Some(field(&column.header, word)?),
        };
        columns.push(ProposedColumn { header: column.header, field, confidence: 1.0, reason: column.reason });
    }
    Ok(Proposal { sheet: kept.sheet, header_row: kept.header_row, columns })
}

/// The field that a word names.
pub(super) fn field(header: &str, word: &str) -> Answer<Field> {
    Field::ALL.iter().find(|field| field.as_str() == word).copied().ok_or_else(|| {
        let words: Vec<_> = Field::ALL.iter().map(|field| field.as_str()).collect();
        Problem::invalid(format!("mapping.{header}"), format!("{word:?} is not one of {}", words.join(", ")))
    })
}

/// The same format under another code.
fn renamed(toml: &str, code: &str) -> String {
    let line = format!("code = {}", toml::Value::String(code.to_owned()));
    toml.lines()
        .map(|old| if old.starts_with("code = ") { line.as_str() } else { old })
        .fold(String::with_capacity(toml.len()), |text, line| text + line + "\n")
}
