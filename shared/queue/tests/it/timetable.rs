//! The timetable: times in zones, clock changes, and one firing for each time.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use sellout_queue::SubmitOptions;
use sellout_queue::timetable::{Fired, MonthDay, Schedule, fire, last_firing};

use crate::world::{errand, on_both};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn local(schedule: &Schedule, zone: Tz, after: &str, count: usize) -> Vec<String> {
    let times = schedule.upcoming(at(after), count);
    times.iter().map(|time| time.with_timezone(&zone).format("%m-%d %H:%M %z").to_string()).collect()
}

fn hm(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

#[test]
fn a_time_that_the_clock_skips_fires_after_the_gap_and_once() {
    let schedule = Schedule::daily(hm(2, 30), Tz::Europe__Berlin).unwrap();
    let times = local(&schedule, Tz::Europe__Berlin, "2025-03-28T12:00:00Z", 3);
    assert_eq!(times, ["03-29 02:30 +0100", "03-30 03:00 +0200", "03-31 02:30 +0200"]);
}

#[test]
fn a_time_that_comes_twice_fires_the_first_time() {
    let schedule = Schedule::daily(hm(2, 30), Tz::Europe__Berlin).unwrap();
    let times = local(&schedule, Tz::Europe__Berlin, "2025-10-25T12:00:00Z", 2);
    assert_eq!(times, ["10-26 02:30 +0200", "10-27 02:30 +0100"]);
    // Asked between the two, and looking back from after them.
    assert_eq!(schedule.next_after(at("2025-10-26T01:00:00Z")), Some(at("2025-10-27T01:30:00Z")));
    let latest = schedule.latest_between(at("2025-10-25T12:00:00Z"), at("2025-10-26T12:00:00Z"));
    assert_eq!(latest, Some(at("2025-10-26T00:30:00Z")));
}

#[test]
fn midnight_that_does_not_exist_fires_after_the_gap() {
    let zone = Tz::America__Sao_Paulo;
    let schedule = Schedule::daily(hm(0, 0), zone).unwrap();
    let times = local(&schedule, zone, "2018-11-03T12:00:00Z", 2);
    assert_eq!(times, ["11-04 01:00 -0200", "11-05 00:00 -0200"]);
}

#[test]
fn a_day_has_one_firing_in_every_zone_until_2030() {
    let (from, to) = (at("2025-01-01T00:00:00Z"), at("2030-12-31T00:00:00Z"));
    for zone in [Tz::Europe__Berlin, Tz::America__Santiago, Tz::Australia__Lord_Howe, Tz::Africa__Cairo, Tz::UTC] {
        for hour in [0, 2, 3] {
            let schedule = Schedule::daily(hm(hour, 30), zone).unwrap();
            let mut time = from;
            let mut day = None;
            while let Some(next) = schedule.next_after(time).filter(|next| *next < to) {
                let today = next.with_timezone(&zone).date_naive();
                if let Some(day) = day {
                    assert_eq!(today - day, TimeDelta::days(1), "{zone} {hour}:30 after {time}");
                }
                (time, day) = (next, Some(today));
            }
        }
    }
}

#[test]
fn hourly_patterns_follow_the_clock_through_a_change() {
    let schedule = Schedule::cron("0 * * * *", Tz::Europe__Berlin).unwrap();
    let autumn = schedule.upcoming(at("2025-10-25T23:30:00Z"), 4);
    assert_eq!(autumn.windows(2).map(|pair| (pair[1] - pair[0]).num_minutes()).collect::<Vec<_>>(), [60, 60, 60]);
}

#[test]
fn the_month_has_a_last_day_and_a_last_working_day() {
    let zone = Tz::UTC;
    let days = |day| {
        let schedule = Schedule::monthly(day, hm(7, 0), zone).unwrap();
        local(&schedule, zone, "2024-01-15T00:00:00Z", 3).iter().map(|time| time[..5].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(days(MonthDay::Last), ["01-31", "02-29", "03-31"]);
    assert_eq!(days(MonthDay::LastWorking), ["01-31", "02-29", "03-29"]);
    assert_eq!(days(MonthDay::Day(31)), ["01-31", "02-29", "03-31"]);
    assert_eq!(days(MonthDay::Day(30)), ["01-30", "02-29", "03-30"]);
    assert_eq!(days(MonthDay::Day(29)), ["01-29", "02-29", "03-29"]);
    assert_eq!(days(MonthDay::Day(1)), ["02-01", "03-01", "04-01"]);
    assert!(Schedule::monthly(MonthDay::Day(32), hm(7, 0), zone).is_err());
}

#[test]
fn weeks_begin_on_monday_and_years_end() {
    let schedule = Schedule::weekly(7, hm(23, 59), Tz::UTC).unwrap();
    assert_eq!(schedule.next_after(at("2025-12-28T23:59:00Z")), Some(at("2026-01-04T23:59:00Z")));
    assert!(Schedule::weekly(0, hm(0, 0), Tz::UTC).is_err());
    let wrong = Schedule::cron("every monday", Tz::UTC).unwrap_err().to_string();
    assert!(wrong.contains("\"every monday\"") && wrong.contains("0 7 * * 1"), "{wrong}");
}

on_both!(a_time_fires_once_however_many_tick, |world| {
    let due = at("2025-04-01T11:00:00Z");
    let once = || async {
        let tx = world.ledger.db().begin().await.unwrap();
        let job = errand("report");
        let fired = fire(&tx, world.ledger.clock(), "s", due, &job, SubmitOptions::default()).await.unwrap();
        tx.commit().await.unwrap();
        fired
    };
    let (a, b, c) = tokio::join!(once(), once(), once());
    assert_eq!([a, b, c].iter().filter(|fired| matches!(fired, Fired::Now(_))).count(), 1);
    assert_eq!(world.names(9).await, ["report"]);
    assert_eq!(last_firing(world.ledger.db().read(), "s").await.unwrap(), Some(due));
});

#[test]
fn the_29th_of_february_fires_in_leap_years_alone() {
    let schedule = Schedule::cron("0 7 29 2 *", Tz::Europe__Warsaw).unwrap();
    let times = schedule.upcoming(at("2025-01-01T00:00:00Z"), 3);
    assert_eq!(times, ["2028-02-29T06:00:00Z", "2032-02-29T06:00:00Z", "2036-02-29T06:00:00Z"].map(at));
    let latest = |until| schedule.latest_between(at("2023-01-01T00:00:00Z"), at(until));
    assert_eq!(latest("2027-12-31T00:00:00Z"), Some(at("2024-02-29T06:00:00Z")), "years later it is still the latest");
    // 2100 is no leap year.
    assert_eq!(schedule.next_after(at("2096-03-01T00:00:00Z")), Some(at("2104-02-29T06:00:00Z")));
}

#[test]
fn the_year_ends_when_it_does_in_the_schedule_s_own_zone() {
    // Fourteen hours before UTC, and ten behind it.
    for (zone, last_minute, midnight) in [
        (Tz::Pacific__Kiritimati, "2025-12-31T09:59:00Z", "2025-12-31T10:00:00Z"),
        (Tz::Pacific__Honolulu, "2026-01-01T09:59:00Z", "2026-01-01T10:00:00Z"),
        (Tz::UTC, "2025-12-31T23:59:00Z", "2026-01-01T00:00:00Z"),
    ] {
        let (last_minute, midnight) = (at(last_minute), at(midnight));
        let daily = Schedule::daily(hm(23, 59), zone).unwrap();
        assert_eq!(daily.next_after(last_minute - TimeDelta::seconds(1)), Some(last_minute), "{zone}");
        assert_eq!(daily.next_after(last_minute), Some(last_minute + TimeDelta::days(1)), "{zone}");
        let yearly = Schedule::cron("0 0 1 1 *", zone).unwrap();
        assert_eq!(yearly.next_after(last_minute), Some(midnight), "{zone}");
        assert_eq!(yearly.next_after(midnight), Some(midnight + TimeDelta::days(365)), "{zone}");
        assert_eq!(yearly.latest_between(last_minute, last_minute + TimeDelta::seconds(59)), None, "{zone}");
        assert_eq!(yearly.latest_between(last_minute, midnight), Some(midnight), "{zone}");
        let last_day = Schedule::monthly(MonthDay::Last, hm(23, 59), zone).unwrap();
        assert_eq!(last_day.next_after(midnight - TimeDelta::days(1)), Some(last_minute), "{zone}");
        assert_eq!(last_day.next_after(last_minute), Some(last_minute + TimeDelta::days(31)), "{zone}");
    }
}

on_both!(an_entry_shows_its_next_time_and_fires_not_while_it_is_paused, |world| {
    let schedule = Schedule::cron("0 7 * * *", Tz::UTC).unwrap();
    let tick =
        || async { world.ledger.tick("daily", &schedule, &errand("d"), SubmitOptions::default()).await.unwrap() };
    let entry = || async { world.ledger.timetable().await.unwrap().remove(0) };
    assert!(!world.ledger.pause_entry("daily", true).await.unwrap(), "nobody has seen it");
    tick().await;
    let next = |day| Some(at(&format!("2025-04-{day:02}T07:00:00Z")));
    let seen = entry().await;
    assert_eq!((seen.name.as_str(), seen.paused, seen.next_run_at, seen.last_run_at), ("daily", false, next(2), None));
    world.pass(86_400);
    assert_eq!(tick().await, next(2));
    assert_eq!((entry().await.next_run_at, entry().await.last_run_at), (next(3), next(2)));
    assert!(world.ledger.pause_entry("daily", true).await.unwrap());
    world.pass(3 * 86_400);
    assert_eq!(tick().await, None);
    let seen = entry().await;
    assert_eq!((seen.paused, seen.next_run_at, seen.last_run_at), (true, None, next(2)));
    world.ledger.pause_entry("daily", false).await.unwrap();
    assert_eq!(tick().await, next(5), "one run catches up");
    assert_eq!(tick().await, None);
    assert_eq!(entry().await.next_run_at, next(6));
});

on_both!(after_downtime_one_run_catches_up, |world| {
    let schedule = Schedule::cron("0 7 * * *", Tz::UTC).unwrap();
    let tick =
        || async { world.ledger.tick("daily", &schedule, &errand("d"), SubmitOptions::default()).await.unwrap() };
    assert_eq!(tick().await, None, "seen for the first time: nothing is owed");
    world.pass(18 * 3600);
    assert_eq!(tick().await, None, "06:00");
    world.pass(3 * 86_400 + 2 * 3600);
    assert_eq!(tick().await, Some(at("2025-04-05T07:00:00Z")));
    assert_eq!(tick().await, None);
    assert_eq!(world.names(9).await.len(), 1);
});
