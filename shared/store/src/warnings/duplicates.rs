//! Rows taken for duplicates though nothing tells them apart: neither a date of their own nor an order's id. They may
//! be further sales of the same kind.

use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::{Amount, Currency, LoadId, OrgId};

use super::{Warning, counted, warning};
use crate::{organisations, sql};

pub(super) const CODE: &str = "looks_like_duplicate";

/// What a currency's rows come to; without a currency, those in the organisation's.
struct Sum {
    rows: i64,
    places: i64,
    unconverted: Option<String>,
    total: Option<i64>,
}

/// The warning, if the load has such rows. Rows of orders and settlements have an id.
pub(super) async fn find(tx: &impl ConnectionTrait, org: OrgId, load: LoadId) -> Result<Option<Warning>, DbErr> {
    let text = "WITH d AS (SELECT e.statement_id, e.amount, e.original_amount, e.currency FROM statements s \
        JOIN uncounted_rows u ON u.statement_id = s.id AND u.to_version IS NULL \
        JOIN sellout_entries e ON e.statement_id = u.statement_id AND e.row_no = u.row_no \
        WHERE s.load_id = $1 AND s.state = 'live' AND e.sold_on IS NULL) \
        SELECT CASE WHEN amount IS NULL THEN currency END AS unconverted, COUNT(*) AS rows, \
        (SELECT COUNT(DISTINCT statement_id) FROM d) AS places, \
        CAST(SUM(COALESCE(amount, original_amount)) AS BIGINT) AS total FROM d GROUP BY 1";
    let mut sums = Vec::new();
    for row in sql::rows(tx, text, [load.0.into()]).await? {
        sums.push(Sum {
            rows: row.try_get("", "rows")?,
            places: row.try_get("", "places")?,
            unconverted: row.try_get("", "unconverted")?,
            total: row.try_get("", "total")?,
        });
    }
    let Some(places) = sums.first().map(|sum| sum.places) else { return Ok(None) };
    let Some(organisation) = organisations::get(tx, org).await? else { return Ok(None) };
    let rows = sums.iter().map(|sum| sum.rows).sum();
    let message = format!(
        "{} in {}, {}, look like duplicates: equal rows count there already, and neither a date nor an order's id tells them apart, so they do not count again; if they are further sales, undo this upload and send the file with force",
        counted(rows, "row"),
        counted(places, "place"),
        in_words(sums, organisation.currency()?)
    );
    Ok(Some(warning(CODE, message)))
}

/// `30.00 EUR and 100.00 UAH`: converted amounts first, then original ones by currency.
fn in_words(mut sums: Vec<Sum>, own: Currency) -> String {
    sums.sort_by(|a, b| a.unconverted.cmp(&b.unconverted));
    let amounts: Vec<String> = sums.iter().filter_map(|sum| money(sum, own)).collect();
    if amounts.is_empty() { "without amounts".to_owned() } else { amounts.join(" and ") }
}

fn money(sum: &Sum, own: Currency) -> Option<String> {
    let currency = sum.unconverted.as_deref().map_or(Some(own), |code| code.parse().ok())?;
    let digits = currency.digits();
    Some(format!("{} {currency}", Amount(sum.total?).rounded(digits).to_text(digits)))
}
