//! The log: `tracing` lines to stderr, so that stdout stays free for data.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use crate::error::ConfigError;
use crate::settings::{LogFormat, LogSettings};

/// Starts the log. Called once, first thing; a second call is an error.
pub fn init(settings: &LogSettings) -> Result<(), ConfigError> {
    let failed = |e: &dyn std::fmt::Display| ConfigError::Log(e.to_string());
    let filter = EnvFilter::try_new(&settings.filter).map_err(|e| failed(&e))?;
    let log = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match settings.format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    }
    .map_err(|e| failed(&e))
}
