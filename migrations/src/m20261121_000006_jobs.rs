//! The job ledger. Its times are microseconds since the epoch, UTC: leases are compared and added up, on both
//! databases by the same statements. docs/jobs.md draws the machine.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, integer_null, pk_uuid, text, text_null, uuid, uuid_null,
};

use crate::columns::{key, run};

/// The states that a claim takes from; partial indexes and claims must say it in the same words.
const WAITING: &str = "state IN ('queued', 'retrying', 'scheduled')";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [jobs(), job_attempts(), turns(), queues(), workers(), firings()] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            run(manager, &index).await?;
        }
        if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
            // Rows of this table live for moments: clean up early and without pauses.
            run(
                manager,
                "ALTER TABLE jobs SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0)",
            )
            .await?;
        }
        Ok(())
    }
}

fn indexes() -> Vec<String> {
    vec![
        // A claim without keys: the best of each priority, from a moving start.
        format!(
            "CREATE INDEX jobs_claim ON jobs (queue, priority, run_at) \
             WHERE {WAITING} AND fair_key IS NULL AND crashes < 2"
        ),
        // A claim with keys: the best job of one key.
        format!(
            "CREATE INDEX jobs_claim_key ON jobs (queue, fair_key, (run_at - priority * 300000000)) \
             WHERE {WAITING} AND fair_key IS NOT NULL AND crashes < 2"
        ),
        // Jobs that crashed their process twice run alone.
        format!("CREATE INDEX jobs_claim_alone ON jobs (queue, run_at) WHERE {WAITING} AND crashes >= 2"),
        "CREATE INDEX jobs_lease ON jobs (lease_until) WHERE state = 'running'".to_owned(),
        "CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) \
         WHERE state IN ('queued', 'retrying', 'scheduled', 'running')"
            .to_owned(),
        "CREATE INDEX jobs_finished ON jobs (finished_at) WHERE state IN ('succeeded', 'failed', 'cancelled')"
            .to_owned(),
        "CREATE INDEX jobs_failed ON jobs (queue, finished_at) WHERE state = 'failed'".to_owned(),
        "CREATE INDEX jobs_org ON jobs (org_id, id) WHERE org_id IS NOT NULL".to_owned(),
        "CREATE INDEX jobs_upload ON jobs (upload_id, id) WHERE upload_id IS NOT NULL".to_owned(),
        "CREATE INDEX jobs_parent ON jobs (parent_id) WHERE parent_id IS NOT NULL".to_owned(),
        "CREATE INDEX turns_order ON turns (queue, last_turn)".to_owned(),
    ]
}

fn jobs() -> TableCreateStatement {
    Table::create()
        .table("jobs")
        .col(pk_uuid("id"))
        .col(uuid_null("org_id"))
        .col(text("kind"))
        .col(text("queue"))
        .col(text("payload"))
        .col(text("state"))
        .col(integer("priority"))
        // Null: waits for its children.
        .col(big_integer_null("run_at"))
        .col(integer("attempt").default(0))
        .col(integer("max_attempts"))
        .col(integer("crashes").default(0))
        // Raised by every claim: a late writer of an earlier claim meets no row.
        .col(big_integer("fence").default(0))
        .col(text_null("worker"))
        .col(big_integer_null("lease_until"))
        .col(text_null("unique_key"))
        .col(boolean("again").default(false))
        .col(text_null("fair_key"))
        .col(text_null("limit_key"))
        .col(uuid_null("upload_id"))
        .col(uuid_null("parent_id"))
        .col(integer("pending_children").default(0))
        .col(text_null("phase"))
        .col(integer("progress").default(0))
        .col(big_integer_null("done"))
        .col(big_integer_null("total"))
        .col(text_null("result"))
        .col(text_null("error"))
        .col(boolean("cancel_requested").default(false))
        .col(big_integer("created_at"))
        .col(big_integer_null("started_at"))
        .col(big_integer_null("finished_at"))
        // The process that empties itself for this job, and until when it may.
        .col(text_null("reserve"))
        .col(big_integer_null("reserve_until"))
        .take()
}

/// Attempts after which the job lived on; its last one stands in the job itself.
fn job_attempts() -> TableCreateStatement {
    Table::create()
        .table("job_attempts")
        .col(uuid("job_id"))
        .col(big_integer("fence"))
        .col(integer("attempt"))
        .col(text_null("worker"))
        .col(big_integer_null("started_at"))
        .col(big_integer("ended_at"))
        .col(text("outcome"))
        .col(text_null("error"))
        .primary_key(&mut key(&["job_id", "fence"]))
        .foreign_key(
            ForeignKey::create().from("job_attempts", "job_id").to("jobs", "id").on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

/// A row for each key with jobs: whose turn it is, and how many of it run.
fn turns() -> TableCreateStatement {
    Table::create()
        .table("turns")
        .col(text("queue"))
        .col(text("key"))
        .col(integer("running").default(0))
        .col(big_integer("last_turn").default(0))
        // How many may run at once; null: any number.
        .col(integer_null("most"))
        .primary_key(&mut key(&["queue", "key"]))
        .take()
}

/// Queues that somebody paused or slowed; a queue without a row runs freely.
fn queues() -> TableCreateStatement {
    Table::create()
        .table("queues")
        .col(ColumnDef::new("name").text().not_null().primary_key())
        .col(boolean("paused").default(false))
        // The token bucket: microseconds a job, how many may burst, and the time up to which tokens are spent.
        .col(big_integer_null("rate_interval"))
        .col(integer("rate_burst").default(1))
        .col(big_integer("rate_spent_until").default(0))
        .take()
}

fn workers() -> TableCreateStatement {
    Table::create()
        .table("workers")
        .col(ColumnDef::new("id").text().not_null().primary_key())
        .col(text("host"))
        .col(integer("pid"))
        .col(text("queues"))
        .col(integer("slots"))
        .col(boolean("draining").default(false))
        .col(big_integer("started_at"))
        .col(big_integer("heartbeat_at"))
        .take()
}

/// A schedule fires once for each of its times, however many workers tick.
fn firings() -> TableCreateStatement {
    Table::create()
        .table("firings")
        .col(text("schedule"))
        .col(big_integer("fire_at"))
        .col(uuid_null("job_id"))
        .primary_key(&mut key(&["schedule", "fire_at"]))
        .take()
}
