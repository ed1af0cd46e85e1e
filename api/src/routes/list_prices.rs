//! `/list-prices`: what products cost, each price from a day on. Sales of formats whose files tell no money are valued by
//! them.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use sellout_model::{Amount, Currency, ProductId};
use sellout_store::catalogue::{Catalogue, Found, Said};
use sellout_store::list_prices::{self, NewPrice, Price};
use sellout_store::products;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::product_aliases::OfProduct;
use super::products::sound_ean;
use super::uploads::money;
use crate::audited::note;
use crate::extract::{Caller, Page, Paging, PagingQuery, Params, Valid};
use crate::problem::{Answer, FieldError, Problem, ProblemBody};
use crate::restating::by_list_prices;
use crate::state::{App, AppState};

/// A price of a product, from a day on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PriceView {
    pub(crate) product_id: Uuid,
    /// The product's name.
    pub(crate) product: String,
    pub(crate) ean: Option<String>,
    /// The first day that it holds for.
    pub(crate) valid_from: NaiveDate,
    /// For one piece.
    pub(crate) price: String,
    pub(crate) currency: String,
    pub(crate) created_at: DateTime<Utc>,
}

/// The prices, newest first.
#[utoipa::path(get, path = "/list-prices", tag = "catalogue", params(PagingQuery, OfProduct), responses((status = 200, body = Page<PriceView>)))]
pub(crate) async fn list(
    State(app): State<AppState>,
    caller: Caller,
    paging: Paging,
    Params(of): Params<OfProduct>,
) -> Answer<Json<Page<PriceView>>> {
    listed(&app, &caller, &of, paging).await.map(Json)
}

/// One page of prices.
pub(crate) async fn listed(app: &App, caller: &Caller, of: &OfProduct, paging: Paging) -> Answer<Page<PriceView>> {
    let page = paging.sorted("-valid_from")?;
    let listed = list_prices::list(app.db.read(), caller.org, of.product.map(ProductId), page).await?;
    let ids = listed.items.iter().map(|row| row.product_id);
    let products = products::by_ids(app.db.read(), caller.org, ids).await?;
    Ok(Page::of(listed, page, |row| {
        let product = products.get(&row.product_id);
        let currency = row.currency.parse().unwrap_or(Currency::EUR);
        PriceView {
            product_id: row.product_id,
            product: product.map(|p| p.name.clone()).unwrap_or_default(),
            ean: product.and_then(|p| p.ean.clone()),
            valid_from: row.valid_from,
            price: money(row.price, currency),
            currency: row.currency,
            created_at: row.created_at,
        }
    }))
}

/// Prices to take in.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenPrices {
    #[garde(length(min = 1, max = 10_000), dive)]
    pub(crate) prices: Vec<WrittenPrice>,
}

/// One price: of a product by its id or its EAN.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenPrice {
    #[garde(skip)]
    #[serde(default)]
    pub(crate) product_id: Option<Uuid>,
    #[garde(inner(length(max = 40)))]
    #[serde(default)]
    pub(crate) ean: Option<String>,
    /// For one piece, as text.
    #[garde(length(max = 40))]
    pub(crate) price: String,
    /// Three letters.
    #[garde(length(max = 3))]
    pub(crate) currency: String,
    /// The first day that it holds for.
    #[garde(skip)]
    pub(crate) valid_from: NaiveDate,
}

/// What the prices changed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PricesTaken {
    /// Prices that are new or others than before.
    changed: usize,
    /// The job that values sales anew, if any are valued by list price.
    job_id: Option<Uuid>,
}

/// Take prices in; sales that are valued by them are valued anew. All of them, or none if one is wrong.
#[utoipa::path(post, path = "/list-prices", tag = "catalogue", request_body = WrittenPrices,
    responses((status = 200, body = PricesTaken), (status = 202, body = PricesTaken), (status = 422, body = ProblemBody)))]
pub(crate) async fn create(
    State(app): State<AppState>,
    caller: Caller,
    Valid(written): Valid<WrittenPrices>,
) -> Answer<(StatusCode, Json<PricesTaken>)> {
    take_in(&app, &caller, written).await.map(answered)
}

/// Takes prices in.
pub(crate) async fn take_in(app: &App, caller: &Caller, written: WrittenPrices) -> Answer<PricesTaken> {
    let catalogue = Catalogue::load(app.db.read(), caller.org).await?;
    let named = products::by_ids(app.db.read(), caller.org, written.prices.iter().filter_map(|p| p.product_id)).await?;
    let (mut new, mut errors) = (Vec::with_capacity(written.prices.len()), Vec::new());
    for (index, one) in written.prices.into_iter().enumerate() {
        match checked(&catalogue, &named, &one) {
            Ok(price) => new.push(price),
            Err(error) => errors.push(FieldError { field: format!("prices[{index}].{}", error.field), ..error }),
        }
    }
    if !errors.is_empty() {
        return Err(Problem::invalid_all(errors));
    }
    put(app, caller, &new).await
}

fn checked(
    catalogue: &Catalogue,
    named: &HashMap<Uuid, products::Model>,
    written: &WrittenPrice,
) -> Result<NewPrice, FieldError> {
    let wrong = |field: &str, message: String| Err(FieldError { field: field.to_owned(), message });
    let product = match (written.product_id.map(ProductId), written.ean.as_deref()) {
        (Some(id), _) if named.contains_key(&id.0) => id,
        (Some(_), _) => return wrong("product_id", "no such product is in the catalogue".to_owned()),
        (None, Some(text)) => match sound_ean(text) {
            Ok(ean) => match catalogue.find(&Said { ean: Some(ean), ..Said::default() }) {
                Found::One(id) => id,
                _ => return wrong("ean", "no product of the catalogue has this EAN".to_owned()),
            },
            Err(message) => return wrong("ean", message),
        },
        (None, None) => return wrong("product_id", "is missing; say which product".to_owned()),
    };
    let amount = match positive(&written.price) {
        Ok(amount) => amount,
        Err(message) => return wrong("price", message),
    };
    let currency: Currency = match written.currency.parse() {
        Ok(currency) => currency,
        Err(error) => return wrong("currency", format!("{error}")),
    };
    Ok(NewPrice { product, valid_from: written.valid_from, price: Price { amount, currency } })
}

/// A price as text; it is more than nothing. A comma before one or two digits is a decimal sign; anything that could be
/// thousands is not guessed at.
pub(super) fn positive(text: &str) -> Result<Amount, String> {
    let text = text.trim();
    let plain = match text.split_once(',') {
        Some((whole, part)) if (1..=2).contains(&part.len()) && !whole.contains('.') => format!("{whole}.{part}"),
        _ => text.to_owned(),
    };
    let amount: Amount = plain.parse().map_err(|error| format!("\"{text}\": {error}"))?;
    if amount.0 > 0 { Ok(amount) } else { Err("a price is more than nothing; leave the row out instead".to_owned()) }
}

/// Keeps prices, and has sales valued by them anew.
pub(super) async fn put(app: &App, caller: &Caller, new: &[NewPrice]) -> Answer<PricesTaken> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let mut changed = 0;
    for price in new {
        changed += usize::from(list_prices::put(&tx, caller.org, price, now).await?);
    }
    let restating = if changed > 0 { by_list_prices(app, &tx, caller).await? } else { None };
    note(&tx, caller, "list_prices.take_in", changed, now).await?;
    tx.commit().await?;
    app.ledger.ring(restating.as_slice()).await;
    Ok(PricesTaken { changed, job_id: restating.map(|job| job.id.0) })
}

pub(super) fn answered(taken: PricesTaken) -> (StatusCode, Json<PricesTaken>) {
    let status = if taken.job_id.is_some() { StatusCode::ACCEPTED } else { StatusCode::OK };
    (status, Json(taken))
}

/// Take a price back; the one before it holds on.
#[utoipa::path(delete, path = "/list-prices/{product_id}/{valid_from}", tag = "catalogue",
    params(("product_id" = Uuid, Path), ("valid_from" = NaiveDate, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
pub(crate) async fn delete(
    State(app): State<AppState>,
    caller: Caller,
    Path((product, valid_from)): Path<(Uuid, NaiveDate)>,
) -> Answer<StatusCode> {
    take_back(&app, &caller, ProductId(product), valid_from).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a price back.
pub(crate) async fn take_back(app: &App, caller: &Caller, product: ProductId, valid_from: NaiveDate) -> Answer<()> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    if !list_prices::delete(&tx, caller.org, product, valid_from).await? {
        return Err(Problem::not_found("price"));
    }
    note(&tx, caller, "list_prices.delete", format!("{product} {valid_from}"), now).await?;
    let restating = by_list_prices(app, &tx, caller).await?;
    tx.commit().await?;
    app.ledger.ring(restating.as_slice()).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_have_either_decimal_sign_and_thousands_are_not_guessed() {
        assert_eq!(positive("99.90"), Ok(Amount(999_000)));
        assert_eq!(positive(" 99,9 "), Ok(Amount(999_000)));
        for text in ["1,250", "1.250,00", "0", "-1", "", "ten"] {
            assert!(positive(text).is_err(), "{text}");
        }
    }
}
