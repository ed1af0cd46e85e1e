//! `/stores`: vendors and stores, those that may be the same, and merging what files spell in two ways.

use axum::Form;
use axum::extract::{RawQuery, State};
use axum::response::Html;
use sellout_store::merges::{NewMerge, Seat};
use serde::Deserialize;

use super::contexts::stores::{Preview, StoresPage};
use super::{Frame, query_without_page};
use crate::extract::{Caller, Id, PageCaller, Paging, Params};
use crate::problem::Answer;
use crate::routes::stores::{OfVendor, listed};
use crate::routes::{merges, stores, vendors};
use crate::state::{App, AppState};

/// `GET /stores`.
pub(crate) async fn show(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    paging: Paging,
    Params(of): Params<OfVendor>,
    RawQuery(query): RawQuery,
) -> Answer<Html<String>> {
    let page = context(&app, &caller, paging, of, query.as_deref()).await?;
    rendered(&app, &caller, &page)
}

fn rendered(app: &App, caller: &Caller, page: &StoresPage) -> Answer<Html<String>> {
    app.templates.page(&Frame::of(caller, "/stores"), page).map(Html)
}

async fn context(app: &App, caller: &Caller, paging: Paging, of: OfVendor, query: Option<&str>) -> Answer<StoresPage> {
    Ok(StoresPage {
        said: None,
        preview: None,
        same_vendors: vendors::suggested(app, caller).await?,
        same_stores: stores::suggested(app, caller).await?,
        vendors: vendors::to_choose_from(app, caller).await?,
        stores: listed(app, caller, &of, paging).await?,
        merges: merges::listed(app, caller, Paging::first()).await?.items,
        vendor: of.vendor.unwrap_or_default(),
        query: query_without_page(query),
    })
}

async fn now(app: &App, caller: &Caller) -> Answer<StoresPage> {
    context(app, caller, Paging::first(), OfVendor { vendor: None }, None).await
}

/// What was chosen; a blank store merges the vendors.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    vendor: String,
    #[serde(default)]
    store: String,
    #[serde(default)]
    channel: String,
    into: String,
    #[serde(default)]
    into_channel: String,
    /// Only tell.
    #[serde(default)]
    preview: bool,
}

/// `POST /stores/merge`.
pub(crate) async fn merge(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Form(chosen): Form<Chosen>,
) -> Answer<Html<String>> {
    let Chosen { vendor, store, channel, into, into_channel, preview } = chosen;
    let new = if store.is_empty() {
        NewMerge::Vendor { from: vendor.clone(), into: into.clone() }
    } else {
        let from = Seat { vendor: vendor.clone(), store: store.clone(), channel: channel.clone() };
        let into_channel = if into_channel.is_empty() { channel.clone() } else { into_channel.clone() };
        NewMerge::Store { from, into_store: into.clone(), into_channel }
    };
    let merging = merges::merge(&app, &caller, &new, preview).await?;
    let page = now(&app, &caller).await?;
    let page = if preview {
        let preview = Preview { merging, vendor, store, channel, into, into_channel };
        StoresPage { preview: Some(preview), ..page }
    } else {
        StoresPage {
            said: Some("Merged: the figures move in a moment. It can be taken back below.".to_owned()),
            ..page
        }
    };
    rendered(&app, &caller, &page)
}

/// `POST /stores/merges/{id}/undo`.
pub(crate) async fn undo(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Id(id): Id,
) -> Answer<Html<String>> {
    merges::take_back(&app, &caller, id, false).await?;
    let said = Some("Taken back: the figures go home in a moment.".to_owned());
    let page = StoresPage { said, ..now(&app, &caller).await? };
    rendered(&app, &caller, &page)
}
