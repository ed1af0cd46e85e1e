//! THE list of routes: every address of the API and the pages, a line each. The paths stand beside their handlers.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::layers::{measure, name_request, once_by_key, panic_answer, security_headers, trace};
use crate::routes::{
    analytics, audit, auth, detect, emails, exchange_rates, formats, health, job_events, jobs, jobs_at_once,
    list_price_import, list_prices, merges, product_aliases, product_import, products, queues, reports, restatements,
    sales, schedules, stores, timetable, tokens, unmatched, uploads, users, vendors, workers,
};
use crate::state::AppState;
use crate::{openapi as description, pages, problem};

/// What an ordinary request may take; uploads, downloads and streams have no limit of their own.
const USUAL_TIME: Duration = Duration::from_secs(30);
/// What an import of a table may bring.
const TABLE: usize = 16 << 20;

/// The API, under `/api/v1`: what is answered at once.
fn quick() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(auth::login))
        .routes(routes!(auth::refresh))
        .routes(routes!(auth::logout))
        .routes(routes!(auth::me))
        .routes(routes!(uploads::list::list))
        .routes(routes!(uploads::list::show))
        .routes(routes!(uploads::list::status))
        .routes(routes!(uploads::change::retry))
        .routes(routes!(jobs::list))
        .routes(routes!(jobs::show, jobs::delete))
        .routes(routes!(jobs::cancel))
        .routes(routes!(jobs::retry))
        .routes(routes!(queues::list))
        .routes(routes!(queues::pause))
        .routes(routes!(queues::resume))
        .routes(routes!(queues::rate))
        .routes(routes!(workers::list))
        .routes(routes!(timetable::list))
        .routes(routes!(timetable::pause))
        .routes(routes!(timetable::resume))
        .routes(routes!(sales::list))
        .routes(routes!(analytics::summary))
        .routes(routes!(analytics::series))
        .routes(routes!(analytics::top))
        .routes(routes!(restatements::list))
        .routes(routes!(restatements::show))
        .routes(routes!(reports::list, reports::create))
        .routes(routes!(reports::show))
        .routes(routes!(schedules::list, schedules::create))
        .routes(routes!(schedules::show, schedules::change, schedules::delete))
        .routes(routes!(schedules::run))
        .routes(routes!(emails::list))
        .routes(routes!(emails::show))
        .routes(routes!(emails::resend))
        .routes(routes!(vendors::list))
        .routes(routes!(vendors::suggestions))
        .routes(routes!(vendors::change))
        .routes(routes!(formats::show::list, formats::keep::import))
        .routes(routes!(formats::show::one, formats::keep::save, formats::keep::remove))
        .routes(routes!(formats::versions::versions))
        .routes(routes!(formats::versions::restore))
        .routes(routes!(formats::lessons::list))
        .routes(routes!(formats::lessons::forget_column))
        .routes(routes!(formats::lessons::restore_column))
        .routes(routes!(formats::lessons::forget_reading))
        .routes(routes!(formats::lessons::restore_reading))
        .routes(routes!(formats::trial::test))
        .routes(routes!(formats::trial::shown))
        .routes(routes!(stores::list))
        .routes(routes!(stores::suggestions))
        .routes(routes!(merges::list))
        .routes(routes!(products::list, products::create))
        .routes(routes!(product_import::import).layer(DefaultBodyLimit::max(TABLE)))
        .routes(routes!(list_prices::list, list_prices::create).layer(DefaultBodyLimit::max(TABLE)))
        .routes(routes!(list_price_import::import).layer(DefaultBodyLimit::max(TABLE)))
        .routes(routes!(list_prices::delete))
        .routes(routes!(product_aliases::list, product_aliases::create))
        .routes(routes!(product_aliases::delete))
        .routes(routes!(unmatched::list))
        .routes(
            routes!(exchange_rates::show::list, exchange_rates::take_in::create).layer(DefaultBodyLimit::max(TABLE)),
        )
        .routes(routes!(exchange_rates::show::in_force))
        .routes(routes!(exchange_rates::show::held))
        .routes(routes!(exchange_rates::answer::confirm))
        .routes(routes!(exchange_rates::answer::reject))
        .routes(routes!(exchange_rates::answer::take_back))
        .routes(routes!(users::list, users::create))
        .routes(routes!(users::change))
        .routes(routes!(tokens::list, tokens::create))
        .routes(routes!(tokens::end))
        .routes(routes!(audit::list))
        .layer(TimeoutLayer::with_status_code(axum::http::StatusCode::REQUEST_TIMEOUT, USUAL_TIME))
}

/// The API, under `/api/v1`: what takes as long as its bytes or its rows do.
fn long(files: DefaultBodyLimit) -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(uploads::send::create).layer(files))
        .routes(routes!(uploads::row_errors::errors))
        .routes(routes!(uploads::download::file))
        .routes(routes!(uploads::change::undo))
        .routes(routes!(uploads::change::resolve))
        .routes(routes!(merges::vendor))
        .routes(routes!(merges::store))
        .routes(routes!(merges::undo))
        .routes(routes!(job_events::events))
        .routes(routes!(jobs_at_once::retry))
        .routes(routes!(jobs_at_once::cancel))
        .routes(routes!(jobs_at_once::delete))
        .routes(routes!(reports::file))
        .routes(routes!(detect::detect).layer(files))
}

/// For those who run the program.
fn operation() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(health::metrics))
}

/// For people.
fn pages(files: DefaultBodyLimit) -> Router<AppState> {
    Router::new()
        .route("/", get(pages::overview::show))
        .route("/login", get(pages::sign_in::form).post(pages::sign_in::submit))
        .route("/logout", post(pages::sign_in::leave))
        .route("/uploads", get(pages::uploads::show).post(pages::uploads::send).layer(files))
        .route("/uploads/{id}", get(pages::upload::show))
        .route("/uploads/{id}/undo", post(pages::upload::undo))
        .route("/uploads/{id}/retry", post(pages::upload::retry))
        .route("/uploads/{id}/resolve", post(pages::answer::resolve))
        .route("/sales", get(pages::sales::show))
        .route("/restatements", get(pages::restatements::list))
        .route("/restatements/{version}", get(pages::restatements::show))
        .route("/products", get(pages::products::show).post(pages::products::add))
        .route("/products/import", post(pages::products::import).layer(DefaultBodyLimit::max(TABLE)))
        .route("/products/aliases", get(pages::products::aliases).post(pages::products::confirm))
        .route("/products/aliases/{id}/take-back", post(pages::products::take_back))
        .route("/products/prices", get(pages::prices::show).post(pages::prices::add))
        .route("/products/prices/import", post(pages::prices::import).layer(DefaultBodyLimit::max(TABLE)))
        .route("/products/prices/{product_id}/{valid_from}/take-back", post(pages::prices::take_back))
        .route("/stores", get(pages::stores::show))
        .route("/stores/merge", post(pages::stores::merge))
        .route("/stores/merges/{id}/undo", post(pages::stores::undo))
        .route("/reports", get(pages::reports::show).post(pages::reports::ask))
        .route("/schedules", get(pages::schedules::show).post(pages::schedules::make))
        .route("/schedules/{id}/run", post(pages::schedules::run))
        .route("/emails", get(pages::emails::show))
        .route("/emails/{id}/resend", post(pages::emails::resend))
        .route("/formats", get(pages::formats::show).post(pages::formats::import))
        .route("/formats/{code}", get(pages::format::show).post(pages::format::change))
        .route("/formats/{code}/download", get(pages::format::download))
        .route("/formats/{code}/lessons", post(pages::format::lessons))
        .route("/formats/{code}/remove", post(pages::format::remove))
        .route("/formats/{code}/versions/{version}/restore", post(pages::format::restore))
        .route("/rates", get(pages::rates::show).post(pages::rates::take_in).layer(DefaultBodyLimit::max(TABLE)))
        .route("/rates/{currency}/{month}", post(pages::rates::answer))
        .route("/jobs", get(pages::jobs::show))
        .route("/jobs/workers", get(pages::workers::show))
        .route("/jobs/{id}", get(pages::job::show))
        .route("/jobs/{id}/cancel", post(pages::jobs::cancel))
        .route("/jobs/{id}/retry", post(pages::jobs::retry))
        .route("/docs", get(pages::docs::show))
        .route("/api/v1/openapi.json", get(description::document))
        .route("/assets/{name}", get(pages::asset))
}

/// The description of the API, as `sellout openapi` prints it.
pub fn openapi() -> OpenApi {
    described(DefaultBodyLimit::disable()).into_openapi()
}

fn described(files: DefaultBodyLimit) -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(description::head()).nest("/api/v1", quick().merge(long(files))).merge(operation())
}

/// Everything, with the layers that every request passes, outermost first.
pub fn router(app: AppState) -> Router {
    // Twice a file, so that one that is too large can be read past and the fields after it still count.
    let most = usize::try_from(app.settings.max_upload_bytes.saturating_mul(2)).unwrap_or(usize::MAX);
    let files = DefaultBodyLimit::max(most.saturating_add(1 << 20));
    let (api, _) = described(files).split_for_parts();
    api.layer(from_fn_with_state(app.clone(), once_by_key))
        .merge(pages(files))
        .layer(
            ServiceBuilder::new()
                .layer(from_fn(name_request))
                .layer(from_fn(trace))
                .layer(from_fn(security_headers))
                .layer(CompressionLayer::new())
                .layer(from_fn_with_state(app.clone(), problem::render))
                .layer(from_fn(measure))
                .layer(CatchPanicLayer::custom(panic_answer)),
        )
        .with_state(app)
}
