//! Sales files that a story makes for itself: rows of the generic table, and workbooks as people save them.

use rust_xlsxwriter::Workbook;

/// The columns of the generic table that rows of [`sale`] have.
pub(crate) const HEADER: &str = "sold_on,reseller,store,functional_name,product_ean,quantity,amount,currency";

/// Article numbers with right check digits.
const EANS: [&str; 12] = [
    "5060917001014",
    "5060917001021",
    "5060917001038",
    "5060917001045",
    "5060917001052",
    "5060917001069",
    "5060917001076",
    "5060917001083",
    "5060917001090",
    "5060917002011",
    "5060917002028",
    "4006381333931",
];

/// The article number of the n-th product.
pub(crate) fn ean(product: usize) -> &'static str {
    EANS[product]
}

/// A row of the corner shop: its day, its store, the n-th product, pieces, and euros.
pub(crate) fn sale(day: &str, store: &str, product: usize, quantity: i64, amount: &str) -> String {
    format!("{day},Corner Shop,{store},Product {product},{},{quantity},{amount},EUR", ean(product))
}

/// The generic table of these rows.
pub(crate) fn table<R: AsRef<str>>(rows: impl IntoIterator<Item = R>) -> String {
    rows.into_iter().fold(format!("{HEADER}\n"), |text, row| text + row.as_ref() + "\n")
}

/// The first so many products, one piece of each for ten euros, on one day of one store.
pub(crate) fn shelf(day: &str, store: &str, products: usize) -> String {
    table((0..products).map(|product| sale(day, store, product, 1, "10.00")))
}

/// A workbook with these rows on its one sheet; what reads as a number is one.
pub(crate) fn workbook(sheet: &str, rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let table = book.add_worksheet().set_name(sheet).unwrap();
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(*cells) {
            match cell.parse::<f64>() {
                Ok(number) => table.write_number(row, column, number).unwrap(),
                Err(_) => table.write_string(row, column, *cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}
