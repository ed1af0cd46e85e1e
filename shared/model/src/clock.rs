//! The one place where the wall clock is read. Everything else is handed a [`Clock`].

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

/// Wall time for people, monotonic time for leases. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System { origin: Instant },
    Fake(FakeClock),
}

/// A clock moved by hand, for tests.
#[derive(Clone, Debug)]
pub struct FakeClock(Arc<Mutex<Hands>>);

#[derive(Debug)]
struct Hands {
    wall: DateTime<Utc>,
    monotonic: Duration,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Source::System { origin: Instant::now() })
    }

    /// Now, as people see it; an operator may step it.
    #[expect(clippy::disallowed_methods, reason = "the one place where the wall clock is read")]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Source::System { .. } => Utc::now(),
            Source::Fake(fake) => fake.hands(|h| h.wall),
        }
    }

    /// Time since this clock was made; never steps.
    pub fn monotonic(&self) -> Duration {
        match &self.0 {
            Source::System { origin } => origin.elapsed(),
            Source::Fake(fake) => fake.hands(|h| h.monotonic),
        }
    }

    /// Today in a time zone.
    pub fn today(&self, zone: Tz) -> NaiveDate {
        self.now().with_timezone(&zone).date_naive()
    }
}

impl FakeClock {
    /// Standing at `start`.
    pub fn at(start: DateTime<Utc>) -> Self {
        Self(Arc::new(Mutex::new(Hands { wall: start, monotonic: Duration::ZERO })))
    }

    /// The clock that shows its hands.
    pub fn clock(&self) -> Clock {
        Clock(Source::Fake(self.clone()))
    }

    /// Lets time pass, on both hands.
    pub fn advance(&self, by: Duration) {
        self.hands(|h| {
            h.monotonic += by;
            h.wall += TimeDelta::from_std(by).unwrap_or(TimeDelta::MAX);
        });
    }

    /// Steps the wall clock alone, as an operator or NTP does.
    pub fn step_wall(&self, by: TimeDelta) {
        self.hands(|h| h.wall += by);
    }

    fn hands<T>(&self, f: impl FnOnce(&mut Hands) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
