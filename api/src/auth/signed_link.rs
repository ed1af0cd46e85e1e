//! Links that open one report's file without a sign-in, for a while: an HMAC over which and until when.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use sellout_model::ReportId;

use super::Keys;
use super::keys::{authenticate, is_authentic};

/// How long a link lasts that the API gives out.
pub(crate) const LINK_FROM_API: Duration = Duration::from_hours(24);

impl Keys {
    /// A token that opens the file of a report until `expires`: `expiry.signature`, expiry in seconds since 1970.
    pub fn link_token(&self, report: ReportId, expires: DateTime<Utc>) -> String {
        let seconds = expires.timestamp();
        let signature = authenticate(&self.links, &signed_parts(&report, &seconds.to_be_bytes()));
        format!("{seconds}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Whether a token opens this report now.
    pub fn link_opens(&self, token: &str, report: ReportId, now: DateTime<Utc>) -> bool {
        let Some((seconds, signature)) = token.split_once('.') else { return false };
        let (Ok(seconds), Ok(signature)) = (seconds.parse::<i64>(), URL_SAFE_NO_PAD.decode(signature)) else {
            return false;
        };
        now.timestamp() < seconds
            && is_authentic(&self.links, &signed_parts(&report, &seconds.to_be_bytes()), &signature)
    }
}

fn signed_parts<'a>(report: &'a ReportId, expiry: &'a [u8; 8]) -> [&'a [u8]; 3] {
    [b"report file", report.0.as_bytes(), expiry]
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_link_opens_one_report_until_it_is_over() {
        let keys = Keys::from_secret(&SecretString::from("one secret of thirty-two letters".to_owned()));
        let now = DateTime::from_timestamp(1_760_000_000, 0).unwrap();
        let report = ReportId(Uuid::now_v7());
        let token = keys.link_token(report, now + LINK_FROM_API);
        assert!(keys.link_opens(&token, report, now));
        assert!(!keys.link_opens(&token, ReportId(Uuid::now_v7()), now), "another report");
        assert!(!keys.link_opens(&token, report, now + LINK_FROM_API), "over");
        let later = token.replace(&(now + LINK_FROM_API).timestamp().to_string(), "9999999999");
        assert!(!keys.link_opens(&later, report, now), "a later end that nobody signed");
    }
}
