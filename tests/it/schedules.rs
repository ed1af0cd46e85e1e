//! Reports that leave by themselves: once for each of their times, whoever ticks, whatever the clocks do.

use std::time::Duration;

use sellout_worker::engine::{Engine, EngineHandle, EngineOptions};
use sellout_worker::timetable::duties;
use serde_json::{Value as Json, json};

use crate::house::{Client, Form, House, Plan, engine_options, stories, until};
use crate::made::shelf;

const HOUR: Duration = Duration::from_hours(1);

fn weekly() -> Json {
    json!({ "name": "Weekly sales", "kind": "sales_summary", "format": "xlsx", "frequency": "weekly", "at": "08:00",
        "weekday": 1, "range": "previous_week", "recipients": ["boss@aldermere.example", "board@aldermere.example"] })
}

async fn plan(us: &Client<'_>, schedule: &Json) -> Json {
    us.post("/schedules", schedule).await.json(201)
}

/// What every worker does each second, done by two of them at the same moment; then all jobs.
async fn tick(house: &House) {
    let once = async || {
        for duty in duties() {
            duty.start(house.ledger.clone()).await.unwrap();
        }
    };
    tokio::join!(once(), once());
    house.drain().await;
}

async fn start(house: &House) -> EngineHandle {
    // Leases are beaten for every quarter of a second.
    let options = EngineOptions { duties: duties(), lease: Duration::from_secs(1), ..engine_options() };
    Engine::start(house.ledger.clone(), house.handlers(), options).await.unwrap()
}

stories! {
    in Plan { starts: Some("2025-04-03T10:00:00Z"), ..Plan::default() };

    async fn a_weekly_report_leaves_once_with_two_engines_running(house) {
        let us = house.sign_in().await;
        us.load(Form::of("april.csv", shelf("2025-04-01", "Leeds", 3))).await;
        let schedule = plan(&us, &weekly()).await;
        assert_eq!(schedule["next_run_at"], "2025-04-07T06:00:00Z", "08:00 in Warsaw, the organisation's zone");
        let engines = (start(house).await, start(house).await);
        house.pass(92 * HOUR);
        until("two mails", async || sent(house).len() == 2).await;
        house.pass(7 * 24 * HOUR);
        until("four mails", async || sent(house).len() == 4).await;
        tokio::join!(engines.0.shutdown(), engines.1.shutdown());
        tick(house).await;
        assert_eq!(sent(house).len(), 4, "each time once");
        let us = house.sign_in().await;
        let reports = us.all("/reports").await;
        let days: Vec<_> = reports.iter().map(|r| (r["from"].clone(), r["to"].clone(), r["status"].clone())).collect();
        assert_eq!(
            days,
            [
                (json!("2025-04-07"), json!("2025-04-13"), json!("completed")),
                (json!("2025-03-31"), json!("2025-04-06"), json!("completed")),
            ]
        );
        let seen = us.get(&format!("/schedules/{}", schedule["id"].as_str().unwrap())).await.json(200);
        assert_eq!((&seen["next_run_at"], &seen["last_status"]), (&json!("2025-04-21T06:00:00Z"), &json!("completed")));
    }

    async fn its_mail_says_what_it_is_and_how_to_get_no_more(house) {
        let us = house.sign_in().await;
        us.load(Form::of("april.csv", shelf("2025-04-01", "Leeds", 3))).await;
        plan(&us, &weekly()).await;
        tick(house).await;
        assert!(sent(house).is_empty(), "it is not due yet");
        house.pass(92 * HOUR);
        tick(house).await;
        let us = house.sign_in().await;
        let mails = us.all("/emails?kind=scheduled_report").await;
        assert_eq!(mails.len(), 2, "{mails:#?}");
        for mail in &mails {
            let subject = mail["subject"].as_str().unwrap();
            assert!(subject.starts_with("Weekly sales: ") && subject.contains("2025"), "{subject}");
            assert_eq!((&mail["status"], &mail["attachment_count"]), (&json!("sent"), &json!(1)), "{mail:#}");
        }
        let message = String::from_utf8(house.mails().pop().unwrap().bytes).unwrap();
        assert!(message.contains("List-Unsubscribe: <"), "{message}");
        assert!(message.contains("Auto-Submitted: auto-generated"), "{message}");
    }

    async fn after_a_while_away_one_report_follows_not_a_storm(house) {
        let us = house.sign_in().await;
        let daily = json!({ "name": "Daily", "kind": "transactions", "format": "csv", "frequency": "daily",
            "at": "07:30", "range": "yesterday", "recipients": ["boss@aldermere.example"] });
        plan(&us, &daily).await;
        house.pass(10 * 24 * HOUR);
        tick(house).await;
        tick(house).await;
        let us = house.sign_in().await;
        let reports = us.all("/reports").await;
        assert_eq!(reports.len(), 1, "{reports:#?}");
        assert_eq!(reports[0]["from"], "2025-04-12", "the day before the last time that was missed");
        assert_eq!(us.all("/schedules").await[0]["next_run_at"], "2025-04-14T05:30:00Z");
    }

    async fn every_range_makes_a_report_and_run_now_does_it_at_once(house) {
        let us = house.sign_in().await;
        for (range, from, to) in [
            ("yesterday", "2025-04-02", "2025-04-02"),
            ("last_7_days", "2025-03-27", "2025-04-02"),
            ("last_30_days", "2025-03-04", "2025-04-02"),
            ("last_90_days", "2025-01-03", "2025-04-02"),
            ("previous_week", "2025-03-24", "2025-03-30"),
            ("current_week", "2025-03-31", "2025-04-02"),
            ("previous_month", "2025-03-01", "2025-03-31"),
            ("current_month", "2025-04-01", "2025-04-02"),
            ("previous_quarter", "2025-01-01", "2025-03-31"),
            ("current_quarter", "2025-04-01", "2025-04-02"),
            ("previous_year", "2024-01-01", "2024-12-31"),
            ("current_year", "2025-01-01", "2025-04-02"),
        ] {
            let mut schedule = weekly();
            schedule["range"] = json!(range);
            schedule["format"] = json!("csv");
            let schedule = plan(&us, &schedule).await;
            us.post(&format!("/schedules/{}/run", schedule["id"].as_str().unwrap()), &json!({})).await.json(202);
            house.drain().await;
            let reports = us.all("/reports").await;
            let made = reports.iter().find(|report| report["schedule_id"] == schedule["id"]).expect(range);
            assert_eq!(
                (&made["from"], &made["to"], &made["status"]),
                (&json!(from), &json!(to), &json!("completed")),
                "{range}"
            );
        }
    }

    async fn one_that_is_switched_off_stays_silent(house) {
        let us = house.sign_in().await;
        let mut schedule = weekly();
        schedule["active"] = json!(false);
        plan(&us, &schedule).await;
        house.pass(30 * 24 * HOUR);
        tick(house).await;
        assert!(sent(house).is_empty());
    }

    async fn words_that_make_no_time_are_refused_by_name(house) {
        let us = house.sign_in().await;
        for (field, value) in [
            ("at", json!("8 o'clock")),
            ("timezone", json!("Mars/Olympus")),
            ("weekday", json!(8)),
            ("frequency", json!("hourly")),
        ] {
            let mut schedule = weekly();
            schedule[field] = value;
            let problem = us.post("/schedules", &schedule).await.problem(422, "invalid");
            assert_eq!(problem["errors"][0]["field"], field, "{problem}");
        }
    }
}

/// Nights in which the clocks change.
mod nights {
    use super::*;

    /// Three nights at half past two, hour by hour; how many reports left.
    async fn three_nights(house: &House) -> usize {
        let us = house.sign_in().await;
        let nightly = json!({ "name": "Nightly", "kind": "transactions", "format": "csv", "frequency": "daily",
            "at": "02:30", "timezone": "Europe/Warsaw", "range": "yesterday",
            "recipients": ["boss@aldermere.example"] });
        plan(&us, &nightly).await;
        for _ in 0..72 {
            house.pass(HOUR);
            tick(house).await;
        }
        sent(house).len()
    }

    stories! {
        in Plan { starts: Some("2025-03-28T12:15:00Z"), ..Plan::default() };

        async fn without_half_past_two_it_still_leaves_once(house) {
            assert_eq!(three_nights(house).await, 3);
        }
    }

    mod autumn {
        use super::*;

        stories! {
            in Plan { starts: Some("2025-10-24T12:15:00Z"), ..Plan::default() };

            async fn with_half_past_two_twice_it_leaves_once(house) {
                assert_eq!(three_nights(house).await, 3);
            }
        }
    }
}

/// Mails of schedules that left.
fn sent(house: &House) -> Vec<String> {
    let is_report = |to: &String| to.starts_with("boss@") || to.starts_with("board@");
    house.mails().into_iter().map(|mail| mail.to).filter(is_report).collect()
}
