//! `/product-aliases`: what vendors call products, and what nobody has answered yet.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use garde::Validate;
use sellout_model::ProductId;
use sellout_store::product_aliases::{self, ANY_VENDOR, NewAlias};
use sellout_store::{figures, products};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::analytics::FiguresView;
use super::sales::currency_of;
use crate::audited::note;
use crate::extract::{Caller, Id, Page, Paging, PagingQuery, Params, Valid};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::AppState;

/// What a vendor calls a product.
#[derive(Serialize, ToSchema)]
pub(crate) struct AliasView {
    id: Uuid,
    /// The vendor's code; `*` for all vendors.
    vendor: String,
    /// The vendor's code or name of the product.
    alias: String,
    product_id: Uuid,
    created_at: DateTime<Utc>,
}

impl From<product_aliases::Model> for AliasView {
    fn from(row: product_aliases::Model) -> Self {
        let product_aliases::Model { id, vendor, alias, product_id, created_at, .. } = row;
        Self { id, vendor, alias, product_id, created_at }
    }
}

/// An answer: this code means that product.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenAlias {
    /// The vendor's code; for all vendors if left out.
    #[garde(inner(length(max = 200)))]
    vendor: Option<String>,
    /// The vendor's code or name of the product, as its files write it.
    #[garde(length(chars, min = 1, max = 500))]
    alias: String,
    /// The product of the catalogue.
    #[garde(skip)]
    product_id: Uuid,
}

/// Which aliases.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfProduct {
    /// Those of one product.
    product: Option<Uuid>,
}

/// The aliases, by their text.
#[utoipa::path(get, path = "/product-aliases", tag = "catalogue", params(PagingQuery, OfProduct), responses((status = 200, body = Page<AliasView>)))]
pub(crate) async fn list(
    State(app): State<AppState>,
    caller: Caller,
    paging: Paging,
    Params(of): Params<OfProduct>,
) -> Answer<Json<Page<AliasView>>> {
    let page = paging.sorted("alias")?;
    let listed = product_aliases::list(app.db.read(), caller.org, of.product.map(ProductId), page).await?;
    Ok(Json(Page::of(listed, page, AliasView::from)))
}

/// Confirm that a code means a product; sales rows that use it are matched, past ones too.
#[utoipa::path(post, path = "/product-aliases", tag = "catalogue", request_body = WrittenAlias,
    responses((status = 201, body = AliasView), (status = 422, body = ProblemBody)))]
pub(crate) async fn create(
    State(app): State<AppState>,
    caller: Caller,
    Valid(written): Valid<WrittenAlias>,
) -> Answer<(StatusCode, Json<AliasView>)> {
    let vendor = written.vendor.as_deref().map(sellout_ingest::vendor_code).filter(|code| !code.is_empty());
    let product = ProductId(written.product_id);
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    if products::get(&tx, caller.org, product).await?.is_none() {
        return Err(Problem::invalid("product_id", "no such product is in the catalogue"));
    }
    let new = NewAlias { vendor: vendor.as_deref().unwrap_or(ANY_VENDOR), alias: &written.alias, product };
    let row = product_aliases::confirm(&tx, caller.org, &new, now).await?;
    note(&tx, &caller, "alias.confirm", row.id, now).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(row.into())))
}

/// Take an alias back; the rows that used it are unmatched again.
#[utoipa::path(delete, path = "/product-aliases/{id}", tag = "catalogue", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
pub(crate) async fn delete(State(app): State<AppState>, caller: Caller, Id(id): Id) -> Answer<StatusCode> {
    let tx = app.db.begin().await?;
    if !product_aliases::delete(&tx, caller.org, id).await? {
        return Err(Problem::not_found("alias"));
    }
    note(&tx, &caller, "alias.delete", id, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A code that no product is known for.
#[derive(Serialize, ToSchema)]
pub(crate) struct UnmatchedView {
    /// Whose code it is.
    vendor: String,
    /// As the file writes it.
    text: String,
    ean: Option<String>,
    sku: Option<String>,
    #[serde(flatten)]
    figures: FiguresView,
}

/// Codes that wait for an answer, most money first.
#[utoipa::path(get, path = "/product-aliases/unmatched", tag = "catalogue", params(PagingQuery), responses((status = 200, body = Page<UnmatchedView>)))]
pub(crate) async fn unmatched(
    State(app): State<AppState>,
    caller: Caller,
    paging: Paging,
) -> Answer<Json<Page<UnmatchedView>>> {
    let page = paging.sorted("-amount")?;
    let currency = currency_of(&app, &caller).await?;
    let listed = figures::unmatched(app.db.read(), caller.org, page).await?;
    Ok(Json(Page::of(listed, page, |found| UnmatchedView {
        figures: FiguresView::of(&found.counted, currency),
        vendor: found.key.vendor,
        text: found.key.text,
        ean: found.key.ean,
        sku: found.key.sku,
    })))
}
