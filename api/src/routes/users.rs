//! `/users`: the people of the organisation, for admins.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use garde::Validate;
use sellout_model::{OrgId, Role, UserId};
use sellout_store::{sessions, users};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::audited::note;
use crate::extract::{Admin, Id, Page, Paging, PagingQuery, Valid};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::state::AppState;

/// A person who signs in.
#[derive(Serialize, ToSchema)]
pub(crate) struct UserView {
    id: Uuid,
    email: String,
    /// `admin` or `analyst`.
    role: String,
    /// Whether they may sign in.
    active: bool,
    created_at: DateTime<Utc>,
    signed_in_at: Option<DateTime<Utc>>,
}

impl From<users::Model> for UserView {
    fn from(row: users::Model) -> Self {
        let users::Model { id, email, role, active, created_at, signed_in_at, .. } = row;
        Self { id, email, role, active, created_at, signed_in_at }
    }
}

/// A new person.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUser {
    /// The address they sign in with.
    #[garde(email, length(max = 254))]
    email: String,
    /// `admin` or `analyst`.
    #[garde(skip)]
    #[schema(value_type = String, example = "analyst")]
    role: Role,
    /// At least ten characters.
    #[garde(length(min = 10, max = 1024))]
    #[schema(format = Password)]
    password: String,
}

/// What to change; what is left out stays.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserChange {
    /// `admin` or `analyst`.
    #[garde(skip)]
    #[schema(value_type = Option<String>)]
    role: Option<Role>,
    /// `false` keeps them out at once.
    #[garde(skip)]
    active: Option<bool>,
    /// At least ten characters; ends all their sign-ins.
    #[garde(inner(length(min = 10, max = 1024)))]
    #[schema(format = Password)]
    password: Option<String>,
}

/// The people, by address.
#[utoipa::path(get, path = "/users", tag = "people", params(PagingQuery),
    responses((status = 200, body = Page<UserView>), (status = 403, body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<AppState>,
    Admin(caller): Admin,
    paging: Paging,
) -> Answer<Json<Page<UserView>>> {
    let page = paging.sorted("email")?;
    let listed = users::list(app.db.read(), caller.org, page).await?;
    Ok(Json(Page::of(listed, page, UserView::from)))
}

/// Add a person.
#[utoipa::path(post, path = "/users", tag = "people", request_body = NewUser,
    responses((status = 201, body = UserView), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn create(
    State(app): State<AppState>,
    Admin(caller): Admin,
    Valid(asked): Valid<NewUser>,
) -> Answer<(StatusCode, Json<UserView>)> {
    let hash = app.passwords.hash(asked.password).await?;
    let now = app.clock.now();
    let new = users::NewUser { email: &asked.email, password_hash: Some(&hash), role: asked.role };
    let tx = app.db.begin().await?;
    let user = users::create(&tx, caller.org, &new, now).await?;
    let user = user.ok_or_else(|| Problem::conflict("somebody has this address already; use another"))?;
    note(&tx, &caller, "user.add", user.id, now).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(user.into())))
}

/// Change what a person may do, let them in or keep them out, or set their password.
#[utoipa::path(patch, path = "/users/{id}", tag = "people", request_body = UserChange, params(("id" = Uuid, Path)),
    responses((status = 200, body = UserView), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn change(
    State(app): State<AppState>,
    Admin(caller): Admin,
    Id(id): Id,
    Valid(asked): Valid<UserChange>,
) -> Answer<Json<UserView>> {
    let hash = match asked.password {
        Some(password) => Some(app.passwords.hash(password).await?),
        None => None,
    };
    let (user, now) = (UserId(id), app.clock.now());
    let tx = app.db.begin().await?;
    if let Some(role) = asked.role {
        users::set_role(&tx, caller.org, user, role).await?;
    }
    if let Some(active) = asked.active {
        users::set_active(&tx, caller.org, user, active).await?;
    }
    if let Some(hash) = &hash {
        users::set_password_hash(&tx, caller.org, user, hash).await?;
    }
    if hash.is_some() || asked.active == Some(false) {
        sessions::revoke_all(&tx, caller.org, user, now).await?;
    }
    an_admin_stays(&tx, caller.org).await?;
    note(&tx, &caller, "user.change", id, now).await?;
    let changed = users::get(&tx, caller.org, user).await?.ok_or_else(|| Problem::not_found("user"))?;
    tx.commit().await?;
    Ok(Json(changed.into()))
}

async fn an_admin_stays(tx: &sea_orm::DatabaseTransaction, org: OrgId) -> Answer<()> {
    if users::active_admins(tx, org).await? > 0 {
        return Ok(());
    }
    Err(Problem::conflict("this is the last admin; make somebody else one first"))
}
