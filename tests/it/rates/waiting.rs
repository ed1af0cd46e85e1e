//! Amounts in a currency without a rate count as units only, until the rate comes in; then they are converted, and
//! what was said before stays as it was.

use sea_orm::DbBackend;
use sellout_queue::Queue;
use sellout_store::exchange_rates::Giver;
use sellout_store::figures::{self, Scope};
use sellout_store::{organisations, rates};
use serde_json::json;

use super::{convert, give, rate};
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

    async fn the_warning_stays_as_long_as_a_rate_is_missing(house) {
        let us = house.sign_in().await;
        let rows = [
            sale("2025-04-02", "Leeds", 2, 1, "10.00"),
            sale("2025-04-03", "Leeds", 0, 2, "900.00").replace("EUR", "UAH"),
            sale("2025-05-03", "Leeds", 0, 2, "900.00").replace("EUR", "UAH"),
        ];
        let upload = us.load(Form::of("spring.csv", table(rows))).await;
        let warned = async || {
            let upload = us.see(&upload["id"]).await;
            let warnings = upload["warnings"].as_array().unwrap().clone();
            assert_eq!(upload["warning_count"], warnings.len(), "{upload:#}");
            warnings
        };
        let first = warned().await.remove(0);
        assert_eq!((&first["code"], &first["row"]), (&json!("no_rate"), &json!(3)), "{first:#}");
        assert!(first["message"].as_str().unwrap().contains("UAH in 2025-04, UAH in 2025-05:"), "{first:#}");
        give(house, &us, &rate("UAH", "2025-04", "45")).await;
        let left = warned().await.remove(0);
        assert!(left["message"].as_str().unwrap().contains("for UAH in 2025-05:"), "{left:#}");
        assert_eq!(left["row"], 4);
        give(house, &us, &rate("UAH", "2025-05", "45")).await;
        assert_eq!(warned().await, [] as [serde_json::Value; 0]);
        let answer = us.delete("/exchange-rates/UAH/2025-04").await.json(202);
        convert(house, &us, &answer).await;
        assert!(warned().await.remove(0)["message"].as_str().unwrap().contains("for UAH in 2025-04:"), "it is told again");
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

mod in_another_currency {
    use super::*;
    use crate::house::Plan;

    stories! {
        in Plan { currency: "UAH".parse().unwrap(), ..Plan::default() };

        async fn a_file_in_euros_waits_for_the_rate_of_the_organisations_own_currency(house) {
            let us = house.sign_in().await;
            let upload = us.load(Form::of("april.csv", table([sale("2025-04-03", "Leeds", 0, 1, "10.00")]))).await;
            let warning = &upload["warnings"][0];
            assert!(warning["message"].as_str().unwrap().contains("for UAH in 2025-04:"), "{upload:#}");
            give(house, &us, &rate("UAH", "2025-04", "45")).await;
            let upload = us.see(&upload["id"]).await;
            assert_eq!((&upload["amount"], &upload["warning_count"]), (&json!("450.00"), &json!(0)), "{upload:#}");
        }
    }
}
