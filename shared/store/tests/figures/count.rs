//! The same figures by plain counting in memory: what the queries are held against.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sellout_model::Basis;
use sellout_store::figures::{Counted, ProductFilter, Scope, Total};

use crate::world::{Row, Statement, World};

/// Where a row belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Belongs {
    Inside,
    OutsideGrain,
    Elsewhere,
}

/// The rule of the design, said once more and as simply as can be.
pub(crate) fn belongs(statement: &Statement, row: &Row, scope: &Scope) -> Belongs {
    let Some(period) = scope.period else { return Belongs::Inside };
    let inside = |day: NaiveDate| period.from <= day && day <= period.to;
    let days = (statement.to - statement.from).num_days() + 1;
    let common = statement.from <= period.to && period.from <= statement.to;
    match row.sold_on {
        Some(day) if inside(day) => Belongs::Inside,
        None if days <= 7 && inside(statement.to) => Belongs::Inside,
        None if days > 7 && inside(statement.from) && inside(statement.to) => Belongs::Inside,
        None if days > 7 && common => Belongs::OutsideGrain,
        _ => Belongs::Elsewhere,
    }
}

/// The rows that count at the scope's version and pass its filters.
pub(crate) fn rows<'a>(world: &'a World, scope: &Scope) -> Vec<(&'a Statement, &'a Row)> {
    let version = scope.version.expect("a version");
    let mut found = Vec::new();
    for statement in &world.statements {
        let valid = |c: &&crate::world::Counts| c.from <= version && c.to.is_none_or(|to| to > version);
        let Some(counts) = statement.counts.iter().find(valid) else { continue };
        let passes = scope.channel.is_none_or(|c| c.as_str() == statement.channel)
            && scope.vendor.as_deref().is_none_or(|v| v == statement.vendor)
            && scope.store.as_ref().is_none_or(|s| s.as_str() == statement.store)
            && scope.upload.is_none_or(|u| u.0 == statement.upload);
        if passes {
            let rows = statement.rows.iter().filter(|row| !counts.not.contains(&row.number) && row_passes(row, scope));
            found.extend(rows.map(|row| (statement, row)));
        }
    }
    found
}

fn row_passes(row: &Row, scope: &Scope) -> bool {
    let product = match &scope.product {
        None => true,
        Some(ProductFilter::Unmatched) => row.key >= 2,
        Some(ProductFilter::Text(text)) => match text.as_str() {
            "4006381333931" => row.key == 0,
            "a1" | "A1" | "code:a1" => row.key == 2,
            other => panic!("no rows are known for {other}"),
        },
        Some(ProductFilter::Id(_)) => panic!("ask for products by text"),
    };
    product && scope.country.as_deref().is_none_or(|c| row.country == Some(c))
}

pub(crate) fn amount(row: &Row, basis: Basis) -> Option<i64> {
    match basis {
        Basis::Reported => row.amount,
        Basis::Net => row.net,
        Basis::Gross => row.gross,
    }
}

pub(crate) fn one(row: &Row, basis: Basis) -> Counted {
    Counted {
        rows: 1,
        units: Total(row.quantity.unwrap_or(0).into()),
        amount: Total(amount(row, basis).unwrap_or(0).into()),
        no_units: i64::from(row.quantity.is_none()),
        no_amount: i64::from(amount(row, basis).is_none()),
    }
}

/// The sum of the rows that belong so.
pub(crate) fn sum(world: &World, scope: &Scope, which: Belongs) -> Counted {
    let some = rows(world, scope).into_iter().filter(|(s, r)| belongs(s, r, scope) == which);
    some.fold(Counted::default(), |sum, (_, row)| sum + one(row, scope.basis))
}

/// The rows inside, summed by something.
pub(crate) fn by<K: Ord>(world: &World, scope: &Scope, key: impl Fn(&Statement, &Row) -> K) -> BTreeMap<K, Counted> {
    let mut sums = BTreeMap::new();
    for (statement, row) in rows(world, scope) {
        if belongs(statement, row, scope) == Belongs::Inside {
            let sum: &mut Counted = sums.entry(key(statement, row)).or_default();
            *sum = *sum + one(row, scope.basis);
        }
    }
    sums
}
