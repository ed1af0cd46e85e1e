//! Whether a request that changes something was sent by our own pages. Cookies travel with requests of other
//! sites' pages too, so what a cookie authenticates must pass here.

use axum::http::{HeaderMap, header};
use url::Url;

/// `Sec-Fetch-Site` decides where a browser sends it; else the `Origin` must be the host called, or the public
/// address. A request with neither comes from no browser of this decade and is refused.
pub(crate) fn same_site(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN).and_then(|origin| Url::parse(origin).ok()) else { return false };
    let called = text(header::HOST).is_some_and(|host| authority(&origin).as_deref() == Some(host));
    let public = public_url.and_then(|url| Url::parse(url).ok()).is_some_and(|url| url.origin() == origin.origin());
    called || public
}

fn authority(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (header::HeaderName::from_static(k), header::HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn only_our_own_pages_pass() {
        assert!(same_site(&with(&[("sec-fetch-site", "same-origin")]), None));
        assert!(same_site(&with(&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")]), None));
        let proxied = with(&[("origin", "https://sales.example"), ("host", "10.0.0.3:8080")]);
        assert!(same_site(&proxied, Some("https://sales.example")));
        assert!(!same_site(&proxied, None));
        assert!(!same_site(&with(&[("sec-fetch-site", "cross-site"), ("origin", "http://a"), ("host", "a")]), None));
        assert!(!same_site(&with(&[("origin", "null"), ("host", "a")]), None));
        assert!(!same_site(&HeaderMap::new(), None));
    }
}
