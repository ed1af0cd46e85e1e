//! When a schedule fires: a cron pattern read in a time zone. A time that a clock change skips fires at the first
//! moment after the gap, one that comes twice fires the first time; patterns with several hours or minutes
//! follow the clock instead.

use chrono::{DateTime, NaiveTime, Timelike, Utc};
use chrono_tz::Tz;
use croner::Cron;
use croner::parser::{CronParser, Seconds};

/// A day of the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthDay {
    /// 1 to 31; in a month that is shorter, its last day.
    Day(u32),
    /// The last day.
    Last,
    /// The last day from Monday to Friday.
    LastWorking,
}

/// Why a schedule cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// Not a cron pattern.
    #[error(
        "{pattern:?} is not a cron pattern ({error}); write minute, hour, day, month and weekday, like \"0 7 * * 1\""
    )]
    Cron {
        /// What was given.
        pattern: String,
        /// What the parser said.
        error: String,
    },
    /// No such weekday.
    #[error("weekday {0} is not 1 (Monday) to 7 (Sunday)")]
    Weekday(u32),
    /// No such day of a month.
    #[error("day {0} is not 1 to 31")]
    Day(u32),
}

/// A schedule's times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    zone: Tz,
    /// It fires when any of these does.
    patterns: Vec<Cron>,
}

impl Schedule {
    /// By a cron pattern of five fields; `L` and `LW` are the last day and the last working day of the month.
    pub fn cron(pattern: &str, zone: Tz) -> Result<Self, ScheduleError> {
        Ok(Self { zone, patterns: vec![parse(pattern)?] })
    }

    /// Every day.
    pub fn daily(at: NaiveTime, zone: Tz) -> Result<Self, ScheduleError> {
        Self::cron(&format!("{} {} * * *", at.minute(), at.hour()), zone)
    }

    /// Every week, on 1 (Monday) to 7 (Sunday).
    pub fn weekly(weekday: u32, at: NaiveTime, zone: Tz) -> Result<Self, ScheduleError> {
        if !(1..=7).contains(&weekday) {
            return Err(ScheduleError::Weekday(weekday));
        }
        Self::cron(&format!("{} {} * * {}", at.minute(), at.hour(), weekday % 7), zone)
    }

    /// Every month.
    pub fn monthly(day: MonthDay, at: NaiveTime, zone: Tz) -> Result<Self, ScheduleError> {
        let on = |day: &str, month: &str| parse(&format!("{} {} {day} {month} *", at.minute(), at.hour()));
        let patterns = match day {
            MonthDay::Last | MonthDay::Day(31) => vec![on("L", "*")?],
            MonthDay::LastWorking => vec![on("LW", "*")?],
            MonthDay::Day(day @ 29..=30) => vec![on(&day.to_string(), "*")?, on("L", "2")?],
            MonthDay::Day(day @ 1..=28) => vec![on(&day.to_string(), "*")?],
            MonthDay::Day(day) => return Err(ScheduleError::Day(day)),
        };
        Ok(Self { zone, patterns })
    }

    /// Its first time after `at`; none: it never fires again.
    pub fn next_after(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let at = at.with_timezone(&self.zone);
        let next = |cron: &Cron| cron.find_next_occurrence(&at, false).ok();
        self.patterns.iter().filter_map(next).min().map(|time| time.with_timezone(&Utc))
    }

    /// Its next times after `at`, to be shown in advance.
    pub fn upcoming(&self, at: DateTime<Utc>, count: usize) -> Vec<DateTime<Utc>> {
        std::iter::successors(self.next_after(at), |last| self.next_after(*last)).take(count).collect()
    }

    /// Its last time after `after` and not after `until`: what is due. After downtime this is one catch-up run,
    /// however many times were missed.
    pub fn latest_between(&self, after: DateTime<Utc>, until: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let local = until.with_timezone(&self.zone);
        let latest = |cron: &Cron| cron.find_previous_occurrence(&local, true).ok();
        let latest = self.patterns.iter().filter_map(latest).max()?.with_timezone(&Utc);
        (latest > after).then_some(latest)
    }
}

fn parse(pattern: &str) -> Result<Cron, ScheduleError> {
    let parser = CronParser::builder().seconds(Seconds::Disallowed).build();
    let parsed = parser.parse(pattern);
    parsed.map_err(|error| ScheduleError::Cron { pattern: pattern.to_owned(), error: error.to_string() })
}
