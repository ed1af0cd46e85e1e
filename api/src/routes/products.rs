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
use crate::state::AppState;

/// The most wrong lines that are named.
const MOST_ERRORS: usize = 100;

/// A product.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ProductView {
    id: Uuid,
    ean: Option<String>,
    name: String,
    /// The organisation's own stock code.
    sku: Option<String>,
    created_at: DateTime<Utc>,
}

impl From<products::Model> for ProductView {
    fn from(row: products::Model) -> Self {
        Self { id: row.id, ean: row.ean, name: row.name, sku: row.sku, created_at: row.created_at }
    }
}

/// A product as people write it.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenProduct {
    /// 8, 12, 13 or 14 digits with a right check digit.
    #[garde(inner(length(max = 40)))]
    #[serde(default)]
    ean: Option<String>,
    #[garde(length(chars, min = 1, max = 500))]
    name: String,
    #[garde(inner(length(max = 200)))]
    #[serde(default)]
    sku: Option<String>,
}

impl WrittenProduct {
    fn checked(self) -> Result<NewProduct, FieldError> {
        let blank = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        let wrong = |message: String| FieldError { field: "ean".to_owned(), message };
        let ean = blank(self.ean).map(|text| Ean::parse(&text).map_err(|e| wrong(e.to_string()))).transpose()?;
        if ean.is_some_and(|ean| !ean.check_digit_ok()) {
            return Err(wrong("the check digit is wrong; look at the number again".to_owned()));
        }
        Ok(NewProduct { ean, name: self.name.trim().to_owned(), sku: blank(self.sku) })
    }
}

/// Which products.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Search {
    /// A part of the name, the EAN or the stock code.
    search: Option<String>,
}

/// The catalogue, by name.
#[utoipa::path(get, path = "/products", tag = "catalogue", params(PagingQuery, Search), responses((status = 200, body = Page<ProductView>)))]
pub(crate) async fn list(
    State(app): State<AppState>,
    caller: Caller,
    paging: Paging,
    Params(search): Params<Search>,
) -> Answer<Json<Page<ProductView>>> {
    let page = paging.sorted("name")?;
    let listed = products::list(app.db.read(), caller.org, search.search.as_deref(), page).await?;
    Ok(Json(Page::of(listed, page, ProductView::from)))
}

/// Add a product. Sales rows with its EAN are matched at once.
#[utoipa::path(post, path = "/products", tag = "catalogue", request_body = WrittenProduct,
    responses((status = 201, body = ProductView), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn create(
    State(app): State<AppState>,
    caller: Caller,
    Valid(written): Valid<WrittenProduct>,
) -> Answer<(StatusCode, Json<ProductView>)> {
    let new = written.checked().map_err(|error| Problem::invalid_all(vec![error]))?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = products::create(&tx, caller.org, &new, now).await?;
    let row = row.ok_or_else(|| Problem::conflict("a product with this EAN is in the catalogue already"))?;
    note(&tx, &caller, "product.add", row.id, now).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(row.into())))
}

/// What an import did.
#[derive(Serialize, ToSchema)]
pub(crate) struct Imported {
    /// Products that were added or renamed.
    products: usize,
}

/// Add or rename many products: CSV with the columns `ean,name,sku`. All of them, or none if a line is wrong.
#[utoipa::path(post, path = "/products/import", tag = "catalogue", request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = Imported), (status = 422, body = ProblemBody)))]
pub(crate) async fn import(State(app): State<AppState>, caller: Caller, text: String) -> Answer<Json<Imported>> {
    let new = read_table(&text)?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    for product in &new {
        products::put(&tx, caller.org, product, now).await?;
    }
    note(&tx, &caller, "product.import", new.len(), now).await?;
    tx.commit().await?;
    Ok(Json(Imported { products: new.len() }))
}

fn read_table(text: &str) -> Answer<Vec<NewProduct>> {
    let mut table = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let (mut new, mut errors) = (Vec::new(), Vec::new());
    for (row, line) in table.deserialize::<WrittenProduct>().zip(2..) {
        let read = row.map_err(|error| FieldError { field: String::new(), message: error.to_string() });
        match read.and_then(WrittenProduct::checked) {
            Ok(product) => new.push(product),
            Err(error) if errors.len() < MOST_ERRORS => {
                errors.push(FieldError { field: format!("line {line} {}", error.field).trim().to_owned(), ..error });
            }
            Err(_) => {}
        }
    }
    match (errors.is_empty(), new.is_empty()) {
        (false, _) => Err(Problem::invalid_all(errors)),
        (true, true) => Err(Problem::invalid("body", "has no products; send CSV with the columns ean,name,sku")),
        (true, false) => Ok(new),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_taken_whole_or_its_wrong_lines_are_named() {
        let good = read_table("ean,name,sku\n4006381333931,Pen,P-1\n,Box,\n").unwrap();
        assert_eq!(good.len(), 2);
        assert_eq!(good[1].ean, None);
        let bad = read_table("ean,name,sku\n4006381333932,Pen,P-1\n,Box,\n").unwrap_err();
        assert_eq!(bad.errors[0].field, "line 2 ean");
        assert!(read_table("").is_err());
    }
}
