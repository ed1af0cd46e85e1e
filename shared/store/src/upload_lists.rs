//! Uploads as the API and the pages show them. How an upload changes lives in `uploads`.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{Condition, Order, QueryOrder, QuerySelect};
use sellout_model::{LoadId, LoadState, OrgId, UploadId, UploadStatus};

use crate::page::{Listed, Page, listed};
use crate::sql::IDS_A_STATEMENT;
use crate::uploads::{Column, Entity, Model};
use crate::{loads, merges, stored};

/// Which uploads to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter<'a> {
    /// Those that stand so.
    pub status: Option<UploadStatus>,
    /// Those of one vendor, recognised or given, or of the one that it is merged into.
    pub vendor: Option<&'a str>,
}

/// What a list of uploads is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// When they were accepted.
    #[default]
    CreatedAt,
    /// The file's name.
    Filename,
    /// The file's length.
    SizeBytes,
    /// Where they stand.
    Status,
}

impl By {
    fn column(self) -> Column {
        match self {
            Self::CreatedAt => Column::Number,
            Self::Filename => Column::Filename,
            Self::SizeBytes => Column::SizeBytes,
            Self::Status => Column::Status,
        }
    }
}

/// The uploads in the order asked for; equal ones newest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    org: OrgId,
    filter: &Filter<'_>,
    (by, descending): (By, bool),
    page: Page,
) -> Result<Listed<Model>, DbErr> {
    let of_vendor = |codes: Vec<String>| {
        let given = Column::Vendor.is_null().and(Column::VendorGiven.is_in(codes.clone()));
        Column::Vendor.is_in(codes).or(given)
    };
    let codes = match filter.vendor {
        Some(code) => Some(vec![code.to_owned(), merges::spellings(conn, org).await?.vendor(code)]),
        None => None,
    };
    let which = Condition::all()
        .add(Column::OrgId.eq(org.0))
        .add_option(filter.status.map(|status| Column::Status.eq(status.as_str())))
        .add_option(codes.map(of_vendor));
    let order = if descending { Order::Desc } else { Order::Asc };
    let query = Entity::find().filter(which).order_by(by.column(), order);
    listed(conn, query.order_by_desc(Column::Number), page).await
}

/// What some uploads' files are called, by the uploads; of those that the organisation has.
pub async fn filenames(
    conn: &impl ConnectionTrait,
    org: OrgId,
    ids: impl IntoIterator<Item = UploadId>,
) -> Result<BTreeMap<UploadId, String>, DbErr> {
    let ids: Vec<Uuid> = ids.into_iter().map(|id| id.0).collect();
    let mut names = BTreeMap::new();
    for some in ids.chunks(IDS_A_STATEMENT) {
        let named = Entity::find().select_only().column(Column::Id).column(Column::Filename);
        let own = named.filter(Column::OrgId.eq(org.0)).filter(Column::Id.is_in(some.iter().copied()));
        let found: Vec<(Uuid, String)> = own.into_tuple().all(conn).await?;
        names.extend(found.into_iter().map(|(id, name)| (UploadId(id), name)));
    }
    Ok(names)
}

/// The newest uploads that were read by formats of these codes, or would have been; none that was taken back, none
/// that is still being read.
pub async fn read_by(conn: &impl ConnectionTrait, org: OrgId, codes: &[&str], most: u64) -> Result<Vec<Model>, DbErr> {
    let unfit = [UploadStatus::Undone, UploadStatus::Pending, UploadStatus::Processing].map(UploadStatus::as_str);
    Entity::find()
        .filter(Column::OrgId.eq(org.0))
        .filter(Column::Format.is_in(codes.iter().copied()))
        .filter(Column::Status.is_not_in(unfit))
        .order_by_desc(Column::Number)
        .limit(most)
        .all(conn)
        .await
}

/// The newest uploads that no format was sure of.
pub async fn unrecognised(conn: &impl ConnectionTrait, org: OrgId, most: u64) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::OrgId.eq(org.0))
        .filter(Column::Status.eq(UploadStatus::NeedsFormat.as_str()))
        .filter(Column::Format.is_null())
        .order_by_desc(Column::Number)
        .limit(most)
        .all(conn)
        .await
}

/// The load whose errors an upload shows: its newest finished one, else its newest that is not given up.
pub async fn shown_load(conn: &impl ConnectionTrait, org: OrgId, upload: UploadId) -> Result<Option<LoadId>, DbErr> {
    let rows = loads::Entity::find()
        .filter(loads::Column::OrgId.eq(org.0))
        .filter(loads::Column::UploadId.eq(upload.0))
        .filter(loads::Column::State.ne(LoadState::Dead.as_str()))
        .order_by_desc(loads::Column::CreatedAt)
        .order_by_desc(loads::Column::Id)
        .all(conn)
        .await?;
    let finished = rows.iter().find(|load| load.state == LoadState::Finished.as_str());
    Ok(finished.or(rows.first()).map(|load| LoadId(load.id)))
}

/// The names of the sheets that a load's rows came from, in their order; none of text files.
pub(crate) fn sheets(load: &loads::Model) -> Result<Vec<String>, DbErr> {
    stored::from_json("loads.sheets", &load.sheets)
}
