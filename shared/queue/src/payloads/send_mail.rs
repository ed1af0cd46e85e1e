//! The payload of `send-mail`.

use std::time::Duration;

use sea_orm::{DatabaseTransaction, DbErr};
use sellout_model::{EmailId, EmailStatus};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::sql::{Column, json_id, json_rows, rows_from, write};
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

    fn on_end<'a>(tx: &'a DatabaseTransaction, ended: &'a [EndedJob]) -> HookFuture<'a> {
        Box::pin(async move {
            let row = |job: &EndedJob| Some(row(job.parse::<Self>()?, Some(&job.error)));
            let rows = ended.iter().filter_map(row).collect();
            set(tx, rows, EmailStatus::Pending, EmailStatus::Failed).await
        })
    }

    fn on_retry<'a>(tx: &'a DatabaseTransaction, retried: &'a [RetriedJob]) -> HookFuture<'a> {
        Box::pin(async move {
            let (mut owed, mut anew) = (Vec::new(), Vec::new());
            for job in retried {
                let Some(mail) = job.parse::<Self>() else { continue };
                match &job.why {
                    // Still owed; the server's last answer is shown meanwhile.
                    WhyRetried::Failed(error) => owed.push(row(mail, Some(error))),
                    WhyRetried::ByHand | WhyRetried::Again => anew.push(row(mail, None)),
                }
            }
            set(tx, owed, EmailStatus::Pending, EmailStatus::Pending).await?;
            set(tx, anew, EmailStatus::Failed, EmailStatus::Pending).await
        })
    }
}

fn row(mail: SendMail, error: Option<&str>) -> Json {
    json!({"id": json_id(mail.email_id.0), "error": error})
}

/// Sets mails of one status to another, each with its error.
async fn set(tx: &DatabaseTransaction, rows: Vec<Json>, from: EmailStatus, to: EmailStatus) -> Result<(), DbErr> {
    if rows.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "UPDATE email_log SET status = $2, error = given.error FROM {} WHERE email_log.id = given.id AND status = $3",
        rows_from(tx, 1, &[Column::Uuid("id"), Column::Text("error")])
    );
    write(tx, sql, [json_rows(rows), to.as_str().into(), from.as_str().into()]).await.map(|_| ())
}
