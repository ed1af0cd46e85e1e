//! What the sender of a file is told, and that the log of mails says the same.

use std::collections::BTreeSet;

use serde_json::json;

use super::load_all;
use crate::house::{ADMIN, stories};

stories! {
    async fn every_upload_is_answered_by_one_mail_that_the_log_keeps(house) {
        let us = house.sign_in().await;
        let loaded = load_all(house, &us).await;
        let log = us.all("/emails").await;
        assert_eq!((log.len(), house.mails().len()), (loaded.len(), loaded.len()));
        for (sample, upload) in &loaded {
            let failed = sample.expected.rows_failed;
            let subject = match failed {
                0 => format!("Upload loaded: {}", sample.name),
                n => format!("Upload loaded with {n} row errors: {}", sample.name),
            };
            let mail = log.iter().find(|mail| mail["subject"] == json!(subject)).unwrap_or_else(|| panic!("{subject}"));
            assert_eq!((&mail["kind"], &mail["status"]), (&json!("upload_success"), &json!("sent")));
            assert_eq!((&mail["recipient"], &mail["upload_id"]), (&json!(ADMIN), &upload["id"]));
            assert_eq!(mail["attachment_count"], u32::from(failed > 0), "{mail}");
            assert!(mail["sent_at"].is_string() && mail["attempts"] == 1, "{mail}");
        }
        let ids: BTreeSet<String> = house.mails().into_iter().map(|mail| mail.message_id).collect();
        assert_eq!(ids.len(), loaded.len(), "each has a Message-ID of its own");
    }

    async fn a_mail_about_row_errors_shows_twenty_and_brings_all_of_them(house) {
        let us = house.sign_in().await;
        let rows = (0..25).map(|at| crate::made::sale("2025-04-03", "Leeds", at % 12, 1, "ten"));
        let good = crate::made::sale("2025-04-03", "Leeds", 1, 1, "10.00");
        let table = crate::made::table(rows.chain([good]));
        let upload = us.load(crate::house::Form::of("april.csv", table)).await;
        assert_eq!((&upload["rows_failed"], &upload["rows_loaded"]), (&json!(25), &json!(1)));
        let sent = house.mails();
        let message = String::from_utf8(sent[0].bytes.clone()).unwrap();
        assert!(message.contains("Subject: Upload loaded with 25 row errors: april.csv\r\n"), "{message}");
        assert!(message.contains("Auto-Submitted: auto-generated"), "{message}");
        assert!(message.contains("filename=\"errors of april.csv.xlsx\""), "{message}");
        let plain = message.split("text/html").next().unwrap();
        assert_eq!(plain.matches("\"ten\"").count() + plain.matches("=22ten=22").count(), 20, "{plain}");
        let log = us.all("/emails").await;
        assert_eq!(log[0]["attachment_count"], 1);
        let id = log[0]["id"].as_str().unwrap();
        let shown = us.get(&format!("/emails/{id}")).await.json(200);
        assert_eq!(shown["message"], json!(message), "the log shows the bytes that left");
    }

    async fn a_file_of_one_reseller_is_its_vendor_s_and_is_told_to_that_vendor_s_list(house) {
        let us = house.sign_in().await;
        let april = us.load(crate::house::Form::of("april.csv", crate::made::shelf("2025-04-03", "Leeds", 2))).await;
        assert_eq!(april["vendor"], "corner_shop", "{april:#}");
        let list = json!({ "name": "Corner Shop", "recipients": ["shop@aldermere.example"] });
        us.put("/vendors/corner_shop", &list).await.json(200);
        let both = crate::made::shelf("2025-05-03", "Leeds", 2) + "2025-05-03,Harbour,York,Soap,,1,5.00,EUR\n";
        let may = us.load(crate::house::Form::of("may.csv", both)).await;
        assert_eq!((&may["vendor"], &may["rows_loaded"]), (&json!(null), &json!(3)), "{may:#}");
        us.load(crate::house::Form::of("june.csv", crate::made::shelf("2025-06-03", "Leeds", 2))).await;
        let mut to: Vec<_> = house.mails().into_iter().map(|mail| mail.to).collect();
        to.sort();
        assert_eq!(to, [ADMIN, ADMIN, ADMIN, "shop@aldermere.example"], "the file of two resellers is nobody's");
    }

    async fn a_sent_mail_can_be_sent_again_as_a_new_one_and_says_so(house) {
        let us = house.sign_in().await;
        us.load(crate::house::Form::of("april.csv", crate::made::shelf("2025-04-03", "Leeds", 2))).await;
        let first = us.all("/emails").await.remove(0);
        let id = first["id"].as_str().unwrap();
        let again = us.post(&format!("/emails/{id}/resend"), &json!({})).await.json(202);
        assert_eq!(again["resent_from"], first["id"]);
        house.drain().await;
        let sent = house.mails();
        assert_eq!(sent.len(), 2);
        assert_ne!(sent[0].message_id, sent[1].message_id);
        let statuses: Vec<_> = us.all("/emails").await.into_iter().map(|mail| mail["status"].clone()).collect();
        assert_eq!(statuses, [json!("sent"), json!("sent")]);
    }
}
