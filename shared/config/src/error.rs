//! Why settings are refused: always the name, what is wrong with it, and the cure.

use std::path::PathBuf;

use thiserror::Error;

use crate::origin::Origin;

/// Why the process does not start with these settings.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// A name that no setting has.
    #[error("{name} ({origin}) is not a setting; check its spelling against `sellout --help` or docs/settings.md")]
    Unknown {
        /// As written.
        name: String,
        /// Where it was written.
        origin: Origin,
    },
    /// A value that does not fit its setting. Values of secrets are not repeated.
    #[error("{name} ({origin}) {problem}")]
    Bad {
        /// The setting.
        name: &'static str,
        /// Where it was written.
        origin: Origin,
        /// What is wrong and what to write instead.
        problem: String,
    },
    /// A setting that the others make necessary.
    #[error("{name} is not set, but {because}")]
    Missing {
        /// The setting.
        name: &'static str,
        /// Which others need it, and the cure.
        because: String,
    },
    /// A value that is not text.
    #[error("{0} (environment) is not text in UTF-8; write it in UTF-8")]
    NotText(String),
    /// The same setting said twice at the same place.
    #[error("{first} and {second} ({origin}) set the same thing; remove one of them")]
    Twice {
        /// As written.
        first: String,
        /// As written.
        second: String,
        /// Where both were written.
        origin: Origin,
    },
    /// `NAME_FILE` names a file that cannot be read.
    #[error("{name} names {}, which cannot be read: {source}", path.display())]
    SecretFile {
        /// The variable.
        name: String,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// `sellout.toml` is not TOML.
    #[error("sellout.toml cannot be understood: {0}")]
    File(String),
    /// `sellout.toml` is there but cannot be read.
    #[error("sellout.toml cannot be read: {0}")]
    Unreadable(std::io::Error),
    /// The secret key can neither be read from the data folder nor be made there.
    #[error("the secret key {} cannot be {action}: {source}; set SELLOUT_SECRET_KEY or make the folder writable", path.display())]
    SecretKey {
        /// The file.
        path: PathBuf,
        /// `read` or `made`.
        action: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// The kept secret key is too short to be one.
    #[error("the secret key {} is damaged; put the old one back, or delete it to have a new one made (everybody signs in again)", .0.display())]
    DamagedKey(PathBuf),
    /// Logging could not be started.
    #[error("the log cannot be started: {0}")]
    Log(String),
}
