//! HTTP over a socket, as little of it as these tests need.

use axum::body::Bytes;
use serde_json::{Value as Json, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::house::Form;

/// A server's answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Bytes,
}

impl Answer {
    /// The body as JSON; the status must be this one.
    #[track_caller]
    pub(super) fn json(&self, status: u16) -> Json {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        serde_json::from_slice(&self.body).unwrap()
    }
}

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
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
             Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            self.address,
            self.token,
            body.len()
        );
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        stream.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a whole head");
        let status = std::str::from_utf8(&answer[9..12]).unwrap().parse().unwrap();
        Answer { status, body: Bytes::from(answer).slice(end + 4..) }
    }
}
