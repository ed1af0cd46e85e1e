//! Files without sales in them.

use super::fails;
use crate::house::stories;
use crate::made::{HEADER, workbook};

stories! {
    async fn a_file_without_a_byte(house) {
        fails(house, &house.sign_in().await, "empty.csv", "", "empty_file", &["empty", "send"]).await;
    }

    async fn blanks_alone(house) {
        fails(house, &house.sign_in().await, "blanks.csv", "\u{feff}\n \r\n\t\n", "empty_file", &["empty"]).await;
    }

    async fn a_header_and_nothing_below_it(house) {
        let us = house.sign_in().await;
        fails(house, &us, "header.csv", format!("{HEADER}\n"), "header_only", &["no rows below", "send it again"])
            .await;
        let names: Vec<&str> = HEADER.split(',').collect();
        fails(house, &us, "header.xlsx", workbook("Sales", &[&names]), "header_only", &["no rows below"]).await;
    }

    async fn a_workbook_without_a_value(house) {
        let us = house.sign_in().await;
        fails(house, &us, "blank.xlsx", workbook("Sales", &[]), "empty_file", &["no sheet", "send the workbook"]).await;
    }

    async fn a_total_and_nothing_that_it_adds_up(house) {
        let us = house.sign_in().await;
        let total = crate::made::table(["Total,,,,,3,20.00,EUR"]);
        fails(house, &us, "total.csv", total, "no_rows", &["no sales rows", "send it again"]).await;
    }
}
