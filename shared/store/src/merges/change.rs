//! Making a merge, taking it back, and telling beforehand what either would change.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sellout_model::{ALL_STORES, OrgId, UserId};

use super::{ActiveModel, Column, Entity, Model, Moves, Seat, settle, spellings, standing};
use crate::stored::new_id;
use crate::{Db, organisations, product_keys, stores, vendors};

/// One spelling that means another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewMerge {
    /// A vendor, with all its stores.
    Vendor {
        /// The code that is given up.
        from: String,
        /// The code that stays.
        into: String,
    },
    /// A store, within its vendor.
    Store {
        /// The store that is given up.
        from: Seat,
        /// The key of the store that stays.
        into_store: String,
        /// Its channel.
        into_channel: String,
    },
}

/// Why a merge is not made.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// There is none with this name.
    #[error("there is no such {0}")]
    Unknown(&'static str),
    /// It contradicts another one.
    #[error("{0}")]
    Conflict(String),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbErr),
}

/// Makes a merge, under the organisation's lock. Statements stay where they are until [`settle`] brings them where it says; files that come from now
/// on land there.
pub async fn create(
    tx: &impl ConnectionTrait,
    org: OrgId,
    new: &NewMerge,
    by: Option<UserId>,
    now: DateTime<Utc>,
) -> Result<Model, MergeError> {
    organisations::lock(tx, org).await?;
    let (from, into) = new.ends();
    check(tx, org, new, &from, &into).await?;
    let row = ActiveModel {
        id: Set(new_id(now)),
        org_id: Set(org.0),
        vendor: Set(from.vendor.clone()),
        store: Set(from.store),
        channel: Set(from.channel),
        into_vendor: Set(into.vendor),
        into_store: Set(into.store),
        into_channel: Set(into.channel),
        created_by: Set(by.map(|user| user.0)),
        created_at: Set(now),
        undone_at: Set(None),
    };
    let made = Entity::insert(row).exec_with_returning(tx).await?;
    product_keys::match_vendor(tx, org, &from.vendor).await?;
    Ok(made)
}

/// Takes a merge back: [`settle`] brings its statements home. `None` if there is no such merge, or not any more.
pub async fn take_back(
    tx: &impl ConnectionTrait,
    org: OrgId,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Model>, DbErr> {
    let rows = Entity::update_many()
        .col_expr(Column::UndoneAt, Expr::val(now))
        .filter(Column::Id.eq(id))
        .filter(Column::OrgId.eq(org.0))
        .filter(Column::UndoneAt.is_null())
        .exec_with_returning(tx)
        .await?;
    let Some(taken) = rows.into_iter().next() else { return Ok(None) };
    product_keys::match_vendor(tx, org, &taken.vendor).await?;
    Ok(Some(taken))
}

/// What a merge would change. Tries it and takes it back.
pub async fn preview(db: &Db, org: OrgId, new: &NewMerge, now: DateTime<Utc>) -> Result<Moves, MergeError> {
    let tx = db.begin().await?;
    let tried = async {
        create(&tx, org, new, None, now).await?;
        Ok(settle(&tx, org, now).await?)
    };
    let moves = tried.await;
    tx.rollback().await?;
    moves
}

/// What taking a merge back would change. Tries it and takes that back.
pub async fn preview_undo(db: &Db, org: OrgId, id: Uuid, now: DateTime<Utc>) -> Result<Moves, MergeError> {
    let tx = db.begin().await?;
    let tried = async {
        take_back(&tx, org, id, now).await?.ok_or(MergeError::Unknown("merge"))?;
        Ok(settle(&tx, org, now).await?)
    };
    let moves = tried.await;
    tx.rollback().await?;
    moves
}

impl NewMerge {
    fn ends(&self) -> (Seat, Seat) {
        match self {
            Self::Vendor { from, into } => {
                let whole =
                    |vendor: &String| Seat { vendor: vendor.clone(), store: String::new(), channel: String::new() };
                (whole(from), whole(into))
            }
            Self::Store { from, into_store, into_channel } => {
                let (store, channel) = (into_store.clone(), into_channel.clone());
                (from.clone(), Seat { vendor: from.vendor.clone(), store, channel })
            }
        }
    }
}

async fn check(
    tx: &impl ConnectionTrait,
    org: OrgId,
    new: &NewMerge,
    from: &Seat,
    into: &Seat,
) -> Result<(), MergeError> {
    if from == into {
        return Err(conflict("it cannot be merged into itself"));
    }
    let same =
        |merge: &Model| (&merge.vendor, &merge.store, &merge.channel) == (&from.vendor, &from.store, &from.channel);
    if standing(tx, org).await?.iter().any(same) {
        return Err(conflict("it is merged already; take that merge back first"));
    }
    let meanings = spellings(tx, org).await?;
    match new {
        NewMerge::Vendor { .. } => {
            for code in [&from.vendor, &into.vendor] {
                vendors::get(tx, org, code).await?.ok_or(MergeError::Unknown("vendor"))?;
            }
            let reached = meanings.vendor(&into.vendor);
            if reached != into.vendor {
                return Err(conflict(&format!("{} is merged into {reached}; merge into that one", into.vendor)));
            }
        }
        NewMerge::Store { .. } => {
            for seat in [from, into] {
                if seat.store == ALL_STORES || stores::get(tx, org, seat).await?.is_none() {
                    return Err(MergeError::Unknown("store"));
                }
            }
            let reached = meanings.resolve(into);
            if reached != *into {
                let Seat { vendor, store, channel } = reached;
                let text = format!("that store is merged into {vendor} · {store} · {channel}; merge into that one");
                return Err(conflict(&text));
            }
        }
    }
    Ok(())
}

fn conflict(text: &str) -> MergeError {
    MergeError::Conflict(text.to_owned())
}
