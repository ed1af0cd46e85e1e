//! Mail as files: one .eml a mail, named by its message id, whole or not there.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::transport::{Outgoing, SendError, SendOutcome};

/// Writes a mail; the same mail again takes the place of itself.
pub(crate) async fn keep(folder: &Path, mail: &Outgoing) -> Result<SendOutcome, SendError> {
    let path = folder.join(file_name(&mail.message_id)?);
    let (folder, bytes) = (folder.to_owned(), mail.bytes.clone());
    let target = path.clone();
    blocking(folder.clone(), move || {
        std::fs::create_dir_all(&folder)?;
        let mut file = tempfile::Builder::new().prefix(".unfinished-").tempfile_in(&folder)?;
        file.write_all(&bytes)?;
        file.as_file().sync_all()?;
        file.persist(&target)?;
        Ok(())
    })
    .await?;
    Ok(SendOutcome { response: format!("written to {}", path.display()) })
}

/// Whether the folder is there and can be written to.
pub(crate) async fn check(folder: &Path) -> Result<(), SendError> {
    let folder = folder.to_owned();
    blocking(folder.clone(), move || {
        std::fs::create_dir_all(&folder)?;
        tempfile::Builder::new().prefix(".unfinished-").tempfile_in(&folder).map(drop)
    })
    .await
}

async fn blocking(folder: PathBuf, work: impl FnOnce() -> io::Result<()> + Send + 'static) -> Result<(), SendError> {
    let failed = |e: &dyn std::fmt::Display| SendError::Unreachable { problem: format!("{}: {e}", folder.display()) };
    tokio::task::spawn_blocking(work).await.map_err(|e| failed(&e))?.map_err(|e| failed(&e))
}

/// The message id without its brackets; one that could name another folder is refused.
fn file_name(message_id: &str) -> Result<String, SendError> {
    let id = message_id.trim_matches(['<', '>']);
    let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@'));
    if plain && id.contains('@') && !id.starts_with('.') {
        return Ok(format!("{id}.eml"));
    }
    Err(SendError::Refused { permanent: true, response: format!("{message_id:?} cannot name a file") })
}
