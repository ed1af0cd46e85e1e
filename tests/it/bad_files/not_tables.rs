//! Files that are no table of sales, whatever their names say.

use sellout_testing::workbooks::{ole, zip_of};

use super::fails;
use crate::house::stories;

stories! {
    async fn binary_noise(house) {
        let us = house.sign_in().await;
        let noise: Vec<u8> = (0_u32..5_000).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        fails(house, &us, "noise.csv", noise, "binary_file", &["not a table", "send a spreadsheet or a CSV file"])
            .await;
    }

    async fn a_web_page_without_a_table(house) {
        let us = house.sign_in().await;
        let page = "<!DOCTYPE html>\n<html><body><p>Your session has ended. Sign in.</p></body></html>";
        fails(house, &us, "report.xls", page, "html_not_spreadsheet", &["web page", "save it as .xlsx"]).await;
    }

    async fn a_letter_and_an_archive(house) {
        let us = house.sign_in().await;
        let letter = ole("WordDocument", vec![7; 5_000]);
        fails(house, &us, "letter.doc", letter, "not_a_spreadsheet", &["copy its table into a spreadsheet"]).await;
        let archive = zip_of([("empty.csv", &b""[..]), ("noise.csv", &b"\0\x01\x02\x03\xff\xfe\0\0\0"[..])]);
        let words = ["2 of the 2 files", "\"empty.csv\", \"noise.csv\"", "see each of them"];
        fails(house, &us, "files.zip", archive, "no_file_loaded", &words).await;
    }

    async fn a_workbook_cut_off_in_the_middle(house) {
        let us = house.sign_in().await;
        let whole = sellout_samples::all().swap_remove(2).bytes;
        for (name, part) in [("half.xlsx", whole.len() / 2), ("nearly.xlsx", whole.len() - 40)] {
            let words = ["end of the workbook is missing", "send that"];
            fails(house, &us, name, &whole[..part], "truncated_workbook", &words).await;
        }
    }
}
