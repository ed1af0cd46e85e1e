//! What a first start makes: the organisation, and somebody who can sign in.

use rand::Rng;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use secrecy::ExposeSecret;
use sellout_api::auth::hash_password;
use sellout_config::{OrganisationDefaults, Settings};
use sellout_model::{Clock, Role};
use sellout_store::organisations::{self, NewOrganisation};
use sellout_store::{Db, Page, users};
use tokio::task::spawn_blocking;

use crate::failure::Failure;

/// The admin of a first start that names none.
const ADMIN: &str = "admin@localhost";
/// What an organisation is called until somebody names it.
const ORGANISATION: &str = "My brand";
/// The fewest characters of a password, the same as in the API.
const SHORTEST: usize = 10;
/// Letters and digits that nobody mistakes for another.
const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// How to sign in after a first start.
#[derive(Debug)]
pub(crate) struct SignIn {
    pub(crate) email: String,
    /// None where the settings named the password.
    pub(crate) password: Option<String>,
}

/// The oldest organisation, made if there is none.
pub(crate) async fn organisation(
    db: &Db,
    defaults: &OrganisationDefaults,
    clock: &Clock,
) -> Result<organisations::Model, Failure> {
    if let Some(first) = organisations::all(db.read()).await?.into_iter().next() {
        return Ok(first);
    }
    let tx = db.begin().await?;
    alone(db, &tx).await?;
    if let Some(first) = organisations::all(&tx).await?.into_iter().next() {
        return Ok(first);
    }
    let new = NewOrganisation { name: ORGANISATION, currency: defaults.currency, timezone: defaults.timezone.name() };
    let made = organisations::create(&tx, &new, clock.now()).await?;
    tx.commit().await?;
    Ok(made)
}

/// Makes the first admin if nobody can sign in yet; somebody who is there already is left alone.
pub(crate) async fn admin(
    db: &Db,
    settings: &Settings,
    organisation: &organisations::Model,
    clock: &Clock,
) -> Result<Option<SignIn>, Failure> {
    let org = organisation.org();
    if users::list(db.read(), org, Page::first(1)).await?.total > 0 {
        return Ok(None);
    }
    let (email, given) = match &settings.admin {
        Some(admin) => (admin.email.as_str(), Some(admin.password.expose_secret().to_owned())),
        None => (ADMIN, None),
    };
    let password = given.clone().unwrap_or_else(new_password);
    let hash = hashed(password.clone()).await?;
    let new = users::NewUser { email, password_hash: Some(&hash), role: Role::Admin };
    let tx = db.begin().await?;
    alone(db, &tx).await?;
    if users::create(&tx, org, &new, clock.now()).await?.is_none() {
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(SignIn { email: email.to_owned(), password: given.is_none().then_some(password) }))
}

/// Processes that start together make one organisation and one admin.
async fn alone(db: &Db, tx: &DatabaseTransaction) -> Result<(), Failure> {
    if db.is_postgres() {
        tx.execute_unprepared("LOCK TABLE organisations IN SHARE ROW EXCLUSIVE MODE").await?;
    }
    Ok(())
}

/// A password's hash, worked off the async threads.
pub(crate) async fn hashed(password: String) -> Result<String, Failure> {
    let hash = spawn_blocking(move || hash_password(&password)).await?;
    hash.map_err(|e| Failure::new(format!("the password cannot be hashed: {e}")))
}

/// A password of 20 letters, about 99 bits, in groups that can be typed.
pub(crate) fn new_password() -> String {
    let mut random = rand::rng();
    let group = |_| (0..5).map(|_| char::from(LETTERS[random.random_range(0..LETTERS.len())])).collect::<String>();
    (0..4).map(group).collect::<Vec<_>>().join("-")
}

/// Refuses a password that is too short.
pub(crate) fn shortest_password(password: &str) -> Result<(), Failure> {
    if password.chars().count() < SHORTEST {
        return Err(Failure::new(format!("the password has fewer than {SHORTEST} characters; choose a longer one")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_passwords_are_long_and_never_the_same() {
        let (one, other) = (new_password(), new_password());
        assert_ne!(one, other);
        assert_eq!(one.len(), 23);
        assert!(shortest_password(&one).is_ok() && shortest_password("short").is_err());
    }
}
