//! `/tokens`: API tokens. Everybody sees and ends their own; admins those of all.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use garde::Validate;
use sellout_model::TokenId;
use sellout_store::tokens;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::audited::note;
use crate::auth::{Secret, SecretKind};
use crate::extract::{Caller, Id, Page, Paging, PagingQuery, Valid};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::AppState;

/// An API token, without its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenView {
    id: Uuid,
    /// Who acts with it.
    user_id: Uuid,
    name: String,
    created_at: DateTime<Utc>,
    /// To the minute.
    used_at: Option<DateTime<Utc>>,
    expires_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
}

impl From<tokens::Model> for TokenView {
    fn from(row: tokens::Model) -> Self {
        let tokens::Model { id, user_id, name, created_at, used_at, expires_at, revoked_at, .. } = row;
        Self { id, user_id, name, created_at, used_at, expires_at, revoked_at }
    }
}

/// A token to make.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewToken {
    /// What it is for.
    #[garde(length(chars, min = 1, max = 100))]
    name: String,
    /// When it ends; never if left out.
    #[garde(skip)]
    expires_at: Option<DateTime<Utc>>,
}

/// A new token with its secret, shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeToken {
    /// For `Authorization: Bearer ...`; it cannot be shown again.
    token: String,
    #[serde(flatten)]
    view: TokenView,
}

/// The caller's tokens; of an admin, everybody's.
#[utoipa::path(get, path = "/tokens", tag = "people", params(PagingQuery), responses((status = 200, body = Page<TokenView>)))]
pub(crate) async fn list(State(app): State<AppState>, caller: Caller, paging: Paging) -> Answer<Json<Page<TokenView>>> {
    let page = paging.sorted("-created_at")?;
    let of = (!caller.is_admin()).then_some(caller.user);
    let listed = tokens::list(app.db.read(), caller.org, of, page).await?;
    Ok(Json(Page::of(listed, page, TokenView::from)))
}

/// Make a token for the caller.
#[utoipa::path(post, path = "/tokens", tag = "people", request_body = NewToken,
    responses((status = 201, body = MadeToken), (status = 422, body = ProblemBody)))]
pub(crate) async fn create(
    State(app): State<AppState>,
    caller: Caller,
    Valid(asked): Valid<NewToken>,
) -> Answer<(StatusCode, Json<MadeToken>)> {
    let (now, secret) = (app.clock.now(), Secret::generate(SecretKind::ApiToken));
    if asked.expires_at.is_some_and(|end| end <= now) {
        return Err(Problem::invalid("expires_at", "is over already; write a time to come, or leave it out"));
    }
    let new =
        tokens::NewToken { user: caller.user, name: &asked.name, hash: &secret.hash, expires_at: asked.expires_at };
    let tx = app.db.begin().await?;
    let row = tokens::create(&tx, caller.org, &new, now).await?;
    note(&tx, &caller, "token.make", row.id, now).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(MadeToken { token: secret.text, view: row.into() })))
}

/// End a token at once.
#[utoipa::path(delete, path = "/tokens/{id}", tag = "people", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
pub(crate) async fn end(State(app): State<AppState>, caller: Caller, Id(id): Id) -> Answer<StatusCode> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let token = tokens::get(&tx, caller.org, TokenId(id)).await?;
    let may = token.is_some_and(|token| caller.is_admin() || token.user_id == caller.user.0);
    if !may || !tokens::revoke(&tx, caller.org, TokenId(id), now).await? {
        return Err(Problem::not_found("token that is still good"));
    }
    note(&tx, &caller, "token.end", id, now).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
