//! One row seen through a format: texts and figures by field.

use std::borrow::Cow;

use super::fault::{Fault, is_error_value};
use crate::cells::{Cell, Row};
use crate::format::{Field, Format};
use crate::profile::{Columns, Lane, SheetLayout};
use crate::value::text::{header_key, tidy};
use crate::value::{DecimalSign, Number, NumberError, cell, number};

/// A row of a sheet, with what its format says of it.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub format: &'a Format,
    pub layout: &'a SheetLayout,
    pub row: &'a Row,
    /// The columns that it is read through, where their label says something.
    pub lane: Option<&'a Lane>,
}

impl<'a> View<'a> {
    /// A row without any label above it.
    pub(super) fn new(format: &'a Format, layout: &'a SheetLayout, row: &'a Row) -> Self {
        Self { format, layout, row, lane: None }
    }

    /// The same row through the columns under a label.
    pub(super) fn under(&self, lane: &'a Lane) -> Self {
        Self { lane: Some(lane), ..*self }
    }

    /// The number of the label above, where that may say which product it is; else 0.
    pub(super) fn product_scope(&self) -> u16 {
        self.lane.filter(|lane| !lane.facts.is_empty()).map_or(0, |lane| lane.number + 1)
    }

    /// What stands in for a field that no cell gives: the label above, a fact outside the table, a constant.
    pub(super) fn given(&self, field: Field) -> Option<&'a str> {
        let above = self.lane.and_then(|lane| lane.facts.iter().find(|(of, _)| *of == field));
        let outside = || if self.layout.facts.is_empty() { None } else { self.layout.fact(field) };
        let constant = || if self.format.constant.is_empty() { None } else { self.format.constant.get(&field) };
        above.map(|(_, text)| text.as_str()).or_else(outside).or_else(|| constant().map(String::as_str))
    }

    /// Whether the row fulfils what is asked of it before this figure is read.
    pub(super) fn may_read(&self, field: Field) -> bool {
        let asked = self.format.when.get(&field).zip(self.layout.when.iter().find(|(of, _)| *of == field));
        asked.is_none_or(|(conditions, (_, columns))| {
            conditions.as_slice().iter().zip(columns).all(|(c, at)| c.holds(&self.column_text(*at)))
        })
    }

    /// The first cell of these columns that says something.
    pub(super) fn first(&self, columns: &[u16]) -> Option<(u16, Cell<'a>)> {
        columns.iter().map(|c| (*c, self.row.cell(usize::from(*c)))).find(|(_, cell)| !cell::is_empty(*cell))
    }

    /// The text of a column as it stands.
    pub(super) fn column_text(&self, column: u16) -> Cow<'a, str> {
        cell::text(self.row.cell(usize::from(column)))
    }

    /// The text of a field put right by the format's rules; a constant where no cell says anything; else empty.
    pub(super) fn text(&self, field: Field) -> Cow<'a, str> {
        let mut columns = self.layout.columns.of(field).iter();
        let mut found = Cow::Borrowed("");
        // With `only`, a cell that is put right to nothing leaves the field to the next spelling.
        while let (true, Some(column)) = (found.is_empty(), columns.next()) {
            found = self.put_right(field, self.column_text(*column));
        }
        if found.is_empty() {
            return self.given(field).map_or(found, |text| self.put_right(field, Cow::Borrowed(text)));
        }
        found
    }

    /// The text of a field, refused where the cell holds a spreadsheet's error.
    pub(super) fn sound_text(&self, field: Field) -> Result<Cow<'a, str>, Fault> {
        let text = self.text(field);
        if is_error_value(&text) {
            let column = self.first(self.layout.columns.of(field)).map_or(0, |(column, _)| column);
            return Err(Fault::cell_error(column, &text));
        }
        Ok(text)
    }

    /// A text by the rules of its field.
    pub(super) fn put_right<'t>(&self, field: Field, text: Cow<'t, str>) -> Cow<'t, str> {
        let text = if self.format.reading.strip_apostrophe { without_escape(text) } else { text };
        let Some(rule) = self.format.values.get(&field) else { return text };
        let mut text = text;
        if let Some(pattern) = rule.remove.as_ref().filter(|p| p.regex().is_match(&text)) {
            text = Cow::Owned(pattern.regex().replace_all(&text, "").trim().to_owned());
        }
        if let Some(group) = rule.pick.as_ref().and_then(|p| p.regex().captures(&text)).and_then(|c| c.get(1)) {
            text = Cow::Owned(group.as_str().trim().to_owned());
        }
        if rule.only.as_ref().is_some_and(|only| !only.regex().is_match(&text)) {
            return Cow::Borrowed("");
        }
        if rule.map.is_empty() {
            return text;
        }
        rule.map.get(&header_key(&text)).map_or(text, |to| Cow::Owned(to.clone()))
    }

    /// The figure of a field in these columns; `None` where all of them say nothing.
    pub(super) fn figure(&self, columns: &Columns, field: Field) -> Result<Option<(Number, Option<u16>)>, Fault> {
        if !self.format.when.is_empty() && !self.may_read(field) {
            return Ok(None);
        }
        for &column in columns.of(field) {
            if let Some(number) = self.number_at(column, field)? {
                return Ok(Some((number, Some(column))));
            }
        }
        let constant = if self.format.constant.is_empty() { None } else { self.format.constant.get(&field) };
        let constant = constant.and_then(|text| number::parse(text, DecimalSign::Point).ok().flatten());
        Ok(constant.map(|number| (number, None)))
    }

    /// The number in one column; `None` where it says nothing.
    pub(super) fn number_at(&self, column: u16, field: Field) -> Result<Option<Number>, Fault> {
        let wrong = |value: &str, error: NumberError| Err(bad_number(column, field, value, error));
        match self.row.cell(usize::from(column)) {
            Cell::Empty => Ok(None),
            Cell::Text(text) => match number::parse(tidy(text), self.layout.sign(column)) {
                Ok(number) => Ok(number),
                Err(_) if is_error_value(tidy(text)) => Err(Fault::cell_error(column, tidy(text))),
                Err(error) => wrong(tidy(text), error),
            },
            Cell::Number(value) => match Number::from_f64(value) {
                Ok(number) => Ok(Some(number)),
                Err(error) => wrong(&value.to_string(), error),
            },
            Cell::Error(sign) => Err(Fault::cell_error(column, sign)),
            cell @ (Cell::Date(_) | Cell::Bool(_)) => wrong(&cell::text(cell), NumberError::NotNumber),
        }
    }
}

/// Takes off the one apostrophe that an export puts before what a spreadsheet would take for a formula.
fn without_escape(text: Cow<'_, str>) -> Cow<'_, str> {
    let escaped = text
        .strip_prefix('\'')
        .is_some_and(|rest| rest.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']));
    match text {
        Cow::Borrowed(text) if escaped => Cow::Borrowed(&text[1..]),
        Cow::Owned(text) if escaped => Cow::Owned(text[1..].to_owned()),
        text => text,
    }
}

fn bad_number(column: u16, field: Field, value: &str, error: NumberError) -> Fault {
    let (code, what) = match field {
        Field::Quantity => ("bad_quantity", "a quantity"),
        Field::Price => ("bad_price", "a price"),
        Field::Discount => ("bad_discount", "a discount"),
        Field::Cost => ("bad_cost", "a cost"),
        Field::Fee => ("bad_fee", "a fee"),
        _ => ("bad_amount", "an amount"),
    };
    let message = match error {
        NumberError::Percent => format!("{value:?} is a percentage, not {what}; write the figure itself"),
        NumberError::Ambiguous => format!(
            "{value:?} could be thousands or decimals, and the column has both spellings; write all its numbers alike"
        ),
        NumberError::TooLong => format!("{value:?} has more digits than {what} can have; correct the cell"),
        NumberError::NotNumber => format!("{value:?} is not {what}; write a number such as 12 or 12.50"),
    };
    Fault::new(Some(column), code, value, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_apostrophe_before_a_formula_sign_is_taken_off_and_no_other() {
        let strip = |text| without_escape(Cow::Borrowed(text)).into_owned();
        assert_eq!(strip("'=1+1"), "=1+1");
        assert_eq!(strip("''@x"), "'@x");
        assert_eq!(strip("'n Beetje"), "'n Beetje");
        assert_eq!(strip("-5"), "-5");
    }
}
