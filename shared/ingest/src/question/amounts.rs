//! Money of a row is for all its pieces, or for one: what the file's own figures say against what the format says.

use super::{Question, try_out};
use crate::answers::Answers;
use crate::book::Book;
use crate::error::ReadError;
use crate::format::{AmountsAre, Format};
use crate::profile::Context;

/// What speaks against what the format says of its money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// Totals of money that the rows do not come to.
    Totals,
    /// A price beside the amount that is the amount, though there are several pieces.
    Prices,
}

/// Asks whether money is for a row's pieces or for one, where the file's own figures come out the other way only.
pub fn about_amounts(
    book: &dyn Book,
    format: &Format,
    ctx: &Context,
    why: Contradiction,
) -> Result<Option<Question>, ReadError> {
    if format.reading.amounts.is_some() {
        return Ok(None);
    }
    let said = |amounts: AmountsAre| Answers { amounts: Some(amounts), ..Answers::default() }.over(format);
    let line = "the money of a row is for all its pieces".to_owned();
    let unit = "the money of a row is for one piece, times the pieces".to_owned();
    let (as_line, line_trial) = try_out(book, &said(AmountsAre::Line), ctx, "line", line)?;
    let (as_unit, unit_trial) = try_out(book, &said(AmountsAre::Unit), ctx, "unit", unit)?;
    let proves = |one: &super::Trial, other: &super::Trial| {
        one.money_agrees > 0 && one.money_differs == 0 && other.money_differs > 0
    };
    let one_way_only = proves(&line_trial, &unit_trial) || proves(&unit_trial, &line_trial);
    if why == Contradiction::Totals && !one_way_only {
        return Ok(None);
    }
    let found = match why {
        Contradiction::Totals => "the file's own totals come out one way only, and that is not how the format reads it",
        Contradiction::Prices => "the amounts are the same as the prices, though rows have several pieces",
    };
    // The answer that the totals speak for comes first.
    let choices = if proves(&line_trial, &unit_trial) { vec![as_line, as_unit] } else { vec![as_unit, as_line] };
    let asks = format!("say whether the money of a row is for all its pieces or for one of them; {found}");
    Ok(Some(Question { need: "amounts".to_owned(), columns: Vec::new(), asks, choices }))
}
