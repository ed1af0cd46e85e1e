//! Passwords: Argon2id with a random salt, worked off the async threads, a few at once.

use std::sync::OnceLock;
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::problem::{Kind, Problem};

/// Hashes at once: each takes 19 MiB and a core.
const AT_ONCE: usize = 2;
/// How long a sign-in waits for its turn.
const TURN: Duration = Duration::from_secs(10);

/// Password hashing behind a semaphore.
#[derive(Debug)]
pub struct Passwords {
    turns: Semaphore,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { turns: Semaphore::new(AT_ONCE) }
    }
}

/// A password's hash in PHC form, as the `users` table keeps it. Takes a tenth of a second of CPU.
pub fn hash_password(password: &str) -> Result<String, argon2::password_hash::Error> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
}

impl Passwords {
    /// Whether a password fits a stored hash. Of somebody without one (unknown, or signing in another way) the
    /// answer is no, after the same work.
    pub async fn fits(&self, password: String, stored: Option<String>) -> Result<bool, Problem> {
        self.work(move || {
            let known = stored.is_some();
            let stored = stored.unwrap_or_else(|| nobodys_hash().to_owned());
            let fits = PasswordHash::new(&stored)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
            known && fits
        })
        .await
    }

    /// A password's hash, worked off the async threads.
    pub async fn hash(&self, password: String) -> Result<String, Problem> {
        self.work(move || hash_password(&password)).await?.map_err(Problem::internal)
    }

    async fn work<T: Send + 'static>(&self, f: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let turn = tokio::time::timeout(TURN, self.turns.acquire()).await;
        let Ok(Ok(_turn)) = turn else {
            let detail = "too many people sign in at this moment; try again in a few seconds";
            return Err(Problem::new(Kind::Unavailable, detail).retry_after(TURN));
        };
        tokio::task::spawn_blocking(f).await.map_err(Problem::internal)
    }
}

/// The hash of a password that nobody has.
fn nobodys_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hash_password("nobody's password").unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_and_nobody_without_one() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.fits("correct horse".to_owned(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.fits("wrong horse".to_owned(), Some(hash)).await.unwrap());
        assert!(!passwords.fits("nobody's password".to_owned(), None).await.unwrap());
    }
}
