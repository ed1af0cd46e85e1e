//! From arguments to a [`Cli`], or to what is said instead: help on stdout, or one sentence about wrong usage on stderr
//! with exit code 64.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Command, CommandFactory, Parser};

use crate::cli::Cli;
use crate::failure::Failure;
use crate::output;

/// What is said instead of running a command.
#[derive(Debug)]
pub(crate) enum Said {
    /// Help or the version, which was asked for.
    Help(String),
    /// What is wrong with the arguments.
    Wrong(String),
}

impl Said {
    /// Says it and gives the exit code.
    pub(crate) fn tell(&self) -> ExitCode {
        match self {
            Self::Help(text) => output::help(text).map_or_else(|failure| failure.tell(), |()| ExitCode::SUCCESS),
            Self::Wrong(sentence) => Failure::usage(sentence).tell(),
        }
    }
}

/// Reads the arguments, the program's name first.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, Said> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    Cli::try_parse_from(&arguments).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = error.render();
            let colour = console::colors_enabled();
            Said::Help(if colour { text.ansi().to_string() } else { text.to_string() })
        }
        _ => Said::Wrong(sentence(&error, &arguments)),
    })
}

/// The error as one sentence that ends with where help is.
fn sentence(error: &clap::Error, arguments: &[OsString]) -> String {
    let help = format!("see `{} --help`", command_meant(arguments));
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return format!("say what to do; {help}");
    }
    let text = error.render().to_string();
    let said: Vec<&str> = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more information"))
        .filter(|line| !line.is_empty())
        .collect();
    let said = said.join(" ").replace("error: ", "").replace(" tip: ", "; ");
    format!("{said}; {help}")
}

/// The command, as far as the arguments name one: `sellout user add`.
fn command_meant(arguments: &[OsString]) -> String {
    let root = Cli::command();
    let mut at: &Command = &root;
    let mut words = vec![root.get_name().to_owned()];
    for word in arguments.iter().skip(1).filter_map(|argument| argument.to_str()) {
        if let Some(next) = at.find_subcommand(word) {
            words.push(word.to_owned());
            at = next;
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(line: &str) -> String {
        match parse(line.split(' ').map(OsString::from)) {
            Err(Said::Wrong(sentence)) => sentence,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn wrong_usage_is_one_sentence_that_says_where_help_is() {
        assert_eq!(
            wrong("sellout import x.csv --mode add"),
            "invalid value 'add' for '--mode <MODE>' [possible values: append, replace]; see `sellout import --help`"
        );
        let missing = wrong("sellout user add");
        assert!(missing.contains("<EMAIL>") && missing.ends_with("see `sellout user add --help`"), "{missing}");
        assert_eq!(wrong("sellout user"), "say what to do; see `sellout user --help`");
        let typo = wrong("sellout import --forse x.csv");
        assert!(typo.contains("'--force'") && !typo.contains('\n'), "{typo}");
    }

    #[test]
    fn a_period_that_is_none_is_refused_with_the_grammar() {
        let sentence = wrong("sellout import x.csv --period 2025-13");
        assert!(sentence.contains("2025-W14") && sentence.contains("--period"), "{sentence}");
    }

    #[test]
    fn help_is_no_error() {
        for line in ["sellout --help", "sellout import -h", "sellout --version", "sellout help import"] {
            let said = parse(line.split(' ').map(OsString::from));
            assert!(matches!(said, Err(Said::Help(_))), "{line}");
        }
    }
}
