//! How mail leaves: what `SMTP_URL` may say, and the limits of mail.

use std::path::PathBuf;

use secrecy::SecretString;
use url::Url;

use crate::locations::folder_of;
use crate::parse::Value;

/// Everything about outgoing mail.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// How it leaves.
    pub transport: MailTransport,
    /// The sender, `address` or `Name <address>`.
    pub from: String,
    /// Mails a second, all workers together.
    pub per_second: u32,
    /// Bytes; a larger report goes as a link.
    pub max_attachment_bytes: u64,
}

/// How mail leaves.
#[derive(Clone, Debug)]
pub enum MailTransport {
    /// As .eml files into this folder.
    Folder(PathBuf),
    /// Through a server, `smtp://` or `smtps://`.
    Smtp(SecretString),
}

impl Value for MailTransport {
    fn read(text: &str) -> Result<Self, String> {
        if let Some(folder) = folder_of(text) {
            return Ok(Self::Folder(folder));
        }
        let known_tls = |url: &Url| {
            url.query_pairs().all(|(k, v)| k == "tls" && matches!(v.as_ref(), "required" | "opportunistic" | "none"))
        };
        Url::parse(text)
            .ok()
            .filter(|url| matches!(url.scheme(), "smtp" | "smtps") && url.has_host() && known_tls(url))
            .map(|_| Self::Smtp(text.into()))
            .ok_or_else(|| {
                "write smtp://user:password@host:587, smtps://user:password@host or file://data/outbox".to_owned()
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_leaves_by_smtp_or_into_a_folder() {
        assert!(matches!(MailTransport::read("file://data/outbox"), Ok(MailTransport::Folder(_))));
        for text in ["smtp://127.0.0.1:2525", "smtps://me:secret@mail.example.com", "smtp://host?tls=none"] {
            assert!(matches!(MailTransport::read(text), Ok(MailTransport::Smtp(_))), "{text}");
        }
        for text in ["mail.example.com:25", "http://host", "smtp://host?tls=perhaps", "smtp://host?timeout=1"] {
            assert!(MailTransport::read(text).is_err(), "{text}");
        }
    }
}
