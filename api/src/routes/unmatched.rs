//! `GET /product-aliases/unmatched`: what nobody has answered yet, with the best suggestions.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use sellout_model::Currency;
use sellout_store::figures::{self, Counted, Unmatched};
use sellout_store::product_aliases::ANY_VENDOR;
use sellout_store::suggestions::{Suggester, Suggestion};
use sellout_store::vendors;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::analytics::FiguresView;
use super::products::ProductView;
use super::sales::currency_of;
use crate::extract::{Caller, Page, Paging, PagingQuery};
use crate::problem::{Answer, Problem};
use crate::state::{App, AppState};

/// A name or code that no product is known for.
#[derive(Serialize, ToSchema)]
pub(crate) struct UnmatchedView {
    /// Whose word it is, if it is one vendor's alone; `*` where several say it. An alias for `*` answers for all.
    pub(crate) vendor: String,
    /// The vendors in whose sales it is, by name.
    pub(crate) vendors: Vec<String>,
    /// As a file writes it.
    pub(crate) text: String,
    pub(crate) ean: Option<String>,
    pub(crate) sku: Option<String>,
    /// The last day that it was sold on, as far as rows or their periods tell.
    pub(crate) last_seen: Option<NaiveDate>,
    /// What it may mean, best first.
    pub(crate) suggestions: Vec<SuggestionView>,
    #[serde(flatten)]
    pub(crate) figures: FiguresView,
}

impl UnmatchedView {
    /// A believable one.
    pub(crate) fn sample() -> Self {
        let pen = ProductView::sample();
        let found = SuggestionView {
            product_id: pen.id,
            name: pen.name,
            ean: pen.ean,
            score: 0.91,
            why: "one letter differs".to_owned(),
        };
        Self {
            vendor: "corner-shop".to_owned(),
            vendors: vec!["Corner Shop".to_owned()],
            text: "<Pen>".to_owned(),
            ean: None,
            sku: Some("P-1".to_owned()),
            last_seen: NaiveDate::from_ymd_opt(2025, 4, 30),
            suggestions: vec![found],
            figures: FiguresView::of(&Counted::default(), Currency::EUR),
        }
    }
}

/// A product that a name may mean.
#[derive(Serialize, ToSchema)]
pub(crate) struct SuggestionView {
    pub(crate) product_id: Uuid,
    pub(crate) name: String,
    pub(crate) ean: Option<String>,
    /// From 0.85 to 1.
    pub(crate) score: f64,
    /// Why it may be meant.
    pub(crate) why: String,
}

impl From<Suggestion> for SuggestionView {
    fn from(found: Suggestion) -> Self {
        let Suggestion { product, score, why } = found;
        let score = (score * 100.0).round() / 100.0;
        Self { product_id: product.id, name: product.name, ean: product.ean, score, why }
    }
}

/// Names and codes that wait for an answer, most money first, then most pieces.
#[utoipa::path(get, path = "/product-aliases/unmatched", tag = "catalogue", params(PagingQuery), responses((status = 200, body = Page<UnmatchedView>)))]
pub(crate) async fn list(
    State(app): State<AppState>,
    caller: Caller,
    paging: Paging,
) -> Answer<Json<Page<UnmatchedView>>> {
    listed(&app, &caller, paging).await.map(Json)
}

/// One page of them.
pub(crate) async fn listed(app: &App, caller: &Caller, paging: Paging) -> Answer<Page<UnmatchedView>> {
    let page = paging.sorted("-amount")?;
    let (conn, currency) = (app.db.read(), currency_of(app, caller).await?);
    let listed = figures::unmatched(conn, caller.org, page).await?;
    let codes = listed.items.iter().flat_map(|one| one.vendors.iter().map(String::as_str));
    let names = vendors::names(conn, caller.org, codes).await?;
    let texts: Vec<(String, Option<String>)> =
        listed.items.iter().map(|one| (one.text.clone(), one.sku.clone())).collect();
    let mut suggested = if texts.is_empty() { Vec::new() } else { suggested(app, caller, texts).await? }.into_iter();
    Ok(Page::of(listed, page, |found| {
        let Unmatched { text, ean, sku, said_by, vendors, last_seen, counted, .. } = found;
        let only = (said_by.len() == 1).then(|| said_by.into_iter().next()).flatten();
        UnmatchedView {
            vendor: only.unwrap_or_else(|| ANY_VENDOR.to_owned()),
            vendors: vendors.into_iter().map(|code| names.get(&code).cloned().unwrap_or(code)).collect(),
            text,
            ean,
            sku,
            last_seen,
            suggestions: suggested.next().unwrap_or_default().into_iter().map(SuggestionView::from).collect(),
            figures: FiguresView::of(&counted, currency),
        }
    }))
}

/// The suggestions for each text, off the threads that answer requests: the whole catalogue is compared.
async fn suggested(app: &App, caller: &Caller, texts: Vec<(String, Option<String>)>) -> Answer<Vec<Vec<Suggestion>>> {
    let suggester = Suggester::load(app.db.read(), caller.org).await?;
    let all = move || texts.iter().map(|(text, sku)| suggester.suggest(text, sku.as_deref())).collect();
    tokio::task::spawn_blocking(all).await.map_err(Problem::internal)
}
