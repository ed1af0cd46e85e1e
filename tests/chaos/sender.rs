//! Somebody who uses the API and does not give up: whoever is not answered, or is told that the service is away, asks
//! again. Any other answer than the one that was hoped for ends the test.

use std::time::Duration;

use sellout_testing::Form;
use sellout_testing::http::{Answer, Asked};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::installation::{ADMIN, PASSWORD};
use crate::made::Made;

const PAUSE: Duration = Duration::from_millis(100);
/// The longest that the API may be away.
const PATIENCE: Duration = Duration::from_mins(2);

/// Somebody with a token.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    address: String,
    token: String,
}

impl Sender {
    /// Signs in and makes a token that lasts.
    pub(crate) async fn sign_in(address: &str) -> Self {
        let mut this = Self { address: address.to_owned(), token: String::new() };
        let tokens = this.post("/auth/login", &json!({ "email": ADMIN, "password": PASSWORD })).await.json(200);
        tokens["access_token"].as_str().unwrap().clone_into(&mut this.token);
        let made = this.post("/tokens", &json!({ "name": "chaos" })).await.json(201);
        made["token"].as_str().unwrap().clone_into(&mut this.token);
        this
    }

    /// Sends a file until it is accepted; gives its upload. That it is there already means that an answer was lost.
    pub(crate) async fn send(&self, file: &Made) -> Uuid {
        let body = Form::of(&file.name, &file.bytes).field("vendor", &file.vendor).into_body();
        let answer = self.ask("POST", "/uploads", &Form::content_type(), &body).await;
        let said: Json = serde_json::from_slice(&answer.body).unwrap();
        let id = match (answer.status, said["code"].as_str()) {
            (202, _) => &said["items"][0]["id"],
            (409, Some("duplicate_file")) => &said["upload_id"],
            _ => panic!("{} was answered {}: {said:#}", file.name, answer.status),
        };
        id.as_str().unwrap().parse().unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: &Json) -> Answer {
        self.ask("POST", path, "application/json", body.to_string().as_bytes()).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Json) -> Answer {
        self.ask("PUT", path, "application/json", body.to_string().as_bytes()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Json {
        self.ask("GET", path, "application/json", b"").await.json(200)
    }

    async fn ask(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Answer {
        let path = format!("/api/v1{path}");
        let asked = Asked { method, path: &path, token: &self.token, kind, body };
        let answered = async {
            loop {
                match asked.of(&self.address).await {
                    Ok(answer) if answer.status != 503 => return answer,
                    _ => tokio::time::sleep(PAUSE).await,
                }
            }
        };
        let answered = tokio::time::timeout(PATIENCE, answered).await;
        answered.unwrap_or_else(|_| panic!("{method} {path} was not answered for {PATIENCE:?}"))
    }
}
