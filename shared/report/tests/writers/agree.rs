//! What every writer promises: the same figures, exact or rounded; the same bytes twice; no formulas.

use crate::read_back::{Book, Pdf, pdf_text, zip_file};
use sellout_model::{Amount, Quantity, ReportFormat, ReportKind};
use sellout_report::{Report, ReportError, Transaction, sample, show, write};

fn written(report: &Report, format: ReportFormat, rows: u32) -> Vec<u8> {
    let mut out = Vec::new();
    write(report, format, &mut sample::stream(rows), &mut out).expect("the report is written");
    out
}

#[test]
fn all_forms_say_the_same_total_to_the_cent_with_returns_in_it() {
    let report = sample::report(1_000);
    let total = report.summary.total;
    assert!(report.summary.returns.is_some_and(|r| r.amount.0 < 0), "the sample has returns");
    let printed = show::money(total.amount, report.currency);

    let csv = written(&report, ReportFormat::Csv, 1_000);
    let (mut amount, mut units, mut rows) = (0_i64, 0_i64, 0_u64);
    for record in csv::Reader::from_reader(&csv[..]).into_records() {
        let record = record.expect("a record");
        amount += record[10].parse::<Amount>().expect("an amount").0;
        units += record[9].parse::<Quantity>().expect("a quantity").0;
        rows += 1;
    }
    assert_eq!((amount, units, rows), (total.amount.0, total.units.0, total.rows));

    let mut book = Book::open(written(&report, ReportFormat::Xlsx, 1_000));
    let exact = |sheet: &str, book: &mut Book, column: usize, skip: usize| {
        book.column(sheet, column).iter().skip(1).take(skip).map(|v| (v * 10_000.0).round() as i64).sum::<i64>()
    };
    assert_eq!(exact("Transactions", &mut book, 10, 1_000), total.amount.0);
    assert_eq!(exact("Resellers", &mut book, 2, 5), total.amount.0);
    assert_eq!(exact("Over time", &mut book, 3, 30), total.amount.0);
    assert!((book.number("Summary", 6, 1) * 10_000.0 - total.amount.0 as f64).abs() < 0.5);

    let text = pdf_text(&written(&report, ReportFormat::Pdf, 1_000));
    // Once in a tile, then as the total of four tables and of the transactions.
    assert!(text.matches(&printed).count() >= 6, "{printed} in {text}");
    assert!(text.contains("Printed here: the first 200 of 1,000 rows. The other 800 are in the Excel and CSV"));
}

#[test]
fn the_archive_holds_the_same_table_and_a_file_a_section() {
    let report = sample::report(120);
    let archive = written(&report, ReportFormat::CsvZip, 120);
    let table = zip_file(&archive, "transactions.csv");
    assert_eq!(table.as_bytes(), written(&report, ReportFormat::Csv, 120));
    for name in ["resellers.csv", "products.csv", "channels.csv", "stores.csv", "over_time.csv"] {
        let text = zip_file(&archive, name);
        let sum: i64 = csv::Reader::from_reader(text.as_bytes())
            .into_records()
            .map(|r| r.expect("a record")[2].parse::<Amount>().expect("an amount").0)
            .sum();
        assert_eq!(Amount(sum), report.summary.total.amount, "{name}");
    }
    assert!(zip_file(&archive, "summary.csv").contains("last_year,2024-04,"));
}

#[test]
fn the_same_report_is_the_same_bytes_twice() {
    let report = sample::report(300);
    for format in ReportFormat::ALL {
        assert!(written(&report, *format, 300) == written(&report, *format, 300), "{format} differs");
    }
    let mut other = report.clone();
    other.data_version += 1;
    assert!(written(&report, ReportFormat::Pdf, 300) != written(&other, ReportFormat::Pdf, 300));
}

#[test]
fn a_text_is_never_a_formula_and_a_number_stays_a_number() {
    let mut report = sample::report(1);
    let mut sale = sample::sales(1).next().expect("a sale");
    sale.vendor = "@SUM(A1)".to_owned();
    sale.store = Some("+1".to_owned());
    sale.functional_name = Some("=cmd|' /C calc'!A0".to_owned());
    sale.quantity = Some(Quantity(-10_000));
    sale.amount = Some(Amount(-55_000));
    report.summary.total.amount = Amount(-55_000);
    report.summary.total.units = Quantity(-10_000);
    report.rankings.clear();
    report.over_time = None;
    let write_one = |format| {
        let mut out = Vec::new();
        write(&report, format, &mut [Ok(sale.clone())].into_iter(), &mut out).expect("written");
        out
    };
    let text = String::from_utf8(write_one(ReportFormat::Csv)).expect("UTF-8");
    assert!(text.contains(",'@SUM(A1),'+1,") && text.contains(",'=cmd|' /C calc'!A0,-1,-5.50,EUR,"), "{text}");
    let mut book = Book::open(write_one(ReportFormat::Xlsx));
    assert_eq!(book.text("Transactions", 1, 8), "=cmd|' /C calc'!A0");
    assert!(book.formulas("Transactions").is_empty());
    assert!((book.number("Transactions", 1, 10) + 5.5).abs() < 1e-9);
}

#[test]
fn print_has_polish_ukrainian_greek_and_marks_what_it_cannot_draw() {
    let report = sample::report(400);
    let print = Pdf::open(&written(&report, ReportFormat::Pdf, 400));
    for text in ["Krem nawilżający z żurawiną 75 ml", "Квітка", "Σταδίου", "Rynek Główny", "Page 1 of"]
    {
        assert!(print.text.contains(text), "{text}");
    }
    assert!(print.fonts.iter().all(|size| *size < 60_000), "fonts are subset: {:?}", print.fonts);
    // One of the sample's products has a Japanese name.
    assert!(print.text.contains("\u{fffd}\u{fffd}\u{fffd}\u{fffd} 30 ml"));
    assert!(print.text.contains("stands for a letter that the typeface of the printed form lacks"));
    assert!(!Pdf::open(&written(&sample::report(0), ReportFormat::Pdf, 0)).text.contains("stands for a letter"));
}

#[test]
fn a_report_without_sales_is_a_valid_page_that_says_so() {
    let report = sample::report(0);
    let print = Pdf::open(&written(&report, ReportFormat::Pdf, 0));
    assert_eq!(print.pages, 1);
    assert!(print.text.contains("No sales are booked in this period."));
    let mut book = Book::open(written(&report, ReportFormat::Xlsx, 0));
    assert_eq!(book.text("Transactions", 0, 0), "sold_on");
    let text = String::from_utf8(written(&report, ReportFormat::Csv, 0)).expect("UTF-8");
    assert_eq!(text.lines().count(), 1);
}

#[test]
fn a_report_of_transactions_prints_thousands_and_repeats_the_heads() {
    let mut report = sample::report(10_000);
    report.kind = ReportKind::Transactions;
    report.over_time = None;
    report.rankings.clear();
    let print = Pdf::open(&written(&report, ReportFormat::Pdf, 10_000));
    assert!(print.pages > 80, "{} pages", print.pages);
    assert_eq!(print.text.matches("Reseller").count(), print.pages, "a head on every page");
    assert!(print.text.contains(&format!("Page {0} of {0}", print.pages)));
    assert!(print.text.contains("the first 5,000 of 10,000 rows"));
    let mut book = Book::open(written(&report, ReportFormat::Xlsx, 10_000));
    assert_eq!(book.column("Transactions", 10).len(), 10_001);
}

#[test]
fn a_source_that_breaks_or_tells_another_story_fails_every_form() {
    let report = sample::report(20);
    for format in ReportFormat::ALL {
        let mut broken = sample::stream(20).take(5).chain([Err("the connection is gone".into())]);
        let error = write(&report, *format, &mut broken, &mut Vec::new()).expect_err("the source broke");
        assert!(matches!(error, ReportError::Source(_)), "{format}: {error}");

        let mut other = sample::stream(20).map(|sale| sale.map(|s| Transaction { amount: Some(Amount(1)), ..s }));
        let error = write(&report, *format, &mut other, &mut Vec::new()).expect_err("other amounts");
        assert!(matches!(error, ReportError::Disagrees { .. }), "{format}: {error}");

        let mut more = sample::stream(20).chain(sample::stream(1));
        let error = write(&report, *format, &mut more, &mut Vec::new()).expect_err("a row too many");
        assert!(matches!(error, ReportError::Disagrees { .. }), "{format}: {error}");
    }
}
