//! Folders, disks, the place for files and the way out for mail.

use std::path::{Path, PathBuf};

use sellout_config::{MailTransport, Settings, StorageSettings};

use super::finding::Finding;
use crate::setup::{Lock, connect, shown};

/// Less room than this is worth a look, and than the second a failure, in bytes.
const LITTLE: u64 = 1 << 30;
const TOO_LITTLE: u64 = 100 << 20;

/// Looks at them.
pub(super) async fn look(settings: &Settings) -> Vec<Finding> {
    vec![data_folder(settings), disk(settings), storage(settings).await, mail(settings).await]
}

fn data_folder(settings: &Settings) -> Finding {
    let data = &settings.data;
    let there = nearest_there(data);
    match tempfile::NamedTempFile::new_in(&there) {
        Err(e) => {
            let said = format!("{} cannot be written: {e}", there.display());
            Finding::failed("data folder", said, "make it writable, or set SELLOUT_DATA to another folder")
        }
        Ok(_) if there != *data => Finding::ok("data folder", format!("{} is made at the first start", data.display())),
        Ok(_) => {
            let user = Lock::holder(data).map(|holder| format!("; in use by {holder}")).unwrap_or_default();
            Finding::ok("data folder", format!("{} is writable{user}", data.display()))
        }
    }
}

/// The folder itself, or the nearest above it that is there.
fn nearest_there(folder: &Path) -> PathBuf {
    let there = folder.ancestors().find(|above| above.is_dir());
    match there {
        Some(above) if !above.as_os_str().is_empty() => above.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn disk(settings: &Settings) -> Finding {
    let there = nearest_there(&settings.data);
    let free = match rustix::fs::statvfs(&there) {
        Ok(about) => about.f_bavail.saturating_mul(about.f_frsize),
        Err(e) => return Finding::warning("disk", format!("its room cannot be told: {e}"), "look at it with df"),
    };
    let said = format!("{} MiB free where {} lies", free >> 20, settings.data.display());
    let cure = "free some room, or move the data folder";
    let wanted = settings.limits.max_upload_bytes;
    match free {
        free if free < TOO_LITTLE => Finding::failed("disk", said, cure),
        free if free < LITTLE => Finding::warning("disk", said, cure),
        free if free < wanted => {
            let less = format!("{said}; that is less than one file of SELLOUT_MAX_UPLOAD_BYTES");
            Finding::warning("disk", less, "free some room, or lower SELLOUT_MAX_UPLOAD_BYTES")
        }
        _ => Finding::ok("disk", said),
    }
}

async fn storage(settings: &Settings) -> Finding {
    let url = shown(settings, "STORAGE_URL");
    if let StorageSettings::Folder(folder) = &settings.storage
        && !folder.exists()
    {
        return Finding::ok("storage", format!("{} is made at the first start", folder.display()));
    }
    let tried = match connect::files(settings) {
        Ok(files) => files.check().await.map_err(|e| e.to_string()),
        Err(failure) => Err(failure.to_string()),
    };
    Finding::of("storage", tried.map(|()| format!("{url} answers")), "check STORAGE_URL and the AWS settings")
}

async fn mail(settings: &Settings) -> Finding {
    let url = shown(settings, "SMTP_URL");
    if let MailTransport::Folder(folder) = &settings.mail.transport
        && !folder.exists()
    {
        return Finding::ok("mail", format!("{} is made with the first mail", folder.display()));
    }
    let tried = match connect::transport(settings) {
        Ok(transport) => transport.check().await.map_err(|e| e.to_string()),
        Err(failure) => Err(failure.to_string()),
    };
    Finding::of("mail", tried.map(|()| format!("{url} takes mail")), "check SMTP_URL: host, port, user and password")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_there_yet_is_judged_by_the_one_above() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(nearest_there(&folder.path().join("a/b")), folder.path());
        assert_eq!(nearest_there(Path::new("surely-not-here/b")), Path::new("."));
    }
}
