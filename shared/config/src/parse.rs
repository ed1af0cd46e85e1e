//! Reads single values: addresses, numbers, durations, currencies. A failure says what to write instead.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use sellout_model::Currency;
use url::Url;

use crate::settings::LogFormat;
use crate::size::ByteSize;

/// A value that a setting's text can be read as; `Err` says what to write instead.
pub(crate) trait Value: Sized {
    fn read(text: &str) -> Result<Self, String>;
}

impl Value for String {
    fn read(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl Value for SecretString {
    fn read(text: &str) -> Result<Self, String> {
        Ok(text.into())
    }
}

impl Value for PathBuf {
    fn read(text: &str) -> Result<Self, String> {
        Ok(text.into())
    }
}

impl Value for SocketAddr {
    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "write address:port such as 127.0.0.1:8080 or 0.0.0.0:8080".to_owned())
    }
}

impl Value for u32 {
    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "write a whole number".to_owned())
    }
}

impl Value for ByteSize {
    fn read(text: &str) -> Result<Self, String> {
        let size: Self = text.parse()?;
        if size.0 == 0 { Err("write a size above 0".to_owned()) } else { Ok(size) }
    }
}

impl Value for Duration {
    fn read(text: &str) -> Result<Self, String> {
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let factor = match text[digits..].trim() {
            "" | "s" => Some(1),
            "m" => Some(60),
            "h" => Some(3600),
            _ => None,
        };
        let number: Option<u64> = text[..digits].parse().ok();
        number
            .zip(factor)
            .and_then(|(number, factor)| number.checked_mul(factor))
            .map(Self::from_secs)
            .ok_or_else(|| "write seconds such as 30, or a number with a unit such as 2m or 1h".to_owned())
    }
}

impl Value for Currency {
    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "write an ISO 4217 code of three letters such as EUR".to_owned())
    }
}

impl Value for chrono_tz::Tz {
    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "write an IANA time zone such as Europe/London or UTC".to_owned())
    }
}

impl Value for LogFormat {
    fn read(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("write text or json".to_owned()),
        }
    }
}

/// An address that pages are reached under; never ends in `/`, so that paths can be appended to its text.
#[derive(Clone, Debug)]
pub(crate) struct WebAddress(pub(crate) Url);

impl Value for WebAddress {
    fn read(text: &str) -> Result<Self, String> {
        Url::parse(text)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .filter(|url| url.query().is_none() && url.fragment().is_none() && url.username().is_empty())
            .map(Self)
            .ok_or_else(|| "write an address such as https://sellout.example.com".to_owned())
    }
}

/// A Redis address, checked but kept as text: it may hold a password.
#[derive(Debug)]
pub(crate) struct RedisUrl(pub(crate) SecretString);

impl Value for RedisUrl {
    fn read(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "redis" | "rediss") && url.has_host());
        url.map(|_| Self(text.into())).ok_or_else(|| "write redis://host:6379 or rediss://host:6379".to_owned())
    }
}

/// A prefix that is safe in the name of a Redis list.
#[derive(Debug)]
pub(crate) struct Prefix(pub(crate) String);

impl Value for Prefix {
    fn read(text: &str) -> Result<Self, String> {
        let fits = text.len() <= 40 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if fits { Ok(Self(text.to_owned())) } else { Err("write up to 40 letters, digits, - and _".to_owned()) }
    }
}

/// A mail address, bare or as `Name <address>`. The mail crate reads it in full; this catches slips at the start.
#[derive(Debug)]
pub(crate) struct Sender(pub(crate) String);

impl Value for Sender {
    fn read(text: &str) -> Result<Self, String> {
        let address = match text.split_once('<') {
            Some((_, rest)) => rest.trim_end().strip_suffix('>'),
            None => Some(text),
        };
        let fits = address.is_some_and(is_address) && !text.chars().any(char::is_control);
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err("write an address such as Sales <sales@example.com>".to_owned())
        }
    }
}

/// A bare mail address.
#[derive(Debug)]
pub(crate) struct Address(pub(crate) String);

impl Value for Address {
    fn read(text: &str) -> Result<Self, String> {
        if is_address(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err("write an address such as me@example.com".to_owned())
        }
    }
}

fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, host)| !local.is_empty() && !host.is_empty() && !host.contains('@'))
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ','))
}
