//! Which format a book is of, and when none is sure.

use sellout_ingest::{Detection, Format, MemoryBook, detect};

use crate::outcome::{cells, format, rows};

fn found(book: &MemoryBook, filename: &str) -> Detection {
    detect(book, filename, Format::builtin()).expect("readable")
}

#[test]
fn built_in_formats_recognise_their_own_columns() {
    for (header, row, format) in [
        (
            "functional_name|product_ean|reseller|sales_eur|quantity|currency|month|year",
            "P|4006381333931|A|1.50|1|EUR|1|2025",
            "generic",
        ),
        ("functional_name|quantity|month|year|reseller|currency", "P|1|1|2025|A|EUR", "generic"),
        // Everybody's words fit as they are; a vendor's own would first have to be changed for it.
        (
            "id|batch|functional_name|product_ean|reseller|store|amount|quantity|currency|month|year|created_at",
            "1|B|P|4006381333931|A|S|1.50|1|EUR|1|2025|2025-01-28T09:00:00Z",
            "generic",
        ),
        (
            "Order ID|Product EAN|Functional Name|Quantity|Sales EUR|Order Date|Country",
            "1|4006381333931|P|1|1.50|2025-01-01|DE",
            "web-shop",
        ),
        (
            "Product EAN|Functional Name|Sold Qty|Revenue|Reseller|POS|Month|Year",
            "4006381333931|P|1|1|A|B|1|2025",
            "boxnox",
        ),
    ] {
        let detection = found(&rows(&[header, row]), "file.csv");
        assert_eq!(detection.format.as_deref(), Some(format), "{detection:#?}");
        assert!(detection.confidence >= 0.6 && detection.needs.is_empty());
    }
}

#[test]
fn the_score_shows_its_parts_and_the_runner_up() {
    let book = MemoryBook::default().with_sheet(
        "Sell Out by EAN",
        [
            cells("Product EAN|Functional Name|Sold Qty|Sales Amount (EUR)|Reseller|POS|Month|Year"),
            cells("4006381333931|P|1|1|A|B|1|2025"),
        ],
    );
    let best = &found(&book, "Boxnox sell out 05-2025.xlsx").candidates[0];
    assert_eq!((best.code.as_str(), best.parts.sheets, best.parts.file_name), ("boxnox", Some(1.0), Some(1.0)));
    assert!(best.score > 0.95, "{best:?}");
    let detection = found(&book, "copy.xlsx");
    assert_eq!(detection.candidates[0].parts.file_name, Some(0.0));
    assert_eq!(detection.format.as_deref(), Some("boxnox"), "a renamed file is known by its columns");
    assert!(detection.runner_up.is_some_and(|next| next.confidence < 0.5));
}

#[test]
fn file_names_count_by_whole_words_only() {
    let toml = |code: &str, word: &str| {
        format(&format!(
            "code = \"{code}\"\ntitle = \"X\"\nvendor = \"x\"\n[match]\nfile_names = [\"{word}\"]\n[columns]\nproduct = \"Product\"\nquantity = \"Qty\"\n"
        ))
    };
    let both = [toml("south", "sa"), toml("dutch", "nl")];
    let book = rows(&["Product|Qty", "A|1"]);
    let scores = |name: &str| -> Vec<Option<f64>> {
        detect(&book, name, &both).unwrap().candidates.iter().map(|c| c.parts.file_name).collect()
    };
    assert_eq!(scores("online sales.csv"), [Some(0.0), Some(0.0)]);
    let detection = detect(&book, "Skins SA 2025.csv", &both).unwrap();
    assert_eq!(detection.candidates[0].code, "south");
}

#[test]
fn two_formats_that_fit_alike_are_for_somebody_to_choose() {
    let toml = |code: &str| {
        format(&format!(
            "code = \"{code}\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nproduct = \"Product\"\nquantity = \"Qty\"\n"
        ))
    };
    let detection = detect(&rows(&["Product|Qty", "A|1"]), "x.csv", &[toml("a"), toml("b")]).unwrap();
    assert_eq!((detection.format.as_deref(), detection.confidence), (None, 1.0));
    assert!(detection.needs.contains(&"format") && detection.proposal.is_some());
}

#[test]
fn an_unknown_table_is_of_no_format() {
    let detection = found(&rows(&["Colour|Weight|Height", "red|1|2"]), "x.csv");
    assert_eq!(detection.format, None);
    assert!(detection.confidence < 0.6);
    assert_eq!(detection.refusal().code, "unknown_format");
}

#[test]
fn half_of_the_required_columns_are_never_enough() {
    let detection = found(&rows(&["Product EAN|Sold Qty|Month", "4006381333931|1|1"]), "boxnox 2025.csv");
    let boxnox = detection.candidates.iter().find(|c| c.code == "boxnox").unwrap();
    assert!(boxnox.score <= 0.5, "{boxnox:?}");
}
