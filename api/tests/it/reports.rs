//! Reports, schedules and mails, as far as the API goes.

use axum::body::{Body, Bytes};
use axum::http::Request;
use sellout_files::FileKey;
use sellout_model::{EmailKind, EmailStatus, ReportId};
use sellout_store::{email_log, reports};
use serde_json::json;

use crate::door::Door;

#[tokio::test]
async fn a_report_is_asked_for_followed_and_fetched_by_a_link_that_ends() {
    let door = Door::open().await;
    let wanted = json!({"kind": "sales_summary", "from": "2025-01", "to": "2025-03", "format": "csv",
        "filters": {"vendor": "Corner Shop"}, "recipients": ["boss@example.com"]});
    let asked = door.post("/reports", wanted).await;
    assert_eq!(asked.status, 202, "{}", asked.text());
    let id: ReportId = asked.json()["id"].as_str().unwrap().parse().unwrap();
    let report = door.get(&format!("/reports/{id}")).await.json();
    assert_eq!((report["from"].as_str(), report["to"].as_str()), (Some("2025-01-01"), Some("2025-03-31")));
    assert_eq!((report["status"].as_str(), report["file_url"].is_null()), (Some("pending"), true));
    assert_eq!(door.get(&format!("/reports/{id}/file")).await.problem(409), "conflict");
    let row = reports::get(door.app.db.read(), door.org, id).await.unwrap().unwrap();
    assert_eq!(row.filters().unwrap(), json!({"vendor": "corner_shop"}), "in the words that sales are kept under");
    write_file(&door, id).await;
    let url = door.get(&format!("/reports/{id}")).await.json()["file_url"].as_str().unwrap().to_owned();
    let fetch = || door.send(Request::get(url.as_str()).body(Body::empty()).unwrap());
    let file = fetch().await;
    assert_eq!((file.status.as_u16(), file.text().as_str()), (200, "a,b\n"));
    assert!(file.header("content-disposition").contains("sales-summary-2025-Q1.csv"));
    door.clock.advance(std::time::Duration::from_hours(24));
    assert_eq!(fetch().await.problem(403), "bad_link");
    assert_eq!(door.get(&format!("/reports/{id}/file")).await.status, 200, "with a token");
}

async fn write_file(door: &Door, id: ReportId) {
    let key = FileKey::report(door.org, id);
    let stored = door.app.files.put_bytes(key, Bytes::from_static(b"a,b\n")).await.unwrap();
    let file =
        reports::Produced { data_version: 0, storage_key: key.to_string(), sha256: stored.sha256, size_bytes: 4 };
    assert!(reports::completed(door.app.db.write(), door.org, id, &file, door.app.clock.now()).await.unwrap());
}

#[tokio::test]
async fn a_report_that_cannot_be_is_refused_with_its_field() {
    let door = Door::open().await;
    let with = |field: &str, value: serde_json::Value| {
        let mut wanted = json!({"kind": "transactions", "from": "2025-03", "to": "2025-03", "format": "pdf"});
        wanted[field] = value;
        wanted
    };
    let cases = [
        ("from", json!("2025-04"), "to"),
        ("from", json!("March"), "from"),
        ("format", json!("docx"), "format"),
        ("recipients", json!(["nobody"]), "recipients[0]"),
        ("filters", json!({"channel": "sideways"}), "channel"),
    ];
    for (field, value, named) in cases {
        let answer = door.post("/reports", with(field, value)).await;
        assert_eq!(answer.problem(422), "invalid", "{field}");
        assert_eq!(answer.json()["errors"][0]["field"], named, "{}", answer.text());
    }
}

#[tokio::test]
async fn a_schedule_knows_its_next_time_in_its_zone() {
    let door = Door::open().await;
    let weekly = json!({"name": "Weekly", "kind": "sales_summary", "format": "pdf", "frequency": "weekly", "at": "08:00",
        "timezone": "Europe/Warsaw", "range": "previous_week", "recipients": ["boss@example.com"]});
    let made = door.post("/schedules", weekly.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    // The clock stands on Monday 5 January 2026, 08:00 UTC: the next Monday, eight in the morning in Warsaw.
    assert_eq!(made.json()["next_run_at"], "2026-01-12T07:00:00Z");
    let upcoming = made.json()["upcoming"].clone();
    assert_eq!((&upcoming[0], upcoming.as_array().map(Vec::len)), (&made.json()["next_run_at"], Some(5)), "{upcoming}");
    let path = format!("/schedules/{}", made.json()["id"].as_str().unwrap());
    let mut changed = weekly.clone();
    changed["active"] = json!(false);
    assert!(door.json("PUT", &path, changed).await.json()["next_run_at"].is_null());
    let run = door.post(&format!("{path}/run"), json!({})).await;
    assert_eq!(run.status, 202);
    assert_eq!(door.get("/jobs?kind=fire-schedule").await.json()["total"], 1);
    assert_eq!(door.json("DELETE", &path, json!({})).await.status, 204);
    assert_eq!(door.get(&path).await.problem(404), "not_found");
    for (field, value) in [
        ("timezone", json!("Mars/Olympus")),
        ("at", json!("8")),
        ("frequency", json!("hourly")),
        ("cron", json!("* * * * *")),
    ] {
        let mut wrong = weekly.clone();
        wrong[field] = value;
        let answer = door.post("/schedules", wrong).await;
        assert_eq!(answer.problem(422), "invalid", "{field}");
        assert_eq!(answer.json()["errors"][0]["field"], field);
    }
}

async fn a_mail(door: &Door, status: EmailStatus) -> String {
    let new = email_log::NewEmail {
        kind: EmailKind::Report,
        once: format!("report:{status}"),
        upload: None,
        report: None,
        schedule: None,
        recipient: "boss@example.com".to_owned(),
        subject: "Sales".to_owned(),
        message_id: "<1@example.com>".to_owned(),
        job: None,
    };
    let now = door.app.clock.now();
    let row = email_log::create(door.app.db.write(), door.org, &new, now).await.unwrap().unwrap();
    match status {
        EmailStatus::Sent => email_log::sent(door.app.db.write(), door.org, row.email(), "250 ok", now).await,
        other => email_log::not_sent(door.app.db.write(), door.org, row.email(), other, "550 no").await,
    }
    .unwrap();
    row.id.to_string()
}

#[tokio::test]
async fn a_failed_mail_is_sent_again_as_itself() {
    let door = Door::open().await;
    let id = a_mail(&door, EmailStatus::Failed).await;
    let answer = door.post(&format!("/emails/{id}/resend"), json!({})).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    let mail = answer.json();
    assert_eq!((mail["id"].as_str(), mail["status"].as_str()), (Some(id.as_str()), Some("pending")));
    assert_eq!(mail["message_id"], "<1@example.com>");
    assert_eq!(door.get("/jobs?kind=send-mail").await.json()["total"], 1);
    assert_eq!(door.post(&format!("/emails/{id}/resend"), json!({})).await.problem(409), "conflict");
}

#[tokio::test]
async fn a_sent_mail_is_sent_again_as_a_new_one() {
    let door = Door::open().await;
    let id = a_mail(&door, EmailStatus::Sent).await;
    let mail = door.post(&format!("/emails/{id}/resend"), json!({})).await.json();
    assert_eq!(mail["resent_from"], id.as_str());
    assert_ne!(mail["message_id"], "<1@example.com>");
    assert!(mail["message_id"].as_str().unwrap().ends_with("@example.com>"));
    assert_eq!(door.get("/emails?status=sent&from=2026-01-05&to=2026-01-05").await.json()["total"], 1);
    assert_eq!(door.get("/emails?to=2026-01-04").await.json()["total"], 0);
}
