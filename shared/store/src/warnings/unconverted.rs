//! Rows whose amounts no rate converts yet: they count as pieces alone until it comes in.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::{Currency, LoadId, OrgId};

use super::Warning;
use crate::rates::{RateTable, month_of};
use crate::stored::{from_json, word};
use crate::{organisations, sql};

pub(super) const CODE: &str = "no_rate";
/// How many rates are named.
const NAMED: usize = 5;
/// Where rows lie.
const TABLES: [&str; 2] = ["sellout_entries", "ecommerce_orders"];

/// Currencies and months that have no rate, with the number of the first row that wants it.
type Missing = BTreeMap<(Currency, NaiveDate), i32>;

/// The warning, if rows wait for rates; it names the first one's place in the file. Reads rows of statements alone that
/// have such rows.
pub(super) async fn find(tx: &impl ConnectionTrait, org: OrgId, load: LoadId) -> Result<Option<Warning>, DbErr> {
    let missing = missing(tx, org, load).await?;
    let Some(first) = missing.values().min() else { return Ok(None) };
    let (sheet, row) = place_of(tx, load, *first).await?;
    Ok(Some(Warning { code: CODE.to_owned(), message: in_words(&missing), sheet, row }))
}

async fn missing(tx: &impl ConnectionTrait, org: OrgId, load: LoadId) -> Result<Missing, DbErr> {
    let mut met: Missing = Missing::new();
    for table in TABLES {
        let text = format!(
            "SELECT e.currency, COALESCE(e.sold_on, s.place_to) AS booked_on, MIN(e.row_no) AS first_row \
             FROM statements s JOIN {table} e ON e.statement_id = s.id AND e.amount IS NULL \
             AND e.original_amount IS NOT NULL AND e.currency IS NOT NULL WHERE s.load_id = $1 \
             AND s.state IN ('live', 'replaced') AND s.unconverted > 0 GROUP BY e.currency, COALESCE(e.sold_on, s.place_to)"
        );
        for row in sql::rows(tx, &text, [load.0.into()]).await? {
            let currency: Currency = word("currency", &row.try_get::<String>("", "currency")?)?;
            let first: i32 = row.try_get("", "first_row")?;
            let before = met.entry((currency, month_of(row.try_get("", "booked_on")?))).or_insert(first);
            *before = first.min(*before);
        }
    }
    if met.is_empty() {
        return Ok(met);
    }
    // Where the file's currency has a rate, it is the organisation's own that is missing.
    let rates = RateTable::load(tx, org).await?;
    let Some(organisation) = organisations::get(tx, org).await? else { return Ok(met) };
    let own = organisation.currency()?;
    let mut missing = Missing::new();
    for ((currency, month), row) in met {
        let wanted = if rates.rate(currency, month).is_none() { currency } else { own };
        let before = missing.entry((wanted, month)).or_insert(row);
        *before = row.min(*before);
    }
    Ok(missing)
}

/// The sheet and the row that a row of a load was read from.
async fn place_of(
    tx: &impl ConnectionTrait,
    load: LoadId,
    row_no: i32,
) -> Result<(Option<String>, Option<u32>), DbErr> {
    for table in TABLES {
        let text = format!(
            "SELECT l.sheets, e.sheet, e.source_row FROM statements s JOIN loads l ON l.id = s.load_id \
             JOIN {table} e ON e.statement_id = s.id AND e.row_no = $2 \
             WHERE s.load_id = $1 AND s.state IN ('live', 'replaced') AND s.unconverted > 0 LIMIT 1"
        );
        if let Some(row) = sql::row(tx, &text, [load.0.into(), row_no.into()]).await? {
            let sheets: Vec<String> = from_json("loads.sheets", &row.try_get::<String>("", "sheets")?)?;
            let sheet = usize::try_from(row.try_get::<i16>("", "sheet")?).ok();
            let sheet = sheet.and_then(|at| sheets.get(at)).filter(|name| !name.is_empty()).cloned();
            return Ok((sheet, u32::try_from(row.try_get::<i32>("", "source_row")?).ok()));
        }
    }
    Ok((None, None))
}

fn in_words(missing: &Missing) -> String {
    let named = missing.keys().take(NAMED).map(|(currency, month)| format!("{currency} in {}", month.format("%Y-%m")));
    let named: Vec<String> = named.collect();
    let more = missing.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let (its, it) = if missing.len() == 1 { ("its", "the rate is") } else { ("their", "the rates are") };
    format!(
        "no exchange rate for {}{more}: {its} rows are loaded unconverted and convert when {it} there; add it under Rates or with `sellout rates import`",
        named.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rates_are_named_and_the_others_counted() {
        let uah: Currency = "UAH".parse().unwrap();
        let month = |n| NaiveDate::from_ymd_opt(2025, n, 1).unwrap();
        let one = in_words(&Missing::from([((uah, month(4)), 1)]));
        assert!(one.starts_with("no exchange rate for UAH in 2025-04: its rows "), "{one}");
        let many = in_words(&(1..=7).map(|n| ((uah, month(n)), 1)).collect());
        assert!(many.contains("UAH in 2025-05 and 2 more: their rows "), "{many}");
    }
}
