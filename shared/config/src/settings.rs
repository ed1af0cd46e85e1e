//! The settings as the program uses them: a struct a concern. They are read in `load`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use chrono_tz::Tz;
use secrecy::SecretString;
use sellout_model::Currency;
use url::Url;

use crate::effective::Effective;
use crate::error::ConfigError;
use crate::locations::{DatabaseSettings, StorageSettings};
use crate::mail::{MailSettings, MailTransport};
use crate::reading::ReadingSettings;
use crate::secret_key::secret_key;

/// Everything that can be set. Printing it shows no secret.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The data folder.
    pub data: PathBuf,
    /// The database.
    pub database: DatabaseSettings,
    /// Uploaded and produced files.
    pub storage: StorageSettings,
    /// The API and the pages.
    pub server: ServerSettings,
    /// What is too much.
    pub limits: LimitSettings,
    /// What of a file is too much to read.
    pub reading: ReadingSettings,
    /// The admin of the first start, if named.
    pub admin: Option<AdminSettings>,
    /// Outgoing mail.
    pub mail: MailSettings,
    /// What a new organisation begins with.
    pub defaults: OrganisationDefaults,
    /// Queues and workers.
    pub queue: QueueSettings,
    /// The log.
    pub log: LogSettings,
    pub(crate) secret_key: Option<SecretString>,
    pub(crate) effective: Vec<Effective>,
}

/// Where the API and the pages are.
#[derive(Clone, Debug)]
pub struct ServerSettings {
    /// Where they listen.
    pub listen: SocketAddr,
    /// Where people reach them.
    pub public_url: Option<Url>,
    /// Where `/metrics` is, if on an address of its own.
    pub metrics_listen: Option<SocketAddr>,
}

/// What is too much.
#[derive(Clone, Copy, Debug)]
pub struct LimitSettings {
    /// Bytes of one uploaded file.
    pub max_upload_bytes: u64,
    /// API requests a minute of one caller; `None` is no limit.
    pub requests_per_minute: Option<u32>,
}

/// The admin made at the first start.
#[derive(Clone, Debug)]
pub struct AdminSettings {
    /// The address to sign in with.
    pub email: String,
    /// The password to sign in with.
    pub password: SecretString,
}

/// What a new organisation begins with.
#[derive(Clone, Copy, Debug)]
pub struct OrganisationDefaults {
    /// Its figures are converted to this.
    pub currency: Currency,
    /// Its "today" and its schedules are in this zone.
    pub timezone: Tz,
}

/// Queues and workers.
#[derive(Clone, Debug)]
pub struct QueueSettings {
    /// Redis, if jobs are announced through it.
    pub redis: Option<SecretString>,
    /// What the names of Redis lists begin with.
    pub prefix: String,
    /// Jobs of one queue at once in one process.
    pub concurrency: usize,
    /// How long running jobs may take to end at shutdown.
    pub shutdown_grace: Duration,
    /// How long succeeded and cancelled jobs are kept.
    pub keep_succeeded: Duration,
    /// How long failed jobs are kept.
    pub keep_failed: Duration,
}

/// The log.
#[derive(Clone, Debug)]
pub struct LogSettings {
    /// A `tracing` filter.
    pub filter: String,
    /// How lines are written.
    pub format: LogFormat,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// A JSON object a line.
    Json,
}

impl Settings {
    /// The key that signs tokens and links: the one set, else the one kept in the data folder, made if missing.
    pub fn secret_key(&self) -> Result<SecretString, ConfigError> {
        match &self.secret_key {
            Some(key) => Ok(key.clone()),
            None => secret_key(&self.data),
        }
    }

    /// Every setting with its value in force, secrets hidden.
    pub fn effective(&self) -> &[Effective] {
        &self.effective
    }

    /// What links in mails begin with, without a `/` at the end. `None` where mail leaves by SMTP and nobody said
    /// where this server is reached; mails in a folder are read on this machine, so the listen address serves them.
    pub fn link_base(&self) -> Option<String> {
        match (&self.server.public_url, &self.mail.transport) {
            (Some(url), _) => Some(url.as_str().trim_end_matches('/').to_owned()),
            (None, MailTransport::Folder(_)) => Some(format!("http://{}", self.server.listen)),
            (None, MailTransport::Smtp(_)) => None,
        }
    }

    /// Settings that work but are probably not meant so, a sentence each.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if matches!(self.mail.transport, MailTransport::Smtp(_)) {
            if self.server.public_url.is_none() {
                warnings.push("SELLOUT_PUBLIC_URL is not set, so mails carry no links".to_owned());
            }
            if self.mail.from.contains("@localhost") {
                warnings.push("SELLOUT_MAIL_FROM is not set; many servers refuse mail from localhost".to_owned());
            }
        }
        if self.database.is_postgres() && matches!(self.storage, StorageSettings::Folder(_)) {
            warnings
                .push("STORAGE_URL is a folder; every machine of a PostgreSQL setup must see the same one".to_owned());
        }
        warnings
    }
}
