//! The head of the API's description; the paths come from the handlers.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder, SecurityRequirement};

/// Title, version, and how callers sign in.
pub(crate) fn head() -> OpenApi {
    let about = "Sales files of resellers in, one clean sales database, reports and mails out. Errors are \
                 application/problem+json. Money is a decimal string with its currency beside it; times are RFC 3339 in UTC.";
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("An access token of POST /auth/login, or an API token of POST /tokens."))
        .build();
    let info = InfoBuilder::new().title("sellout").version(env!("CARGO_PKG_VERSION")).description(Some(about)).build();
    OpenApiBuilder::new()
        .info(info)
        .components(Some(ComponentsBuilder::new().security_scheme("bearer", SecurityScheme::Http(bearer)).build()))
        .security(Some([SecurityRequirement::new("bearer", Vec::<String>::new())]))
        .build()
}

/// The whole description as JSON text, made once.
static DOCUMENT: LazyLock<String> = LazyLock::new(|| crate::router::openapi().to_json().unwrap_or_default());

/// `GET /api/v1/openapi.json`.
pub(crate) async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], DOCUMENT.as_str())
        .into_response()
}
