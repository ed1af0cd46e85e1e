//! The summary: totals of a question, what they leave out, and the same of earlier days.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult};
use sellout_model::{Currency, OrgId, Period};

use super::keys::Keys;
use super::measure::{basic, detailed, original, read_wide};
use super::query::Query;
use super::source::{Asked, Part};
use super::tally::Tally;
use super::{Counted, Detail, Scope, Total, change_pct};
use crate::stored::word;

/// The answer to "how much was sold".
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The data version that it was read at.
    pub version: i64,
    /// All rows that count.
    pub total: Detail,
    /// Rows left out, since their place is longer than a week and lies only partly in the days asked for.
    pub outside_grain: Counted,
    /// Rows of the total whose amounts are left out for want of a rate, by currency.
    pub unconverted: Vec<Unconverted>,
    /// The period before, if days were asked for.
    pub previous: Option<Compared>,
    /// The same period a year earlier, if days were asked for.
    pub last_year: Option<Compared>,
}

/// Rows of one currency that has no rate yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unconverted {
    /// The files' currency.
    pub currency: Currency,
    /// Sum in that currency.
    pub amount: Total,
    /// How many rows.
    pub rows: i64,
}

/// Figures of an earlier period, asked for in the same way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Compared {
    /// Which period.
    pub period: Period,
    /// Its figures.
    pub counted: Counted,
    /// How much the amount has grown since, in per cent.
    pub change_pct: Option<f64>,
}

/// The whole summary.
pub async fn summary(conn: &impl ConnectionTrait, org: OrgId, scope: &Scope) -> Result<Summary, DbErr> {
    let scope = scope.fixed(conn, org).await?;
    let asked = asked(conn, org, &scope).await?;
    let version = asked.version;
    let total = Detail::read(&one(conn, Tally::of(asked.clone(), Keys::NONE, detailed(scope.basis))).await?)?;
    let unconverted = if total.unconverted > 0 { unconverted(conn, asked.clone()).await? } else { Vec::new() };
    let outside_grain = outside_grain(conn, asked).await?;
    let (mut previous, mut last_year) = (None, None);
    if let Some(period) = scope.period {
        previous = Some(compared(conn, org, &scope, period.previous(), &total).await?);
        last_year = Some(compared(conn, org, &scope, period.last_year(), &total).await?);
    }
    Ok(Summary { version, total, outside_grain, unconverted, previous, last_year })
}

/// Rows, pieces and money alone.
pub async fn counted(conn: &impl ConnectionTrait, org: OrgId, scope: &Scope) -> Result<Counted, DbErr> {
    let asked = asked(conn, org, scope).await?;
    Counted::read(&one(conn, Tally::of(asked, Keys::NONE, basic(scope.basis))).await?, "")
}

/// The part of the figures that is returns. Reads every row that is asked for.
pub async fn returns(conn: &impl ConnectionTrait, org: OrgId, scope: &Scope) -> Result<Counted, DbErr> {
    let asked = asked(conn, org, scope).await?;
    let that = Some("(r.quantity < 0 OR (r.quantity IS NULL AND r.original_amount < 0))");
    let tally = Tally { rows_that: that, ..Tally::of(asked, Keys::NONE, basic(scope.basis)) };
    Counted::read(&one(conn, tally).await?, "")
}

/// The question with its version and its product's keys looked up.
pub(super) async fn asked<'a>(conn: &impl ConnectionTrait, org: OrgId, scope: &'a Scope) -> Result<Asked<'a>, DbErr> {
    let keys = match &scope.product {
        Some(product) => product.keys(conn, org).await?,
        None => None,
    };
    let (version, sellers) = (scope.version(conn, org).await?, scope.sellers(conn, org).await?);
    Ok(Asked { org, scope, version, sqlite: conn.get_database_backend() == DbBackend::Sqlite, keys, sellers })
}

async fn outside_grain(conn: &impl ConnectionTrait, asked: Asked<'_>) -> Result<Counted, DbErr> {
    if asked.scope.period.is_none() {
        return Ok(Counted::default());
    }
    let basic = basic(asked.scope.basis);
    let tally = Tally { part: Part::OutsideGrain, ..Tally::of(asked, Keys::NONE, basic) };
    Counted::read(&one(conn, tally).await?, "")
}

async fn unconverted(conn: &impl ConnectionTrait, asked: Asked<'_>) -> Result<Vec<Unconverted>, DbErr> {
    let that =
        Some("h.unconverted > 0 AND r.amount IS NULL AND r.original_amount IS NOT NULL AND r.currency IS NOT NULL");
    let tally = Tally { rows_that: that, ..Tally::of(asked, Keys::CURRENCY, original()) };
    let mut query = Query::default();
    tally.write(&mut query);
    query.push(" ORDER BY k1");
    let read = |row: &QueryResult| {
        let currency: String = row.try_get("", "k1")?;
        Ok(Unconverted {
            currency: word("currency", &currency)?,
            amount: read_wide(row, "amount")?,
            rows: row.try_get("", "n_rows")?,
        })
    };
    query.rows(conn).await?.iter().map(read).collect()
}

async fn compared(
    conn: &impl ConnectionTrait,
    org: OrgId,
    scope: &Scope,
    period: Period,
    now: &Detail,
) -> Result<Compared, DbErr> {
    let counted = counted(conn, org, &scope.over(period)).await?;
    Ok(Compared { period, counted, change_pct: change_pct(now.counted.amount, counted.amount) })
}

async fn one(conn: &impl ConnectionTrait, tally: Tally<'_>) -> Result<QueryResult, DbErr> {
    let mut query = Query::default();
    tally.write(&mut query);
    let rows = query.rows(conn).await?;
    rows.into_iter().next().ok_or_else(|| DbErr::RecordNotFound("a sum".to_owned()))
}
