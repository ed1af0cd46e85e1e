//! The payload of `send-mail`.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseTransaction};
use sellout_model::{EmailId, EmailStatus};
use serde::{Deserialize, Serialize};

use crate::sql::statement;
use crate::{Backoff, EndedJob, HookFuture, Job, Queue, RetriedJob, WhyRetried};

/// Hands one mail for one recipient to the mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendMail {
    /// Which mail.
    pub email_id: EmailId,
}

impl Job for SendMail {
    const KIND: &'static str = "send-mail";
    const QUEUE: Queue = Queue::Email;
    /// With its backoff about a day: mail servers come back.
    const MAX_ATTEMPTS: i32 = 12;
    const TIMEOUT: Duration = Duration::from_mins(2);
    const BACKOFF: Backoff = Backoff { first: Duration::from_secs(30), most: Duration::from_hours(4) };

    fn unique_key(&self) -> Option<String> {
        Some(self.email_id.to_string())
    }

    fn on_end<'a>(tx: &'a DatabaseTransaction, ended: &'a EndedJob) -> HookFuture<'a> {
        Box::pin(async move {
            let Some(job) = ended.parse::<Self>() else { return Ok(()) };
            let sql = "UPDATE email_log SET status = $1, error = $2 WHERE id = $3 AND status = $4";
            let values = [
                EmailStatus::Failed.as_str().into(),
                ended.error.as_str().into(),
                job.email_id.0.into(),
                EmailStatus::Pending.as_str().into(),
            ];
            tx.execute_raw(statement(tx, sql, values)).await.map(|_| ())
        })
    }

    fn on_retry<'a>(tx: &'a DatabaseTransaction, retried: &'a RetriedJob) -> HookFuture<'a> {
        Box::pin(async move {
            let Some(job) = retried.parse::<Self>() else { return Ok(()) };
            let (sql, first) = match &retried.why {
                // Still owed; the server's last answer is shown meanwhile.
                WhyRetried::Failed(error) => {
                    ("UPDATE email_log SET error = $1 WHERE id = $2 AND status = $3", error.as_str())
                }
                WhyRetried::ByHand | WhyRetried::Again => (
                    "UPDATE email_log SET status = $1, error = NULL WHERE id = $2 AND status = $3",
                    EmailStatus::Pending.as_str(),
                ),
            };
            let was = match retried.why {
                WhyRetried::Failed(_) => EmailStatus::Pending,
                WhyRetried::ByHand | WhyRetried::Again => EmailStatus::Failed,
            };
            let values = [first.into(), job.email_id.0.into(), was.as_str().into()];
            tx.execute_raw(statement(tx, sql, values)).await.map(|_| ())
        })
    }
}
