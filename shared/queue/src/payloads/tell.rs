//! Having those told who wait for what a job was to do: a job for each mail that hooks owe, for hooks know no mails.

use chrono::{DateTime, Utc};
use sea_orm::{DatabaseTransaction, DbErr};

use crate::submit::submit_many_at;
use crate::{Job, LedgerError, SubmitOptions, to_micros};

/// Submits them in the transaction of the end that they tell. Nobody rings for them: a worker looks once a second.
pub(super) async fn tell_all<J: Job>(
    tx: &DatabaseTransaction,
    ended_at: DateTime<Utc>,
    jobs: impl IntoIterator<Item = (J, SubmitOptions)>,
) -> Result<(), DbErr> {
    match submit_many_at(tx, to_micros(ended_at), jobs).await {
        Ok(_) => Ok(()),
        Err(LedgerError::Database(error)) => Err(error),
        Err(error) => Err(DbErr::Custom(error.to_string())),
    }
}
