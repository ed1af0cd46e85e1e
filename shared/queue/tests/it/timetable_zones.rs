//! Clock changes, all of them: in every zone of the IANA database and around every change to 2030, a daily schedule
//! fires once for each local day, at the time it should.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use sellout_queue::timetable::Schedule;

/// When a wall time happens: the first of two, or the first moment after the gap that swallows it.
fn instant(zone: Tz, wall: NaiveDateTime) -> DateTime<Utc> {
    let mut minutes = (0..=24 * 60).map(|minute| wall + Duration::minutes(minute));
    let first = minutes.find_map(|wall| zone.from_local_datetime(&wall).earliest());
    first.expect("no gap is longer than a day").to_utc()
}

/// The days on which the zone's clock changes.
fn changes(zone: Tz) -> Vec<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
    let noon = |day: NaiveDate| zone.offset_from_utc_datetime(&day.and_hms_opt(12, 0, 0).unwrap()).fix();
    first.iter_days().take(365 * 6).filter(|day| noon(*day) != noon(*day - Duration::days(1))).collect()
}

fn fires_once_a_day_around(zone: Tz, day: NaiveDate, at: NaiveTime) {
    let schedule = Schedule::daily(at, zone).unwrap();
    let days: Vec<_> = (-3..=3).map(|offset| day + Duration::days(offset)).collect();
    let should: Vec<_> = days.iter().map(|day| instant(zone, day.and_time(at))).collect();
    let fires = schedule.upcoming(should[0] - Duration::seconds(1), days.len());
    assert_eq!(fires, should, "{zone} at {at} around {day}");
    for pair in should.windows(2) {
        let looked = schedule.latest_between(pair[0], pair[1]);
        assert_eq!(looked, Some(pair[1]), "{zone} at {at}, looking back at {}", pair[1]);
        let between = schedule.latest_between(pair[0], pair[1] - Duration::seconds(1));
        assert_eq!(between, None, "{zone} at {at}, looking back just before {}", pair[1]);
    }
}

#[test]
fn every_zone_has_one_firing_a_local_day_around_every_change_to_2030() {
    let mut seen = BTreeMap::new();
    for zone in TZ_VARIANTS {
        for day in changes(zone) {
            let noon = |day: NaiveDate| zone.offset_from_utc_datetime(&day.and_hms_opt(12, 0, 0).unwrap()).fix();
            let change = (day, noon(day - Duration::days(1)).to_string(), noon(day).to_string());
            // Many zones share their changes: the first is asked for every half hour, the others for the night.
            let zones = seen.entry(change).or_insert(0);
            *zones += 1;
            let half_hours = if *zones == 1 { 0..48 } else { 0..7 };
            for at in half_hours.map(|half_hours| NaiveTime::MIN + Duration::minutes(30 * half_hours)) {
                fires_once_a_day_around(zone, day, at);
            }
        }
    }
    let (changes, zones) = (seen.len(), seen.values().sum::<i32>());
    assert!(changes > 100 && zones > 1_000, "only {changes} changes in {zones} places were found");
}

#[test]
fn the_night_without_midnight_and_the_one_with_two() {
    // Zones that changed at midnight.
    for (zone, year, month, day) in [
        (Tz::America__Sao_Paulo, 2018, 11, 4),
        (Tz::America__Sao_Paulo, 2019, 2, 16),
        (Tz::America__Santiago, 2025, 9, 7),
        (Tz::Africa__Cairo, 2025, 4, 25),
        (Tz::Asia__Beirut, 2025, 3, 30),
    ] {
        let day = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        for minutes in [0, 15, 59, 60, 23 * 60 + 30] {
            fires_once_a_day_around(zone, day, NaiveTime::MIN + Duration::minutes(minutes));
        }
    }
}
