//! Letting in, and ending it.

use axum::body::Body;
use axum::http::{Request, header};
use sellout_model::Role;
use serde_json::{Value, json};

use crate::door::{ADMIN, Answered, Door, PASSWORD};

async fn login(door: &Door, email: &str, password: &str) -> Answered {
    door.post("/auth/login", json!({"email": email, "password": password})).await
}

async fn me(door: &Door, token: &str) -> Answered {
    let request = Request::get("/api/v1/me").header(header::AUTHORIZATION, format!("Bearer {token}"));
    door.send(request.body(Body::empty()).unwrap()).await
}

fn field(body: &Value, name: &str) -> String {
    body[name].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_sign_in_gives_tokens_that_say_who_it_is() {
    let door = Door::open().await;
    let tokens = login(&door, "  ADMIN@example.com ", PASSWORD).await.json();
    assert_eq!((tokens["token_type"].as_str(), tokens["expires_in"].as_u64()), (Some("bearer"), Some(900)));
    let answer = me(&door, &field(&tokens, "access_token")).await.json();
    assert_eq!((answer["email"].as_str(), answer["role"].as_str()), (Some(ADMIN), Some("admin")));
    assert_eq!(answer["organisation"]["currency"], "EUR");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_look_the_same() {
    let door = Door::open().await;
    let wrong = login(&door, ADMIN, "wrong").await;
    let unknown = login(&door, "nobody@example.com", PASSWORD).await;
    assert_eq!(wrong.problem(401), "wrong_login");
    assert_eq!(unknown.problem(401), "wrong_login");
    assert_eq!(wrong.json()["detail"], unknown.json()["detail"]);
}

#[tokio::test]
async fn after_five_failures_even_the_right_password_waits() {
    let door = Door::open().await;
    for _ in 0..5 {
        assert_eq!(login(&door, ADMIN, "wrong").await.problem(401), "wrong_login");
    }
    let answer = login(&door, ADMIN, PASSWORD).await;
    assert_eq!(answer.problem(429), "too_many_requests");
    assert_eq!(answer.header("retry-after"), "900");
    door.clock.advance(std::time::Duration::from_mins(15));
    assert_eq!(login(&door, ADMIN, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn an_access_token_is_over_after_a_quarter_of_an_hour_and_is_renewed() {
    let door = Door::open().await;
    let tokens = login(&door, ADMIN, PASSWORD).await.json();
    door.clock.advance(std::time::Duration::from_mins(15));
    assert_eq!(me(&door, &field(&tokens, "access_token")).await.problem(401), "unauthorized");
    let renewed = door.post("/auth/refresh", json!({"refresh_token": tokens["refresh_token"]})).await.json();
    assert_eq!(me(&door, &field(&renewed, "access_token")).await.status, 200);
}

#[tokio::test]
async fn a_refresh_token_that_comes_twice_ends_the_session() {
    let door = Door::open().await;
    let first = login(&door, ADMIN, PASSWORD).await.json();
    let second = door.post("/auth/refresh", json!({"refresh_token": first["refresh_token"]})).await.json();
    let again = door.post("/auth/refresh", json!({"refresh_token": first["refresh_token"]})).await;
    assert_eq!(again.problem(401), "unauthorized");
    assert_eq!(me(&door, &field(&second, "access_token")).await.problem(401), "unauthorized");
    let newest = door.post("/auth/refresh", json!({"refresh_token": second["refresh_token"]})).await;
    assert_eq!(newest.problem(401), "unauthorized");
}

#[tokio::test]
async fn signing_out_ends_the_access_token_at_once() {
    let door = Door::open().await;
    let token = field(&login(&door, ADMIN, PASSWORD).await.json(), "access_token");
    let request = Request::post("/api/v1/auth/logout").header(header::AUTHORIZATION, format!("Bearer {token}"));
    assert_eq!(door.send(request.body(Body::empty()).unwrap()).await.status, 204);
    assert_eq!(me(&door, &token).await.problem(401), "unauthorized");
}

#[tokio::test]
async fn an_api_token_works_until_it_is_ended_and_is_shown_once() {
    let door = Door::open().await;
    let made = door.post("/tokens", json!({"name": "import script"})).await;
    assert_eq!(made.status, 201);
    let (secret, id) = (field(&made.json(), "token"), field(&made.json(), "id"));
    assert!(secret.starts_with("sellout_"));
    assert_eq!(me(&door, &secret).await.status, 200);
    let listed = door.get("/tokens").await;
    assert!(!listed.text().contains(&secret) && listed.json()["total"] == 2, "{}", listed.text());
    assert_eq!(door.json("DELETE", &format!("/tokens/{id}"), json!({})).await.status, 204);
    assert_eq!(me(&door, &secret).await.problem(401), "unauthorized");
}

#[tokio::test]
async fn an_analyst_may_look_but_not_manage_people_or_others_tokens() {
    let mut door = Door::open().await;
    let analyst = door.person(door.org, "analyst@example.com", Role::Analyst).await;
    let admins = door.get("/tokens").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    door.token = door.token_of(door.org, analyst).await;
    assert_eq!(door.get("/uploads").await.status, 200);
    for path in ["/users", "/audit", "/queues"] {
        assert_eq!(door.get(path).await.problem(403), "forbidden", "{path}");
    }
    assert_eq!(door.get("/tokens").await.json()["total"], 1, "only their own");
    assert_eq!(door.json("DELETE", &format!("/tokens/{admins}"), json!({})).await.problem(404), "not_found");
}

#[tokio::test]
async fn somebody_switched_off_is_out_at_once_and_an_admin_stays() {
    let door = Door::open().await;
    let made = door
        .post("/users", json!({"email": "new@example.com", "role": "analyst", "password": "long enough words"}))
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let token = field(&login(&door, "new@example.com", "long enough words").await.json(), "access_token");
    assert_eq!(me(&door, &token).await.status, 200);
    let path = format!("/users/{}", field(&made.json(), "id"));
    assert_eq!(door.json("PATCH", &path, json!({"active": false})).await.status, 200);
    assert_eq!(me(&door, &token).await.problem(401), "unauthorized");
    let last = door.json("PATCH", &format!("/users/{}", door.admin), json!({"role": "analyst"})).await;
    assert_eq!(last.problem(409), "conflict");
    assert_eq!(door.get("/me").await.json()["role"], "admin", "nothing was changed");
    let deeds = door.get("/audit?action=user.change").await.json();
    assert_eq!(deeds["total"], 1);
}

#[tokio::test]
async fn requests_a_minute_are_limited_for_each_caller() {
    let door = Door::with(sellout_files::Files::memory(), |settings| settings.requests_per_minute = Some(2)).await;
    assert_eq!(door.get("/me").await.status, 200);
    assert_eq!(door.get("/me").await.status, 200);
    let answer = door.get("/me").await;
    assert_eq!(answer.problem(429), "too_many_requests");
    assert_eq!(answer.header("retry-after"), "60");
}
