//! Names without a product: listed by volume with suggestions, answered once for past and future, taken back.

use serde_json::json;

use super::{galilu, product, waiting};
use crate::house::stories;

stories! {
    async fn one_answer_matches_past_and_future_sales_of_a_name_and_taken_back_unmatches_them(house) {
        let us = house.sign_in().await;
        let salt = product(&us, "Salt Garden").await;
        product(&us, "Pepper Garden").await;
        us.load(galilu("Kraków", "Galilu 04.xlsx", "4", &[("Salt Gardn", "3"), ("Ember", "9")])).await;
        us.load(galilu("Kraków", "Galilu 05.xlsx", "5", &[("salt gardn", "2")])).await;
        // Sorted by volume: neither has money, so pieces decide. The suggestion gives its reason.
        let names = [("Ember", 1, None), ("Salt Gardn", 2, Some("Salt Garden"))];
        let names = names.map(|(name, rows, found)| (name.to_owned(), rows, found.map(str::to_owned)));
        assert_eq!(waiting(&us).await, names);
        let listed = us.all("/product-aliases/unmatched").await;
        let salty = &listed[1];
        assert_eq!((&salty["vendors"], &salty["last_seen"]), (&json!(["Galilu"]), &json!("2025-05-31")), "{salty:#}");
        assert_eq!((&salty["units"], &salty["amount"]), (&json!(5), &json!(null)), "{salty:#}");
        let found = &salty["suggestions"][0];
        assert_eq!((&found["product_id"], &found["why"]), (&salt, &json!("one letter differs")), "{found:#}");
        assert_eq!(salty["suggestions"].as_array().unwrap().len(), 1, "pepper is another thing");

        let answer = json!({ "alias": "Salt Gardn", "product_id": salt });
        let alias = us.post("/product-aliases", &answer).await.json(201);
        assert_eq!(us.post("/product-aliases", &answer).await.json(200)["id"], alias["id"], "once is enough");
        assert_eq!(waiting(&us).await, [("Ember".to_owned(), 1, None)]);
        us.load(galilu("Poznań", "Galilu 06.xlsx", "6", &[("SALT  GARDN", "4")])).await;
        let of_salt = format!("/sales?product={}", salt.as_str().unwrap());
        assert_eq!(us.all(&of_salt).await.len(), 3, "past and future");

        us.delete(&format!("/product-aliases/{}", alias["id"].as_str().unwrap())).await.bytes(204);
        assert_eq!((us.all(&of_salt).await.len(), waiting(&us).await.len()), (0, 2));
        let audit = us.all("/audit?action=alias.delete").await;
        assert_eq!((audit.len(), &audit[0]["detail"]["alias"]), (1, &json!("Salt Gardn")), "{audit:#?}");
    }

    async fn a_name_that_means_another_product_is_asked_about(house) {
        let us = house.sign_in().await;
        let (salt, ember) = (product(&us, "Salt Garden").await, product(&us, "Ember").await);
        us.load(galilu("Kraków", "Galilu 04.xlsx", "4", &[("Garden", "3")])).await;
        us.post("/product-aliases", &json!({ "alias": "Garden", "product_id": salt })).await.json(201);
        let other = json!({ "alias": "garden", "product_id": ember });
        let asked = us.post("/product-aliases", &other).await.problem(409, "conflict");
        assert!(asked["detail"].as_str().unwrap().contains("means Salt Garden already"), "{asked}");
        let means = async |id: &serde_json::Value| us.all(&format!("/sales?product={}", id.as_str().unwrap())).await.len();
        assert_eq!((means(&salt).await, means(&ember).await), (1, 0), "nothing changed");
        let sure = json!({ "alias": "garden", "product_id": ember, "replace": true });
        us.post("/product-aliases", &sure).await.json(201);
        assert_eq!((means(&salt).await, means(&ember).await), (0, 1));
    }

    async fn a_name_said_by_two_vendors_is_one_line_and_one_answer(house) {
        let us = house.sign_in().await;
        let pen = product(&us, "Pen").await;
        let generic = |vendor: &str| {
            let text = format!("sold_on,reseller,store,functional_name,quantity,amount,currency\n2025-04-03,{vendor},,Blue Pen,1,10.00,EUR\n");
            crate::house::Form::of(&format!("{vendor}.csv"), text)
        };
        us.load(generic("North")).await;
        us.load(generic("South")).await;
        let listed = us.all("/product-aliases/unmatched").await;
        assert_eq!(listed.len(), 1, "{listed:#?}");
        assert_eq!((&listed[0]["vendors"], &listed[0]["vendor"]), (&json!(["North", "South"]), &json!("*")));
        us.post("/product-aliases", &json!({ "alias": "Blue Pen", "product_id": pen })).await.json(201);
        assert_eq!(waiting(&us).await, []);
    }
}
