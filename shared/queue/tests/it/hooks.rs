//! The hooks of the real kinds: an upload never hangs in `processing`, whoever ends its job.

use sea_orm::ConnectionTrait;
use sellout_model::{EmailId, JobId, OrgId, UploadId};
use sellout_queue::ledger::JobFilter;
use sellout_queue::payloads::{MakeReport, NormaliseUpload, ProcessUpload, SendMail};
use sellout_queue::{Ending, Job, SubmitOptions, kinds};
use uuid::Uuid;

use crate::world::{World, on_both};

const ID: Uuid = Uuid::from_u128(7);

/// With the kinds of the build, and stand-ins for the tables that their hooks write.
async fn real(world: World) -> World {
    for table in ["uploads", "reports", "email_log"] {
        let cascade = if world.ledger.db().is_postgres() { "CASCADE" } else { "" };
        world.sql("DROP VIEW IF EXISTS sales").await;
        if world.ledger.db().is_sqlite() {
            world.sql("PRAGMA foreign_keys = OFF").await;
        }
        world.sql(&format!("DROP TABLE IF EXISTS {table} {cascade}")).await;
        let (uuid, time) = if cascade.is_empty() { ("BLOB", "TEXT") } else { ("UUID", "TIMESTAMPTZ") };
        world
            .sql(&format!(
                "CREATE TABLE {table} (id {uuid} PRIMARY KEY, org_id {uuid}, status TEXT, code TEXT, error TEXT, \
                 finished_at {time}, notify TEXT, created_by {uuid}, schedule_id {uuid}, \
                 archive {uuid})"
            ))
            .await;
    }
    World { ledger: world.ledger.with_kinds(kinds()), clock: world.clock }
}

async fn put(world: &World, table: &str, status: &str) {
    put_as(world, ID, table, status).await;
}

async fn put_as(world: &World, id: Uuid, table: &str, status: &str) {
    let db = world.ledger.db();
    let sql = format!("INSERT INTO {table} (id, org_id, status) VALUES ($1, $1, $2)");
    let values = [id.into(), status.into()];
    db.write().execute_raw(sea_orm::Statement::from_sql_and_values(db.backend(), sql, values)).await.unwrap();
}

/// The upload's sender is to be told.
async fn notify(world: &World) {
    world.sql("UPDATE uploads SET notify = '[\"ada@aldermere.example\"]'").await;
}

async fn told(world: &World) -> Vec<String> {
    world.texts("SELECT state || '/' || payload FROM jobs WHERE kind = 'tell-upload-ended'").await
}

async fn shown(world: &World, table: &str) -> String {
    let sql = format!("SELECT status || '/' || coalesce(code, '-') || '/' || coalesce(error, '-') FROM {table}");
    world.texts(&sql).await.remove(0)
}

async fn failed<J: Job>(world: &World, job: J) -> JobId {
    let id = world.submit(&job, SubmitOptions::default()).await.id;
    let held = world.claim_in(J::QUEUE, "w", &[J::KIND], 1).await.remove(0);
    world.end(&held, Ending::Failed("disk full".into())).await;
    id
}

on_both!(an_upload_whose_job_fails_is_failed_and_opened_again_by_a_retry, |world| {
    let world = real(world).await;
    put(&world, "uploads", "processing").await;
    let id = failed(&world, NormaliseUpload { upload_id: UploadId(ID) }).await;
    assert_eq!(shown(&world, "uploads").await, "failed/job_failed/disk full");
    world.ledger.retry(None, id).await.unwrap();
    assert_eq!(shown(&world, "uploads").await, "pending/-/-");
});

on_both!(an_upload_whose_waiting_job_is_cancelled_says_so, |world| {
    let world = real(world).await;
    put(&world, "uploads", "pending").await;
    let id = world.submit(&ProcessUpload { upload_id: UploadId(ID) }, SubmitOptions::default()).await.id;
    world.ledger.cancel(None, id, "cancelled by a person").await.unwrap();
    assert_eq!(shown(&world, "uploads").await, "failed/cancelled/cancelled by a person");
});

on_both!(whoever_waits_for_an_upload_is_told_once_however_often_it_ends_before_that, |world| {
    let world = real(world).await;
    put(&world, "uploads", "pending").await;
    notify(&world).await;
    let options = SubmitOptions::upload(OrgId(ID), UploadId(ID));
    let id = world.submit(&ProcessUpload { upload_id: UploadId(ID) }, options).await.id;
    world.ledger.cancel(None, id, "cancelled by a person").await.unwrap();
    let once = [format!("queued/{{\"upload_id\":\"{ID}\"}}")];
    assert_eq!(told(&world).await, once);
    world.ledger.retry(None, id).await.unwrap();
    let held = world.claim_in(ProcessUpload::QUEUE, "w", &[ProcessUpload::KIND], 1).await.remove(0);
    world.end(&held, Ending::Failed("disk full".into())).await;
    assert_eq!(told(&world).await, once);
});

on_both!(many_that_are_called_off_together_are_each_told_once, |world| {
    let world = real(world).await;
    for n in 0..50 {
        let id = Uuid::from_u128(n);
        put_as(&world, id, "uploads", "pending").await;
        world.submit(&ProcessUpload { upload_id: UploadId(id) }, SubmitOptions::upload(OrgId(ID), UploadId(id))).await;
    }
    notify(&world).await;
    let filter = JobFilter { kind: Some(ProcessUpload::KIND.into()), ..JobFilter::default() };
    for _ in 0..2 {
        assert_eq!(world.ledger.cancel_all(&filter, "not wanted").await.unwrap().changed, 50);
        assert_eq!(told(&world).await.len(), 50);
        assert_eq!(world.ledger.retry_all(&filter).await.unwrap().changed, 50);
    }
});

on_both!(nobody_is_told_of_an_upload_that_nobody_waits_for, |world| {
    let world = real(world).await;
    put(&world, "uploads", "pending").await;
    let options = SubmitOptions::upload(OrgId(ID), UploadId(ID));
    let id = world.submit(&ProcessUpload { upload_id: UploadId(ID) }, options).await.id;
    world.ledger.cancel(None, id, "cancelled by a person").await.unwrap();
    assert!(told(&world).await.is_empty());
});

on_both!(an_upload_that_was_loaded_is_not_touched, |world| {
    let world = real(world).await;
    put(&world, "uploads", "completed").await;
    notify(&world).await;
    let options = SubmitOptions::upload(OrgId(ID), UploadId(ID));
    let id = world.submit(&NormaliseUpload { upload_id: UploadId(ID) }, options).await.id;
    world.ledger.cancel(None, id, "cancelled by a person").await.unwrap();
    assert_eq!(shown(&world, "uploads").await, "completed/-/-");
    assert!(told(&world).await.is_empty());
});

on_both!(a_payload_that_no_longer_parses_still_fails_its_upload, |world| {
    let world = real(world).await;
    put(&world, "uploads", "processing").await;
    let options = SubmitOptions { upload_id: Some(UploadId(ID)), ..SubmitOptions::default() };
    world.submit(&ProcessUpload { upload_id: UploadId(ID) }, options).await;
    world.sql("UPDATE jobs SET payload = '{\"old\": 1}'").await;
    let held = world.claim_in(ProcessUpload::QUEUE, "w", &[ProcessUpload::KIND], 1).await.remove(0);
    world.end(&held, Ending::Failed("cannot be read".into())).await;
    assert_eq!(shown(&world, "uploads").await, "failed/job_failed/cannot be read");
});

on_both!(reports_and_mails_fail_with_their_jobs, |world| {
    let world = real(world).await;
    put(&world, "reports", "processing").await;
    put(&world, "email_log", "pending").await;
    failed(&world, MakeReport { report_id: sellout_model::ReportId(ID) }).await;
    assert_eq!(shown(&world, "reports").await, "failed/-/disk full");
    let tell = "SELECT payload FROM jobs WHERE kind = 'tell-report-ended'";
    assert!(world.texts(tell).await.is_empty(), "nobody asked for it");
    let id = world.submit(&SendMail { email_id: EmailId(ID) }, SubmitOptions::default()).await.id;
    let held = world.claim_in(SendMail::QUEUE, "w", &[SendMail::KIND], 1).await.remove(0);
    world.end(&held, Ending::Retry { error: "greylisted".into(), at: world.ledger.clock().micros() }).await;
    assert_eq!(shown(&world, "email_log").await, "pending/-/greylisted");
    let held = world.claim_in(SendMail::QUEUE, "w", &[SendMail::KIND], 1).await.remove(0);
    world.end(&held, Ending::Failed("no such user".into())).await;
    assert_eq!(shown(&world, "email_log").await, "failed/-/no such user");
    world.ledger.retry(None, id).await.unwrap();
    assert_eq!(shown(&world, "email_log").await, "pending/-/-");
});
