//! Reports, schedules and the mail log.

use sellout_model::{EmailKind, EmailStatus, OrgId, ReportFormat, ReportKind, ReportStatus};
use sellout_store::Page;
use sellout_store::email_log::{self, Built, NewEmail};
use sellout_store::reports::{self, NewReport, Produced};
use sellout_store::schedules::{self, Plan};
use sellout_testing::{TestDb, moment, on_both, period};

fn report() -> NewReport {
    NewReport {
        kind: ReportKind::SalesSummary,
        format: ReportFormat::Pdf,
        period: period("2025-Q1"),
        filters: serde_json::json!({"vendor": "north"}),
        recipients: vec!["a@b.example".to_owned()],
        schedule: None,
        title: None,
        created_by: None,
        job: None,
    }
}

fn plan(next: i64) -> Plan {
    Plan {
        name: "Weekly".to_owned(),
        kind: ReportKind::Transactions,
        format: ReportFormat::Csv,
        cron: None,
        frequency: Some("weekly".to_owned()),
        at: Some("09:00".to_owned()),
        weekday: Some(1),
        day: None,
        timezone: "Europe/Paris".to_owned(),
        range: "previous_week".to_owned(),
        filters: serde_json::json!({}),
        recipients: vec!["a@b.example".to_owned(), "c@d.example".to_owned()],
        active: true,
        next_run_at: Some(moment(next)),
    }
}

fn mail(once: &str) -> NewEmail {
    NewEmail {
        kind: EmailKind::UploadSuccess,
        once: once.to_owned(),
        upload: None,
        report: None,
        schedule: None,
        recipient: "a@b.example".to_owned(),
        subject: "Upload loaded: april.xlsx".to_owned(),
        message_id: format!("<{once}@sellout>"),
        job: None,
    }
}

async fn owe(db: &TestDb, org: OrgId, once: &str, at: i64) -> email_log::Model {
    email_log::create(db.write(), org, &mail(once), moment(at)).await.unwrap().unwrap()
}

on_both! {
    async fn a_report_goes_from_pending_to_its_file(db) {
        let org = db.organisation().await;
        let made = reports::create(db.write(), org, &report(), moment(1)).await.unwrap();
        assert_eq!((made.status().unwrap(), made.period().unwrap()), (ReportStatus::Pending, period("2025-Q1")));
        assert_eq!(made.filters().unwrap()["vendor"], "north");
        assert_eq!(made.recipients().unwrap(), ["a@b.example"]);
        let id = made.report();
        assert!(reports::set_status(db.write(), org, id, ReportStatus::Processing).await.unwrap());
        assert!(reports::failed(db.write(), org, id, "no room", moment(2)).await.unwrap());
        let file = Produced {
            data_version: 7,
            storage_key: "reports/1.pdf".to_owned(),
            sha256: "ab".repeat(32),
            size_bytes: 12,
        };
        assert!(reports::completed(db.write(), org, id, &file, moment(3)).await.unwrap());
        let kept = reports::get(db.read(), org, id).await.unwrap().unwrap();
        assert_eq!((kept.status().unwrap(), kept.error, kept.data_version), (ReportStatus::Completed, None, Some(7)));
        assert_eq!((kept.finished_at, kept.size_bytes), (Some(moment(3)), Some(12)));
        let done = reports::Filter { status: Some(ReportStatus::Completed), ..Default::default() };
        assert_eq!(reports::list(db.read(), org, &done, Page::first(5)).await.unwrap().total, 1);
        let failed = reports::Filter { status: Some(ReportStatus::Failed), ..Default::default() };
        assert_eq!(reports::list(db.read(), org, &failed, Page::first(5)).await.unwrap().total, 0);
        let other = db.organisation().await;
        assert_eq!(reports::get(db.read(), other, id).await.unwrap(), None);
        assert!(!reports::failed(db.write(), other, id, "x", moment(4)).await.unwrap());
    }

    async fn a_due_schedule_is_moved_on_once(db) {
        let org = db.organisation().await;
        let early = schedules::create(db.write(), org, &plan(10), None, moment(0)).await.unwrap();
        let late = schedules::create(db.write(), org, &plan(20), None, moment(0)).await.unwrap();
        let asleep = Plan { active: false, ..plan(5) };
        let asleep = schedules::create(db.write(), org, &asleep, None, moment(0)).await.unwrap();
        assert_eq!(asleep.next_run_at, None);
        let due = async |at| schedules::due(db.read(), moment(at), 10).await.unwrap();
        assert_eq!(due(9).await, []);
        assert_eq!(due(20).await, [early.clone(), late.clone()]);
        assert!(schedules::set_next(db.write(), org, &early, Some(moment(30))).await.unwrap());
        assert!(!schedules::set_next(db.write(), org, &early, Some(moment(30))).await.unwrap(), "by another process");
        assert_eq!(due(20).await, [late]);
        schedules::set_last(db.write(), org, early.schedule(), moment(21), ReportStatus::Completed).await.unwrap();
        let kept = schedules::get(db.read(), org, early.schedule()).await.unwrap().unwrap();
        assert_eq!((kept.last_run_at, kept.last_status.as_deref()), (Some(moment(21)), Some("completed")));
    }

    async fn a_schedule_is_changed_listed_and_deleted(db) {
        let org = db.organisation().await;
        let made = schedules::create(db.write(), org, &plan(10), None, moment(0)).await.unwrap();
        assert_eq!((made.kind().unwrap(), made.format().unwrap()), (ReportKind::Transactions, ReportFormat::Csv));
        assert_eq!(made.recipients().unwrap().len(), 2);
        let monthly = Plan { name: "Monthly".to_owned(), weekday: None, day: Some("last".to_owned()), ..plan(50) };
        let changed = schedules::update(db.write(), org, made.schedule(), &monthly).await.unwrap().unwrap();
        assert_eq!((changed.id, changed.weekday, changed.day.as_deref()), (made.id, None, Some("last")));
        assert_eq!(schedules::list(db.read(), org, Page::first(5)).await.unwrap().items, [changed]);
        let other = db.organisation().await;
        assert_eq!(schedules::update(db.write(), other, made.schedule(), &plan(1)).await.unwrap(), None);
        assert!(!schedules::delete(db.write(), other, made.schedule()).await.unwrap());
        assert!(schedules::delete(db.write(), org, made.schedule()).await.unwrap());
        assert_eq!(schedules::get(db.read(), org, made.schedule()).await.unwrap(), None);
    }

    async fn a_mail_is_owed_once_and_sent_only_when_a_server_took_it(db) {
        let org = db.organisation().await;
        let owed = owe(db, org, "upload:1:a", 1).await;
        assert_eq!(email_log::create(db.write(), org, &mail("upload:1:a"), moment(2)).await.unwrap(), None);
        let id = owed.email();
        let built = Built { storage_key: "mails/1.eml".to_owned(), attachment_count: 1, attachment_bytes: 99 };
        assert!(email_log::set_built(db.write(), org, id, &built).await.unwrap());
        for _ in 0..2 {
            assert!(email_log::attempt(db.write(), org, id).await.unwrap());
        }
        let greylisted = "451 try again later";
        assert!(email_log::not_sent(db.write(), org, id, EmailStatus::Pending, greylisted).await.unwrap());
        let kept = email_log::get(db.read(), org, id).await.unwrap().unwrap();
        assert_eq!((kept.status().unwrap(), kept.attempts, kept.sent_at), (EmailStatus::Pending, 2, None));
        assert_eq!(kept.error.as_deref(), Some(greylisted));
        assert!(email_log::sent(db.write(), org, id, "250 queued", moment(9)).await.unwrap());
        let kept = email_log::get(db.read(), org, id).await.unwrap().unwrap();
        assert_eq!((kept.status().unwrap(), kept.error, kept.sent_at), (EmailStatus::Sent, None, Some(moment(9))));
        assert_eq!(kept.response.as_deref(), Some("250 queued"));
        assert_eq!(kept.message_id, owed.message_id);
    }

    async fn a_copy_of_a_sent_mail_is_a_mail_of_its_own(db) {
        let org = db.organisation().await;
        let first = owe(db, org, "upload:1:a", 1).await;
        let built = Built { storage_key: "mails/1.eml".to_owned(), attachment_count: 1, attachment_bytes: 99 };
        email_log::set_built(db.write(), org, first.email(), &built).await.unwrap();
        email_log::sent(db.write(), org, first.email(), "250", moment(2)).await.unwrap();
        let copy = async || {
            let (once, message) = ("again:1".to_owned(), "<again@sellout>".to_owned());
            email_log::resend_copy(db.write(), org, first.email(), once, message, moment(5)).await.unwrap()
        };
        let second = copy().await.unwrap();
        assert_eq!(copy().await, None, "asked twice, one copy");
        assert_eq!((second.resent_from, second.status().unwrap()), (Some(first.id), EmailStatus::Pending));
        assert_eq!((second.attempts, second.sent_at, second.storage_key.as_deref()), (0, None, Some("mails/1.eml")));
        assert_eq!((second.recipient.as_str(), second.attachment_bytes), ("a@b.example", 99));
        let first = email_log::get(db.read(), org, first.email()).await.unwrap().unwrap();
        assert_eq!(first.status().unwrap(), EmailStatus::Sent);
    }

    async fn mails_are_listed_by_kind_status_and_time(db) {
        let org = db.organisation().await;
        for (at, once) in [(1, "a"), (2, "b"), (3, "c")] {
            owe(db, org, once, at).await;
        }
        let failed = owe(db, org, "d", 4).await;
        email_log::not_sent(db.write(), org, failed.email(), EmailStatus::Failed, "550 no such user").await.unwrap();
        let list = async |filter: email_log::Filter| {
            email_log::list(db.read(), org, &filter, Page::first(9)).await.unwrap().map(|mail| mail.once).items
        };
        assert_eq!(list(email_log::Filter::default()).await, ["d", "c", "b", "a"]);
        assert_eq!(list(email_log::Filter { status: Some(EmailStatus::Failed), ..Default::default() }).await, ["d"]);
        let window = email_log::Filter { from: Some(moment(2)), before: Some(moment(4)), ..Default::default() };
        assert_eq!(list(window).await, ["c", "b"]);
        let reports = email_log::Filter { kind: Some(EmailKind::Report), ..Default::default() };
        assert_eq!(list(reports).await, Vec::<String>::new());
    }
}
