//! One sales row as people see it: read narrow from its table, then named from the other tables.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter};
use sellout_model::{
    ALL_STORES, Amount, Basis, Channel, Currency, OrgId, Period, ProductId, ProductKey, Quantity, Rate, UploadId, Vat,
};
use uuid::Uuid;

use super::SaleId;
use super::source::Table;
use crate::rates::{RateSource, Sources};
use crate::stored::word;
use crate::{loads, product_keys, products, stores, upload_lists, vendors};

/// A sale, or a return.
#[derive(Clone, Debug, PartialEq)]
pub struct Sale {
    /// Its id, built from where it lies.
    pub id: SaleId,
    /// Its statement.
    pub statement: i64,
    /// Its number in the statement.
    pub row_no: i32,
    /// Online or offline.
    pub channel: Channel,
    /// The vendor's code.
    pub vendor: String,
    /// The vendor's name.
    pub vendor_name: String,
    /// The store; `None` where the file names none.
    pub store: Option<SaleStore>,
    /// The row's own day, if it has one.
    pub sold_on: Option<NaiveDate>,
    /// The period it speaks for: its day, else its place's.
    pub period: Period,
    /// What was sold.
    pub product: SaleProduct,
    /// Pieces; `None` where the file does not say.
    pub quantity: Option<Quantity>,
    /// On the basis asked for, in the organisation's currency; `None` where unknown or unconverted.
    pub amount: Option<Amount>,
    /// As the file has it.
    pub original_amount: Option<Amount>,
    /// The file's currency.
    pub original_currency: Option<Currency>,
    /// Units of the file's currency for one euro, as it was converted with.
    pub rate: Option<Rate>,
    /// Where that rate comes from; `None` also while a row waits for its conversion by another one.
    pub rate_source: Option<RateSource>,
    /// The list price that the amount was made from, in `original_currency`, where the file gave none.
    pub list_price: Option<Amount>,
    /// Whether the reported amount includes VAT.
    pub vat: Vat,
    /// The order it is a line of.
    pub order_id: Option<String>,
    /// The buyer's country.
    pub country: Option<String>,
    /// Where it stands in the file.
    pub source: SaleSource,
}

/// A store by key and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleStore {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
}

/// What was sold, as it is known now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleProduct {
    /// The product of the catalogue, if it is matched.
    pub id: Option<ProductId>,
    /// What the row calls it.
    pub key: ProductKey,
    /// Its article number: the row's, else the catalogue's.
    pub ean: Option<String>,
    /// Its name in the catalogue, else the vendor's text.
    pub name: String,
    /// Its stock code in the catalogue, else the vendor's.
    pub sku: Option<String>,
}

/// The cell or row of a file that a sale was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleSource {
    /// The upload.
    pub upload: UploadId,
    /// The sheet's name, in workbooks.
    pub sheet: Option<String>,
    /// The row as the sender sees it, from 1.
    pub row: u32,
    /// The column from 0, where one cell is meant.
    pub column: Option<u16>,
}

impl Sale {
    /// Whether it is a return: negative pieces or, where they are unknown, a negative amount.
    pub fn is_return(&self) -> bool {
        self.quantity.map_or_else(|| self.original_amount.is_some_and(|a| a.0 < 0), Quantity::is_return)
    }
}

/// A row with its statement, as the tables have it.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct RawSale {
    pub(super) statement_id: i64,
    pub(super) row_no: i32,
    pub(super) place_to: NaiveDate,
    place_from: NaiveDate,
    upload_id: Uuid,
    load_id: Uuid,
    vendor: String,
    store: String,
    channel: String,
    key_id: i64,
    sold_on: Option<NaiveDate>,
    quantity: Option<i64>,
    amount: Option<i64>,
    original_amount: Option<i64>,
    currency: Option<String>,
    rate: Option<i64>,
    list_price: Option<i64>,
    vat: Option<i16>,
    sheet: i16,
    source_row: i32,
    source_column: Option<i16>,
    order_id: Option<String>,
    country: Option<String>,
}

impl RawSale {
    /// The currency that was converted from, and the day whose month's rate did it.
    fn converted(&self) -> Option<(Currency, NaiveDate)> {
        self.rate?;
        Some((self.currency.as_deref()?.parse().ok()?, self.sold_on.unwrap_or(self.place_to)))
    }
}

/// The columns of [`RawSale`], from a table's rows `r` and their statements `s`.
pub(super) fn columns(table: Table, basis: Basis) -> String {
    let amount = match basis {
        Basis::Reported => "r.amount",
        Basis::Net => "r.net",
        Basis::Gross => "r.gross",
    };
    let of_order = match table {
        Table::Entries => "CAST(NULL AS TEXT) AS order_id, CAST(NULL AS TEXT) AS country",
        Table::Orders => "r.order_id, r.country",
    };
    format!(
        "SELECT s.id AS statement_id, r.row_no, s.place_to, s.place_from, s.upload_id, s.load_id, s.vendor, s.store, \
         s.channel, r.key_id, r.sold_on, r.quantity, {amount} AS amount, r.original_amount, r.currency, r.rate, r.list_price, r.vat, \
         r.sheet, r.source_row, r.source_column, {of_order}"
    )
}

/// What some sales refer to.
struct Named {
    keys: HashMap<i64, product_keys::Model>,
    products: HashMap<Uuid, products::Model>,
    vendors: HashMap<String, String>,
    stores: HashMap<stores::StoreId, String>,
    loads: HashMap<Uuid, (loads::Model, Vec<String>)>,
    rates: Sources,
}

/// Names rows, in their order; at most a few thousand.
pub(super) async fn named(conn: &impl ConnectionTrait, org: OrgId, rows: Vec<RawSale>) -> Result<Vec<Sale>, DbErr> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let keys = product_keys::by_ids(conn, org, distinct(&rows, |row| row.key_id)).await?;
    let matched: HashSet<Uuid> = keys.values().filter_map(|key| key.product_id).collect();
    let named = Named {
        products: products::by_ids(conn, org, matched).await?,
        keys,
        vendors: vendors::names(conn, org, distinct(&rows, |row| row.vendor.as_str())).await?,
        stores: stores::names(conn, org, distinct(&rows, |row| row.store.as_str())).await?,
        loads: of_loads(conn, org, distinct(&rows, |row| row.load_id)).await?,
        rates: Sources::load(conn, org, rows.iter().filter_map(RawSale::converted)).await?,
    };
    rows.into_iter().map(|row| named.name(row)).collect()
}

fn distinct<'a, T: std::hash::Hash + Eq>(rows: &'a [RawSale], of: impl Fn(&'a RawSale) -> T) -> HashSet<T> {
    rows.iter().map(of).collect()
}

async fn of_loads(
    conn: &impl ConnectionTrait,
    org: OrgId,
    ids: HashSet<Uuid>,
) -> Result<HashMap<Uuid, (loads::Model, Vec<String>)>, DbErr> {
    let query = loads::Entity::find().filter(loads::Column::OrgId.eq(org.0)).filter(loads::Column::Id.is_in(ids));
    let with_sheets = |load: loads::Model| Ok((load.id, (load.clone(), upload_lists::sheets(&load)?)));
    query.all(conn).await?.into_iter().map(with_sheets).collect()
}

impl Named {
    fn name(&self, row: RawSale) -> Result<Sale, DbErr> {
        let (load, sheets) = found(self.loads.get(&row.load_id), "load")?;
        let period =
            row.sold_on.map_or_else(|| Period::between(row.place_from, row.place_to), |day| Ok(Period::day(day)));
        let rate = row.rate.map(Rate);
        let rate_source = row.converted().zip(rate).and_then(|((from, day), rate)| self.rates.of(from, day, rate));
        let id = SaleId::of(load.created_at, row.statement_id, row.row_no);
        Ok(Sale {
            id: found(id, "number that fits a sale's id")?,
            statement: row.statement_id,
            row_no: row.row_no,
            channel: word("statements.channel", &row.channel)?,
            vendor_name: self.vendors.get(&row.vendor).unwrap_or(&row.vendor).clone(),
            store: self.store(&row),
            product: self.product(row.key_id)?,
            vendor: row.vendor,
            sold_on: row.sold_on,
            period: period.map_err(|error| DbErr::Type(error.to_string()))?,
            quantity: row.quantity.map(Quantity),
            amount: row.amount.map(Amount),
            original_amount: row.original_amount.map(Amount),
            original_currency: row.currency.map(|code| word("currency", &code)).transpose()?,
            rate,
            rate_source,
            list_price: row.list_price.map(Amount),
            vat: Vat::from_included(row.vat.map(|vat| vat == 1)),
            order_id: row.order_id,
            country: row.country,
            source: SaleSource {
                upload: UploadId(row.upload_id),
                sheet: usize::try_from(row.sheet).ok().and_then(|n| sheets.get(n)).cloned(),
                row: u32::try_from(row.source_row).unwrap_or_default(),
                column: row.source_column.and_then(|column| u16::try_from(column).ok()),
            },
        })
    }

    fn store(&self, row: &RawSale) -> Option<SaleStore> {
        if row.store == ALL_STORES {
            return None;
        }
        let id = (row.vendor.clone(), row.store.clone(), row.channel.clone());
        let name = self.stores.get(&id).unwrap_or(&row.store).clone();
        Some(SaleStore { key: row.store.clone(), name })
    }

    fn product(&self, key: i64) -> Result<SaleProduct, DbErr> {
        let key = found(self.keys.get(&key), "product key")?;
        let product = key.product_id.and_then(|id| self.products.get(&id));
        Ok(SaleProduct {
            id: product.map(products::Model::product),
            key: ProductKey::from_stored(key.key.as_str()),
            ean: key.ean.clone().or_else(|| product?.ean.clone()),
            name: product.map_or(&key.text, |product| &product.name).clone(),
            sku: product.and_then(|product| product.sku.clone()).or_else(|| key.sku.clone()),
        })
    }
}

fn found<T>(value: Option<T>, what: &str) -> Result<T, DbErr> {
    value.ok_or_else(|| DbErr::RecordNotFound(format!("the {what} of a sales row")))
}
