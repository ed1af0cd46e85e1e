//! `POST /list-prices/import`: prices as a table.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use sellout_model::{Currency, ProductId};
use sellout_store::catalogue::{Catalogue, Found, Said};
use sellout_store::list_prices::{NewPrice, Price};

use super::list_prices::{PricesTaken, answered, positive, put};
use super::products::sound_ean;
use crate::extract::Caller;
use crate::problem::{Answer, ProblemBody};
use crate::sent_table::{Columns, RowErrors, SentRow, SentTable};
use crate::state::{App, AppState};

/// What a table of prices may have.
const COLUMNS: &Columns = &[
    ("ean", &["ean", "gtin", "barcode", "product ean", "product_ean"]),
    ("sku", &["sku", "stock code", "code", "article"]),
    ("name", &["name", "product", "product name", "functional name", "functional_name"]),
    ("list_price", &["list_price", "list price", "price", "rrp"]),
    ("currency", &["currency"]),
    ("valid_from", &["valid_from", "valid from", "from"]),
];

/// Take in a table of prices: CSV or a workbook with the columns ean, sku or name, `list_price`, currency and
/// `valid_from`. All rows, or none if one is wrong.
#[utoipa::path(post, path = "/list-prices/import", tag = "catalogue", request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = PricesTaken), (status = 202, body = PricesTaken), (status = 422, body = ProblemBody)))]
pub(crate) async fn import(
    State(app): State<AppState>,
    caller: Caller,
    table: SentTable,
) -> Answer<(StatusCode, Json<PricesTaken>)> {
    take_table_in(&app, &caller, table).await.map(answered)
}

/// Takes a table of prices in.
pub(crate) async fn take_table_in(app: &App, caller: &Caller, table: SentTable) -> Answer<PricesTaken> {
    let rows = table.rows(app, COLUMNS).await?;
    let catalogue = Catalogue::load(app.db.read(), caller.org).await?;
    let (mut new, mut errors) = (Vec::with_capacity(rows.len()), RowErrors::default());
    for row in &rows {
        let product = product_of_row(row, &catalogue, &mut errors);
        let price = price_of_row(row, &mut errors);
        let (Some(product), Ok(price)) = (product, price) else { continue };
        match price {
            Some((valid_from, price)) => new.push(NewPrice { product, valid_from, price }),
            None => errors.note(row.number, "list_price", "is missing; give the price"),
        }
    }
    errors.refusal()?;
    put(app, caller, &new).await
}

fn product_of_row(row: &SentRow, catalogue: &Catalogue, errors: &mut RowErrors) -> Option<ProductId> {
    let ean = match row.get("ean").map(sound_ean).transpose() {
        Ok(ean) => ean,
        Err(message) => {
            errors.note(row.number, "ean", message);
            return None;
        }
    };
    match catalogue.find(&Said { ean, sku: row.get("sku"), name: row.get("name") }) {
        Found::One(id) => Some(id),
        Found::Several => {
            errors.note(row.number, "", "means several products of the catalogue; give the EAN");
            None
        }
        Found::Nothing => {
            errors.note(
                row.number,
                "",
                "no product of the catalogue is meant; add it first, or correct EAN, code or name",
            );
            None
        }
    }
}

/// The price in a row, if it has one; `Err` where it has one that cannot be read, which is noted.
pub(crate) fn price_of_row(row: &SentRow, errors: &mut RowErrors) -> Result<Option<(NaiveDate, Price)>, ()> {
    let Some(text) = row.get("list_price") else { return Ok(None) };
    match read_price(row, text) {
        Ok(price) => Ok(Some(price)),
        Err((column, message)) => {
            errors.note(row.number, column, message);
            Err(())
        }
    }
}

/// A price with its currency and its first day, or the column that is wrong and why.
fn read_price(row: &SentRow, text: &str) -> Result<(NaiveDate, Price), (&'static str, String)> {
    let amount = positive(text).map_err(|message| ("list_price", message))?;
    let missing = |column, message: &str| (column, message.to_owned());
    let code = row.get("currency");
    let code = code.ok_or_else(|| missing("currency", "is missing; say what the price is in, such as EUR"))?;
    let currency: Currency = code.parse().map_err(|error| ("currency", format!("{error}")))?;
    let day = row.get("valid_from");
    let day = day.ok_or_else(|| missing("valid_from", "is missing; say from which day the price holds"))?;
    let valid_from = day.parse().map_err(|_| missing("valid_from", "is no day; write it as 2025-04-01"))?;
    Ok((valid_from, Price { amount, currency }))
}
