//! Shapes of real tables: where the table is, what a row is, what a cell is.

use sellout_ingest::{Cell, Format, MemoryBook, Row, RowWarning, Rows, SheetInfo};

use crate::outcome::{Outcome, cells, format, named, read, refusal, rows};

fn table(extra: &str) -> Format {
    format(&format!(
        "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nproduct = [\"Product\", \"Product Name\"]\nquantity = [\"Qty\", \"Quantity\"]\nstore = \"Store\"\n{extra}"
    ))
}

#[test]
fn titles_a_blank_column_and_blank_header_cells_shift_nothing() {
    let book = rows(&["|Sales of spring", "", "|Product||Qty|Store", "|Pebble|x|3|Madrid", "", "|Salt|y|(1)|Madrid"]);
    let outcome = read(&book, &table(""), "2025-04.csv");
    assert_eq!(outcome.units(), 20_000);
    assert_eq!(outcome.sales[1].source.row, 6, "the sheet's own row number, after a blank row");
    assert!(outcome.sales[1].quantity.unwrap().is_return());
}

#[test]
fn a_zero_in_the_first_spelling_never_falls_through_to_the_second() {
    let book = rows(&["Product|Qty|Quantity|Store", "A|0|7|M", "B||7|M", "C|2|7|M"]);
    let outcome = read(&book, &table(""), "2025-04.csv");
    assert_eq!((outcome.units(), outcome.named.len()), (90_000, 1));
}

#[test]
fn a_repeated_header_in_the_middle_is_skipped() {
    let book = rows(&["Product|Qty|Store", "A|1|M", "Product|Qty|Store", "B|2|M"]);
    let outcome = read(&book, &table(""), "2025-04.csv");
    assert_eq!((outcome.sales.len(), outcome.skipped, outcome.errors.len()), (2, 1, 0));
}

#[test]
fn a_heading_row_names_the_store_of_the_rows_below() {
    let headed = format(
        "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nproduct = \"Product\"\nquantity = \"Qty\"\n[rows]\nheading = \"store\"\n",
    );
    let book = rows(&["Product|Qty", "Madrid|", "A|1", "Online|", "A|2"]);
    assert_eq!(
        read(&book, &headed, "2025-04.csv").lines(),
        ["x · madrid · offline · 2025-04 | code:a | 1 | ?", "x · online · online · 2025-04 | code:a | 2 | ?"]
    );
}

#[test]
fn a_heading_row_may_name_the_product_of_the_stores_below() {
    let headed = format(
        "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nstore = \"Store\"\nquantity = \"Qty\"\n[rows]\nheading = \"product\"\n",
    );
    let book = rows(&["Store|Qty", "Pebble|", "Madrid|1", "Bilbao|2", "Salt|", "Madrid|3"]);
    let outcome = read(&book, &headed, "2025-04.csv");
    let keys: Vec<&str> = outcome.sales.iter().map(|s| s.product.key.as_str()).collect();
    assert_eq!((keys, outcome.units()), (vec!["code:pebble", "code:pebble", "code:salt"], 60_000));
}

#[test]
fn a_store_written_once_goes_down() {
    let book = rows(&["Store|Product|Qty", "Madrid|A|1", "|B|2", "Bilbao|A|3"]);
    let outcome = read(&book, &table("[rows]\nfill_down = \"Store\"\n"), "2025-04.csv");
    let stores: Vec<_> = outcome.sales.iter().map(|s| s.named.store_name.as_deref().unwrap().to_owned()).collect();
    assert_eq!(stores, ["Madrid", "Madrid", "Bilbao"]);
}

#[test]
fn a_sheets_name_may_be_the_store_and_some_sheets_are_none() {
    let sheets = format(
        "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[table]\nsheets = \"all\"\nexcept = [\"info\", \"_*\"]\nsheet_name = \"store\"\n[columns]\nproduct = \"Product\"\nquantity = \"Qty\"\n",
    );
    let one = |qty: &str| vec![cells("Product|Qty"), cells(&format!("A|{qty}"))];
    let book = MemoryBook::default()
        .with_sheet("Kraków", one("1"))
        .with_sheet("info", one("9"))
        .with_sheet("_old", one("9"))
        .with_sheet("E-Shop", one("2"))
        .with_sheet("Notes", [cells("hello|there")]);
    let outcome = read(&book, &sheets, "2025-04.xlsx");
    assert_eq!(
        outcome.lines(),
        ["x · kraków · offline · 2025-04 | code:a | 1 | ?", "x · e-shop · online · 2025-04 | code:a | 2 | ?"]
    );
    assert_eq!(outcome.warning_codes(), ["sheet_without_table"]);
}

#[test]
fn other_sheets_with_the_same_columns_are_told_and_not_added() {
    let one = || vec![cells("Product|Qty|Store"), cells("A|1|M")];
    let book = MemoryBook::default().with_sheet("Sales", one()).with_sheet("Copy", one());
    let outcome = read(&book, &table(""), "2025-04.xlsx");
    assert_eq!((outcome.units(), outcome.warning_codes()), (10_000, vec!["other_sheets_alike"]));
}

#[test]
fn a_named_sheet_that_is_not_there_is_refused_unless_the_first_may_stand_in() {
    let book = MemoryBook::default().with_sheet("Tabelle1", [cells("Product|Qty|Store"), cells("A|1|M")]);
    assert_eq!(refusal(&book, &table("[table]\nsheets = [\"Sales\"]\n"), &named("2025-04.xlsx")).0, "missing_sheet");
    let outcome = read(&book, &table("[table]\nsheets = [\"Sales\"]\nelse_first = true\n"), "2025-04.xlsx");
    assert_eq!(outcome.units(), 10_000);
}

#[test]
fn values_are_put_right_before_they_count() {
    let toml = table(
        "code = \"Ref\"\n[values.code]\npick = '^(\\S+) -'\n[values.store]\nmap = { \"ON\" = \"Online\", \"M 1\" = \"Madrid\" }\n[values.product]\nremove = ' \\(new\\)$'\n",
    );
    let book = rows(&["Product|Ref|Qty|Store", "Pebble (new)|86033320 - name|1|on", "Salt|77|1|m  1"]);
    let outcome = read(&book, &toml, "2025-04.csv");
    assert_eq!(
        outcome.lines(),
        ["x · online · online · 2025-04 | code:86033320 | 1 | ?", "x · madrid · offline · 2025-04 | code:77 | 1 | ?"]
    );
    assert_eq!(outcome.sales[0].product.text.as_deref(), Some("Pebble"));
}

#[test]
fn constants_stand_in_where_no_column_gives_a_field() {
    let demo = format(
        "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nproduct = \"BrandName\"\nmonth = \"Month\"\n[constant]\nquantity = \"1\"\nprice = \"100.00\"\n[policy]\ncurrency = \"EUR\"\n",
    );
    let outcome = read(&rows(&["Brand|BrandName|Month|Information", "1|Pebble|2025-04|x"]), &demo, "x.csv");
    assert_eq!((outcome.units(), outcome.amount().as_str()), (10_000, "100.00"));
}

#[test]
fn names_are_folded_for_keys_and_kept_for_display() {
    let book = rows(&["Product|Qty|Store", "商品Ａ|1|新宿店", "  商品A |1|新宿店"]);
    let outcome = read(&book, &table(""), "2025-04.csv");
    assert_eq!(outcome.sales[0].product.key, outcome.sales[1].product.key);
    assert_eq!(outcome.sales[0].product.text.as_deref(), Some("商品Ａ"));
}

#[test]
fn equal_rows_of_a_file_are_all_sales_and_share_their_place() {
    let book = rows(&["Product|Qty|Store", "A|1|M", "A|1|M"]);
    let outcome = read(&book, &table(""), "2025-04.csv");
    assert_eq!(outcome.sales.len(), 2);
    assert!(std::sync::Arc::ptr_eq(&outcome.sales[0].named.place, &outcome.sales[1].named.place));
}

#[test]
fn a_column_decides_its_decimal_sign_from_all_its_values() {
    let priced = format(
        "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nproduct = \"P\"\nquantity = \"Q\"\namount = \"Value\"\n[policy]\ncurrency = \"EUR\"\n",
    );
    let comma = read(&rows(&["P|Q|Value", "A|1.000|1.234", "A|1|3,50"]), &priced, "2025-04.csv");
    assert_eq!((comma.units(), comma.amount().as_str()), (10_010_000, "1237.50"));
    let point = read(&rows(&["P|Q|Value", "A|1|1.234", "A|1|3.50"]), &priced, "2025-04.csv");
    assert_eq!(point.amount(), "4.734");
    let either = read(&rows(&["P|Q|Value", "A|1|1.234"]), &priced, "2025-04.csv");
    assert_eq!((either.amount().as_str(), either.warning_codes()), ("1.234", vec!["decimal_sign_assumed"]));
    let both = read(&rows(&["P|Q|Value", "A|1|1.50", "A|1|1,50", "A|1|1.234"]), &priced, "2025-04.csv");
    assert_eq!((both.amount().as_str(), both.error_codes()), ("3.00", vec!["bad_amount"]));
}

#[test]
fn a_sign_beside_the_number_names_the_currency_before_the_format_does() {
    let priced = format(
        "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nproduct = \"P\"\nquantity = \"Q\"\namount = \"Value\"\n[policy]\ncurrency = \"EUR\"\n",
    );
    let outcome = read(&rows(&["P|Q|Value", "A|1|£5.00", "A|1|5.00"]), &priced, "2025-04.csv");
    let codes: Vec<String> = outcome.sales.iter().map(|s| s.currency.unwrap().to_string()).collect();
    assert_eq!(codes, ["GBP", "EUR"]);
}

#[test]
fn rows_that_belong_to_no_table_are_told_where_there_are_several() {
    let ended = table("[table]\nends_at = \"Returns*\"\n");
    let below = |more: &[&str]| {
        let all = [&["Product|Qty|Store", "A|1|M", "Returns to us"], more].concat();
        read(&rows(&all), &ended, "2025-04.csv")
    };
    let outcome = below(&["Article|Pieces|Reason", "A|2|broken", "B|3|late"]);
    assert_eq!((outcome.units(), outcome.warning_codes()), (10_000, vec!["rows_outside"]));
    assert_eq!(outcome.warnings[0].source.map(|source| source.row), Some(5));
    assert!(below(&["A|2|broken", "printed on|3"]).warning_codes().is_empty(), "one row may be anything");
    let above = rows(&["Shop|Visits|Days", "M|400|30", "N|300|30", "Product|Qty|Store", "A|1|M"]);
    assert_eq!(read(&above, &table(""), "2025-04.csv").warning_codes(), ["rows_outside"]);
}

/// A sheet with a spreadsheet's own kinds of cells.
struct Typed(Vec<SheetInfo>, Vec<Vec<Cell<'static>>>);

struct TypedRows<'a>(std::slice::Iter<'a, Vec<Cell<'static>>>, u32);

impl sellout_ingest::Book for Typed {
    fn sheets(&self) -> &[SheetInfo] {
        &self.0
    }
    fn open(&self, _: usize) -> Result<Box<dyn Rows + '_>, sellout_ingest::ReadError> {
        Ok(Box::new(TypedRows(self.1.iter(), 0)))
    }
    fn warnings(&self) -> Vec<RowWarning> {
        Vec::new()
    }
}

impl Rows for TypedRows<'_> {
    fn next(&mut self, row: &mut Row) -> Result<bool, sellout_ingest::ReadError> {
        let Some(cells) = self.0.next() else { return Ok(false) };
        self.1 += 1;
        row.begin(self.1);
        for cell in cells {
            row.push(*cell);
        }
        if self.1 == 4 {
            row.set_fault("broken_quote");
        }
        Ok(true)
    }
}

fn typed() -> Outcome {
    let full = format(
        "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nean = \"EAN\"\nquantity = \"Qty\"\namount = \"Value\"\ndate = \"Date\"\n[policy]\ncurrency = \"EUR\"\n",
    );
    let day = chrono::NaiveDate::from_ymd_opt(2025, 4, 3).and_then(|d| d.and_hms_opt(10, 0, 0)).expect("a time");
    let ean = Cell::Number(4_006_381_333_931.0);
    let header = ["EAN", "Qty", "Value", "Date"].map(Cell::Text).to_vec();
    let book = Typed(
        vec![SheetInfo { name: "Sales".to_owned(), hidden: false }],
        vec![
            header,
            vec![ean, Cell::Number(3.0), Cell::Number("2.5499999999999998".parse().expect("a float")), Cell::Date(day)],
            vec![ean, Cell::Number(1.0), Cell::Error("#N/A"), Cell::Number(45_750.0)],
            vec![ean, Cell::Number(1.0), Cell::Number(1.0), Cell::Date(day)],
            vec![ean, Cell::Bool(true), Cell::Number(1.0), Cell::Date(day)],
        ],
    );
    read(&book, &full, "x.xlsx")
}

#[test]
fn a_spreadsheets_own_cells_are_read_exactly_and_its_errors_are_said() {
    let outcome = typed();
    assert_eq!(outcome.lines(), ["x · all stores · offline · 2025-04 | 4006381333931 | 3 | 2.55"]);
    assert_eq!(outcome.error_codes(), ["cell_error", "broken_quote", "bad_quantity"]);
    assert!(outcome.errors[1].message.contains("quotation mark"));
}
