//! Mail through a server: how `SMTP_URL` is understood, and what the server's answers mean.

use std::error::Error;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::PoolConfig;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use url::{Host, Url};

use crate::error::MailError;
use crate::transport::{SendError, SendOutcome};

/// How long one step of the conversation may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Connections that one process keeps.
const CONNECTIONS: u32 = 4;

/// Codes that speak of our sign-in or of encryption, not of the mail (RFC 4954, 6; RFC 3207, 4): a wrong password must
/// not fail mails for good.
const ABOUT_SIGN_IN: [u16; 6] = [432, 454, 530, 534, 535, 538];

/// A server, spoken to over pooled connections.
#[derive(Clone, Debug)]
pub struct Smtp(AsyncSmtpTransport<Tokio1Executor>);

/// Understands `smtp://` and `smtps://` URLs; connects when the first mail leaves.
pub(crate) fn connect(text: &str) -> Result<Smtp, MailError> {
    let bad = |place: &str, problem: &dyn std::fmt::Display| MailError::Transport {
        place: place.to_owned(),
        problem: problem.to_string(),
    };
    let url = Url::parse(text).map_err(|e| bad("this URL", &e))?;
    let place = url.host_str().unwrap_or_default().to_owned();
    let url = with_encryption(url).ok_or_else(|| bad(&place, &"write smtp://host:587 or smtps://host"))?;
    let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str()).map_err(|e| bad(&place, &e))?;
    let pool = PoolConfig::new().max_size(CONNECTIONS);
    Ok(Smtp(builder.timeout(Some(PATIENCE)).pool_config(pool).build()))
}

/// Says which encryption is wanted where the URL does not: none on this machine, STARTTLS insisted on where a password
/// would travel, else STARTTLS where the server offers it.
fn with_encryption(mut url: Url) -> Option<Url> {
    let local = match url.host()? {
        Host::Domain(name) => name == "localhost" || is_loopback(name),
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    };
    let password = url.password().is_some();
    let said = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
    let wanted = match (url.scheme(), said.as_deref()) {
        ("smtps", _) | ("smtp", Some("none")) => None,
        ("smtp", Some("required")) => Some("tls=required"),
        ("smtp", Some("opportunistic")) => Some("tls=opportunistic"),
        ("smtp", None) if local => None,
        ("smtp", None) => Some(if password { "tls=required" } else { "tls=opportunistic" }),
        _ => return None,
    };
    if url.scheme() == "smtp" && url.port().is_none() {
        url.set_port(Some(if password { 587 } else { 25 })).ok()?;
    }
    url.set_query(wanted);
    Some(url)
}

/// URLs of other schemes than the web's keep an address as a name.
fn is_loopback(name: &str) -> bool {
    name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl Smtp {
    pub(crate) async fn send(&self, envelope: &Envelope, bytes: &[u8]) -> Result<SendOutcome, SendError> {
        // The client ends the last line itself; with its own end still there, readers would see one line more.
        let bytes = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        let answer = self.0.send_raw(envelope, bytes).await.map_err(|e| meaning(&e))?;
        let words = answer.message().collect::<Vec<_>>().join(" ");
        Ok(SendOutcome { response: format!("{} {words}", answer.code()) })
    }

    pub(crate) async fn check(&self) -> Result<(), SendError> {
        match self.0.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(SendError::Unreachable { problem: "the server hung up".to_owned() }),
            Err(e) => Err(meaning(&e)),
        }
    }
}

fn meaning(error: &lettre::transport::smtp::Error) -> SendError {
    let Some(code) = error.status().map(u16::from) else {
        return SendError::Unreachable { problem: error.to_string() };
    };
    let words = error.source().map(ToString::to_string).unwrap_or_default();
    let response = format!("{code} {words}");
    if ABOUT_SIGN_IN.contains(&code) {
        return SendError::Unreachable { problem: format!("the mail server does not let us sign in: {response}") };
    }
    SendError::Refused { permanent: error.is_permanent(), response }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(text: &str) -> Option<String> {
        with_encryption(Url::parse(text).expect("a URL")).map(String::from)
    }

    #[test]
    fn a_password_never_travels_in_the_clear_unless_asked_to() {
        for (text, meant) in [
            ("smtp://me:secret@mail.example.com", "smtp://me:secret@mail.example.com:587?tls=required"),
            ("smtp://me:secret@mail.example.com:587?tls=none", "smtp://me:secret@mail.example.com:587"),
            ("smtp://mail.example.com", "smtp://mail.example.com:25?tls=opportunistic"),
            ("smtp://me:secret@127.0.0.1:2525", "smtp://me:secret@127.0.0.1:2525"),
            ("smtp://localhost:2525", "smtp://localhost:2525"),
            ("smtp://[::1]:2525", "smtp://[::1]:2525"),
            ("smtps://me:secret@mail.example.com", "smtps://me:secret@mail.example.com"),
        ] {
            assert_eq!(understood(text).as_deref(), Some(meant), "{text}");
        }
        assert_eq!(understood("smtp://host?tls=perhaps"), None);
        assert!(connect("http://host").is_err());
    }
}
