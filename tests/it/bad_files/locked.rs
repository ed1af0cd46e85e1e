//! Workbooks behind a password.

use sellout_testing::workbooks::{biff, ole};

use super::fails;
use crate::house::stories;

const WORDS: [&str; 2] = ["protected by a password", "remove the password"];

stories! {
    async fn an_xlsx_behind_a_password(house) {
        let us = house.sign_in().await;
        fails(house, &us, "locked.xlsx", ole("EncryptedPackage", vec![7; 5_000]), "password_protected", &WORDS).await;
    }

    async fn an_xls_behind_a_password(house) {
        let us = house.sign_in().await;
        // Xor obfuscation (0) and RC4 (1).
        for (name, method) in [("old.xls", 0), ("newer.xls", 1)] {
            let password = (0x2f, vec![method, 0, 1, 2, 3, 4]);
            let bytes = ole("Workbook", biff(&[password], &[(0, 0)]));
            fails(house, &us, name, bytes, "password_protected", &WORDS).await;
        }
    }
}
