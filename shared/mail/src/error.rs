//! Why a mail could not be written.

use thiserror::Error;

/// Why a mail could not be written. Trying again gives the same.
#[derive(Debug, Error)]
pub enum MailError {
    /// A recipient that mail cannot be sent to.
    #[error("{0:?} is not a mail address; write one such as me@example.com")]
    Address(String),
    /// A template does not fit its context.
    #[error("the mail template {template} cannot be rendered: {source}")]
    Template {
        /// Its name.
        template: String,
        /// What does not fit.
        source: minijinja::Error,
    },
    /// Message-ID, unsubscribe address or attachment type that cannot stand in a header.
    #[error("the mail's {header} {value:?} cannot stand in a header")]
    Header {
        /// Which.
        header: &'static str,
        /// As given.
        value: String,
    },
    /// The message could not be put together.
    #[error("the mail cannot be put together: {0}")]
    Message(#[from] lettre::error::Error),
    /// `SMTP_URL` or the outbox cannot be used as it is set.
    #[error("mail cannot leave by {place}: {problem}; see SMTP_URL")]
    Transport {
        /// Server or folder, without password.
        place: String,
        /// What is wrong.
        problem: String,
    },
}
