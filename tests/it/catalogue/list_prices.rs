//! Files that tell pieces and no money are valued by the list prices of their days; prices that come, change or go value
//! them anew, and what was said before stays as it was.

use sellout_store::figures::{self, Scope};
use serde_json::{Value as Json, json};

use super::{galilu, product};
use crate::house::{Client, Form, House, Plan, stories};

async fn price(house: &House, us: &Client<'_>, product: &Json, from: &str, price: &str, currency: &str) -> Json {
    let new = json!({ "product_id": product, "price": price, "currency": currency, "valid_from": from });
    let reply = us.post("/list-prices", &json!({ "prices": [new] })).await;
    house.drain().await;
    serde_json::from_slice(&reply.body).unwrap()
}

async fn means(us: &Client<'_>, name: &str, product: &Json) -> Json {
    us.post("/product-aliases", &json!({ "alias": name, "product_id": product })).await.json(201)
}

fn warned(upload: &Json) -> Vec<&str> {
    upload["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap()).collect()
}

stories! {
    async fn pieces_are_worth_the_list_price_of_their_month(house) {
        let us = house.sign_in().await;
        let salt = product(&us, "Salt Garden").await;
        means(&us, "Salt Garden", &salt).await;
        price(house, &us, &salt, "2025-01-01", "100.00", "EUR").await;
        price(house, &us, &salt, "2025-05-01", "110.00", "EUR").await;
        let april = us.load(galilu("Kraków", "Galilu 04.xlsx", "4", &[("Salt Garden", "3")])).await;
        let may = us.load(galilu("Kraków", "Galilu 05.xlsx", "5", &[("Salt Garden", "2")])).await;
        assert_eq!((&april["amount"], &may["amount"]), (&json!("300.00"), &json!("220.00")), "{may:#}");
        assert_eq!((&april["original_amount"], &april["original_currency"]), (&json!("300.00"), &json!("EUR")));
        assert_eq!(warned(&april), Vec::<&str>::new());
        let sale = us.all("/sales?from=2025-04&to=2025-04").await.remove(0);
        assert_eq!((&sale["list_price"], &sale["amount"], &sale["original_currency"]), (&json!("100.00"), &json!("300.00"), &json!("EUR")));
        // Sent again it says the same, whatever the list says meanwhile.
        price(house, &us, &salt, "2025-05-01", "120.00", "EUR").await;
        let again = us.load(galilu("Kraków", "Galilu 05.xlsx", "5", &[("Salt Garden", "2")]).field("force", "true")).await;
        assert_eq!((&again["rows_duplicate"], &again["rows_restated"]), (&json!(1), &json!(0)), "{again:#}");
        assert_eq!(us.summary("").await["amount"], "540.00");
    }

    async fn a_price_that_comes_later_values_what_waited_and_what_was_said_before_stays(house) {
        let us = house.sign_in().await;
        let salt = product(&us, "Salt Garden").await;
        let upload = us.load(galilu("Kraków", "Galilu 04.xlsx", "4", &[("Salt Gardn", "3"), ("Ember", "1")])).await;
        assert_eq!((&upload["amount"], &upload["units"]), (&json!(null), &json!(4)), "{upload:#}");
        assert_eq!(warned(&upload), ["no_list_price"]);
        let message = upload["warnings"][0]["message"].as_str().unwrap();
        assert!(message.contains("\"Salt Gardn\" (not matched with a product yet)"), "{message}");
        price(house, &us, &salt, "2025-01-01", "100.00", "EUR").await;
        assert_eq!(us.see(&upload["id"]).await["amount"], json!(null), "nobody said yet that it is the same");
        let before = us.summary("").await["data_version"].as_i64().unwrap();
        let alias = means(&us, "Salt Gardn", &salt).await;
        house.drain().await;
        let valued = us.see(&upload["id"]).await;
        assert_eq!((&valued["amount"], warned(&valued).len()), (&json!("300.00"), 1), "{valued:#}");
        let scope = Scope { version: Some(before), ..Scope::default() };
        let then = figures::summary(house.services.db.read(), house.org, &scope).await.unwrap();
        assert_eq!(then.total.counted.known_amount(), None, "as of before the answer");

        // A corrected price, and the price and the answer taken back.
        let answer = price(house, &us, &salt, "2025-01-01", "90.00", "EUR").await;
        let job = us.get(&format!("/jobs/{}", answer["job_id"].as_str().unwrap())).await.json(200);
        assert_eq!((&job["kind"], &job["state"]), (&json!("restate-list-prices"), &json!("succeeded")));
        assert_eq!(us.summary("").await["amount"], "270.00");
        let same = price(house, &us, &salt, "2025-01-01", "90.00", "EUR").await;
        assert_eq!(same, json!({ "changed": 0, "job_id": null }));
        us.delete(&format!("/product-aliases/{}", alias["id"].as_str().unwrap())).await.bytes(204);
        house.drain().await;
        let upload = us.see(&upload["id"]).await;
        assert_eq!((&upload["amount"], &upload["units"]), (&json!(null), &json!(4)));
        means(&us, "Salt Gardn", &salt).await;
        house.drain().await;
        assert_eq!(us.summary("").await["amount"], "270.00");
        us.delete(&format!("/list-prices/{}/2025-01-01", salt.as_str().unwrap())).await.bytes(204);
        house.drain().await;
        assert_eq!(us.see(&upload["id"]).await["amount"], json!(null));
    }

    async fn prices_come_as_a_table_and_wrong_rows_are_named(house) {
        let us = house.sign_in().await;
        product(&us, "Salt Garden").await;
        let good = "name;list_price;currency;valid_from\nSalt Garden;99.90;EUR;2025-01-01\n";
        let taken = us.send_table("/list-prices/import", "text/csv", good).await.json(200);
        assert_eq!(taken, json!({ "changed": 1, "job_id": null }), "nothing is valued by it yet");
        let bad = "name,list_price,currency,valid_from\nNobody,1,EUR,2025-01-01\nSalt Garden,-1,EUR,2025-01-01\nSalt Garden,1,EUR,soon\n";
        let refused = us.send_table("/list-prices/import", "text/csv", bad).await.problem(422, "invalid");
        let fields: Vec<_> = refused["errors"].as_array().unwrap().iter().map(|e| e["field"].clone()).collect();
        assert_eq!(fields, ["row 2", "row 3 list_price", "row 4 valid_from"], "{refused:#}");
        let listed = us.all("/list-prices").await;
        assert_eq!((listed.len(), &listed[0]["price"], &listed[0]["product"]), (1, &json!("99.90"), &json!("Salt Garden")));
    }

    async fn the_committed_sample_comes_to_its_pieces_at_their_prices(house) {
        let us = house.sign_in().await;
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/vendors/Galilu sellout 2025.xlsx");
        let sample = || Form::of("Galilu sellout 2025.xlsx", std::fs::read(path).unwrap());
        let upload = us.load(sample()).await;
        assert_eq!((&upload["rows_loaded"], &upload["units"], &upload["amount"]), (&json!(61), &json!(143), &json!(null)));
        for name in us.all("/product-aliases/unmatched").await {
            let id = product(&us, name["text"].as_str().unwrap()).await;
            means(&us, name["text"].as_str().unwrap(), &id).await;
            price(house, &us, &id, "2025-01-01", "12.35", "EUR").await;
        }
        let valued = us.see(&upload["id"]).await;
        // 143 pieces at 12.35.
        assert_eq!((&valued["amount"], warned(&valued).len()), (&json!("1766.05"), 0), "{valued:#}");
        us.then(&upload, "undo", &json!({})).await.json(200);
        assert_eq!(us.load(sample()).await["amount"], "1766.05", "sent again, it is valued at once");
    }

    async fn an_upload_answered_after_a_price_came_counts_once(house) {
        let us = house.sign_in().await;
        let names = ["Salt Garden", "Ember", "Rose Water", "Amber"];
        for name in names {
            let id = product(&us, name).await;
            means(&us, name, &id).await;
            price(house, &us, &id, "2025-01-01", "10.00", "EUR").await;
        }
        let all = names.map(|name| (name, "1"));
        us.load(galilu("Kraków", "Galilu 04.xlsx", "4", &all)).await;
        let part = us.load(galilu("Kraków", "Galilu 04 new.xlsx", "4", &[("Salt Garden", "5")])).await;
        assert_eq!(part["status"], "needs_mode", "{part:#}");
        us.then(&part, "resolve", &json!({ "mode": "append" })).await.json(200);
        assert_eq!(us.summary("").await["amount"], "90.00");
        let salt = us.all("/products?search=salt").await[0]["id"].clone();
        price(house, &us, &salt, "2025-01-01", "20.00", "EUR").await;
        assert_eq!(us.summary("").await["amount"], "150.00");
        // Answered otherwise after new editions were written: each row counts in its newest edition alone.
        us.then(&part, "resolve", &json!({ "mode": "replace" })).await.json(200);
        assert_eq!(us.summary("").await["amount"], "100.00");
        us.then(&part, "resolve", &json!({ "mode": "append" })).await.json(200);
        assert_eq!(us.summary("").await["amount"], "150.00");
    }
}

mod in_zloty {
    use super::*;

    stories! {
        in Plan { currency: "PLN".parse().unwrap(), ..Plan::default() };

        async fn a_price_in_another_currency_is_converted_by_the_months_rate(house) {
            let us = house.sign_in().await;
            let salt = product(&us, "Salt Garden").await;
            means(&us, "Salt Garden", &salt).await;
            price(house, &us, &salt, "2025-01-01", "100.00", "UAH").await;
            let upload = us.load(galilu("Kraków", "Galilu 04.xlsx", "4", &[("Salt Garden", "3")])).await;
            assert_eq!((&upload["amount"], &upload["unconverted_rows"]), (&json!(null), &json!(1)), "{upload:#}");
            assert_eq!(warned(&upload), ["no_rate"]);
            let rates = json!({ "rates": [
                { "currency": "UAH", "month": "2025-04", "rate": "40" }, { "currency": "PLN", "month": "2025-04", "rate": "4" }
            ], "force": true });
            us.post("/exchange-rates", &rates).await.json(202);
            house.drain().await;
            assert_eq!(us.summary("").await["amount"], "30.00");
        }
    }
}
