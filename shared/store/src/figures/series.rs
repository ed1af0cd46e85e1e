//! Sales over time.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::{OrgId, Period};

use super::keys::Keys;
use super::measure::basic;
use super::query::Query;
use super::summary::asked;
use super::tally::Tally;
use super::{Bucket, Counted, Scope};

/// What was booked in one day, week or month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The bucket; at the edges it may reach beyond the days asked for.
    pub period: Period,
    /// What of those days was booked in it.
    pub counted: Counted,
}

/// The series in order of time, without gaps; its points come to the summary's total.
pub async fn series(
    conn: &impl ConnectionTrait,
    org: OrgId,
    scope: &Scope,
    bucket: Bucket,
) -> Result<Vec<Point>, DbErr> {
    let asked = asked(conn, org, scope).await?;
    let tally = Tally { bucket: Some(bucket), ..Tally::of(asked, Keys::DAY, basic(scope.basis)) };
    let mut query = Query::default();
    tally.write(&mut query);
    let mut booked = BTreeMap::new();
    for row in query.rows(conn).await? {
        let sum: &mut Counted = booked.entry(bucket.of(row.try_get("", "k1")?)).or_default();
        *sum = *sum + Counted::read(&row, "")?;
    }
    let ends = scope.period.map(|p| (p.from, p.to)).or_else(|| ends_of(&booked));
    if let Some((from, to)) = ends {
        fill(&mut booked, bucket, from, to);
    }
    Ok(booked.into_iter().map(|(period, counted)| Point { period, counted }).collect())
}

fn ends_of(booked: &BTreeMap<Period, Counted>) -> Option<(NaiveDate, NaiveDate)> {
    Some((booked.keys().next()?.from, booked.keys().next_back()?.to))
}

/// Puts an empty bucket wherever nothing was booked.
fn fill(booked: &mut BTreeMap<Period, Counted>, bucket: Bucket, from: NaiveDate, to: NaiveDate) {
    let mut day = from;
    while day <= to {
        let period = bucket.of(day);
        booked.entry(period).or_default();
        match period.to.checked_add_days(Days::new(1)) {
            Some(next) => day = next,
            None => return,
        }
    }
}
