//! Ids as types, so that an upload's id never stands where a job's belongs. All are `UUIDv7` outside;
//! statements alone are numbered, because millions of sales rows hang on them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, concat!(stringify!($name), "({})"), self.0) }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> { Uuid::parse_str(s).map(Self) }
        }
        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self { Self(id) }
        }
        impl From<$name> for Uuid {
            fn from(id: $name) -> Self { id.0 }
        }
    )+};
}

id! {
    /// An organisation: the owner of everything. Query functions take it right after the connection.
    OrgId,
    /// A person who signs in.
    UserId,
    /// An API token of a user.
    TokenId,
    /// A file somebody sent.
    UploadId,
    /// One attempt to load an upload; its rows count only once it is finished and judged.
    LoadId,
    /// A row of the job ledger.
    JobId,
    /// A produced report.
    ReportId,
    /// A description of a format, tried on earlier files.
    FormatTestId,
    /// A schedule of the timetable that people made.
    ScheduleId,
    /// One mail to one recipient.
    EmailId,
    /// A product of the catalogue.
    ProductId,
}
