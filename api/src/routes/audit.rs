//! `/audit`: who did what, for admins.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use sellout_model::UserId;
use sellout_store::audit;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::extract::{Admin, Page, Paging, PagingQuery, Params};
use crate::problem::{Answer, ProblemBody};
use crate::state::AppState;

/// One thing somebody did.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeedView {
    id: Uuid,
    /// Who; null for the program itself.
    user_id: Option<Uuid>,
    /// Such as `upload.undo`.
    action: String,
    /// An id, an address, a code.
    subject: String,
    /// What else is worth knowing.
    detail: Option<serde_json::Value>,
    created_at: DateTime<Utc>,
}

impl From<audit::Model> for DeedView {
    fn from(row: audit::Model) -> Self {
        let detail = row.detail.and_then(|text| serde_json::from_str(&text).ok());
        Self {
            id: row.id,
            user_id: row.user_id,
            action: row.action,
            subject: row.subject,
            detail,
            created_at: row.created_at,
        }
    }
}

/// Which deeds.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Of one person.
    user: Option<Uuid>,
    /// Of one kind.
    action: Option<String>,
    /// From this moment on.
    from: Option<DateTime<Utc>>,
    /// Before this moment.
    to: Option<DateTime<Utc>>,
}

/// What was done, newest first.
#[utoipa::path(get, path = "/audit", tag = "people", params(PagingQuery, Which),
    responses((status = 200, body = Page<DeedView>), (status = 403, body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<AppState>,
    Admin(caller): Admin,
    paging: Paging,
    Params(which): Params<Which>,
) -> Answer<Json<Page<DeedView>>> {
    let page = paging.sorted("-created_at")?;
    let filter = audit::Filter {
        user: which.user.map(UserId),
        action: which.action.as_deref(),
        from: which.from,
        before: which.to,
    };
    let listed = audit::list(app.db.read(), caller.org, &filter, page).await?;
    Ok(Json(Page::of(listed, page, DeedView::from)))
}
