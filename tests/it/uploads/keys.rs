//! `Idempotency-Key`: a request that comes twice is done once and answered the same.

use serde_json::json;

use crate::house::{Form, stories};
use crate::made::shelf;

const KEY: (&str, &str) = ("idempotency-key", "7d0f2f7e-april");

stories! {
    async fn an_upload_sent_again_with_its_key_is_answered_as_the_first_time(house) {
        let us = house.sign_in().await;
        let form = || Form::of("april.csv", shelf("2025-04-03", "Leeds", 3));
        let first = us.upload_with(form(), &[KEY]).await;
        let again = us.upload_with(form(), &[KEY]).await;
        assert_eq!(again.json(202), first.json(202));
        assert_eq!(again.headers["idempotency-replayed"], "true");
        assert_eq!(again.headers["location"], first.headers["location"]);
        assert_eq!(us.all("/uploads").await.len(), 1);
    }

    async fn a_refusal_is_not_kept_and_a_key_belongs_to_one_request(house) {
        let us = house.sign_in().await;
        us.upload_with(Form::of("letter.pdf", "%PDF-1.7"), &[KEY]).await.problem(415, "not_a_sales_file");
        us.upload_with(Form::of("april.csv", shelf("2025-04-03", "Leeds", 3)), &[KEY]).await.json(202);
        let wanted = json!({ "kind": "transactions", "from": "2025-04", "to": "2025-04", "format": "csv" });
        us.post_with("/reports", &wanted, &[KEY]).await.problem(422, "idempotency_key_reused");
    }

    async fn a_neighbour_s_key_of_the_same_letters_is_another(house) {
        let us = house.sign_in().await;
        let them = house.neighbour("Other", "eve@other.example").await;
        let form = || Form::of("april.csv", shelf("2025-04-03", "Leeds", 3));
        let ours = us.upload_with(form(), &[KEY]).await.json(202);
        let theirs = them.upload_with(form(), &[KEY]).await.json(202);
        assert_ne!(ours["items"][0]["id"], theirs["items"][0]["id"]);
    }
}
