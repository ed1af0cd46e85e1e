//! Why a load did not come about, and what becomes of the upload.

use sea_orm::DbErr;
use sellout_files::FilesError;
use sellout_ingest::{FileError, Question, ReadError};
use sellout_model::UploadStatus;
use sellout_store::load::WriteError;
use sellout_store::uploads::Stop;

use super::Counted;

/// Why a load did not come about.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The upload stops: it failed for good, or it needs an answer.
    #[error("{}", .0.message)]
    Stop(Box<Stop>),
    /// Row errors alone: nothing of the file can be loaded, and the errors say why.
    #[error("{}", .stop.message)]
    OnlyErrors {
        /// How the upload stops.
        stop: Box<Stop>,
        /// Rows read.
        read: i64,
        /// Rows that failed.
        failed: i64,
    },
    /// The upload was taken back or given to another worker meanwhile.
    #[error("the load was given up meanwhile")]
    GivenUp,
    /// The machine is at fault; trying again may help.
    #[error("{0}")]
    Passing(String),
}

impl Trouble {
    /// The upload fails with a code and a sentence.
    pub fn failed(code: &str, message: impl Into<String>) -> Self {
        Self::stop(UploadStatus::Failed, code, message, &[])
    }

    /// The upload waits for answers.
    pub fn needs(status: UploadStatus, code: &str, message: impl Into<String>, needs: &[&str]) -> Self {
        Self::stop(status, code, message, needs)
    }

    /// The upload waits for answers about how its file is read.
    pub(super) fn asks(questions: &[Question]) -> Self {
        let Some(first) = questions.first() else { return Self::Passing("a question without words".to_owned()) };
        let sentences: Vec<String> = questions.iter().map(Question::sentence).collect();
        let questions_json = match serde_json::to_string(questions) {
            Ok(json) => json,
            Err(error) => return Self::Passing(format!("cannot keep the questions: {error}")),
        };
        Self::Stop(Box::new(Stop {
            status: UploadStatus::NeedsFormat,
            code: first.code().to_owned(),
            message: sentences.join(". "),
            needs: questions.iter().map(|question| question.need.clone()).collect(),
            questions: Some(questions_json),
        }))
    }

    fn stop(status: UploadStatus, code: &str, message: impl Into<String>, needs: &[&str]) -> Self {
        let needs = needs.iter().map(|need| (*need).to_owned()).collect();
        let (code, message) = (code.to_owned(), message.into());
        Self::Stop(Box::new(Stop { status, code, message, needs, questions: None }))
    }

    /// Not a single row could be loaded.
    pub(super) fn nothing_usable(counted: &Counted) -> Self {
        if counted.failed == 0 {
            return Self::failed(
                "no_rows",
                "the file has no sales rows; send it again with its data rows below the header",
            );
        }
        let message = format!(
            "none of the {} rows could be read; see the row errors, correct the file and send it again",
            counted.failed
        );
        let stop = Stop {
            status: UploadStatus::Failed,
            code: "no_valid_rows".to_owned(),
            message,
            needs: Vec::new(),
            questions: None,
        };
        Self::OnlyErrors { stop: Box::new(stop), read: counted.read(), failed: counted.failed }
    }

    /// How the upload stops, if it does.
    pub fn as_stop(&self) -> Option<&Stop> {
        match self {
            Self::Stop(stop) | Self::OnlyErrors { stop, .. } => Some(stop),
            Self::GivenUp | Self::Passing(_) => None,
        }
    }
}

impl From<FileError> for Trouble {
    fn from(error: FileError) -> Self {
        let (status, needs): (UploadStatus, &[&str]) = match error.code {
            "needs_period" => (UploadStatus::NeedsPeriod, &["period"]),
            "needs_vendor" => (UploadStatus::NeedsFormat, &["vendor"]),
            _ => (UploadStatus::Failed, &[]),
        };
        let place = match (&error.sheet, error.row) {
            (Some(sheet), Some(row)) => format!(" (sheet {sheet}, row {row})"),
            (Some(sheet), None) => format!(" (sheet {sheet})"),
            (None, Some(row)) => format!(" (row {row})"),
            (None, None) => String::new(),
        };
        Self::stop(status, error.code, format!("{}{place}", error.message), needs)
    }
}

impl From<ReadError> for Trouble {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::File(error) => error.into(),
            ReadError::Io(error) => Self::Passing(format!("cannot read the stored file: {error}")),
        }
    }
}

impl From<DbErr> for Trouble {
    fn from(error: DbErr) -> Self {
        Self::Passing(format!("the database failed: {error}"))
    }
}

impl From<FilesError> for Trouble {
    fn from(error: FilesError) -> Self {
        Self::Passing(format!("the file storage failed: {error}"))
    }
}

impl From<WriteError> for Trouble {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::GivenUp(_) => Self::GivenUp,
            WriteError::Db(error) => error.into(),
        }
    }
}
