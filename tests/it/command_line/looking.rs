//! Commands that look and change nothing: `read`, `detect`, `report`, `openapi`, `format check`.

use std::fs;

use serde_json::{Value as Json, json};

use super::Shell;
use crate::made::{HEADER, shelf, workbook};

#[test]
fn read_prints_the_table_as_it_was_seen() {
    let shell = Shell::new();
    let latin: Vec<u8> = "Artikel;Menge;Betrag\r\nSeife \"M\u{e4}rz\";2;1.234,50\r\n\r\nCr\u{e8}me;1;\r\n"
        .chars()
        .map(|c| c as u8)
        .collect();
    shell.file("april.csv", latin);
    let ended = shell.call(["read", "april.csv"]).with_code(0);
    assert_eq!(ended.stdout, "Artikel,Menge,Betrag\n\"Seife \"\"März\"\"\",2,\"1.234,50\"\n\nCrème,1,\n");
    let lines = shell.call(["read", "--json", "april.csv"]).with_code(0).lines();
    let rows: Vec<_> = lines.iter().map(|line| line["row"].as_u64().unwrap()).collect();
    assert_eq!(rows, [1, 2, 4], "rows are numbered as in the file");
    shell.file("two.xlsx", workbook("April", &[&["a", "1"], &["b", "2.5"]]));
    assert_eq!(shell.call(["read", "two.xlsx"]).with_code(0).stdout, "a,1\nb,2.5\n");
    let missing = shell.call(["read", "two.xlsx", "--sheet", "May"]).with_code(1);
    assert!(missing.sentence().contains("April"), "{}", missing.stderr);
    assert_eq!(fs::read_dir(shell.folder.path()).unwrap().count(), 2, "nothing was made");
}

#[test]
fn detect_says_which_format_how_sure_and_what_is_missing() {
    let shell = Shell::new();
    let samples = sellout_samples::all();
    for sample in &samples {
        shell.file(sample.name, &sample.bytes);
    }
    shell.file("unknown.csv", "Shop,Article EAN,Quantity,Amount,Date\nLeeds,5060917001014,2,20.00,2025-04-03\n");
    let names: Vec<&str> = samples.iter().map(|sample| sample.name).chain(["unknown.csv"]).collect();
    let lines = shell.call(["detect", "--json"].into_iter().chain(names)).with_code(0).lines();
    for (line, sample) in lines.iter().zip(&samples) {
        assert_eq!((&line["file"], &line["format"]), (&json!(sample.name), &json!(sample.expected.format)), "{line}");
        assert!(line["confidence"].as_f64().unwrap() >= 0.6 && line["needs"] == json!([]), "{line}");
        assert!(line["proposal"].is_null(), "{line}");
    }
    let unknown = lines.last().unwrap();
    assert_eq!((&unknown["format"], &unknown["needs"][0]), (&json!(null), &json!("format")));
    let columns = unknown["proposal"]["columns"].as_array().unwrap();
    let fields: Vec<_> = columns.iter().map(|column| column["field"].clone()).collect();
    assert_eq!(fields, ["store", "ean", "quantity", "amount", "date"]);
    assert!(
        columns.iter().all(|column| column["reason"].is_string() && column["confidence"].is_number()),
        "{unknown:#}"
    );
    assert!(!shell.folder.path().join("data").exists(), "nothing was made");
}

#[test]
fn detect_names_columns_by_what_is_known_and_shows_the_first_rows() {
    let shell = Shell::new();
    shell.file("march.csv", shelf("2025-03-03", "Leeds", 2));
    shell.call(["import", "march.csv"]).with_code(0);
    shell.file("list.csv", "A,B,C\nLeeds,5060917001014,2\n");
    let line = shell.call(["detect", "--json", "list.csv"]).with_code(0).lines().remove(0);
    let columns = line["proposal"]["columns"].as_array().unwrap();
    let fields: Vec<_> = columns.iter().map(|column| column["field"].clone()).collect();
    assert_eq!(fields, ["store", "ean", "quantity"], "{line:#}");
    assert!(columns[0]["reason"].as_str().unwrap().contains("stores that you know"), "{line:#}");
    assert_eq!(line["needs"], json!(["format", "vendor", "period"]));
    let sale = &line["preview"]["rows"][0]["sale"];
    assert_eq!((&sale["store"], &sale["quantity"], &sale["period"]), (&json!("Leeds"), &json!(2), &json!(null)));
}

#[test]
fn a_report_is_written_without_a_server() {
    let shell = Shell::new();
    shell.file("april.csv", shelf("2025-04-03", "Leeds", 3));
    shell.call(["import", "april.csv"]).with_code(0);
    for (format, head) in [("pdf", &b"%PDF-"[..]), ("xlsx", b"PK"), ("csv", b"sold_on,"), ("csv_zip", b"PK")] {
        let arguments = [
            "report",
            "sales-summary",
            "--from",
            "2025-04",
            "--to",
            "2025-04",
            "--format",
            format,
            "-o",
            "out",
            "--json",
        ];
        let line = shell.call(arguments).with_code(0).lines().remove(0);
        let bytes = fs::read(shell.folder.path().join("out")).unwrap();
        assert!(bytes.starts_with(head), "{format}");
        assert_eq!(line["format"], format);
    }
    let text = shell
        .call(["report", "transactions", "--from", "2025-04", "--to", "2025-04", "-o", "april out.csv"])
        .with_code(0);
    assert!(text.stdout.contains("april out.csv"), "{}", text.stdout);
    assert_eq!(fs::read_to_string(shell.folder.path().join("april out.csv")).unwrap().lines().count(), 4);
}

#[test]
fn the_api_describes_itself_and_a_format_is_checked() {
    let shell = Shell::new();
    let described: Json = serde_json::from_str(&shell.call(["openapi"]).with_code(0).stdout).unwrap();
    assert!(described["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(described["paths"]["/api/v1/uploads"]["post"].is_object());
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/formats/superstore.toml");
    shell.call(["format", "check", example]).with_code(0);
    shell.file("wrong.toml", "code = \"x\"\ntitle = \"X\"\n[columns]\ncolour = \"Colour\"\n");
    let wrong = shell.call(["format", "check", "wrong.toml"]).with_code(1);
    assert!(wrong.stderr.contains("colour"), "{}", wrong.stderr);
    assert!(!HEADER.is_empty());
}
