//! Why a file could not be kept or read, in the words that the API answers with.

use std::error::Error;
use std::io;

use thiserror::Error as ThisError;

use crate::key::FileKey;

/// Why a file could not be kept or read. After a failed write nothing of the file is kept.
#[derive(Debug, ThisError)]
pub enum FilesError {
    /// There is no room left where files are kept.
    #[error("there is no room left for files; free some space and send the file again")]
    Full,
    /// More bytes than allowed.
    #[error(
        "the file is larger than the {max_bytes} bytes that are allowed; split it, or raise SELLOUT_MAX_UPLOAD_BYTES"
    )]
    TooLarge {
        /// The most that is allowed.
        max_bytes: u64,
    },
    /// The sender stopped in the middle.
    #[error("the file broke off while it was being sent; send it again")]
    BrokenOff(#[source] Box<dyn Error + Send + Sync>),
    /// No such file is kept.
    #[error("the file {0} is not kept (any more)")]
    Missing(FileKey),
    /// The place for files cannot be used as it is set.
    #[error("files cannot be kept at {place}: {problem}; see STORAGE_URL")]
    BadPlace {
        /// The folder or bucket.
        place: String,
        /// What is wrong.
        problem: String,
    },
    /// The disk or the object store failed.
    #[error("the place for files failed: {0}")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
}

impl FilesError {
    pub(crate) fn at(key: FileKey) -> impl Fn(object_store::Error) -> Self {
        move |error| match error {
            object_store::Error::NotFound { .. } => Self::Missing(key),
            other => other.into(),
        }
    }
}

impl From<object_store::Error> for FilesError {
    fn from(error: object_store::Error) -> Self {
        if is_full(&error) { Self::Full } else { Self::Failed(Box::new(error)) }
    }
}

impl From<io::Error> for FilesError {
    fn from(error: io::Error) -> Self {
        if is_full(&error) { Self::Full } else { Self::Failed(Box::new(error)) }
    }
}

impl From<tokio::task::JoinError> for FilesError {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Failed(Box::new(error))
    }
}

/// Whether a full disk or an exhausted quota is anywhere among the causes.
fn is_full(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(e) = cause {
        let kind = e.downcast_ref::<io::Error>().map(io::Error::kind);
        if matches!(kind, Some(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)) {
            return true;
        }
        cause = e.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_recognised_behind_the_object_store() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let wrapped = object_store::Error::Generic { store: "test", source: Box::new(full) };
        assert!(matches!(FilesError::from(wrapped), FilesError::Full));
        let other = io::Error::from(io::ErrorKind::PermissionDenied);
        assert!(matches!(FilesError::from(other), FilesError::Failed(_)));
    }
}
