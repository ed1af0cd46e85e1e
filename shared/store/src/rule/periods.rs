//! Judging statements of periods: the touched ones, all that overlap them, and theirs in turn.

use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::rule::closure;
use sellout_model::{OrgId, Place, PlaceParts};

use super::component::{Days, Near, Stored, Touched, near};
use super::{Change, Effect, compared, write};

pub(super) async fn judge(
    tx: &impl ConnectionTrait,
    org: OrgId,
    version: i64,
    change: &Change,
    touched: &Touched,
    effect: &mut Effect,
) -> Result<(), DbErr> {
    for (vendor, days) in &touched.periods {
        let around = around(tx, (org, vendor), change, *days).await?;
        let joins_or_leaves = around.iter().filter(|near| near.touched).map(|near| &near.stored.rule.place);
        let candidates: Vec<&Near> = around.iter().filter(|near| near.candidate).collect();
        let places: Vec<&Place> = candidates.iter().map(|near| &near.stored.rule.place).collect();
        let reached: Vec<i64> =
            closure(joins_or_leaves, &places).into_iter().map(|at| candidates[at].stored.rule.id).collect();
        let mut reached = reached.into_iter().peekable();
        let inside: Vec<Stored> = around
            .into_iter()
            .filter_map(|near| reached.next_if_eq(&near.stored.rule.id).map(|_| near.stored))
            .collect();
        let verdicts = compared::judge(tx, &inside).await?;
        write::outcome(tx, org, version, &inside, &verdicts, effect).await?;
    }
    Ok(())
}

/// What is [near](near()) these days, in the order of replay: the days grow until nothing that overlaps lies outside.
pub(super) async fn around(
    tx: &impl ConnectionTrait,
    of: (OrgId, &str),
    change: &Change,
    mut days: Days,
) -> Result<Vec<Near>, DbErr> {
    loop {
        let found = near(tx, of, change, days).await?;
        let grown = days_of(found.iter().map(|near| &near.stored.rule.place)).map_or(days, |more| join(days, more));
        if grown == days {
            return Ok(found);
        }
        days = grown;
    }
}

/// First and last day of places of periods; none where there are none.
pub(super) fn days_of<'p>(places: impl Iterator<Item = &'p Place>) -> Option<Days> {
    let spans = places.filter_map(|place| match &place.parts {
        PlaceParts::Period { from, to, .. } => Some((*from, *to)),
        _ => None,
    });
    spans.reduce(join)
}

fn join((from, to): Days, (other_from, other_to): Days) -> Days {
    (from.min(other_from), to.max(other_to))
}
