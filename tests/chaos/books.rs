//! What the database says. While it is away it says nothing.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement};
use sellout_store::{Db, DbOptions};
use uuid::Uuid;

const UNFINISHED: &str = "state IN ('scheduled', 'queued', 'running', 'retrying')";

/// The database of an installation, read from beside it.
#[derive(Clone, Debug)]
pub(crate) struct Books(Db);

/// A job, as far as the verdict asks.
#[derive(Clone, Debug)]
pub(crate) struct JobLine {
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) payload: String,
    pub(crate) state: String,
    pub(crate) crashes: i32,
    pub(crate) error: Option<String>,
}

/// A mail that is or was owed.
#[derive(Clone, Debug)]
pub(crate) struct MailLine {
    pub(crate) message_id: String,
    pub(crate) upload: Option<Uuid>,
    pub(crate) report: Option<Uuid>,
    pub(crate) recipient: String,
    pub(crate) status: String,
}

impl Books {
    pub(crate) async fn open(url: &str) -> Self {
        Self(Db::connect(&DbOptions { url: url.to_owned(), max_connections: 2 }).await.unwrap())
    }

    /// How many jobs have ended.
    pub(crate) async fn ended(&self) -> Result<u64, DbErr> {
        let rows = self.rows(&format!("SELECT count(*) AS n FROM jobs WHERE NOT ({UNFINISHED})")).await?;
        Ok(rows[0].try_get::<i64>("", "n")? as u64)
    }

    /// How many jobs have not.
    pub(crate) async fn unfinished(&self) -> Result<u64, DbErr> {
        let rows = self.rows(&format!("SELECT count(*) AS n FROM jobs WHERE {UNFINISHED}")).await?;
        Ok(rows[0].try_get::<i64>("", "n")? as u64)
    }

    /// How many times schedules have fired.
    pub(crate) async fn firings(&self) -> Result<Vec<(String, i64, Uuid)>, DbErr> {
        let rows = self.rows("SELECT schedule, fire_at, job_id FROM firings WHERE schedule LIKE 'schedule:%'").await?;
        rows.iter()
            .map(|row| Ok((row.try_get("", "schedule")?, row.try_get("", "fire_at")?, row.try_get("", "job_id")?)))
            .collect()
    }

    pub(crate) async fn jobs(&self) -> Result<Vec<JobLine>, DbErr> {
        let rows = self.rows("SELECT id, kind, payload, state, crashes, error FROM jobs ORDER BY id").await?;
        let line = |row: &QueryResult| {
            Ok(JobLine {
                id: row.try_get("", "id")?,
                kind: row.try_get("", "kind")?,
                payload: row.try_get("", "payload")?,
                state: row.try_get("", "state")?,
                crashes: row.try_get("", "crashes")?,
                error: row.try_get("", "error")?,
            })
        };
        rows.iter().map(line).collect()
    }

    pub(crate) async fn mails(&self) -> Result<Vec<MailLine>, DbErr> {
        let rows = self.rows("SELECT message_id, upload_id, report_id, recipient, status FROM email_log").await?;
        let line = |row: &QueryResult| {
            Ok(MailLine {
                message_id: row.try_get("", "message_id")?,
                upload: row.try_get("", "upload_id")?,
                report: row.try_get("", "report_id")?,
                recipient: row.try_get("", "recipient")?,
                status: row.try_get("", "status")?,
            })
        };
        rows.iter().map(line).collect()
    }

    /// Of each upload what the sales rows of its finished loads add up to, whether they count or not: rows, units and
    /// amount in ten-thousandths; and how many finished loads it has.
    pub(crate) async fn loaded(&self) -> Result<Vec<(Uuid, [i64; 4])>, DbErr> {
        let sql = "SELECT l.upload_id, count(*) AS n, CAST(sum(s.quantity) AS BIGINT) AS units, \
                     CAST(sum(s.original_amount) AS BIGINT) AS amount, count(DISTINCT l.id) AS loads \
                   FROM loads l JOIN sales s ON s.load_id = l.id WHERE l.state = 'finished' GROUP BY l.upload_id";
        let rows = self.rows(sql).await?;
        let line = |row: &QueryResult| {
            let column = |name| row.try_get::<i64>("", name);
            Ok((row.try_get("", "upload_id")?, [column("n")?, column("units")?, column("amount")?, column("loads")?]))
        };
        rows.iter().map(line).collect()
    }

    /// Upload and status of each.
    pub(crate) async fn uploads(&self) -> Result<Vec<(Uuid, String)>, DbErr> {
        let rows = self.rows("SELECT id, status FROM uploads ORDER BY number").await?;
        rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "status")?))).collect()
    }

    /// Report, schedule and status of each report that a schedule made.
    pub(crate) async fn reports(&self) -> Result<Vec<(Uuid, Uuid, String)>, DbErr> {
        let rows = self.rows("SELECT id, schedule_id, status FROM reports WHERE schedule_id IS NOT NULL").await?;
        rows.iter()
            .map(|row| Ok((row.try_get("", "id")?, row.try_get("", "schedule_id")?, row.try_get("", "status")?)))
            .collect()
    }

    /// Keys that are counted as running something.
    pub(crate) async fn busy_keys(&self) -> Result<Vec<String>, DbErr> {
        let rows = self.rows("SELECT key FROM turns WHERE running <> 0").await?;
        rows.iter().map(|row| row.try_get("", "key")).collect()
    }

    async fn rows(&self, sql: &str) -> Result<Vec<QueryResult>, DbErr> {
        let db = self.0.read();
        db.query_all_raw(Statement::from_string(self.0.backend(), sql)).await
    }
}
