//! Somebody signed in, and what they ask of the API.

use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value as Json, json};
use tower::ServiceExt;

use super::{Form, House, Reply};

/// Bytes of an answer that a test reads at most.
const MOST: usize = 64 << 20;

/// Somebody signed in.
#[derive(Clone)]
pub(crate) struct Client<'h> {
    house: &'h House,
    token: String,
}

impl<'h> Client<'h> {
    pub(super) async fn sign_in(house: &'h House, email: &str, password: &str) -> Self {
        let tokens =
            Self::nobody(house).post("/auth/login", &json!({ "email": email, "password": password })).await.json(200);
        assert_eq!(tokens["token_type"], "bearer");
        Self { house, token: text(&tokens["access_token"]).to_owned() }
    }

    /// Somebody who has not signed in.
    pub(super) fn nobody(house: &'h House) -> Self {
        Self { house, token: String::new() }
    }

    /// `GET` below `/api/v1`.
    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.ask(Method::GET, path, &[], Body::empty()).await
    }

    /// `GET` with one more header.
    pub(crate) async fn get_with(&self, path: &str, name: &str, value: &str) -> Reply {
        self.ask(Method::GET, path, &[(name, value)], Body::empty()).await
    }

    /// `POST` of a JSON body.
    pub(crate) async fn post(&self, path: &str, body: &Json) -> Reply {
        self.post_with(path, body, &[]).await
    }

    /// `POST` of a JSON body with more headers.
    pub(crate) async fn post_with(&self, path: &str, body: &Json, headers: &[(&str, &str)]) -> Reply {
        let mut all = vec![(header::CONTENT_TYPE.as_str(), "application/json")];
        all.extend_from_slice(headers);
        self.ask(Method::POST, path, &all, Body::from(body.to_string())).await
    }

    /// `POST` of a table: the bytes of a file, as a body of this kind.
    pub(crate) async fn send_table(&self, path: &str, kind: &str, bytes: impl Into<Body>) -> Reply {
        self.ask(Method::POST, path, &[(header::CONTENT_TYPE.as_str(), kind)], bytes.into()).await
    }

    /// A page, as HTML.
    pub(crate) async fn page(&self, path: &str) -> String {
        let reply = self.ask_at(Method::GET, path.to_owned(), &[], Body::empty()).await;
        String::from_utf8(reply.bytes(200).to_vec()).expect("a page is text")
    }

    /// A page's form, filled in without JavaScript.
    pub(crate) async fn fill_in(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let kind = [(header::CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded")];
        self.ask_at(Method::POST, path.to_owned(), &kind, Body::from(form)).await
    }

    /// `PUT` of a JSON body.
    pub(crate) async fn put(&self, path: &str, body: &Json) -> Reply {
        let kind = (header::CONTENT_TYPE.as_str(), "application/json");
        self.ask(Method::PUT, path, &[kind], Body::from(body.to_string())).await
    }

    /// `DELETE` below `/api/v1`.
    pub(crate) async fn delete(&self, path: &str) -> Reply {
        self.ask(Method::DELETE, path, &[], Body::empty()).await
    }

    /// `POST /uploads`.
    pub(crate) async fn upload(&self, form: Form) -> Reply {
        self.upload_with(form, &[]).await
    }

    /// `POST /uploads` with more headers.
    pub(crate) async fn upload_with(&self, form: Form, headers: &[(&str, &str)]) -> Reply {
        let kind = Form::content_type();
        let mut all = vec![(header::CONTENT_TYPE.as_str(), kind.as_str())];
        all.extend_from_slice(headers);
        self.ask(Method::POST, "/uploads", &all, Body::from(form.into_body())).await
    }

    /// Sends one file, which must be accepted; gives its item.
    pub(crate) async fn send(&self, form: Form) -> Json {
        let reply = self.upload(form).await;
        let item = reply.json(202)["items"][0].clone();
        assert_eq!(item["status"], "pending", "{item}");
        item
    }

    /// Sends one file and runs all jobs; gives the upload as it stands then.
    pub(crate) async fn load(&self, form: Form) -> Json {
        let item = self.send(form).await;
        self.house.drain().await;
        self.see(&item["id"]).await
    }

    /// `POST /formats/detect`: what a file would be recognised as.
    pub(crate) async fn detect(&self, form: Form) -> Json {
        let kind = Form::content_type();
        let headers = [(header::CONTENT_TYPE.as_str(), kind.as_str())];
        self.ask(Method::POST, "/formats/detect", &headers, Body::from(form.into_body())).await.json(200)
    }

    /// An upload as it stands.
    pub(crate) async fn see(&self, id: &Json) -> Json {
        self.get(&format!("/uploads/{}", text(id))).await.json(200)
    }

    /// A write below an upload (`undo`, `retry`, `resolve`), then all jobs; gives the answer to the write.
    pub(crate) async fn then(&self, upload: &Json, what: &str, body: &Json) -> Reply {
        let reply = self.post(&format!("/uploads/{}/{what}", text(&upload["id"])), body).await;
        self.house.drain().await;
        reply
    }

    /// All items of a list, page by page.
    pub(crate) async fn all(&self, path: &str) -> Vec<Json> {
        let joined = if path.contains('?') { '&' } else { '?' };
        let mut items = Vec::new();
        for page in 1.. {
            let listed = self.get(&format!("{path}{joined}per_page=200&page={page}")).await.json(200);
            let found = listed["items"].as_array().expect("a list");
            items.extend(found.iter().cloned());
            if items.len() as u64 >= listed["total"].as_u64().expect("a total") || found.is_empty() {
                assert_eq!(items.len() as u64, listed["total"].as_u64().unwrap(), "{path} lists as many as it says");
                return items;
            }
        }
        items
    }

    /// The row errors of an upload.
    pub(crate) async fn errors_of(&self, upload: &Json) -> Vec<Json> {
        self.all(&format!("/uploads/{}/errors", text(&upload["id"]))).await
    }

    /// The summary of a period, or of everything with an empty one.
    pub(crate) async fn summary(&self, query: &str) -> Json {
        self.get(&format!("/analytics/summary?{query}")).await.json(200)
    }

    async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Reply {
        let path =
            if path.starts_with("/api/") || path.ends_with('z') { path.to_owned() } else { format!("/api/v1{path}") };
        self.ask_at(method, path, headers, body).await
    }

    async fn ask_at(&self, method: Method, path: String, headers: &[(&str, &str)], body: Body) -> Reply {
        let asked = format!("{method} {path}");
        let mut request = Request::builder().method(method).uri(path);
        if !self.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.house.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, MOST).await.unwrap();
        Reply { asked, status: parts.status, headers: parts.headers, body }
    }
}

/// A JSON text.
#[track_caller]
pub(crate) fn text(json: &Json) -> &str {
    json.as_str().unwrap_or_else(|| panic!("{json} is no text"))
}
