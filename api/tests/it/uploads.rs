//! Sending files and following them. Nobody reads them here: they stay `pending`.

use std::time::Duration;

use axum::body::Body;
use axum::http::header;
use sellout_files::{FileKey, Files};
use sellout_model::{Role, UploadId};
use sellout_queue::ledger::JobFilter;
use sellout_store::idempotency_keys::{self, Begun};
use serde_json::json;

use crate::door::{Door, FORM, form};

const CSV: &[u8] = b"date,ean,quantity,amount\n2025-04-07,4006381333931,2,19.98\n";

#[tokio::test]
async fn an_accepted_file_has_a_row_a_job_and_its_bytes() {
    let door = Door::open().await;
    let answer = door.upload(&[("file", Some("April.csv"), CSV), ("period", None, b"2025-04")]).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    let item = answer.json()["items"][0].clone();
    assert_eq!((item["filename"].as_str(), item["status"].as_str()), (Some("April.csv"), Some("pending")));
    assert_eq!(answer.header("location"), item["status_url"].as_str().unwrap());
    let id = item["id"].as_str().unwrap();
    let upload = door.get(&format!("/uploads/{id}")).await.json();
    assert_eq!((upload["size_bytes"].as_u64(), upload["progress"].as_u64()), (Some(CSV.len() as u64), Some(0)));
    assert_eq!(upload["job_id"], item["job_id"]);
    assert_eq!(upload["currency"], "EUR");
    let job = door.get(&format!("/jobs/{}", item["job_id"].as_str().unwrap())).await.json();
    assert_eq!((job["kind"].as_str(), job["state"].as_str()), (Some("process-upload"), Some("queued")));
    assert_eq!(job["upload_id"], id);
    let file = door.get(&format!("/uploads/{id}/file")).await;
    assert_eq!(file.bytes, CSV);
    assert!(file.header("content-disposition").starts_with("attachment; filename=\"April.csv\""));
}

#[tokio::test]
async fn the_same_bytes_are_a_conflict_that_names_the_first_unless_forced() {
    let door = Door::open().await;
    let first = door.upload(&[("file", Some("a.csv"), CSV)]).await.json();
    let again = door.upload(&[("file", Some("b.csv"), CSV)]).await;
    assert_eq!(again.problem(409), "duplicate_file");
    assert_eq!(again.json()["upload_id"], first["items"][0]["id"]);
    assert_eq!(again.json()["items"][0]["code"], "duplicate_file");
    let forced = door.upload(&[("file", Some("b.csv"), CSV), ("force", None, b"true")]).await;
    assert_eq!(forced.status, 202);
    assert_eq!(door.get("/uploads").await.json()["total"], 2);
}

#[tokio::test]
async fn of_several_files_each_has_its_item_and_one_good_one_is_enough() {
    let door = Door::open().await;
    let answer = door
        .upload(&[
            ("file", Some("report.pdf"), b"%PDF-1.7 ..."),
            ("vendor", None, b"Corner Shop"),
            ("file", Some("a.csv"), CSV),
            ("file", Some("copy.csv"), CSV),
        ])
        .await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    let items = answer.json()["items"].clone();
    let codes: Vec<_> = (0..3).map(|n| items[n]["code"].as_str().unwrap_or("accepted").to_owned()).collect();
    assert_eq!(codes, ["not_a_sales_file", "accepted", "duplicate_file"]);
    let upload = door.get(&format!("/uploads/{}", items[1]["id"].as_str().unwrap())).await.json();
    assert_eq!(upload["vendor"], "corner_shop");
}

#[tokio::test]
async fn refused_files_have_the_status_of_their_reason_and_leave_nothing() {
    let door = Door::open().await;
    let large = vec![b'x'; (64 << 10) + 1];
    let cases: [(&str, &[u8], &str, u16); 3] = [
        ("large.csv", &large, "too_large", 413),
        ("photo.csv", b"\x89PNG\r\n\x1a\n\0\0\0", "not_a_sales_file", 415),
        ("program.xlsx", b"\x7fELF\x02\x01\x01", "not_a_sales_file", 415),
    ];
    for (name, bytes, code, status) in cases {
        let answer = door.upload(&[("file", Some(name), bytes), ("vendor", None, b"shop")]).await;
        assert_eq!(answer.problem(status), code, "{name}");
    }
    for (field, value) in [("period", "last month"), ("mode", "merge"), ("force", "perhaps"), ("colour", "red")] {
        let answer = door.upload(&[("file", Some("a.csv"), CSV), (field, None, value.as_bytes())]).await;
        assert_eq!(answer.problem(422), "invalid", "{field}");
        assert_eq!(answer.json()["errors"][0]["field"], field);
    }
    assert_eq!(door.upload(&[("vendor", None, b"shop")]).await.problem(422), "invalid");
    assert_eq!(door.get("/uploads").await.json()["total"], 0);
    let jobs = door.app.ledger.jobs(&JobFilter::default(), 1, 10).await.unwrap();
    assert_eq!(jobs.total, 0);
}

#[tokio::test]
async fn a_full_disk_is_507_and_nothing_is_kept() {
    let door = Door::with(Files::memory().with_room_for(10), |_| ()).await;
    let answer = door.upload(&[("file", Some("a.csv"), CSV)]).await;
    assert_eq!(answer.problem(507), "storage_full");
    assert_eq!(door.get("/uploads").await.json()["total"], 0);
}

#[tokio::test]
async fn twenty_at_the_same_moment_load_once() {
    let door = Door::open().await;
    let sent = (0..20).map(|_| async { door.upload(&[("file", Some("a.csv"), CSV)]).await.status.as_u16() });
    let mut statuses = futures::future::join_all(sent).await;
    statuses.sort_unstable();
    assert_eq!((statuses[0], statuses[1], statuses[19]), (202, 409, 409));
    assert_eq!(door.get("/uploads").await.json()["total"], 1);
}

#[tokio::test]
async fn a_poll_that_knows_the_state_is_told_nothing_new() {
    let door = Door::open().await;
    let sent = door.upload(&[("file", Some("a.csv"), CSV)]).await.json();
    let path = format!("/uploads/{}/status", sent["items"][0]["id"].as_str().unwrap());
    let first = door.get(&path).await;
    assert_eq!(first.json()["status"], "pending");
    let again = door.request("GET", &path).header(header::IF_NONE_MATCH, first.header("etag"));
    let again = door.send(again.body(Body::empty()).unwrap()).await;
    assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0));
}

#[tokio::test]
async fn a_post_with_a_key_happens_once() {
    let door = Door::open().await;
    let send = |key: &'static str, name: &'static str| {
        let request =
            door.request("POST", "/uploads").header(header::CONTENT_TYPE, FORM).header("idempotency-key", key);
        door.send(request.body(form(&[("file", Some(name), CSV)])).unwrap())
    };
    let first = send("one", "a.csv").await;
    let again = send("one", "a.csv").await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (202, 202));
    assert_eq!(first.bytes, again.bytes);
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(send("two", "a.csv").await.problem(409), "duplicate_file");
    let other = door.request("POST", "/tokens").header("idempotency-key", "one");
    let other = other.header(header::CONTENT_TYPE, "application/json");
    let other = door.send(other.body(Body::from("{\"name\":\"x\"}")).unwrap()).await;
    assert_eq!(other.problem(422), "idempotency_key_reused");
}

#[tokio::test]
async fn a_key_whose_server_died_before_it_answered_can_be_used_again_a_minute_later() {
    let door = Door::open().await;
    let (key, named) = (format!("{}/one", door.admin), "POST /api/v1/uploads form");
    let now = door.app.clock.now();
    assert_eq!(idempotency_keys::begin(door.app.db.write(), door.org, &key, named, now).await.unwrap(), Begun::First);
    let send = || {
        let request =
            door.request("POST", "/uploads").header(header::CONTENT_TYPE, FORM).header("idempotency-key", "one");
        door.send(request.body(form(&[("file", Some("a.csv"), CSV)])).unwrap())
    };
    door.clock.advance(Duration::from_secs(59));
    let early = send().await;
    assert_eq!((early.problem(409).as_str(), early.header("retry-after")), ("idempotency_key_in_progress", "1"));
    door.clock.advance(Duration::from_secs(1));
    let first = send().await;
    assert_eq!(first.status, 202, "{}", first.text());
    assert_eq!(send().await.bytes, first.bytes);
}

#[tokio::test]
async fn another_organisation_sees_nothing_and_may_send_the_same_bytes() {
    let mut door = Door::open().await;
    let sent = door.upload(&[("file", Some("a.csv"), CSV)]).await.json();
    let id = sent["items"][0]["id"].as_str().unwrap().to_owned();
    let new = sellout_store::organisations::NewOrganisation {
        name: "Other",
        currency: sellout_model::Currency::EUR,
        timezone: "UTC",
    };
    let other = sellout_store::organisations::create(door.app.db.write(), &new, door.app.clock.now()).await.unwrap();
    let stranger = door.person(other.org(), "stranger@example.com", Role::Admin).await;
    door.token = door.token_of(other.org(), stranger).await;
    for path in ["", "/status", "/errors", "/file"] {
        assert_eq!(door.get(&format!("/uploads/{id}{path}")).await.problem(404), "not_found", "{path}");
    }
    for deed in ["undo", "retry"] {
        assert_eq!(door.post(&format!("/uploads/{id}/{deed}"), json!({})).await.problem(404), "not_found", "{deed}");
    }
    let job = sent["items"][0]["job_id"].as_str().unwrap();
    assert_eq!(door.get(&format!("/jobs/{job}")).await.problem(404), "not_found");
    assert_eq!(door.upload(&[("file", Some("a.csv"), CSV)]).await.status, 202);
}

#[tokio::test]
async fn taking_back_can_be_looked_at_first_and_lets_the_bytes_in_again() {
    let door = Door::open().await;
    let sent = door.upload(&[("file", Some("a.csv"), CSV)]).await.json();
    let path = format!("/uploads/{}", sent["items"][0]["id"].as_str().unwrap());
    let preview = door.post(&format!("{path}/undo?preview=true"), json!({})).await.json();
    assert_eq!((preview["preview"].as_bool(), preview["changed"].as_array().map(Vec::len)), (Some(true), Some(0)));
    assert_eq!(door.get(&path).await.json()["status"], "pending");
    assert_eq!(door.post(&format!("{path}/undo"), json!({})).await.status, 200);
    assert_eq!(door.get(&path).await.json()["status"], "undone");
    assert_eq!(door.post(&format!("{path}/retry"), json!({})).await.problem(409), "conflict");
    assert_eq!(door.upload(&[("file", Some("a.csv"), CSV)]).await.status, 202);
}

#[tokio::test]
async fn an_answer_reads_the_file_again_and_an_empty_one_is_refused() {
    let door = Door::open().await;
    let sent = door.upload(&[("file", Some("a.csv"), CSV)]).await.json();
    let id: UploadId = sent["items"][0]["id"].as_str().unwrap().parse().unwrap();
    stop(&door, id, "needs_period").await;
    let path = format!("/uploads/{id}/resolve");
    assert_eq!(door.post(&path, json!({})).await.problem(422), "invalid");
    let answer = door.post(&path, json!({"period": "2025-04"})).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    assert_eq!(door.get(&format!("/uploads/{id}")).await.json()["status"], "pending");
    assert_eq!(door.post(&path, json!({"period": "2025-05"})).await.problem(409), "conflict");
}

#[tokio::test]
async fn a_confirmed_mapping_becomes_a_format_that_can_be_kept() {
    let door = Door::open().await;
    let sent = door.upload(&[("file", Some("a.csv"), CSV)]).await.json();
    let id: UploadId = sent["items"][0]["id"].as_str().unwrap().parse().unwrap();
    propose(&door, id).await;
    stop(&door, id, "needs_format").await;
    let path = format!("/uploads/{id}/resolve");
    for (answer, field) in [
        (json!({"mapping": {"Menge": "quantity"}}), "vendor"),
        (json!({"vendor": "Shop", "mapping": {"Gibt es nicht": "ean"}}), "mapping.Gibt es nicht"),
        (json!({"vendor": "Shop", "mapping": {"Ding": "thing"}}), "mapping.Ding"),
        (json!({"vendor": "Shop", "mapping": {"Ding": ""}}), "mapping"),
    ] {
        let refused = door.post(&path, answer).await;
        assert_eq!(refused.problem(422), "invalid", "{field}");
        assert_eq!(refused.json()["errors"][0]["field"], field);
    }
    let answer = json!({"vendor": "Shop", "mapping": {"Ding": "product"}, "currency": "PLN", "save_as": "shop-files"});
    let answered = door.post(&path, answer).await;
    assert_eq!(answered.status, 202, "{}", answered.text());
    let kept = door.get("/formats/shop-files").await.json();
    assert_eq!((kept["version"].as_i64(), kept["vendor"].as_str()), (Some(1), Some("shop")));
    assert_eq!(kept["description"]["columns"], json!({"product": "Ding", "quantity": "Menge", "amount": "Umsatz"}));
    let row = sellout_store::uploads::get(door.app.db.read(), door.org, id).await.unwrap().unwrap();
    assert_eq!(row.format_given, kept["source"].as_str().map(str::to_owned));
}

/// As the worker keeps what it found out about an unknown table.
async fn propose(door: &Door, id: UploadId) {
    let column =
        |header: &str, field: Option<&str>| json!({"header": header, "field": field, "confidence": 0.5, "reason": "-"});
    let columns = [column("Ding", None), column("Menge", Some("quantity")), column("Umsatz", Some("amount"))];
    let detection = json!({"confidence": 0.1, "candidates": [], "needs": ["format"],
        "proposal": {"sheet": "", "header_row": 1, "columns": columns}});
    let found = sellout_store::uploads::Findings { detection: Some(detection.to_string()), ..Default::default() };
    sellout_store::uploads::note(door.app.db.write(), door.org, id, &found).await.unwrap();
}

/// As the worker stops an upload with a question.
async fn stop(door: &Door, id: UploadId, status: &str) {
    let stop = sellout_store::uploads::Stop {
        status: status.parse().unwrap(),
        code: status.to_owned(),
        message: "say the period".to_owned(),
        needs: vec!["period".to_owned()],
        questions: None,
    };
    let now = door.app.clock.now();
    assert!(sellout_store::uploads::stop(door.app.db.write(), door.org, id, &stop, now).await.unwrap());
}

#[tokio::test]
async fn the_errors_of_an_upload_without_a_load_are_an_empty_list_and_an_empty_table() {
    let door = Door::open().await;
    let sent = door.upload(&[("file", Some("a.csv"), CSV)]).await.json();
    let path = format!("/uploads/{}/errors", sent["items"][0]["id"].as_str().unwrap());
    assert_eq!(door.get(&path).await.json()["total"], 0);
    let csv = door.get(&format!("{path}?format=csv")).await;
    assert_eq!(csv.text().trim(), "sheet,row,column,severity,code,message,value,raw");
    assert_eq!(door.get(&format!("{path}?format=xlsx")).await.bytes[..2], *b"PK");
    assert_eq!(door.get(&format!("{path}?format=pdf")).await.problem(422), "invalid");
}

#[tokio::test]
async fn a_file_of_a_refused_request_is_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let door = Door::with(Files::folder(folder.path()).unwrap(), |_| ()).await;
    let sent = door.upload(&[("file", Some("a.csv"), CSV)]).await.json();
    let id: UploadId = sent["items"][0]["id"].as_str().unwrap().parse().unwrap();
    assert!(door.app.files.exists(FileKey::upload(door.org, id)).await.unwrap());
    assert_eq!(door.upload(&[("file", Some("a.csv"), CSV)]).await.problem(409), "duplicate_file");
    // The delete runs beside the answer; it is done once the runtime has nothing else to do.
    for _ in 0..1000 {
        if files_in(folder.path()) == 1 {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("{} files are kept", files_in(folder.path()));
}

fn files_in(folder: &std::path::Path) -> usize {
    std::fs::read_dir(folder)
        .map(|entries| {
            entries.flatten().map(|entry| if entry.path().is_dir() { files_in(&entry.path()) } else { 1 }).sum()
        })
        .unwrap_or_default()
}
