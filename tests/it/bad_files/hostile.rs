//! Files made to hurt: refused within limits, and the next file loads as if nothing had been.

use std::time::Instant;

use sellout_reader::ReaderLimits;
use sellout_testing::workbooks::{sheet, xlsx};

use super::fails;
use crate::house::{Form, Plan, stories};
use crate::made::shelf;

const ROW: &str = r#"<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>"#;

stories! {
    async fn a_cell_in_the_last_corner(house) {
        let us = house.sign_in().await;
        let corner = format!(r#"{ROW}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#);
        let upload = fails(
            house,
            &us,
            "corner.xlsx",
            xlsx(&sheet("A1", &corner), None),
            "cell_out_of_range",
            &["XFD1048576", "delete it"],
        )
        .await;
        assert!(upload["error"].as_str().unwrap().contains("sheet Sales, row 1048576"), "{upload:#}");
    }

    async fn a_sheet_that_claims_to_be_huge(house) {
        let us = house.sign_in().await;
        let huge = xlsx(&sheet("A1:XFD1048576", ROW), None);
        fails(house, &us, "huge.xlsx", huge, "huge_dimension", &["XFD1048576"]).await;
    }

    async fn a_zip_bomb_is_refused_in_a_moment_and_harms_nobody(house) {
        let us = house.sign_in().await;
        let bomb = xlsx(&sheet("A1", &format!("<row r=\"1\">{}</row>", "<c/>".repeat(20 << 20))), None);
        assert!(bomb.len() < 1 << 20, "{} bytes", bomb.len());
        let begun = Instant::now();
        fails(house, &us, "bomb.xlsx", bomb, "zip_bomb", &["unpacks to", "copy the table into a new workbook"]).await;
        assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
        let next = us.load(Form::of("april.csv", shelf("2025-04-03", "Leeds", 2))).await;
        assert_eq!(next["status"], "completed");
    }
}

mod within_small_limits {
    use super::*;

    fn small() -> Plan {
        let mut limits = ReaderLimits::default();
        limits.book.workbook_bytes = 2_000;
        limits.book.text_bytes = 2_000;
        Plan { limits, ..Plan::default() }
    }

    stories! {
        in small();

        async fn files_larger_than_can_be_read(house) {
            let us = house.sign_in().await;
            let workbook = sellout_samples::all().swap_remove(2);
            fails(house, &us, "boxnox.xlsx", &workbook.bytes, "too_large", &["larger than", "split it"]).await;
            let text =
                crate::made::table((0..60).map(|at| crate::made::sale("2025-04-03", "Leeds", at % 12, 1, "1.00")));
            fails(house, &us, "april.csv", text, "too_large", &["larger than", "split it"]).await;
        }
    }
}
