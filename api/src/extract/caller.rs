//! Who calls: read from the bearer token or the page's cookie, and asked of the database at each request, so that
//! signing out, revoking and switching somebody off bite at once. The organisation comes from here and nowhere else.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use sellout_model::{OrgId, Role, TokenId, UserId};
use sellout_store::{sessions, tokens, users};
use uuid::Uuid;

use crate::auth::{Secret, SecretKind, same_site};
use crate::problem::{Answer, Kind, Problem};
use crate::state::{App, AppState};

/// The cookie of the pages.
pub(crate) const COOKIE: &str = "sellout_session";

/// Somebody signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    /// Whose figures they see.
    pub(crate) org: OrgId,
    /// Who they are.
    pub(crate) user: UserId,
    /// Their address.
    pub(crate) email: String,
    /// What they may do.
    pub(crate) role: Role,
    /// How they proved it.
    pub(crate) proof: Proof,
}

/// How a caller proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// An access token of this session.
    Session(Uuid),
    /// A page's cookie of this session.
    Cookie(Uuid),
    /// An API token.
    Token(TokenId),
}

/// A caller who is an admin.
#[derive(Clone, Debug)]
pub(crate) struct Admin(pub(crate) Caller);

/// A caller of a page; nobody is sent to the sign-in.
#[derive(Clone, Debug)]
pub(crate) struct PageCaller(pub(crate) Caller);

impl Caller {
    /// Whether they may do everything.
    pub(crate) fn is_admin(&self) -> bool {
        self.role == Role::Admin
    }

    /// The session that signing out ends; an API token is ended where tokens are kept.
    pub(crate) fn session(&self) -> Option<Uuid> {
        match self.proof {
            Proof::Session(id) | Proof::Cookie(id) => Some(id),
            Proof::Token(_) => None,
        }
    }

    /// The caller of a request, or `None` if it names nobody; a proof that is no good is a problem.
    pub(crate) async fn find(parts: &mut Parts, app: &App) -> Answer<Option<Self>> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(Some(known.clone()));
        }
        let caller = match bearer(&parts.headers)? {
            Some(token) if token.starts_with("sellout_") => Some(by_api_token(app, token).await?),
            Some(token) => Some(by_access_token(app, token).await?),
            None => by_cookie(app, parts).await?,
        };
        if let Some(caller) = &caller {
            not_too_often(app, caller)?;
            parts.extensions.insert(caller.clone());
        }
        Ok(caller)
    }

    fn of(user: &users::Model, proof: Proof) -> Answer<Self> {
        let role = user.role()?;
        Ok(Self { org: user.org(), user: user.user(), email: user.email.clone(), role, proof })
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        Self::find(parts, app).await?.ok_or_else(|| Problem::new(Kind::Unauthorized, Kind::Unauthorized.usual_detail()))
    }
}

impl FromRequestParts<AppState> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, app).await?;
        if caller.is_admin() {
            return Ok(Self(caller));
        }
        Err(Problem::new(Kind::Forbidden, "only an admin may do this; ask one of your organisation"))
    }
}

impl FromRequestParts<AppState> for PageCaller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Response> {
        match Caller::find(parts, app).await {
            Ok(Some(caller)) => Ok(Self(caller)),
            Ok(None) => Err(to_sign_in(parts)),
            Err(problem) if problem.kind == Kind::Unauthorized => Err(to_sign_in(parts)),
            Err(problem) => Err(problem.into_response()),
        }
    }
}

fn to_sign_in(parts: &Parts) -> Response {
    let wanted = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    if parts.method != Method::GET || wanted == "/" {
        return Redirect::to("/login").into_response();
    }
    let next: String = url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    Redirect::to(&format!("/login?next={next}")).into_response()
}

fn bearer(headers: &HeaderMap) -> Answer<Option<&str>> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(Some(token.trim())),
        _ => Err(Problem::new(Kind::Unauthorized, "send the token as `Authorization: Bearer ...`")),
    }
}

fn no_good() -> Problem {
    Problem::new(Kind::Unauthorized, "the token is not valid (any more); sign in again, or make a new token")
}

async fn by_api_token(app: &App, token: &str) -> Answer<Caller> {
    let hash = Secret::hash_if(SecretKind::ApiToken, token).ok_or_else(no_good)?;
    let now = app.clock.now();
    let (token, user) = tokens::valid(app.db.read(), &hash, now).await?.ok_or_else(no_good)?;
    if token.wants_touch(now)
        && let Err(error) = tokens::touch(app.db.write(), user.org(), token.token(), now).await
    {
        // Only the note of the last use: the request itself need not fail.
        tracing::warn!(%error, "the use of an API token could not be noted");
    }
    Caller::of(&user, Proof::Token(token.token()))
}

async fn by_access_token(app: &App, token: &str) -> Answer<Caller> {
    let now = app.clock.now();
    let claims = app.keys.read_access_token(token, now).ok_or_else(no_good)?;
    let found = sessions::live(app.db.read(), OrgId(claims.org), claims.sid, now).await?;
    let (session, user) = found.filter(|(_, user)| user.id == claims.sub).ok_or_else(no_good)?;
    Caller::of(&user, Proof::Session(session.id))
}

/// What a cookie proves counts for changes only if our own page sent the request.
async fn by_cookie(app: &App, parts: &Parts) -> Answer<Option<Caller>> {
    let jar = CookieJar::from_headers(&parts.headers);
    let hash = jar.get(COOKIE).and_then(|cookie| Secret::hash_if(SecretKind::Page, cookie.value()));
    let Some(hash) = hash else { return Ok(None) };
    let Some((session, user)) = sessions::by_hash(app.db.read(), &hash, app.clock.now()).await? else {
        return Ok(None);
    };
    if !parts.method.is_safe() && !same_site(&parts.headers, app.settings.public_url.as_deref()) {
        let detail = "the request was not sent by a page of this server; open the page here and try again";
        return Err(Problem::new(Kind::CrossSite, detail));
    }
    Caller::of(&user, Proof::Cookie(session.id)).map(Some)
}

fn not_too_often(app: &App, caller: &Caller) -> Answer<()> {
    let Some(limit) = app.settings.requests_per_minute else { return Ok(()) };
    app.attempts.request(caller.user.0, limit, app.clock.monotonic()).map_err(|wait| {
        Problem::new(Kind::TooMany, format!("more than {limit} requests a minute; wait a moment")).retry_after(wait)
    })
}
