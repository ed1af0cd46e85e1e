//! `/auth/*` and `/me`: signing in, renewing, signing out, who am I.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use garde::Validate;
use sellout_model::Role;
use sellout_store::organisations;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::auth::{ACCESS_LASTS, RefreshToken, SecretKind, renew, sign_in, sign_out};
use crate::extract::{Caller, Peer, Valid};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::{App, AppState};

/// Who wants in.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Login {
    /// The address.
    #[garde(length(min = 3, max = 254))]
    #[schema(example = "you@example.com")]
    email: String,
    /// The password.
    #[garde(length(min = 1, max = 1024))]
    #[schema(format = Password)]
    password: String,
}

/// The token to renew a sign-in with.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refresh {
    /// From the last answer; each is good once.
    #[garde(length(min = 1, max = 300))]
    refresh_token: String,
}

/// Tokens of a sign-in.
#[derive(Serialize, ToSchema)]
pub(crate) struct Tokens {
    /// For `Authorization: Bearer ...`.
    access_token: String,
    /// Always `bearer`.
    token_type: &'static str,
    /// Seconds until the access token is over.
    expires_in: u64,
    /// Good once, for `POST /auth/refresh`.
    refresh_token: String,
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    /// The user.
    id: Uuid,
    /// The address.
    email: String,
    /// `admin` or `analyst`.
    #[schema(value_type = String, example = "analyst")]
    role: Role,
    /// The organisation.
    organisation: Organisation,
}

/// Whose figures they are.
#[derive(Serialize, ToSchema)]
pub(crate) struct Organisation {
    /// Its id.
    id: Uuid,
    /// Its name.
    name: String,
    /// What amounts are converted to.
    currency: String,
    /// The zone of "today".
    timezone: String,
}

/// Sign in with an address and a password.
#[utoipa::path(post, path = "/auth/login", tag = "auth", request_body = Login, security(()),
    responses((status = 200, body = Tokens), (status = 401, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn login(State(app): State<AppState>, peer: Peer, Valid(asked): Valid<Login>) -> Answer<Json<Tokens>> {
    let begun = sign_in(&app, peer, &asked.email, asked.password, SecretKind::Refresh).await?;
    tokens(&app, &begun).map(Json)
}

/// Renew a sign-in; the refresh token is exchanged for a new one.
#[utoipa::path(post, path = "/auth/refresh", tag = "auth", request_body = Refresh, security(()),
    responses((status = 200, body = Tokens), (status = 401, body = ProblemBody)))]
pub(crate) async fn refresh(State(app): State<AppState>, Valid(asked): Valid<Refresh>) -> Answer<Json<Tokens>> {
    let begun = renew(&app, &asked.refresh_token).await?;
    tokens(&app, &begun).map(Json)
}

/// End the sign-in at once, with all its tokens. An API token is ended by `DELETE /tokens/{id}`.
#[utoipa::path(post, path = "/auth/logout", tag = "auth", responses((status = 204), (status = 401, body = ProblemBody)))]
pub(crate) async fn logout(State(app): State<AppState>, caller: Caller) -> Answer<StatusCode> {
    sign_out(&app, &caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who is signed in.
#[utoipa::path(get, path = "/me", tag = "auth", responses((status = 200, body = Me), (status = 401, body = ProblemBody)))]
pub(crate) async fn me(State(app): State<AppState>, caller: Caller) -> Answer<Json<Me>> {
    let organisation = organisations::get(app.db.read(), caller.org).await?;
    let organisation = organisation.ok_or_else(|| Problem::not_found("organisation"))?;
    Ok(Json(Me {
        id: caller.user.0,
        email: caller.email,
        role: caller.role,
        organisation: Organisation {
            id: organisation.id,
            name: organisation.name,
            currency: organisation.currency,
            timezone: organisation.timezone,
        },
    }))
}

fn tokens(app: &App, begun: &crate::auth::Begun) -> Answer<Tokens> {
    let (org, user) = (begun.user.org_id, begun.user.id);
    Ok(Tokens {
        access_token: app.keys.access_token(org, user, begun.session, app.clock.now())?,
        token_type: "bearer",
        expires_in: ACCESS_LASTS.as_secs(),
        refresh_token: RefreshToken::text(&begun.secret, org, begun.session),
    })
}
