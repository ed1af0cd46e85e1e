//! One long-running process a data folder: a lock file that names its process. The system gives the lock back when the
//! process ends, however it ends; commands run beside it and take none.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use crate::failure::Failure;

const NAME: &str = "sellout.lock";

/// The lock, as long as it lives.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a data folder, made if missing, or names who has it.
    pub(crate) fn take(data: &Path) -> Result<Self, Failure> {
        super::connect::make_folder(data, "SELLOUT_DATA")?;
        let path = data.join(NAME);
        let failed = |e: &dyn std::fmt::Display| {
            Failure::new(format!("{} cannot be written: {e}; make the data folder writable", path.display()))
        };
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = opened.map_err(|e| failed(&e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(taken(data, &mut file)),
            Err(TryLockError::Error(e)) => return Err(failed(&e)),
        }
        let wrote =
            file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
        wrote.map_err(|e| failed(&e))?;
        Ok(Self { _file: file })
    }

    /// The process that holds the lock of a data folder, if one does.
    pub(crate) fn holder(data: &Path) -> Option<String> {
        let mut file = OpenOptions::new().read(true).open(data.join(NAME)).ok()?;
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => Some(process_named(&mut file)),
            _ => None,
        }
    }
}

fn taken(data: &Path, file: &mut File) -> Failure {
    let who = process_named(file);
    Failure::new(format!(
        "another sellout ({who}) already serves the data folder {}; stop it first, choose another folder by SELLOUT_DATA, \
         or use PostgreSQL, which several processes can share",
        data.display()
    ))
}

fn process_named(file: &mut File) -> String {
    let mut text = String::new();
    match file.read_to_string(&mut text) {
        Ok(_) if !text.trim().is_empty() => format!("process {}", text.trim()),
        _ => "a process that is just starting".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_is_told_who_has_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        assert_eq!(Lock::holder(&data), None);
        let lock = Lock::take(&data).unwrap();
        let me = format!("process {}", std::process::id());
        assert_eq!(Lock::holder(&data), Some(me.clone()));
        let refused = format!("{:?}", Lock::take(&data).unwrap_err());
        assert!(refused.contains(&me) && refused.contains("SELLOUT_DATA"), "{refused}");
        drop(lock);
        assert_eq!(Lock::holder(&data), None);
        Lock::take(&data).unwrap();
    }
}
