//! HTTP over a socket, as little of it as tests of real processes need. A server that goes away in the middle is an
//! error to be looked at, not a panic.

use std::io;

use serde_json::Value as Json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// `GET`, `POST`, ...
    pub method: &'a str,
    /// From the root.
    pub path: &'a str,
    /// Of whoever asks; empty for nobody.
    pub token: &'a str,
    /// The content type of the body.
    pub kind: &'a str,
    /// The body.
    pub body: &'a [u8],
}

/// A server's whole answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl Asked<'_> {
    /// Asks the server at `host:port`.
    pub async fn of(&self, address: &str) -> io::Result<Answer> {
        let Self { method, path, token, kind, body } = self;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(&[head.as_bytes(), body].concat()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Answer::read(&answer).ok_or_else(|| io::Error::new(io::ErrorKind::UnexpectedEof, "half an answer"))
    }
}

impl Answer {
    /// `None` if the server broke off.
    fn read(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?.to_ascii_lowercase();
        let status = head.get(9..12)?.parse().ok()?;
        let body = bytes[end + 4..].to_vec();
        let said = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse::<usize>().ok());
        said.is_none_or(|said| said == body.len()).then_some(Self { status, body })
    }

    /// The body as JSON; the status must be this one.
    #[track_caller]
    pub fn json(&self, status: u16) -> Json {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }
}
