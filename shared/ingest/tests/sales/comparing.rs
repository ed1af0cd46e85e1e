//! The same file read by two descriptions: the same, or with the first rows that differ.

use sellout_ingest::compare::{Comparison, Fields};
use sellout_ingest::{Book, Context, compare};

use crate::outcome::{format, rows};

const SHOP: &str = "code = \"shop\"\ntitle = \"Shop\"\nvendor = \"shop\"\n[columns]\nproduct = \"Item\"\n\
                    quantity = \"Pcs\"\namount = \"Money\"\ndate = \"Day\"\n[policy]\ncurrency = \"EUR\"\n";

fn compared(book: &dyn Book, before: Option<&str>, after: &str) -> Comparison {
    let context = Context { filename: "a.csv".to_owned(), ..Context::default() };
    let before = before.map(format);
    compare(book, &context, before.as_ref(), &format(after)).expect("a comparison")
}

fn fields(said: &[(&str, &str)]) -> Fields {
    said.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn the_same_description_reads_the_same() {
    let book = rows(&["Item|Pcs|Money|Day", "Pen|2|3.50|2025-04-03", "Ink|x|1.00|2025-04-03", "Total|2|4.50|"]);
    let found = compared(&book, Some(SHOP), SHOP);
    assert!(found.same && found.differences.is_empty(), "{found:?}");
    let before = found.before.expect("read before");
    assert_eq!((before.rows, before.errors, before.units.as_str()), (1, 1, "2"));
    assert_eq!(before.amounts["EUR"], "3.50");
    assert_eq!(before, found.after);
}

#[test]
fn rows_that_differ_are_shown_with_what_differs() {
    let book = rows(&["Item|Pcs|Money|Net|Day", "Pen|2|3.50|3.00|2025-04-03", "Ink|1|5.00|5.00|2025-04-04"]);
    let found = compared(&book, Some(SHOP), &SHOP.replace("\"Money\"", "\"Net\""));
    assert!(!found.same);
    let row = &found.differences[0];
    assert_eq!((found.differences.len(), row.row, &row.sheet), (1, 2, &None));
    assert_eq!(row.before, Some(fields(&[("amount", "3.50")])));
    assert_eq!(row.after, Some(fields(&[("amount", "3.00")])));
    assert_eq!(found.after.amounts["EUR"], "8.00");
}

#[test]
fn a_row_that_only_one_of_them_reads_is_shown_from_its_side() {
    let book = rows(&["Item|Pcs|Money|Day", "Pen|2|3.50|2025-04-03", "Gift|1|0.50|2025-04-03", "Ink|1|5|2025-04-03"]);
    let dropping = format!("{SHOP}[rows]\ndrop = [{{ column = \"Item\", is = \"Gift\" }}]\n");
    let found = compared(&book, Some(SHOP), &dropping);
    let row = &found.differences[0];
    assert_eq!((found.differences.len(), row.row, row.after.is_none()), (1, 3, true));
    assert_eq!(row.before.as_ref().expect("a sale")["amount"], "0.50");
    assert_eq!((found.before.expect("read").skipped, found.after.skipped, found.after.rows), (0, 1, 2));
}

#[test]
fn an_error_that_goes_is_told_as_what_it_was() {
    let book = rows(&["Item|Pcs|Money|Day", "Pen|n/a|3.50|2025-04-03", "Ink|1|5.00|2025-04-03"]);
    let found = compared(&book, Some(SHOP), &SHOP.replace("quantity = \"Pcs\"\n", ""));
    let before = found.differences[0].before.as_ref().expect("an error");
    assert!(before["error"].starts_with("bad_quantity: "), "{before:?}");
    assert_eq!((found.before.expect("read").errors, found.after.errors), (1, 0));
    assert_eq!(found.differences.len(), 2, "the other row loses its pieces");
}

#[test]
fn only_the_first_rows_are_shown_and_all_are_counted() {
    let mut lines = vec!["Item|Pcs|Money|Day".to_owned()];
    lines.extend((0..40).map(|n| format!("Pen {n}|1|1.00|2025-04-03")));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let found = compared(&rows(&lines), Some(SHOP), &SHOP.replace("EUR", "GBP"));
    assert_eq!((found.differences.len(), found.after.rows), (5, 40));
    assert_eq!(
        (&found.before.expect("read").amounts["EUR"], &found.after.amounts["GBP"]),
        (&"40.00".into(), &"40.00".into())
    );
}

#[test]
fn a_description_that_cannot_read_the_file_says_why() {
    let book = rows(&["Item|Pcs|Money|Day", "Pen|2|3.50|2025-04-03"]);
    let found = compared(&book, Some(SHOP), &SHOP.replace("\"Pcs\"", "\"Pieces\"").replace("\"Money\"", "\"Sum\""));
    let problem = found.after.problem.expect("a problem");
    assert!(problem.contains("Pieces") || problem.contains("Sum"), "{problem}");
    assert!(!found.same && found.after.rows == 0 && found.differences.len() == 1);
    let both = compared(&book, Some(&SHOP.replace("\"Item\"", "\"Thing\"")), &SHOP.replace("\"Item\"", "\"Thing\""));
    assert!(both.same && both.after.problem.is_some(), "neither reads it: nothing gets worse");
}

#[test]
fn what_the_figures_mean_differs_too() {
    let book = rows(&["Item|Pcs|Money|Day", "Pen|2|3.50|2025-04-03"]);
    let parts = SHOP.replace("[policy]\n", "[policy]\nreports = \"parts\"\n");
    let found = compared(&book, Some(SHOP), &parts);
    assert!(!found.same && found.after.adds && found.differences.is_empty(), "{found:?}");
    let first = compared(&book, None, SHOP);
    assert!(!first.same && first.before.is_none() && first.after.rows == 1, "nothing read it before");
}
