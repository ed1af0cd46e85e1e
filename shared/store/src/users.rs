//! People who sign in.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sellout_model::{OrgId, Role, UserId, fold};

use crate::page::{Listed, Page, listed};
use crate::stored::{insert_new, new_id, word};

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub email: String,
    pub password_hash: Option<String>,
    pub role: String,
    pub active: bool,
    pub created_at: DateTime<Utc>,
    pub signed_in_at: Option<DateTime<Utc>>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What a person is added with.
#[derive(Clone, Copy, Debug)]
pub struct NewUser<'a> {
    /// The address that they sign in with; kept in lower case.
    pub email: &'a str,
    /// The password's argon2 hash, if they have one yet.
    pub password_hash: Option<&'a str>,
    /// What they may do.
    pub role: Role,
}

impl Model {
    /// Their id.
    pub fn user(&self) -> UserId {
        UserId(self.id)
    }

    /// Whose member they are.
    pub fn org(&self) -> OrgId {
        OrgId(self.org_id)
    }

    /// What they may do.
    pub fn role(&self) -> Result<Role, DbErr> {
        word("users.role", &self.role)
    }
}

/// Adds a person; `None` if somebody has the address already, in whatever organisation.
pub async fn create(
    conn: &impl ConnectionTrait,
    org: OrgId,
    new: &NewUser<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Model>, DbErr> {
    let row = ActiveModel {
        id: Set(new_id(now)),
        org_id: Set(org.0),
        email: Set(fold(new.email)),
        password_hash: Set(new.password_hash.map(str::to_owned)),
        role: Set(new.role.as_str().to_owned()),
        active: Set(true),
        created_at: Set(now),
        signed_in_at: Set(None),
    };
    let insert = Entity::insert(row).on_conflict_do_nothing_on([Column::Email]);
    insert_new(conn, insert).await
}

/// Whoever signs in with this address: the organisation is not known before.
pub async fn by_email(conn: &impl ConnectionTrait, email: &str) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::Email.eq(fold(email))).one(conn).await
}

/// One person of the organisation.
pub async fn get(conn: &impl ConnectionTrait, org: OrgId, user: UserId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(user.0).filter(Column::OrgId.eq(org.0)).one(conn).await
}

/// The people of the organisation by address.
pub async fn list(conn: &impl ConnectionTrait, org: OrgId, page: Page) -> Result<Listed<Model>, DbErr> {
    let query = Entity::find().filter(Column::OrgId.eq(org.0)).order_by_asc(Column::Email);
    listed(conn, query, page).await
}

/// How many admins can sign in: the last one must stay.
pub async fn active_admins(conn: &impl ConnectionTrait, org: OrgId) -> Result<u64, DbErr> {
    Entity::find()
        .filter(Column::OrgId.eq(org.0))
        .filter(Column::Role.eq(Role::Admin.as_str()))
        .filter(Column::Active.eq(true))
        .count(conn)
        .await
}

/// Lets a person in or keeps them out; `false` if there is no such person.
pub async fn set_active(conn: &impl ConnectionTrait, org: OrgId, user: UserId, active: bool) -> Result<bool, DbErr> {
    change(conn, org, user, Column::Active, active).await
}

/// Changes what a person may do; `false` if there is no such person.
pub async fn set_role(conn: &impl ConnectionTrait, org: OrgId, user: UserId, role: Role) -> Result<bool, DbErr> {
    change(conn, org, user, Column::Role, role.as_str()).await
}

/// Gives a person another password, as its argon2 hash; `false` if there is no such person.
pub async fn set_password_hash(
    conn: &impl ConnectionTrait,
    org: OrgId,
    user: UserId,
    hash: &str,
) -> Result<bool, DbErr> {
    change(conn, org, user, Column::PasswordHash, hash).await
}

/// Notes that a person signed in.
pub async fn signed_in(
    conn: &impl ConnectionTrait,
    org: OrgId,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    change(conn, org, user, Column::SignedInAt, now).await
}

async fn change(
    conn: &impl ConnectionTrait,
    org: OrgId,
    user: UserId,
    column: Column,
    value: impl Into<Value>,
) -> Result<bool, DbErr> {
    let update = Entity::update_many().col_expr(column, Expr::val(value));
    let result = update.filter(Column::Id.eq(user.0)).filter(Column::OrgId.eq(org.0)).exec(conn).await?;
    Ok(result.rows_affected > 0)
}
