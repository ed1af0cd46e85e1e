//! The times of a schedule that people made, from the words they gave.

use chrono::NaiveTime;
use chrono_tz::Tz;

use super::{MonthDay, Schedule};

/// The words of a schedule, as its row keeps them: a cron line, or a frequency and what belongs to it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Planned<'a> {
    /// A cron line; then nothing else is read.
    pub cron: Option<&'a str>,
    /// `daily`, `weekly` or `monthly`.
    pub frequency: Option<&'a str>,
    /// `HH:MM`.
    pub at: Option<&'a str>,
    /// 1 (Monday, if none is given) to 7.
    pub weekday: Option<i32>,
    /// 1 (if none is given) to 31, `last` or `last_working`.
    pub day: Option<&'a str>,
    /// The time zone, by IANA name.
    pub timezone: &'a str,
}

impl Planned<'_> {
    /// Its times; an error is the name of the wrong word and a sentence about it.
    pub fn times(&self) -> Result<Schedule, (&'static str, String)> {
        let zone: Tz = self.timezone.parse().map_err(|_| {
            ("timezone", format!("{:?} is no time zone; write an IANA name such as Europe/Warsaw", self.timezone))
        })?;
        if let Some(cron) = self.cron {
            return Schedule::cron(cron, zone).map_err(|error| ("cron", error.to_string()));
        }
        let at = self.at.unwrap_or_default();
        let time = NaiveTime::parse_from_str(at, "%H:%M")
            .map_err(|_| ("at", format!("{at:?} is no time of day; write it like 07:30")))?;
        match self.frequency {
            Some("daily") => Schedule::daily(time, zone).map_err(|error| ("at", error.to_string())),
            Some("weekly") => {
                let weekday = u32::try_from(self.weekday.unwrap_or(1)).unwrap_or_default();
                Schedule::weekly(weekday, time, zone).map_err(|error| ("weekday", error.to_string()))
            }
            Some("monthly") => {
                let day = month_day(self.day.unwrap_or("1"))?;
                Schedule::monthly(day, time, zone).map_err(|error| ("day", error.to_string()))
            }
            _ => Err(("frequency", "write daily, weekly or monthly, or give a cron line".to_owned())),
        }
    }
}

fn month_day(text: &str) -> Result<MonthDay, (&'static str, String)> {
    match text {
        "last" => Ok(MonthDay::Last),
        "last_working" => Ok(MonthDay::LastWorking),
        number => number
            .parse()
            .map(MonthDay::Day)
            .map_err(|_| ("day", format!("{number:?} is no day of a month; write 1 to 31, last or last_working"))),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;

    fn next(planned: &Planned<'_>, after: &str) -> String {
        let after: DateTime<Utc> = after.parse().unwrap();
        planned.times().unwrap().next_after(after).unwrap().to_rfc3339()
    }

    #[test]
    fn words_become_times_in_their_zone() {
        let weekly =
            Planned { frequency: Some("weekly"), at: Some("08:00"), timezone: "Europe/Warsaw", ..Planned::default() };
        assert_eq!(next(&weekly, "2025-04-02T00:00:00Z"), "2025-04-07T06:00:00+00:00");
        let monthly = Planned { frequency: Some("monthly"), day: Some("last"), ..weekly };
        assert_eq!(next(&monthly, "2025-02-10T00:00:00Z"), "2025-02-28T07:00:00+00:00");
    }

    #[test]
    fn the_wrong_word_is_named() {
        let good = Planned { frequency: Some("daily"), at: Some("08:00"), timezone: "UTC", ..Planned::default() };
        let wrong = |planned: Planned<'_>| planned.times().unwrap_err().0;
        assert_eq!(wrong(Planned { timezone: "Mars/Olympus", ..good }), "timezone");
        assert_eq!(wrong(Planned { at: Some("8 o'clock"), ..good }), "at");
        assert_eq!(wrong(Planned { frequency: Some("hourly"), ..good }), "frequency");
        assert_eq!(wrong(Planned { frequency: Some("monthly"), day: Some("32"), ..good }), "day");
        assert_eq!(wrong(Planned { cron: Some("often"), ..good }), "cron");
    }
}
