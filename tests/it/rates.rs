//! Amounts in a currency without a rate count as units only, until the rate comes in; then they are converted, and
//! what was said before stays as it was.

use sellout_store::figures::{self, Scope};
use serde_json::{Value as Json, json};

use crate::figures::money;
use crate::house::{Client, Form, House, stories};
use crate::made::{sale, table};

/// Two sales in hryvnias and one in euros.
fn hryvnias() -> Form {
    let rows = [
        sale("2025-04-03", "Leeds", 0, 2, "900.00").replace("EUR", "UAH"),
        sale("2025-04-04", "Leeds", 1, 1, "450.00").replace("EUR", "UAH"),
        sale("2025-04-05", "Leeds", 2, 1, "10.00"),
    ];
    Form::of("april.csv", table(rows))
}

async fn give(house: &House, us: &Client<'_>, rate: &str) -> Json {
    let rates = json!({ "rates": [{ "currency": "UAH", "month": "2025-04", "rate": rate }] });
    let answer = us.post("/exchange-rates", &rates).await.json(202);
    house.drain().await;
    let job = us.get(&format!("/jobs/{}", answer["job_id"].as_str().unwrap())).await.json(200);
    assert_eq!(job["state"], "succeeded", "{job:#}");
    answer
}

stories! {
    async fn a_rate_that_comes_in_converts_what_waited_for_it(house) {
        let us = house.sign_in().await;
        let upload = us.load(hryvnias()).await;
        assert_eq!((&upload["unconverted_rows"], &upload["amount"]), (&json!(2), &json!("10.00")), "{upload:#}");
        let before = us.summary("").await;
        assert_eq!((&before["amount"], &before["units"]), (&json!("10.00"), &json!(4)));
        assert_eq!(before["unconverted"], json!([{ "currency": "UAH", "amount": "1350.00", "rows": 2 }]));
        let answer = give(house, &us, "45").await;
        assert_eq!(answer["changed"], json!([{ "currency": "UAH", "month": "2025-04" }]));
        assert!(answer["job_id"].is_string());
        let after = us.summary("").await;
        assert_eq!(
            (&after["amount"], &after["units"], &after["unconverted"]),
            (&json!("40.00"), &json!(4), &json!([]))
        );
        let upload = us.see(&upload["id"]).await;
        assert_eq!((&upload["unconverted_rows"], &upload["amount"]), (&json!(0), &json!("40.00")), "{upload:#}");
        let sales = us.all("/sales").await;
        let first = sales.iter().find(|sale| sale["original_amount"] == "900.00").unwrap();
        assert_eq!((&first["amount"], &first["rate"]), (&json!("20.00"), &json!("45")));
    }

    async fn what_the_figures_said_before_stays_as_it_was(house) {
        let us = house.sign_in().await;
        us.load(hryvnias()).await;
        let then = us.summary("").await["data_version"].as_i64().unwrap();
        give(house, &us, "45").await;
        let now = us.summary("").await["data_version"].as_i64().unwrap();
        assert!(now > then);
        for (version, amount, waiting) in [(then, 100_000, 1), (now, 400_000, 0)] {
            let scope = Scope { version: Some(version), ..Scope::default() };
            let found = figures::summary(house.services.db.read(), house.org, &scope).await.unwrap();
            assert_eq!(
                found.total.counted.known_amount().unwrap().to_text(2),
                sellout_model::Amount(amount).to_text(2)
            );
            assert_eq!(found.unconverted.len(), waiting, "as of {version}");
        }
    }

    async fn a_corrected_rate_converts_again_and_the_same_one_changes_nothing(house) {
        let us = house.sign_in().await;
        us.load(hryvnias()).await;
        give(house, &us, "45").await;
        let rates = |month: &str, rate: &str| json!({ "rates": [{ "currency": "UAH", "month": month, "rate": rate }] });
        let same = us.post("/exchange-rates", &rates("2025-04", "45")).await.json(200);
        assert_eq!((&same["changed"], &same["job_id"]), (&json!([]), &json!(null)));
        assert_eq!(us.summary("").await["amount"], "40.00");
        us.post("/exchange-rates", &rates("2025-04", "90")).await.json(202);
        house.drain().await;
        assert_eq!(us.summary("").await["amount"], "25.00");
        us.post("/exchange-rates", &rates("2025-04", "a lot")).await.problem(422, "invalid");
        let jump = us.post("/exchange-rates", &rates("2025-05", "9")).await.problem(422, "invalid");
        assert!(jump["detail"].as_str().unwrap().contains("UAH"), "{jump}");
        let forced = json!({ "rates": [{ "currency": "UAH", "month": "2025-05", "rate": "9" }], "force": true });
        us.post("/exchange-rates", &forced).await.json(202);
    }

    async fn an_upload_undone_after_its_rate_came_takes_all_of_it_along(house) {
        let us = house.sign_in().await;
        let upload = us.load(hryvnias()).await;
        give(house, &us, "45").await;
        us.then(&upload, "undo", &json!({})).await.json(200);
        let none = us.summary("").await;
        assert_eq!((money(&none["amount"]).0, &none["rows"], &none["unconverted"]), (0, &json!(0), &json!([])));
        us.load(hryvnias()).await;
        assert_eq!(us.summary("").await["amount"], "40.00", "sent again, it is converted at once");
    }
}
