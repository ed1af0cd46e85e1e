//! Jobs and queues.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use crate::door::Door;

async fn a_job(door: &Door) -> String {
    let sent = door.upload(&[("file", Some("a.csv"), b"date,ean\n")]).await.json();
    sent["items"][0]["job_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_cancelled_job_ends_its_upload_and_can_be_run_again() {
    let door = Door::open().await;
    let id = a_job(&door).await;
    let cancelled = door.post(&format!("/jobs/{id}/cancel"), json!({})).await;
    assert_eq!((cancelled.status.as_u16(), cancelled.json()["state"].as_str()), (202, Some("cancelled")));
    assert_eq!(door.get("/uploads").await.json()["items"][0]["status"], "failed");
    assert_eq!(door.post(&format!("/jobs/{id}/cancel"), json!({})).await.problem(409), "conflict");
    let again = door.post(&format!("/jobs/{id}/retry"), json!({})).await;
    assert_eq!((again.status.as_u16(), again.json()["state"].as_str()), (202, Some("queued")));
    assert_eq!(door.get("/jobs?state=queued&kind=process-upload").await.json()["total"], 1);
    assert_eq!(door.get("/jobs?state=failed").await.json()["total"], 0);
    assert_eq!(door.get("/jobs?queue=nowhere").await.problem(422), "invalid");
}

#[tokio::test]
async fn events_begin_with_the_state_as_it_is_and_end_with_the_job() {
    let door = Door::open().await;
    let id = a_job(&door).await;
    door.post(&format!("/jobs/{id}/cancel"), json!({})).await;
    let stream = door.get(&format!("/jobs/{id}/events")).await;
    assert_eq!(stream.header("content-type"), "text/event-stream");
    let text = stream.text();
    assert!(text.contains("event: job") && text.contains("\"state\":\"cancelled\""), "{text}");
    let none = uuid::Uuid::nil();
    assert_eq!(door.get(&format!("/jobs/{none}/events")).await.problem(404), "not_found");
}

#[tokio::test]
async fn a_queue_is_paused_and_resumed_by_name() {
    let door = Door::open().await;
    a_job(&door).await;
    let queues = door.get("/queues").await.json();
    let waiting =
        queues["items"].as_array().unwrap().iter().find(|q| q["name"] == "upload-processing").unwrap().clone();
    assert_eq!((waiting["depth"].as_u64(), waiting["paused"].as_bool()), (Some(1), Some(false)));
    assert_eq!(door.post("/queues/upload-processing/pause", json!({})).await.json()["paused"], true);
    assert_eq!(door.post("/queues/upload-processing/resume", json!({})).await.json()["paused"], false);
    assert_eq!(door.post("/queues/nowhere/pause", json!({})).await.problem(404), "not_found");
}

#[tokio::test]
async fn measurements_are_not_for_strangers() {
    let door = Door::open().await;
    let answer = door.send(Request::get("/metrics").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.problem(404), "not_found", "no recorder is installed in this test");
}
