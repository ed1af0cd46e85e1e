//! What a change of the figures moved: told place by place and product by product, before and after.

use serde_json::{Value as Json, json};

use crate::house::{Form, stories};
use crate::made::{ean, sale, table};

/// April and May of one store; corrected, April sells twice as much and May is as it was.
fn file(corrected: bool) -> Form {
    let (name, quantity, amount) = if corrected { ("corrected.csv", 2, "19.00") } else { ("first.csv", 1, "10.00") };
    let april = (0..4).map(|at| sale("2025-04-03", "Leeds", at, quantity, amount));
    let may = (0..3).map(|at| sale("2025-05-03", "Leeds", at, 1, "10.00"));
    Form::of(name, table(april.chain(may)))
}

fn figures(rows: i64, units: i64, amount: &str) -> Json {
    json!({ "rows": rows, "units": units, "amount": amount })
}

/// Period, before, after and change of each place.
fn places(told: &Json) -> Vec<[&Json; 4]> {
    let places = told["places"].as_array().unwrap();
    places.iter().map(|place| [&place["period_from"], &place["before"], &place["after"], &place["change"]]).collect()
}

stories! {
    async fn a_corrected_file_tells_what_it_moved_and_nothing_else(house) {
        let us = house.sign_in().await;
        us.load(file(false)).await;
        let corrected = us.load(file(true)).await;
        let id = corrected["id"].as_str().unwrap();
        let changes = us.get(&format!("/restatements?upload={id}")).await.json(200);
        assert_eq!((&changes["total"], &changes["items"][0]["cause"]), (&json!(1), &json!("load")));
        assert_eq!(changes["items"][0]["upload"], json!({ "id": id, "filename": "corrected.csv" }));
        let version = changes["items"][0]["data_version"].as_i64().unwrap();
        let told = us.get(&format!("/restatements/{version}")).await.json(200);
        let (before, after) = (figures(4, 4, "40.00"), figures(4, 8, "76.00"));
        assert_eq!(places(&told), [[&json!("2025-04-01"), &before, &after, &json!("36.00")]], "{told:#}");
        assert_eq!((&told["before"], &told["after"], &told["currency"]), (&before, &after, &json!("EUR")));
        let products = told["products"].as_array().unwrap();
        assert_eq!((products.len(), &told["products_in_all"]), (4, &json!(4)));
        let first = products.iter().find(|product| product["key"] == ean(0)).unwrap();
        assert_eq!(
            (&first["name"], &first["before"], &first["after"], &first["change"]),
            (&json!("Product 0"), &figures(1, 1, "10.00"), &figures(1, 2, "19.00"), &json!("9.00"))
        );
    }

    async fn taking_back_tells_the_same_before_it_is_done_and_after(house) {
        let us = house.sign_in().await;
        us.load(file(false)).await;
        let corrected = us.load(file(true)).await;
        let id = corrected["id"].as_str().unwrap();
        let told = us.post(&format!("/uploads/{id}/undo?preview=true"), &json!({})).await.json(200);
        let expected = [(&json!("2025-04-01"), &json!("-36.00"))];
        let moved: Vec<_> = places(&told["moved"]).into_iter().map(|[from, _, _, change]| (from, change)).collect();
        assert_eq!(moved, expected, "{told:#}");
        let done = us.post(&format!("/uploads/{id}/undo"), &json!({})).await.json(200);
        assert_eq!(done["data_version"], told["data_version"]);
        let kept = us.get(&format!("/restatements/{}", done["data_version"])).await.json(200);
        for part in ["places", "products", "before", "after", "places_in_all", "products_in_all"] {
            assert_eq!(kept[part], told["moved"][part], "{part}");
        }
        assert_eq!(kept["cause"], "undo");
        let again = us.post(&format!("/uploads/{id}/undo?preview=true"), &json!({})).await.json(200);
        assert_eq!((&again["changed"], again.get("moved")), (&json!([]), None), "nothing is left to take back");
    }

    async fn rows_that_count_once_of_two_files_are_told_once(house) {
        let us = house.sign_in().await;
        let rows = |amounts: &[&str]| table(amounts.iter().enumerate().map(|(at, a)| sale("2025-04-03", "Leeds", at, 1, a)));
        us.load(Form::of("part.csv", rows(&["10.00", "11.00"])).field("mode", "append")).await;
        // Two rows are known already, the third is new.
        let more = us.load(Form::of("more.csv", rows(&["10.00", "11.00", "12.00"])).field("mode", "append")).await;
        let id = more["id"].as_str().unwrap();
        let changes = us.get(&format!("/restatements?upload={id}")).await.json(200);
        let told = us.get(&format!("/restatements/{}", changes["items"][0]["data_version"])).await.json(200);
        assert_eq!(told["after"]["amount"], "12.00", "{told:#}");
        assert_eq!(told["products"].as_array().unwrap().len(), 1, "{told:#}");
        assert_eq!(told["products"][0]["after"], figures(1, 1, "12.00"));
    }

    async fn changes_are_ones_own_and_unknown_ones_are_not_found(house) {
        let us = house.sign_in().await;
        us.load(file(false)).await;
        let them = house.neighbour("others", "others@neighbour.example").await;
        assert_eq!(them.get("/restatements").await.json(200)["total"], 0);
        them.get("/restatements/1").await.json(404);
        us.get("/restatements/99").await.json(404);
        us.get("/restatements/one").await.problem(400, "bad_request");
    }
}
