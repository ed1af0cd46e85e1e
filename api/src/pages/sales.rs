//! `/sales`: the sales as a table, each with the file and row it was read from.

use axum::extract::{RawQuery, State};
use axum::response::Html;
use sellout_report::show;

use super::Frame;
use super::contexts::list::{Cell, Filter, ListPage};
use super::query_without_page;
use crate::extract::{PageCaller, Paging, Params};
use crate::problem::Answer;
use crate::routes::sales::{SaleView, listed};
use crate::scope::Question;
use crate::state::AppState;

/// `GET /sales`.
pub(crate) async fn show(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    paging: Paging,
    Params(question): Params<Question>,
    RawQuery(query): RawQuery,
) -> Answer<Html<String>> {
    let list = listed(&app, &caller, &question, paging).await?;
    let context = ListPage {
        filters: filters(&question),
        empty: "No sales here. Take a filter out, or upload a file.",
        query: query_without_page(query.as_deref()),
        ..ListPage::of(
            "Sales",
            &["Day or period", "Product", "Reseller", "Channel", "Units#", "Amount#", "From the file"],
            &list,
            row,
        )
    };
    app.templates.page(&Frame::of(&caller, "/sales"), &context).map(Html)
}

fn filters(question: &Question) -> Vec<Filter> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        Filter { label: "From", name: "from", value: text(&question.from), kind: "date", ..Filter::default() },
        Filter { label: "to", name: "to", value: text(&question.to), kind: "date", ..Filter::default() },
        Filter { label: "Reseller", name: "vendor", value: text(&question.vendor), kind: "text", ..Filter::default() },
        Filter { label: "Product", name: "product", value: text(&question.product), kind: "text", ..Filter::default() },
        Filter {
            label: "Channel",
            name: "channel",
            value: text(&question.channel),
            choices: vec!["offline", "online"],
            ..Filter::default()
        },
    ]
}

fn row(sale: &SaleView) -> Vec<Cell> {
    let period = sellout_model::Period::between(sale.period_from, sale.period_to);
    let when = period.map_or_else(|_| sale.period_to.to_string(), |period| show::period(&period));
    let amount = |text: Option<&str>, currency: &str| super::filters::money_text(text, currency);
    let original = sale.original_currency.as_deref().filter(|currency| *currency != sale.currency);
    let original = original.map(|currency| format!("{} {currency}", amount(sale.original_amount.as_deref(), currency)));
    let file = match &sale.source.sheet {
        Some(sheet) => format!("{sheet}, row {}", sale.source.row),
        None => format!("row {}", sale.source.row),
    };
    vec![
        Cell::text(when),
        Cell::text(sale.product.name.clone()).with(sale.product.ean.clone()),
        Cell::text(sale.vendor.clone()).with(sale.store.clone()),
        Cell::text(sale.channel.as_str()),
        Cell::text(sale.quantity.map_or_else(|| "–".to_owned(), show::units)),
        Cell::text(format!("{} {}", amount(sale.amount.as_deref(), &sale.currency), sale.currency)).with(original),
        Cell::link(file, format!("/uploads/{}", sale.source.upload_id)),
    ]
}
