//! THE catalogue of problems: code, status and title of each, a line each.

use axum::http::StatusCode;

macro_rules! catalogue {
    ($($(#[$doc:meta])* $name:ident = $status:ident, $code:literal, $title:literal;)+) => {
        /// What can go wrong between a caller and us.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind { $($(#[$doc])* $name),+ }

        impl Kind {
            /// Every one of them, in order of status.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The HTTP status.
            pub fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status),+ }
            }

            /// Stable name, for programs.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// What it is called, the same each time.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),+ }
            }
        }
    };
}

catalogue! {
    /// The request itself is malformed.
    BadRequest = BAD_REQUEST, "bad_request", "The request cannot be read";
    /// The body is not JSON.
    BadJson = BAD_REQUEST, "bad_json", "The body is not JSON";
    /// No sign-in, or one that ended.
    Unauthorized = UNAUTHORIZED, "unauthorized", "Sign in first";
    /// Wrong address or password.
    WrongLogin = UNAUTHORIZED, "wrong_login", "Wrong address or password";
    /// Signed in, but not for this.
    Forbidden = FORBIDDEN, "forbidden", "Not allowed";
    /// Sent by a page of another site.
    CrossSite = FORBIDDEN, "cross_site", "Sent from another site";
    /// A signed link that is wrong or over.
    BadLink = FORBIDDEN, "bad_link", "The link is not valid";
    /// Not there, or not this organisation's.
    NotFound = NOT_FOUND, "not_found", "Not found";
    /// The address is right and the method is not.
    MethodNotAllowed = METHOD_NOT_ALLOWED, "method_not_allowed", "Method not allowed";
    /// It took too long to arrive.
    Timeout = REQUEST_TIMEOUT, "timeout", "Took too long";
    /// The thing's state does not allow it.
    Conflict = CONFLICT, "conflict", "Not possible now";
    /// The same bytes are loaded already.
    DuplicateFile = CONFLICT, "duplicate_file", "This file is loaded already";
    /// The first request with this key is still running.
    KeyInProgress = CONFLICT, "idempotency_key_in_progress", "The first request is still running";
    /// Larger than the limit.
    TooLarge = PAYLOAD_TOO_LARGE, "too_large", "Too large";
    /// Not a type that is read here.
    UnsupportedMedia = UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "Not a type that is read here";
    /// Its bytes are not those of a sales file.
    NotASalesFile = UNSUPPORTED_MEDIA_TYPE, "not_a_sales_file", "Not a sales file";
    /// Fields are wrong.
    Invalid = UNPROCESSABLE_ENTITY, "invalid", "Some fields are wrong";
    /// The same key with another request.
    KeyReused = UNPROCESSABLE_ENTITY, "idempotency_key_reused", "The key belongs to another request";
    /// Too often.
    TooMany = TOO_MANY_REQUESTS, "too_many_requests", "Too many requests";
    /// Our fault.
    Internal = INTERNAL_SERVER_ERROR, "internal", "Something failed on our side";
    /// The database is away.
    Unavailable = SERVICE_UNAVAILABLE, "unavailable", "Not available for the moment";
    /// The disk is full.
    StorageFull = INSUFFICIENT_STORAGE, "storage_full", "No room left for files";
}

impl Kind {
    /// The kind that a bare status stands for.
    pub fn of_status(status: StatusCode) -> Self {
        match Self::ALL.iter().find(|kind| kind.status() == status) {
            Some(kind) => *kind,
            None if status.is_client_error() => Self::BadRequest,
            None => Self::Internal,
        }
    }

    /// The sentence where nothing more is known.
    pub fn usual_detail(self) -> &'static str {
        match self {
            Self::Unauthorized => "send a bearer token, or sign in again",
            Self::NotFound => "there is nothing at this address",
            Self::MethodNotAllowed => "the address exists but takes another method; see /docs",
            Self::Timeout => "the request took too long; try again",
            Self::TooLarge => "the body is larger than the limit; send less",
            Self::UnsupportedMedia => "send the body as application/json",
            Self::Unavailable => "a part of the server is away for a moment; try again",
            Self::Internal => "something failed on our side; try again, or name the request id",
            _ => "the request cannot be answered as it is",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_every_status_leads_to_one_kind() {
        let codes: HashSet<_> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(codes.len(), Kind::ALL.len());
        assert_eq!(Kind::of_status(StatusCode::NOT_FOUND), Kind::NotFound);
        assert_eq!(Kind::of_status(StatusCode::CONFLICT), Kind::Conflict);
        assert_eq!(Kind::of_status(StatusCode::URI_TOO_LONG), Kind::BadRequest);
        assert_eq!(Kind::of_status(StatusCode::BAD_GATEWAY), Kind::Internal);
    }
}
