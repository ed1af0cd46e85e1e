//! A mapping proposed for an unknown table, and the same loaded.

use std::collections::BTreeMap;

use sellout_ingest::suggest::{self, Terms};
use sellout_ingest::{Field, Known, MemoryBook, Proposal};

use crate::outcome::{named, read, rows};

fn propose(book: &MemoryBook) -> Proposal {
    suggest::propose(book, &Known::default()).expect("readable").expect("a proposal")
}

fn fields(book: &MemoryBook) -> Vec<String> {
    let proposal = propose(book);
    proposal.columns.iter().map(|c| format!("{}={}", c.header, c.field.map_or("-", Field::as_str))).collect()
}

#[test]
fn headers_of_several_languages_are_proposed_with_reasons() {
    for (header, row, expected) in [
        ("Artikel|Menge|Umsatz|Datum", "Kiesel|3|30,50|03.04.2025", ["product", "quantity", "amount", "date"]),
        ("Libellé|Quantité|Montant|Magasin", "Galet|3|30,50|Lyon", ["product", "quantity", "amount", "store"]),
        ("Towar|Ilość|Wartość|Sklep", "Kamień|3|30,50|Kraków", ["product", "quantity", "amount", "store"]),
        ("Товар|Кількість|Сума|Магазин", "Камінь|3|30,50|Київ", ["product", "quantity", "amount", "store"]),
        ("商品名|数量|売上金額|店舗", "石|3|3050|新宿店", ["product", "quantity", "amount", "store"]),
        ("Descrizione|Pezzi|Importo|Negozio", "Sasso|3|30,50|Milano", ["product", "quantity", "amount", "store"]),
    ] {
        let found = fields(&rows(&[header, row, row]));
        let wanted: Vec<String> = header.split('|').zip(expected).map(|(h, f)| format!("{h}={f}")).collect();
        assert_eq!(found, wanted);
    }
}

#[test]
fn cells_decide_where_the_header_does_not() {
    let book = rows(&[
        "Brand|X1|When|Pcs sold|Z",
        "4006381333931|Pebble|2025-04-03|3|30.50",
        "4006381333931|Salt|2025-04-04|1|10.25",
    ]);
    assert_eq!(fields(&book), ["Brand=ean", "X1=-", "When=date", "Pcs sold=quantity", "Z=amount"]);
}

#[test]
fn shares_stock_and_last_year_are_never_proposed() {
    let book = rows(&["EAN|Qty|Sales|Share %|Stock Qty|Sales LY", "4006381333931|1|2.50|3|4|5"]);
    assert_eq!(fields(&book), ["EAN=ean", "Qty=quantity", "Sales=amount", "Share %=-", "Stock Qty=-", "Sales LY=-"]);
    let proposal = propose(&book);
    assert!(proposal.columns[3].reason.contains("never a sale"), "{:?}", proposal.columns[3]);
    assert_eq!(proposal.needs("x.csv"), ["vendor", "period", "currency"]);
    assert_eq!(proposal.needs("x 2025-04.csv"), ["vendor", "currency"]);
}

#[test]
fn an_accepted_proposal_loads_the_table() {
    let book = rows(&[
        "Report of April",
        "",
        "Artikel|Menge|Umsatz (EUR)|Datum",
        "Kiesel|3|1.030,50|13.04.2025",
        "Salz|1|10,25|14.04.2025",
    ]);
    let proposal = propose(&book);
    assert_eq!(proposal.header_row, 3);
    let format = proposal.to_format(Terms { vendor: Some("galeria"), ..Terms::default() }).expect("a format");
    let outcome = read(&book, &format, "x.csv");
    assert_eq!((outcome.units(), outcome.amount().as_str()), (40_000, "1040.75"));
    assert_eq!(outcome.sales[0].named.place.vendor, "galeria");
    assert!(format.source().contains("Umsatz (EUR)"));
}

#[test]
fn a_proposal_without_product_or_figure_is_no_format() {
    let proposal = propose(&rows(&["Store|Qty", "Madrid|3"]));
    assert!(proposal.to_format(Terms { vendor: Some("x"), ..Terms::default() }).is_none());
}

fn said(words: &[(&str, &str)]) -> BTreeMap<String, String> {
    words.iter().map(|(header, word)| ((*header).to_owned(), (*word).to_owned())).collect()
}

#[test]
fn figures_that_prove_each_other_count_more_than_words() {
    let book = rows(&["Item|Amount|Sales|Value", "Pebble|3|9.50|28.50", "Salt|2|12.00|24.00", "Oats|4|9.90|39.60"]);
    let proposal = propose(&book);
    assert_eq!(fields(&book), ["Item=product", "Amount=quantity", "Sales=price", "Value=amount"]);
    assert!(proposal.columns[1].reason.contains("in 3 of 3 rows"), "{:?}", proposal.columns[1]);
}

#[test]
fn what_the_organisation_knows_names_columns_that_say_nothing() {
    let book = rows(&["A|B|C|D", "Pebble|Leeds|3|30.50", "Salt|York|1|10.25"]);
    let mut known = Known::default();
    known.learn_product(None, "Pebble", Some("P-1"));
    known.learn_store("York");
    let proposal = suggest::propose(&book, &known).unwrap().unwrap();
    assert_eq!((proposal.header_of(Field::Product), proposal.header_of(Field::Store)), (Some("A"), Some("B")));
    assert!(proposal.columns[1].reason.contains("1 of its 2 cells are stores that you know"), "{:?}", proposal.columns);
}

#[test]
fn a_persons_word_takes_a_field_from_the_column_that_was_only_proposed() {
    let proposal = propose(&rows(&["Artikel|Menge|Umsatz|Wert", "Kiesel|3|30,50|5,00", "Salz|1|10,25|5,00"]));
    let corrected = proposal.corrected(&said(&[("Wert", "amount"), ("Menge", "")])).unwrap();
    assert_eq!((corrected.header_of(Field::Amount), corrected.header_of(Field::Quantity)), (Some("Wert"), None));
    let errors = proposal.corrected(&said(&[("Wert", "amount"), ("Umsatz", "amount"), ("Nichts", "ean")])).unwrap_err();
    let errors: Vec<&str> = errors.iter().map(|error| error.header.as_str()).collect();
    assert_eq!(errors, ["Nichts", "Wert"]);
}

#[test]
fn columns_across_are_all_of_one_figure_and_those_left_out_are_never_labels() {
    let book = rows(&["EAN|Aberdeen|Dundee|Perth|Rank", "4006381333931|3|2|4|1", "4006381333948|1|5|2|2"]);
    let proposal = propose(&book);
    let labels = |word: &'static str| said(&[("Aberdeen", word), ("Dundee", word), ("Perth", word)]);
    let terms = Terms { vendor: Some("x"), currency: "EUR".parse().ok(), ..Terms::default() };
    let money = proposal.corrected(&labels("amount")).unwrap();
    let outcome = read(&book, &money.to_format(terms).expect("a format"), "2025-04.csv");
    assert_eq!((outcome.sales.len(), outcome.amount().as_str(), outcome.units()), (6, "17.00", 0));
    let two = proposal.corrected(&said(&[("Perth", "")])).unwrap();
    let outcome = read(&book, &two.to_format(terms).expect("a format"), "2025-04.csv");
    assert_eq!((outcome.sales.len(), outcome.units()), (4, 110_000));
    let errors = proposal.corrected(&said(&[("Aberdeen", "amount"), ("Perth", "quantity")])).unwrap_err();
    assert!(errors[0].message.contains("all of them are one figure"), "{errors:?}");
}

#[test]
fn labels_that_come_twice_are_read_both_times_or_not_at_all() {
    let book = rows(&["Item|2025-01|2025-02|2025-01|2025-02", "Pebble|30.50|20.33|3|2", "Salt|10.25|41.00|1|4"]);
    let proposal = propose(&book);
    assert_eq!(proposal.columns[3].header, "@D", "the second January has no name of its own");
    let errors = proposal.corrected(&said(&[("@D", "")])).unwrap_err();
    assert!(errors[0].message.contains("come twice"), "{errors:?}");
    let none = said(&[("2025-01", ""), ("2025-02", ""), ("@D", ""), ("@E", "")]);
    assert_eq!(proposal.corrected(&none).unwrap().wide, None);
}

#[test]
fn sheets_that_are_alike_and_named_after_months_are_read_together() {
    let sheet = |pieces: &'static str| [["Item", "Pieces"], ["Pebble", pieces], ["Salt", "2"]];
    let book = MemoryBook::default().with_sheet("April 2025", sheet("3")).with_sheet("May 2025", sheet("4"));
    let proposal = propose(&book);
    assert_eq!(proposal.needs("x.xlsx"), ["vendor"]);
    let format = proposal.to_format(Terms { vendor: Some("x"), ..Terms::default() }).expect("a format");
    assert_eq!(read(&book, &format, "x.xlsx").units(), 110_000);
}

#[test]
fn the_period_above_the_table_is_found_there_again() {
    let lines = ["Zeitraum:|April 2025", "Artikel|Menge", "Kiesel|3", "Salz|2"];
    let format = propose(&rows(&lines)).to_format(Terms { vendor: Some("x"), ..Terms::default() }).expect("a format");
    let may = [&["Zeitraum:|Mai 2025"], &lines[1..]].concat();
    let outcome = read(&rows(&may), &format, "x.csv");
    assert_eq!(outcome.sales.iter().map(|s| s.period.to_string()).collect::<Vec<_>>(), ["2025-05", "2025-05"]);
}

#[test]
fn a_preview_shows_the_first_rows_with_their_errors_in_place() {
    let mut lines = vec!["Item|Pieces|Takings".to_owned()];
    lines.extend(
        (1..=30).map(|n| format!("Pebble {n}|{}|{n}.50", if n == 2 { "two".to_owned() } else { n.to_string() })),
    );
    let book = MemoryBook::of_rows(lines.iter().map(|line| line.split('|')));
    let format = propose(&book)
        .to_format(Terms { vendor: Some("x"), currency: "EUR".parse().ok(), ..Terms::default() })
        .expect("a format");
    let preview = suggest::preview(&book, &format, &named("x.csv")).unwrap();
    assert_eq!((preview.rows.len(), preview.rows[0].row), (20, 2));
    let first = preview.rows[0].sale.as_ref().expect("a sale");
    assert_eq!((first.amount.as_deref(), first.period.as_deref()), (Some("1.50"), None), "nobody has said the period");
    assert!(
        preview.rows[1].sale.is_none() && preview.rows[1].errors[0].code == "bad_quantity",
        "{:?}",
        preview.rows[1]
    );
    let dated = suggest::preview(&book, &format, &named("2025-04.csv")).unwrap();
    assert_eq!(dated.rows[0].sale.as_ref().and_then(|sale| sale.period.as_deref()), Some("2025-04"));
}
