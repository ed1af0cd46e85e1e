//! Access tokens: short-lived JWTs (HS256) that name the session they belong to. Whether the session and the
//! user are still good is asked of the database at each request.

use std::time::Duration;

use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Keys;
use crate::problem::Problem;

/// How long an access token lasts.
pub(crate) const ACCESS_LASTS: Duration = Duration::from_mins(15);

/// What an access token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccessClaims {
    /// The user.
    pub(crate) sub: Uuid,
    /// The organisation.
    pub(crate) org: Uuid,
    /// The session; signing out ends it.
    pub(crate) sid: Uuid,
    /// Issued at, in seconds since 1970.
    pub(crate) iat: i64,
    /// Over at, in seconds since 1970.
    pub(crate) exp: i64,
}

impl Keys {
    /// A token for a session, beginning now.
    pub(crate) fn access_token(&self, org: Uuid, user: Uuid, sid: Uuid, now: DateTime<Utc>) -> Result<String, Problem> {
        let exp = now.timestamp() + ACCESS_LASTS.as_secs() as i64;
        let claims = AccessClaims { sub: user, org, sid, iat: now.timestamp(), exp };
        encode(&Header::new(Algorithm::HS256), &claims, &self.sign).map_err(Problem::internal)
    }

    /// What a token says, if it is ours and not over.
    pub(crate) fn read_access_token(&self, token: &str, now: DateTime<Utc>) -> Option<AccessClaims> {
        let mut validation = Validation::new(Algorithm::HS256);
        // The time is the injected clock's, not the library's.
        validation.validate_exp = false;
        let claims = decode::<AccessClaims>(token, &self.verify, &validation).ok()?.claims;
        (now.timestamp() < claims.exp).then_some(claims)
    }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;

    fn keys(secret: &str) -> Keys {
        Keys::from_secret(&SecretString::from(secret.to_owned()))
    }

    #[test]
    fn a_token_is_good_for_its_quarter_of_an_hour_and_for_its_key_only() {
        let now = DateTime::from_timestamp(1_760_000_000, 0).unwrap();
        let (org, user, sid) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let ours = keys("one secret of thirty-two letters");
        let token = ours.access_token(org, user, sid, now).unwrap();
        assert_eq!(ours.read_access_token(&token, now).unwrap().sid, sid);
        assert!(ours.read_access_token(&token, now + ACCESS_LASTS).is_none(), "over");
        assert!(keys("another secret of thirty letters").read_access_token(&token, now).is_none(), "other key");
        let unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
        let forged = format!("{unsigned}.{}.", token.split('.').nth(1).unwrap());
        assert!(ours.read_access_token(&forged, now).is_none(), "algorithm none");
    }
}
