//! Writing down who did what, in the transaction that does it.

use chrono::{DateTime, Utc};
use sea_orm::DatabaseTransaction;
use sellout_store::audit::{self, Deed};

use crate::extract::Caller;
use crate::problem::Answer;

/// Notes that the caller did something to something.
pub(crate) async fn note(
    tx: &DatabaseTransaction,
    caller: &Caller,
    action: &str,
    subject: impl std::fmt::Display,
    now: DateTime<Utc>,
) -> Answer<()> {
    let subject = subject.to_string();
    let deed = Deed { user: Some(caller.user), action, subject: &subject, detail: None };
    Ok(audit::append(tx, caller.org, &deed, now).await?)
}

/// The same with what else is worth knowing.
pub(crate) async fn note_with(
    tx: &DatabaseTransaction,
    caller: &Caller,
    action: &str,
    subject: impl std::fmt::Display,
    detail: &serde_json::Value,
    now: DateTime<Utc>,
) -> Answer<()> {
    let subject = subject.to_string();
    let deed = Deed { user: Some(caller.user), action, subject: &subject, detail: Some(detail) };
    Ok(audit::append(tx, caller.org, &deed, now).await?)
}
