//! Composing the report model from the figures at one data version.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use sellout_model::{Basis, Channel, Grain, OrgId, Period, ReportKind};
use sellout_report::{
    Comparison, Figures, Known, Line, Percent, Ranking, Report, Rest, Series, Subject, Summary, Unconverted, VatMix,
};
use sellout_store::figures::{self, Bucket, Compared, Counted, Detail, Metric, Scope};
use sellout_store::{data_versions, organisations, vendors};

use super::Wanted;
use crate::normalise::Trouble;

/// How many products are listed by name.
const TOP_PRODUCTS: u64 = 20;
/// How many lines of the period before are looked at for comparison.
const COMPARED: u64 = 10_000;
/// How many resellers, stores and countries are listed by name.
const TOP_OTHERS: u64 = 15;

/// The report at the wanted data version, and the question that its transactions answer.
pub async fn compose(conn: &impl ConnectionTrait, org: OrgId, wanted: &Wanted) -> Result<(Report, Scope), Trouble> {
    let organisation = organisations::get(conn, org).await?;
    let organisation = organisation.ok_or_else(|| Trouble::failed("gone", "the organisation is gone"))?;
    let scope = Scope { version: wanted.version, ..wanted.filters.scope(wanted.period) }.fixed(conn, org).await?;
    let summary = figures::summary(conn, org, &scope).await?;
    let of_sales = wanted.kind == ReportKind::SalesSummary;
    let returns = figures::returns(conn, org, &scope).await?;
    let report = Report {
        title: title_of(wanted.kind).to_owned(),
        organisation: organisation.name.clone(),
        kind: wanted.kind,
        period: wanted.period,
        currency: organisation.currency()?,
        basis: wanted.filters.basis,
        figures_as_of: as_of(conn, org, summary.version, organisation.created_at).await?,
        data_version: summary.version,
        filters: wanted.filters.in_words(),
        over_time: if of_sales { Some(over_time(conn, org, &scope, &wanted.period).await?) } else { None },
        rankings: if of_sales { rankings(conn, org, &scope).await? } else { Vec::new() },
        summary: summary_of(&summary, returns, wanted.filters.basis),
    };
    Ok((report, scope))
}

/// What a report of this kind is called.
pub(crate) fn title_of(kind: ReportKind) -> &'static str {
    match kind {
        ReportKind::SalesSummary => "Sales summary",
        ReportKind::Transactions => "Transactions",
    }
}

/// When the version came to be; before any figures, when the organisation did.
async fn as_of(
    conn: &impl ConnectionTrait,
    org: OrgId,
    version: i64,
    born: DateTime<Utc>,
) -> Result<DateTime<Utc>, Trouble> {
    Ok(data_versions::get(conn, org, version).await?.map_or(born, |version| version.at))
}

fn figures_of(counted: &Counted) -> Figures {
    Figures { amount: counted.amount.to_amount(), units: counted.units.to_quantity(), rows: count(counted.rows) }
}

fn count(rows: i64) -> u64 {
    u64::try_from(rows).unwrap_or_default()
}

fn summary_of(summary: &figures::Summary, returns: Counted, basis: Basis) -> Summary {
    let total = &summary.total;
    let comparison =
        |compared: &Compared| Comparison { period: compared.period, figures: figures_of(&compared.counted) };
    let known = |amount: figures::Total, unknown: i64| {
        (unknown < total.counted.rows).then(|| Known { amount: amount.to_amount(), unknown_rows: count(unknown) })
    };
    Summary {
        total: figures_of(&total.counted),
        previous: summary.previous.as_ref().map(comparison),
        last_year: summary.last_year.as_ref().map(comparison),
        returns: (returns.rows > 0).then(|| figures_of(&returns)),
        net: known(total.net, total.no_net),
        gross: known(total.gross, total.no_gross),
        vat: (basis == Basis::Reported).then(|| mix(total)).flatten(),
        unconverted: summary
            .unconverted
            .iter()
            .map(|u| Unconverted { currency: u.currency, amount: u.amount.to_amount(), rows: count(u.rows) })
            .collect(),
        outside_grain: figures_of(&summary.outside_grain),
        rows_without_amount: count(total.counted.no_amount - total.unconverted),
        rows_without_quantity: count(total.counted.no_units),
    }
}

fn mix(total: &Detail) -> Option<VatMix> {
    let mix = VatMix {
        included: total.with_vat.to_amount(),
        excluded: total.without_vat.to_amount(),
        unknown: total.vat_unknown().to_amount(),
    };
    let parts = [mix.included, mix.excluded, mix.unknown];
    (parts.iter().filter(|part| part.0 != 0).count() > 1).then_some(mix)
}

async fn over_time(conn: &impl ConnectionTrait, org: OrgId, scope: &Scope, period: &Period) -> Result<Series, Trouble> {
    let grain = Series::grain_for(period);
    let bucket = match grain {
        Grain::Day => Bucket::Day,
        Grain::Week => Bucket::Week,
        _ => Bucket::Month,
    };
    let points = figures::series(conn, org, scope, bucket).await?;
    let points = points.iter().map(|p| sellout_report::Point { period: p.period, figures: figures_of(&p.counted) });
    Ok(Series { grain, points: points.collect() })
}

async fn rankings(conn: &impl ConnectionTrait, org: OrgId, scope: &Scope) -> Result<Vec<Ranking>, Trouble> {
    let wanted = [
        (Subject::Reseller, figures::Subject::Vendor, TOP_OTHERS),
        (Subject::Product, figures::Subject::Product, TOP_PRODUCTS),
        (Subject::Channel, figures::Subject::Channel, TOP_OTHERS),
        (Subject::Store, figures::Subject::Store, TOP_OTHERS),
        (Subject::Country, figures::Subject::Country, TOP_OTHERS),
    ];
    let mut rankings = Vec::new();
    for (subject, by, limit) in wanted {
        let found = figures::top(conn, org, scope, by, Metric::Amount, limit).await?;
        let before = before(conn, org, scope, by).await?;
        let vendors: Vec<String> = found.lines.iter().filter_map(|line| line.vendor.clone()).collect();
        let names = vendors::names(conn, org, vendors.iter().map(String::as_str)).await?;
        let (count, left) = found.rest();
        let rest = (count > 0).then(|| Rest { count, figures: figures_of(&left) });
        let line = |line: &figures::Line| Line {
            name: name_of(subject, line),
            detail: detail_of(subject, line, &names),
            figures: figures_of(&line.counted),
            previous: before.get(&id_of(line)).copied(),
        };
        rankings.push(Ranking { subject, lines: found.lines.iter().map(line).collect(), rest });
    }
    Ok(rankings)
}

/// What tells lines of two periods to be of the same thing.
type LineId = (Option<String>, Option<String>, Option<Channel>);

fn id_of(line: &figures::Line) -> LineId {
    (line.key.clone(), line.vendor.clone(), line.channel)
}

/// The lines of the period before, as far as they are many thousands.
async fn before(
    conn: &impl ConnectionTrait,
    org: OrgId,
    scope: &Scope,
    by: figures::Subject,
) -> Result<HashMap<LineId, Figures>, Trouble> {
    let Some(period) = scope.period else { return Ok(HashMap::new()) };
    let found = figures::top(conn, org, &scope.over(period.previous()), by, Metric::Amount, COMPARED).await?;
    Ok(found.lines.iter().map(|line| (id_of(line), figures_of(&line.counted))).collect())
}

fn name_of(subject: Subject, line: &figures::Line) -> String {
    match (subject, line.name.as_ref().or(line.key.as_ref())) {
        (Subject::Store, None) => "No store named".to_owned(),
        (_, None) => "Unknown".to_owned(),
        (_, Some(name)) => name.clone(),
    }
}

fn detail_of(subject: Subject, line: &figures::Line, vendors: &HashMap<String, String>) -> Option<String> {
    match subject {
        Subject::Product => line.key.as_ref().map(|key| key.trim_start_matches("code:").to_owned()),
        Subject::Store => line.vendor.as_ref().map(|code| vendors.get(code).unwrap_or(code).clone()),
        _ => None,
    }
}

/// How much more in tenths of a per cent, for mails.
pub(crate) fn permille(now: Figures, before: Figures) -> Option<i64> {
    now.amount_change(before).map(|Percent(tenths)| tenths)
}
