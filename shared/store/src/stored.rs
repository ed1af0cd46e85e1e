//! Values as they lie in columns: new ids, words read back into enums, lists kept as JSON.

use std::fmt::Display;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, TryInsert, TryInsertResult};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::{NoContext, Timestamp, Uuid};

/// A new `UUIDv7` of this moment.
pub fn new_id(now: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, now.timestamp_subsec_nanos()))
}

/// A stored word as the enum it was written from; `what` names the column.
pub(crate) fn word<T>(what: &str, text: &str) -> Result<T, DbErr>
where
    T: FromStr,
    T::Err: Display,
{
    text.parse().map_err(|error: T::Err| DbErr::Type(format!("{what}: {error}")))
}

/// A value as the JSON text that a column keeps.
pub(crate) fn to_json<T: Serialize + ?Sized>(what: &str, value: &T) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(format!("{what}: {error}")))
}

/// A stored JSON text as the value it was written from.
pub(crate) fn from_json<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, DbErr> {
    serde_json::from_str(text).map_err(|error| DbErr::Json(format!("{what}: {error}")))
}

/// Inserts a row, or answers `None` where an equal key was there before.
pub(crate) async fn insert_new<A>(
    conn: &impl ConnectionTrait,
    insert: TryInsert<A>,
) -> Result<Option<<A::Entity as EntityTrait>::Model>, DbErr>
where
    A: ActiveModelTrait,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    // The plain form takes a conflict, which returns no row, for an error.
    match insert.exec_with_returning_many(conn).await? {
        TryInsertResult::Inserted(rows) => Ok(rows.into_iter().next()),
        TryInsertResult::Conflicted | TryInsertResult::Empty => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_carries_the_moment_it_was_made() {
        let now = DateTime::from_timestamp_millis(1_760_000_000_123).unwrap();
        let id = new_id(now);
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(id.as_u128() >> 80, 1_760_000_000_123);
        assert_ne!(id, new_id(now));
    }
}
