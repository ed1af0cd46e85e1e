//! The queues. A queue has its own slots in a worker, and can be paused and slowed by itself.

use std::fmt;
use std::str::FromStr;

/// Where jobs of a sort wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Queue {
    /// Recognising uploaded files.
    UploadProcessing,
    /// Reading and loading recognised files.
    VendorNormalisation,
    /// Reports, also those that nobody scheduled.
    ScheduledReport,
    /// Mails out.
    Email,
    /// The timetable's firings, conversions and cleaning up.
    Housekeeping,
    /// No-op jobs of `sellout jobs bench`; not shown.
    Bench,
}

impl Queue {
    /// The queues that a worker serves.
    pub const ALL: &'static [Self] =
        &[Self::UploadProcessing, Self::VendorNormalisation, Self::ScheduledReport, Self::Email, Self::Housekeeping];

    /// Its name in the database, the API and Redis.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UploadProcessing => "upload-processing",
            Self::VendorNormalisation => "vendor-normalisation",
            Self::ScheduledReport => "scheduled-report",
            Self::Email => "email",
            Self::Housekeeping => "housekeeping",
            Self::Bench => "bench",
        }
    }
}

impl fmt::Display for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Queue {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = Self::ALL.iter().chain([&Self::Bench]).copied().find(|queue| queue.as_str() == name);
        known.ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|queue| queue.as_str()).collect();
            format!("there is no queue {name:?}; the queues are {}", names.join(", "))
        })
    }
}
