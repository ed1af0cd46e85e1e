//! Whether the connection to `PostgreSQL` is encrypted, where nobody says so.
//!
//! `PostgreSQL`'s drivers encrypt wherever the server can, on one and the same machine too. Nobody listens there, and it
//! costs more than the encryption: the driver sends what is longer than one TLS record (16 KiB) in several pieces, of which
//! the second waits until the server's system acknowledges the first, after up to 40 ms.

use std::net::IpAddr;

use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// The server's word for "not without encryption" (and for other refusals before a password is asked for).
const REFUSED: &str = "28000";

/// The same without encryption, for a server on this machine where its address does not speak of any.
pub(crate) fn without(options: &PgConnectOptions, url: &str) -> Option<PgConnectOptions> {
    let said = url.contains("sslmode=") || url.contains("ssl-mode=");
    let plain = !said && is_loopback(options.get_host()) && matches!(options.get_ssl_mode(), PgSslMode::Prefer);
    plain.then(|| options.clone().ssl_mode(PgSslMode::Disable))
}

/// Whether the server may have refused the connection because it is not encrypted.
pub(crate) fn may_be_demanded(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(error) if error.code().as_deref() == Some(REFUSED))
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;

    #[test]
    fn only_a_server_on_this_machine_of_which_nothing_is_said_goes_without() {
        let goes_without = |url: &str| without(&PgConnectOptions::from_str(url).expect("an address"), url).is_some();
        for url in ["postgres://a@127.0.0.1/b", "postgres://a@localhost:5433/b", "postgres://a@[::1]/b"] {
            assert!(goes_without(url), "{url}");
        }
        for url in [
            "postgres://a@db/b",
            "postgres://a@10.0.0.1/b",
            "postgres://a@127.0.0.1/b?sslmode=prefer",
            "postgres://a@127.0.0.1/b?sslmode=verify-full",
        ] {
            assert!(!goes_without(url), "{url}");
        }
    }
}
