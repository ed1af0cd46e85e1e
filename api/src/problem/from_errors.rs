//! What the database, the router and the body readers say, as problems of the catalogue.

use std::io;
use std::time::Duration;

use axum::extract::multipart::MultipartError;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::StatusCode;
use sea_orm::{DbErr, RuntimeErr, sqlx};
use sellout_files::FilesError;
use sellout_queue::LedgerError;
use sellout_store::uploads::ChangeError;

use super::{FieldError, Kind, Problem};

/// How long a caller should wait for a database that is away.
const DATABASE_BACK_IN: Duration = Duration::from_secs(5);

impl From<DbErr> for Problem {
    fn from(error: DbErr) -> Self {
        if database_is_away(&error) {
            let detail = "the database does not answer; nothing was changed, try again soon";
            return Self::new(Kind::Unavailable, detail).because(error).retry_after(DATABASE_BACK_IN);
        }
        if matches!(&error, DbErr::RecordNotFound(_)) {
            return Self::not_found("record");
        }
        Self::internal(error)
    }
}

/// Whether the connection failed, not the statement.
fn database_is_away(error: &DbErr) -> bool {
    let runtime = match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => return true,
        DbErr::Exec(runtime) | DbErr::Query(runtime) => runtime,
        _ => return false,
    };
    let RuntimeErr::SqlxError(error) = runtime else { return false };
    match error.as_ref() {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        // PostgreSQL's classes for "going down", "starting up" and broken connections; SQLite's for "locked".
        sqlx::Error::Database(said) => said
            .code()
            .is_some_and(|code| code.starts_with("57P") || code.starts_with("08") || code == "5" || code == "517"),
        _ => false,
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::JsonDataError(error) => {
                let text = error.body_text();
                let said = text.rsplit_once("target type: ").map_or(text.as_str(), |(_, said)| said);
                let (field, message) = said.split_once(": ").unwrap_or(("", said));
                Self::invalid_all(vec![FieldError { field: field.to_owned(), message: message.to_owned() }])
            }
            JsonRejection::JsonSyntaxError(error) => Self::new(Kind::BadJson, error.body_text()),
            JsonRejection::MissingJsonContentType(_) => {
                Self::new(Kind::UnsupportedMedia, Kind::UnsupportedMedia.usual_detail())
            }
            other => Self::of_status(other.status()),
        }
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        let text = rejection.body_text();
        let said = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text);
        let (field, message) = said.split_once(": ").unwrap_or(("query", said));
        Self::invalid(field, message)
    }
}

impl From<PathRejection> for Problem {
    fn from(_: PathRejection) -> Self {
        // An id that is no id names nothing.
        Self::of_status(StatusCode::NOT_FOUND)
    }
}

impl From<MultipartError> for Problem {
    fn from(error: MultipartError) -> Self {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return Self::of_status(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let detail = "the form ended early or is not multipart/form-data; send the file again";
        Self::new(Kind::BadRequest, detail).because(error.body_text())
    }
}

impl From<FilesError> for Problem {
    fn from(error: FilesError) -> Self {
        match &error {
            FilesError::Full => Self::new(Kind::StorageFull, error.to_string()),
            FilesError::TooLarge { .. } => Self::new(Kind::TooLarge, error.to_string()),
            FilesError::BrokenOff(source) => Self::new(Kind::BadRequest, error.to_string()).because(source),
            FilesError::Missing(_) => Self::new(Kind::NotFound, "the file is not kept any more"),
            FilesError::BadPlace { .. } | FilesError::Failed(_) => Self::internal(error),
        }
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::from(FilesError::Full),
            _ => Self::internal(error),
        }
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Database(error) => error.into(),
            LedgerError::Unknown(_) => Self::not_found("job"),
            LedgerError::State { .. } | LedgerError::Clash => Self::conflict(error.to_string()),
            other => Self::internal(other),
        }
    }
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Unknown => Self::not_found("upload"),
            ChangeError::Conflict(detail) => Self::conflict(detail),
            ChangeError::Db(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_away_is_503_and_its_words_stay_inside() {
        let error = DbErr::Conn(RuntimeErr::Internal("password=hunter2".to_owned()));
        let problem = Problem::from(error);
        assert_eq!(problem.kind, Kind::Unavailable);
        assert!(problem.retry_after.is_some());
        assert!(!problem.detail.contains("hunter2"));
        assert!(problem.internal.as_ref().is_some_and(|said| said.contains("hunter2")));
    }

    #[test]
    fn other_database_errors_are_ours() {
        assert_eq!(Problem::from(DbErr::Custom("x".to_owned())).kind, Kind::Internal);
    }
}
