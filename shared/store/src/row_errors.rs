//! Rows that could not be read, by load.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};
use sellout_model::{LoadId, OrgId, UploadId};
use sellout_report::{ErrorLine, Severity};

use crate::page::{Listed, Page, listed};
use crate::upload_lists::shown_load;
use crate::{refusals, sql};

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "row_errors")]
pub struct Model {
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub load_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i32,
    pub upload_id: Uuid,
    pub sheet: String,
    pub row_no: Option<i32>,
    pub column_name: Option<String>,
    pub column_no: Option<i32>,
    pub severity: String,
    pub code: String,
    pub message: String,
    pub value: String,
    pub raw: String,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A row, or a cell of it, that could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRowError {
    /// The sheet's name; empty for text files.
    pub sheet: String,
    /// The row as the sender sees it, from 1.
    pub row: Option<u32>,
    /// The header of the column, if one is meant.
    pub column: Option<String>,
    /// The column, 0-based, if one is meant.
    pub column_no: Option<u16>,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// Stable, snake case.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
    /// The value that was read.
    pub value: String,
    /// The whole row as the file has it.
    pub raw: String,
}

/// Rows a statement; each binds thirteen values.
const A_CHUNK: usize = 500;
/// Rows that are read at a time.
const A_READ: u64 = 2_000;

/// Writes errors of a load; the first gets the number `first`, by which they are listed.
pub async fn insert(
    conn: &impl ConnectionTrait,
    org: OrgId,
    load: LoadId,
    upload: UploadId,
    first: i32,
    errors: &[NewRowError],
) -> Result<(), DbErr> {
    let rows: Vec<ActiveModel> = (first..)
        .zip(errors)
        .map(|(seq, error)| ActiveModel {
            org_id: Set(org.0),
            load_id: Set(load.0),
            seq: Set(seq),
            upload_id: Set(upload.0),
            sheet: Set(error.sheet.clone()),
            row_no: Set(error.row.and_then(|row| i32::try_from(row).ok())),
            column_name: Set(error.column.clone()),
            column_no: Set(error.column_no.map(i32::from)),
            severity: Set(error.severity.to_owned()),
            code: Set(error.code.clone()),
            message: Set(error.message.clone()),
            value: Set(error.value.clone()),
            raw: Set(error.raw.clone()),
        })
        .collect();
    for rows in rows.chunks(A_CHUNK) {
        Entity::insert_many(rows.to_vec()).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// The errors of a load in the order of the file.
pub async fn list(conn: &impl ConnectionTrait, org: OrgId, load: LoadId, page: Page) -> Result<Listed<Model>, DbErr> {
    listed(conn, of_load(org, load).order_by_asc(Column::Seq), page).await
}

/// The next errors of a load after the one numbered `after` (`None` from the first), for downloads of any length.
pub async fn after(
    conn: &impl ConnectionTrait,
    org: OrgId,
    load: LoadId,
    after: Option<i32>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut query = of_load(org, load);
    if let Some(after) = after {
        query = query.filter(Column::Seq.gt(after));
    }
    query.order_by_asc(Column::Seq).limit(limit).all(conn).await
}

/// What is kept of an upload's row errors, a bounded number of them.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Lines of the error table, in the order of the file.
    pub lines: Vec<ErrorLine>,
    /// How many rows more could not be read.
    pub unmarked: u64,
}

/// The row errors that an upload shows.
pub async fn kept(conn: &impl ConnectionTrait, org: OrgId, upload: UploadId) -> Result<Kept, DbErr> {
    let Some(load) = shown_load(conn, org, upload).await? else { return Ok(Kept::default()) };
    let text = "SELECT l.rows_failed - (SELECT COUNT(*) FROM (SELECT DISTINCT e.sheet, e.row_no FROM row_errors e \
        WHERE e.load_id = $2 AND e.seq < $3) AS marked) AS unmarked FROM loads l WHERE l.org_id = $1 AND l.id = $2";
    let row = sql::row(conn, text, [org.0.into(), load.0.into(), refusals::FIRST.into()]).await?;
    let unmarked: i64 = row.map(|row| row.try_get("", "unmarked")).transpose()?.unwrap_or_default();
    Ok(Kept { lines: lines(conn, org, load).await?, unmarked: u64::try_from(unmarked).unwrap_or_default() })
}

/// All kept errors of a load as lines of the error table, in the order of the file; a load keeps a bounded number.
pub async fn lines(conn: &impl ConnectionTrait, org: OrgId, load: LoadId) -> Result<Vec<ErrorLine>, DbErr> {
    let (mut lines, mut last) = (Vec::new(), None);
    loop {
        let rows = after(conn, org, load, last, A_READ).await?;
        last = rows.last().map(|row| row.seq);
        if last.is_none() {
            return Ok(lines);
        }
        lines.extend(rows.into_iter().map(line));
    }
}

fn line(row: Model) -> ErrorLine {
    ErrorLine {
        sheet: row.sheet,
        row: row.row_no.and_then(|row| u32::try_from(row).ok()),
        column: row.column_name,
        column_no: row.column_no.and_then(|column| u16::try_from(column).ok()),
        severity: if row.severity == "warning" { Severity::Warning } else { Severity::Error },
        code: row.code,
        message: row.message,
        value: row.value,
        raw: row.raw,
    }
}

/// How many kept errors a load has of each kind, most first.
pub async fn counts(conn: &impl ConnectionTrait, org: OrgId, load: LoadId) -> Result<Vec<(String, i64)>, DbErr> {
    of_load(org, load)
        .select_only()
        .column(Column::Code)
        .column_as(Column::Seq.count(), "found")
        .group_by(Column::Code)
        .order_by_desc(Column::Seq.count())
        .order_by_asc(Column::Code)
        .into_tuple()
        .all(conn)
        .await
}

fn of_load(org: OrgId, load: LoadId) -> Select<Entity> {
    Entity::find().filter(Column::OrgId.eq(org.0)).filter(Column::LoadId.eq(load.0))
}
