//! Every setting, described once: its name, what it takes, its default, what it does, how secret it is.
//! What the values mean to the program is in `settings`; nothing is read here.

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The environment variable.
    pub name: &'static str,
    /// What a value looks like.
    pub takes: &'static str,
    /// What holds when it is not set.
    pub default: Fallback,
    /// What it does, in a sentence or two.
    pub doc: &'static str,
    /// How much of its value may be shown.
    pub secrecy: Secrecy,
}

/// What holds when a setting is not set.
#[derive(Clone, Copy, Debug)]
pub enum Fallback {
    /// This value.
    Value(&'static str),
    /// This value, `{data}` standing for the value of `SELLOUT_DATA`.
    UnderData(&'static str),
    /// No value, which means this.
    Unset(&'static str),
}

/// How much of a value may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrecy {
    /// All.
    Open,
    /// All but the user, the password and the parameters of the URL.
    Url,
    /// Nothing.
    Hidden,
}

/// Settings of one concern.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// The concern.
    pub title: &'static str,
    /// Its settings.
    pub settings: &'static [Setting],
}

impl Setting {
    /// Whether the value can also come from a file named by `NAME_FILE`.
    pub fn is_secret(&self) -> bool {
        self.secrecy != Secrecy::Open
    }

    const fn named(name: &'static str, takes: &'static str, default: Fallback, doc: &'static str) -> Self {
        Self { name, takes, default, doc, secrecy: Secrecy::Open }
    }

    const fn secret_url(self) -> Self {
        Self { secrecy: Secrecy::Url, ..self }
    }

    const fn hidden(self) -> Self {
        Self { secrecy: Secrecy::Hidden, ..self }
    }
}

/// Every setting, in the order of the reference page.
pub fn all() -> impl Iterator<Item = &'static Setting> {
    GROUPS.iter().flat_map(|group| group.settings)
}

/// Declares each setting as a constant for the parser and lists it in its group, so that neither can miss one.
macro_rules! catalogue {
    ($($title:literal { $($id:ident = $setting:expr;)+ })+) => {
        $($(pub(crate) const $id: Setting = $setting;)+)+

        /// The settings by concern.
        pub const GROUPS: &[Group] = &[$(Group { title: $title, settings: &[$($id),+] }),+];
    };
}

use self::Fallback::{UnderData, Unset, Value};

catalogue! {
    "Where data lies" {
        DATA = Setting::named("SELLOUT_DATA", "a folder", Value("./data"),
            "The data folder: the SQLite database, files, the outbox and the kept secret key, as far as the settings \
             below do not put them elsewhere. Made if missing.");
        DATABASE_URL = Setting::named("DATABASE_URL", "`sqlite://PATH` or `postgres://USER:PASSWORD@HOST/NAME`",
            UnderData("sqlite://{data}/sellout.db"),
            "The database. SQLite for one machine; PostgreSQL 15 or newer for several processes or machines. The connection \
             is encrypted where the server can, but not on the same machine; `?sslmode=` says otherwise. A SQLite \
             path is taken as written: `sqlite://data/x.db` is relative, `sqlite:///srv/x.db` is absolute.").secret_url();
        REDIS_URL = Setting::named("REDIS_URL", "`redis://HOST:PORT/DB` or `rediss://...`",
            Unset("jobs are announced inside the process, and between processes by PostgreSQL"),
            "The Redis that tells workers of new jobs at once. It holds nothing that would be missed.").secret_url();
        STORAGE_URL = Setting::named("STORAGE_URL", "`file://PATH` or `s3://BUCKET/PREFIX`", UnderData("file://{data}/files"),
            "Where uploaded and produced files are kept. With several machines: S3, or a folder that all of them share.");
        AWS_ACCESS_KEY_ID = Setting::named("AWS_ACCESS_KEY_ID", "text", Unset("the machine's or container's role is used"),
            "Access key for S3. Every other usual `AWS_*` variable of the environment is honoured too.");
        AWS_SECRET_ACCESS_KEY = Setting::named("AWS_SECRET_ACCESS_KEY", "text", Unset("as above"),
            "Secret key for S3.").hidden();
        AWS_SESSION_TOKEN = Setting::named("AWS_SESSION_TOKEN", "text", Unset("no token"),
            "Session token of temporary S3 credentials.").hidden();
        AWS_REGION = Setting::named("AWS_REGION", "a region", Unset("`us-east-1`"), "Region of the S3 bucket.");
        AWS_ENDPOINT_URL = Setting::named("AWS_ENDPOINT_URL", "a URL", Unset("Amazon's"),
            "Address of an S3 service that is not Amazon's.");
        AWS_ALLOW_HTTP = Setting::named("AWS_ALLOW_HTTP", "`true` or `false`", Unset("`false`"),
            "Whether the S3 service may be spoken to without TLS.");
    }
    "Web" {
        LISTEN = Setting::named("SELLOUT_LISTEN", "address:port", Value("127.0.0.1:8080"),
            "Where the API and the pages listen. `0.0.0.0:8080` is reachable from other machines.");
        PUBLIC_URL = Setting::named("SELLOUT_PUBLIC_URL", "an http or https URL", Unset("mails by SMTP carry no links"),
            "The address under which people reach this server, for links in mails.");
        METRICS_LISTEN = Setting::named("SELLOUT_METRICS_LISTEN", "address:port",
            Unset("`/metrics` is on the API, for admins and loopback only"),
            "Serves `/metrics` on an address of its own, without sign-in.");
        MAX_UPLOAD_BYTES = Setting::named("SELLOUT_MAX_UPLOAD_BYTES", "bytes, or a number with kB, MB, GB, KiB, MiB, GiB",
            Value("1 GiB"), "The largest file that is accepted; a larger one is answered 413.");
        REQUESTS_PER_MINUTE = Setting::named("SELLOUT_REQUESTS_PER_MINUTE", "a number; 0 is no limit", Value("1200"),
            "How many API requests one caller may make a minute before being answered 429.");
    }
    "Reading files" {
        MAX_WORKBOOK_BYTES = Setting::named("SELLOUT_MAX_WORKBOOK_BYTES", "as SELLOUT_MAX_UPLOAD_BYTES", Value("512 MiB"),
            "The largest workbook (xlsx, xlsm, xlsb) or packed file that is read.");
        MAX_WHOLE_WORKBOOK_BYTES = Setting::named("SELLOUT_MAX_WHOLE_WORKBOOK_BYTES", "as SELLOUT_MAX_UPLOAD_BYTES",
            Value("32 MiB"), "The largest xls or ods workbook, which is held in memory whole while it is read.");
        MAX_SHEETS = Setting::named("SELLOUT_MAX_SHEETS", "a number from 1 to 30000", Value("1000"),
            "The most sheets of a workbook.");
        MAX_ROWS = Setting::named("SELLOUT_MAX_ROWS", "a number from 1 to 100000000", Value("1048576"),
            "The most rows of a workbook's sheet. Texts may have any number.");
        MAX_COLUMNS = Setting::named("SELLOUT_MAX_COLUMNS", "a number from 1 to 16384", Value("16384"),
            "The most columns of a sheet or of a line of text.");
        MAX_CELLS = Setting::named("SELLOUT_MAX_CELLS", "a number from 1 to 4000000000", Value("50000000"),
            "The most cells with a value in a workbook.");
        MAX_CELL_BYTES = Setting::named("SELLOUT_MAX_CELL_BYTES", "as SELLOUT_MAX_UPLOAD_BYTES", Value("131068"),
            "The longest text of one cell; the default is what a spreadsheet's cell can hold.");
        MAX_ARCHIVE_FILES = Setting::named("SELLOUT_MAX_ARCHIVE_FILES", "a number from 1 to 10000", Value("100"),
            "The most files in one archive.");
        MAX_UNPACKED_BYTES = Setting::named("SELLOUT_MAX_UNPACKED_BYTES", "as SELLOUT_MAX_UPLOAD_BYTES", Value("4 GiB"),
            "What a zipped workbook, or all files of an archive together, may unpack to.");
        MAX_UNPACK_RATIO = Setting::named("SELLOUT_MAX_UNPACK_RATIO", "a number from 1 to 100000", Value("200"),
            "How many bytes may come out for each packed byte, once 64 MiB have come; tables of figures have 5 to 30.");
        READER_MEMORY_BYTES = Setting::named("SELLOUT_READER_MEMORY_BYTES", "as SELLOUT_MAX_UPLOAD_BYTES", Value("256 MiB"),
            "The memory of the child process that reads a workbook; the child sets this limit on itself.");
        READER_CPU_SECONDS = Setting::named("SELLOUT_READER_CPU_SECONDS", "a number from 1 to 3600", Value("10"),
            "The processor time of that child, in seconds.");
        READER_SECONDS = Setting::named("SELLOUT_READER_SECONDS", "seconds, or a number with s, m, h", Value("60"),
            "How long that child may take by the clock, for machines that are busy.");
    }
    "Sign-in" {
        SECRET_KEY = Setting::named("SELLOUT_SECRET_KEY", "at least 32 letters",
            Unset("made at the first start and kept in the data folder; required where DATABASE_URL is PostgreSQL"),
            "Signs access tokens and download links. Every process must have the same. `openssl rand -hex 32` makes one.")
            .hidden();
        ADMIN_EMAIL = Setting::named("SELLOUT_ADMIN_EMAIL", "a mail address",
            Unset("the first start makes an admin and prints how to sign in"),
            "The admin made at the first start, together with SELLOUT_ADMIN_PASSWORD.");
        ADMIN_PASSWORD = Setting::named("SELLOUT_ADMIN_PASSWORD", "text", Unset("as above"),
            "That admin's password. Later starts change nothing.").hidden();
    }
    "Mail" {
        SMTP_URL = Setting::named("SMTP_URL", "`smtp://USER:PASSWORD@HOST:587`, `smtps://...` or `file://PATH`",
            UnderData("file://{data}/outbox"),
            "How mail leaves. `smtp://` encrypts (STARTTLS) where the server offers it, insists on it where a password would \
             travel, and leaves it out to this machine itself; `?tls=required`, `?tls=opportunistic` or `?tls=none` says \
             otherwise. `file://` writes each mail as an .eml file instead.").secret_url();
        MAIL_FROM = Setting::named("SELLOUT_MAIL_FROM", "`address` or `Name <address>`", Value("sellout <sellout@localhost>"),
            "The sender of all mail. Set it where mail leaves by SMTP.");
        MAILS_PER_SECOND = Setting::named("SELLOUT_MAILS_PER_SECOND", "a number", Value("10"),
            "How many mails leave a second at most, from all workers together.");
        MAX_ATTACHMENT_BYTES = Setting::named("SELLOUT_MAX_ATTACHMENT_BYTES", "as SELLOUT_MAX_UPLOAD_BYTES", Value("10 MiB"),
            "A larger report is mailed as a link instead of an attachment.");
    }
    "New organisations" {
        CURRENCY = Setting::named("SELLOUT_CURRENCY", "an ISO 4217 code", Value("EUR"),
            "The currency that a new organisation's figures are converted to.");
        TIMEZONE = Setting::named("SELLOUT_TIMEZONE", "an IANA name", Value("UTC"),
            "The time zone of a new organisation: its \"today\" and its schedules.");
    }
    "Workers" {
        CONCURRENCY = Setting::named("SELLOUT_CONCURRENCY", "a number from 1 to 256", Unset("the machine's number of cores"),
            "How many jobs of one queue a process runs at once.");
        QUEUE_PREFIX = Setting::named("SELLOUT_QUEUE_PREFIX", "letters, digits, - and _", Value("sellout"),
            "What the names of Redis lists begin with; two installations on one Redis need two.");
        SHUTDOWN_GRACE = Setting::named("SELLOUT_SHUTDOWN_GRACE", "seconds, or a number with s, m, h", Value("30"),
            "How long running jobs may take to end when the process is told to stop; the rest goes back to its queue.");
        KEEP_SUCCEEDED_DAYS = Setting::named("SELLOUT_KEEP_SUCCEEDED_DAYS", "a number from 1 to 3650", Value("7"),
            "How many days succeeded and cancelled jobs are kept with their history.");
        KEEP_FAILED_DAYS = Setting::named("SELLOUT_KEEP_FAILED_DAYS", "a number from 1 to 3650", Value("90"),
            "How many days failed jobs are kept, to be looked at and run again.");
    }
    "Log" {
        LOG = Setting::named("SELLOUT_LOG", "a filter such as `info,sellout_worker=debug`", Value("info"),
            "What is logged, to stderr.");
        LOG_FORMAT = Setting::named("SELLOUT_LOG_FORMAT", "`text` or `json`", Value("text"), "How it is written.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique_and_never_end_like_a_secret_file() {
        let names: Vec<_> = all().map(|s| s.name).collect();
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
        assert!(names.iter().all(|name| !name.ends_with("_FILE")));
    }

    #[test]
    fn whatever_could_hold_a_password_is_secret() {
        let open: Vec<_> = all().filter(|s| !s.is_secret()).map(|s| s.name).collect();
        for name in ["DATABASE_URL", "REDIS_URL", "SMTP_URL", "SELLOUT_SECRET_KEY", "SELLOUT_ADMIN_PASSWORD"] {
            assert!(!open.contains(&name), "{name} is shown");
        }
    }
}
