//! The commands, a file each: what a command takes, and what it does with it.

pub(crate) mod api;
pub(crate) mod demo;
pub(crate) mod detect;
pub(crate) mod doctor;
pub(crate) mod format;
pub(crate) mod import;
pub(crate) mod jobs;
pub(crate) mod migrate;
pub(crate) mod openapi;
pub(crate) mod rates;
pub(crate) mod read;
pub(crate) mod report;
pub(crate) mod serve;
pub(crate) mod token;
pub(crate) mod user;
pub(crate) mod worker;

use crate::cli::{Cli, Command};
use crate::failure::{Exit, Failure};
use crate::output::Output;

/// Runs the command that was asked for.
pub(crate) async fn run(cli: Cli) -> Result<Exit, Failure> {
    let out = Output::new(cli.json);
    match cli.command.unwrap_or(Command::Serve(serve::Serve {})) {
        Command::Serve(_) => serve::run(out).await,
        Command::Demo(asked) => demo::run(&asked, out).await,
        Command::Import(asked) => import::run(&asked, out).await,
        Command::Read(asked) => read::run(&asked, out).await,
        Command::Detect(asked) => detect::run(&asked, out).await,
        Command::Report(asked) => report::run(&asked, out).await,
        Command::Api(_) => api::run(out).await,
        Command::Worker(asked) => worker::run(&asked, out).await,
        Command::Migrate(asked) => migrate::run(&asked, out).await,
        Command::User(asked) => user::run(&asked, out).await,
        Command::Token(asked) => token::run(&asked, out).await,
        Command::Rates(asked) => rates::run(&asked, out).await,
        Command::Jobs(asked) => jobs::run(&asked, out).await,
        Command::Doctor(_) => doctor::run(out).await,
        Command::Openapi(_) => openapi::run(out),
        Command::Format(asked) => format::run(&asked, out).await,
    }
}
