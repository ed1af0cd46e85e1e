//! `POST /products/import`: the catalogue from a table, with list prices and aliases where its columns have them.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use sea_orm::DatabaseTransaction;
use sellout_model::{Ean, ProductId, fold};
use sellout_store::catalogue::{Catalogue, Found, Said};
use sellout_store::list_prices::{self, NewPrice, Price};
use sellout_store::product_aliases::{self, ANY_VENDOR, Confirmed, NewAlias};
use sellout_store::products::{self, NewProduct};
use serde::Serialize;
use utoipa::ToSchema;

use super::list_price_import::price_of_row;
use super::products::sound_ean;
use crate::audited::note;
use crate::extract::Caller;
use crate::problem::{Answer, Problem, ProblemBody};
use crate::restating::by_list_prices;
use crate::sent_table::{Columns, RowErrors, SentRow, SentTable};
use crate::state::{App, AppState};

/// What the table may have.
const COLUMNS: &Columns = &[
    ("ean", &["ean", "gtin", "barcode", "product ean", "product_ean"]),
    ("name", &["name", "product", "product name", "functional name", "functional_name"]),
    ("sku", &["sku", "stock code", "code", "article"]),
    ("list_price", &["list_price", "list price", "price", "rrp"]),
    ("currency", &["currency"]),
    ("valid_from", &["valid_from", "valid from", "from"]),
    ("alias", &["alias", "vendor name", "vendor's name", "item"]),
    ("vendor", &["vendor", "reseller"]),
];
/// The longest name.
const LONGEST_NAME: usize = 500;

/// What an import did.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Imported {
    /// Products that were added or renamed.
    products: usize,
    /// List prices that are new or others than before.
    prices: usize,
    /// Aliases that are new.
    aliases: usize,
}

/// One row, read.
struct Line {
    row: u32,
    new: NewProduct,
    known: Option<ProductId>,
    price: Option<(chrono::NaiveDate, Price)>,
    alias: Option<(String, String)>,
}

/// Add or rename many products: CSV or a workbook with the columns ean, name, sku and, where there are such, `list_price`,
/// currency, `valid_from`, alias and vendor; as the body or as the form's file. All rows, or none if one is wrong.
#[utoipa::path(post, path = "/products/import", tag = "catalogue", request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = Imported), (status = 422, body = ProblemBody)))]
pub(crate) async fn import(State(app): State<AppState>, caller: Caller, table: SentTable) -> Answer<Json<Imported>> {
    take_in(&app, &caller, table).await.map(Json)
}

/// Takes a table into the catalogue.
pub(crate) async fn take_in(app: &App, caller: &Caller, table: SentTable) -> Answer<Imported> {
    let rows = table.rows(app, COLUMNS).await?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let catalogue = Catalogue::load(&tx, caller.org).await?;
    let mut errors = RowErrors::default();
    let lines = read(&rows, &catalogue, &mut errors);
    let mut done = Imported::default();
    let mut made = HashMap::new();
    for line in lines {
        write(&tx, caller, &line, &mut made, (&mut done, &mut errors), now).await?;
    }
    errors.refusal()?;
    note(&tx, caller, "product.import", done.products, now).await?;
    let restating = by_list_prices(app, &tx, caller).await?;
    tx.commit().await?;
    app.ledger.ring(restating.as_slice()).await;
    Ok(done)
}

fn read(rows: &[SentRow], catalogue: &Catalogue, errors: &mut RowErrors) -> Vec<Line> {
    // Rows of one product say the same name; a product may stand in several for its prices or aliases.
    let mut names: HashMap<Ean, (u32, String)> = HashMap::new();
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let ean = match row.get("ean").map(sound_ean).transpose() {
            Ok(ean) => ean,
            Err(message) => {
                errors.note(row.number, "ean", message);
                continue;
            }
        };
        let sku = row.get("sku");
        let Some(name) = row.get("name") else {
            errors.note(row.number, "name", "is missing; give the product a name");
            continue;
        };
        if name.chars().count() > LONGEST_NAME {
            errors.note(row.number, "name", format!("is longer than {LONGEST_NAME} characters; shorten it"));
            continue;
        }
        if let Some(ean) = ean {
            let (first, said) = names.entry(ean).or_insert_with(|| (row.number, name.to_owned()));
            if fold(said) != fold(name) {
                errors.note(
                    row.number,
                    "ean",
                    format!("row {first} calls {ean} \"{said}\"; leave one of the rows out"),
                );
                continue;
            }
        }
        let known = match catalogue.find(&Said { ean, sku, name: Some(name) }) {
            Found::One(id) => Some(id),
            Found::Nothing => None,
            Found::Several => {
                errors.note(row.number, "name", "means several products of the catalogue; give the EAN too");
                continue;
            }
        };
        let new = NewProduct { ean, name: name.to_owned(), sku: sku.map(str::to_owned) };
        let vendor = row.get("vendor").map_or_else(|| ANY_VENDOR.to_owned(), sellout_ingest::vendor_code);
        let alias = row.get("alias").map(|alias| (vendor, alias.to_owned()));
        if let Ok(price) = price_of_row(row, errors) {
            lines.push(Line { row: row.number, new, known, price, alias });
        }
    }
    lines
}

async fn write(
    tx: &DatabaseTransaction,
    caller: &Caller,
    line: &Line,
    made: &mut HashMap<String, ProductId>,
    (done, errors): (&mut Imported, &mut RowErrors),
    now: DateTime<Utc>,
) -> Answer<()> {
    let product = product(tx, caller, line, made, done, now).await?;
    if let Some((valid_from, price)) = line.price {
        let new = NewPrice { product, valid_from, price };
        done.prices += usize::from(list_prices::put(tx, caller.org, &new, now).await?);
    }
    if let Some((vendor, alias)) = &line.alias {
        let new = NewAlias { vendor, alias, product, upload: None };
        match product_aliases::confirm(tx, caller.org, &new, false, now).await? {
            Confirmed::Made(_) => done.aliases += 1,
            Confirmed::Known(_) => {}
            Confirmed::Taken(_) => {
                errors.note(
                    line.row,
                    "alias",
                    format!("\"{alias}\" means another product; take that alias back first"),
                );
            }
        }
    }
    Ok(())
}

/// The product of a line: one of the catalogue, which is renamed, or a new one.
async fn product(
    tx: &DatabaseTransaction,
    caller: &Caller,
    line: &Line,
    made: &mut HashMap<String, ProductId>,
    done: &mut Imported,
    now: DateTime<Utc>,
) -> Answer<ProductId> {
    let new = &line.new;
    // Rows without an EAN are told apart by stock code and name.
    let same = new.ean.map_or_else(
        || format!("{} {}", fold(new.sku.as_deref().unwrap_or_default()), fold(&new.name)),
        |ean| ean.to_string(),
    );
    if let Some(id) = made.get(&same) {
        return Ok(*id);
    }
    let id = if let Some(id) = line.known {
        products::rename(tx, caller.org, id, &new.name, new.sku.as_deref()).await?;
        id
    } else {
        let row = products::create(tx, caller.org, new, now).await?;
        row.ok_or_else(|| Problem::conflict("a product with this EAN was just added"))?.product()
    };
    done.products += 1;
    made.insert(same, id);
    Ok(id)
}
