//! Signing in, renewing and ending a sign-in: the same for the API and the pages.

use std::time::Duration;

use sellout_model::OrgId;
use sellout_store::{audit, sessions, users};
use uuid::Uuid;

use super::{Secret, SecretKind};
use crate::extract::{Caller, Peer};
use crate::problem::{Answer, Kind, Problem};
use crate::state::App;

/// How long a sign-in lasts without being renewed; a page's always.
pub(crate) const SESSION_LASTS: Duration = Duration::from_hours(14 * 24);

/// A sign-in that has begun.
pub(crate) struct Begun {
    /// Who.
    pub(crate) user: users::Model,
    /// The session.
    pub(crate) session: Uuid,
    /// What the caller keeps; the session is known by its hash.
    pub(crate) secret: Secret,
}

/// Checks an address and a password and begins a session. Unknown addresses cost the same time as wrong passwords.
pub(crate) async fn sign_in(app: &App, peer: Peer, email: &str, password: String, kind: SecretKind) -> Answer<Begun> {
    let email = sellout_model::fold(email);
    app.attempts.sign_in(peer.0, &email, app.clock.monotonic()).map_err(|wait| {
        Problem::new(Kind::TooMany, "too many failed sign-ins; wait a while and try again").retry_after(wait)
    })?;
    let known = users::by_email(app.db.read(), &email).await?.filter(|user| user.active);
    let hash = known.as_ref().and_then(|user| user.password_hash.clone());
    let fits = app.passwords.fits(password, hash).await?;
    let user = known.filter(|_| fits).ok_or_else(|| {
        Problem::new(Kind::WrongLogin, "the address or the password is wrong; try again, or ask an admin")
    })?;
    app.attempts.signed_in(peer.0, &email);
    begin(app, user, kind).await
}

async fn begin(app: &App, user: users::Model, kind: SecretKind) -> Answer<Begun> {
    let (now, secret) = (app.clock.now(), Secret::generate(kind));
    let new = sessions::NewSession { user: user.user(), hash: &secret.hash, expires_at: now + SESSION_LASTS };
    let tx = app.db.begin().await?;
    let session = sessions::create(&tx, user.org(), &new, now).await?.id;
    users::signed_in(&tx, user.org(), user.user(), now).await?;
    let subject = user.id.to_string();
    let deed = audit::Deed { user: Some(user.user()), action: "user.sign_in", subject: &subject, detail: None };
    audit::append(&tx, user.org(), &deed, now).await?;
    tx.commit().await?;
    Ok(Begun { user, session, secret })
}

/// Ends the session of a caller, if they have one.
pub(crate) async fn sign_out(app: &App, caller: &Caller) -> Answer<()> {
    if let Some(session) = caller.session() {
        sessions::revoke(app.db.write(), caller.org, session, app.clock.now()).await?;
    }
    Ok(())
}

/// What a client renews its sign-in with: the secret, and which session it belongs to, so that an old one that
/// comes again is recognised and ends the session: somebody has copied it.
pub(crate) struct RefreshToken {
    secret: String,
    org: Uuid,
    session: Uuid,
}

impl RefreshToken {
    /// As the client keeps it.
    pub(crate) fn text(secret: &Secret, org: Uuid, session: Uuid) -> String {
        format!("{}.{}.{}", secret.text, org.simple(), session.simple())
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let token = Self {
            secret: parts.next()?.to_owned(),
            org: Uuid::try_parse(parts.next()?).ok()?,
            session: Uuid::try_parse(parts.next()?).ok()?,
        };
        parts.next().is_none().then_some(token)
    }
}

/// Exchanges a refresh token for a new one.
pub(crate) async fn renew(app: &App, text: &str) -> Answer<Begun> {
    let refused = || Problem::new(Kind::Unauthorized, "the refresh token is not valid (any more); sign in again");
    let token = RefreshToken::parse(text).ok_or_else(refused)?;
    let hash = Secret::hash_if(SecretKind::Refresh, &token.secret).ok_or_else(refused)?;
    let now = app.clock.now();
    let found = sessions::by_hash(app.db.read(), &hash, now).await?;
    if let Some((session, user)) = found.filter(|(session, _)| session.id == token.session) {
        let secret = Secret::generate(SecretKind::Refresh);
        let expires = now + SESSION_LASTS;
        if sessions::renew(app.db.write(), user.org(), &session, &secret.hash, expires).await? {
            return Ok(Begun { user, session: session.id, secret });
        }
    }
    if sessions::revoke(app.db.write(), OrgId(token.org), token.session, now).await? {
        tracing::warn!(session.id = %token.session, "a used refresh token came again; its session is ended");
    }
    Err(refused())
}
