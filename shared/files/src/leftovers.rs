//! What a killed process left in a folder: half-written files beside their places, `NAME#1`, `NAME#2`, ...

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::error::FilesError;
use crate::files::Files;

impl Files {
    /// Removes half-written files last touched before this moment, and says how many. A bucket has its own rule for
    /// them. Choose a moment before which no upload still running can have begun.
    pub async fn remove_leftovers(&self, before: SystemTime) -> Result<u64, FilesError> {
        let Some(folder) = self.folder.clone() else { return Ok(0) };
        let removed = tokio::task::spawn_blocking(move || {
            let mut removed = 0;
            for leftover in half_written(&folder)? {
                if fs::metadata(&leftover).and_then(|m| m.modified()).is_ok_and(|touched| touched < before) {
                    fs::remove_file(&leftover)?;
                    removed += 1;
                }
            }
            Ok::<_, io::Error>(removed)
        })
        .await??;
        Ok(removed)
    }
}

/// Removes what a failed write left beside its place.
pub(crate) async fn remove_of(place: &Path) {
    for number in 1..=9 {
        let mut name = place.as_os_str().to_owned();
        name.push(format!("#{number}"));
        match tokio::fs::remove_file(PathBuf::from(name)).await {
            Err(e) if e.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(error = %e, "a half-written file could not be removed");
            }
            _ => {}
        }
    }
}

fn half_written(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else if is_half_written(&entry.file_name().to_string_lossy()) {
                found.push(entry.path());
            }
        }
    }
    Ok(found)
}

fn is_half_written(name: &str) -> bool {
    name.rsplit_once('#').is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}
