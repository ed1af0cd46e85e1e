//! What does not come in, and that nothing of it stays.

use serde_json::json;

use crate::house::{Form, Plan, stories};
use crate::made::shelf;

stories! {
    in Plan { max_upload_bytes: 2_000, ..Plan::default() };

    async fn a_file_over_the_limit_is_refused_and_the_next_one_is_taken(house) {
        let us = house.sign_in().await;
        let large = Form::of("large.csv", "x".repeat(2_001));
        let problem = us.upload(large.clone()).await.problem(413, "too_large");
        assert!(problem["detail"].as_str().unwrap().contains("2000 bytes"), "{problem}");
        let both =
            us.upload(large.file("april.csv", shelf("2025-04-03", "Leeds", 2)).field("force", "true")).await.json(202);
        assert_eq!((&both["items"][0]["code"], &both["items"][1]["status"]), (&json!("too_large"), &json!("pending")));
        house.drain().await;
        assert_eq!(us.summary("").await["units"], 2);
        house.until_deleted(1).await;
    }

    async fn a_body_far_over_the_limit_is_cut_off(house) {
        let us = house.sign_in().await;
        us.upload(Form::of("huge.csv", vec![b'x'; 3 << 20])).await.problem(413, "too_large");
        house.until_deleted(0).await;
    }
}

mod of_any_size {
    use super::*;

    stories! {
        async fn what_is_obviously_no_sales_file_is_refused_at_the_door(house) {
            let us = house.sign_in().await;
            for (name, bytes) in [
                ("letter.pdf", &b"%PDF-1.7\n1 0 obj"[..]),
                ("photo.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
                ("setup.csv", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff"),
            ] {
                let problem = us.upload(Form::of(name, bytes)).await.problem(415, "not_a_sales_file");
                assert!(problem["detail"].as_str().unwrap().contains("send a spreadsheet or a CSV file"), "{problem}");
            }
            house.until_deleted(0).await;
        }

        async fn a_body_that_is_no_form_and_a_form_that_breaks_off_are_told_apart(house) {
            let us = house.sign_in().await;
            let reply = us.post("/uploads", &json!({ "file": "april.csv" })).await;
            assert!((400..500).contains(&reply.status.as_u16()), "{reply:?}");
            let form = Form::of("april.csv", shelf("2025-04-03", "Leeds", 2));
            us.upload(form.broken_off()).await.problem(400, "bad_request");
            assert!(us.all("/uploads").await.is_empty());
            house.until_deleted(0).await;
        }

        async fn nobody_s_file_is_not_taken(house) {
            let form = Form::of("april.csv", shelf("2025-04-03", "Leeds", 2));
            house.nobody().upload(form).await.problem(401, "unauthorized");
            house.until_deleted(0).await;
        }
    }
}
