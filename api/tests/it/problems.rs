//! What goes wrong, in the one shape.

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::json;

use crate::door::Door;

#[tokio::test]
async fn every_refusal_has_the_same_shape_and_its_own_code() {
    let door = Door::open().await;
    assert_eq!(door.get("/nothing-here").await.problem(404), "not_found");
    assert_eq!(door.get("/uploads/not-an-id").await.problem(404), "not_found");
    let wrong_method = door.json("DELETE", "/me", json!({})).await;
    assert_eq!(wrong_method.problem(405), "method_not_allowed");
    assert!(wrong_method.header("allow").contains("GET"));
    let broken = door.request("POST", "/auth/login").header(header::CONTENT_TYPE, "application/json");
    assert_eq!(door.send(broken.body(Body::from("{\"email\":")).unwrap()).await.problem(400), "bad_json");
    let plain = door.request("POST", "/auth/login").header(header::CONTENT_TYPE, "text/plain");
    assert_eq!(door.send(plain.body(Body::from("{}")).unwrap()).await.problem(415), "unsupported_media_type");
    let nobody = door.send(Request::get("/api/v1/uploads").body(Body::empty()).unwrap()).await;
    assert_eq!(nobody.problem(401), "unauthorized");
    assert_eq!(nobody.header("www-authenticate"), "Bearer");
}

#[tokio::test]
async fn wrong_fields_are_named() {
    let door = Door::open().await;
    let missing = door.post("/auth/login", json!({"email": "a@b.c"})).await;
    assert_eq!(missing.problem(422), "invalid");
    assert!(missing.json()["errors"][0]["message"].as_str().unwrap().contains("password"));
    let short = door.post("/users", json!({"email": "no address", "role": "analyst", "password": "short"})).await;
    assert_eq!(short.problem(422), "invalid");
    let fields: Vec<_> = short.json()["errors"].as_array().unwrap().iter().map(|e| e["field"].to_string()).collect();
    assert_eq!(fields, ["\"email\"", "\"password\""]);
    for (path, field) in [
        ("/uploads?status=lost", "status"),
        ("/uploads?per_page=201", "per_page"),
        ("/uploads?page=x", "page"),
        ("/uploads?sort=-colour", "sort"),
        ("/analytics/summary?from=2025-13", "from"),
        ("/analytics/summary?to=2025-03", "from"),
        ("/analytics/top?by=moon", "by"),
    ] {
        let answer = door.get(path).await;
        assert_eq!(answer.problem(422), "invalid", "{path}");
        assert_eq!(answer.json()["errors"][0]["field"], field, "{path}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_request_keeps_its_name_unless_the_name_is_unfit() {
    let door = Door::open().await;
    let named = |name: &str| Request::get("/healthz").header("x-request-id", name).body(Body::empty()).unwrap();
    assert_eq!(door.send(named("order-66.b")).await.header("x-request-id"), "order-66.b");
    let unfit = door.send(named("two words")).await;
    assert!(!unfit.header("x-request-id").is_empty() && unfit.header("x-request-id") != "two words");
}

#[tokio::test]
async fn browsers_get_a_page_and_programs_get_json() {
    let door = Door::open().await;
    let page = Request::get("/no-such-page").header(header::ACCEPT, "text/html,*/*").body(Body::empty()).unwrap();
    let page = door.send(page).await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(page.text().contains("Not found") && page.header("content-security-policy").contains("script-src 'self'"));
    let program = door.send(Request::get("/no-such-page").body(Body::empty()).unwrap()).await;
    assert_eq!(program.problem(404), "not_found");
}

#[tokio::test]
async fn a_database_that_is_away_is_503_and_says_nothing_of_itself() {
    let door = Door::open().await;
    door.app.db.clone().close().await.unwrap();
    let answer = door.get("/uploads").await;
    assert_eq!(answer.problem(503), "unavailable");
    assert_eq!(answer.header("retry-after"), "5");
    assert!(!answer.text().to_lowercase().contains("pool"), "{}", answer.text());
    let ready = door.send(Request::get("/readyz").body(Body::empty()).unwrap()).await;
    assert_eq!((ready.status.as_u16(), ready.json()["parts"]["database"].as_str()), (503, Some("down")));
    let alive = door.send(Request::get("/healthz").body(Body::empty()).unwrap()).await;
    assert_eq!(alive.status, 200);
}

#[tokio::test]
async fn readiness_names_each_part() {
    let door = Door::open().await;
    let ready = door.send(Request::get("/readyz").body(Body::empty()).unwrap()).await;
    assert_eq!(ready.status, 200, "{}", ready.text());
    assert_eq!(ready.json()["parts"], json!({"database": "up", "files": "up", "queue": "up"}));
}
