//! Rows whose amounts come from the list of prices and that found no price there: they count as pieces alone.

use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::LoadId;

use super::{Warning, counted, warning};
use crate::sql;

pub(super) const CODE: &str = "no_list_price";
/// How many products are named.
const NAMED: usize = 5;

/// The warning, if rows that count have no price. Reads rows of loads by list price alone.
pub(super) async fn find(tx: &impl ConnectionTrait, load: LoadId) -> Result<Option<Warning>, DbErr> {
    let of = |table: &str| {
        format!(
            "SELECT k.text, k.product_id FROM loads l JOIN statements s ON s.load_id = l.id AND s.state = 'live' \
             JOIN {table} e ON e.statement_id = s.id AND e.original_amount IS NULL AND e.quantity IS NOT NULL \
             JOIN product_keys k ON k.id = e.key_id WHERE l.id = $1 AND l.by_list_price"
        )
    };
    let text = format!(
        "SELECT text, COUNT(product_id) AS matched, COUNT(*) AS rows FROM ({} UNION ALL {}) u GROUP BY text \
         ORDER BY rows DESC, text",
        of("sellout_entries"),
        of("ecommerce_orders")
    );
    let mut missing = Vec::new();
    for row in sql::rows(tx, &text, [load.0.into()]).await? {
        let get = |name: &str| row.try_get::<i64>("", name);
        missing.push((row.try_get::<String>("", "text")?, get("matched")? > 0, get("rows")?));
    }
    Ok((!missing.is_empty()).then(|| warning(CODE, in_words(&missing))))
}

fn in_words(missing: &[(String, bool, i64)]) -> String {
    let named: Vec<String> = missing.iter().take(NAMED).map(|(text, matched, _)| named(text, *matched)).collect();
    let more = missing.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let rows = missing.iter().map(|(_, _, rows)| rows).sum();
    format!(
        "{} of {} have no list price on their day, so they count as pieces without money until there is one: {}{more}; add prices under Products",
        counted(rows, "row"),
        counted(missing.len() as i64, "product"),
        named.join(", ")
    )
}

fn named(text: &str, matched: bool) -> String {
    if matched { format!("\"{text}\"") } else { format!("\"{text}\" (not matched with a product yet)") }
}
