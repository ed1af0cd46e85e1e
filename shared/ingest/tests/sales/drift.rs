//! A known sender's file with a changed column.

use sellout_ingest::{Answers, Detection, Field, Format, MemoryBook, detect, detect_known};

use crate::outcome::{builtin, cells, read, rows};

const ROWS: [&str; 3] = [
    "4006381333931|Pebble|3|30.50|Madrid Store|5|2025",
    "4006381333948|Salt|1|10.25|Online|5|2025",
    "4006381333955|Sea|2|41.00|Madrid Store|5|2025",
];

fn boxnox(header: &str) -> MemoryBook {
    MemoryBook::default().with_sheet("Sell Out by EAN", [header].iter().chain(&ROWS).map(|line| cells(line)))
}

const USUAL: &str = "Product EAN|Functional Name|Sold Qty|Sales Amount (EUR)|POS|Month|Year";

fn known(header: &str) -> Detection {
    let former = |code: &str| (code == "boxnox").then(|| cells(USUAL));
    detect_known(&boxnox(header), "Boxnox 05-2025.xlsx", Format::builtin(), &former).expect("readable")
}

fn healed(detection: &Detection) -> Vec<String> {
    let drift = detection.drift.clone().unwrap_or_default();
    drift.healed.iter().map(|taken| format!("{} = {}", taken.header, taken.stands_for)).collect()
}

#[test]
fn a_renamed_column_is_taken_for_what_it_was_and_said() {
    for (header, change) in [
        (USUAL.replace("Sold Qty", "Pieces sold"), "Pieces sold = Sold Qty"),
        (USUAL.replace("POS", "Store name"), "Store name = POS"),
        (USUAL.replace("Month", "Mes"), "Mes = Month"),
        (USUAL.replace("Sales Amount (EUR)", "Sales Amnt (EUR)"), "Sales Amnt (EUR) = Sales Amount (EUR)"),
        (USUAL.replace("Product EAN", "Article no. 13"), "Article no. 13 = Product EAN"),
    ] {
        let detection = known(&header);
        assert_eq!(detection.format.as_deref(), Some("boxnox"), "{header}: {detection:#?}");
        assert_eq!(healed(&detection), [change]);
        let drift = detection.drift.expect("a change");
        assert_eq!(drift.warnings()[0].code, "column_healed");
        let outcome = read(&boxnox(&header), &drift.answers().over(builtin("boxnox")), "Boxnox 05-2025.xlsx");
        assert_eq!(
            (outcome.units(), outcome.amount().as_str(), outcome.errors.len()),
            (60_000, "81.75", 0),
            "{header}"
        );
    }
}

#[test]
fn what_cannot_be_told_is_asked_with_all_other_columns_filled() {
    let header = USUAL.replace("Sold Qty", "X");
    let detection = known(&header);
    assert_eq!((detection.format.as_deref(), detection.seems.as_deref()), (None, Some("boxnox")), "{detection:#?}");
    let proposal = detection.proposal.clone().expect("a mapping");
    let doubtful: Vec<&str> =
        proposal.columns.iter().filter(|c| c.confidence < 1.0).map(|c| c.header.as_str()).collect();
    assert_eq!(doubtful, ["X"]);
    assert_eq!(proposal.columns[2].field, Some(Field::Quantity));
    let refusal = detection.refusal();
    assert_eq!(refusal.code, "changed_columns");
    assert!(refusal.message.contains("whether \"X\" is \"Sold Qty\", the quantity"), "{}", refusal.message);
}

#[test]
fn a_word_that_makes_another_figure_is_never_taken_unasked() {
    for header in [
        USUAL.replace("Sold Qty", "Returned Qty"),
        USUAL.replace("Sales Amount (EUR)", "Net Sales Amount (EUR)"),
        USUAL.replace("Sold Qty", "Stock Qty"),
    ] {
        let detection = known(&header);
        assert!(healed(&detection).is_empty(), "{header}: {detection:#?}");
        assert!(detection.format.is_none(), "{header}: {detection:#?}");
    }
}

#[test]
fn a_column_that_is_gone_or_new_is_told() {
    let detection = known("Product EAN|Functional Name|Sold Qty|POS|Month|Year|Remark");
    assert_eq!(detection.format.as_deref(), Some("boxnox"), "{detection:#?}");
    let drift = detection.drift.expect("a change");
    assert_eq!(drift.missing, ["Sales Amount (EUR)"]);
    assert_eq!(drift.added, ["Remark"]);
    let codes: Vec<_> = drift.warnings().iter().map(|warning| warning.code).collect();
    assert_eq!(codes, ["column_missing", "column_added"]);
}

#[test]
fn moved_columns_are_no_change() {
    let detection = known("Year|Month|POS|Sold Qty|Product EAN|Functional Name|Sales Amount (EUR)");
    assert_eq!((detection.format.as_deref(), detection.drift), (Some("boxnox"), None));
}

#[test]
fn an_answer_is_taken_as_it_was_given() {
    let header = USUAL.replace("Sold Qty", "X");
    let headers = [("X".to_owned(), "Sold Qty".to_owned())].into();
    let told = Answers { headers, ..Answers::default() }.over(builtin("boxnox"));
    let detection = detect(&boxnox(&header), "Boxnox 05-2025.xlsx", [&told]).expect("readable");
    assert_eq!((detection.format.as_deref(), detection.drift), (Some("boxnox"), None));
    let nothing = [("X".to_owned(), String::new())].into();
    let told = Answers { headers: nothing, ..Answers::default() }.over(builtin("boxnox"));
    let detection = detect(&boxnox(&header), "Boxnox 05-2025.xlsx", [&told]).expect("readable");
    assert_eq!(detection.format, None, "without its quantity it is no such file");
}

#[test]
fn a_column_by_letter_is_followed_where_its_header_moves() {
    let usual = cells("Branch|Stockcode|Quantity|exvatnetsales|OrderDate");
    let former = |code: &str| (code == "skins-sa").then(|| usual.clone());
    let book = rows(&["Stockcode|Branch|Quantity|exvatnetsales|OrderDate", "4006381333931|ON|2|40.00|2025-06-13"]);
    let detection = detect_known(&book, "Skins SA 2025-06.csv", Format::builtin(), &former).expect("readable");
    assert_eq!(detection.format.as_deref(), Some("skins-sa"), "{detection:#?}");
    assert_eq!(healed(&detection), ["Branch = @A"]);
    let told = detection.drift.expect("a change").answers().over(builtin("skins-sa"));
    let outcome = read(&book, &told, "Skins SA 2025-06.csv");
    assert_eq!(outcome.sales[0].named.store_name.as_deref(), Some("Online"));
}

#[test]
fn a_column_by_letter_is_asked_about_where_values_that_the_format_names_stand_in_another() {
    let book = rows(&[
        "Counter|Str|Stockcode|Quantity|exvatnetsales|OrderDate",
        "17|VAW|4006381333931|1|20.00|2025-06-12",
        "17|ON|4006381333931|2|40.00|2025-06-13",
    ]);
    let found = |format: &Format| detect(&book, "Skins SA 2025-06.csv", [format]).expect("readable");
    let asked = found(builtin("skins-sa"));
    assert_eq!((asked.format.as_deref(), asked.seems.as_deref()), (None, Some("skins-sa")), "{asked:#?}");
    let refusal = asked.refusal().message;
    assert!(refusal.ends_with("say whether \"Str\" is the store, which stood in column A"), "{refusal}");
    for (stands_for, store) in [("@A", "VAW"), ("", "17")] {
        let headers = [("Str".to_owned(), stands_for.to_owned())].into();
        let told = Answers { headers, ..Answers::default() }.over(builtin("skins-sa"));
        let detection = found(&told);
        assert_eq!((detection.format.as_deref(), detection.drift), (Some("skins-sa"), None), "{stands_for:?}");
        let outcome = read(&book, &told, "Skins SA 2025-06.csv");
        assert_eq!(outcome.sales[0].named.store_name.as_deref(), Some(store));
    }
}

#[test]
fn no_other_format_takes_a_file_whose_name_says_whose_it_is() {
    let book = boxnox("Product EAN|Functional Name|Quantity|Zone X|Month|Year|reseller");
    let detection = detect(&book, "Boxnox 05-2025.xlsx", Format::builtin()).expect("readable");
    assert_eq!(detection.format, None, "{detection:#?}");
    assert_eq!(detection.seems.as_deref(), Some("boxnox"));
}

#[test]
fn every_sheet_that_is_read_is_looked_at() {
    let store = |header: &str| [header, "Pebble|3|5|2025", "Salt|1|5|2025"].map(cells);
    let book = |krakow: &str| {
        let warsaw = MemoryBook::default().with_sheet("Warszawa", store("Product|Quantity|Month|Year"));
        warsaw.with_sheet("Kraków", store(krakow))
    };
    let detected = |book: &MemoryBook| detect(book, "Galilu 2025-05.xlsx", Format::builtin()).expect("readable");
    let changed = book("Prduct Name|Qty|Month|Year");
    let detection = detected(&changed);
    assert_eq!(detection.format.as_deref(), Some("galilu-stores"), "{detection:#?}");
    assert_eq!(healed(&detection), ["Prduct Name = Product"]);
    let drift = detection.drift.expect("a change");
    assert_eq!(drift.warnings()[0].source.map(|source| (source.sheet, source.row)), Some((1, 1)));
    let outcome = read(&changed, &drift.answers().over(builtin("galilu-stores")), "Galilu 2025-05.xlsx");
    assert_eq!(outcome.units(), 80_000, "both stores");
    let odd = detected(&book("Product|X|Month|Year"));
    assert_eq!((odd.format.as_deref(), odd.seems.as_deref()), (None, Some("galilu-stores")), "{odd:#?}");
    assert!(odd.proposal.expect("a mapping").columns.iter().any(|column| column.header == "X"));
    let lists = detected(&book("Month|Year|Remark|Pebble"));
    assert_eq!((lists.format.as_deref(), lists.drift), (Some("galilu-stores"), None), "it is none of the stores");
}

#[test]
fn what_was_to_be_forgotten_is_asked_and_not_healed_again() {
    let header = USUAL.replace("Sold Qty", "Pieces sold");
    let doubted = ["Pieces Sold".to_owned()].into();
    let told = Answers { doubted, ..Answers::default() }.over(builtin("boxnox"));
    let former = |_: &str| Some(cells(USUAL));
    let detection = detect_known(&boxnox(&header), "Boxnox 05-2025.xlsx", [&told], &former).expect("readable");
    assert_eq!((detection.format.as_deref(), detection.seems.as_deref()), (None, Some("boxnox")), "{detection:#?}");
    let asked = &detection.drift.as_ref().expect("a change").asked;
    assert!(asked[0].reason.ends_with("somebody has had that forgotten"), "{asked:?}");
}
