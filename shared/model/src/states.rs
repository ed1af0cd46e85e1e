//! The states that things are in: one enum each, the same words in the database, the API and on pages.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every one of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word used everywhere.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.pad(self.as_str()) }
        }
        impl FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(format!("{text:?} is not one of {}", [$($word),+].join(", "))),
                }
            }
        }
    )+};
}

words! {
    /// Where a job stands; docs/jobs.md draws the machine.
    JobState {
        /// Waits for its time, or for its children.
        Scheduled = "scheduled",
        /// Waits for a worker.
        Queued = "queued",
        /// A worker holds its lease.
        Running = "running",
        /// Failed for now; claimed again when due.
        Retrying = "retrying",
        /// Done.
        Succeeded = "succeeded",
        /// Out of attempts, or failed for good; kept and retryable by hand.
        Failed = "failed",
        /// Called off.
        Cancelled = "cancelled",
    }
    /// Where an upload stands.
    UploadStatus {
        /// Accepted, not begun.
        Pending = "pending",
        /// Being read or loaded.
        Processing = "processing",
        /// Nobody described this shape; a mapping is proposed.
        NeedsFormat = "needs_format",
        /// No period anywhere.
        NeedsPeriod = "needs_period",
        /// May be a part of a period, not a correction of it.
        NeedsMode = "needs_mode",
        /// Loaded.
        Completed = "completed",
        /// Loaded, but for the rows named.
        CompletedWithErrors = "completed_with_errors",
        /// Nothing loaded.
        Failed = "failed",
        /// Taken back.
        Undone = "undone",
    }
    /// What an upload does where figures already are.
    Mode {
        /// Reports parts: adds, but for rows already there.
        Append = "append",
        /// Reports wholes: takes the place of what was there.
        Replace = "replace",
    }
    /// How one load of an upload stands.
    LoadState {
        /// Rows are being written, invisible.
        Writing = "writing",
        /// Judged; its statements are candidates.
        Finished = "finished",
        /// No row could be read; kept for its row errors.
        Failed = "failed",
        /// Given up; its rows are deleted by the sweep.
        Dead = "dead",
    }
    /// What became of a statement under the rule.
    StatementState {
        /// Its rows count (but for the uncounted ones).
        Live = "live",
        /// A later statement stands in its place.
        Replaced = "replaced",
        /// It said what was already known.
        Repeat = "repeat",
        /// It met figures that it must not touch.
        Refused = "refused",
        /// Not judged: its load is unfinished, or its upload is undone or waits for an answer.
        Aside = "aside",
    }
    /// Where a report stands.
    ReportStatus {
        /// Accepted.
        Pending = "pending",
        /// Being written.
        Processing = "processing",
        /// There to fetch.
        Completed = "completed",
        /// It could not be written.
        Failed = "failed",
    }
    /// What kind of report.
    ReportKind {
        /// Totals, resellers, products, trend.
        SalesSummary = "sales_summary",
        /// The table of sales alone.
        Transactions = "transactions",
    }
    /// The file a report is written as.
    ReportFormat {
        /// Printed design.
        Pdf = "pdf",
        /// A workbook, a sheet a section.
        Xlsx = "xlsx",
        /// The one table of transactions.
        Csv = "csv",
        /// The table and a file a section.
        CsvZip = "csv_zip",
    }
    /// What kind of mail.
    EmailKind {
        /// An upload was loaded, wholly or but for some rows.
        UploadSuccess = "upload_success",
        /// An upload needs an answer.
        UploadQuestion = "upload_question",
        /// Nothing of an upload was loaded.
        UploadFailure = "upload_failure",
        /// A report somebody asked for.
        Report = "report",
        /// A report of a schedule.
        ScheduledReport = "scheduled_report",
        /// A report could not be made.
        ReportFailure = "report_failure",
    }
    /// Where a mail stands.
    EmailStatus {
        /// Not yet taken by a server.
        Pending = "pending",
        /// The server took it.
        Sent = "sent",
        /// The server refused it for good, or attempts ran out.
        Failed = "failed",
        /// It came back.
        Bounced = "bounced",
    }
    /// What a member may do.
    Role {
        /// Everything.
        Admin = "admin",
        /// Everything but people, tokens of others and settings.
        Analyst = "analyst",
    }
}
