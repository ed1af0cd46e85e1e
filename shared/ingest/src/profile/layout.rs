//! Where everything stands on one sheet: found once, used for every row.

use super::bands::{self, Lane};
use super::columns::{Columns, find};
use super::header::Header;
use crate::format::{Condition, Format, Words};
use crate::value::{DateOrder, DecimalSign};

/// One sheet as a format reads it.
#[derive(Clone, Debug)]
pub struct SheetLayout {
    /// Its index in the book.
    pub sheet: u16,
    /// Its name; empty for a text file.
    pub name: String,
    /// Number of the header's last row; the table begins below.
    pub header_row: u32,
    /// The header's texts by column.
    pub headers: Vec<String>,
    /// The columns of each field.
    pub columns: Columns,
    /// What a row is read through.
    pub lanes: Vec<Lane>,
    /// How many rows the table has that are not blank.
    pub rows: u64,
    /// Whether its month column has months without a year.
    pub(crate) bare_months: bool,
    pub(crate) signs: Vec<DecimalSign>,
    pub(crate) orders: Vec<DateOrder>,
    pub(crate) take: Vec<u16>,
    pub(crate) keep: Vec<u16>,
    pub(crate) drop: Vec<u16>,
    pub(crate) fill_down: Vec<u16>,
    pub(crate) fill_within: Option<u16>,
    pub(crate) totals: Vec<Option<u16>>,
    pub(crate) subtotal: Option<u16>,
    pub(crate) discount: Option<u16>,
    pub(crate) refunded: Option<u16>,
}

impl SheetLayout {
    /// The layout under this header. Signs and date orders are decided later, from all values.
    pub(crate) fn new(format: &Format, sheet: usize, name: &str, header: &Header) -> Self {
        let keys = &header.keys;
        let columns = Columns::resolve(format, keys);
        let at = |conditions: &[Condition]| conditions.iter().filter_map(|c| find(&c.column, keys)).collect();
        let one = |words: &Option<Words>| words.as_ref().and_then(|w| find(w, keys));
        let by_text = |text: &String| {
            let key = crate::value::text::header_key(text);
            keys.iter().position(|k| *k == key).map(|at| at as u16)
        };
        Self {
            sheet: sheet as u16,
            name: name.to_owned(),
            header_row: header.row,
            headers: header.titles().to_vec(),
            lanes: bands::lanes(format, header, &columns),
            columns,
            rows: 0,
            bare_months: false,
            signs: Vec::new(),
            orders: Vec::new(),
            take: at(&format.rows.take),
            keep: at(&format.rows.keep),
            drop: at(&format.rows.drop),
            fill_down: format.rows.fill_down.as_slice().iter().filter_map(by_text).collect(),
            fill_within: format.rows.fill_down_within.as_ref().and_then(by_text),
            totals: format.totals.iter().map(|rule| one(&rule.column)).collect(),
            subtotal: one(&format.orders.subtotal),
            discount: one(&format.orders.discount),
            refunded: one(&format.orders.refunded),
        }
    }

    /// The decimal sign of a column.
    pub(crate) fn sign(&self, column: u16) -> DecimalSign {
        self.signs.get(usize::from(column)).copied().unwrap_or_default()
    }

    /// Day first or month first in a column.
    pub(crate) fn order(&self, column: u16) -> DateOrder {
        self.orders.get(usize::from(column)).copied().unwrap_or_default()
    }

    /// The header of a column, for people.
    pub fn header(&self, column: u16) -> &str {
        self.headers.get(usize::from(column)).map_or("", String::as_str)
    }

    /// The columns whose values are figures.
    pub(crate) fn number_columns(&self) -> Vec<u16> {
        let per_lane = self.lanes.iter().map(|lane| &lane.columns).chain([&self.columns]);
        let fields = crate::format::Field::NUMBERS;
        let mut found: Vec<u16> =
            per_lane.flat_map(|columns| fields.iter().flat_map(|f| columns.of(*f).to_vec())).collect();
        found.extend([self.subtotal, self.discount, self.refunded].into_iter().flatten());
        found.sort_unstable();
        found.dedup();
        found
    }
}
