//! Items become rows that only have to be written, in the thread that parses: converted, hashed, and numbered, so that
//! what many rows share is looked up once a load and not once a row.

use std::sync::Arc;

use sellout_ingest::{AliasRow, Format, Item, Named, Parser, Product, Record, RowError, Sale};
use sellout_store::load::{MetPlace, SalesRow};
use sellout_store::row_errors::NewRowError;

use super::Counted;
use super::derive::{Conversion, Said, sales_row};
use super::keys::Called;
use super::numbers::{Numbers, is_everybodys};
use super::parsed::{Known, Parsed};
use super::places::{News, Places};

/// How many row errors are kept with their values; the others are counted by kind.
const KEPT_ERRORS: usize = 10_000;
/// How many names of products one file may bring: they are kept in memory until it ends.
const MOST_ALIASES: usize = 200_000;

/// What is written together.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    /// Places of rows, and places named without a sale, that have no number yet.
    pub(super) places: Vec<MetPlace>,
    /// What rows call their products that have no number yet.
    pub(super) called: Vec<Called>,
    /// Whether places and products are numbered afresh from this chunk on.
    pub(super) afresh: bool,
    /// The rows.
    pub(super) rows: Vec<SalesRow>,
    /// Row errors to be kept.
    pub(super) errors: Vec<NewRowError>,
    /// Vendors and stores met for the first time.
    pub(super) news: News,
    /// Rows read so far, of all chunks.
    pub(super) read: i64,
}

/// Prepares the items of one load.
#[derive(Debug)]
pub(super) struct Preparer {
    sheets: Vec<String>,
    conversion: Arc<Conversion>,
    sellers: Places,
    counted: Counted,
    next_row: i32,
    chunk: Prepared,
    numbers: Numbers,
    /// The same by the numbers that the parser gives.
    parsed: Parsed,
}

impl Preparer {
    pub(super) fn new(format: &Format, sheets: Vec<String>, conversion: Arc<Conversion>) -> Self {
        Self {
            sheets,
            conversion,
            sellers: Places::of(format),
            counted: Counted::default(),
            next_row: 0,
            chunk: Prepared::default(),
            numbers: Numbers::default(),
            parsed: Parsed::default(),
        }
    }

    /// What was prepared since the last call; so many items come until the next.
    pub(super) fn take(&mut self, next: usize) -> Prepared {
        let rows = Vec::with_capacity(next);
        let next = Prepared { afresh: self.numbers.end_chunk(), rows, ..Prepared::default() };
        if next.afresh {
            self.parsed.forget();
        }
        let mut chunk = std::mem::replace(&mut self.chunk, next);
        chunk.news = self.sellers.take_news();
        chunk.read = self.counted.read();
        chunk
    }

    /// Adds an item.
    pub(super) fn add(&mut self, item: Item) {
        match item {
            Item::Sale(record) => self.sale(*record),
            Item::Alias(alias) => self.alias(*alias),
            Item::Named { named, .. } => {
                self.place(&named);
                self.counted.skipped += 1;
                self.counted.named += 1;
            }
            Item::Skipped(_) => self.counted.skipped += 1,
            Item::Error(error) => self.error(*error),
            Item::Warning(warning) => self.counted.warn(&warning, &self.sheets),
            Item::Control(control) => self.counted.controls.push(*control),
        }
    }

    fn alias(&mut self, row: AliasRow) {
        if self.counted.aliases.len() < MOST_ALIASES {
            self.counted.aliases.push(row);
            return;
        }
        let message = format!("the file has more than {MOST_ALIASES} names; send the rest in a file of its own");
        let (source, value) = (row.source, row.alias);
        self.error(RowError { source, column: None, code: "too_many_names", message, value, raw: String::new() });
    }

    /// Adds a sale by the parser's numbers.
    pub(super) fn add_sale(&mut self, parser: &Parser<'_>, sale: &Sale) {
        self.parsed.follow(parser.numberings());
        let place = self.place_of(parser, sale);
        let known = self.known(parser, sale, place);
        let said = Said {
            product_key: known.key.as_str(),
            source: sale.source,
            sold_on: sale.sold_on,
            booked_on: sale.period.to,
            quantity: sale.quantity,
            amount: Some(sale.amount),
            currency: Some(sale.currency),
            vat: sale.vat,
            vat_rate: parser.vat_rate(),
            order: None,
        };
        self.row(said, place, known.number);
    }

    /// The number of a sale's place.
    fn place_of(&mut self, parser: &Parser<'_>, sale: &Sale) -> u32 {
        if let Some(place) = self.parsed.place(sale) {
            return place;
        }
        let place = self.place(parser.place(sale));
        self.parsed.keep_place(sale, place);
        place
    }

    /// A sale's product; the same in all places only where everybody means the same by it.
    fn known(&mut self, parser: &Parser<'_>, sale: &Sale, place: u32) -> Known {
        if let Some(known) = self.parsed.key(sale) {
            return known.clone();
        }
        let (named, product) = (parser.place(sale), parser.product(sale));
        let known = Known { number: self.product(place, named, product), key: product.key.clone() };
        if is_everybodys(named, product) {
            self.parsed.keep_key(sale, known.clone());
        }
        known
    }

    fn sale(&mut self, mut record: Record) {
        let place = self.place(&record.named);
        let key = self.product(place, &record.named, &record.product);
        self.row(Said::of(&mut record), place, key);
    }

    fn row(&mut self, said: Said<'_>, place: u32, key: u32) {
        let converted = self.conversion.convert(said.amount, said.currency, said.booked_on);
        self.counted.add_original(said.currency, said.amount);
        self.next_row += 1;
        self.counted.loaded += 1;
        self.chunk.rows.push(sales_row(said, converted, place, key, self.next_row));
    }

    fn place(&mut self, named: &Arc<Named>) -> u32 {
        if let Some(number) = self.numbers.place(named) {
            return number;
        }
        let sold_by = self.sellers.meet(named);
        self.chunk.places.push(MetPlace { place: Arc::clone(&named.place), sold_by });
        self.numbers.enter_place(named)
    }

    fn product(&mut self, place: u32, named: &Named, product: &Arc<Product>) -> u32 {
        let (number, is_new) = self.numbers.product(place, named, product);
        if is_new {
            self.chunk.called.push(Called { place: Arc::clone(&named.place), product: Arc::clone(product) });
        }
        number
    }

    fn error(&mut self, error: RowError) {
        self.counted.fail(error.source);
        self.counted.errors += 1;
        if self.counted.errors > KEPT_ERRORS {
            return;
        }
        self.chunk.errors.push(NewRowError {
            sheet: self.sheets.get(usize::from(error.source.sheet)).cloned().unwrap_or_default(),
            row: Some(error.source.row),
            column: error.column,
            column_no: error.source.column,
            severity: "error",
            code: error.code.to_owned(),
            message: error.message,
            value: error.value,
            raw: error.raw,
        });
    }

    /// After the last item: what was counted, with the warnings that only the whole can tell.
    pub(super) fn finish(self) -> Counted {
        let (mut counted, sheets) = (self.counted, self.sheets);
        if counted.errors > KEPT_ERRORS {
            let message = format!("{} row errors in all; the first {KEPT_ERRORS} are kept", counted.errors);
            counted.warn_with("errors_left_out", message, None, None);
        }
        counted.vendor = self.sellers.only_vendor();
        counted.conversion = Some(self.conversion);
        counted.warn_of_gaps(&sheets);
        counted
    }
}

#[cfg(test)]
mod tests {
    use sellout_ingest::{Context, Line, MemoryBook, parse, profile};
    use sellout_model::{Channel, Currency, Ean, Period, Place, ProductKey, StoreKey, Vat};
    use sellout_store::product_aliases::ANY_VENDOR;
    use sellout_store::product_keys::spoken_by;
    use sellout_store::rates::RateTable;

    use super::super::numbers::MOST;
    use super::*;

    fn sale(vendor: &str, code: &str) -> Item {
        let period = Period::month(2025, 4).unwrap();
        let place = Arc::new(Place::period(vendor, StoreKey::all(), Channel::Offline, &period));
        let ean = Ean::parse(code).ok();
        let key = ean.as_ref().map_or_else(|| ProductKey::of_code(code), ProductKey::of_ean);
        Item::Sale(Box::new(Record {
            source: sellout_ingest::Source::default(),
            named: Arc::new(Named { place, store_name: None, vendor_name: None }),
            sold_on: None,
            period,
            product: Arc::new(Product { key, ean, text: None, sku: None }),
            quantity: None,
            amount: None,
            currency: None,
            vat: Vat::Unknown,
            vat_rate: None,
            order: None,
        }))
    }

    /// Adds sales a chunk at a time; the vendor whose word it is and the key of each row, as the writer finds them.
    fn written(chunks: &[Vec<Item>]) -> (Vec<(String, String)>, usize) {
        let conversion = Conversion { rates: RateTable::default(), currency: Currency::EUR };
        let format = Format::builtin().first().unwrap();
        let mut preparer = Preparer::new(format, Vec::new(), Arc::new(conversion));
        let (mut rows, mut numbered, mut afresh) = (Vec::new(), Vec::new(), 0);
        for chunk in chunks {
            chunk.iter().cloned().for_each(|item| preparer.add(item));
            let chunk = preparer.take(0);
            if chunk.afresh {
                numbered.clear();
                afresh += 1;
            }
            numbered.extend(chunk.called.iter().map(|c| (c.spoken_by().to_owned(), c.product.key.to_string())));
            rows.extend(chunk.rows.iter().map(|row| numbered[row.key as usize].clone()));
        }
        (rows, afresh)
    }

    #[test]
    fn a_row_finds_its_product_in_whatever_chunk_it_was_met_first() {
        let (own, ean) = (sale("a", "soap"), sale("a", "4006381333931"));
        let chunks = [vec![own.clone(), ean.clone()], vec![ean.clone(), own.clone(), sale("b", "soap")], vec![own]];
        let (rows, _) = written(&chunks);
        let told: Vec<String> = rows.iter().map(|(by, key)| format!("{by}/{key}")).collect();
        let (soap, valid) = ("a/code:soap", format!("{ANY_VENDOR}/4006381333931"));
        assert_eq!(told, [soap, &valid, &valid, soap, "b/code:soap", soap]);
    }

    #[test]
    fn products_beyond_the_bound_are_numbered_afresh_and_found_all_the_same() {
        let chunk = |from: usize| (from..=from + MOST).map(|n| sale("a", &format!("p{n}"))).collect();
        let chunks: [Vec<Item>; 3] = [chunk(0), chunk(7), vec![sale("a", "p3")]];
        let expected: Vec<_> = chunks
            .iter()
            .flatten()
            .map(|item| match item {
                Item::Sale(record) => ("a".to_owned(), record.product.key.to_string()),
                other => panic!("{other:?}"),
            })
            .collect();
        let (rows, afresh) = written(&chunks);
        assert!(rows == expected, "a row has another's product");
        assert_eq!(afresh, 2);
    }

    /// What the writer finds for each row of a table that the parser reads, a chunk at a time, and what its records say:
    /// place, vendor whose word it is, key, day and amount.
    fn parsed(rows: &[String], a_chunk: usize) -> (Vec<String>, Vec<String>, u32) {
        let book = MemoryBook::of_rows(rows.iter().map(|row| row.split(',')));
        let (format, ctx) = (Format::builtin_by_code("generic").unwrap(), Context::default());
        let known = profile(&book, format, &ctx).unwrap();
        let conversion = Conversion { rates: RateTable::default(), currency: Currency::EUR };
        let mut preparer = Preparer::new(format, Vec::new(), Arc::new(conversion));
        let mut parser = parse(&book, format, &known, &ctx);
        let (mut found, mut numbered, mut places, mut items, mut by_numbers) =
            (Vec::new(), Vec::new(), Vec::new(), 0, 0);
        let mut take = |preparer: &mut Preparer| {
            let chunk = preparer.take(0);
            if chunk.afresh {
                numbered.clear();
                places.clear();
            }
            places.extend(chunk.places.iter().map(|met| Arc::clone(&met.place)));
            numbered.extend(chunk.called.iter().map(|c| format!("{} {}", c.spoken_by(), c.product.key)));
            found.extend(chunk.rows.iter().map(|row| {
                let (place, called) = (&places[row.place as usize], &numbered[row.key as usize]);
                format!("{place} {called} {:?} {:?}", row.sold_on, row.amount)
            }));
        };
        while let Some(line) = parser.next_line().unwrap() {
            match line {
                Line::Sale(sale) => {
                    by_numbers += 1;
                    preparer.add_sale(&parser, &sale);
                }
                Line::Item(item) => preparer.add(item),
            }
            items += 1;
            if items % a_chunk == 0 {
                take(&mut preparer);
            }
        }
        take(&mut preparer);
        let said = parse(&book, format, &known, &ctx).filter_map(|item| match item.unwrap() {
            Item::Sale(r) => {
                let by = spoken_by(r.product.ean.as_ref(), &r.named.place.vendor).to_owned();
                Some(format!("{} {by} {} {:?} {:?}", r.named.place, r.product.key, r.sold_on, r.amount))
            }
            _ => None,
        });
        (found, said.collect(), by_numbers)
    }

    #[test]
    fn sales_by_the_parsers_numbers_are_those_of_their_records_over_chunks_and_renumberings() {
        let header = "reseller,store,month,functional_name,quantity,amount,currency".to_owned();
        // More names than the parser and the load number at a time, each of two resellers now and then.
        let names = (0..MOST + 900).flat_map(|n| {
            let row = move |at: &str| format!("{at},2025-04,Soap {n},1,5.00,EUR");
            let others = if n % 16 == 0 { vec![row("A,One"), row("B,Two"), row("B,One")] } else { Vec::new() };
            std::iter::once(row("A,One")).chain(others)
        });
        // And more stores than that, each met again when the first have been numbered anew.
        let stores = || (0..MOST + 900).map(|n| format!("A,Store {n},2025-04,Soap 0,1,5.00,EUR"));
        let again = stores().flat_map(|row| [row.clone(), row]);
        let rows: Vec<String> = std::iter::once(header).chain(names).chain(stores()).chain(again).collect();
        let (found, said, by_numbers) = parsed(&rows, 6_000);
        assert_eq!(found.len(), rows.len() - 1);
        assert!(by_numbers as usize > MOST / 8, "{by_numbers}");
        assert!(found == said, "a row has another's place or product");
    }

    #[test]
    fn a_valid_ean_is_the_same_word_of_all_resellers_and_a_code_is_each_ones_own() {
        let rows = [
            "reseller,sold_on,product_ean,quantity,amount,currency",
            "A,2025-04-01,4006381333931,1,5.00,EUR",
            "A,2025-04-01,4006381333931,2,6.00,EUR",
            "B,2025-04-02,4006381333931,3,7.00,EUR",
            "B,2025-04-02,4006381333931,3,8.00,EUR",
        ];
        for a_chunk in [1, 3, 10] {
            let (found, said, by_numbers) = parsed(&rows.map(str::to_owned), a_chunk);
            assert_eq!((&found, by_numbers), (&said, 2));
            let word = format!(" {ANY_VENDOR} 4006381333931 ");
            assert!(found.iter().all(|row| row.contains(&word)), "{found:?}");
        }
    }
}
