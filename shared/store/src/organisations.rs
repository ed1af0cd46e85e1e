//! Organisations: the owners of everything.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::LockType;
use sea_orm::{QueryOrder, QuerySelect};
use sellout_model::{Currency, OrgId, UploadId};

use crate::sql;
use crate::stored::{new_id, word};

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organisations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub currency: String,
    pub timezone: String,
    pub data_version: i64,
    pub last_upload_number: i64,
    pub created_at: DateTime<Utc>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What an organisation is made with. Its currency is fixed from then on.
#[derive(Clone, Copy, Debug)]
pub struct NewOrganisation<'a> {
    /// Its name.
    pub name: &'a str,
    /// The currency of its figures.
    pub currency: Currency,
    /// Its time zone, by IANA name.
    pub timezone: &'a str,
}

impl Model {
    /// Its id.
    pub fn org(&self) -> OrgId {
        OrgId(self.id)
    }

    /// The currency of its figures.
    pub fn currency(&self) -> Result<Currency, DbErr> {
        word("organisations.currency", &self.currency)
    }

    /// Its time zone.
    pub fn zone(&self) -> Result<Tz, DbErr> {
        word("organisations.timezone", &self.timezone)
    }
}

/// Makes an organisation.
pub async fn create(
    conn: &impl ConnectionTrait,
    new: &NewOrganisation<'_>,
    now: DateTime<Utc>,
) -> Result<Model, DbErr> {
    let row = ActiveModel {
        id: Set(new_id(now)),
        name: Set(new.name.to_owned()),
        currency: Set(new.currency.code().to_owned()),
        timezone: Set(new.timezone.to_owned()),
        data_version: Set(0),
        last_upload_number: Set(0),
        created_at: Set(now),
    };
    Entity::insert(row).exec_with_returning(conn).await
}

/// One organisation.
pub async fn get(conn: &impl ConnectionTrait, org: OrgId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(org.0).one(conn).await
}

/// Every organisation, oldest first: for the command line and the timetable, which stand above them.
pub async fn all(conn: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    Entity::find().order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(conn).await
}

/// Locks the organisation until the transaction ends: first in the order organisation, upload, job.
///
/// On `PostgreSQL` inserts that refer to the organisation go on meanwhile; on `SQLite` the transaction holds
/// the only write lock already.
pub async fn lock(tx: &impl ConnectionTrait, org: OrgId) -> Result<Model, DbErr> {
    let row = Entity::find_by_id(org.0).lock(LockType::NoKeyUpdate).one(tx).await?;
    row.ok_or_else(|| gone(org))
}

/// The data version that the figures are at.
pub async fn data_version(conn: &impl ConnectionTrait, org: OrgId) -> Result<i64, DbErr> {
    let version = Entity::find_by_id(org.0).select_only().column(Column::DataVersion).into_tuple().one(conn).await?;
    version.ok_or_else(|| gone(org))
}

/// The number of the upload that is being accepted; numbers order the replay of the figures.
pub async fn next_upload_number(tx: &impl ConnectionTrait, org: OrgId) -> Result<i64, DbErr> {
    let raise = "UPDATE organisations SET last_upload_number = last_upload_number + 1 WHERE id = $1 \
                 RETURNING last_upload_number";
    let row = sql::row(tx, raise, [org.0.into()]).await?.ok_or_else(|| gone(org))?;
    row.try_get("", "last_upload_number")
}

/// Raises the data version by one, notes when and why, and returns it. The caller holds the lock.
pub async fn raise_data_version(
    tx: &impl ConnectionTrait,
    org: OrgId,
    cause: &str,
    upload: Option<UploadId>,
    now: DateTime<Utc>,
) -> Result<i64, DbErr> {
    let raise = "UPDATE organisations SET data_version = data_version + 1 WHERE id = $1 RETURNING data_version";
    let row = sql::row(tx, raise, [org.0.into()]).await?.ok_or_else(|| gone(org))?;
    let version = row.try_get("", "data_version")?;
    crate::data_versions::note(tx, org, version, cause, upload, now).await?;
    Ok(version)
}

fn gone(org: OrgId) -> DbErr {
    DbErr::RecordNotFound(format!("organisation {org}"))
}
