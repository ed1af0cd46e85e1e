//! Answers kept for requests that may come twice.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryFilter};
use sellout_model::OrgId;

use crate::stored::insert_new;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub request: String,
    pub status: Option<i32>,
    pub location: Option<String>,
    pub body: Option<String>,
    /// While the request is in progress: when it last was.
    pub created_at: DateTime<Utc>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What became of a request with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It is the first: do it, then `finish` or `forget`.
    First,
    /// The first is still being done.
    Running,
    /// It was done; this is what was answered.
    Done(Answer),
    /// The key was used for another request.
    Different,
}

/// An answer kept for the same request coming again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The `Location` header, if there was one.
    pub location: Option<String>,
    /// The body.
    pub body: String,
}

/// How long an answer is kept.
pub const KEPT: TimeDelta = TimeDelta::hours(24);

/// A request in progress that was not kept for so long died with its process.
pub const DEAD_AFTER: TimeDelta = TimeDelta::minutes(1);

/// Begins a request with a key; `request` is what makes it the same request (method, path, hash of the body).
pub async fn begin(
    conn: &impl ConnectionTrait,
    org: OrgId,
    key: &str,
    request: &str,
    now: DateTime<Utc>,
) -> Result<Begun, DbErr> {
    let dead = Condition::all().add(Column::Status.is_null()).add(Column::CreatedAt.lte(now - DEAD_AFTER));
    let over = Condition::any().add(Column::CreatedAt.lte(now - KEPT)).add(dead);
    of_key(Entity::delete_many(), org, key).filter(over).exec(conn).await?;
    let row = ActiveModel {
        org_id: Set(org.0),
        key: Set(key.to_owned()),
        request: Set(request.to_owned()),
        status: Set(None),
        location: Set(None),
        body: Set(None),
        created_at: Set(now),
    };
    let insert = Entity::insert(row).on_conflict_do_nothing_on([Column::OrgId, Column::Key]);
    if insert_new(conn, insert).await?.is_some() {
        return Ok(Begun::First);
    }
    let before = Entity::find_by_id((org.0, key.to_owned())).one(conn).await?;
    Ok(match before {
        // The first one failed and was forgotten just now: the caller may come again.
        None => Begun::Running,
        Some(before) if before.request != request => Begun::Different,
        Some(before) => match before.status {
            None => Begun::Running,
            Some(status) => Begun::Done(Answer {
                status: u16::try_from(status).unwrap_or_default(),
                location: before.location,
                body: before.body.unwrap_or_default(),
            }),
        },
    })
}

/// Tells that a request in progress still is: call it well within [`DEAD_AFTER`].
pub async fn keep(conn: &impl ConnectionTrait, org: OrgId, key: &str, now: DateTime<Utc>) -> Result<(), DbErr> {
    let update = Entity::update_many().col_expr(Column::CreatedAt, Expr::val(now));
    of_key(update, org, key).filter(Column::Status.is_null()).exec(conn).await.map(|_| ())
}

/// Keeps the answer, in the transaction that does what was asked.
pub async fn finish(tx: &impl ConnectionTrait, org: OrgId, key: &str, answer: &Answer) -> Result<(), DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::Status, Expr::val(i32::from(answer.status)))
        .col_expr(Column::Location, Expr::val(answer.location.clone()))
        .col_expr(Column::Body, Expr::val(answer.body.as_str()));
    of_key(update, org, key).exec(tx).await.map(|_| ())
}

/// Forgets a request that did not succeed, so that it may come again.
pub async fn forget(conn: &impl ConnectionTrait, org: OrgId, key: &str) -> Result<(), DbErr> {
    of_key(Entity::delete_many(), org, key).filter(Column::Status.is_null()).exec(conn).await.map(|_| ())
}

fn of_key<Q: QueryFilter>(query: Q, org: OrgId, key: &str) -> Q {
    query.filter(Column::OrgId.eq(org.0)).filter(Column::Key.eq(key))
}

/// Deletes the keys of every organisation that are older than [`KEPT`]; returns how many.
pub async fn delete_expired(conn: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let expired = Entity::delete_many().filter(Column::CreatedAt.lte(now - KEPT));
    expired.exec(conn).await.map(|result| result.rows_affected)
}
