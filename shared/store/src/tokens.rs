//! API tokens, kept by their hash.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait;
use sellout_model::{OrgId, TokenId, UserId};

use crate::page::{Listed, Page, listed};
use crate::stored::new_id;
use crate::users;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "tokens")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub user_id: Uuid,
    pub name: String,
    pub hash: String,
    pub created_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What a token is made with. The token itself is shown once and never kept.
#[derive(Clone, Copy, Debug)]
pub struct NewToken<'a> {
    /// Who acts with it.
    pub user: UserId,
    /// What its owner calls it.
    pub name: &'a str,
    /// The token's hash.
    pub hash: &'a str,
    /// When it ends, if it does.
    pub expires_at: Option<DateTime<Utc>>,
}

impl Model {
    /// Its id.
    pub fn token(&self) -> TokenId {
        TokenId(self.id)
    }

    /// Whether its last use was noted a minute ago or more.
    pub fn wants_touch(&self, now: DateTime<Utc>) -> bool {
        self.used_at.is_none_or(|at| now - at >= A_TOUCH)
    }
}

/// Uses are noted no more often than this, so that reading with a token seldom writes.
const A_TOUCH: TimeDelta = TimeDelta::minutes(1);

/// Makes a token.
pub async fn create(
    conn: &impl ConnectionTrait,
    org: OrgId,
    new: &NewToken<'_>,
    now: DateTime<Utc>,
) -> Result<Model, DbErr> {
    let row = ActiveModel {
        id: Set(new_id(now)),
        org_id: Set(org.0),
        user_id: Set(new.user.0),
        name: Set(new.name.to_owned()),
        hash: Set(new.hash.to_owned()),
        created_at: Set(now),
        used_at: Set(None),
        expires_at: Set(new.expires_at),
        revoked_at: Set(None),
    };
    Entity::insert(row).exec_with_returning(conn).await
}

/// The token with this hash and its active owner, if it still opens the door. It names the organisation.
pub async fn valid(
    conn: &impl ConnectionTrait,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<(Model, users::Model)>, DbErr> {
    let token = Entity::find()
        .filter(Column::Hash.eq(hash))
        .filter(Column::RevokedAt.is_null())
        .filter(Column::ExpiresAt.is_null().or(Column::ExpiresAt.gt(now)))
        .one(conn)
        .await?;
    let Some(token) = token else { return Ok(None) };
    let owner = users::get(conn, OrgId(token.org_id), UserId(token.user_id)).await?;
    Ok(owner.filter(|user| user.active).map(|user| (token, user)))
}

/// Notes a use, at most once a minute.
pub async fn touch(conn: &impl ConnectionTrait, org: OrgId, token: TokenId, now: DateTime<Utc>) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::UsedAt, Expr::val(now))
        .filter(Column::Id.eq(token.0))
        .filter(Column::OrgId.eq(org.0))
        .filter(Column::UsedAt.is_null().or(Column::UsedAt.lte(now - A_TOUCH)))
        .exec(conn)
        .await
        .map(|_| ())
}

/// The tokens of the organisation, or of one of its people, newest first, revoked ones too.
pub async fn list(
    conn: &impl ConnectionTrait,
    org: OrgId,
    of: Option<UserId>,
    page: Page,
) -> Result<Listed<Model>, DbErr> {
    let mut query = Entity::find().filter(Column::OrgId.eq(org.0));
    if let Some(user) = of {
        query = query.filter(Column::UserId.eq(user.0));
    }
    listed(conn, query.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id), page).await
}

/// One token of the organisation.
pub async fn get(conn: &impl ConnectionTrait, org: OrgId, token: TokenId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(token.0).filter(Column::OrgId.eq(org.0)).one(conn).await
}

/// Ends a token; `false` if there is none that is not revoked yet.
pub async fn revoke(
    conn: &impl ConnectionTrait,
    org: OrgId,
    token: TokenId,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let result = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::val(now))
        .filter(Column::Id.eq(token.0))
        .filter(Column::OrgId.eq(org.0))
        .filter(Column::RevokedAt.is_null())
        .exec(conn)
        .await?;
    Ok(result.rows_affected > 0)
}
