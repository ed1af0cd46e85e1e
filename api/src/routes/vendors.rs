//! `/vendors`: the resellers and platforms that files come from.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use garde::Validate;
use sellout_store::{likely_same, merges, vendors};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::stores::hundredths;
use crate::audited::note;
use crate::extract::{Caller, Page, Paging, PagingQuery, Valid};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::{App, AppState};

/// A vendor.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct VendorView {
    pub(crate) code: String,
    pub(crate) name: String,
    /// Who gets its upload mails beside the uploader.
    pub(crate) recipients: Vec<String>,
    /// The vendor that it is merged into: its figures stand there.
    pub(crate) merged_into: Option<String>,
    pub(crate) created_at: DateTime<Utc>,
}

impl VendorView {
    /// A believable one.
    pub(crate) fn sample() -> Self {
        Self {
            code: "the_corner_shop".to_owned(),
            name: "<b>The Corner Shop".to_owned(),
            recipients: Vec::new(),
            merged_into: None,
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    fn of(row: vendors::Model, merged: &HashMap<String, String>) -> Answer<Self> {
        let (recipients, merged_into) = (row.recipients()?, merged.get(&row.code).cloned());
        Ok(Self { code: row.code, name: row.name, recipients, merged_into, created_at: row.created_at })
    }
}

/// What people say of a vendor.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VendorChange {
    #[garde(length(chars, min = 1, max = 200))]
    name: String,
    #[garde(length(max = 100), inner(email))]
    #[serde(default)]
    recipients: Vec<String>,
}

/// The vendors, by name.
#[utoipa::path(get, path = "/vendors", tag = "catalogue", params(PagingQuery), responses((status = 200, body = Page<VendorView>)))]
pub(crate) async fn list(
    State(app): State<AppState>,
    caller: Caller,
    paging: Paging,
) -> Answer<Json<Page<VendorView>>> {
    listed(&app, &caller, paging).await.map(Json)
}

/// One page of vendors.
pub(crate) async fn listed(app: &App, caller: &Caller, paging: Paging) -> Answer<Page<VendorView>> {
    let page = paging.sorted("name")?;
    let listed = vendors::list(app.db.read(), caller.org, page).await?;
    let merged = merges::merged_vendors(app.db.read(), caller.org).await?;
    Page::try_of(listed, page, |row| VendorView::of(row, &merged))
}

/// Two vendors that may be the same.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SameVendorView {
    /// The one that would be given up.
    pub(crate) from: VendorView,
    /// The one that would stay.
    pub(crate) into: VendorView,
    /// From 0.85 to 1.
    pub(crate) score: f64,
    /// Why they may be the same.
    pub(crate) why: String,
}

/// Vendors that are likely the same, most alike first.
#[utoipa::path(get, path = "/vendors/suggestions", tag = "catalogue", responses((status = 200, body = Vec<SameVendorView>)))]
pub(crate) async fn suggestions(State(app): State<AppState>, caller: Caller) -> Answer<Json<Vec<SameVendorView>>> {
    suggested(&app, &caller).await.map(Json)
}

/// Vendors that are likely the same.
pub(crate) async fn suggested(app: &App, caller: &Caller) -> Answer<Vec<SameVendorView>> {
    let none = HashMap::new();
    let view = |vendor| VendorView::of(vendor, &none);
    let found = likely_same::vendors(app.db.read(), caller.org).await?;
    let same = found.into_iter().map(|same| {
        let (from, into) = (view(same.from)?, view(same.into)?);
        Ok(SameVendorView { from, into, score: hundredths(same.score), why: same.why })
    });
    same.collect()
}

/// Rename a vendor and say who gets its upload mails.
#[utoipa::path(put, path = "/vendors/{code}", tag = "catalogue", params(("code" = String, Path)), request_body = VendorChange,
    responses((status = 200, body = VendorView), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn change(
    State(app): State<AppState>,
    caller: Caller,
    Path(code): Path<String>,
    Valid(said): Valid<VendorChange>,
) -> Answer<Json<VendorView>> {
    let tx = app.db.begin().await?;
    vendors::update(&tx, caller.org, &code, &said.name, &said.recipients).await?;
    let row = vendors::get(&tx, caller.org, &code).await?.ok_or_else(|| Problem::not_found("vendor"))?;
    note(&tx, &caller, "vendor.change", &code, app.clock.now()).await?;
    tx.commit().await?;
    let merged = merges::merged_vendors(app.db.read(), caller.org).await?;
    VendorView::of(row, &merged).map(Json)
}

/// The first vendors by name, to choose from on a page.
pub(crate) async fn to_choose_from(app: &App, caller: &Caller) -> Answer<Vec<VendorView>> {
    let listed = vendors::list(app.db.read(), caller.org, sellout_store::Page::first(500)).await?;
    let merged = merges::merged_vendors(app.db.read(), caller.org).await?;
    listed.items.into_iter().map(|row| VendorView::of(row, &merged)).collect()
}
