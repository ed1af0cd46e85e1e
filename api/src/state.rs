//! What every handler is handed: live clients, keys and limits, made once by the binary.

use std::sync::Arc;

use metrics_exporter_prometheus::PrometheusHandle;
use secrecy::SecretString;
use sellout_files::Files;
use sellout_model::Clock;
use sellout_queue::Ledger;
use sellout_reader::Reader;
use sellout_store::Db;
use tokio_util::sync::CancellationToken;

use crate::auth::{Attempts, Keys, Passwords};
use crate::pages::Templates;

/// Shared by all requests; cheap to clone.
pub type AppState = Arc<App>;

/// The API's own settings; the binary fills them from the configuration.
#[derive(Clone, Debug)]
pub struct ApiSettings {
    /// Signs access tokens and links.
    pub secret_key: SecretString,
    /// Where people reach this server, without a `/` at the end; `None` where nobody said.
    pub public_url: Option<String>,
    /// Bytes of one uploaded file.
    pub max_upload_bytes: u64,
    /// API requests a minute of one caller; `None` is no limit.
    pub requests_per_minute: Option<u32>,
    /// Whether `/metrics` is served here (not where it has a listen address of its own).
    pub serve_metrics: bool,
}

/// The live parts.
#[derive(Debug)]
pub struct App {
    /// The database.
    pub db: Db,
    /// Uploaded and produced files.
    pub files: Files,
    /// The jobs.
    pub ledger: Ledger,
    /// Opens files as books, for recognising one before it is sent.
    pub reader: Reader,
    /// What time it is.
    pub clock: Clock,
    /// Settings.
    pub settings: ApiSettings,
    /// Keys drawn from the secret key.
    pub keys: Keys,
    /// Password hashing behind its semaphore.
    pub passwords: Passwords,
    /// Failed sign-ins, and requests a minute.
    pub attempts: Attempts,
    /// The pages' templates.
    pub templates: Templates,
    /// Measurements, where a recorder is installed.
    pub metrics: Option<PrometheusHandle>,
    /// Cancelled when the process is told to stop: readiness says so while running jobs end, and calls are still answered.
    pub draining: CancellationToken,
    /// Cancelled when the server begins to stop, so that event streams end.
    pub closing: CancellationToken,
}

/// The live clients that the binary has made.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The database.
    pub db: Db,
    /// Uploaded and produced files.
    pub files: Files,
    /// The jobs, with their bell.
    pub ledger: Ledger,
    /// Opens files as books.
    pub reader: Reader,
    /// What time it is.
    pub clock: Clock,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts, settings: ApiSettings) -> Self {
        let Parts { db, files, ledger, reader, clock } = parts;
        Self {
            db,
            files,
            ledger,
            reader,
            clock,
            keys: Keys::from_secret(&settings.secret_key),
            settings,
            passwords: Passwords::default(),
            attempts: Attempts::default(),
            templates: Templates::compiled_in(),
            metrics: None,
            draining: CancellationToken::new(),
            closing: CancellationToken::new(),
        }
    }

    /// The same with measurements to show on `/metrics`.
    #[must_use]
    pub fn with_metrics(mut self, handle: PrometheusHandle) -> Self {
        self.metrics = Some(handle);
        self
    }
}
