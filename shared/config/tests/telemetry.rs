//! The log of a process.

use sellout_config::{ConfigError, LogFormat, LogSettings, telemetry};

#[test]
fn the_log_starts_once() {
    let settings = LogSettings { filter: "info,sellout=debug".to_owned(), format: LogFormat::Json };
    telemetry::init(&settings).expect("started");
    assert!(matches!(telemetry::init(&settings), Err(ConfigError::Log(_))));
}
