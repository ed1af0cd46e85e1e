//! Products, aliases, rates, vendors, formats, and figures where there are none.

use axum::body::Body;
use axum::http::header;
use serde_json::json;

use crate::door::{ADMIN, Door, FORM, form};

#[tokio::test]
async fn products_are_added_searched_and_imported_whole() {
    let door = Door::open().await;
    let pen = json!({"ean": "4006381333931", "name": "Pen", "sku": "P-1"});
    assert_eq!(door.post("/products", pen.clone()).await.status, 201);
    assert_eq!(door.post("/products", pen).await.problem(409), "conflict");
    let wrong = door.post("/products", json!({"ean": "4006381333932", "name": "Pen"})).await;
    assert_eq!(wrong.problem(422), "invalid");
    let import = |text: &'static str| {
        let request = door.request("POST", "/products/import").header(header::CONTENT_TYPE, "text/csv");
        door.send(request.body(Body::from(text)).unwrap())
    };
    assert_eq!(import("ean,name,sku\n4006381333931,Blue pen,\n,Box,B\n").await.json()["products"], 2);
    assert_eq!(import("ean,name,sku\n1,Bad,\n,Good,\n").await.problem(422), "invalid");
    let found = door.get("/products?search=blue").await.json();
    assert_eq!((found["total"].as_u64(), found["items"][0]["name"].as_str()), (Some(1), Some("Blue pen")));
    assert_eq!(door.get("/products").await.json()["total"], 2);
}

#[tokio::test]
async fn an_alias_needs_a_product_that_is_there() {
    let door = Door::open().await;
    let product = door.post("/products", json!({"name": "Pen"})).await.json()["id"].clone();
    let alias = json!({"vendor": "Corner Shop", "alias": "BLUE-7", "product_id": product});
    let made = door.post("/product-aliases", alias).await;
    assert_eq!((made.status.as_u16(), made.json()["vendor"].as_str()), (201, Some("corner_shop")));
    let nothing = json!({"alias": "RED-7", "product_id": uuid::Uuid::nil()});
    assert_eq!(door.post("/product-aliases", nothing).await.problem(422), "invalid");
    assert_eq!(door.get("/product-aliases/unmatched").await.json()["total"], 0);
    let path = format!("/product-aliases/{}", made.json()["id"].as_str().unwrap());
    assert_eq!(door.json("DELETE", &path, json!({})).await.status, 204);
}

#[tokio::test]
async fn rates_that_jump_wait_for_a_person() {
    let door = Door::open().await;
    let rates = |rate: &str, force: bool| json!({"rates": [{"currency": "PLN", "month": "2025-04", "rate": rate}], "force": force});
    let jump = door.post("/exchange-rates", rates("42.5", false)).await;
    assert_eq!((jump.status.as_u16(), jump.json()["held"][0]["rate"].as_str()), (200, Some("42.5")));
    assert_eq!(door.get("/exchange-rates").await.json()["total"], 0);
    assert_eq!(door.get("/exchange-rates/held").await.json()["items"][0]["source"], ADMIN);
    let taken = door.post("/exchange-rates", rates("42.5", true)).await;
    assert_eq!((taken.status.as_u16(), taken.json()["changed"][0]["month"].as_str()), (202, Some("2025-04")));
    assert_eq!(door.get("/exchange-rates?currency=PLN").await.json()["items"][0]["rate"], "42.5");
    assert_eq!(door.get("/exchange-rates/held").await.json()["total"], 0, "what was forced waits no more");
    assert_eq!(door.get("/jobs?kind=restate-rates").await.json()["total"], 1);
    assert_eq!(door.post("/exchange-rates", rates("42.5", true)).await.status, 200, "nothing changed");
}

#[tokio::test]
async fn a_format_is_saved_in_versions_and_returns_to_the_built_in_one() {
    let door = Door::open().await;
    let listed = door.get("/formats").await.json();
    let generic = listed["items"].as_array().unwrap()[0]["code"].as_str().unwrap().to_owned();
    let path = format!("/formats/{generic}");
    let source = door.get(&path).await.json()["source"].as_str().unwrap().to_owned();
    let saved = door.json("PUT", &path, json!({"source": source})).await;
    assert_eq!((saved.status.as_u16(), saved.json()["version"].as_i64()), (200, Some(1)), "{}", saved.text());
    assert_eq!(door.get(&format!("{path}/versions")).await.json()["items"][0]["active"], true);
    assert_eq!(door.json("DELETE", &path, json!({})).await.status, 204);
    assert_eq!(door.get(&path).await.json()["own"], false);
    assert_eq!(door.json("DELETE", &path, json!({})).await.problem(404), "not_found");
    let broken = door.json("PUT", &path, json!({"source": "code = "})).await;
    assert_eq!(broken.problem(422), "invalid");
    assert_eq!(door.json("PUT", "/formats/other-code", json!({"source": source})).await.problem(422), "invalid");
}

#[tokio::test]
async fn a_file_is_recognised_without_being_loaded() {
    let door = Door::open().await;
    let csv = b"sold_on,vendor,product_ean,functional_name,quantity,amount,currency\n2025-04-07,shop,4006381333931,Pen,2,19.98,EUR\n";
    let request = door.request("POST", "/formats/detect").header(header::CONTENT_TYPE, FORM);
    let answer = door.send(request.body(form(&[("file", Some("a.csv"), csv)])).unwrap()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.json()["confidence"].as_f64().unwrap() > 0.5, "{}", answer.text());
    assert_eq!(door.get("/uploads").await.json()["total"], 0);
}

#[tokio::test]
async fn figures_of_nothing_are_zero_and_not_an_error() {
    let door = Door::open().await;
    let summary = door.get("/analytics/summary?from=2025-01&to=2025-03&basis=net").await.json();
    assert_eq!((summary["rows"].as_i64(), summary["amount"].as_str()), (Some(0), Some("0.00")));
    assert_eq!((summary["previous"]["from"].as_str(), summary["currency"].as_str()), (Some("2024-10-01"), Some("EUR")));
    let series = door.get("/analytics/series?from=2025-01&to=2025-03&by=month").await.json();
    assert_eq!(series["items"].as_array().unwrap().len(), 3);
    assert_eq!(door.get("/analytics/top?from=2025-01").await.json()["items"], json!([]));
    assert_eq!(door.get("/sales").await.json()["total"], 0);
    assert_eq!(door.get("/vendors").await.json()["total"], 0);
}
