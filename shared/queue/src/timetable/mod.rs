//! The timetable: when a schedule fires in its own time zone, and that it fires once for each of its times.

mod entries;
mod firing;
mod planned;
mod schedule;

pub use entries::EntryView;
pub use firing::{Fired, fire, last_firing};
pub use planned::Planned;
pub use schedule::{MonthDay, Schedule, ScheduleError};
