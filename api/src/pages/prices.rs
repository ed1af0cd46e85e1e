//! `/products/prices`: list prices, each from a day on, and forms for more.

use axum::Form;
use axum::extract::{Path, RawQuery, State};
use axum::response::{Html, Redirect};
use chrono::NaiveDate;
use sellout_model::ProductId;
use sellout_store::{organisations, products};
use serde::Deserialize;
use uuid::Uuid;

use super::contexts::list::{Cell, ListPage, More};
use super::contexts::products::{PriceForm, PricesPage};
use super::filters::money_text;
use super::{Frame, moment, query_without_page};
use crate::extract::{PageCaller, Paging, Params, validated};
use crate::problem::{Answer, Problem};
use crate::routes::list_price_import::take_table_in;
use crate::routes::list_prices::{
    PriceView, WrittenPrice, WrittenPrices, listed, take_back as take_price_back, take_in,
};
use crate::routes::product_aliases::OfProduct;
use crate::sent_table::SentTable;
use crate::state::AppState;

/// `GET /products/prices`.
pub(crate) async fn show(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    paging: Paging,
    Params(of): Params<OfProduct>,
    RawQuery(query): RawQuery,
) -> Answer<Html<String>> {
    let list = listed(&app, &caller, &of, paging).await?;
    let organisation = organisations::get(app.db.read(), caller.org).await?;
    let organisation = organisation.ok_or_else(|| Problem::not_found("organisation"))?;
    let clicked = match of.product {
        Some(id) => products::get(app.db.read(), caller.org, ProductId(id)).await?,
        None => None,
    };
    let context = PricesPage {
        form: PriceForm {
            currency: organisation.currency.clone(),
            valid_from: app.clock.today(organisation.zone()?).to_string(),
            ean: clicked.and_then(|product| product.ean).unwrap_or_default(),
        },
        list: ListPage {
            empty: "No list prices yet.",
            query: query_without_page(query.as_deref()),
            more: vec![More { text: "Products", href: "/products" }],
            ..ListPage::of("List prices", &["Product", "From", "Price#", "Since", "Undo"], &list, row)
        },
    };
    app.templates.page(&Frame::of(&caller, "/products/prices"), &context).map(Html)
}

fn row(price: &PriceView) -> Vec<Cell> {
    let money = format!("{} {}", money_text(Some(&price.price), &price.currency), price.currency);
    vec![
        Cell::text(price.product.clone()).with(price.ean.clone()),
        Cell::text(price.valid_from.to_string()),
        Cell::text(money),
        Cell::text(moment(price.created_at)),
        Cell::button("Take back", format!("/products/prices/{}/{}/take-back", price.product_id, price.valid_from)),
    ]
}

/// A price as typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    ean: String,
    price: String,
    currency: String,
    valid_from: NaiveDate,
}

/// `POST /products/prices`.
pub(crate) async fn add(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Form(typed): Form<Typed>,
) -> Answer<Redirect> {
    let Typed { ean, price, currency, valid_from } = typed;
    let one = WrittenPrice { product_id: None, ean: Some(ean), price, currency: currency.to_uppercase(), valid_from };
    take_in(&app, &caller, validated(WrittenPrices { prices: vec![one] })?).await?;
    Ok(Redirect::to("/products/prices"))
}

/// `POST /products/prices/import`.
pub(crate) async fn import(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    table: SentTable,
) -> Answer<Redirect> {
    take_table_in(&app, &caller, table).await?;
    Ok(Redirect::to("/products/prices"))
}

/// `POST /products/prices/{product_id}/{valid_from}/take-back`.
pub(crate) async fn take_back(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Path((product, valid_from)): Path<(Uuid, NaiveDate)>,
) -> Answer<Redirect> {
    take_price_back(&app, &caller, ProductId(product), valid_from).await?;
    Ok(Redirect::to("/products/prices"))
}
