//! A server that is spoken to over a socket, by somebody signed in.

use sellout_testing::http::{Answer, Asked};
use serde_json::json;

use crate::house::Form;

/// A server, and the token of whoever is signed in.
pub(super) struct Server {
    address: String,
    token: String,
}

impl Server {
    /// Signs in at `http://host:port`.
    pub(super) async fn sign_in(url: &str, email: &str, password: &str) -> Self {
        let mut server = Self { address: url.trim_start_matches("http://").to_owned(), token: String::new() };
        let login = json!({ "email": email, "password": password }).to_string();
        let tokens = server.ask("POST", "/api/v1/auth/login", "application/json", login.as_bytes()).await.json(200);
        tokens["access_token"].as_str().unwrap().clone_into(&mut server.token);
        server
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "application/json", b"").await
    }

    pub(super) async fn upload(&self, form: Form) -> Answer {
        self.ask("POST", "/api/v1/uploads", &Form::content_type(), &form.into_body()).await
    }

    async fn ask(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Answer {
        Asked { method, path, token: &self.token, kind, body }.of(&self.address).await.unwrap()
    }
}
