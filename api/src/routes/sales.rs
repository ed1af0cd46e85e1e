//! `GET /sales`: the sales that count, each with the cell it was read from.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use sellout_model::{Channel, Currency, Quantity};
use sellout_store::figures::{self, Sale};
use sellout_store::organisations;
use sellout_store::rates::RateSource;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::uploads::money;
use crate::extract::{Caller, Page, Paging, PagingQuery, Params};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::scope::Question;
use crate::state::{App, AppState};

/// A sale, or a return.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SaleView {
    /// Made of where it lies; stable as long as its upload is not loaded again.
    pub(crate) id: String,
    /// `online` or `offline`.
    #[schema(value_type = String)]
    pub(crate) channel: Channel,
    /// The vendor's code.
    pub(crate) vendor: String,
    /// The store's name; null where the file names none.
    pub(crate) store: Option<String>,
    /// The row's own day, if it has one.
    pub(crate) sold_on: Option<NaiveDate>,
    pub(crate) period_from: NaiveDate,
    pub(crate) period_to: NaiveDate,
    /// `day`, `week`, `month`, `quarter` or `range`.
    pub(crate) grain: &'static str,
    pub(crate) product: SoldProduct,
    /// Pieces; null where unknown.
    #[schema(value_type = Option<f64>)]
    pub(crate) quantity: Option<Quantity>,
    pub(crate) is_return: bool,
    /// In `currency`; null where unknown or unconverted.
    pub(crate) amount: Option<String>,
    /// The organisation's currency.
    pub(crate) currency: String,
    /// As the file has it.
    pub(crate) original_amount: Option<String>,
    pub(crate) original_currency: Option<String>,
    /// Units of the file's currency for one euro.
    pub(crate) rate: Option<String>,
    /// Where the rate comes from: `ECB` or `user`; null for the euro, and while a corrected rate is being applied.
    pub(crate) rate_source: Option<&'static str>,
    /// Who gave a user's rate, or in which file it was.
    pub(crate) rate_given_by: Option<String>,
    /// The list price that the amount was made from, in `original_currency`; null where the file gave the amount.
    pub(crate) list_price: Option<String>,
    /// Whether the reported amount includes VAT; null where the file does not say.
    pub(crate) vat_included: Option<bool>,
    pub(crate) order_id: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) source: SourceView,
}

/// What was sold.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SoldProduct {
    /// The product of the catalogue, if it is known.
    pub(crate) id: Option<Uuid>,
    /// An EAN, or `code:` and the vendor's own.
    pub(crate) key: String,
    pub(crate) ean: Option<String>,
    pub(crate) name: String,
    pub(crate) sku: Option<String>,
}

/// The place in a file that a sale was read from.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SourceView {
    pub(crate) upload_id: Uuid,
    pub(crate) sheet: Option<String>,
    /// From 1.
    pub(crate) row: u32,
    /// From 1, where one cell is meant.
    pub(crate) column: Option<u32>,
}

impl SaleView {
    fn of(sale: Sale, currency: Currency) -> Self {
        let original = sale.original_currency;
        let original_amount = sale.original_amount.map(|a| money(a.0, original.unwrap_or(currency)));
        Self {
            is_return: sale.is_return(),
            id: sale.id.to_string(),
            channel: sale.channel,
            vendor: sale.vendor,
            store: sale.store.map(|store| store.name),
            sold_on: sale.sold_on,
            period_from: sale.period.from,
            period_to: sale.period.to,
            grain: sale.period.grain.as_str(),
            product: SoldProduct {
                id: sale.product.id.map(Uuid::from),
                key: sale.product.key.as_str().to_owned(),
                ean: sale.product.ean,
                name: sale.product.name,
                sku: sale.product.sku,
            },
            quantity: sale.quantity,
            amount: sale.amount.map(|a| money(a.0, currency)),
            currency: currency.code().to_owned(),
            original_amount,
            original_currency: original.map(|c| c.code().to_owned()),
            rate: sale.rate.map(|rate| rate.to_string()),
            rate_source: sale.rate_source.as_ref().map(RateSource::as_str),
            rate_given_by: sale.rate_source.as_ref().and_then(RateSource::given_by).map(str::to_owned),
            list_price: sale.list_price.map(|a| money(a.0, original.unwrap_or(currency))),
            vat_included: sale.vat.included(),
            order_id: sale.order_id,
            country: sale.country,
            source: SourceView {
                upload_id: sale.source.upload.0,
                sheet: sale.source.sheet,
                row: sale.source.row,
                column: sale.source.column.map(|column| u32::from(column) + 1),
            },
        }
    }
}

/// The sales that count, newest period first.
#[utoipa::path(get, path = "/sales", tag = "figures", params(PagingQuery, Question),
    responses((status = 200, body = Page<SaleView>), (status = 422, body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<AppState>,
    caller: Caller,
    paging: Paging,
    Params(question): Params<Question>,
) -> Answer<Json<Page<SaleView>>> {
    listed(&app, &caller, &question, paging).await.map(Json)
}

/// One page of sales.
pub(crate) async fn listed(app: &App, caller: &Caller, question: &Question, paging: Paging) -> Answer<Page<SaleView>> {
    let page = paging.sorted("-period_to")?;
    let scope = question.scope(app, caller.org).await?;
    let currency = currency_of(app, caller).await?;
    let listed = figures::sales(app.db.read(), caller.org, &scope, page).await?;
    Ok(Page::of(listed, page, |sale| SaleView::of(sale, currency)))
}

/// The currency of the caller's organisation.
pub(crate) async fn currency_of(app: &App, caller: &Caller) -> Answer<Currency> {
    let organisation = organisations::get(app.db.read(), caller.org).await?;
    Ok(organisation.ok_or_else(|| Problem::not_found("organisation"))?.currency()?)
}
