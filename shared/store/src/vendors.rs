//! Resellers and platforms that files come from.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sellout_model::OrgId;

use crate::page::{Listed, Page, listed};
use crate::sql::IDS_A_STATEMENT;
use crate::stored::{from_json, to_json};

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "vendors")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub name: String,
    pub recipients: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A vendor as a file names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewVendor<'a> {
    /// Its code, which statements carry.
    pub code: &'a str,
    /// Its name as people write it.
    pub name: &'a str,
}

impl Model {
    /// Whom upload mails of this vendor go to, beside the uploader.
    pub fn recipients(&self) -> Result<Vec<String>, DbErr> {
        self.recipients.as_deref().map_or(Ok(Vec::new()), |text| from_json("vendors.recipients", text))
    }
}

/// Makes the vendors that are not there yet; the others stay as they are.
pub async fn ensure(
    conn: &impl ConnectionTrait,
    org: OrgId,
    vendors: &[NewVendor<'_>],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let by_code: BTreeMap<&str, &str> = vendors.iter().rev().map(|v| (v.code, v.name)).collect();
    let rows: Vec<ActiveModel> = by_code
        .into_iter()
        .map(|(code, name)| ActiveModel {
            org_id: Set(org.0),
            code: Set(code.to_owned()),
            name: Set(name.to_owned()),
            recipients: Set(None),
            created_at: Set(now),
        })
        .collect();
    for rows in rows.chunks(IDS_A_STATEMENT) {
        let insert = Entity::insert_many(rows.to_vec()).on_conflict_do_nothing_on([Column::OrgId, Column::Code]);
        insert.exec_without_returning(conn).await?;
    }
    Ok(())
}

/// One vendor.
pub async fn get(conn: &impl ConnectionTrait, org: OrgId, code: &str) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id((org.0, code.to_owned())).one(conn).await
}

/// The vendors by name.
pub async fn list(conn: &impl ConnectionTrait, org: OrgId, page: Page) -> Result<Listed<Model>, DbErr> {
    let query = Entity::find().filter(Column::OrgId.eq(org.0));
    listed(conn, query.order_by_asc(Column::Name).order_by_asc(Column::Code), page).await
}

/// All vendors of the organisation, eldest first.
pub(crate) async fn all(conn: &impl ConnectionTrait, org: OrgId) -> Result<Vec<Model>, DbErr> {
    let query = Entity::find().filter(Column::OrgId.eq(org.0));
    query.order_by_asc(Column::CreatedAt).order_by_asc(Column::Code).all(conn).await
}

/// The names of some vendors, by code.
pub async fn names<'a>(
    conn: &impl ConnectionTrait,
    org: OrgId,
    codes: impl IntoIterator<Item = &'a str>,
) -> Result<HashMap<String, String>, DbErr> {
    let rows = Entity::find().filter(Column::OrgId.eq(org.0)).filter(Column::Code.is_in(codes)).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.name)).collect())
}

/// Renames a vendor and says whom its upload mails go to; `false` if there is no such vendor.
pub async fn update(
    conn: &impl ConnectionTrait,
    org: OrgId,
    code: &str,
    name: &str,
    recipients: &[String],
) -> Result<bool, DbErr> {
    let result = Entity::update_many()
        .col_expr(Column::Name, Expr::val(name))
        .col_expr(Column::Recipients, Expr::val(to_json("vendors.recipients", recipients)?))
        .filter(Column::OrgId.eq(org.0))
        .filter(Column::Code.eq(code))
        .exec(conn)
        .await?;
    Ok(result.rows_affected > 0)
}
