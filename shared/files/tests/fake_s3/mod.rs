//! As much of S3 as the client speaks: whole and multipart uploads, reading, deleting. Loopback only, in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};

#[derive(Default, Debug)]
struct Bucket {
    objects: HashMap<String, Vec<u8>>,
    unfinished: HashMap<String, Vec<u8>>,
}

type Shared = Arc<Mutex<Bucket>>;
type Params = Query<HashMap<String, String>>;

/// A running server; it ends with the test's runtime.
#[derive(Debug)]
pub(crate) struct FakeS3 {
    /// Where it listens.
    pub(crate) url: String,
    bucket: Shared,
}

impl FakeS3 {
    /// How many objects and unfinished uploads there are under the prefix.
    pub(crate) fn kept(&self) -> usize {
        let bucket = self.bucket.lock().expect("unpoisoned");
        bucket.objects.keys().chain(bucket.unfinished.keys()).filter(|key| key.starts_with("some/prefix/")).count()
    }
}

/// Starts one.
pub(crate) async fn start() -> FakeS3 {
    let bucket = Shared::default();
    let methods: MethodRouter<Shared> = get(read).head(read).put(write).post(multipart).delete(remove);
    let app =
        Router::new().route("/bucket/{*key}", methods).layer(DefaultBodyLimit::disable()).with_state(bucket.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, app).await });
    FakeS3 { url, bucket }
}

async fn read(State(bucket): State<Shared>, Path(key): Path<String>, headers: HeaderMap) -> Response {
    assert!(headers.contains_key("authorization"), "requests are signed");
    match bucket.lock().expect("unpoisoned").objects.get(&key) {
        Some(bytes) => {
            ([("etag", "\"1\""), ("last-modified", "Tue, 01 Apr 2025 00:00:00 GMT")], bytes.clone()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn write(State(bucket): State<Shared>, Path(key): Path<String>, params: Params, body: Bytes) -> Response {
    let mut bucket = bucket.lock().expect("unpoisoned");
    match params.get("partNumber") {
        Some(_) => bucket.unfinished.get_mut(&key).expect("begun").extend_from_slice(&body),
        None => drop(bucket.objects.insert(key, body.to_vec())),
    }
    [("etag", "\"1\"")].into_response()
}

async fn multipart(State(bucket): State<Shared>, Path(key): Path<String>, params: Params) -> Response {
    let mut bucket = bucket.lock().expect("unpoisoned");
    if params.contains_key("uploads") {
        bucket.unfinished.insert(key.clone(), Vec::new());
        return format!(
            "<InitiateMultipartUploadResult><Bucket>bucket</Bucket><Key>{key}</Key><UploadId>1</UploadId>\
             </InitiateMultipartUploadResult>"
        )
        .into_response();
    }
    let whole = bucket.unfinished.remove(&key).expect("begun");
    bucket.objects.insert(key.clone(), whole);
    format!(
        "<CompleteMultipartUploadResult><Bucket>bucket</Bucket><Key>{key}</Key><ETag>\"1\"</ETag>\
         </CompleteMultipartUploadResult>"
    )
    .into_response()
}

async fn remove(State(bucket): State<Shared>, Path(key): Path<String>, params: Params) -> StatusCode {
    let mut bucket = bucket.lock().expect("unpoisoned");
    if params.contains_key("uploadId") {
        bucket.unfinished.remove(&key);
    } else {
        bucket.objects.remove(&key);
    }
    StatusCode::NO_CONTENT
}
