//! One row for each mail and recipient.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{Condition, IntoActiveModel, QueryOrder, UpdateMany};
use sellout_model::{EmailId, EmailKind, EmailStatus, JobId, OrgId, ReportId, ScheduleId, UploadId};

use crate::page::{Listed, Page, listed};
use crate::stored::{insert_new, new_id, word};

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "email_log")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub kind: String,
    pub once: String,
    pub upload_id: Option<Uuid>,
    pub report_id: Option<Uuid>,
    pub schedule_id: Option<Uuid>,
    pub resent_from: Option<Uuid>,
    pub recipient: String,
    pub subject: String,
    pub status: String,
    pub attempts: i32,
    pub error: Option<String>,
    pub response: Option<String>,
    pub message_id: String,
    pub storage_key: Option<String>,
    pub attachment_count: i32,
    pub attachment_bytes: i64,
    pub job_id: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A mail that is owed to one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEmail {
    /// Which kind.
    pub kind: EmailKind,
    /// What makes it the same mail, whoever asks again: kind, subject's id, recipient.
    pub once: String,
    /// The upload it speaks of.
    pub upload: Option<UploadId>,
    /// The report it brings.
    pub report: Option<ReportId>,
    /// The schedule that owes it.
    pub schedule: Option<ScheduleId>,
    /// The address.
    pub recipient: String,
    /// The subject line.
    pub subject: String,
    /// The `Message-ID`, fixed for all attempts.
    pub message_id: String,
    /// The job that sends it.
    pub job: Option<JobId>,
}

/// The message as it was built, kept for every attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// Where its bytes lie.
    pub storage_key: String,
    /// How many attachments it has.
    pub attachment_count: i32,
    /// How long they are together.
    pub attachment_bytes: i64,
}

/// Which mails to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Those of one kind.
    pub kind: Option<EmailKind>,
    /// Those that stand so.
    pub status: Option<EmailStatus>,
    /// Made at this moment or later.
    pub from: Option<DateTime<Utc>>,
    /// Made before this moment.
    pub before: Option<DateTime<Utc>>,
    /// Those that speak of an upload.
    pub upload: Option<UploadId>,
}

impl Model {
    /// Its id.
    pub fn email(&self) -> EmailId {
        EmailId(self.id)
    }

    /// Which kind.
    pub fn kind(&self) -> Result<EmailKind, DbErr> {
        word("email_log.kind", &self.kind)
    }

    /// Where it stands.
    pub fn status(&self) -> Result<EmailStatus, DbErr> {
        word("email_log.status", &self.status)
    }

    fn copied(self, once: String, message_id: String, now: DateTime<Utc>) -> ActiveModel {
        ActiveModel {
            id: Set(new_id(now)),
            resent_from: Set(Some(self.id)),
            once: Set(once),
            message_id: Set(message_id),
            status: Set(EmailStatus::Pending.as_str().to_owned()),
            attempts: Set(0),
            error: Set(None),
            response: Set(None),
            job_id: Set(None),
            created_at: Set(now),
            sent_at: Set(None),
            ..self.into_active_model().reset_all()
        }
    }
}

impl NewEmail {
    fn row(&self, org: OrgId, now: DateTime<Utc>) -> ActiveModel {
        ActiveModel {
            id: Set(new_id(now)),
            org_id: Set(org.0),
            kind: Set(self.kind.as_str().to_owned()),
            once: Set(self.once.clone()),
            upload_id: Set(self.upload.map(|id| id.0)),
            report_id: Set(self.report.map(|id| id.0)),
            schedule_id: Set(self.schedule.map(|id| id.0)),
            resent_from: Set(None),
            recipient: Set(self.recipient.clone()),
            subject: Set(self.subject.clone()),
            status: Set(EmailStatus::Pending.as_str().to_owned()),
            attempts: Set(0),
            error: Set(None),
            response: Set(None),
            message_id: Set(self.message_id.clone()),
            storage_key: Set(None),
            attachment_count: Set(0),
            attachment_bytes: Set(0),
            job_id: Set(self.job.map(|id| id.0)),
            created_at: Set(now),
            sent_at: Set(None),
        }
    }
}

/// Writes down that a mail is owed; `None` if the same one is owed or was sent already.
pub async fn create(
    tx: &impl ConnectionTrait,
    org: OrgId,
    new: &NewEmail,
    now: DateTime<Utc>,
) -> Result<Option<Model>, DbErr> {
    let insert = Entity::insert(new.row(org, now)).on_conflict_do_nothing_on([Column::Once]);
    insert_new(tx, insert).await
}

/// Owes the same mail, bytes and all, once more under another `Message-ID`; `None` if that copy exists already.
pub async fn resend_copy(
    tx: &impl ConnectionTrait,
    org: OrgId,
    email: EmailId,
    once: String,
    message_id: String,
    now: DateTime<Utc>,
) -> Result<Option<Model>, DbErr> {
    let Some(original) = get(tx, org, email).await? else { return Ok(None) };
    let row = original.copied(once, message_id, now);
    let insert = Entity::insert(row).on_conflict_do_nothing_on([Column::Once]);
    insert_new(tx, insert).await
}

/// One mail.
pub async fn get(conn: &impl ConnectionTrait, org: OrgId, email: EmailId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(email.0).filter(Column::OrgId.eq(org.0)).one(conn).await
}

/// The mails, newest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    org: OrgId,
    filter: &Filter,
    page: Page,
) -> Result<Listed<Model>, DbErr> {
    let which = Condition::all()
        .add(Column::OrgId.eq(org.0))
        .add_option(filter.kind.map(|kind| Column::Kind.eq(kind.as_str())))
        .add_option(filter.status.map(|status| Column::Status.eq(status.as_str())))
        .add_option(filter.from.map(|from| Column::CreatedAt.gte(from)))
        .add_option(filter.before.map(|before| Column::CreatedAt.lt(before)))
        .add_option(filter.upload.map(|upload| Column::UploadId.eq(upload.0)));
    let query = Entity::find().filter(which).order_by_desc(Column::CreatedAt).order_by_desc(Column::Id);
    listed(conn, query, page).await
}

/// Names the job that sends the mail.
pub async fn set_job(tx: &impl ConnectionTrait, org: OrgId, email: EmailId, job: JobId) -> Result<bool, DbErr> {
    let update = Entity::update_many().col_expr(Column::JobId, Expr::val(job.0));
    changed(tx, org, email, update).await
}

/// Keeps the message as it was built; every attempt sends these bytes.
pub async fn set_built(tx: &impl ConnectionTrait, org: OrgId, email: EmailId, built: &Built) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::StorageKey, Expr::val(built.storage_key.as_str()))
        .col_expr(Column::AttachmentCount, Expr::val(built.attachment_count))
        .col_expr(Column::AttachmentBytes, Expr::val(built.attachment_bytes));
    changed(tx, org, email, update).await
}

/// Counts an attempt that is about to be made.
pub async fn attempt(conn: &impl ConnectionTrait, org: OrgId, email: EmailId) -> Result<bool, DbErr> {
    let update = Entity::update_many().col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1));
    changed(conn, org, email, update).await
}

/// Notes that the server took the mail, and its answer.
pub async fn sent(
    tx: &impl ConnectionTrait,
    org: OrgId,
    email: EmailId,
    response: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::Status, Expr::val(EmailStatus::Sent.as_str()))
        .col_expr(Column::Response, Expr::val(response))
        .col_expr(Column::Error, Expr::val(None::<String>))
        .col_expr(Column::SentAt, Expr::val(now));
    changed(tx, org, email, update).await
}

/// Notes why the mail did not leave or came back, and how it stands now: `Pending` if it is tried again.
pub async fn not_sent(
    tx: &impl ConnectionTrait,
    org: OrgId,
    email: EmailId,
    status: EmailStatus,
    error: &str,
) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::Status, Expr::val(status.as_str()))
        .col_expr(Column::Error, Expr::val(error));
    changed(tx, org, email, update).await
}

async fn changed(
    conn: &impl ConnectionTrait,
    org: OrgId,
    email: EmailId,
    update: UpdateMany<Entity>,
) -> Result<bool, DbErr> {
    let result = update.filter(Column::Id.eq(email.0)).filter(Column::OrgId.eq(org.0)).exec(conn).await?;
    Ok(result.rows_affected > 0)
}
