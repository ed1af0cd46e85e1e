//! Operating jobs: history, many at once, deletion, rates, workers, events after a reconnect, readiness.

use axum::body::Body;
use axum::http::Request;
use sellout_model::{JobId, Role, UploadId};
use sellout_queue::ledger::{Claim, Cursors, WorkerEntry};
use sellout_queue::payloads::{ProcessUpload, RestateRates, SweepRetention};
use sellout_queue::timetable::Planned;
use sellout_queue::{Ending, Held, Queue, SubmitOptions, submit_flow};
use serde_json::json;
use uuid::Uuid;

use crate::door::Door;

async fn a_job(door: &Door, name: &str) -> String {
    let sent = door.upload(&[("file", Some(name), format!("date,ean\n{name}").as_bytes())]).await.json();
    sent["items"][0]["job_id"].as_str().unwrap().to_owned()
}

async fn claimed(door: &Door) -> Held {
    let lease = std::time::Duration::from_secs(20);
    let claim = Claim { queue: Queue::UploadProcessing, worker: "w", kinds: &["process-upload"], slots: 1, lease };
    door.app.ledger.claim(&claim, &mut Cursors::front()).await.unwrap().jobs.remove(0)
}

async fn fails(door: &Door) {
    let held = claimed(door).await;
    door.app.ledger.end(&held, &Ending::Failed("it cannot be read".into())).await.unwrap();
}

#[tokio::test]
async fn a_job_shows_every_attempt() {
    let door = Door::open().await;
    let id = a_job(&door, "a.csv").await;
    let held = claimed(&door).await;
    let at = door.app.ledger.clock().micros();
    door.app.ledger.end(&held, &Ending::Retry { error: "no answer".into(), at }).await.unwrap();
    claimed(&door).await;
    let job = door.get(&format!("/jobs/{id}")).await.json();
    let attempts = job["attempts"].as_array().unwrap();
    let told: Vec<_> = attempts.iter().map(|a| (a["outcome"].as_str().unwrap(), a["error"].as_str())).collect();
    assert_eq!(told, [("failed", Some("no answer")), ("running", None)]);
    assert_eq!((attempts[0]["worker"].as_str(), attempts[0]["attempt"].as_i64()), (Some("w"), Some(1)));
    assert!(attempts[0]["started_at"].is_string() && attempts[0]["ended_at"].is_string());
    assert_eq!((&job["state"], &job["children"], &job["pending_children"]), (&json!("running"), &json!({}), &json!(0)));
}

#[tokio::test]
async fn failed_jobs_are_retried_by_filter_and_a_clash_is_a_line() {
    let door = Door::open().await;
    let first = a_job(&door, "a.csv").await;
    fails(&door).await;
    // The same bytes came in again meanwhile: the first upload cannot be opened any more.
    a_job(&door, "a.csv").await;
    a_job(&door, "b.csv").await;
    let held = claimed(&door).await;
    fails(&door).await;
    let moved = door.post("/jobs/retry?state=failed", json!({})).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let moved = moved.json();
    assert_eq!((&moved["changed"], &moved["refused"]), (&json!(1), &json!(1)), "{moved}");
    assert_eq!(moved["lines"][0]["id"], json!(first));
    assert!(moved["lines"][0]["error"].as_str().unwrap().contains("wait until it has ended"), "{moved}");
    assert_eq!(door.get("/jobs?state=queued&kind=process-upload").await.json()["total"], 1);
    let moved = door.post("/jobs/cancel?kind=process-upload", json!({})).await.json();
    assert_eq!((&moved["changed"], &moved["requested"]), (&json!(1), &json!(1)), "{moved}");
    door.app.ledger.end(&held, &Ending::Cancelled("stopped".into())).await.unwrap();
    assert_eq!(door.post("/jobs/retry?state=nowhere", json!({})).await.problem(422), "invalid");
}

#[tokio::test]
async fn an_ended_job_is_deleted_and_a_waiting_one_is_not() {
    let door = Door::open().await;
    let id = a_job(&door, "a.csv").await;
    let path = format!("/jobs/{id}");
    assert_eq!(door.json("DELETE", &path, json!(null)).await.problem(409), "conflict");
    fails(&door).await;
    assert_eq!(door.json("DELETE", &path, json!(null)).await.status, 204);
    assert_eq!(door.get(&path).await.problem(404), "not_found");
}

#[tokio::test]
async fn ended_jobs_are_deleted_by_filter_and_others_are_not() {
    let door = Door::open().await;
    for name in ["a.csv", "b.csv"] {
        a_job(&door, name).await;
        fails(&door).await;
    }
    let waits = a_job(&door, "c.csv").await;
    let deleted = door.post("/jobs/delete?state=failed&queue=email", json!({})).await;
    assert_eq!((deleted.status.as_u16(), deleted.json()), (200, json!({"deleted": 0})));
    assert_eq!(door.post("/jobs/delete?kind=process-upload", json!({})).await.json(), json!({"deleted": 2}));
    assert_eq!(door.get("/jobs?kind=process-upload").await.json()["items"][0]["id"], json!(waits));
    let analyst = door.person(door.org, "analyst@example.com", Role::Analyst).await;
    let token = door.token_of(door.org, analyst).await;
    let request = Request::post("/api/v1/jobs/delete").header("authorization", format!("Bearer {token}"));
    assert_eq!(door.send(request.body(Body::empty()).unwrap()).await.problem(403), "forbidden");
}

#[tokio::test]
async fn a_queue_is_slowed_and_freed() {
    let door = Door::open().await;
    let slowed = door.json("PUT", "/queues/email/rate", json!({"per_minute": 120, "burst": 5})).await.json();
    assert_eq!(slowed["rate_per_minute"], 120);
    let freed = door.json("PUT", "/queues/email/rate", json!({"per_minute": null})).await.json();
    assert_eq!(freed["rate_per_minute"], json!(null));
    assert_eq!(door.json("PUT", "/queues/email/rate", json!({"per_minute": 0})).await.problem(422), "invalid");
    assert_eq!(door.json("PUT", "/queues/nowhere/rate", json!({"per_minute": 1})).await.problem(404), "not_found");
}

#[tokio::test]
async fn workers_are_listed_with_what_they_run() {
    let door = Door::open().await;
    let id = a_job(&door, "a.csv").await;
    let entry = WorkerEntry { id: "w".into(), host: "h".into(), pid: 7, queues: "upload-processing".into(), slots: 2 };
    door.app.ledger.enter_worker(&entry).await.unwrap();
    claimed(&door).await;
    door.app.ledger.drain_worker("w").await.unwrap();
    let worker = door.get("/workers").await.json()["items"][0].clone();
    assert_eq!((&worker["host"], &worker["draining"]), (&json!("h"), &json!(true)));
    assert_eq!((&worker["running"][0]["id"], &worker["running"][0]["kind"]), (&json!(id), &json!("process-upload")));
}

async fn events(door: &Door, id: &str, last: &str) -> String {
    let request = door.request("GET", &format!("/jobs/{id}/events")).header("last-event-id", last);
    door.send(request.body(Body::empty()).unwrap()).await.text()
}

#[tokio::test]
async fn whoever_connects_again_is_told_what_was_missed() {
    let door = Door::open().await;
    let id = a_job(&door, "a.csv").await;
    for error in ["first", "second"] {
        let held = claimed(&door).await;
        let at = door.app.ledger.clock().micros();
        door.app.ledger.end(&held, &Ending::Retry { error: error.into(), at }).await.unwrap();
    }
    fails(&door).await;
    // One attempt was seen to end before the connection broke.
    let text = events(&door, &id, "1-abc").await;
    let kinds: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("event: ")).collect();
    assert_eq!(kinds, ["attempt", "attempt", "job"], "{text}");
    assert!(text.contains("second") && text.contains("it cannot be read") && !text.contains("first"), "{text}");
    let last = text.lines().filter_map(|line| line.strip_prefix("id: ")).next_back().unwrap().to_owned();
    assert!(!events(&door, &id, &last).await.contains("event: "), "nothing is told twice");
    // A first connection is told the job as it is.
    let fresh = events(&door, &id, "").await;
    assert_eq!(fresh.matches("event: ").count(), 1, "{fresh}");
    assert_eq!(door.app.ledger.job(None, JobId(id.parse().unwrap())).await.unwrap().attempt, 3);
}

#[tokio::test]
async fn a_job_counts_its_children_by_state_and_goes_on_after_the_last() {
    let door = Door::open().await;
    let ledger = &door.app.ledger;
    let tx = door.app.db.begin().await.unwrap();
    let own = || SubmitOptions::of(door.org);
    let children = (1..=3).map(|n| (ProcessUpload { upload_id: UploadId(Uuid::from_u128(n)) }, own()));
    let parent = RestateRates { org_id: door.org };
    let (parent, children) = submit_flow(&tx, ledger.clock(), &parent, own(), children).await.unwrap();
    tx.commit().await.unwrap();
    let path = format!("/jobs/{}", parent.id);
    let seen = async || {
        let job = door.get(&path).await.json();
        (job["state"].clone(), job["pending_children"].clone(), job["children"].clone())
    };
    assert_eq!(seen().await, (json!("scheduled"), json!(3), json!({"queued": 3})));
    let listed = door.get(&format!("/jobs?parent={}", parent.id)).await.json();
    assert_eq!((&listed["total"], &listed["items"][0]["parent_id"]), (&json!(3), &json!(parent.id.0)));
    let first = claimed(&door).await;
    assert_eq!(seen().await.2, json!({"queued": 2, "running": 1}));
    ledger.end(&first, &Ending::Succeeded(None)).await.unwrap();
    fails(&door).await;
    assert_eq!(seen().await, (json!("scheduled"), json!(1), json!({"failed": 1, "queued": 1, "succeeded": 1})));
    let last = children.last().unwrap().id;
    assert_eq!(door.post(&format!("/jobs/{last}/cancel"), json!({})).await.status, 202);
    assert_eq!(seen().await, (json!("queued"), json!(0), json!({"cancelled": 1, "failed": 1, "succeeded": 1})));
    assert_eq!(door.get(&format!("/jobs/{last}")).await.json()["children"], json!({}));
}

#[tokio::test]
async fn an_entry_of_the_timetable_is_seen_paused_and_resumed() {
    let door = Door::open().await;
    let nightly = Planned { cron: Some("17 3 * * *"), timezone: "UTC", ..Planned::default() }.times().unwrap();
    let job = SweepRetention {};
    door.app.ledger.tick("sweep-retention", &nightly, &job, SubmitOptions::default()).await.unwrap();
    let next = json!("2026-01-06T03:17:00Z");
    let seen = json!({"name": "sweep-retention", "paused": false, "next_run_at": next, "last_run_at": null});
    assert_eq!(door.get("/timetable").await.json(), json!({"items": [seen]}));
    let paused = door.post("/timetable/sweep-retention/pause", json!({})).await.json();
    assert_eq!((&paused["paused"], &paused["next_run_at"]), (&json!(true), &json!(null)));
    let resumed = door.post("/timetable/sweep-retention/resume", json!({})).await.json();
    assert_eq!((&resumed["paused"], &resumed["next_run_at"]), (&json!(false), &next));
    assert_eq!(door.post("/timetable/tea/pause", json!({})).await.problem(404), "not_found");
}

#[tokio::test]
async fn a_process_that_was_told_to_stop_says_that_it_drains() {
    let door = Door::open().await;
    door.app.draining.cancel();
    let ready = door.send(Request::get("/readyz").body(Body::empty()).unwrap()).await;
    assert_eq!((ready.status.as_u16(), &ready.json()["status"]), (503, &json!("draining")));
    assert_eq!(door.get("/queues").await.status, 200, "calls are still answered");
}
