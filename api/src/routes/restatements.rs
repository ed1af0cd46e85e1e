//! `/restatements`: each change of the figures, and what it moved, place by place and product by product.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, NaiveDate, Utc};
use sellout_model::{Channel, Currency, UploadId};
use sellout_store::figures::{self, BeforeAfter, Moved, MovedPlace, MovedProduct};
use sellout_store::{data_versions, upload_lists};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::analytics::FiguresView;
use super::sales::currency_of;
use super::uploads::change::Touched;
use crate::extract::{Caller, Page, Paging, PagingQuery, Params};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::{App, AppState};

/// The most places and products that one answer lists.
pub(crate) const MOST_MOVED: u64 = 200;

/// A change of the figures.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RestatementView {
    /// The state of the figures that began with it.
    pub(crate) data_version: i64,
    pub(crate) at: DateTime<Utc>,
    /// `load`, `undo`, `answer`, `rates`, ...
    pub(crate) cause: String,
    /// The upload that brought it about, if one did.
    pub(crate) upload: Option<Touched>,
}

impl RestatementView {
    fn of(row: data_versions::Model, names: &BTreeMap<UploadId, String>) -> Self {
        let named = |id| Some(Touched { id, filename: names.get(&UploadId(id))?.clone() });
        let upload = row.upload_id.and_then(named);
        Self { data_version: row.version, at: row.at, cause: row.cause, upload }
    }
}

/// A change with what it moved.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RestatementWithFigures {
    #[serde(flatten)]
    pub(crate) restatement: RestatementView,
    #[serde(flatten)]
    pub(crate) moved: MovedView,
}

/// What counted before and what counts since.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MovedView {
    pub(crate) currency: String,
    #[serde(flatten)]
    pub(crate) all: BeforeAfterView,
    /// What moved most first, at most 200.
    pub(crate) places: Vec<MovedPlaceView>,
    /// How many places moved.
    pub(crate) places_in_all: u64,
    /// What moved most first, at most 200; null where more than 500,000 rows would have to be added up.
    pub(crate) products: Option<Vec<MovedProductView>>,
    /// How many products moved.
    pub(crate) products_in_all: Option<u64>,
}

/// Figures before and after.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BeforeAfterView {
    pub(crate) before: FiguresView,
    pub(crate) after: FiguresView,
    /// The amount after less the amount before.
    pub(crate) change: String,
}

/// A place whose figures moved.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MovedPlaceView {
    pub(crate) vendor: Option<String>,
    /// The store's name; null for all of the vendor's stores together.
    pub(crate) store: Option<String>,
    #[schema(value_type = Option<String>)]
    pub(crate) channel: Option<Channel>,
    /// The id of an order or settlement.
    pub(crate) order: Option<String>,
    pub(crate) period_from: NaiveDate,
    pub(crate) period_to: NaiveDate,
    #[serde(flatten)]
    pub(crate) figures: BeforeAfterView,
}

/// A product whose figures moved.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MovedProductView {
    /// Of a product in the catalogue.
    pub(crate) id: Option<Uuid>,
    /// EAN, or the vendor's code.
    pub(crate) key: Option<String>,
    pub(crate) name: Option<String>,
    #[serde(flatten)]
    pub(crate) figures: BeforeAfterView,
}

impl BeforeAfterView {
    fn of(figures: &BeforeAfter, currency: Currency) -> Self {
        let change = figures.after.amount - figures.before.amount;
        Self {
            before: FiguresView::of(&figures.before, currency),
            after: FiguresView::of(&figures.after, currency),
            change: change.to_text(currency.digits()),
        }
    }
}

impl MovedView {
    /// As it is answered, in the organisation's currency.
    pub(crate) fn of(moved: Moved, currency: Currency) -> Self {
        let products_in_all = moved.products.as_ref().map(|listed| listed.total);
        let product = |MovedProduct { product, figures }| MovedProductView {
            id: product.product.map(|id| id.0),
            key: product.key,
            name: product.name,
            figures: BeforeAfterView::of(&figures, currency),
        };
        let place = |MovedPlace { store, id, from, to, figures }| MovedPlaceView {
            vendor: store.vendor,
            store: store.name,
            channel: store.channel,
            order: id,
            period_from: from,
            period_to: to,
            figures: BeforeAfterView::of(&figures, currency),
        };
        Self {
            currency: currency.to_string(),
            all: BeforeAfterView::of(&moved.all, currency),
            places_in_all: moved.places.total,
            places: moved.places.items.into_iter().map(place).collect(),
            products: moved.products.map(|listed| listed.items.into_iter().map(product).collect()),
            products_in_all,
        }
    }
}

/// Which changes.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichRestatements {
    /// Those that one upload brought about.
    pub(crate) upload: Option<Uuid>,
}

/// The changes of the figures, newest first.
#[utoipa::path(get, path = "/restatements", tag = "figures", params(PagingQuery, WhichRestatements),
    responses((status = 200, body = Page<RestatementView>), (status = 422, body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<AppState>,
    caller: Caller,
    paging: Paging,
    Params(which): Params<WhichRestatements>,
) -> Answer<Json<Page<RestatementView>>> {
    listed(&app, &caller, &which, paging).await.map(Json)
}

/// One page of changes, as they are shown.
pub(crate) async fn listed(
    app: &App,
    caller: &Caller,
    which: &WhichRestatements,
    paging: Paging,
) -> Answer<Page<RestatementView>> {
    let page = paging.sorted("-data_version")?;
    let listed = data_versions::list(app.db.read(), caller.org, which.upload.map(UploadId), page).await?;
    let names = names_of(app, caller, &listed.items).await?;
    Ok(Page::of(listed, page, |row| RestatementView::of(row, &names)))
}

/// The names of the uploads that brought changes about.
async fn names_of(app: &App, caller: &Caller, rows: &[data_versions::Model]) -> Answer<BTreeMap<UploadId, String>> {
    let ids = rows.iter().filter_map(|row| row.upload_id.map(UploadId));
    Ok(upload_lists::filenames(app.db.read(), caller.org, ids).await?)
}

/// What one change moved: the figures before and after, of every place and product that is another since.
#[utoipa::path(get, path = "/restatements/{data_version}", tag = "figures", params(("data_version" = i64, Path)),
    responses((status = 200, body = RestatementWithFigures), (status = 404, body = ProblemBody)))]
pub(crate) async fn show(
    State(app): State<AppState>,
    caller: Caller,
    Path(version): Path<i64>,
) -> Answer<Json<RestatementWithFigures>> {
    one(&app, &caller, version).await.map(Json)
}

/// One change with what it moved.
pub(crate) async fn one(app: &App, caller: &Caller, version: i64) -> Answer<RestatementWithFigures> {
    let row = data_versions::get(app.db.read(), caller.org, version).await?;
    let row = row.ok_or_else(|| Problem::not_found("restatement"))?;
    let currency = currency_of(app, caller).await?;
    let moved = figures::moved(app.db.read(), caller.org, version, MOST_MOVED).await?;
    let names = names_of(app, caller, std::slice::from_ref(&row)).await?;
    let restatement = RestatementView::of(row, &names);
    Ok(RestatementWithFigures { restatement, moved: MovedView::of(moved, currency) })
}
