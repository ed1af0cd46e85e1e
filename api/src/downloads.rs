//! Files on their way out: streamed, under a safe name, never shown inside a page.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use sellout_files::{FileKey, safe_filename};
use tokio_util::io::ReaderStream;

use crate::problem::{Answer, Problem};
use crate::state::App;

/// What the receiver is told of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Download<'a> {
    /// Its name; made safe here.
    pub(crate) filename: &'a str,
    /// Its content type.
    pub(crate) content_type: &'static str,
}

/// A kept file, as a stream.
pub(crate) async fn send_kept(app: &App, key: FileKey, download: &Download<'_>) -> Answer<Response> {
    let opened = app.files.open(key).await?;
    let mut response = named(Body::from_stream(opened.stream), download)?;
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(opened.size_bytes));
    Ok(response)
}

/// A file that was made for this answer, as a stream.
pub(crate) fn send_file(file: std::fs::File, size_bytes: u64, download: &Download<'_>) -> Answer<Response> {
    let stream = ReaderStream::with_capacity(tokio::fs::File::from_std(file), 256 << 10);
    let mut response = named(Body::from_stream(stream), download)?;
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(size_bytes));
    Ok(response)
}

/// Bytes that were made for this answer.
pub(crate) fn send_bytes(bytes: Vec<u8>, download: &Download<'_>) -> Answer<Response> {
    named(Body::from(bytes), download)
}

fn named(body: Body, download: &Download<'_>) -> Answer<Response> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(download.content_type));
    let disposition = HeaderValue::from_str(&attachment(download.filename)).map_err(Problem::internal)?;
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

/// `Content-Disposition` by RFC 6266: a plain name for old readers, the true one in UTF-8 beside it.
fn attachment(filename: &str) -> String {
    let name = safe_filename(filename);
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\') || c == ' ' { c } else { '_' })
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            write!(encoded, "%{byte:02X}").ok();
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_the_header() {
        assert_eq!(
            attachment("a\"b\r\nSet-Cookie: x.csv"),
            "attachment; filename=\"a_b Set-Cookie: x.csv\"; filename*=UTF-8''a%22b%20Set-Cookie%3A%20x.csv"
        );
        assert_eq!(attachment("März.csv"), "attachment; filename=\"M_rz.csv\"; filename*=UTF-8''M%C3%A4rz.csv");
    }
}
