//! What came back, where it stands in the row of its sale: a line of its own.

use sellout_model::{Amount, Quantity};

use super::fault::Fault;
use super::view::View;
use crate::format::Field;
use crate::record::Record;

/// The line of a row's return, if anything came back.
pub(super) fn read(view: &View<'_>, sale: &Record) -> Result<Option<Record>, Fault> {
    let [pieces, money] = view.layout.returned;
    let read = |column: Option<u16>, field| match column {
        Some(column) => view.number_at(column, field),
        None => Ok(None),
    };
    let quantity = read(pieces, Field::Quantity)?.and_then(|n| n.quantity()).map(|q| Quantity(-q.0.abs()));
    let amount = read(money, Field::Amount)?.and_then(|n| n.amount()).map(|a| Amount(-a.0.abs()));
    let nothing = quantity.is_none_or(|q| q.0 == 0) && amount.is_none_or(|a| a.0 == 0);
    if nothing {
        return Ok(None);
    }
    let mut back = sale.clone();
    back.source.column = money.or(pieces);
    back.quantity = quantity.filter(|q| q.0 != 0);
    back.amount = amount.filter(|a| a.0 != 0);
    if let Some(order) = &mut back.order {
        order.line_id = Some(order.line_id.as_ref().map_or_else(|| "return".to_owned(), |id| format!("{id} return")));
        (order.cost, order.fee) = (None, None);
    }
    Ok(Some(back))
}
