//! The `sellout` command. Arguments are read in `cli`, each command has its file in `commands`, `setup` builds what
//! they work with from the settings, and only `output` writes to the terminal.

mod cli;
mod commands;
mod demo;
mod doctor;
mod failure;
mod loading;
mod output;
mod progress;
mod setup;
mod stop;
mod table;
mod usage;

use std::process::ExitCode;
use std::time::Duration;

use failure::Failure;

fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|first| first == sellout_reader::CHILD_ARGUMENT) {
        return sellout_reader::child_main();
    }
    match usage::parse(std::env::args_os()) {
        Ok(cli) => run(cli).unwrap_or_else(|failure| failure.tell()),
        Err(said) => said.tell(),
    }
}

fn run(cli: cli::Cli) -> Result<ExitCode, Failure> {
    // Two TLS providers are in the tree: whoever speaks TLS first would find no default.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        return Err(Failure::new("TLS cannot be set up in this process"));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Failure::new(format!("the process cannot start its threads: {e}")))?;
    let outcome = runtime.block_on(commands::run(cli));
    // A reading thread that is stuck in a file must not keep the process.
    runtime.shutdown_timeout(Duration::from_secs(1));
    outcome.map(ExitCode::from)
}
