//! How a built mail leaves: through a server, into a folder, or into memory.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use lettre::address::Envelope;
use thiserror::Error;

use crate::address::{address, sender};
use crate::error::MailError;
use crate::smtp::Smtp;
use crate::{folder, smtp};

/// How mail leaves. Cheap to clone; one is enough for a process.
#[derive(Clone, Debug)]
pub enum Transport {
    /// Through an SMTP server, over a few connections that are kept.
    Smtp(Smtp),
    /// As .eml files into this folder.
    Folder(PathBuf),
    /// Into a list, for tests.
    Memory(Arc<Mutex<Vec<Outgoing>>>),
}

/// A built mail on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// `<id@host>`, as in the message.
    pub message_id: String,
    /// The sender, `address` or `Name <address>`.
    pub from: String,
    /// The one recipient's address.
    pub to: String,
    /// The message, from [`crate::Draft::build`].
    pub bytes: Vec<u8>,
}

/// The mail is somebody else's now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendOutcome {
    /// What the server answered, or where the file is.
    pub response: String,
}

/// Why the mail is still ours.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SendError {
    /// The server does not take this mail.
    #[error("the mail server refused the mail: {response}")]
    Refused {
        /// Whether trying again is useless.
        permanent: bool,
        /// Its code and words.
        response: String,
    },
    /// Nobody took it, and that has nothing to do with this mail: try again later.
    #[error("the mail could not be handed over: {problem}")]
    Unreachable {
        /// What happened.
        problem: String,
    },
}

impl SendError {
    /// Whether trying again may help.
    pub fn is_worth_retrying(&self) -> bool {
        !matches!(self, Self::Refused { permanent: true, .. })
    }
}

impl Transport {
    /// Through the server of an `smtp://` or `smtps://` URL. Connects when the first mail leaves.
    pub fn smtp(url: &str) -> Result<Self, MailError> {
        smtp::connect(url).map(Self::Smtp)
    }

    /// Into a folder, made if missing.
    pub fn folder(folder: impl Into<PathBuf>) -> Self {
        Self::Folder(folder.into())
    }

    /// Into memory.
    pub fn memory() -> Self {
        Self::Memory(Arc::default())
    }

    /// Sends a mail once. The same mail again is the same bytes under the same id: a server's reader shows it once, and a
    /// folder keeps one file.
    pub async fn send(&self, mail: &Outgoing) -> Result<SendOutcome, SendError> {
        match self {
            Self::Smtp(server) => server.send(&envelope(mail)?, &mail.bytes).await,
            Self::Folder(folder) => folder::keep(folder, mail).await,
            Self::Memory(list) => {
                list.lock().unwrap_or_else(PoisonError::into_inner).push(mail.clone());
                Ok(SendOutcome { response: "kept in memory".to_owned() })
            }
        }
    }

    /// Whether mail could leave now; nothing is sent.
    pub async fn check(&self) -> Result<(), SendError> {
        match self {
            Self::Smtp(server) => server.check().await,
            Self::Folder(folder) => folder::check(folder).await,
            Self::Memory(_) => Ok(()),
        }
    }

    /// What memory holds, in the order of sending; nothing of the others.
    pub fn sent(&self) -> Vec<Outgoing> {
        match self {
            Self::Memory(list) => list.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Self::Smtp(_) | Self::Folder(_) => Vec::new(),
        }
    }
}

fn envelope(mail: &Outgoing) -> Result<Envelope, SendError> {
    let parts = || Ok((sender(&mail.from)?.email, address(&mail.to)?));
    let unusable = |e: &dyn std::fmt::Display| SendError::Refused { permanent: true, response: e.to_string() };
    let (from, to) = parts().map_err(|e: MailError| unusable(&e))?;
    Envelope::new(Some(from), vec![to]).map_err(|e| unusable(&e))
}
