//! Who did what.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder};
use sellout_model::{OrgId, UserId};

use crate::page::{Listed, Page, listed};
use crate::stored::new_id;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub user_id: Option<Uuid>,
    pub action: String,
    pub subject: String,
    pub detail: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Something that somebody did.
#[derive(Clone, Copy, Debug)]
pub struct Deed<'a> {
    /// Who; `None` for the program itself.
    pub user: Option<UserId>,
    /// What, such as `upload.undo`.
    pub action: &'a str,
    /// To what: an id, an address, a code.
    pub subject: &'a str,
    /// What else is worth knowing, as JSON.
    pub detail: Option<&'a serde_json::Value>,
}

/// Which entries to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter<'a> {
    /// Of one person.
    pub user: Option<UserId>,
    /// Of one kind.
    pub action: Option<&'a str>,
    /// From this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub before: Option<DateTime<Utc>>,
}

/// Writes an entry, in the transaction that does the deed.
pub async fn append(tx: &impl ConnectionTrait, org: OrgId, deed: &Deed<'_>, now: DateTime<Utc>) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(new_id(now)),
        org_id: Set(org.0),
        user_id: Set(deed.user.map(|user| user.0)),
        action: Set(deed.action.to_owned()),
        subject: Set(deed.subject.to_owned()),
        detail: Set(deed.detail.map(ToString::to_string)),
        created_at: Set(now),
    };
    Entity::insert(row).exec_without_returning(tx).await.map(|_| ())
}

/// The entries, newest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    org: OrgId,
    filter: &Filter<'_>,
    page: Page,
) -> Result<Listed<Model>, DbErr> {
    let which = Condition::all()
        .add(Column::OrgId.eq(org.0))
        .add_option(filter.user.map(|user| Column::UserId.eq(user.0)))
        .add_option(filter.action.map(|action| Column::Action.eq(action)))
        .add_option(filter.from.map(|from| Column::CreatedAt.gte(from)))
        .add_option(filter.before.map(|before| Column::CreatedAt.lt(before)));
    let query = Entity::find().filter(which).order_by_desc(Column::CreatedAt).order_by_desc(Column::Id);
    listed(conn, query, page).await
}
