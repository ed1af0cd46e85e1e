//! Amounts in a currency without a rate count as units only, until the rate comes in; then they are converted, and
//! what was said before stays as it was.

use sea_orm::DbBackend;
use sellout_queue::Queue;
use sellout_store::exchange_rates::Giver;
use sellout_store::figures::{self, Scope};
use sellout_store::{organisations, rates};
use serde_json::json;

use super::{give, rate};
use crate::figures::money;
use crate::house::{Form, stories, until};
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

stories! {
    async fn a_rate_that_comes_in_converts_what_waited_for_it(house) {
        let us = house.sign_in().await;
        let upload = us.load(hryvnias()).await;
        assert_eq!((&upload["unconverted_rows"], &upload["amount"]), (&json!(2), &json!("10.00")), "{upload:#}");
        let before = us.summary("").await;
        assert_eq!((&before["amount"], &before["units"]), (&json!("10.00"), &json!(4)));
        assert_eq!(before["unconverted"], json!([{ "currency": "UAH", "amount": "1350.00", "rows": 2 }]));
        let answer = give(house, &us, &rate("UAH", "2025-04", "45")).await;
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
        give(house, &us, &rate("UAH", "2025-04", "45")).await;
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
        give(house, &us, &rate("UAH", "2025-04", "45")).await;
        let same = us.post("/exchange-rates", &rate("UAH", "2025-04", "45")).await.json(200);
        assert_eq!((&same["changed"], &same["job_id"]), (&json!([]), &json!(null)));
        assert_eq!(us.summary("").await["amount"], "40.00");
        give(house, &us, &rate("UAH", "2025-04", "90")).await;
        assert_eq!(us.summary("").await["amount"], "25.00");
    }

    async fn an_upload_undone_after_its_rate_came_takes_all_of_it_along(house) {
        let us = house.sign_in().await;
        let upload = us.load(hryvnias()).await;
        give(house, &us, &rate("UAH", "2025-04", "45")).await;
        us.then(&upload, "undo", &json!({})).await.json(200);
        let none = us.summary("").await;
        assert_eq!((money(&none["amount"]).0, &none["rows"], &none["unconverted"]), (0, &json!(0), &json!([])));
        us.load(hryvnias()).await;
        assert_eq!(us.summary("").await["amount"], "40.00", "sent again, it is converted at once");
    }

    async fn a_rate_that_comes_in_while_a_file_is_being_loaded_converts_it_too(house) {
        let us = house.sign_in().await;
        let item = us.send(hryvnias()).await;
        house.drain_only(Queue::UploadProcessing).await;
        let db = &house.services.db;
        let tx = db.begin().await.unwrap();
        organisations::lock(&tx, house.org).await.unwrap();
        // With the organisation's lock taken, the load is written and waits to be judged; on SQLite it has not begun.
        let given = async {
            if db.backend() == DbBackend::Postgres {
                until("its rows", async || house.count("sellout_entries").await > 0).await;
            }
            let giver = Giver { source: "rates.csv", user: None };
            let text = "date,currency,rate\n2025-04,UAH,45\n";
            rates::import(&tx, house.org, text, giver, false, house.services.clock.now()).await.unwrap();
            tx.commit().await.unwrap();
        };
        tokio::join!(house.drain(), given);
        house.drain().await;
        let upload = us.see(&item["id"]).await;
        assert_eq!((&upload["unconverted_rows"], &upload["amount"]), (&json!(0), &json!("40.00")), "{upload:#}");
    }
}
