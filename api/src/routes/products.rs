//! `/products`: the catalogue.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use garde::Validate;
use sellout_model::Ean;
use sellout_store::products::{self, NewProduct};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::audited::note;
use crate::extract::{Caller, Page, Paging, PagingQuery, Params, Valid};
use crate::problem::{Answer, FieldError, Problem, ProblemBody};
use crate::restating::by_list_prices;
use crate::state::{App, AppState};

/// A product.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ProductView {
    pub(crate) id: Uuid,
    pub(crate) ean: Option<String>,
    pub(crate) name: String,
    /// The organisation's own stock code.
    pub(crate) sku: Option<String>,
    created_at: DateTime<Utc>,
}

impl From<products::Model> for ProductView {
    fn from(row: products::Model) -> Self {
        Self { id: row.id, ean: row.ean, name: row.name, sku: row.sku, created_at: row.created_at }
    }
}

impl ProductView {
    /// A believable one.
    pub(crate) fn sample() -> Self {
        let ean = Some("4006381333931".to_owned());
        Self { id: Uuid::nil(), ean, name: "<Pen>".to_owned(), sku: None, created_at: DateTime::UNIX_EPOCH }
    }
}

/// A product as people write it.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenProduct {
    /// 8, 12, 13 or 14 digits with a right check digit.
    #[garde(inner(length(max = 40)))]
    #[serde(default)]
    pub(crate) ean: Option<String>,
    #[garde(length(chars, min = 1, max = 500))]
    pub(crate) name: String,
    #[garde(inner(length(max = 200)))]
    #[serde(default)]
    pub(crate) sku: Option<String>,
}

impl WrittenProduct {
    fn checked(self) -> Result<NewProduct, FieldError> {
        let blank = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        let ean = blank(self.ean).map(|text| sound_ean(&text)).transpose();
        let ean = ean.map_err(|message| FieldError { field: "ean".to_owned(), message })?;
        Ok(NewProduct { ean, name: self.name.trim().to_owned(), sku: blank(self.sku) })
    }
}

/// An article number that its own check digit confirms.
pub(crate) fn sound_ean(text: &str) -> Result<Ean, String> {
    let ean = Ean::parse(text).map_err(|error| error.to_string())?;
    if ean.check_digit_ok() { Ok(ean) } else { Err("the check digit is wrong; look at the number again".to_owned()) }
}

/// Which products.
#[derive(Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Search {
    /// A part of the name, the EAN or the stock code.
    pub(crate) search: Option<String>,
}

/// The catalogue, by name.
#[utoipa::path(get, path = "/products", tag = "catalogue", params(PagingQuery, Search), responses((status = 200, body = Page<ProductView>)))]
pub(crate) async fn list(
    State(app): State<AppState>,
    caller: Caller,
    paging: Paging,
    Params(search): Params<Search>,
) -> Answer<Json<Page<ProductView>>> {
    listed(&app, &caller, &search, paging).await.map(Json)
}

/// One page of the catalogue.
pub(crate) async fn listed(app: &App, caller: &Caller, search: &Search, paging: Paging) -> Answer<Page<ProductView>> {
    let page = paging.sorted("name")?;
    let listed = products::list(app.db.read(), caller.org, search.search.as_deref(), page).await?;
    Ok(Page::of(listed, page, ProductView::from))
}

/// Add a product. Sales rows with its EAN are matched at once.
#[utoipa::path(post, path = "/products", tag = "catalogue", request_body = WrittenProduct,
    responses((status = 201, body = ProductView), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn create(
    State(app): State<AppState>,
    caller: Caller,
    Valid(written): Valid<WrittenProduct>,
) -> Answer<(StatusCode, Json<ProductView>)> {
    let made = add(&app, &caller, written).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Adds a product.
pub(crate) async fn add(app: &App, caller: &Caller, written: WrittenProduct) -> Answer<ProductView> {
    let new = written.checked().map_err(|error| Problem::invalid_all(vec![error]))?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = products::create(&tx, caller.org, &new, now).await?;
    let row = row.ok_or_else(|| Problem::conflict("a product with this EAN is in the catalogue already"))?;
    note(&tx, caller, "product.add", row.id, now).await?;
    let restating = by_list_prices(app, &tx, caller).await?;
    tx.commit().await?;
    app.ledger.ring(restating.as_slice()).await;
    Ok(row.into())
}
