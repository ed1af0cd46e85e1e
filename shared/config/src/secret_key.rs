//! The key that signs tokens and links, kept in the data folder where none is set.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

use rand::TryRngCore;
use rand::rngs::OsRng;
use secrecy::SecretString;

use crate::error::ConfigError;

/// The fewest letters of a key: 32 bytes is what HMAC-SHA-256 wants (RFC 7518, 3.2).
pub(crate) const SHORTEST: usize = 32;

const NAME: &str = "secret.key";

/// The key kept in a data folder as `secret.key`, readable by its owner only. Made, with the folder, if missing; of
/// processes that start together, one makes it and all use that one.
pub fn secret_key(data: &Path) -> Result<SecretString, ConfigError> {
    let path = data.join(NAME);
    let failed = |action, source| ConfigError::SecretKey { path: path.clone(), action, source };
    let text = match std::fs::read_to_string(&path) {
        Err(e) if e.kind() == ErrorKind::NotFound => {
            make(data).map_err(|e| failed("made", e))?;
            std::fs::read_to_string(&path).map_err(|e| failed("read", e))?
        }
        read => read.map_err(|e| failed("read", e))?,
    };
    let key = text.trim();
    if key.len() < SHORTEST { Err(ConfigError::DamagedKey(path)) } else { Ok(key.into()) }
}

/// Written aside and put in place whole, never over an existing key.
fn make(data: &Path) -> io::Result<()> {
    std::fs::create_dir_all(data)?;
    let random = || OsRng.try_next_u64().map_err(io::Error::other);
    let key = format!("{:016x}{:016x}{:016x}{:016x}\n", random()?, random()?, random()?, random()?);
    // A temporary file is made with permissions 0600 and keeps them.
    let mut file = tempfile::NamedTempFile::new_in(data)?;
    file.write_all(key.as_bytes())?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(data.join(NAME)) {
        Err(e) if e.error.kind() != ErrorKind::AlreadyExists => Err(e.error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn the_key_is_made_once_and_kept_for_its_owner_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let first = secret_key(&data).expect("a key");
        let second = secret_key(&data).expect("the same key");
        assert_eq!(first.expose_secret(), second.expose_secret());
        assert_eq!(first.expose_secret().len(), 64);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(data.join(NAME)).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(std::fs::read_dir(&data).expect("a folder").count(), 1, "nothing else is left there");
    }

    #[test]
    fn processes_that_start_together_get_the_same_key() {
        let folder = tempfile::tempdir().expect("a folder");
        let keys: Vec<String> = std::thread::scope(|scope| {
            let started: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| secret_key(folder.path()).expect("a key").expose_secret().to_owned()))
                .collect();
            started.into_iter().map(|thread| thread.join().expect("it ran")).collect()
        });
        assert!(keys.iter().all(|key| key == &keys[0]));
    }

    #[test]
    fn a_damaged_key_stops_the_start_instead_of_being_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(NAME), "short\n").expect("written");
        assert!(matches!(secret_key(folder.path()), Err(ConfigError::DamagedKey(_))));
    }
}
