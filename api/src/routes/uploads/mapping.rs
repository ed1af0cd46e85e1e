//! A mapping that somebody confirmed, made into a format: the proposal of the upload's detection with the person's
//! corrections over it; or a format that is there already, chosen by its code.

use std::collections::BTreeMap;

use sellout_ingest::format::Format;
use sellout_ingest::suggest::{Proposal, Terms};
use sellout_model::{Currency, UploadId};
use sellout_store::{organisations, uploads};
use serde::Deserialize;
use uuid::Uuid;

use super::change::Resolution;
use super::form::vendor_code;
use crate::extract::{Caller, parse_or};
use crate::problem::{Answer, FieldError, Problem};
use crate::routes::formats;
use crate::state::App;

/// The part of a kept detection that an answer starts from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Kept {
    proposal: Option<Proposal>,
    candidates: Vec<KeptCandidate>,
}

/// A format that comes near, and the columns that the file lacks for it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct KeptCandidate {
    code: String,
    lacks: Vec<String>,
}

/// The proposed mapping of an upload; none where nothing was proposed.
pub(crate) fn proposed(upload: &uploads::Model) -> Option<Proposal> {
    kept(upload).proposal
}

fn kept(upload: &uploads::Model) -> Kept {
    upload.detection.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// What a person says of an unknown table, checked: the corrected proposal and what it is read with.
pub(super) struct Confirmed {
    pub(super) upload: uploads::Model,
    pub(super) proposal: Proposal,
    /// The vendor's code; none where a column says it, or nobody has said it yet.
    pub(super) vendor: Option<String>,
    vendor_name: Option<String>,
    pub(super) currency: Currency,
    code: Option<String>,
}

impl Confirmed {
    /// Checks everything but that it is enough to be loaded.
    pub(super) async fn of(app: &App, caller: &Caller, id: Uuid, said: &Resolution) -> Answer<Self> {
        let upload = uploads::get(app.db.read(), caller.org, UploadId(id)).await?;
        let upload = upload.ok_or_else(|| Problem::not_found("upload"))?;
        let named = said.vendor.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let vendor = named.map(vendor_code).transpose()?;
        let vendor = vendor.or(upload.vendor_given.clone()).or(upload.vendor.clone());
        let organisation = organisations::get(app.db.read(), caller.org).await?;
        let usual = organisation.ok_or_else(|| Problem::not_found("organisation"))?.currency()?;
        let currency = parse_or("currency", said.currency.as_deref())?.unwrap_or(usual);
        let code = said.save_as.as_deref().filter(|code| !code.is_empty()).map(format_code).transpose()?;
        let proposal = proposed(&upload)
            .ok_or_else(|| Problem::conflict("the upload has no proposed mapping; give the format instead"))?;
        let proposal = corrected(&proposal, said.mapping.as_ref())?;
        Ok(Self { upload, proposal, vendor, vendor_name: named.map(str::to_owned), currency, code })
    }

    /// The format that it says, as TOML that can be read; `stand_in` is the vendor where none is known yet.
    pub(super) fn to_toml(&self, stand_in: Option<&str>) -> Answer<String> {
        let vendor = self.vendor.as_deref().or(stand_in);
        if vendor.is_none() && self.proposal.needs("").contains(&"vendor") {
            return Err(Problem::invalid("vendor", "say whose files have these columns"));
        }
        let terms = Terms {
            code: self.code.as_deref(),
            vendor,
            vendor_name: self.vendor_name.as_deref(),
            currency: Some(self.currency),
        };
        let toml = self.proposal.to_toml(terms).ok_or_else(|| {
            Problem::invalid(
                "mapping",
                "name a column for the product (ean, product or code) and one for quantity or amount",
            )
        })?;
        Format::from_toml(&toml).map_err(|error| Problem::invalid("mapping", error.message))?;
        Ok(toml)
    }
}

/// The format to read an upload by, as TOML: the mapping, or the format of this code.
pub(super) async fn format_from(app: &App, caller: &Caller, id: Uuid, said: &Resolution) -> Answer<Option<String>> {
    let format = said.format.as_deref().map(str::trim).filter(|code| !code.is_empty());
    let saves = said.save_as.as_deref().is_some_and(|code| !code.is_empty());
    match (format, said.mapping.is_some() || saves) {
        (Some(_), true) => Err(Problem::invalid("format", "say either a format or a mapping, not both")),
        (Some(code), false) => chosen(app, caller, id, code).await.map(Some),
        (None, true) => Confirmed::of(app, caller, id, said).await?.to_toml(None).map(Some),
        (None, false) => Ok(None),
    }
}

/// A format that is there already. One whose columns the file lacks could only fail.
async fn chosen(app: &App, caller: &Caller, id: Uuid, code: &str) -> Answer<String> {
    let upload = uploads::get(app.db.read(), caller.org, UploadId(id)).await?;
    let candidates = kept(&upload.ok_or_else(|| Problem::not_found("upload"))?).candidates;
    if let Some(candidate) = candidates.iter().find(|c| c.code == code && !c.lacks.is_empty()) {
        let lacks = candidate.lacks.join("; ");
        return Err(Problem::invalid("format", format!("the file lacks columns of this format: {lacks}")));
    }
    let known = formats::all(app, caller.org).await?;
    let found = known.into_iter().find(|(format, _)| format.code == code);
    let (format, _) = found.ok_or_else(|| Problem::invalid("format", format!("there is no format {code:?}")))?;
    Ok(format.source().to_owned())
}

fn corrected(proposal: &Proposal, mapping: Option<&BTreeMap<String, String>>) -> Answer<Proposal> {
    let Some(mapping) = mapping else { return Ok(proposal.clone()) };
    proposal.corrected(mapping).map_err(|errors| {
        let field = |error: sellout_ingest::suggest::MappingError| FieldError {
            field: format!("mapping.{}", error.header),
            message: error.message,
        };
        Problem::invalid_all(errors.into_iter().map(field).collect())
    })
}

/// A code that a format of one's own may have: a mapping never takes the place of a built-in format.
fn format_code(code: &str) -> Answer<String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    if !code.chars().all(fits) {
        return Err(Problem::invalid("save_as", "write lower case letters, digits, - and _, such as corner-shop"));
    }
    if Format::builtin_by_code(code).is_some() {
        return Err(Problem::invalid("save_as", format!("{code:?} is a built-in format; choose another name")));
    }
    Ok(code.to_owned())
}
