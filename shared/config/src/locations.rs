//! Where the database and the files are: what `DATABASE_URL` and `STORAGE_URL` may say.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::parse::Value;

/// The database.
#[derive(Clone, Debug)]
pub enum DatabaseSettings {
    /// One file, for one long-running process.
    Sqlite {
        /// The file; made if missing.
        file: PathBuf,
    },
    /// A server.
    Postgres {
        /// `postgres://...`, as the driver reads it.
        url: SecretString,
    },
}

/// Where files are kept.
#[derive(Clone, Debug)]
pub enum StorageSettings {
    /// A folder; made if missing.
    Folder(PathBuf),
    /// A bucket.
    S3 {
        /// `s3://bucket/prefix`.
        url: Url,
        /// The usual AWS variables by lower-case name (`aws_region`, ...).
        options: Vec<(String, SecretString)>,
    },
}

impl DatabaseSettings {
    /// The URL as the driver reads it.
    pub fn url(&self) -> SecretString {
        match self {
            Self::Sqlite { file } => format!("sqlite://{}", percent_encoded(file)).into(),
            Self::Postgres { url } => url.expose_secret().into(),
        }
    }

    /// Whether it is a server, so that several processes can share it.
    pub fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres { .. })
    }

    /// The folder that must exist before the database is opened, if it is a file.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Sqlite { file } => file.parent().filter(|folder| !folder.as_os_str().is_empty()),
            Self::Postgres { .. } => None,
        }
    }
}

/// The driver decodes the path of a `sqlite` URL and cuts it at `?`.
fn percent_encoded(file: &Path) -> String {
    file.to_string_lossy().replace('%', "%25").replace('?', "%3F").replace('#', "%23")
}

impl Value for DatabaseSettings {
    fn read(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("sqlite://") {
            // Other tools need mode=rwc to have the file made; here it is always made.
            let path = path.strip_suffix("?mode=rwc").unwrap_or(path);
            return match path {
                "" | ":memory:" => Err("name a file, such as sqlite://data/sellout.db".to_owned()),
                path if path.rsplit_once('?').is_some_and(|(_, tail)| tail.contains('=')) => {
                    Err("leave out what follows the ?; sellout sets it itself".to_owned())
                }
                path => Ok(Self::Sqlite { file: path.into() }),
            };
        }
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "postgres" | "postgresql"));
        match url {
            Some(url) if url.path().trim_matches('/').is_empty() => {
                Err("name a database, such as postgres://user:password@host/sellout".to_owned())
            }
            Some(_) => Ok(Self::Postgres { url: text.into() }),
            None => Err("write sqlite://data/sellout.db or postgres://user:password@host/sellout".to_owned()),
        }
    }
}

impl Value for StorageSettings {
    fn read(text: &str) -> Result<Self, String> {
        if let Some(folder) = folder_of(text) {
            return Ok(Self::Folder(folder));
        }
        Url::parse(text)
            .ok()
            .filter(|url| url.scheme() == "s3" && url.has_host() && url.query().is_none())
            .map(|url| Self::S3 { url, options: Vec::new() })
            .ok_or_else(|| "write file://data/files or s3://bucket/prefix".to_owned())
    }
}

/// The folder that a `file://` URL names, taken as written.
pub(crate) fn folder_of(text: &str) -> Option<PathBuf> {
    text.strip_prefix("file://").filter(|path| !path.is_empty()).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sqlite(text: &str) -> Option<PathBuf> {
        match DatabaseSettings::read(text) {
            Ok(DatabaseSettings::Sqlite { file }) => Some(file),
            _ => None,
        }
    }

    #[test]
    fn sqlite_paths_are_taken_as_written_and_encoded_for_the_driver() {
        assert_eq!(sqlite("sqlite://data/sellout.db"), Some("data/sellout.db".into()));
        assert_eq!(sqlite("sqlite:///srv/a%b.db"), Some("/srv/a%b.db".into()));
        assert_eq!(sqlite("sqlite://x.db?mode=rwc"), Some("x.db".into()));
        let url = DatabaseSettings::Sqlite { file: "/srv/50% #1.db".into() }.url();
        assert_eq!(url.expose_secret(), "sqlite:///srv/50%25 %231.db");
    }

    #[test]
    fn other_databases_are_refused_with_the_two_that_work() {
        for text in ["mysql://host/x", "data/x.db", "sqlite:x.db", ""] {
            assert!(DatabaseSettings::read(text).is_err_and(|e| e.contains("postgres://")), "{text}");
        }
        assert!(DatabaseSettings::read("sqlite://:memory:").is_err_and(|e| e.contains("name a file")));
        assert!(DatabaseSettings::read("sqlite://x.db?cache=shared").is_err());
        assert!(DatabaseSettings::read("postgres://host").is_err_and(|e| e.contains("name a database")));
    }

    #[test]
    fn files_go_to_a_folder_or_a_bucket() {
        assert!(
            matches!(StorageSettings::read("file:///srv/files"), Ok(StorageSettings::Folder(p)) if p == Path::new("/srv/files"))
        );
        assert!(
            matches!(StorageSettings::read("s3://bucket/a/b"), Ok(StorageSettings::S3 { url, .. }) if url.path() == "/a/b")
        );
        assert!(StorageSettings::read("gs://bucket").is_err());
        assert!(StorageSettings::read("file://").is_err());
    }
}
