//! What a form may bring: several files, fields before and after them, and words that are none.

use serde_json::json;

use crate::house::{Form, stories};
use crate::made::shelf;

stories! {
    async fn several_files_in_one_form_are_answered_one_by_one(house) {
        let us = house.sign_in().await;
        us.load(Form::of("old.csv", shelf("2025-03-03", "Leeds", 1))).await;
        let form = Form::of("april.csv", shelf("2025-04-03", "Leeds", 2))
            .file("old again.csv", shelf("2025-03-03", "Leeds", 1))
            .file("letter.pdf", "%PDF-1.7 no table")
            .file("may.csv", shelf("2025-05-03", "Leeds", 3));
        let items = us.upload(form).await.json(202)["items"].clone();
        let told: Vec<_> =
            items.as_array().unwrap().iter().map(|i| (i["filename"].clone(), i["code"].clone())).collect();
        assert_eq!(
            told,
            [
                (json!("april.csv"), json!(null)),
                (json!("old again.csv"), json!("duplicate_file")),
                (json!("letter.pdf"), json!("not_a_sales_file")),
                (json!("may.csv"), json!(null)),
            ]
        );
        house.drain().await;
        assert_eq!(us.summary("").await["units"], 6);
    }

    async fn fields_may_follow_the_file(house) {
        let us = house.sign_in().await;
        let undated = "reseller,functional_name,quantity,amount,currency\nCorner Shop,Pebble,2,20.00,EUR\n";
        let upload = us.load(Form::of("sales.csv", undated).field("period", "2025-04").field("mode", "append")).await;
        assert_eq!((&upload["status"], &upload["mode"]), (&json!("completed"), &json!("append")), "{upload:#}");
        assert_eq!((&upload["period_from"], &upload["period_to"]), (&json!("2025-04-01"), &json!("2025-04-30")));
    }

    async fn the_vendor_given_with_a_file_is_whose_sales_they_are(house) {
        let us = house.sign_in().await;
        let nobodys = "sold_on,functional_name,quantity,amount,currency\n2025-04-03,Pebble,2,20.00,EUR\n";
        let upload = us.load(Form::default().field("vendor", "Corner Shop").file("sales.csv", nobodys)).await;
        assert_eq!((&upload["status"], &upload["vendor"]), (&json!("completed"), &json!("corner_shop")), "{upload:#}");
    }

    async fn words_that_are_none_are_refused_and_nothing_is_kept(house) {
        let us = house.sign_in().await;
        let form = || Form::of("april.csv", shelf("2025-04-03", "Leeds", 1));
        for (field, value) in
            [("period", "2025-13"), ("mode", "add"), ("force", "perhaps"), ("vendor", "\u{1}"), ("colour", "red")]
        {
            let problem = us.upload(form().field(field, value)).await.problem(422, "invalid");
            assert_eq!(problem["errors"][0]["field"], field, "{problem}");
        }
        us.upload(Form::default().field("period", "2025-04")).await.problem(422, "invalid");
        assert!(us.all("/uploads").await.is_empty());
        house.until_deleted(0).await;
    }
}
