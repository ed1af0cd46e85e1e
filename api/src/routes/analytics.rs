//! `/analytics/*`: totals with what they are compared with, sales over time, rankings.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use sellout_model::{Currency, Period, Quantity};
use sellout_store::figures::{self, Bucket, Compared, Counted, Metric, Subject, Total};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::sales::currency_of;
use crate::extract::{Caller, Params, parse_or};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::scope::Question;
use crate::state::AppState;

/// Money, pieces and rows that belong together.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FiguresView {
    /// Null where there are rows and none knows its amount.
    pub(crate) amount: Option<String>,
    /// Null where there are rows and none knows its pieces.
    #[schema(value_type = Option<f64>)]
    pub(crate) units: Option<Quantity>,
    pub(crate) rows: i64,
}

impl FiguresView {
    pub(crate) fn of(counted: &Counted, currency: Currency) -> Self {
        Self {
            amount: counted.known_amount().map(|total| total.to_text(currency.digits())),
            units: counted.known_units().map(Total::to_quantity),
            rows: counted.rows,
        }
    }
}

/// The totals of a range.
#[derive(Serialize, ToSchema)]
pub(crate) struct SummaryView {
    pub(crate) from: Option<NaiveDate>,
    pub(crate) to: Option<NaiveDate>,
    #[serde(flatten)]
    pub(crate) figures: FiguresView,
    pub(crate) currency: String,
    pub(crate) basis: &'static str,
    /// The range before, of equal length.
    pub(crate) previous: Option<ComparedView>,
    /// The same range a year earlier.
    pub(crate) last_year: Option<ComparedView>,
    /// How much the amount has grown against `previous`, in per cent.
    pub(crate) change_pct: Option<f64>,
    /// Rows whose units count and whose amounts do not, for want of an exchange rate.
    pub(crate) unconverted: Vec<UnconvertedView>,
    /// Rows left out, since their period is longer than the range or lies only partly in it.
    pub(crate) outside_grain: FiguresView,
    /// How much of the reported total includes VAT.
    pub(crate) vat: VatView,
    /// Rows of the total that do not know their amount on this basis.
    pub(crate) rows_without_amount: i64,
    /// Rows of the total that do not know their pieces.
    pub(crate) rows_without_units: i64,
    /// The state of the figures; it grows with each change.
    pub(crate) data_version: i64,
}

/// Figures of an earlier range.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ComparedView {
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
    #[serde(flatten)]
    pub(crate) figures: FiguresView,
    /// How much the amount has grown since, in per cent.
    pub(crate) change_pct: Option<f64>,
}

impl ComparedView {
    fn of(compared: &Compared, currency: Currency) -> Self {
        let Period { from, to, .. } = compared.period;
        let figures = FiguresView::of(&compared.counted, currency);
        Self { from, to, figures, change_pct: compared.change_pct }
    }
}

/// Rows of one currency that has no rate yet.
#[derive(Serialize, ToSchema)]
pub(crate) struct UnconvertedView {
    pub(crate) currency: String,
    pub(crate) amount: String,
    pub(crate) rows: i64,
}

/// The parts of the reported total by what is known of VAT.
#[derive(Serialize, ToSchema)]
pub(crate) struct VatView {
    pub(crate) included: String,
    pub(crate) excluded: String,
    pub(crate) unknown: String,
}

/// Totals of a range, compared with the range before and with a year earlier.
#[utoipa::path(get, path = "/analytics/summary", tag = "figures", params(Question),
    responses((status = 200, body = SummaryView), (status = 422, body = ProblemBody)))]
pub(crate) async fn summary(
    State(app): State<AppState>,
    caller: Caller,
    Params(question): Params<Question>,
) -> Answer<Json<SummaryView>> {
    let scope = question.scope(&app, caller.org).await?;
    let currency = currency_of(&app, &caller).await?;
    let found = figures::summary(app.db.read(), caller.org, &scope).await?;
    let total = &found.total;
    let digits = currency.digits();
    let previous = found.previous.as_ref().map(|compared| ComparedView::of(compared, currency));
    Ok(Json(SummaryView {
        from: scope.period.map(|p| p.from),
        to: scope.period.map(|p| p.to),
        figures: FiguresView::of(&total.counted, currency),
        currency: currency.code().to_owned(),
        basis: scope.basis.as_str(),
        change_pct: previous.as_ref().and_then(|compared| compared.change_pct),
        previous,
        last_year: found.last_year.as_ref().map(|compared| ComparedView::of(compared, currency)),
        unconverted: found.unconverted.iter().map(UnconvertedView::of).collect(),
        outside_grain: FiguresView::of(&found.outside_grain, currency),
        vat: VatView {
            included: total.with_vat.to_text(digits),
            excluded: total.without_vat.to_text(digits),
            unknown: total.vat_unknown().to_text(digits),
        },
        rows_without_amount: total.counted.no_amount,
        rows_without_units: total.counted.no_units,
        data_version: found.version,
    }))
}

impl UnconvertedView {
    fn of(unconverted: &figures::Unconverted) -> Self {
        let figures::Unconverted { currency, amount, rows } = *unconverted;
        Self { currency: currency.code().to_owned(), amount: amount.to_text(currency.digits()), rows }
    }
}

/// How long the steps are.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Steps {
    /// `day`, `week` or `month` (if left out).
    by: Option<String>,
}

/// Sales over time.
#[derive(Serialize, ToSchema)]
pub(crate) struct SeriesView {
    by: String,
    currency: String,
    basis: &'static str,
    /// In order of time, without gaps.
    items: Vec<PointView>,
}

/// One step.
#[derive(Serialize, ToSchema)]
pub(crate) struct PointView {
    from: NaiveDate,
    to: NaiveDate,
    #[serde(flatten)]
    figures: FiguresView,
}

/// Sales over time; the steps come to the summary's total.
#[utoipa::path(get, path = "/analytics/series", tag = "figures", params(Steps, Question),
    responses((status = 200, body = SeriesView), (status = 422, body = ProblemBody)))]
pub(crate) async fn series(
    State(app): State<AppState>,
    caller: Caller,
    Params(steps): Params<Steps>,
    Params(question): Params<Question>,
) -> Answer<Json<SeriesView>> {
    let bucket = parse_or::<Bucket>("by", steps.by.as_deref())?.unwrap_or(Bucket::Month);
    let scope = question.scope(&app, caller.org).await?;
    let currency = currency_of(&app, &caller).await?;
    let points = figures::series(app.db.read(), caller.org, &scope, bucket).await?;
    let items = points
        .iter()
        .map(|p| PointView { from: p.period.from, to: p.period.to, figures: FiguresView::of(&p.counted, currency) })
        .collect();
    let by = steps.by.filter(|by| !by.is_empty()).unwrap_or_else(|| "month".to_owned());
    Ok(Json(SeriesView { by, currency: currency.code().to_owned(), basis: scope.basis.as_str(), items }))
}

/// What is ranked, and how.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RankBy {
    /// `product` (if left out), `vendor`, `store`, `channel`, `country`, `city`, `utm_source` or `device`.
    by: Option<String>,
    /// `amount` (if left out) or `units`.
    metric: Option<String>,
    /// How many lines, at most 200.
    #[param(default = 10)]
    limit: Option<u64>,
}

/// A ranking.
#[derive(Serialize, ToSchema)]
pub(crate) struct RankingView {
    by: String,
    metric: String,
    currency: String,
    basis: &'static str,
    /// Best first.
    items: Vec<LineView>,
    /// What all lines come to, listed or not.
    total: FiguresView,
    /// What the lines that are not listed come to.
    rest: RestView,
}

/// One line of a ranking.
#[derive(Serialize, ToSchema)]
pub(crate) struct LineView {
    /// EAN or code of a product, code of a vendor, key of a store, else the value itself; null where unknown.
    key: Option<String>,
    name: Option<String>,
    product_id: Option<Uuid>,
    /// A store's vendor, or that of an unmatched code.
    vendor: Option<String>,
    country: Option<String>,
    #[serde(flatten)]
    figures: FiguresView,
    /// Its share of the total, in per cent.
    share_pct: Option<f64>,
}

/// The lines that are not listed.
#[derive(Serialize, ToSchema)]
pub(crate) struct RestView {
    lines: u64,
    #[serde(flatten)]
    figures: FiguresView,
}

/// The best products, vendors, stores, places or sources, with their shares.
#[utoipa::path(get, path = "/analytics/top", tag = "figures", params(RankBy, Question),
    responses((status = 200, body = RankingView), (status = 422, body = ProblemBody)))]
pub(crate) async fn top(
    State(app): State<AppState>,
    caller: Caller,
    Params(by): Params<RankBy>,
    Params(question): Params<Question>,
) -> Answer<Json<RankingView>> {
    let subject = parse_or::<Subject>("by", by.by.as_deref())?.unwrap_or(Subject::Product);
    let metric = parse_or::<Metric>("metric", by.metric.as_deref())?.unwrap_or_default();
    let limit = by.limit.unwrap_or(10);
    if !(1..=200).contains(&limit) {
        return Err(Problem::invalid("limit", "write a number from 1 to 200"));
    }
    let scope = question.scope(&app, caller.org).await?;
    let currency = currency_of(&app, &caller).await?;
    let ranking = figures::top(app.db.read(), caller.org, &scope, subject, metric, limit).await?;
    let (lines, rest) = ranking.rest();
    let items = ranking.lines.iter().map(|line| LineView {
        key: line.key.clone(),
        name: line.name.clone(),
        product_id: line.product.map(Uuid::from),
        vendor: line.vendor.clone(),
        country: line.country.clone(),
        figures: FiguresView::of(&line.counted, currency),
        share_pct: ranking.share_pct(line, metric),
    });
    Ok(Json(RankingView {
        items: items.collect(),
        total: FiguresView::of(&ranking.total, currency),
        rest: RestView { lines, figures: FiguresView::of(&rest, currency) },
        by: by.by.filter(|by| !by.is_empty()).unwrap_or_else(|| "product".to_owned()),
        metric: by.metric.filter(|metric| !metric.is_empty()).unwrap_or_else(|| "amount".to_owned()),
        currency: currency.code().to_owned(),
        basis: scope.basis.as_str(),
    }))
}
