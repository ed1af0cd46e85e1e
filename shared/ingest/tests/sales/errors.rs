//! Row errors: the code, the place, what was read and what to do.

use std::path::Path;

use crate::outcome::{builtin, format, named, open, read, refusal, rows};

const HEADER: &str = "sold_on|reseller|functional_name|product_ean|quantity|amount|currency";

fn one(row: &str) -> crate::outcome::Outcome {
    let good = "2025-05-01|A|Pebble|4006381333931|1|10.50|EUR";
    read(&rows(&[HEADER, good, row, good]), builtin("generic"), "x.csv")
}

#[test]
fn a_broken_quote_is_told_at_the_cell_in_which_it_opens() {
    let csv = "EAN,Product,Qty,Store\n4006381333931,\"Pebble, grey,3,Leeds\n4006381333948,Salt,1,Leeds\n";
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("broken quote.csv");
    std::fs::write(&path, csv).expect("written");
    let book = open(&path);
    let toml = format(
        "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nean = \"EAN\"\nproduct = \"Product\"\nquantity = \"Qty\"\n",
    );
    let outcome = read(book.as_ref(), &toml, "2025-04.csv");
    let [error] = outcome.errors.as_slice() else { panic!("{:?}", outcome.errors) };
    assert_eq!((error.code, error.column.as_deref(), error.source.column), ("broken_quote", Some("Product"), Some(1)));
    assert_eq!((error.value.as_str(), outcome.sales.len()), ("\"Pebble, grey", 1));
}

#[test]
fn each_kind_of_broken_cell_has_its_code_column_and_value() {
    for (row, code, column, value) in [
        ("2025-05-01|A|P|4006381333931|abc|1|EUR", "bad_quantity", "quantity", "abc"),
        ("2025-05-01|A|P|4006381333931|1.5|1|EUR", "fractional_quantity", "quantity", "1.5"),
        ("2025-05-01|A|P|4006381333931|1|12%|EUR", "bad_amount", "amount", "12%"),
        ("2025-05-01|A|P|4006381333931|1|#REF!|EUR", "cell_error", "amount", "#REF!"),
        ("2025-05-01|A|P|4006381333931|1|99999999999999999|EUR", "bad_amount", "amount", "99999999999999999"),
        ("2025-05-01|A|P|5.06008E+12|1|1|EUR", "ean_truncated", "product_ean", "5.06008E+12"),
        ("2025-05-01|A|P|50600845X9304|1|1|EUR", "bad_ean", "product_ean", "50600845X9304"),
        ("2025-05-01|A|P|50600845893|1|1|EUR", "bad_ean", "product_ean", "50600845893"),
        ("2025-02-31|A|P|4006381333931|1|1|EUR", "bad_date", "sold_on", "2025-02-31"),
        ("soon|A|P|4006381333931|1|1|EUR", "bad_date", "sold_on", "soon"),
        ("2025-05-01|A|P|4006381333931|1|1|EURO", "bad_currency", "currency", "EURO"),
        ("2025-05-01|A|||1|1|EUR", "missing_product", "product_ean", ""),
        ("2025-05-01||P|4006381333931|1|1|EUR", "missing_vendor", "reseller", ""),
        ("|A|P|4006381333931|1|1|EUR", "missing_date", "sold_on", ""),
    ] {
        let outcome = one(row);
        assert_eq!(outcome.sales.len(), 2, "the others load: {row}");
        assert_eq!(outcome.errors.len(), 1, "{row}: {:?}", outcome.errors);
        let error = &outcome.errors[0];
        assert_eq!((error.code, error.column.as_deref(), error.value.as_str()), (code, Some(column), value), "{row}");
        assert_eq!(error.source.row, 3);
        assert_eq!(error.raw.replace('\t', "|").trim_end_matches('|'), row.trim_end_matches('|'));
        assert!(error.message.len() > 20 && !error.message.ends_with('.'), "{}", error.message);
    }
}

#[test]
fn everything_wrong_with_a_row_is_told_at_once() {
    let outcome = one("31/02/2025|A|P|4006381333931|two|n/a|EUR");
    let rows: Vec<u32> = outcome.errors.iter().map(|e| e.source.row).collect();
    assert_eq!(outcome.error_codes(), ["bad_date", "bad_quantity", "bad_amount"]);
    assert_eq!(rows, [3, 3, 3], "one failed row");
}

#[test]
fn a_wrong_check_digit_is_a_warning_and_the_row_loads() {
    let outcome = one("2025-05-01|A|P|4006381333932|1|1|EUR");
    assert_eq!((outcome.sales.len(), outcome.warning_codes()), (3, vec!["ean_check_digit"]));
    assert_eq!(outcome.warnings[0].value.as_deref(), Some("4006381333932"));
}

#[test]
fn where_the_ean_is_optional_its_column_may_hold_the_vendors_own_codes() {
    let own = format(
        "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nean = \"EANCode\"\nproduct = \"Article\"\nquantity = \"Q\"\n[reading]\nean_optional = true\n",
    );
    let book = rows(&["EANCode|Article|Q", "4006381333931|Pebble|1", "100045|Salt|2", "4006381333932|Sea|1"]);
    let keys: Vec<String> = read(&book, &own, "2025-04.csv").sales.iter().map(|s| s.product.key.to_string()).collect();
    assert_eq!(keys, ["4006381333931", "code:100045", "code:4006381333932"]);
}

#[test]
fn fractions_load_where_the_format_allows_them() {
    let kilos = format(
        "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nproduct = \"P\"\nquantity = \"kg\"\n[reading]\nfractions = true\n",
    );
    let outcome = read(&rows(&["P|kg", "Salt|1,5", "Salt|0,25"]), &kilos, "2025-04.csv");
    assert_eq!(outcome.units(), 17_500);
}

#[test]
fn whole_files_are_refused_with_their_reason() {
    let generic = builtin("generic");
    let ctx = named("x.csv");
    let (code, message) = refusal(&rows(&["product_ean|colour", "1|red"]), generic, &ctx);
    assert_eq!(code, "missing_columns");
    assert!(message.contains("quantity (\"quantity\")"), "{message}");
    assert_eq!(refusal(&rows(&[HEADER]), generic, &ctx).0, "header_only");
    assert_eq!(refusal(&rows(&[HEADER, "", " | "]), generic, &ctx).0, "header_only");
    let undated = rows(&["functional_name|quantity|reseller", "P|1|A"]);
    assert_eq!(refusal(&undated, generic, &ctx).0, "needs_period");
    let yearless = rows(&["functional_name|quantity|reseller|month", "P|1|A|march"]);
    assert_eq!(refusal(&yearless, generic, &ctx).0, "needs_period");
}
