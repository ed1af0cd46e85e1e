//! `/vendors`: the resellers and platforms that files come from.

use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use garde::Validate;
use sellout_store::vendors;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
    pub(crate) created_at: DateTime<Utc>,
}

impl VendorView {
    fn of(row: vendors::Model) -> Answer<Self> {
        let recipients = row.recipients()?;
        Ok(Self { code: row.code, name: row.name, recipients, created_at: row.created_at })
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
    let page = paging.sorted("name")?;
    let listed = vendors::list(app.db.read(), caller.org, page).await?;
    Page::try_of(listed, page, VendorView::of).map(Json)
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
    VendorView::of(row).map(Json)
}

/// The first vendors by name, to choose from on a page.
pub(crate) async fn to_choose_from(app: &App, caller: &Caller) -> Answer<Vec<VendorView>> {
    let listed = vendors::list(app.db.read(), caller.org, sellout_store::Page::first(500)).await?;
    listed.items.into_iter().map(VendorView::of).collect()
}
