//! The log: `tracing` lines to stderr, so that stdout stays free for data.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use crate::error::ConfigError;
use crate::settings::{LogFormat, LogSettings};

/// What libraries say of themselves is kept to warnings, unless the filter names them.
const QUIET: &str = "apalis_core=warn,sea_orm_migration=warn,sqlx=warn";

/// Starts the log. Called once, first thing; a second call is an error.
pub fn init(settings: &LogSettings) -> Result<(), ConfigError> {
    let failed = |e: &dyn std::fmt::Display| ConfigError::Log(e.to_string());
    let filter = EnvFilter::try_new(format!("{QUIET},{}", settings.filter)).map_err(|e| failed(&e))?;
    let colours = std::io::stderr().is_terminal();
    let log = fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr);
    match settings.format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    }
    .map_err(|e| failed(&e))
}
