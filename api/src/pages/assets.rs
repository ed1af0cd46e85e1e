//! The style sheet, the script and the icon, compiled in and served under names that change with their content.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::auth::hexadecimal;
use crate::problem::{Answer, Problem};

/// One file that browsers keep for ever.
struct Asset {
    name: String,
    kind: &'static str,
    content: &'static str,
}

impl Asset {
    fn new(stem: &str, ending: &str, kind: &'static str, content: &'static str) -> Self {
        let hash = hexadecimal(&Sha256::digest(content.as_bytes())[..6]);
        Self { name: format!("{stem}.{hash}.{ending}"), kind, content }
    }
}

static ASSETS: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    [
        Asset::new("app", "css", "text/css; charset=utf-8", include_str!("../../../templates/pages/app.css")),
        Asset::new("app", "js", "text/javascript; charset=utf-8", include_str!("../../../templates/pages/app.js")),
        Asset::new("icon", "svg", "image/svg+xml", include_str!("../../../templates/pages/icon.svg")),
    ]
});

/// The addresses of style sheet, script and icon.
pub(super) fn addresses() -> [String; 3] {
    [0, 1, 2].map(|index| format!("/assets/{}", ASSETS[index].name))
}

/// `GET /assets/{name}`.
pub(crate) async fn asset(Path(name): Path<String>) -> Answer<Response> {
    let asset = ASSETS.iter().find(|asset| asset.name == name).ok_or_else(|| Problem::not_found("file"))?;
    let mut response = asset.content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    Ok(response)
}
