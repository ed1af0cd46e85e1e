//! How often somebody may try: failed sign-ins of one address and e-mail, and requests a minute of one caller.
//! Counted in this process; several processes each count their own.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use uuid::Uuid;

/// Failed sign-ins that are let through in [`SIGN_IN_WINDOW`].
const SIGN_INS: u32 = 5;
/// From the first failure on.
const SIGN_IN_WINDOW: Duration = Duration::from_mins(15);
/// The window of requests.
const MINUTE: Duration = Duration::from_mins(1);
/// Windows kept before over ones are thrown away.
const MANY: usize = 10_000;

/// Who tries to sign in as whom.
type SignIn = (Option<IpAddr>, String);

/// The counts.
#[derive(Debug, Default)]
pub struct Attempts {
    sign_ins: Mutex<Windows<SignIn>>,
    requests: Mutex<Windows<Uuid>>,
}

#[derive(Debug)]
struct Windows<K>(HashMap<K, (Duration, u32)>);

impl<K> Default for Windows<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash> Windows<K> {
    /// Time left in the key's window if it has been counted `limit` times.
    fn full(&self, key: &K, limit: u32, length: Duration, now: Duration) -> Option<Duration> {
        let (since, count) = self.0.get(key)?;
        let left = (*since + length).checked_sub(now).filter(|left| !left.is_zero())?;
        (*count >= limit).then_some(left)
    }

    fn count(&mut self, key: K, length: Duration, now: Duration) {
        if self.0.len() >= MANY {
            self.0.retain(|_, (since, _)| *since + length > now);
        }
        let window = self.0.entry(key).or_insert((now, 0));
        if window.0 + length <= now {
            *window = (now, 0);
        }
        window.1 += 1;
    }
}

impl Attempts {
    /// Counts a sign-in before its password is looked at; `Err` says how long to wait. Counting first means
    /// that many at once are no way around the limit; a success takes the count back.
    pub fn sign_in(&self, from: Option<IpAddr>, email: &str, now: Duration) -> Result<(), Duration> {
        let key = (from, email.to_owned());
        let mut windows = self.sign_ins.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(wait) = windows.full(&key, SIGN_INS, SIGN_IN_WINDOW, now) {
            return Err(wait);
        }
        windows.count(key, SIGN_IN_WINDOW, now);
        Ok(())
    }

    /// Forgets the failures of somebody who got in.
    pub fn signed_in(&self, from: Option<IpAddr>, email: &str) {
        self.sign_ins.lock().unwrap_or_else(PoisonError::into_inner).0.remove(&(from, email.to_owned()));
    }

    /// Counts a request of a caller; `Err` says how long to wait.
    pub fn request(&self, caller: Uuid, per_minute: u32, now: Duration) -> Result<(), Duration> {
        let mut windows = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(wait) = windows.full(&caller, per_minute, MINUTE, now) {
            return Err(wait);
        }
        windows.count(caller, MINUTE, now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_failure_waits_until_the_window_is_over() {
        let attempts = Attempts::default();
        let at = Duration::from_secs;
        for _ in 0..5 {
            assert_eq!(attempts.sign_in(None, "a@b.example", at(10)), Ok(()));
        }
        assert_eq!(attempts.sign_in(None, "a@b.example", at(20)), Err(at(15 * 60 - 10)));
        assert_eq!(attempts.sign_in(None, "other@b.example", at(20)), Ok(()), "others are not held up");
        assert_eq!(attempts.sign_in(None, "a@b.example", at(10 + 15 * 60)), Ok(()));
    }

    #[test]
    fn getting_in_forgets_the_failures() {
        let attempts = Attempts::default();
        for _ in 0..5 {
            attempts.sign_in(None, "a@b.example", Duration::ZERO).unwrap();
        }
        attempts.signed_in(None, "a@b.example");
        assert_eq!(attempts.sign_in(None, "a@b.example", Duration::ZERO), Ok(()));
    }

    #[test]
    fn requests_are_counted_by_the_minute() {
        let attempts = Attempts::default();
        let caller = Uuid::now_v7();
        assert!(attempts.request(caller, 1, Duration::ZERO).is_ok());
        assert_eq!(attempts.request(caller, 1, Duration::from_secs(1)), Err(Duration::from_secs(59)));
        assert!(attempts.request(caller, 1, Duration::from_mins(1)).is_ok());
    }
}
