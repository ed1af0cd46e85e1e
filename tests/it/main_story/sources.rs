//! Every sale leads home: to the upload, the sheet, the row and, where one cell is meant, the cell.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use sellout_samples::Sample;
use serde_json::{Value as Json, json};

use super::load_all;
use crate::figures::{money, pieces};
use crate::house::stories;

stories! {
    async fn the_cell_that_a_sale_names_holds_its_figure(house) {
        let us = house.sign_in().await;
        let mut looked_at = 0;
        for (sample, upload) in load_all(house, &us).await {
            let sales = us.all(&format!("/sales?upload={}", upload["id"].as_str().unwrap())).await;
            let sheets = Sheets::of(&sample);
            for sale in &sales {
                assert_eq!(sale["source"]["upload_id"], upload["id"]);
                sheets.hold(sale, &sample);
                looked_at += 1;
            }
        }
        assert!(looked_at > 1_500, "{looked_at} sales");
    }
}

/// A sample's cells as text, read by another library than ours.
struct Sheets(Vec<(Option<String>, Vec<Vec<String>>)>);

impl Sheets {
    fn of(sample: &Sample) -> Self {
        if !sample.bytes.starts_with(b"PK") {
            return Self(vec![(None, text_rows(sample))]);
        }
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(sample.bytes.clone())).unwrap();
        let sheets = book.worksheets().into_iter().map(|(name, range)| {
            let (top, left) = range.start().unwrap_or_default();
            let mut rows = vec![Vec::new(); top as usize];
            rows.extend(range.rows().map(|row| {
                let blank = (0..left).map(|_| String::new());
                blank.chain(row.iter().map(shown)).collect()
            }));
            (Some(name), rows)
        });
        Self(sheets.collect())
    }

    /// The row that a sale names has its pieces; the cell, if it names one, its pieces or its money.
    #[track_caller]
    fn hold(&self, sale: &Json, sample: &Sample) {
        let source = &sale["source"];
        let sheet = source["sheet"].as_str().filter(|name| !name.is_empty());
        let (_, rows) = self.0.iter().find(|(name, _)| name.as_deref() == sheet).unwrap_or_else(|| panic!("{sale}"));
        let row = &rows[source["row"].as_u64().unwrap() as usize - 1];
        if sample.expected.format == "shopify" && sale["quantity"] == json!(0) {
            // A refund or an order's discount: its amount is told by the order's line, less what was told before.
            return;
        }
        let told = |cell: &String| {
            let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
            let number = |ten_thousandths: i64| ten_thousandths.abs().to_string().trim_end_matches('0').to_owned();
            let digits = digits.trim_start_matches('0').trim_end_matches('0');
            digits == number(pieces(&sale["quantity"]).0) || digits == number(money(&sale["original_amount"]).0)
        };
        match source["column"].as_u64() {
            Some(column) => assert!(told(&row[column as usize - 1]), "{sale} is not in column {column} of {row:?}"),
            None => assert!(row.iter().any(told), "{sale} is not in {row:?}"),
        }
    }
}

fn shown(cell: &Data) -> String {
    match cell {
        Data::Float(number) => format!("{number}"),
        Data::Empty => String::new(),
        other => other.to_string(),
    }
}

fn text_rows(sample: &Sample) -> Vec<Vec<String>> {
    let text: String = match String::from_utf8(sample.bytes.clone()) {
        Ok(text) => text,
        Err(latin) => latin.into_bytes().into_iter().map(char::from).collect(),
    };
    let delimiter = if text.lines().next().unwrap().contains(';') { b';' } else { b',' };
    // Line by line: a quote that is never closed must not swallow the rest here either.
    let split = |line: &str| {
        let mut table = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(line.as_bytes());
        table.records().next().map(|row| row.unwrap().iter().map(str::to_owned).collect()).unwrap_or_default()
    };
    text.lines().map(split).collect()
}
