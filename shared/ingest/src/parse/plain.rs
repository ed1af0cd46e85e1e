//! Rows that say nothing new: outlet, time and product in cells as rows above had them, figures in digits without any
//! ornament. Most rows of long files are such, and they are read without a look at what the rows above have settled.
//!
//! What is read here is what [`super::row`] would read; whatever is not sure to be is left to it.

use sellout_model::{Amount, Currency, Quantity, Vat};

use super::figures;
use super::view::View;
use super::{Parser, kind, row};
use crate::cells::{Cell, Row};
use crate::format::{AmountsAre, Field, Format, Reports};
use crate::profile::{Lane, SheetLayout};
use crate::record::Sale;
use crate::value::{DecimalSign, Number, number};

/// How the plain rows of a table are read.
#[derive(Debug)]
pub(super) struct Plain {
    quantity: Option<(u16, DecimalSign)>,
    fractions: bool,
    amount: (u16, DecimalSign),
    currency: Denomination,
    vat: Vat,
    has_prices: bool,
    /// Whether a column says outlet, time or product, whose texts are known.
    is_known: Vec<bool>,
}

/// What says the currency of a row.
#[derive(Debug)]
enum Denomination {
    Given(Currency),
    Column(u16),
}

impl Plain {
    /// For a table whose rows are one sale each and nothing that stands in the row above counts in them.
    pub(super) fn of(format: &Format, layout: &SheetLayout) -> Option<Self> {
        let rules = &format.rows;
        let one_row_one_sale = matches!(format.policy.reports, Reports::Periods | Reports::Parts)
            && rules.take.is_empty()
            && rules.heading.is_none()
            && !rules.price_above
            && format.when.is_empty()
            && !format.has_measures_down()
            && !format.orders.is_used()
            && !format.returns.is_used()
            && layout.span.is_none()
            && layout.fill_down.is_empty()
            && layout.checks.is_empty();
        let [lane] = layout.lanes.as_slice() else { return None };
        let of = |field| lane.columns.of(field).first().copied();
        let as_written = format.reading.amounts != Some(AmountsAre::Unit)
            && of(Field::Discount).is_none()
            && !Field::NUMBERS.iter().any(|field| format.constant.contains_key(field));
        if !one_row_one_sale || !as_written || lane.own_column.is_some() {
            return None;
        }
        let field = [Field::Amount, Field::OriginalAmount].into_iter().find(|field| of(*field).is_some())?;
        let amount = of(field)?;
        Some(Self {
            quantity: of(Field::Quantity).map(|column| (column, layout.sign(column))),
            fractions: format.reading.fractions,
            amount: (amount, layout.sign(amount)),
            currency: Denomination::of(format, layout, lane, field)?,
            vat: layout.vat_of(format, Some(amount)),
            has_prices: of(Field::Price).is_some(),
            is_known: known(layout),
        })
    }

    /// The figures of a row; none where one is blank, zero in all, or written in any other way.
    #[inline]
    fn figures(&self, row: &Row) -> Option<(Option<Quantity>, Amount, Currency)> {
        let figure = |(column, sign)| figure(row, column, sign);
        let quantity = match self.quantity {
            Some(column) => Some(figure(column).map(Quantity).filter(|q| self.fractions || q.is_whole())?),
            None => None,
        };
        let amount = Amount(figure(self.amount)?);
        if amount == Amount::ZERO && quantity.is_none_or(|quantity| quantity.0 == 0) {
            return None;
        }
        let currency = match self.currency {
            Denomination::Given(currency) => currency,
            Denomination::Column(column) => {
                let letters = row.text_bytes(usize::from(column))?.try_into().ok()?;
                Currency::of_letters(letters)?
            }
        };
        Some((quantity, amount, currency))
    }
}

impl Denomination {
    fn of(format: &Format, layout: &SheetLayout, lane: &Lane, amount: Field) -> Option<Self> {
        let field = figures::currency_field(amount);
        match layout.columns.of(field).first() {
            Some(_) if format.values.contains_key(&field) => None,
            Some(column) => Some(Self::Column(*column)),
            // Without a column all rows are alike.
            None => {
                let row = Row::new();
                let view = View::new(format, layout, &row).under(lane);
                figures::currency_of(&view, lane, &Number::whole(0), amount).ok().map(Self::Given)
            }
        }
    }
}

/// Whether the texts of a column are [known](kind::are_quiet) with the row's outlet, time or product, column by column.
fn known(layout: &SheetLayout) -> Vec<bool> {
    let columns = || [&layout.outlet_columns, &layout.time_columns, &layout.product_columns].into_iter().flatten();
    let mut known = vec![false; columns().max().map_or(0, |last| usize::from(*last) + 1)];
    for column in columns() {
        known[usize::from(*column)] = true;
    }
    known
}

/// A figure in ten-thousandths, if it has no more decimals than these.
#[inline]
fn figure(row: &Row, column: u16, sign: DecimalSign) -> Option<i64> {
    let column = usize::from(column);
    let (mantissa, scale) = match row.text_bytes(column) {
        Some(text) => number::plain(text, sign)?,
        None => of_number(row.cell(column))?,
    };
    let unit = [10_000, 1_000, 100, 10, 1].get(scale as usize)?;
    mantissa.checked_mul(*unit)
}

#[cold]
fn of_number(cell: Cell<'_>) -> Option<(i64, u32)> {
    let Cell::Number(value) = cell else { return None };
    let number = Number::from_f64(value).ok()?;
    Some((i64::try_from(number.mantissa).ok()?, number.scale))
}

impl Parser<'_> {
    /// The row just read as a plain sale, if it is one. It leaves what any sale does: the sums of its table.
    #[inline]
    pub(super) fn plain_sale(&mut self, layout: &SheetLayout) -> Option<Sale> {
        let plain = self.plain.as_ref()?;
        let row = &self.row;
        let lane = layout.lanes.first()?;
        if row.number() <= layout.header_row || row.number() >= layout.end_row || row.fault().is_some() {
            return None;
        }
        let view = View::new(self.format, layout, row).under(lane);
        let (place, time) = self.located.find_plain(&view, lane)?;
        let product = self.products.find_plain(&view)?;
        let (quantity, amount, currency) = plain.figures(row)?;
        if !kind::is_sale(&view, &plain.is_known) || self.ending.reached(self.format, row) {
            return None;
        }
        if plain.has_prices {
            self.coherence.see(&view, lane);
        }
        self.controls.add(0, quantity, Some(amount));
        let sale = Sale {
            source: row::source(&view),
            place,
            sold_on: time.sold_on,
            period: time.speaks_for(),
            product,
            quantity,
            amount,
            currency,
            vat: plain.vat,
        };
        self.see(time);
        Some(sale)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use crate::parse::parse;
    use crate::parse::remembered::BOUND;
    use crate::profile::{Context, profile};
    use crate::read::{Limits, TextBook};
    use crate::record::{Item, Line};
    use crate::{Book, Format, MemoryBook};

    /// How many rows were plain, and whether all items are what the other way of reading gives.
    fn plain_rows(book: &dyn Book, format: &Format) -> usize {
        let ctx = Context { filename: "sales 2025-04.csv".to_owned(), ..Context::default() };
        let Ok(known) = profile(book, format, &ctx) else { return 0 };
        let (mut quick, mut slow) = (parse(book, format, &known, &ctx), parse(book, format, &known, &ctx));
        slow.may_be_plain = false;
        // It remembers nothing of the rows above.
        let mut forgetful = || {
            slow.located.forget();
            slow.products.forget();
            slow.next().transpose().unwrap()
        };
        let mut plain = 0;
        loop {
            let line = quick.next_line().unwrap();
            plain += usize::from(matches!(line, Some(Line::Sale(_))));
            let item = line.map(|line| match line {
                Line::Item(item) => item,
                Line::Sale(sale) => Item::Sale(Box::new(quick.record(&sale))),
            });
            let expected = forgetful();
            assert_eq!(item, expected, "{}", format.code);
            if expected.is_none() {
                break;
            }
        }
        assert_eq!(quick.contradiction(), slow.contradiction());
        assert_eq!(quick.coherence().are_prices(), slow.coherence().are_prices());
        assert_eq!(quick.range, slow.range);
        plain
    }

    /// The generic format with more rules.
    fn with(rules: &str) -> Format {
        let toml = format!("extends = \"generic\"\ncode = \"more\"\ntitle = \"More\"\n{rules}");
        Format::from_toml(&toml).unwrap_or_else(|error| panic!("{error}\n{toml}"))
    }

    fn formats() -> Vec<Format> {
        let more = [
            "[rows]\ntotal_words = \"12\"",
            "[[totals]]\nmatches = \"(?i)^gesamt\"",
            "[[totals]]\ncolumn = \"store\"\nmatches = \"Shop\"",
            "[rows]\ndrop = [{ column = \"id\", is = \"A7\" }]",
            "[rows]\nheading = \"store\"",
            "[reading]\nfractions = true",
            "[reading]\namounts = \"unit\"",
            "[values.currency]\nmap = { EUR = \"GBP\" }",
            "[table]\nends_at = \"Total\"",
            "[rows]\nfill_down = \"store\"",
        ];
        let generic = Format::builtin_by_code("generic").unwrap().clone();
        std::iter::once(generic).chain(more.into_iter().map(with)).collect()
    }

    /// Headers of the generic format, and what may stand below each: often what stood there before.
    const COLUMNS: [(&str, &[&str]); 12] = [
        ("id", &["1", "12", "12", "Total", "Gesamt", "", "A7", "VAT"]),
        ("reseller", &["A", "A", "A", "B", "Total", "", "reseller"]),
        ("store", &["One", "One", "Shop 2", "", "Gesamt", "Online", "store", "One, Two", "\"Two\""]),
        ("month", &["4", "4", "4", "5", "", "13"]),
        ("year", &["2025", "2025", "2025", "2024", "x"]),
        ("sold_on", &["2025-04-03", "2025-04-03", "2025-04-04", "2025-05-14", "", "Total", "2025-04"]),
        (
            "functional_name",
            &["Soap", "Soap", "Soap 2\"", "Soap 3\"", "Total", "Total Care", "VAT", "", "functional_name"],
        ),
        ("product_ean", &["4006381333931", "4006381333931", "5060917027083", "4006381333930", "", "12", "5.06E+12"]),
        ("quantity", &["1", "2", "2.0", "2.5", "0", "", "-3", "(3)", "abc", "1 000", "9999999999999999"]),
        ("amount", &["10.00", "10.00", "0", "0.00", "-5", "12.34567", "", "EUR 5", "99999999999999999", "1,234.50"]),
        ("currency", &["EUR", "EUR", "GBP", "eur", " PLN", "", "EU1"]),
        ("price", &["5.00", "10.00", "", "x"]),
    ];

    /// A table with some of the columns in any order.
    fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
        let columns = Just((0..COLUMNS.len()).collect::<Vec<_>>()).prop_shuffle();
        (columns, 7..=COLUMNS.len()).prop_flat_map(|(mut columns, width)| {
            columns.truncate(width);
            let header: Vec<String> = columns.iter().map(|at| COLUMNS[*at].0.to_owned()).collect();
            let cells: Vec<_> = columns.iter().map(|at| (0..2 * COLUMNS[*at].1.len()).boxed()).collect();
            prop::collection::vec(cells, 2..40).prop_map(move |rows| {
                // Half of all cells are the first of their column.
                let text = |(column, at): (&usize, usize)| {
                    let texts = COLUMNS[*column].1;
                    texts.get(at).unwrap_or(&texts[0]).to_string()
                };
                let row = |row: Vec<usize>| columns.iter().zip(row).map(text).collect();
                std::iter::once(header.clone()).chain(rows.into_iter().map(row)).collect()
            })
        })
    }

    fn text_book(rows: &[Vec<String>]) -> (tempfile::NamedTempFile, TextBook) {
        let quote = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let quoted = |cell: &String| if cell.contains([',', '"']) { quote(cell) } else { cell.clone() };
        let mut file = tempfile::NamedTempFile::new().unwrap();
        for row in rows {
            writeln!(file, "{}", row.iter().map(quoted).collect::<Vec<_>>().join(",")).unwrap();
        }
        let book = TextBook::open(file.path(), None, Limits::default()).unwrap();
        (file, book)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn plain_rows_are_read_as_all_others(rows in table()) {
            let (_file, text) = text_book(&rows);
            let memory = MemoryBook::of_rows(rows);
            for format in formats() {
                plain_rows(&text, &format);
                plain_rows(&memory, &format);
            }
        }
    }

    #[test]
    fn rows_that_say_nothing_new_are_plain_and_the_first_of_each_is_not() {
        let header = COLUMNS.map(|(name, _)| name.to_owned()).to_vec();
        let usual = COLUMNS.map(|(_, texts)| texts[0].to_owned()).to_vec();
        let total: Vec<String> =
            COLUMNS.iter().map(|(name, t)| if *name == "id" { "Total" } else { t[0] }.into()).collect();
        let rows = [header, usual.clone(), usual.clone(), total, usual];
        let generic = Format::builtin_by_code("generic").unwrap();
        let (_file, text) = text_book(&rows);
        assert_eq!(plain_rows(&text, generic), 2);
        assert_eq!(plain_rows(&MemoryBook::of_rows(rows), generic), 2);
    }

    #[test]
    fn names_that_differ_behind_a_quote_are_names_of_their_own() {
        let header = ["store", "quantity", "functional_name", "amount", "reseller", "currency", "sold_on"];
        let row =
            |store: &str, name: &str| [store, "1", name, "5.00", "A", "EUR", "2025-04-03"].map(str::to_owned).to_vec();
        let names = ["Soap 2\"", "Soap 3\"", "\"Night\" Cream, 50 ml", "\"Night\" Cream, 75 ml"];
        let stores = ["Shop \"A\"", "Shop \"B\"", "One"];
        let rows = stores.iter().flat_map(|store| names.iter().map(|name| row(store, name)));
        let rows: Vec<_> = std::iter::once(header.map(str::to_owned).to_vec()).chain(rows).collect();
        let generic = Format::builtin_by_code("generic").unwrap();
        let (_file, text) = text_book(&rows);
        assert_eq!(plain_rows(&text, generic), 6);
        assert_eq!(plain_rows(&MemoryBook::of_rows(rows), generic), 6);
    }

    #[test]
    fn more_places_than_are_numbered_at_a_time_are_the_same_places() {
        more_places_than_are_numbered(|_| true);
        // Where no column says the day, outlet and time are looked up at once.
        more_places_than_are_numbered(|name| name != "sold_on");
    }

    fn more_places_than_are_numbered(has: fn(&str) -> bool) {
        let columns = || COLUMNS.into_iter().filter(|(name, _)| has(name));
        let row = |store: usize, month: usize| -> Vec<String> {
            let cell = |(name, texts): (&str, &[&str])| match name {
                "store" => format!("Store {store}"),
                "sold_on" => String::new(),
                "month" => (month % 12 + 1).to_string(),
                "year" => (2000 + month / 12).to_string(),
                _ => texts[0].to_owned(),
            };
            columns().map(cell).collect()
        };
        let (stores, months) = (700, 2 * BOUND / 700);
        let mut rows = vec![columns().map(|(name, _)| name.to_owned()).collect()];
        // Each store in some months, so that what it has in all of them is remembered for all.
        rows.extend((0..stores).flat_map(|store| (0..months).step_by(2).map(move |month| row(store, month))));
        let all = rows.len() - 1;
        assert!(all > BOUND - 700);
        rows.extend((0..stores).flat_map(|store| [row(store, 0), row(store, 2)]));
        let plain = plain_rows(&MemoryBook::of_rows(rows), Format::builtin_by_code("generic").unwrap());
        assert_eq!(plain, all - stores - months.div_ceil(2) + 1 + 2 * stores);
    }

    #[test]
    fn words_of_totals_and_headers_are_never_plain() {
        let table = |rows: &[&[&str]]| MemoryBook::of_rows(rows.iter().map(|row| row.iter().copied()));
        // Each such row is warned of.
        let generic = Format::builtin_by_code("generic").unwrap();
        let row: &[&str] = &["Total Care", "A", "2025-04", "1", "5.00", "EUR"];
        let header: &[&str] = &["functional_name", "reseller", "month", "quantity", "amount", "currency"];
        assert_eq!(plain_rows(&table(&[header, row, row, row]), generic), 0);
        // A header of digits, again below rows that have each of its words.
        let figures = "[columns]\nquantity = \"1\"\namount = \"2025\"\n[policy]\ncurrency = \"EUR\"";
        let header: &[&str] = &["functional_name", "reseller", "store", "month", "1", "2025"];
        let rows: [&[&str]; 7] = [
            header,
            &["Soap", "A", "One", "2025-04", "1", "7.00"],
            &["functional_name", "A", "One", "2025-04", "1", "7.00"],
            &["Soap", "A", "One", "2025-04", "1", "7.00"],
            header,
            &["functional_name", "A", "One", "2025-04", "1", "7.00"],
            &["Soap", "A", "One", "2025-04", "1", "2025"],
        ];
        assert_eq!(plain_rows(&table(&rows), &with(figures)), 2);
    }
}
