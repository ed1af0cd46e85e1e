//! Pieces, money and its currency in one lane of a row.

use sellout_model::{Amount, Currency, Quantity};

use super::fault::Fault;
use super::view::View;
use crate::format::{AmountsAre, Field};
use crate::profile::Lane;
use crate::value::{Number, currency};

/// The figures of one lane. What could not be read stands in `faults`; the others are there all the same, for the
/// control totals.
#[derive(Debug, Default)]
pub(super) struct Figures {
    pub quantity: Option<Quantity>,
    pub amount: Option<Amount>,
    pub currency: Option<Currency>,
    /// The column that the amount stands in.
    pub amount_column: Option<u16>,
    /// The price that stands in a row of its own, for the pieces below.
    pub price: Option<Number>,
    pub faults: Vec<Fault>,
}

impl Figures {
    /// Whether there is nothing in any of the cells.
    pub(super) fn are_blank(&self) -> bool {
        self.quantity.is_none() && self.amount.is_none() && self.faults.is_empty()
    }

    /// Whether what is there is nothing but zeros.
    pub(super) fn are_zero(&self) -> bool {
        let zero = |value: Option<i64>| value.is_none_or(|v| v == 0);
        self.faults.is_empty() && zero(self.quantity.map(|q| q.0)) && zero(self.amount.map(|a| a.0))
    }
}

/// Reads pieces and money. Money is the amount, else the amount before conversion, else price times pieces; less
/// the discount. `above` is the price that stood in the row above.
pub(super) fn read(view: &View<'_>, lane: &Lane, above: Option<Number>) -> Figures {
    let mut figures = Figures::default();
    let (pieces, quantity) = quantity(view, lane).unwrap_or_else(|fault| {
        figures.faults.push(fault);
        (None, None)
    });
    figures.quantity = quantity;
    if view.format.rows.price_above && pieces.is_none() {
        match view.figure(&lane.columns, Field::Price) {
            Ok(price) => figures.price = price.map(|(number, _)| number),
            Err(fault) => figures.faults.push(fault),
        }
        return figures;
    }
    match amount(view, lane, pieces.as_ref(), figures.faults.is_empty(), above) {
        Ok(Some(Money { number, field, column })) => {
            figures.amount = number.amount();
            figures.amount_column = column;
            if figures.amount.is_none() {
                figures.faults.push(too_large(view, lane, Field::Amount));
            }
            match currency_of(view, lane, &number, field) {
                Ok(currency) => figures.currency = Some(currency),
                Err(fault) => figures.faults.push(fault),
            }
        }
        Ok(None) => {}
        Err(fault) => figures.faults.push(fault),
    }
    figures
}

/// Pieces as they are written, and as they are kept.
fn quantity(view: &View<'_>, lane: &Lane) -> Result<(Option<Number>, Option<Quantity>), Fault> {
    let Some((number, column)) = view.figure(&lane.columns, Field::Quantity)? else { return Ok((None, None)) };
    let Some(quantity) = number.quantity() else { return Err(too_large(view, lane, Field::Quantity)) };
    if !view.format.reading.fractions && !number.is_whole() {
        let text = column.map_or_else(String::new, |c| view.column_text(c).into_owned());
        let message = format!("{text:?} is not a whole number of pieces; correct it, or allow fractions in the format");
        return Err(Fault::new(column, "fractional_quantity", &text, message));
    }
    Ok((Some(number), Some(quantity)))
}

/// Money, what it is by its column, and where it stands.
struct Money {
    number: Number,
    field: Field,
    column: Option<u16>,
}

fn amount(
    view: &View<'_>,
    lane: &Lane,
    pieces: Option<&Number>,
    pieces_read: bool,
    above: Option<Number>,
) -> Result<Option<Money>, Fault> {
    let direct = match read_money(view, lane, Field::Amount)? {
        Some(money) => Some(money),
        None => read_money(view, lane, Field::OriginalAmount)?,
    };
    let gross = match (direct, view.format.reading.amounts) {
        (Some(Money { number, field, column }), Some(AmountsAre::Unit)) => {
            Some(Money { number: times(view, lane, &number, pieces, pieces_read, field)?, field, column })
        }
        (Some(found), _) => Some(found),
        (None, Some(AmountsAre::Line)) => read_money(view, lane, Field::Price)?,
        (None, _) => by_price(view, lane, pieces, pieces_read, above)?,
    };
    let Some(mut money) = gross else { return Ok(None) };
    if let Some((discount, _)) = view.figure(&lane.columns, Field::Discount)? {
        money.number = less(&money.number, &discount).ok_or_else(|| too_large(view, lane, money.field))?;
    }
    Ok(Some(money))
}

fn read_money(view: &View<'_>, lane: &Lane, field: Field) -> Result<Option<Money>, Fault> {
    let read = view.figure(&lane.columns, field)?;
    Ok(read.map(|(number, column)| Money { number, field, column }))
}

/// The money of one piece times the pieces.
fn times(
    view: &View<'_>,
    lane: &Lane,
    money: &Number,
    pieces: Option<&Number>,
    pieces_read: bool,
    field: Field,
) -> Result<Number, Fault> {
    match pieces {
        Some(pieces) => money.times(pieces).ok_or_else(|| too_large(view, lane, field)),
        None if money.mantissa == 0 || !pieces_read => Ok(*money),
        None => Err(without_pieces(lane, lane.columns.of(field).first().copied())),
    }
}

fn without_pieces(lane: &Lane, column: Option<u16>) -> Fault {
    let quantity = lane.columns.of(Field::Quantity).first().copied().or(column);
    let message = "the row has a price and no quantity, so its amount is not known; give the quantity";
    Fault::missing(quantity, "missing_quantity", message)
}

/// Price times pieces.
fn by_price(
    view: &View<'_>,
    lane: &Lane,
    pieces: Option<&Number>,
    pieces_read: bool,
    above: Option<Number>,
) -> Result<Option<Money>, Fault> {
    let written = view.figure(&lane.columns, Field::Price)?;
    let Some((price, column)) = written.or(above.map(|price| (price, None))) else { return Ok(None) };
    match pieces {
        Some(pieces) => {
            let number = price.times(pieces).ok_or_else(|| too_large(view, lane, Field::Price))?;
            Ok(Some(Money { number, field: Field::Price, column }))
        }
        // The quantity's own fault says it already.
        None if !pieces_read => Ok(None),
        None if price.mantissa == 0 => Ok(None),
        None => Err(without_pieces(lane, column)),
    }
}

/// The difference, exact.
fn less(number: &Number, discount: &Number) -> Option<Number> {
    let scale = number.scale.max(discount.scale);
    let at = |n: &Number| 10_i128.checked_pow(scale - n.scale).and_then(|unit| n.mantissa.checked_mul(unit));
    Some(Number { mantissa: at(number)?.checked_sub(at(discount)?)?, scale, currency: number.currency })
}

/// The field that says the currency of an amount.
pub(super) fn currency_field(amount: Field) -> Field {
    if amount == Field::OriginalAmount { Field::OriginalCurrency } else { Field::Currency }
}

/// The currency by the row, else beside the number, else by the header, else by the format.
pub(super) fn currency_of(view: &View<'_>, lane: &Lane, number: &Number, field: Field) -> Result<Currency, Fault> {
    let columns = currency_field(field);
    let text = view.text(columns);
    if !text.is_empty() {
        return currency::parse(&text).ok_or_else(|| {
            let column = view.first(view.layout.columns.of(columns)).map(|(column, _)| column);
            let message = format!("{text:?} is not a currency; write its three letters, such as EUR");
            Fault::new(column, "bad_currency", &text, message)
        });
    }
    number.currency.or(lane.currency).or(view.format.policy.currency).ok_or_else(|| {
        let column = lane.columns.of(field).first().copied();
        let message = "nothing says which currency the amount is in; add a column with it, or name it in the header";
        Fault::missing(column, "missing_currency", message)
    })
}

fn too_large(view: &View<'_>, lane: &Lane, field: Field) -> Fault {
    let code = if field == Field::Quantity { "bad_quantity" } else { "bad_amount" };
    let column = view.first(lane.columns.of(field)).map(|(column, _)| column);
    let text = column.map_or_else(String::new, |c| view.column_text(c).into_owned());
    let message = format!("the {field} {text:?} is larger than any that can be kept; correct the cell");
    Fault::new(column, code, &text, message)
}
