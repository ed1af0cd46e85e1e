//! docs/formats.md is true: its first example reads its file, and every description in it can be read.

use std::path::Path;

use sellout_ingest::{Format, MemoryBook};

use crate::outcome::{format, read};

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats.md");
    std::fs::read_to_string(path).expect("the page")
}

/// The fenced blocks of one language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    page.split(fence.as_str()).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn the_first_example_reads_its_file() {
    let page = page();
    let table = blocks(&page, "text")[0];
    let book = MemoryBook::of_rows(table.lines().map(|line| line.split(';')));
    let outcome = read(&book, &format(blocks(&page, "toml")[0]), "sales 2025-04.csv");
    assert_eq!(
        outcome.lines(),
        [
            "corner-shop · all stores · offline · 2025-04 | 4006381333931 | 3 | 30",
            "corner-shop · all stores · offline · 2025-04 | 4006381333948 | -1 | -10.5",
        ]
    );
    let control: Vec<(i64, i64)> = outcome.controls.iter().map(|c| (c.file, c.rows)).collect();
    assert_eq!(control, [(20_000, 20_000), (195_000, 195_000)]);
    assert_eq!((outcome.errors.len(), outcome.skipped), (0, 1));
    let warned = outcome.warning_codes();
    assert!(warned.iter().all(|code| *code == "ean_check_digit"), "{warned:?}");
}

#[test]
fn every_description_on_the_page_can_be_read() {
    let columns = "[columns]\nean = \"E\"\nproduct = \"P\"\ncode = \"C\"\nstore = \"S\"\nquantity = \"Q\"\namount = \"A\"\n\
                   order_id = \"O\"\nsettlement_id = \"T\"\n";
    let page = page();
    let all = blocks(&page, "toml");
    assert!(all.len() >= 14, "{}", all.len());
    for block in all {
        let mut whole = String::new();
        if !block.contains("code = \"") {
            whole += "code = \"x\"\ntitle = \"X\"\n";
        }
        let has = |section: &str| block.lines().any(|line| line == section);
        whole += block;
        for (missing, section) in
            [(!has("[columns]"), columns), (has("[orders]") && !has("[policy]"), "\n[policy]\nreports = \"orders\"\n")]
        {
            if missing {
                whole += section;
            }
        }
        // The table of all words shows a header of one row beside the words for taller ones.
        let whole = whole.replace("header_rows = 1 ", "header_rows = 3 ");
        let read = Format::from_toml(&whole);
        assert!(read.is_ok(), "{:?}\n{whole}", read.err());
    }
}

#[test]
fn every_field_is_taught() {
    let page = page();
    for field in sellout_ingest::Field::ALL {
        assert!(page.contains(&format!("`{field}`")), "{field} is not on the page");
    }
}
