//! The multipart form of `POST /uploads`, written as a browser writes it.

const BOUNDARY: &str = "a-line-between-the-parts";

/// A form in the making: parts in the order in which they are added.
#[derive(Clone, Debug, Default)]
pub struct Form {
    body: Vec<u8>,
    broken_off: bool,
}

impl Form {
    /// With one file.
    pub fn of(name: &str, bytes: impl AsRef<[u8]>) -> Self {
        Self::default().file(name, bytes)
    }

    /// One more file.
    #[must_use]
    pub fn file(mut self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        self.body.extend_from_slice(head.as_bytes());
        self.body.extend_from_slice(bytes.as_ref());
        self.body.extend_from_slice(b"\r\n");
        self
    }

    /// One more field.
    #[must_use]
    pub fn field(mut self, name: &str, value: &str) -> Self {
        let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        self.body.extend_from_slice(part.as_bytes());
        self
    }

    /// The same, whose sender goes away in the middle of the last part.
    #[must_use]
    pub fn broken_off(mut self) -> Self {
        self.broken_off = true;
        self
    }

    /// The header that names the boundary.
    pub fn content_type() -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }

    /// The whole body.
    pub fn into_body(mut self) -> Vec<u8> {
        if self.broken_off {
            self.body.truncate(self.body.len() - 10);
        } else {
            self.body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        }
        self.body
    }
}
