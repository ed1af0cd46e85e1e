//! The description of the API against the API itself.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use crate::door::Door;

/// What clients rely on: method and path under `/api/v1`.
const PROMISED: &[(&str, &str)] = &[
    ("post", "/auth/login"),
    ("post", "/auth/refresh"),
    ("post", "/auth/logout"),
    ("get", "/me"),
    ("post", "/uploads"),
    ("get", "/uploads"),
    ("get", "/uploads/{id}"),
    ("get", "/uploads/{id}/status"),
    ("get", "/uploads/{id}/errors"),
    ("get", "/uploads/{id}/file"),
    ("post", "/uploads/{id}/undo"),
    ("post", "/uploads/{id}/retry"),
    ("post", "/uploads/{id}/resolve"),
    ("get", "/jobs"),
    ("get", "/jobs/{id}"),
    ("post", "/jobs/{id}/cancel"),
    ("post", "/jobs/{id}/retry"),
    ("get", "/jobs/{id}/events"),
    ("get", "/queues"),
    ("post", "/queues/{name}/pause"),
    ("post", "/queues/{name}/resume"),
    ("get", "/sales"),
    ("get", "/analytics/summary"),
    ("get", "/analytics/series"),
    ("get", "/analytics/top"),
    ("post", "/reports"),
    ("get", "/reports/{id}"),
    ("get", "/reports/{id}/file"),
    ("get", "/schedules"),
    ("post", "/schedules"),
    ("get", "/schedules/{id}"),
    ("put", "/schedules/{id}"),
    ("delete", "/schedules/{id}"),
    ("post", "/schedules/{id}/run"),
    ("get", "/emails"),
    ("get", "/emails/{id}"),
    ("post", "/emails/{id}/resend"),
    ("get", "/vendors"),
    ("get", "/formats/{code}"),
    ("put", "/formats/{code}"),
    ("delete", "/formats/{code}"),
    ("get", "/formats/{code}/versions"),
    ("post", "/formats/detect"),
    ("get", "/products"),
    ("post", "/products"),
    ("post", "/products/import"),
    ("get", "/product-aliases"),
    ("post", "/product-aliases"),
    ("get", "/product-aliases/unmatched"),
    ("get", "/exchange-rates"),
    ("post", "/exchange-rates"),
    ("get", "/users"),
    ("post", "/users"),
    ("patch", "/users/{id}"),
    ("get", "/tokens"),
    ("post", "/tokens"),
    ("delete", "/tokens/{id}"),
    ("get", "/audit"),
];

/// A path with something for each of its parts.
fn filled(path: &str) -> String {
    let nobody = uuid::Uuid::nil().to_string();
    let parts = [
        ("{id}", nobody.as_str()),
        ("{product_id}", &nobody),
        ("{name}", "x"),
        ("{code}", "x"),
        ("{valid_from}", "2025-01-01"),
    ];
    parts.into_iter().fold(path.to_owned(), |path, (part, value)| path.replace(part, value))
}

#[tokio::test]
async fn everything_promised_is_described_and_everything_described_is_there() {
    let door = Door::open().await;
    let document = door.send(Request::get("/api/v1/openapi.json").body(Body::empty()).unwrap()).await.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for (method, path) in PROMISED {
        assert!(document["paths"][format!("/api/v1{path}")][method].is_object(), "{method} {path} is not described");
    }
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let request = Request::builder().method(method.to_uppercase().as_str()).uri(filled(path));
            let request = request.body(Body::empty());
            let answer = door.send(request.unwrap()).await;
            let there =
                !matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) || path == "/metrics";
            assert!(there, "{method} {path}: {}", answer.status);
            assert!(!answer.status.is_server_error(), "{method} {path}: {}", answer.text());
        }
    }
}

#[tokio::test]
async fn every_call_but_the_sign_in_and_health_wants_a_caller() {
    let door = Door::open().await;
    let document = serde_json::to_value(sellout_api::openapi()).unwrap();
    let open = ["/api/v1/auth/login", "/api/v1/auth/refresh", "/healthz", "/readyz", "/metrics"];
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys().filter(|_| !open.contains(&path.as_str())) {
            let request = Request::builder().method(method.to_uppercase().as_str()).uri(filled(path));
            let request = request.body(Body::empty());
            let answer = door.send(request.unwrap()).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}: {}", answer.text());
        }
    }
}

#[tokio::test]
async fn the_docs_are_one_page_without_foreign_scripts() {
    let door = Door::open().await;
    let page = door.send(Request::get("/docs").body(Body::empty()).unwrap()).await;
    assert_eq!(page.status, 200);
    let html = page.html();
    assert!(html.contains("/api/v1/uploads/{id}/status") && html.contains("id=\"duplicate_file\""));
    assert!(!html.contains("https://"), "nothing is fetched from elsewhere");
}
