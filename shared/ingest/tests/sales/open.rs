//! What a file leaves open is proven by itself, said by its format, or asked; never guessed.

use sellout_ingest::question::{Contradiction, about_amounts};
use sellout_ingest::{Answers, Context, Format, MemoryBook, Profile, parse, profile};
use sellout_model::Vat;

use crate::outcome::{format, named, read, rows};

fn shop(columns: &str, extra: &str) -> Format {
    format(&format!(
        "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nproduct = \"P\"\nquantity = \"Q\"\n{columns}\n[policy]\ncurrency = \"EUR\"\n{extra}"
    ))
}

fn dated(extra: &str) -> Format {
    shop("date = \"D\"", extra)
}

fn looked_at(book: &MemoryBook, format: &Format, file: &str) -> Profile {
    profile(book, format, &named(file)).expect("readable")
}

fn asks(book: &MemoryBook, format: &Format, file: &str) -> Vec<String> {
    looked_at(book, format, file).questions.iter().map(|question| question.need.clone()).collect()
}

fn first_day(book: &MemoryBook, format: &Format, file: &str) -> String {
    assert_eq!(asks(book, format, file), [""; 0], "{file}");
    read(book, format, file).sales[0].sold_on.expect("a day").to_string()
}

#[test]
fn dates_that_could_be_either_are_asked_with_what_each_would_give() {
    let book = rows(&["P|Q|D", "A|1|03/04/2025", "B|2|05/06/2025"]);
    let questions = looked_at(&book, &dated(""), "x.csv").questions;
    let [question] = questions.as_slice() else { panic!("{questions:?}") };
    assert_eq!((question.need.as_str(), question.columns.as_slice()), ("dates", &["D".to_owned()][..]));
    let days: Vec<_> =
        question.choices.iter().map(|c| (c.answer.as_str(), c.rows[0].period.as_str(), c.sales)).collect();
    assert_eq!(days, [("day_first", "2025-04-03", 2), ("month_first", "2025-03-04", 2)]);
    assert_eq!(question.choices[1].period_to.as_deref(), Some("2025-05-06"));
    assert!(question.choices[0].says.contains("03/04/2025 is 3 April 2025"), "{question:?}");
    let told = Answers { dates: Some(sellout_ingest::value::DateOrder::MonthFirst), ..Answers::default() };
    assert_eq!(first_day(&book, &told.over(&dated("")), "x.csv"), "2025-03-04");
}

#[test]
fn the_period_of_the_file_proves_the_order_of_its_dates() {
    let book = rows(&["P|Q|D", "A|1|03/04/2025", "B|2|05/04/2025"]);
    assert_eq!(first_day(&book, &dated(""), "sales 2025-04.csv"), "2025-04-03");
    assert_eq!(asks(&book, &dated(""), "sales 2025.csv"), ["dates"]);
    let american = rows(&["P|Q|D", "A|1|04/03/2025", "B|2|04/05/2025"]);
    assert_eq!(first_day(&american, &dated(""), "sales 2025-04.csv"), "2025-04-03");
    let given = Context { period: Some("2025-04".parse().expect("a month")), ..named("x.csv") };
    assert!(profile(&american, &dated(""), &given).expect("readable").questions.is_empty());
    let either = rows(&["P|Q|D", "A|1|03/04/2025"]);
    assert_eq!(asks(&either, &dated(""), "sales 2025-05.csv"), ["dates"], "neither is in May");
    assert_eq!(asks(&book, &dated("living = true\n"), "sales 2025-04.csv"), ["dates"], "older months may be in it");
}

#[test]
fn the_month_or_the_weekday_beside_a_date_proves_its_order() {
    let with_month = shop("date = \"D\"\nmonth = \"M\"\nyear = \"Y\"", "");
    let book = rows(&["P|Q|D|M|Y", "A|1|04/03/2025|April|2025", "B|2|05/06/2025|May|2025"]);
    assert_eq!(first_day(&book, &with_month, "x.csv"), "2025-04-03");
    let weekdays = rows(&["P|Q|Day|D", "A|1|Thu|03/04/2025", "B|2|Sun|06/04/2025"]);
    assert_eq!(first_day(&weekdays, &dated(""), "x.csv"), "2025-04-03");
    let one = rows(&["P|Q|Day|D", "A|1|Thu|03/04/2025"]);
    assert_eq!(asks(&one, &dated(""), "x.csv"), ["dates"], "one day of the week may be an accident");
}

#[test]
fn eight_dates_in_order_one_way_only_prove_it() {
    let days = |count: usize| {
        let all = ["28", "30", "02", "03", "04", "06", "07", "08", "10", "11"];
        let lines: Vec<String> = all[2..2 + count]
            .iter()
            .enumerate()
            .map(|(at, day)| format!("A|1|{day}/0{}/2025", if at < 3 { 4 } else { 5 }))
            .collect();
        rows(&[&["P|Q|D"][..], &lines.iter().map(String::as_str).collect::<Vec<_>>()].concat())
    };
    // 2, 3, 4 April; 6, 7, 8, 10, 11 May. Month first these are 4 February to 5 November: in order too.
    assert_eq!(asks(&days(8), &dated(""), "x.csv"), ["dates"]);
    let across = rows(&[
        "P|Q|D",
        "A|1|10/03/2025",
        "A|1|11/03/2025",
        "A|1|12/03/2025",
        "A|1|01/04/2025",
        "A|1|02/04/2025",
        "A|1|05/04/2025",
        "A|1|06/04/2025",
        "A|1|07/04/2025",
    ]);
    assert_eq!(first_day(&across, &dated(""), "x.csv"), "2025-03-10");
}

#[test]
fn another_column_of_days_proves_the_order_of_the_table() {
    let spans = shop("period_from = \"From\"\nperiod_to = \"To\"", "");
    let book = rows(&["P|Q|From|To", "A|1|01/04/2025|30/04/2025"]);
    assert_eq!(asks(&book, &spans, "x.csv"), [""; 0]);
    assert_eq!(read(&book, &spans, "x.csv").sales[0].period.to_string(), "2025-04");
}

#[test]
fn a_month_column_of_ambiguous_days_is_asked_too() {
    let months = shop("month = \"M\"", "");
    let book = rows(&["P|Q|M", "A|1|01/04/2025", "B|1|01/05/2025"]);
    assert_eq!(asks(&book, &months, "x.csv"), ["dates"]);
    assert_eq!(asks(&book, &months, "2025-Q2.csv"), [""; 0], "only day first lies in the quarter");
}

#[test]
fn labels_that_are_days_are_read_in_the_one_order_that_gives_each_a_period_of_its_own() {
    let pivot = |extra: &str| {
        format(&format!(
            "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nproduct = \"P\"\n[bands]\ngives = \"period\"\nmeasure = \"quantity\"\n{extra}"
        ))
    };
    let months = rows(&["P|01/03/2025|01/04/2025|01/05/2025", "A|1|2|3"]);
    let by_month = pivot("days_mean = \"month\"\n");
    assert_eq!(asks(&months, &by_month, "x.csv"), [""; 0]);
    assert_eq!(read(&months, &by_month, "x.csv").sales[0].period.to_string(), "2025-03");
    assert_eq!(asks(&months, &pivot(""), "x.csv"), ["dates"], "three days of January or three months");
}

#[test]
fn a_cell_that_could_be_two_days_says_no_period() {
    let told = |extra: &str| {
        format(&format!(
            "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nproduct = \"P\"\nquantity = \"Q\"\n[period]\ncell = {{ beside = \"Month:\" }}\n{extra}"
        ))
    };
    let book = rows(&["Month:|03/04/2025", "P|Q", "A|1"]);
    assert_eq!(crate::outcome::refusal(&book, &told(""), &named("x.csv")).0, "needs_period");
    let said = told("[reading]\ndates = \"month_first\"\n");
    assert_eq!(read(&book, &said, "x.csv").sales[0].period.to_string(), "2025-03-04");
}

fn priced(extra: &str) -> Format {
    shop("amount = \"Value\"\nprice = \"Price\"", extra)
}

#[test]
fn thousands_or_decimals_are_asked_where_nothing_shows_it() {
    let book = rows(&["P|Q|Value", "A|1|1.234", "B|2|2.500"]);
    let questions = looked_at(&book, &priced(""), "2025-04.csv").questions;
    let [question] = questions.as_slice() else { panic!("{questions:?}") };
    let sums: Vec<_> = question.choices.iter().map(|c| (c.answer.as_str(), c.amount.as_deref())).collect();
    assert_eq!(sums, [(".", Some("3.734")), (",", Some("3734.00"))]);
    assert_eq!(question.code(), "ambiguous_decimals");
    assert!(question.sentence().contains("3734.00 EUR"), "{}", question.sentence());
    assert_eq!(asks(&book, &priced("[reading]\ndecimal = \",\"\n"), "2025-04.csv"), [""; 0]);
}

#[test]
fn the_files_own_total_proves_thousands() {
    let book = rows(&["P|Q|Value", "A|1|1.234", "B|2|500", "Total|3|1.734"]);
    let profile = looked_at(&book, &priced(""), "2025-04.csv");
    assert!(profile.questions.is_empty() && profile.warnings.is_empty(), "{profile:?}");
    assert_eq!(read(&book, &priced(""), "2025-04.csv").amount(), "1734.00");
    let scaled = rows(&["P|Q|Value", "A|1|1.234", "B|2|2.500", "Total|3|3.734"]);
    assert_eq!(asks(&scaled, &priced(""), "2025-04.csv"), ["decimal"], "such a total comes out both ways");
}

#[test]
fn price_times_pieces_proves_decimals() {
    let book = rows(&["P|Q|Price|Value", "A|4|2|8", "B|1000|1.234|1234"]);
    assert_eq!(asks(&book, &priced(""), "2025-04.csv"), [""; 0]);
    assert_eq!(read(&book, &priced(""), "2025-04.csv").amount(), "1242.00");
}

/// What the file's own figures say against the format's word for its money.
fn contradiction(book: &MemoryBook, format: &Format) -> Option<(Contradiction, Option<String>)> {
    let ctx = named("2025-04.csv");
    let profile = profile(book, format, &ctx).expect("readable");
    let mut parser = parse(book, format, &profile, &ctx);
    assert!(parser.by_ref().all(|item| item.is_ok()));
    let why = parser.contradiction()?;
    let question = about_amounts(book, format, &ctx, why).expect("readable");
    Some((why, question.and_then(|question| question.choices[0].amount.clone())))
}

#[test]
fn money_of_one_piece_is_asked_about_where_the_total_says_so() {
    let unit = rows(&["P|Q|Value", "A|2|10", "B|3|20", "Total|5|80"]);
    assert_eq!(contradiction(&unit, &priced("")), Some((Contradiction::Totals, Some("80.00".to_owned()))));
    let line = rows(&["P|Q|Price", "A|2|10", "B|3|20", "Total|5|30"]);
    let by_price = shop("price = \"Price\"", "");
    assert_eq!(contradiction(&line, &by_price), None, "a total under prices is no total of money");
    let gap = rows(&["P|Q|Value", "A|2|10", "B|3|20", "Total|5|31"]);
    assert_eq!(contradiction(&gap, &priced("")), Some((Contradiction::Totals, None)), "it comes out neither way");
    let right = rows(&["P|Q|Value", "A|2|10", "B|3|20", "Total|5|30"]);
    assert_eq!(contradiction(&right, &priced("")), None);
}

#[test]
fn amounts_that_are_the_prices_are_asked_about() {
    let book = rows(&["P|Q|Price|Value", "A|2|10|10", "B|3|20|20", "C|4|5|5", "D|1|7|7"]);
    assert_eq!(contradiction(&book, &priced("")), Some((Contradiction::Prices, Some("107.00".to_owned()))));
    let said = Answers { amounts: Some(sellout_ingest::format::AmountsAre::Unit), ..Answers::default() };
    let told = said.over(&priced(""));
    assert_eq!(contradiction(&book, &told), None);
    assert_eq!(read(&book, &told, "2025-04.csv").amount(), "107.00");
}

#[test]
fn net_and_gross_are_proven_by_the_columns_or_said_by_the_header() {
    let vat_of = |book: &MemoryBook, format: &Format| read(book, format, "2025-04.csv").sales[0].vat;
    let net = rows(&["P|Q|Value|VAT|Sum", "A|1|10|2|12", "B|1|20|4|24", "C|1|5|1|6"]);
    assert_eq!(vat_of(&net, &priced("")), Vat::Excluded);
    let gross = rows(&["P|Q|Value|VAT|Base", "A|1|12|2|10", "B|1|24|4|20", "C|1|6|1|5"]);
    assert_eq!(vat_of(&gross, &priced("")), Vat::Included);
    assert_eq!(looked_at(&gross, &priced(""), "2025-04.csv").warnings[0].code, "vat_by_columns");
    let neither = rows(&["P|Q|Value|VAT|Base", "A|1|12|2|10", "B|1|24|4|21", "C|1|6|1|5"]);
    assert_eq!(vat_of(&neither, &priced("")), Vat::Unknown);
    let said = shop("amount = \"Umsatz netto\"", "");
    assert_eq!(vat_of(&rows(&["P|Q|Umsatz netto", "A|1|10"]), &said), Vat::Excluded);
    let either = shop("amount = [\"Umsatz netto\", \"Umsatz brutto\"]", "");
    let sold = |row: &str| vat_of(&rows(&["P|Q|Umsatz netto|Umsatz brutto", row]), &either);
    assert_eq!((sold("A|1|10|12"), sold("A|1|-|12")), (Vat::Excluded, Vat::Included), "of the column with the number");
    let contrary = priced("vat_included = true\n");
    let questions = looked_at(&net, &contrary, "2025-04.csv").questions;
    assert_eq!(questions.iter().map(|q| q.need.as_str()).collect::<Vec<_>>(), ["vat"]);
    let told = Answers { vat_included: Some(true), ..Answers::default() }.over(&contrary);
    assert_eq!((asks(&net, &told, "2025-04.csv").len(), vat_of(&net, &told)), (0, Vat::Included));
}

#[test]
fn a_total_that_says_net_or_gross_proves_the_amounts_it_is_the_sum_of() {
    let vat_of = |book: &MemoryBook, format: &Format| read(book, format, "2025-04.csv").sales[0].vat;
    for (label, vat) in [
        ("Total excl. VAT", Vat::Excluded),
        ("Total HT", Vat::Excluded),
        ("Netto", Vat::Excluded),
        ("Total TTC", Vat::Included),
        ("Summe brutto", Vat::Included),
        ("合計(税込)", Vat::Included),
        ("Total", Vat::Unknown),
    ] {
        let book = rows(&["P|Q|Value", "A|1|10", "B|2|20", &format!("{label}|3|30")]);
        let outcome = read(&book, &priced(""), "2025-04.csv");
        assert_eq!((outcome.sales.len(), outcome.sales[0].vat), (2, vat), "{label}");
        let told: Vec<_> = outcome.warning_codes();
        assert_eq!(told.contains(&"vat_by_totals"), vat != Vat::Unknown, "{label}: {told:?}");
    }
    let label = "Total excl. VAT";
    let twice = rows(&["Shop|P|Q|Value", "One|A|1|10", "One|B|2|20", &format!("{label}|{label}|3|30")]);
    assert_eq!(vat_of(&twice, &priced("")), Vat::Excluded, "the label stands in the product's column, too");
    let gap = rows(&["P|Q|Value", "A|1|10", "B|2|20", "Total excl. VAT|3|31"]);
    assert_eq!(vat_of(&gap, &priced("")), Vat::Unknown, "it is the sum of something else");
    let untaxed = rows(&["P|Q|Value", "A|1|10", "Total excl. VAT|1|10", "Total incl. VAT|1|10"]);
    assert_eq!(vat_of(&untaxed, &priced("")), Vat::Unknown, "both agree where there is no tax");
}

#[test]
fn the_total_with_tax_under_amounts_without_it_is_no_gap_and_no_sale() {
    let book =
        rows(&["P|Q|Value", "A|1|10", "B|2|20", "Total excl. VAT|3|30", "Netto||30", "MwSt. 20 %||6", "Total TTC||36"]);
    let outcome = read(&book, &priced(""), "2025-04.csv");
    assert_eq!((outcome.sales.len(), outcome.amount().as_str(), outcome.sales[0].vat), (2, "30.00", Vat::Excluded));
    assert!(outcome.controls.iter().all(|control| control.file == control.rows), "{:?}", outcome.controls);
    assert_eq!(outcome.errors.len(), 0, "{:?}", outcome.errors);
}

#[test]
fn a_total_that_says_the_contrary_of_the_format_or_of_the_header_is_asked_about() {
    let book = rows(&["P|Q|Value", "A|1|10", "B|2|20", "Total excl. VAT|3|30"]);
    let contrary = priced("vat_included = true\n");
    let questions = looked_at(&book, &contrary, "2025-04.csv").questions;
    assert_eq!(questions.iter().map(|q| q.need.as_str()).collect::<Vec<_>>(), ["vat"]);
    assert!(questions[0].asks.contains("Total excl. VAT"), "{questions:?}");
    let told = Answers { vat_included: Some(false), ..Answers::default() }.over(&contrary);
    assert_eq!(asks(&book, &told, "2025-04.csv"), [""; 0]);
    assert_eq!(asks(&book, &priced("vat_included = false\n"), "2025-04.csv"), [""; 0]);
    let header = shop("amount = \"Umsatz brutto\"", "");
    assert_eq!(asks(&rows(&["P|Q|Umsatz brutto", "A|1|10", "Netto||10"]), &header, "2025-04.csv"), ["vat"]);
}
