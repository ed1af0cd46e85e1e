//! Every command with its words. What a command takes stands in its own file under `commands`; each says what it does
//! and shows an example under `--help`.

use clap::{Parser, Subcommand};

use crate::commands::{
    api, demo, detect, doctor, format, import, jobs, migrate, openapi, rates, read, report, serve, token, user, worker,
};

/// The back office of a brand that sells through retailers.
///
/// Sales files come in, whatever their shape; one clean sales database, reports and mails go out. Without a command it
/// serves, as `sellout serve` does.
#[derive(Debug, Parser)]
#[command(name = "sellout", version, propagate_version = true, max_term_width = 100, after_help = EXAMPLE)]
#[command(after_long_help = format!("{EXAMPLE}\n\n{}", sellout_config::help_text()))]
pub(crate) struct Cli {
    /// Write JSON lines to stdout, and nothing else there
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// What to do; `serve` if left out
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

const EXAMPLE: &str = "Example:
  sellout demo                  # the main job, seen whole, in a throw-away folder
  sellout import april.xlsx     # one file, without a server
  sellout serve                 # everything, on http://127.0.0.1:8080";

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Serve(serve::Serve),
    Demo(demo::Demo),
    Import(import::Import),
    Read(read::Read),
    Detect(detect::Detect),
    Report(report::ReportCommand),
    Api(api::Api),
    Worker(worker::Worker),
    Migrate(migrate::Migrate),
    #[command(subcommand)]
    User(user::User),
    #[command(subcommand)]
    Token(token::Token),
    #[command(subcommand)]
    Rates(rates::Rates),
    #[command(subcommand)]
    Jobs(jobs::Jobs),
    Doctor(doctor::Doctor),
    Openapi(openapi::Openapi),
    #[command(subcommand)]
    Format(format::Format),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn each(command: &clap::Command, path: &str, check: &mut dyn FnMut(&clap::Command, &str)) {
        check(command, path);
        for next in command.get_subcommands().filter(|next| next.get_name() != "help") {
            each(next, &format!("{path} {}", next.get_name()), check);
        }
    }

    #[test]
    fn the_definitions_contradict_nothing() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_says_what_it_does_with_an_example_of_itself() {
        let mut seen = 0;
        each(&Cli::command(), "sellout", &mut |command, path| {
            seen += 1;
            let help = command.clone().render_long_help().to_string();
            assert!(command.get_about().is_some(), "{path} does not say what it does");
            assert!(help.contains("Example"), "{path} --help has no example");
            assert!(help.contains(&format!("\n  {path}")), "the example of {path} is not of itself:\n{help}");
        });
        assert!(seen > 25, "only {seen} commands");
    }

    #[test]
    fn every_command_takes_json() {
        let mut command = Cli::command();
        command.build();
        each(&command, "sellout", &mut |command, path| {
            assert!(command.get_arguments().any(|argument| argument.get_id() == "json"), "{path} takes no --json");
        });
    }

    #[test]
    fn the_commands_are_those_that_scripts_rely_on() {
        let mut paths = Vec::new();
        each(&Cli::command(), "", &mut |command, path| {
            if !command.has_subcommands() {
                paths.push(path.trim().to_owned());
            }
        });
        let wanted = [
            "serve",
            "demo",
            "import",
            "read",
            "detect",
            "report sales-summary",
            "report transactions",
            "api",
            "worker",
            "migrate",
            "user add",
            "token create",
            "rates import",
            "rates list",
            "rates confirm",
            "rates reject",
            "rates remove",
            "jobs bench",
            "jobs list",
            "jobs show",
            "jobs retry",
            "jobs cancel",
            "jobs pause",
            "jobs resume",
            "doctor",
            "openapi",
            "format check",
            "format test",
            "format list",
            "format export",
            "format import",
        ];
        for path in wanted {
            assert!(paths.iter().any(|known| known == path), "{path} is missing from {paths:?}");
        }
    }
}
