//! A report whose job ends without success, whoever ends it: who asked for it is told once, and once more if it fails anew
//! after somebody started it anew.

use sea_orm::ConnectionTrait;
use sellout_worker::engine::{Handlers, drain};
use sellout_worker::handlers::fire_schedule;
use serde_json::{Value as Json, json};

use crate::house::{ADMIN, Client, House, Plan, engine_options, stories};

/// A report of May for the boss.
async fn ask(us: &Client<'_>) -> Json {
    let wanted = json!({ "kind": "sales_summary", "from": "2025-05", "to": "2025-05", "format": "csv",
        "recipients": ["boss@aldermere.example"] });
    us.post("/reports", &wanted).await.json(202)
}

/// The filters of all reports become unreadable, or readable again.
async fn set_filters(house: &House, filters: &str) {
    let sql = format!("UPDATE reports SET filters = '{filters}'");
    house.services.db.write().execute_unprepared(&sql).await.unwrap();
}

/// Recipients and subjects of the mails that left, in their order.
fn told(house: &House) -> Vec<(String, String)> {
    let subject = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap();
        text.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap().to_owned()
    };
    house.mails().into_iter().map(|mail| (mail.to, subject(mail.bytes))).collect()
}

fn failed() -> (String, String) {
    (ADMIN.to_owned(), "Report failed: Sales summary: 2025-05".to_owned())
}

async fn again(us: &Client<'_>, asked: &Json) {
    us.post(&format!("/jobs/{}/retry", asked["job_id"].as_str().unwrap()), &json!({})).await.json(202);
}

async fn report(us: &Client<'_>, asked: &Json) -> Json {
    us.get(&format!("/reports/{}", asked["id"].as_str().unwrap())).await.json(200)
}

stories! {
    in Plan { starts: Some("2025-06-02T08:00:00Z"), ..Plan::default() };

    async fn by_its_worker_and_every_failure_is_told_once(house) {
        let us = house.sign_in().await;
        let asked = ask(&us).await;
        set_filters(house, "7").await;
        house.drain().await;
        house.drain().await;
        let seen = report(&us, &asked).await;
        assert_eq!(seen["status"], "failed", "{seen:#}");
        assert!(seen["error"].as_str().unwrap().contains("filters cannot be read"), "{seen:#}");
        assert!(seen["finished_at"].is_string(), "{seen:#}");
        assert_eq!(told(house), [failed()]);
        let mail = String::from_utf8(house.mails()[0].bytes.clone()).unwrap();
        assert!(mail.contains("The report's filters cannot be read") && mail.contains("you asked for this"), "{mail}");

        house.pass(std::time::Duration::from_mins(1));
        again(&us, &asked).await;
        house.drain().await;
        assert_eq!(told(house), [failed(), failed()], "it failed anew");
        set_filters(house, "{}").await;
        again(&us, &asked).await;
        house.drain().await;
        assert_eq!(report(&us, &asked).await["status"], "completed");
        let ready = ("boss@aldermere.example".to_owned(), "Sales summary: 2025-05".to_owned());
        assert_eq!(told(house), [failed(), failed(), ready]);
        assert_eq!(us.all("/emails?kind=report_failure").await.len(), 2);
    }

    async fn by_somebody_who_calls_it_off_and_started_anew_in_time_nobody_is_told(house) {
        let us = house.sign_in().await;
        let (one, other) = (ask(&us).await, ask(&us).await);
        for asked in [&one, &other] {
            us.post(&format!("/jobs/{}/cancel", asked["job_id"].as_str().unwrap()), &json!({})).await.json(202);
        }
        again(&us, &other).await;
        house.drain().await;
        let states = (report(&us, &one).await["status"].clone(), report(&us, &other).await["status"].clone());
        assert_eq!(states, (json!("failed"), json!("completed")));
        let to_me: Vec<_> = told(house).into_iter().filter(|mail| mail.0 == ADMIN).collect();
        assert_eq!(to_me, [failed()]);
    }

    async fn of_a_schedule_it_says_so_and_who_made_the_schedule_is_told(house) {
        let us = house.sign_in().await;
        let weekly = json!({ "name": "Weekly sales", "kind": "sales_summary", "format": "csv", "frequency": "weekly",
            "at": "08:00", "range": "previous_week", "recipients": ["boss@aldermere.example"] });
        let schedule = us.post("/schedules", &weekly).await.json(201);
        let path = format!("/schedules/{}", schedule["id"].as_str().unwrap());
        us.post(&format!("{path}/run"), &json!({})).await.json(202);
        let services = house.services.clone();
        let fire = Handlers::new().on(move |context, job| fire_schedule::run(services.clone(), context, job));
        drain(house.ledger.clone(), fire, &engine_options()).await.unwrap();
        us.post("/jobs/cancel?kind=make-report", &json!({})).await.json(200);
        house.drain().await;
        assert_eq!(told(house), [(ADMIN.to_owned(), "Report failed: Weekly sales: 2025-W22".to_owned())]);
        let seen = us.get(&path).await.json(200);
        assert_eq!((&seen["last_status"], &seen["last_run_at"].is_string()), (&json!("failed"), &true), "{seen:#}");
    }
}
