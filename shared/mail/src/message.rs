//! The message as bytes: multipart, with both bodies and the attachments. The same draft gives the same bytes, always.

use std::time::{Duration, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use lettre::Message;
use lettre::message::header::{ContentDisposition, ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, MultiPart, SinglePart};
use sellout_model::one_line;
use url::Url;

use crate::address::{address, sender};
use crate::error::MailError;
use crate::templates::Rendered;

/// A mail to one recipient, ready to be built.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    /// `<id@host>`, from [`crate::message_id`].
    pub message_id: &'a str,
    /// What the `Date` header says: when the mail was written, not when it leaves.
    pub date: DateTime<Utc>,
    /// The sender, `address` or `Name <address>`.
    pub from: &'a str,
    /// The one recipient's address.
    pub to: &'a str,
    /// Subject and bodies.
    pub words: &'a Rendered,
    /// Files that go with it, in order.
    pub attachments: Vec<Attachment>,
    /// How the recipient leaves the list, on mails that leave by schedule.
    pub unsubscribe: Option<Unsubscribe>,
}

/// A file in a mail.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// Its name as the reader sees it.
    pub name: String,
    /// Its media type, such as `text/csv; charset=utf-8`.
    pub media_type: String,
    /// Its bytes; they arrive unchanged.
    pub bytes: Vec<u8>,
}

/// How a recipient leaves the list (RFC 2369, RFC 8058).
#[derive(Clone, Debug)]
pub enum Unsubscribe {
    /// A URL that asks when opened and acts when posted to.
    Url(String),
    /// An address to write to, `address` or `Name <address>`.
    Mail(String),
}

impl Draft<'_> {
    /// The whole message, lines ended by CR LF, as it is stored and sent. Call it off the async threads where
    /// attachments are large.
    pub fn build(&self) -> Result<Vec<u8>, MailError> {
        let id = self.checked_id()?;
        let date = Duration::from_secs(self.date.timestamp().max(0).unsigned_abs());
        let mut message = Message::builder()
            .message_id(Some(format!("<{id}>")))
            .date(UNIX_EPOCH + date)
            .from(sender(self.from)?)
            .to(address(self.to)?.into())
            .subject(one_line(&self.words.subject, 250))
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ));
        for header in self.unsubscribe_headers()? {
            message = message.raw_header(header);
        }
        Ok(message.multipart(self.parts(id)?)?.formatted())
    }

    fn parts(&self, id: &str) -> Result<MultiPart, MailError> {
        let bodies = MultiPart::alternative()
            .boundary(boundary("bodies", id))
            .singlepart(SinglePart::plain(self.words.text.clone()))
            .singlepart(SinglePart::html(self.words.html.clone()));
        let mut parts = MultiPart::mixed().boundary(boundary("parts", id)).multipart(bodies);
        for attachment in &self.attachments {
            parts = parts.singlepart(attachment.part()?);
        }
        Ok(parts)
    }

    /// The id without its brackets; it also names files and boundaries, so it is held to plain letters.
    fn checked_id(&self) -> Result<&str, MailError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
        let inner = self.message_id.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
        inner
            .filter(|id| id.chars().all(plain) && id.split('@').filter(|part| !part.is_empty()).count() == 2)
            .ok_or_else(|| MailError::Header { header: "Message-ID", value: self.message_id.to_owned() })
    }

    fn unsubscribe_headers(&self) -> Result<Vec<HeaderValue>, MailError> {
        let Some(unsubscribe) = &self.unsubscribe else { return Ok(Vec::new()) };
        let bad = |value: &str| MailError::Header { header: "List-Unsubscribe", value: value.to_owned() };
        let url = match unsubscribe {
            Unsubscribe::Url(url) => Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https")),
            Unsubscribe::Mail(to) => Url::parse(&format!("mailto:{}?subject=unsubscribe", sender(to)?.email)).ok(),
        };
        let url = url.ok_or_else(|| match unsubscribe {
            Unsubscribe::Url(text) | Unsubscribe::Mail(text) => bad(text),
        })?;
        let mut headers = vec![plain_header("List-Unsubscribe", format!("<{url}>"))];
        if url.scheme() == "https" {
            headers.push(plain_header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        }
        Ok(headers)
    }
}

impl Attachment {
    fn part(&self) -> Result<SinglePart, MailError> {
        let media_type = ContentType::parse(&self.media_type)
            .map_err(|_| MailError::Header { header: "Content-Type", value: self.media_type.clone() })?;
        // Base64 alone leaves every byte, line ends too, as it was.
        let body = Body::new_with_encoding(self.bytes.clone(), ContentTransferEncoding::Base64)
            .map_err(|_| MailError::Header { header: "Content-Transfer-Encoding", value: self.name.clone() })?;
        Ok(SinglePart::builder()
            .header(media_type)
            .header(ContentDisposition::attachment(&one_line(&self.name, 120)))
            .body(body))
    }
}

/// A header that must not be split into encoded words. The value is the text of a [`Url`] or our own, so it is printable
/// ASCII without blanks.
fn plain_header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.clone(), value)
}

/// Fixed by the mail, unlike a random one, and of at most 70 letters (RFC 2046, 5.1.1).
fn boundary(what: &str, id: &str) -> String {
    let local: String = id.split('@').next().unwrap_or_default().chars().take(50).collect();
    format!("sellout-{what}-{local}")
}
