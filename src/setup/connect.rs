//! Live clients from settings, each with a sentence about its setting where it cannot be had.

use std::path::Path;

use sea_orm::DbErr;
use secrecy::ExposeSecret;
use sellout_config::{DatabaseSettings, MailTransport, Settings, StorageSettings};
use sellout_files::Files;
use sellout_mail::Transport;
use sellout_migrations::{Migrator, MigratorTrait};
use sellout_queue::Bell;
use sellout_store::{Db, DbOptions, SchemaState, migrate, schema_state};

use super::shown;
use crate::failure::Failure;

/// What happens to a database whose schema is not this program's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Schema {
    /// It is brought up to date.
    BringUpToDate,
    /// A new, empty database gets its tables; an older one is left alone, and the command is refused.
    MakeIfNew,
    /// Nothing is changed.
    Refuse,
}

/// Connects; a `SQLite` file is made if missing.
pub(crate) async fn database(settings: &Settings) -> Result<Db, Failure> {
    if let Some(folder) = settings.database.folder() {
        make_folder(folder, "DATABASE_URL")?;
    }
    let at_once = settings.queue.concurrency as u32;
    let max_connections = (2 * at_once + 4).clamp(10, 50);
    let options = DbOptions { url: settings.database.url().expose_secret().to_owned(), max_connections };
    Db::connect(&options).await.map_err(|error| unreachable(settings, &error))
}

/// Connects to a database that is there; a `SQLite` file that is not is made only if `make` says so.
pub(crate) async fn database_if_there(settings: &Settings, make: bool) -> Result<Option<Db>, Failure> {
    match &settings.database {
        DatabaseSettings::Sqlite { file } if !make && !file.exists() => Ok(None),
        _ => database(settings).await.map(Some),
    }
}

/// Sees to it that the schema is this program's, or refuses with the cure.
pub(crate) async fn see_to_schema(db: &Db, what: Schema) -> Result<(), Failure> {
    let state = schema_state(db).await?;
    refuse_newer(&state)?;
    let is_new = state.pending.len() == Migrator::migrations().len();
    match what {
        _ if state.is_current() => Ok(()),
        Schema::BringUpToDate => Ok(migrate(db).await.map_err(|e| not_migrated(&e))?),
        Schema::MakeIfNew if is_new => Ok(migrate(db).await.map_err(|e| not_migrated(&e))?),
        Schema::MakeIfNew | Schema::Refuse => {
            Err(Failure::new("the database is not up to date with this program; run `sellout migrate` and start again"))
        }
    }
}

/// Refuses a database that a newer program has changed.
pub(crate) fn refuse_newer(state: &SchemaState) -> Result<(), Failure> {
    match state.unknown.first() {
        None => Ok(()),
        Some(name) => Err(Failure::new(format!(
            "the database was changed by a newer sellout ({name}); start that version, or a newer one, instead"
        ))),
    }
}

/// The place for files.
pub(crate) fn files(settings: &Settings) -> Result<Files, Failure> {
    Ok(match &settings.storage {
        StorageSettings::Folder(folder) => Files::folder(folder)?,
        StorageSettings::S3 { url, options } => {
            let options = options.iter().map(|(name, value)| (name.as_str(), value.expose_secret()));
            Files::s3(url, options)?
        }
    })
}

/// How mail leaves.
pub(crate) fn transport(settings: &Settings) -> Result<Transport, Failure> {
    Ok(match &settings.mail.transport {
        MailTransport::Folder(folder) => Transport::folder(folder),
        MailTransport::Smtp(url) => Transport::smtp(url.expose_secret())?,
    })
}

/// What wakes workers: Redis if it is set, else NOTIFY on `PostgreSQL`, else this process alone.
pub(crate) fn bell(settings: &Settings, db: &Db) -> Result<Bell, Failure> {
    let prefix = &settings.queue.prefix;
    match &settings.queue.redis {
        Some(url) => Bell::redis(url.expose_secret(), prefix)
            .map_err(|e| Failure::new(format!("REDIS_URL cannot be used: {e}; write redis://host:6379/0"))),
        None if db.is_postgres() => Ok(Bell::postgres(db.write().get_postgres_connection_pool().clone(), prefix)),
        None => Ok(Bell::local()),
    }
}

/// Makes a folder that a setting names.
pub(crate) fn make_folder(folder: &Path, setting: &str) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(|e| {
        Failure::new(format!(
            "the folder {} cannot be made: {e}; make it writable or change {setting}",
            folder.display()
        ))
    })
}

fn unreachable(settings: &Settings, error: &DbErr) -> Failure {
    let url = shown(settings, "DATABASE_URL");
    Failure::new(format!(
        "the database {url} cannot be opened: {error}; check that it runs and that DATABASE_URL is right"
    ))
}

fn not_migrated(error: &DbErr) -> Failure {
    Failure::new(format!("the database could not be brought up to date and was not changed: {error}"))
}
