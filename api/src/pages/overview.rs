//! `/`: the figures of some days, with what they are compared with.

use axum::extract::State;
use axum::response::Html;
use sellout_model::{Basis, Currency, Grain, Period};
use sellout_report::{Figures, Series, chart, show as shown};
use sellout_store::figures::{
    self, Bucket, Compared, Counted, Line, Metric, Point, Ranking, Scope, Subject, Summary, Total, change_pct,
};
use sellout_store::{Page, organisations};

use super::Frame;
use super::contexts::overview::{Latest, OverviewPage, PointLine, Preset, RankingLine, RankingTable, Tile};
use crate::extract::{Caller, PageCaller, Params};
use crate::problem::{Answer, Kind, Problem};
use crate::scope::Question;
use crate::state::{App, AppState};

/// Lines of a ranking.
const LINES: u64 = 8;

/// `GET /`.
pub(crate) async fn show(
    State(app): State<AppState>,
    PageCaller(caller): PageCaller,
    Params(question): Params<Question>,
) -> Answer<Html<String>> {
    let organisation = organisations::get(app.db.read(), caller.org).await?;
    let organisation = organisation.ok_or_else(|| Problem::not_found("organisation"))?;
    let (currency, today) = (organisation.currency()?, app.clock.today(organisation.zone()?));
    let latest = latest(&app, &caller).await?;
    let (scope, problem) = match question.scope(&app, caller.org).await {
        Ok(scope) => (scope, None),
        Err(problem) if problem.kind == Kind::Invalid => (Scope::default(), Some(problem.detail.clone())),
        Err(problem) => return Err(problem),
    };
    let usual = latest.unwrap_or_else(|| Period::month_of(today));
    let period = scope.period.unwrap_or(usual);
    let scope = scope.over(period).fixed(app.db.read(), caller.org).await?;
    let mut page = OverviewPage {
        from: period.from.to_string(),
        to: period.to.to_string(),
        basis: scope.basis.as_str(),
        basis_words: basis_words(scope.basis),
        currency: currency.code().to_owned(),
        period_words: shown::period(&period),
        presets: presets(usual),
        problem,
        ..OverviewPage::default()
    };
    fill(&app, &caller, &scope, currency, &mut page).await?;
    if page.is_empty {
        page.latest = latest.filter(|latest| *latest != period).map(|month| Latest {
            day: shown::period(&Period::day(month.to)),
            name: shown::period(&month),
            from: month.from.to_string(),
            to: month.to.to_string(),
        });
    }
    app.templates.page(&Frame::of(&caller, "/"), &page).map(Html)
}

/// Puts the figures on the page.
async fn fill(app: &App, caller: &Caller, scope: &Scope, currency: Currency, page: &mut OverviewPage) -> Answer<()> {
    let (conn, org) = (app.db.read(), caller.org);
    let summary = figures::summary(conn, org, scope).await?;
    page.is_empty = summary.total.counted.rows == 0;
    if page.is_empty {
        return Ok(());
    }
    page.tiles = tiles(&summary, currency);
    page.notes = notes(&summary, currency);
    let Some(period) = scope.period else { return Ok(()) };
    let (grain, shown_period) = trend_of(&period);
    let points = figures::series(conn, org, &scope.over(shown_period), bucket_of(grain)).await?;
    let series = Series { grain, points: points.iter().map(point).collect() };
    page.chart_title = format!("{}, {}", series.heading(), shown::period(&shown_period));
    page.chart = chart::trend_svg(&series, currency);
    page.points = series
        .points
        .iter()
        .map(|p| PointLine {
            name: series.label(p),
            amount: shown::money(p.figures.amount, currency),
            units: shown::units(p.figures.units),
        })
        .collect();
    for (subject, name, column) in
        [(Subject::Vendor, "Resellers", "Reseller"), (Subject::Product, "Top products", "Product")]
    {
        let ranking = figures::top(conn, org, scope, subject, Metric::Amount, LINES).await?;
        let line = |line: &Line| ranking_line(&ranking, line, subject, currency, &page.from, &page.to);
        page.rankings.push(RankingTable { name, column, lines: ranking.lines.iter().map(line).collect() });
    }
    Ok(())
}

/// The month in which the newest sales are booked.
async fn latest(app: &App, caller: &Caller) -> Answer<Option<Period>> {
    let newest = figures::sales(app.db.read(), caller.org, &Scope::default(), Page::first(1)).await?;
    Ok(newest.items.first().map(|sale| Period::month_of(sale.period.to)))
}

fn presets(month: Period) -> Vec<Preset> {
    let quarter = Period::quarter_of(month.from);
    let year = Period::between(quarter.from, month.to).map(|p| p.from.format("%Y").to_string()).unwrap_or_default();
    let months = [month, month.previous(), quarter, quarter.previous()];
    let mut presets: Vec<Preset> = months
        .iter()
        .map(|p| Preset { name: shown::period(p), from: p.from.to_string(), to: p.to.to_string() })
        .collect();
    presets.push(Preset { from: format!("{year}-01-01"), to: format!("{year}-12-31"), name: year });
    presets
}

fn basis_words(basis: Basis) -> &'static str {
    match basis {
        Basis::Reported => "as the files report them",
        Basis::Net => "without VAT, where that is known",
        Basis::Gross => "with VAT, where that is known",
    }
}

/// What the trend shows. Most files report months: days and weeks of whole months would show where they are booked,
/// not when things were sold. One month alone is shown with the eleven before it.
fn trend_of(period: &Period) -> (Grain, Period) {
    let first = Period::month_of(period.from);
    if first.from != period.from || Period::month_of(period.to).to != period.to {
        return (Series::grain_for(period), *period);
    }
    let year_before = (0..11).fold(first, |month, _| month.previous());
    let from = if first.to == period.to { year_before.from } else { period.from };
    (Grain::Month, Period::between(from, period.to).unwrap_or(*period))
}

fn bucket_of(grain: Grain) -> Bucket {
    match grain {
        Grain::Day => Bucket::Day,
        Grain::Week => Bucket::Week,
        Grain::Month | Grain::Quarter | Grain::Range => Bucket::Month,
    }
}

fn point(point: &Point) -> sellout_report::Point {
    let Counted { rows, units, amount, .. } = point.counted;
    let rows = u64::try_from(rows).unwrap_or_default();
    let figures = Figures { amount: amount.to_amount(), units: units.to_quantity(), rows };
    sellout_report::Point { period: point.period, figures }
}

fn tiles(summary: &Summary, currency: Currency) -> Vec<Tile> {
    let now = summary.total.counted;
    let grown = |then: &Option<Compared>, of: fn(&Counted) -> Total| {
        then.as_ref().and_then(|then| change_pct(of(&now), of(&then.counted)))
    };
    let tile = |name, value, unit: &str, of: fn(&Counted) -> Total| Tile {
        name,
        value,
        unit: unit.to_owned(),
        change: grown(&summary.previous, of),
        year_change: grown(&summary.last_year, of),
    };
    let amount = now.known_amount().map_or_else(|| "–".to_owned(), |total| shown::money(total.to_amount(), currency));
    let units = now.known_units().map_or_else(|| "–".to_owned(), |total| shown::units(total.to_quantity()));
    let rows = shown::count(u64::try_from(now.rows).unwrap_or_default());
    vec![
        tile("Amount", amount, currency.code(), |c| c.amount),
        tile("Units", units, "", |c| c.units),
        tile("Sales rows", rows, "", |c| Total(i128::from(c.rows))),
    ]
}

/// What the figures leave out, a sentence each.
fn notes(summary: &Summary, currency: Currency) -> Vec<String> {
    let mut notes: Vec<String> = summary
        .unconverted
        .iter()
        .map(|left| {
            let amount = shown::money(left.amount.to_amount(), left.currency);
            format!("{} rows over {amount} {} wait for an exchange rate; their units count.", left.rows, left.currency)
        })
        .collect();
    let outside = summary.outside_grain;
    if outside.rows > 0 {
        let amount = shown::money(outside.amount.to_amount(), currency);
        notes.push(format!(
            "{} rows over {amount} {currency} are left out: their period is longer than these days or only partly in them.",
            outside.rows
        ));
    }
    notes
}

fn ranking_line(
    ranking: &Ranking,
    line: &Line,
    subject: Subject,
    currency: Currency,
    from: &str,
    to: &str,
) -> RankingLine {
    let share = ranking.share_pct(line, Metric::Amount);
    let field = if subject == Subject::Vendor { "vendor" } else { "product" };
    let href = line.key.as_deref().map(|key| {
        let key: String = url::form_urlencoded::byte_serialize(key.as_bytes()).collect();
        format!("/sales?from={from}&to={to}&{field}={key}")
    });
    RankingLine {
        name: line.name.clone().or_else(|| line.key.clone()).unwrap_or_else(|| "unknown".to_owned()),
        href,
        amount: shown::money(line.counted.amount.to_amount(), currency),
        units: shown::units(line.counted.units.to_quantity()),
        share: share.map_or_else(|| "–".to_owned(), |share| format!("{share:.1} %")),
        share_value: share.unwrap_or_default().clamp(0.0, 100.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trend_of_a_month_is_its_year_and_of_days_their_days() {
        let trend = |text: &str| {
            let (grain, period) = trend_of(&text.parse().unwrap());
            format!("{} {}..{}", grain.as_str(), period.from, period.to)
        };
        assert_eq!(trend("2025-06"), "month 2024-07-01..2025-06-30");
        assert_eq!(trend("2025-Q1"), "month 2025-01-01..2025-03-31");
        assert_eq!(trend("2025-W14"), "day 2025-03-31..2025-04-06");
        assert_eq!(trend("2025-01-15..2025-04-30"), "week 2025-01-15..2025-04-30");
    }
}
