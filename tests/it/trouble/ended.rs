//! An upload whose job ends without success, whoever ends it: its sender and the vendor's list are told once, and once
//! more of what becomes of it when it is started anew.

use std::time::Duration;

use sellout_queue::ledger::{Claim, Cursors};
use sellout_queue::payloads::ProcessUpload;
use sellout_queue::{Job, Queue};
use sellout_worker::engine::{Handlers, drain};
use sellout_worker::handlers::tell_upload_ended;
use serde_json::{Value as Json, json};

use crate::house::{ADMIN, Client, Form, House, Plan, engine_options, stories};
use crate::made::shelf;

/// More than any lease, backoff or pause.
const LONG: Duration = Duration::from_hours(3);
/// Who hears of the corner shop's files beside their sender.
const LIST: &str = "shop@aldermere.example";

fn may() -> Form {
    Form::of("may.csv", shelf("2025-05-03", "Leeds", 4)).field("vendor", "corner_shop")
}

/// April is loaded, and the corner shop has a list; gives the mails about it.
async fn with_a_list(us: &Client<'_>, house: &House) -> usize {
    us.load(Form::of("april.csv", shelf("2025-04-03", "Leeds", 4))).await;
    us.put("/vendors/corner_shop", &json!({ "name": "Corner Shop", "recipients": [LIST] })).await.json(200);
    house.mails().len()
}

/// The claim of a worker that dies.
fn doomed() -> Claim<'static> {
    Claim {
        queue: ProcessUpload::QUEUE,
        worker: "a worker that dies",
        kinds: &[ProcessUpload::KIND],
        slots: 1,
        lease: Duration::from_secs(20),
    }
}

/// A worker takes the upload's job and dies.
async fn die_with_it(house: &House) {
    let claim = doomed();
    if house.ledger.claim(&claim, &mut Cursors::front()).await.unwrap().jobs.is_empty() {
        let alone = house.ledger.alone_due(&[claim.queue], claim.kinds, claim.worker, Duration::ZERO).await.unwrap();
        let (id, _) = alone.expect("a job that wants to be alone");
        assert!(house.ledger.claim_one(id, &claim).await.unwrap().is_some());
    }
    house.pass(LONG);
    house.ledger.sweep(0).await.unwrap();
    house.pass(LONG);
}

/// Recipients and subjects of the mails after the first so many, in alphabetical order.
fn told(house: &House, after: usize) -> Vec<(String, String)> {
    let subject = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap();
        line.to_owned()
    };
    let mut told: Vec<_> = house.mails().split_off(after).into_iter().map(|m| (m.to, subject(m.bytes))).collect();
    told.sort();
    told
}

fn to_both(subject: &str) -> Vec<(String, String)> {
    [ADMIN, LIST].map(|to| (to.to_owned(), subject.to_owned())).to_vec()
}

fn path(job: &Json, what: &str) -> String {
    format!("/jobs/{}/{what}", job.as_str().unwrap())
}

/// Retried it loads, and that is told by one more mail to each.
async fn loads_and_tells(house: &House, upload: &Json) {
    let (us, before) = (house.sign_in().await, house.mails().len());
    us.then(upload, "retry", &json!({})).await.json(202);
    assert_eq!(us.see(&upload["id"]).await["status"], "completed");
    assert_eq!(told(house, before), to_both("Upload loaded: may.csv"));
    assert!(us.all("/emails").await.iter().all(|mail| mail["status"] == "sent"));
}

fn plan() -> Plan {
    Plan { starts: Some("2025-06-02T08:00:00Z"), ..Plan::default() }
}

stories! {
    in plan();

    async fn by_the_sweep_after_ten_crashes(house) {
        let us = house.sign_in().await;
        let before = with_a_list(&us, house).await;
        let item = us.send(may()).await;
        for _ in 0..10 {
            die_with_it(house).await;
        }
        let upload = house.sign_in().await.see(&item["id"]).await;
        assert_eq!((&upload["status"], &upload["code"]), (&json!("failed"), &json!("job_failed")), "{upload:#}");
        assert!(upload["error"].as_str().unwrap().contains("10 times"));
        house.drain().await;
        house.drain().await;
        assert_eq!(told(house, before), to_both("Upload failed: may.csv"));
        loads_and_tells(house, &upload).await;
    }

    async fn by_its_worker_after_the_last_attempt(house) {
        let us = house.sign_in().await;
        let before = with_a_list(&us, house).await;
        let item = us.send(may()).await;
        let id = item["id"].as_str().unwrap();
        let file = house.kept_uploads().into_iter().find(|file| file.to_string_lossy().contains(id)).unwrap();
        let bytes = std::fs::read(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        for attempt in 1..=5 {
            assert_eq!(told(house, before), [], "before attempt {attempt}");
            house.drain().await;
            house.pass(LONG);
        }
        let upload = house.sign_in().await.see(&item["id"]).await;
        assert_eq!((&upload["status"], &upload["code"]), (&json!("failed"), &json!("job_failed")), "{upload:#}");
        assert_eq!(told(house, before), to_both("Upload failed: may.csv"));

        // The same job, started anew, fails anew: that is another outcome.
        let us = house.sign_in().await;
        us.post(&path(&upload["job_id"], "retry"), &json!({})).await.json(202);
        for _ in 1..=5 {
            house.drain().await;
            house.pass(LONG);
        }
        let failed = to_both("Upload failed: may.csv");
        assert_eq!(told(house, before + 2), failed);
        std::fs::write(&file, bytes).unwrap();
        loads_and_tells(house, &upload).await;
    }

    async fn by_somebody_who_calls_it_off(house) {
        let us = house.sign_in().await;
        let before = with_a_list(&us, house).await;
        let item = us.send(may()).await;
        us.post(&path(&item["job_id"], "cancel"), &json!({})).await.json(202);
        let upload = us.see(&item["id"]).await;
        assert_eq!((&upload["status"], &upload["code"]), (&json!("failed"), &json!("cancelled")), "{upload:#}");
        assert_eq!(told(house, before), [], "whoever ends a job writes no mail");
        house.drain().await;
        house.drain().await;
        assert_eq!(told(house, before), to_both("Upload failed: may.csv"));
        let sent = house.mails();
        let mail = String::from_utf8_lossy(&sent.last().unwrap().bytes).into_owned();
        assert!(mail.contains("Cancelled by ada@aldermere.example."), "{mail}");
        assert!(mail.contains("Corner Shop"), "{mail}");
        loads_and_tells(house, &upload).await;
    }

    async fn by_somebody_who_calls_it_off_while_its_worker_dies(house) {
        let us = house.sign_in().await;
        let item = us.send(Form::of("may.csv", shelf("2025-05-03", "Leeds", 4))).await;
        assert_eq!(house.ledger.claim(&doomed(), &mut Cursors::front()).await.unwrap().jobs.len(), 1);
        us.post(&path(&item["job_id"], "cancel"), &json!({})).await.json(202);
        house.pass(LONG);
        assert_eq!(house.ledger.sweep(0).await.unwrap().ended.len(), 1);
        house.drain().await;
        assert_eq!(told(house, 0), [(ADMIN.to_owned(), "Upload failed: may.csv".to_owned())]);
    }

    async fn and_started_anew_before_it_was_told_only_what_became_of_it_is_told(house) {
        let us = house.sign_in().await;
        let before = with_a_list(&us, house).await;
        let item = us.send(may()).await;
        us.post(&path(&item["job_id"], "cancel"), &json!({})).await.json(202);
        us.post(&path(&item["job_id"], "retry"), &json!({})).await.json(202);
        house.drain().await;
        assert_eq!(us.see(&item["id"]).await["status"], "completed");
        assert_eq!(told(house, before), to_both("Upload loaded: may.csv"));
    }

    async fn and_started_anew_while_its_mail_waits_that_mail_is_not_sent(house) {
        let us = house.sign_in().await;
        let before = with_a_list(&us, house).await;
        let item = us.send(may()).await;
        us.post(&path(&item["job_id"], "cancel"), &json!({})).await.json(202);
        let services = house.services.clone();
        let tell = Handlers::new().on(move |context, job| tell_upload_ended::run(services.clone(), context, job));
        drain(house.ledger.clone(), tell, &engine_options()).await.unwrap();
        let owed = us.all("/emails?kind=upload_failure").await;
        let statuses: Vec<_> = owed.iter().map(|mail| mail["status"].clone()).collect();
        assert_eq!(statuses, [json!("pending"), json!("pending")], "{owed:#?}");

        us.post(&path(&item["job_id"], "retry"), &json!({})).await.json(202);
        house.drain_only(Queue::UploadProcessing).await;
        house.drain().await;
        assert_eq!(told(house, before), to_both("Upload loaded: may.csv"));
        let owed = us.all("/emails?kind=upload_failure").await;
        assert!(owed.iter().all(|mail| mail["status"] == "failed"), "{owed:#?}");
    }
}
