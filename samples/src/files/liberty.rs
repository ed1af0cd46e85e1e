//! A weekly department-store report: three stacked header rows, stores side by side, groups of three rows for each item,
//! totals at the end. Once as the workbook, once, four weeks later, as somebody saved the sheet as CSV.

use chrono::{Days, NaiveDate};

use crate::catalogue::{BRAND, PRODUCTS, Product};
use crate::dice::Dice;
use crate::expected::{Sample, Sold, Tally};
use crate::files::day;
use crate::money::Money;
use crate::sheet::{Cell, Sheet, workbook as spreadsheet};
use crate::text_table::line;

const WORKBOOK: &str = "Continuity Supplier Size Report 06-04-2025.xlsx";
const TEXT: &str = "Continuity Supplier Size Report 04_05_2025.csv";
const ITEM_COLUMNS: [&str; 12] = [
    "Retail Group",
    "Brand",
    "Colour Phase",
    "Product Group",
    "Item ID | Colour",
    "Item",
    "Supplier Reference",
    "Size",
    "Style",
    "Cost Price",
    "Original Price",
    "Retail Price",
];
const BANDS: [&str; 4] = ["Flagship", "Internet", "All Sales Channels", "All Warehouse"];
const QUANTITY: &str = "Sales Qty Un";
/// The blank at the end is theirs.
const AMOUNT: &str = "Sales Inc VAT £ ";
const STOCK: &str = "Stock Qty Un";

/// Pieces and money of one store, or nothing at all.
type Pair = Option<(i64, Money)>;

/// How a return is written.
#[derive(Clone, Copy, PartialEq)]
enum Minus {
    Sign,
    Brackets,
}

struct Item {
    product: &'static Product,
    flagship: Pair,
    internet: Pair,
    before: i64,
    minus: Minus,
}

/// A cell of the report, before it is a spreadsheet's or a text's.
enum Figure {
    Blank,
    Text(String),
    Count(i64, Minus),
    Money(Money, Minus),
}

/// The report of 6 April 2025 as it was sent.
pub(super) fn workbook() -> Sample {
    let (tally, rows, merged) = report(day(2025, 4, 6), 604);
    let rows = rows.into_iter().map(|row| row.into_iter().map(spreadsheet_cell).collect()).collect();
    let sheet = Sheet { name: "Continuity Size Report", rows, merged, heading_rows: 3 };
    tally.finish(WORKBOOK, spreadsheet(&[sheet]).expect("the rows fit a sheet"))
}

/// The report of 4 May 2025 as CSV of the sheet.
pub(super) fn text() -> Sample {
    let (tally, rows, _) = report(day(2025, 5, 4), 405);
    let mut text = String::from('\u{feff}');
    for row in rows {
        text += &line(&row.into_iter().map(text_cell).collect::<Vec<_>>(), ',');
    }
    tally.finish(TEXT, text.into_bytes())
}

type Merged = Vec<(u32, u16, u16)>;

fn report(reported: NaiveDate, seed: u64) -> (Tally, Vec<Vec<Figure>>, Merged) {
    let items = items(seed);
    let mut tally = Tally::of("liberty");
    let (mut rows, merged) = header();
    for item in &items {
        rows.extend(group(item));
        count(&mut tally, item, reported);
    }
    rows.push(total_row(1, &format!("{BRAND} Total"), &items));
    rows.push(total_row(0, "Grand Total", &items));
    tally.skipped(2);
    (tally, rows, merged)
}

/// What each item sold in the week. The first few are the cases that readers stumble over.
fn items(seed: u64) -> Vec<Item> {
    let mut dice = Dice::seeded(seed);
    let mut items: Vec<Item> = PRODUCTS
        .iter()
        .map(|product| {
            let (flagship, internet) = (Some(sold(&mut dice, product)), Some(sold(&mut dice, product)));
            Item { product, flagship, internet, before: dice.between(20, 160), minus: Minus::Sign }
        })
        .collect();
    let back = |product: &Product, units: i64| Some((-units, -product.price("GBP").times(units)));
    // A weighted average that the store's system did not round.
    items[0].flagship = Some((17, Money(14_157_025)));
    items[1].flagship = None;
    items[2].internet = None;
    items[3].internet = back(items[3].product, 2);
    items[4].flagship = back(items[4].product, 1);
    items[4].minus = Minus::Brackets;
    // Nothing this week, but the year to date has figures.
    (items[12].flagship, items[12].internet) = (None, None);
    (items[13].flagship, items[13].internet) = (Some((0, Money::default())), None);
    items
}

fn sold(dice: &mut Dice, product: &Product) -> (i64, Money) {
    let units = dice.between(1, 4 + product.weight);
    (units, product.price("GBP").times(units))
}

/// Only the week's own figures of real stores count: the shop in London and the web shop.
fn count(tally: &mut Tally, item: &Item, reported: NaiveDate) {
    tally.skipped(2);
    let sales: Vec<_> = [item.flagship, item.internet].into_iter().flatten().filter(|(units, _)| *units != 0).collect();
    if sales.is_empty() {
        tally.skipped(1);
    }
    let (from, to) = (reported - Days::new(7), reported - Days::new(1));
    for (units, amount) in sales {
        tally.sold(Sold { from, to, currency: "GBP", units, amount });
    }
}

fn header() -> (Vec<Vec<Figure>>, Merged) {
    let blank = || ITEM_COLUMNS.iter().map(|_| Figure::Blank).collect::<Vec<_>>();
    let (mut stores, mut kinds) = (blank(), blank());
    let mut columns: Vec<Figure> = ITEM_COLUMNS.iter().map(|name| Figure::Text((*name).to_owned())).collect();
    let mut merged = Vec::new();
    for band in BANDS {
        let first = stores.len() as u16;
        let width = if band == "All Warehouse" { 5 } else { 4 };
        stores.push(Figure::Text(band.to_owned()));
        stores.extend((1..width).map(|_| Figure::Blank));
        merged.push((0, first, first + width - 1));
        for (kind, start) in [("Actual", first), ("YTD", first + 2)] {
            kinds.extend([Figure::Text(kind.to_owned()), Figure::Blank]);
            merged.push((1, start, start + 1));
            columns.extend([QUANTITY, AMOUNT].map(|name| Figure::Text(name.to_owned())));
        }
    }
    kinds.push(Figure::Blank);
    columns.push(Figure::Text(STOCK.to_owned()));
    (vec![stores, kinds, columns], merged)
}

/// Description, size, total: three rows for an item, of which the last carries the figures.
fn group(item: &Item) -> [Vec<Figure>; 3] {
    let product = item.product;
    let text = |text: &str| Figure::Text(text.to_owned());
    let money = |money: Money| Figure::Money(money, Minus::Sign);
    let id = item_id(product);
    let price = product.price("GBP");
    let mut description = vec![text("BEAUTY"), text(BRAND), text("CONTINUITY"), text(product.group), text(&id)];
    description.push(text(&product.name.to_uppercase()));
    description.extend((description.len()..width()).map(|_| Figure::Blank));
    let mut size: Vec<Figure> = (0..6).map(|_| Figure::Blank).collect();
    size.extend([text(product.sku), text(&product.size.to_uppercase()), text(&format!("S{}", product.number()))]);
    size.extend([money(price.percent(45)), money(price), money(price)]);
    size.extend(figures(item));
    let mut total: Vec<Figure> = (0..4).map(|_| Figure::Blank).collect();
    total.push(text(&format!("{id} Total")));
    total.extend((5..12).map(|_| Figure::Blank));
    total.extend(figures(item));
    [description, size, total]
}

/// `100614101 | 01-SALT`: the store's own number and its word for the colour.
pub(crate) fn item_id(product: &Product) -> String {
    let word = product.name.split(' ').next().unwrap_or_default().to_uppercase();
    format!("100614{:03} | {:02}-{word}", product.number(), product.number() % 100)
}

fn width() -> usize {
    ITEM_COLUMNS.len() + BANDS.len() * 4 + 1
}

fn figures(item: &Item) -> Vec<Figure> {
    let both = add(item.flagship, item.internet);
    let price = item.product.price("GBP");
    let mut cells = Vec::new();
    for pair in [item.flagship, item.internet, both] {
        cells.extend(pair_cells(pair, item.minus));
        cells.extend(pair_cells(add(pair, Some((item.before, price.times(item.before)))), Minus::Sign));
    }
    cells.extend(pair_cells(None, Minus::Sign));
    cells.extend(pair_cells(Some((item.before, price.times(item.before))), Minus::Sign));
    cells.push(Figure::Count(item.before * 2 + 40, Minus::Sign));
    cells
}

fn add(one: Pair, other: Pair) -> Pair {
    match (one, other) {
        (Some((u, a)), Some((v, b))) => Some((u + v, a + b)),
        (one, other) => one.or(other),
    }
}

fn pair_cells(pair: Pair, minus: Minus) -> [Figure; 2] {
    match pair {
        Some((units, amount)) => [Figure::Count(units, minus), Figure::Money(amount, minus)],
        None => [Figure::Blank, Figure::Blank],
    }
}

/// A total of all items, named in the given column: what the file itself says it comes to.
fn total_row(column: usize, name: &str, items: &[Item]) -> Vec<Figure> {
    let sum = |of: &dyn Fn(&Item) -> Pair| items.iter().map(of).fold(None, add);
    let (flagship, internet) = (sum(&|item| item.flagship), sum(&|item| item.internet));
    let before = sum(&|item| Some((item.before, item.product.price("GBP").times(item.before))));
    let mut cells: Vec<Figure> = (0..12).map(|_| Figure::Blank).collect();
    cells[column] = Figure::Text(name.to_owned());
    for pair in [flagship, internet, add(flagship, internet)] {
        cells.extend(pair_cells(pair, Minus::Sign));
        cells.extend(pair_cells(add(pair, before), Minus::Sign));
    }
    cells.extend(pair_cells(None, Minus::Sign));
    cells.extend(pair_cells(before, Minus::Sign));
    cells.push(Figure::Count(items.iter().map(|item| item.before * 2 + 40).sum(), Minus::Sign));
    cells
}

fn spreadsheet_cell(figure: Figure) -> Cell {
    match figure {
        Figure::Blank => Cell::Blank,
        Figure::Text(text) => Cell::Text(text),
        Figure::Count(count, Minus::Brackets) if count < 0 => Cell::Text(format!("({})", -count)),
        Figure::Count(count, _) => Cell::count(count),
        Figure::Money(money, Minus::Brackets) if money < Money::default() => {
            Cell::Text(format!("({})", (-money).text()))
        }
        Figure::Money(money, _) => Cell::Number(money.number()),
    }
}

fn text_cell(figure: Figure) -> String {
    match figure {
        Figure::Blank => String::new(),
        Figure::Text(text) => text,
        Figure::Count(count, Minus::Brackets) if count < 0 => format!("({})", -count),
        Figure::Count(count, _) => count.to_string(),
        Figure::Money(money, Minus::Brackets) if money < Money::default() => format!("({})", (-money).pounds_text()),
        Figure::Money(money, _) => money.pounds_text(),
    }
}
