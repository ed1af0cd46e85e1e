//! How a command ends: well, with a code that says how well, or with one sentence on stderr that names the cure.

use std::fmt::Display;
use std::process::ExitCode;

use crate::output;

/// What the process says to whoever started it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Fine,
    /// Loaded, but for some rows.
    SomeRows,
    /// Nothing usable, or something is wrong.
    Nothing,
}

impl Exit {
    /// The worse of two: fine, then some row errors, then nothing usable.
    pub(crate) fn worse(self, other: Self) -> Self {
        let rank = |exit| match exit {
            Self::Fine => 0,
            Self::SomeRows => 1,
            Self::Nothing => 2,
        };
        if rank(other) > rank(self) { other } else { self }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Fine => Self::SUCCESS,
            Exit::SomeRows => Self::from(2),
            Exit::Nothing => Self::FAILURE,
        }
    }
}

/// The exit code of wrong usage (`EX_USAGE` of sysexits.h).
pub(crate) const WRONG_USAGE: u8 = 64;

/// Why a command could not do what it was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    /// None: there is nobody left to tell.
    message: Option<String>,
}

impl Failure {
    /// Something went wrong: exit code 1.
    pub(crate) fn new(message: impl Display) -> Self {
        Self { code: 1, message: Some(message.to_string()) }
    }

    /// The command was called wrongly: exit code 64.
    pub(crate) fn usage(message: impl Display) -> Self {
        Self { code: WRONG_USAGE, message: Some(message.to_string()) }
    }

    /// Whoever read our output went away, as `head` does: the end, and nobody's fault.
    pub(crate) fn nobody_listens() -> Self {
        Self { code: 0, message: None }
    }

    /// Says it on stderr and gives the exit code.
    pub(crate) fn tell(&self) -> ExitCode {
        if let Some(message) = &self.message {
            output::complain(message);
        }
        ExitCode::from(self.code)
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.message.as_deref().unwrap_or_default())
    }
}

macro_rules! failures {
    ($($error:ty),+ $(,)?) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::new(error)
            }
        }
    )+};
}

failures!(
    sellout_config::ConfigError,
    sellout_files::FilesError,
    sellout_ingest::ReadError,
    sellout_mail::MailError,
    sellout_queue::LedgerError,
);

impl From<sea_orm::DbErr> for Failure {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::new(format!("the database did not do what it was asked: {error}; `sellout doctor` looks into it"))
    }
}

impl From<tokio::task::JoinError> for Failure {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::new(format!("a part of the work broke off: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_files_the_worst_decides() {
        assert_eq!(Exit::Fine.worse(Exit::SomeRows), Exit::SomeRows);
        assert_eq!(Exit::Nothing.worse(Exit::SomeRows), Exit::Nothing);
        assert_eq!(Exit::SomeRows.worse(Exit::Nothing), Exit::Nothing);
        assert_eq!(Exit::Fine.worse(Exit::Fine), Exit::Fine);
    }
}
