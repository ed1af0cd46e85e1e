//! Where everything stands on one sheet: found once, used for every row.

use super::bands::{self, Lane};
use super::columns::{Columns, find, find_one, runs};
use super::header::Header;
use super::scan::Undecided;
use super::vat;
use crate::format::{Condition, Field, Format, Words};
use crate::record::Source;
use crate::value::{DateOrder, DecimalSign};
use sellout_model::Vat;

/// One sheet as a format reads it.
#[derive(Clone, Debug)]
pub struct SheetLayout {
    /// Its index in the book.
    pub sheet: u16,
    /// Its name; empty for a text file.
    pub name: String,
    /// Number of the header's last row; the table begins below. 0 where there is no header.
    pub header_row: u32,
    /// Number of the row that is no more of this table, where another follows on the same sheet.
    pub(crate) end_row: u32,
    /// The columns of this table, where others stand beside it.
    pub(crate) span: Option<(u16, u16)>,
    /// What is said outside the table.
    pub facts: Vec<(Field, String)>,
    /// The header's texts by column.
    pub headers: Vec<String>,
    /// The header's words as the format knows them.
    pub(crate) keys: Vec<String>,
    /// Whether amounts include VAT by the file's own columns or totals, where the format does not say.
    pub(crate) vat: Option<bool>,
    /// Whether a total says that it is with VAT or without.
    pub(crate) vat_total: bool,
    /// How the file's own columns or totals prove it, whatever the format says.
    pub(crate) vat_proof: Option<String>,
    /// What nothing decides: it was assumed, and is a question.
    pub(crate) undecided: Vec<Undecided>,
    /// Day first or month first in what is said outside the table.
    pub(crate) outside: DateOrder,
    /// The columns of each field.
    pub columns: Columns,
    /// The columns of all fields.
    pub(crate) read_columns: Vec<u16>,
    /// The columns of the fields that say whose sale it is and where.
    pub(crate) outlet_columns: Vec<u16>,
    /// The same as runs of columns beside one another: the first and the last of each.
    pub(crate) outlet_runs: Vec<(u16, u16)>,
    /// The columns of the fields that say when.
    pub(crate) time_columns: Vec<u16>,
    /// The same as runs.
    pub(crate) time_runs: Vec<(u16, u16)>,
    /// The runs of the outlet, then those of the time.
    pub(crate) spot_runs: Vec<(u16, u16)>,
    /// Whether rows have a day of their own.
    pub(crate) has_days: bool,
    /// The columns of the fields that say which product.
    pub(crate) product_columns: Vec<u16>,
    /// The same as runs.
    pub(crate) product_runs: Vec<(u16, u16)>,
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
    pub(crate) heading_when: Vec<u16>,
    pub(crate) when: Vec<(Field, Vec<u16>)>,
    pub(crate) totals: Vec<Option<u16>>,
    /// The figures of total rows that stand in columns of their own.
    pub(crate) total_columns: Vec<Columns>,
    /// The columns with a row's sums, by figure.
    pub(crate) row_totals: Vec<(Field, u16)>,
    /// The column that states a sum, and the column that it is the sum of.
    pub(crate) checks: Vec<(u16, u16)>,
    pub(crate) returned: [Option<u16>; 2],
    pub(crate) repeated: Vec<u16>,
    pub(crate) sums: Vec<u16>,
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
        let by_text = |text: &String| find_one(text, keys);
        let sums = format.bands.iter().flat_map(|bands| &bands.total);
        let check = |check: &crate::format::Check| find(&check.total, keys).zip(find(&check.of, keys));
        let found = bands::lanes(format, header, &columns);
        let outlet_columns = columns.of_those(|field| field.may_say_outlet(format.policy.reports));
        let time_columns = columns.of_those(Field::says_time);
        let product_columns = columns.of_those(|field| Field::IDENTITY.contains(&field));
        let label_source = Source { sheet: sheet as u16, row: header.row, column: None };
        Self {
            sheet: sheet as u16,
            name: name.to_owned(),
            header_row: header.row,
            end_row: u32::MAX,
            span: if format.table.side_by_side { header.span() } else { None },
            facts: Vec::new(),
            headers: header.titles().to_vec(),
            keys: header.keys.clone(),
            vat: None,
            vat_total: false,
            vat_proof: None,
            undecided: if found.unsure { vec![Undecided::Dates(label_source)] } else { Vec::new() },
            outside: format.reading.dates.unwrap_or_default(),
            lanes: found.lanes,
            repeated: found.repeated,
            sums: found.sums,
            read_columns: columns.used(),
            spot_runs: [runs(&outlet_columns), runs(&time_columns)].concat(),
            outlet_runs: runs(&outlet_columns),
            outlet_columns,
            time_runs: runs(&time_columns),
            time_columns,
            has_days: !columns.of(Field::Date).is_empty(),
            product_runs: runs(&product_columns),
            product_columns,
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
            heading_when: at(format.rows.heading_when.as_slice()),
            when: format.when.iter().map(|(field, conditions)| (*field, at(conditions.as_slice()))).collect(),
            totals: format.totals.iter().map(|rule| one(&rule.column)).collect(),
            total_columns: format.totals.iter().map(|rule| Columns::of_words(&rule.columns, keys)).collect(),
            row_totals: sums.filter_map(|(field, words)| find(words, keys).map(|at| (*field, at))).collect(),
            checks: format.checks.iter().filter_map(check).collect(),
            returned: [one(&format.returns.quantity), one(&format.returns.amount)],
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

    /// The text of a field by what is said outside the table.
    pub(crate) fn fact(&self, field: Field) -> Option<&str> {
        self.facts.iter().find(|(of, _)| *of == field).map(|(_, text)| text.as_str())
    }

    /// How many columns it knows of.
    pub(crate) fn width(&self) -> usize {
        let used = self.number_columns().into_iter().chain(self.columns.used()).max();
        self.headers.len().max(used.map_or(0, |at| usize::from(at) + 1))
    }

    /// The header of a column, for people.
    pub fn header(&self, column: u16) -> &str {
        self.headers.get(usize::from(column)).map_or("", String::as_str)
    }

    /// The header of a column as the format knows it.
    pub(crate) fn key(&self, column: u16) -> &str {
        self.keys.get(usize::from(column)).map_or("", String::as_str)
    }

    /// Whether the amounts of a column include VAT: by the format, else by the file's own columns, else by the words of
    /// its header.
    pub(crate) fn vat_of(&self, format: &Format, column: Option<u16>) -> Vat {
        match format.policy.vat(column.map_or("", |at| self.key(at))) {
            Vat::Unknown => Vat::from_included(self.vat.or_else(|| vat::said(self.header(column?)))),
            stated => stated,
        }
    }

    /// The columns whose values are figures.
    pub(crate) fn number_columns(&self) -> Vec<u16> {
        let per_lane = self.lanes.iter().map(|lane| &lane.columns).chain([&self.columns]);
        let fields = Field::NUMBERS;
        let mut found: Vec<u16> =
            per_lane.flat_map(|columns| fields.iter().flat_map(|f| columns.of(*f).to_vec())).collect();
        found.extend([self.subtotal, self.discount, self.refunded].into_iter().flatten());
        found.extend(self.returned.into_iter().flatten());
        found.extend(self.total_columns.iter().flat_map(Columns::used));
        found.extend(self.row_totals.iter().map(|(_, column)| *column));
        found.extend(self.checks.iter().flat_map(|(total, of)| [*total, *of]));
        found.sort_unstable();
        found.dedup();
        found
    }
}
