//! Items become rows that only have to be written, in the thread that parses: converted, hashed, and numbered, so that
//! what many rows share is looked up once a chunk (places) or once a load (products) and not once a row.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use sellout_ingest::{AliasRow, Format, Item, Named, Product, Record, RowError};
use sellout_store::load::{MetPlace, SalesRow};
use sellout_store::product_aliases::ANY_VENDOR;
use sellout_store::product_keys::spoken_by;
use sellout_store::row_errors::NewRowError;

use super::Counted;
use super::derive::{Conversion, sales_row};
use super::keys::Called;
use super::places::{News, Places};

/// How many row errors are kept with their values; the others are counted by kind.
const KEPT_ERRORS: usize = 10_000;
/// How many names of products one file may bring: they are kept in memory until it ends.
const MOST_ALIASES: usize = 200_000;

/// How many products are numbered before they are numbered afresh.
const MOST_PRODUCTS: usize = 32_768;

/// What is written together.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    /// Places of the rows, and places named without a sale.
    pub(super) places: Vec<MetPlace>,
    /// What rows call their products, where no row of the load did before.
    pub(super) called: Vec<Called>,
    /// Whether the products are numbered afresh from this chunk on.
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
}

/// The numbers of places within the chunk and of products within the load, by the addresses of their allocations. What
/// these hold is not looked at again: a row costs what it fetches from memory.
#[derive(Debug, Default)]
struct Numbers {
    places: HashMap<usize, u32, RandomState>,
    /// The places, lest their addresses are given to others.
    named: Vec<Arc<Named>>,
    /// The vendor of each place.
    vendor_of: Vec<u32>,
    vendors: HashMap<String, u32>,
    /// Products by what everybody means: most of a file's are known by their EANs.
    everybodys: HashMap<usize, u32, RandomState>,
    /// Products by what this vendor means.
    vendors_own: HashMap<(usize, u32), u32, RandomState>,
    /// The products by their numbers.
    products: Vec<Arc<Product>>,
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
        }
    }

    /// What was prepared since the last call.
    pub(super) fn take(&mut self) -> Prepared {
        let next = Prepared { afresh: self.numbers.end_chunk(), ..Prepared::default() };
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

    fn sale(&mut self, record: Record) {
        let booked_on = record.sold_on.unwrap_or(record.period.to);
        let converted = self.conversion.convert(record.amount, record.currency, booked_on);
        self.counted.add_original(record.currency, record.amount);
        let place = self.place(&record.named);
        let key = self.product(place, &record.named, &record.product);
        self.next_row += 1;
        self.counted.loaded += 1;
        self.chunk.rows.push(sales_row(record, converted, place, key, self.next_row));
    }

    fn place(&mut self, named: &Arc<Named>) -> u32 {
        let address = Arc::as_ptr(named).addr();
        if let Some(number) = self.numbers.places.get(&address) {
            return *number;
        }
        let number = self.chunk.places.len() as u32;
        let sold_by = self.sellers.meet(named);
        self.chunk.places.push(MetPlace { place: Arc::clone(&named.place), sold_by });
        self.numbers.enter_place(named, number);
        number
    }

    fn product(&mut self, place: u32, named: &Named, product: &Arc<Product>) -> u32 {
        let address = Arc::as_ptr(product).addr();
        if let Some(number) = self.numbers.everybodys.get(&address) {
            return *number;
        }
        let next = self.numbers.products.len() as u32;
        let vendor = &named.place.vendor;
        let number = if spoken_by(product.ean.as_ref(), vendor) == ANY_VENDOR {
            *self.numbers.everybodys.entry(address).or_insert(next)
        } else {
            let vendor = self.numbers.vendor_of.get(place as usize).copied().unwrap_or(u32::MAX);
            *self.numbers.vendors_own.entry((address, vendor)).or_insert(next)
        };
        if number == next {
            self.numbers.products.push(Arc::clone(product));
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

impl Numbers {
    fn enter_place(&mut self, named: &Arc<Named>, number: u32) {
        let (vendor, next) = (&named.place.vendor, self.vendors.len() as u32);
        let vendor = match self.vendors.get(vendor) {
            Some(known) => *known,
            None => *self.vendors.entry(vendor.clone()).or_insert(next),
        };
        self.places.insert(Arc::as_ptr(named).addr(), number);
        self.named.push(Arc::clone(named));
        self.vendor_of.push(vendor);
    }

    /// Forgets the places, and the products once they are too many: whether it forgot them.
    fn end_chunk(&mut self) -> bool {
        self.places.clear();
        self.named.clear();
        self.vendor_of.clear();
        let afresh = self.products.len() > MOST_PRODUCTS || self.vendors.len() > MOST_PRODUCTS;
        if afresh {
            self.vendors.clear();
            self.everybodys.clear();
            self.vendors_own.clear();
            self.products.clear();
        }
        afresh
    }
}

#[cfg(test)]
mod tests {
    use sellout_model::{Channel, Currency, Ean, Period, Place, ProductKey, StoreKey, Vat};
    use sellout_store::rates::RateTable;

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
            let chunk = preparer.take();
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
        let chunk = |from: usize| (from..=from + MOST_PRODUCTS).map(|n| sale("a", &format!("p{n}"))).collect();
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
}
