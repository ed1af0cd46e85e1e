//! `/product-aliases`: what vendors call products.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use garde::Validate;
use sea_orm::DatabaseTransaction;
use sellout_model::ProductId;
use sellout_store::product_aliases::{self, ANY_VENDOR, Confirmed, NewAlias};
use sellout_store::products;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::audited::note_with;
use crate::extract::{Caller, Id, Page, Paging, PagingQuery, Params, Valid};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::restating::by_list_prices;
use crate::state::{App, AppState};

/// What a vendor calls a product.
#[derive(Serialize, ToSchema)]
pub(crate) struct AliasView {
    pub(crate) id: Uuid,
    /// The vendor's code; `*` for all vendors.
    pub(crate) vendor: String,
    /// The vendor's code or name of the product.
    pub(crate) alias: String,
    pub(crate) product_id: Uuid,
    /// The upload that brought it, if a file did.
    pub(crate) upload_id: Option<Uuid>,
    pub(crate) created_at: DateTime<Utc>,
}

impl From<product_aliases::Model> for AliasView {
    fn from(row: product_aliases::Model) -> Self {
        let product_aliases::Model { id, vendor, alias, product_id, upload_id, created_at, .. } = row;
        Self { id, vendor, alias, product_id, upload_id, created_at }
    }
}

/// An answer: this code means that product.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenAlias {
    /// The vendor's code; for all vendors if left out.
    #[garde(inner(length(max = 200)))]
    pub(crate) vendor: Option<String>,
    /// The vendor's code or name of the product, as its files write it.
    #[garde(length(chars, min = 1, max = 500))]
    pub(crate) alias: String,
    /// The product of the catalogue.
    #[garde(skip)]
    pub(crate) product_id: Uuid,
    /// Whether it takes the place of an alias that gives the same text another product.
    #[garde(skip)]
    #[serde(default)]
    pub(crate) replace: bool,
}

/// Which aliases.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfProduct {
    /// Those of one product.
    pub(crate) product: Option<Uuid>,
}

/// The aliases, by their text.
#[utoipa::path(get, path = "/product-aliases", tag = "catalogue", params(PagingQuery, OfProduct), responses((status = 200, body = Page<AliasView>)))]
pub(crate) async fn list(
    State(app): State<AppState>,
    caller: Caller,
    paging: Paging,
    Params(of): Params<OfProduct>,
) -> Answer<Json<Page<AliasView>>> {
    listed(&app, &caller, &of, paging).await.map(Json)
}

/// One page of aliases.
pub(crate) async fn listed(app: &App, caller: &Caller, of: &OfProduct, paging: Paging) -> Answer<Page<AliasView>> {
    let page = paging.sorted("alias")?;
    let listed = product_aliases::list(app.db.read(), caller.org, of.product.map(ProductId), page).await?;
    Ok(Page::of(listed, page, AliasView::from))
}

/// Confirm that a code means a product; sales rows that use it are matched, past ones too. A text that means another
/// product already is refused, unless `replace` says that it shall not any more.
#[utoipa::path(post, path = "/product-aliases", tag = "catalogue", request_body = WrittenAlias,
    responses((status = 200, body = AliasView), (status = 201, body = AliasView), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub(crate) async fn create(
    State(app): State<AppState>,
    caller: Caller,
    Valid(written): Valid<WrittenAlias>,
) -> Answer<(StatusCode, Json<AliasView>)> {
    let (status, alias) = match confirm(&app, &caller, &written).await? {
        Confirmed::Known(alias) => (StatusCode::OK, alias),
        Confirmed::Made(alias) | Confirmed::Taken(alias) => (StatusCode::CREATED, alias),
    };
    Ok((status, Json(alias.into())))
}

/// Confirms that a code means a product.
pub(crate) async fn confirm(app: &App, caller: &Caller, written: &WrittenAlias) -> Answer<Confirmed> {
    let vendor = written.vendor.as_deref().map(str::trim).filter(|code| *code != ANY_VENDOR);
    let vendor = vendor.map(sellout_ingest::vendor_code).filter(|code| !code.is_empty());
    let product = ProductId(written.product_id);
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    if products::get(&tx, caller.org, product).await?.is_none() {
        return Err(Problem::invalid("product_id", "no such product is in the catalogue"));
    }
    let vendor = vendor.as_deref().unwrap_or(ANY_VENDOR);
    let new = NewAlias { vendor, alias: &written.alias, product, upload: None };
    let confirmed = product_aliases::confirm(&tx, caller.org, &new, written.replace, now).await?;
    match &confirmed {
        Confirmed::Taken(alias) => return Err(taken(&tx, caller, alias).await?),
        Confirmed::Known(_) => tx.rollback().await?,
        Confirmed::Made(alias) => {
            let what = json!({ "alias": alias.alias, "vendor": alias.vendor, "product": alias.product_id });
            note_with(&tx, caller, "alias.confirm", alias.id, &what, now).await?;
            let restating = by_list_prices(app, &tx, caller).await?;
            tx.commit().await?;
            app.ledger.ring(restating.as_slice()).await;
        }
    }
    Ok(confirmed)
}

/// The question that a text with two products is.
async fn taken(tx: &DatabaseTransaction, caller: &Caller, alias: &product_aliases::Model) -> Answer<Problem> {
    let product = products::get(tx, caller.org, ProductId(alias.product_id)).await?;
    let name = product.map_or_else(|| alias.product_id.to_string(), |product| product.name);
    Ok(Problem::conflict(format!(
        "\"{}\" means {name} already; send replace if it shall mean the other product from now on, past sales too",
        alias.alias
    )))
}

/// Take an alias back; the rows that used it are unmatched again.
#[utoipa::path(delete, path = "/product-aliases/{id}", tag = "catalogue", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
pub(crate) async fn delete(State(app): State<AppState>, caller: Caller, Id(id): Id) -> Answer<StatusCode> {
    take_back(&app, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes an alias back.
pub(crate) async fn take_back(app: &App, caller: &Caller, id: Uuid) -> Answer<product_aliases::Model> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let gone = product_aliases::delete(&tx, caller.org, id).await?.ok_or_else(|| Problem::not_found("alias"))?;
    let what = json!({ "alias": gone.alias, "vendor": gone.vendor, "product": gone.product_id });
    note_with(&tx, caller, "alias.delete", id, &what, now).await?;
    let restating = by_list_prices(app, &tx, caller).await?;
    tx.commit().await?;
    app.ledger.ring(restating.as_slice()).await;
    Ok(gone)
}
