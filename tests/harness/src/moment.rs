//! Days and moments, written short.

use chrono::{DateTime, NaiveDate, Utc};
use sellout_model::Period;

/// `2025-04-07`.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day such as 2025-04-07")
}

/// `2025-04`, `2025-W14`, `2025-04-07..2025-05-01`.
pub fn period(text: &str) -> Period {
    text.parse().expect("a period such as 2025-04")
}

/// 2026-01-01 at midnight and this many seconds: whole seconds, which every database keeps.
pub fn moment(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600 + seconds, 0).expect("a moment in range")
}
