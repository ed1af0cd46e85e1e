//! How long a job waits after a failure or a crash.

use std::time::Duration;

/// Doubles from `first` with each failure up to `most`; the wait is a random one between half of that and all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// After the first failure.
    pub first: Duration,
    /// Never longer than this.
    pub most: Duration,
}

impl Backoff {
    /// From ten seconds to an hour.
    pub const USUAL: Self = Self { first: Duration::from_secs(10), most: Duration::from_hours(1) };
    /// After a crash: from two seconds to five minutes.
    pub const CRASH: Self = Self { first: Duration::from_secs(2), most: Duration::from_mins(5) };

    /// The longest wait after so many failures (1 = the first).
    pub fn ceiling(&self, failures: i32) -> Duration {
        let doublings = failures.clamp(1, 32) as u32 - 1;
        self.first.saturating_mul(1 << doublings.min(31)).min(self.most)
    }

    /// A wait after so many failures, with jitter.
    pub fn wait(&self, failures: i32) -> Duration {
        self.ceiling(failures).mul_f64(rand::random_range(0.5..=1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_most_and_vary_by_half() {
        let backoff = Backoff::USUAL;
        let seconds: Vec<_> = [1, 2, 3, 9, 10, 99].map(|n| backoff.ceiling(n).as_secs()).into();
        assert_eq!(seconds, [10, 20, 40, 2560, 3600, 3600]);
        for _ in 0..200 {
            let wait = backoff.wait(2);
            assert!((Duration::from_secs(10)..=Duration::from_secs(20)).contains(&wait), "{wait:?}");
        }
    }
}
