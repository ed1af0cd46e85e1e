//! Renewable sign-ins, kept by the hash of their refresh token.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait;
use sea_orm::sea_query::IntoCondition;
use sellout_model::{OrgId, UserId};

use crate::stored::new_id;
use crate::users;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub user_id: Uuid,
    pub hash: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What a sign-in begins with.
#[derive(Clone, Copy, Debug)]
pub struct NewSession<'a> {
    /// Who signed in.
    pub user: UserId,
    /// The refresh token's hash.
    pub hash: &'a str,
    /// When it ends unless it is renewed.
    pub expires_at: DateTime<Utc>,
}

/// Begins a session.
pub async fn create(
    conn: &impl ConnectionTrait,
    org: OrgId,
    new: &NewSession<'_>,
    now: DateTime<Utc>,
) -> Result<Model, DbErr> {
    let row = ActiveModel {
        id: Set(new_id(now)),
        org_id: Set(org.0),
        user_id: Set(new.user.0),
        hash: Set(new.hash.to_owned()),
        created_at: Set(now),
        expires_at: Set(new.expires_at),
        revoked_at: Set(None),
    };
    Entity::insert(row).exec_with_returning(conn).await
}

/// The session with this id and its active user, if neither has ended.
pub async fn live(
    conn: &impl ConnectionTrait,
    org: OrgId,
    session: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<(Model, users::Model)>, DbErr> {
    let found = unended(now).filter(Column::Id.eq(session)).filter(Column::OrgId.eq(org.0)).one(conn).await?;
    with_user(conn, found).await
}

/// The session with this refresh token's hash and its active user, if neither has ended.
pub async fn by_hash(
    conn: &impl ConnectionTrait,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<(Model, users::Model)>, DbErr> {
    let found = unended(now).filter(Column::Hash.eq(hash)).one(conn).await?;
    with_user(conn, found).await
}

/// Exchanges the refresh token: the old hash opens nothing any more. `false` if somebody else used it first.
pub async fn renew(
    conn: &impl ConnectionTrait,
    org: OrgId,
    session: &Model,
    new_hash: &str,
    expires_at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let result = Entity::update_many()
        .col_expr(Column::Hash, Expr::val(new_hash))
        .col_expr(Column::ExpiresAt, Expr::val(expires_at))
        .filter(Column::Id.eq(session.id))
        .filter(Column::OrgId.eq(org.0))
        .filter(Column::Hash.eq(session.hash.as_str()))
        .filter(Column::RevokedAt.is_null())
        .exec(conn)
        .await?;
    Ok(result.rows_affected > 0)
}

/// Ends one session; `false` if it had ended before.
pub async fn revoke(conn: &impl ConnectionTrait, org: OrgId, session: Uuid, now: DateTime<Utc>) -> Result<bool, DbErr> {
    Ok(end(conn, org, Column::Id.eq(session), now).await? > 0)
}

/// Ends all sessions of a person, as after a new password; returns how many.
pub async fn revoke_all(
    conn: &impl ConnectionTrait,
    org: OrgId,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    end(conn, org, Column::UserId.eq(user.0), now).await
}

/// Deletes the sessions of every organisation that ended before `now`; returns how many.
pub async fn delete_ended(conn: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let ended = Column::ExpiresAt.lte(now).or(Column::RevokedAt.lte(now));
    Entity::delete_many().filter(ended).exec(conn).await.map(|result| result.rows_affected)
}

fn unended(now: DateTime<Utc>) -> Select<Entity> {
    Entity::find().filter(Column::RevokedAt.is_null()).filter(Column::ExpiresAt.gt(now))
}

async fn with_user(
    conn: &impl ConnectionTrait,
    session: Option<Model>,
) -> Result<Option<(Model, users::Model)>, DbErr> {
    let Some(session) = session else { return Ok(None) };
    let user = users::get(conn, OrgId(session.org_id), UserId(session.user_id)).await?;
    Ok(user.filter(|user| user.active).map(|user| (session, user)))
}

async fn end(
    conn: &impl ConnectionTrait,
    org: OrgId,
    which: impl IntoCondition,
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::val(now))
        .filter(which.into_condition())
        .filter(Column::OrgId.eq(org.0))
        .filter(Column::RevokedAt.is_null())
        .exec(conn)
        .await
        .map(|result| result.rows_affected)
}
