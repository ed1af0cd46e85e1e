//! The front door of a fresh server: a database, files in memory, a clock moved by hand, and two people.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use chrono::DateTime;
use secrecy::SecretString;
use sellout_api::auth::{Secret, SecretKind, hash_password};
use sellout_api::{ApiSettings, App, AppState, Parts, router};
use sellout_files::Files;
use sellout_model::{FakeClock, OrgId, Role, UserId};
use sellout_queue::{Bell, Ledger, LedgerClock};
use sellout_reader::Reader;
use sellout_store::{tokens, users};
use sellout_testing::TestDb;
use serde_json::Value;
use tower::ServiceExt;

pub(crate) const ADMIN: &str = "admin@example.com";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A server and who is known to it.
pub(crate) struct Door {
    pub(crate) app: AppState,
    pub(crate) clock: FakeClock,
    pub(crate) org: OrgId,
    pub(crate) admin: UserId,
    /// An API token of the admin.
    pub(crate) token: String,
    router: Router,
    _db: TestDb,
}

/// An answer, read to its end.
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answered {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// A page, its slashes as people write them.
    pub(crate) fn html(&self) -> String {
        self.text().replace("&#x2f;", "/")
    }

    /// A header as text; empty if it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The code of a problem, whose shape is checked on the way.
    pub(crate) fn problem(&self, status: u16) -> String {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let body = self.json();
        for field in ["type", "title", "detail", "code", "request_id"] {
            assert!(body[field].is_string(), "{field} in {body}");
        }
        assert_eq!(body["status"], status);
        assert_eq!(body["request_id"], self.header("x-request-id"));
        body["code"].as_str().unwrap().to_owned()
    }
}

impl Door {
    /// With files in memory.
    pub(crate) async fn open() -> Self {
        Self::with(Files::memory(), |_| ()).await
    }

    /// With these files and settings.
    pub(crate) async fn with(files: Files, change: impl FnOnce(&mut ApiSettings)) -> Self {
        let db = TestDb::sqlite().await;
        let org = db.organisation().await;
        let clock = FakeClock::at(DateTime::from_timestamp(1_767_600_000, 0).unwrap());
        let ledger = Ledger::new(db.clone(), LedgerClock::from_wall(clock.clock()), Bell::local());
        let mut settings = ApiSettings {
            secret_key: SecretString::from("a key of thirty-two letters or so".to_owned()),
            public_url: None,
            max_upload_bytes: 64 << 10,
            requests_per_minute: None,
            serve_metrics: true,
        };
        change(&mut settings);
        let reader = Reader::new("/does/not/exist");
        let app = Arc::new(App::new(Parts { db: db.clone(), files, ledger, reader, clock: clock.clock() }, settings));
        let mut door = Self {
            router: router(Arc::clone(&app)),
            app,
            clock,
            org,
            admin: UserId(uuid::Uuid::nil()),
            token: String::new(),
            _db: db,
        };
        door.admin = door.person(org, ADMIN, Role::Admin).await;
        door.token = door.token_of(org, door.admin).await;
        door
    }

    /// A person with [`PASSWORD`].
    pub(crate) async fn person(&self, org: OrgId, email: &str, role: Role) -> UserId {
        static HASH: std::sync::OnceLock<String> = std::sync::OnceLock::new();
        let hash = HASH.get_or_init(|| hash_password(PASSWORD).unwrap());
        let new = users::NewUser { email, password_hash: Some(hash), role };
        users::create(self.app.db.write(), org, &new, self.app.clock.now()).await.unwrap().unwrap().user()
    }

    /// An API token of a person.
    pub(crate) async fn token_of(&self, org: OrgId, user: UserId) -> String {
        let secret = Secret::generate(SecretKind::ApiToken);
        let new = tokens::NewToken { user, name: "test", hash: &secret.hash, expires_at: None };
        tokens::create(self.app.db.write(), org, &new, self.app.clock.now()).await.unwrap();
        secret.text
    }

    /// Sends a request as it is.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answered {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answered { status: parts.status, headers: parts.headers, bytes }
    }

    /// A request of the admin, under `/api/v1`.
    pub(crate) fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let uri = format!("/api/v1{path}");
        Request::builder().method(method).uri(uri).header(header::AUTHORIZATION, format!("Bearer {}", self.token))
    }

    pub(crate) async fn get(&self, path: &str) -> Answered {
        self.send(self.request("GET", path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answered {
        self.json("POST", path, body).await
    }

    pub(crate) async fn json(&self, method: &str, path: &str, body: Value) -> Answered {
        let request = self.request(method, path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Posts a form of parts: files as `(name, Some(filename), bytes)`, fields as `(name, None, text)`.
    pub(crate) async fn upload(&self, parts: &[(&str, Option<&str>, &[u8])]) -> Answered {
        let request = self.request("POST", "/uploads").header(header::CONTENT_TYPE, FORM);
        self.send(request.body(form(parts)).unwrap()).await
    }
}

/// The content type of [`form`].
pub(crate) const FORM: &str = "multipart/form-data; boundary=edge";

/// A multipart body.
pub(crate) fn form(parts: &[(&str, Option<&str>, &[u8])]) -> Body {
    let mut body = Vec::new();
    for (name, filename, content) in parts {
        let file = filename.map(|f| format!("; filename=\"{f}\"\r\nContent-Type: text/csv")).unwrap_or_default();
        body.extend(format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").into_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--edge--\r\n");
    Body::from(body)
}
