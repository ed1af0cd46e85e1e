//! Judging statements of periods: the touched ones, all that overlap them, and theirs in turn.

use sea_orm::{ConnectionTrait, DbErr, Value};
use sellout_model::rule::closure;
use sellout_model::{OrgId, Place, PlaceParts};

use super::component::{PLACE, REPLAY_ORDER, STORED, Stored, Touched, stored};
use super::{Change, Effect, compared, write};
use crate::sql;

pub(super) async fn judge(
    tx: &impl ConnectionTrait,
    org: OrgId,
    version: i64,
    change: &Change,
    touched: &Touched,
    effect: &mut Effect,
) -> Result<(), DbErr> {
    for (vendor, places) in &touched.periods {
        let around = around(tx, org, vendor, change, places).await?;
        let all: Vec<&Place> = around.iter().map(|s| &s.rule.place).collect();
        let mut reached = closure(places, &all).into_iter().peekable();
        let inside: Vec<Stored> =
            around.into_iter().enumerate().filter_map(|(at, s)| reached.next_if_eq(&at).map(|_| s)).collect();
        let verdicts = compared::judge(tx, &inside).await?;
        write::outcome(tx, org, version, &inside, &verdicts, effect).await?;
    }
    Ok(())
}

/// The vendor's candidates around the places, in the order of replay: the window of days grows until nothing
/// that overlaps lies outside.
pub(super) async fn around(
    tx: &impl ConnectionTrait,
    org: OrgId,
    vendor: &str,
    change: &Change,
    places: &[Place],
) -> Result<Vec<Stored>, DbErr> {
    let Some(mut window) = days(places.iter()) else { return Ok(Vec::new()) };
    loop {
        let (condition, values) = change.candidates("s", 5);
        let text = format!(
            "SELECT {PLACE}, {STORED} WHERE s.org_id = $1 AND s.vendor = $2 AND s.kind = 'period' AND s.place_from <= $3 \
             AND s.place_to >= $4 AND {condition} ORDER BY {REPLAY_ORDER}"
        );
        let bound: [Value; 4] = [org.0.into(), vendor.into(), window.1.into(), window.0.into()];
        let found = sql::rows(tx, &text, bound.into_iter().chain(values)).await?;
        let found: Vec<Stored> = found.iter().map(stored).collect::<Result<_, _>>()?;
        let grown = days(places.iter().chain(found.iter().map(|s| &s.rule.place))).unwrap_or(window);
        if grown == window {
            return Ok(found);
        }
        window = grown;
    }
}

fn days<'p>(places: impl Iterator<Item = &'p Place>) -> Option<(chrono::NaiveDate, chrono::NaiveDate)> {
    let spans = places.filter_map(|place| match &place.parts {
        PlaceParts::Period { from, to, .. } => Some((*from, *to)),
        _ => None,
    });
    spans.reduce(|(f1, t1), (f2, t2)| (f1.min(f2), t1.max(t2)))
}
