//! `/stores`: the stores of vendors, and which of them may be the same.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use sellout_store::merges::{self, Seat, Spellings};
use sellout_store::{likely_same, stores};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::{Caller, Page, Paging, PagingQuery, Params};
use crate::problem::Answer;
use crate::state::{App, AppState};

/// A store.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StoreView {
    /// The vendor's code.
    pub(crate) vendor: String,
    pub(crate) key: String,
    /// `online` or `offline`.
    pub(crate) channel: String,
    /// As a file first wrote it.
    pub(crate) name: String,
    /// Where its figures stand, if it or its vendor is merged.
    pub(crate) merged_into: Option<SeatView>,
    pub(crate) created_at: DateTime<Utc>,
}

/// A store by what it is known by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct SeatView {
    /// The vendor's code.
    pub(crate) vendor: String,
    /// The store's key.
    pub(crate) store: String,
    /// `online` or `offline`.
    pub(crate) channel: String,
}

impl From<Seat> for SeatView {
    fn from(seat: Seat) -> Self {
        Self { vendor: seat.vendor, store: seat.store, channel: seat.channel }
    }
}

impl StoreView {
    /// A believable one.
    pub(crate) fn sample() -> Self {
        Self {
            vendor: "corner-shop".to_owned(),
            key: "kraków".to_owned(),
            channel: "offline".to_owned(),
            name: "<b>Kraków".to_owned(),
            merged_into: Some(SeatView {
                vendor: "corner-shop".to_owned(),
                store: "krakow".to_owned(),
                channel: "offline".to_owned(),
            }),
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    fn of(row: stores::Model, meanings: &Spellings) -> Self {
        let seat = Seat { vendor: row.vendor.clone(), store: row.key.clone(), channel: row.channel.clone() };
        let meant = meanings.resolve(&seat);
        Self {
            merged_into: (meant != seat).then(|| meant.into()),
            vendor: row.vendor,
            key: row.key,
            channel: row.channel,
            name: row.name,
            created_at: row.created_at,
        }
    }
}

/// Which stores.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfVendor {
    /// Those of one vendor.
    pub(crate) vendor: Option<String>,
}

/// The stores, by vendor and name.
#[utoipa::path(get, path = "/stores", tag = "catalogue", params(PagingQuery, OfVendor), responses((status = 200, body = Page<StoreView>)))]
pub(crate) async fn list(
    State(app): State<AppState>,
    caller: Caller,
    paging: Paging,
    Params(of): Params<OfVendor>,
) -> Answer<Json<Page<StoreView>>> {
    listed(&app, &caller, &of, paging).await.map(Json)
}

/// One page of stores.
pub(crate) async fn listed(app: &App, caller: &Caller, of: &OfVendor, paging: Paging) -> Answer<Page<StoreView>> {
    let page = paging.sorted("vendor")?;
    let vendor = of.vendor.as_deref().filter(|code| !code.is_empty());
    let listed = stores::list(app.db.read(), caller.org, vendor, page).await?;
    let meanings = merges::spellings(app.db.read(), caller.org).await?;
    Ok(Page::of(listed, page, |row| StoreView::of(row, &meanings)))
}

/// Two stores that may be the same.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SameStoreView {
    /// The one that would be given up.
    pub(crate) from: StoreView,
    /// The one that would stay.
    pub(crate) into: StoreView,
    /// From 0.85 to 1.
    pub(crate) score: f64,
    /// Why they may be the same.
    pub(crate) why: String,
}

/// Stores of one vendor that are likely the same, most alike first.
#[utoipa::path(get, path = "/stores/suggestions", tag = "catalogue", responses((status = 200, body = Vec<SameStoreView>)))]
pub(crate) async fn suggestions(State(app): State<AppState>, caller: Caller) -> Answer<Json<Vec<SameStoreView>>> {
    suggested(&app, &caller).await.map(Json)
}

/// A score as it is shown.
pub(super) fn hundredths(score: f64) -> f64 {
    (score * 100.0).round() / 100.0
}

/// Stores that are likely the same.
pub(crate) async fn suggested(app: &App, caller: &Caller) -> Answer<Vec<SameStoreView>> {
    let none = Spellings::default();
    let found = likely_same::stores(app.db.read(), caller.org).await?;
    let view = |store| StoreView::of(store, &none);
    let same = found.into_iter().map(|same| SameStoreView {
        from: view(same.from),
        into: view(same.into),
        score: hundredths(same.score),
        why: same.why,
    });
    Ok(same.collect())
}
