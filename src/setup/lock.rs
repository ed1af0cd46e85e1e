//! One long-running process a data folder: a lock file that names its process, and its machine on a second line. The
//! system gives the lock back when the process ends, however it ends; commands run beside it and take none.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use rustix::process::{Pid, getpid, test_kill_process};

use crate::failure::Failure;

const NAME: &str = "sellout.lock";

/// The lock, as long as it lives.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
    former: Option<Holder>,
}

/// A process on its machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Holder {
    pub(crate) host: String,
    pub(crate) pid: u32,
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
        let former = Holder::named_in(&mut file);
        let (pid, host) = (std::process::id(), super::host());
        let wrote = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{pid}\n{host}"));
        wrote.map_err(|e| failed(&e))?;
        Ok(Self { _file: file, former })
    }

    /// Who held the lock before and surely is gone. Nobody where its number may be another process's by now.
    pub(crate) fn former(&self) -> Option<&Holder> {
        self.former.as_ref().filter(|former| former.host != super::host() || !is_somebody_else(former.pid))
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

impl Holder {
    fn named_in(file: &mut File) -> Option<Self> {
        let mut text = String::new();
        file.read_to_string(&mut text).ok()?;
        let (pid, host) = text.trim().split_once('\n')?;
        Some(Self { host: host.to_owned(), pid: pid.parse().ok()? })
    }
}

/// In a container every first process has the same number: then it is our own.
fn is_somebody_else(pid: u32) -> bool {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    pid.is_some_and(|pid| pid != getpid() && !matches!(test_kill_process(pid), Err(rustix::io::Errno::SRCH)))
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
        Ok(_) if !text.trim().is_empty() => format!("process {}", text.lines().next().unwrap_or_default()),
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

    #[test]
    fn who_held_it_before_is_named_unless_the_number_may_be_somebody_elses() {
        let folder = tempfile::tempdir().unwrap();
        let me = Holder { host: crate::setup::host(), pid: std::process::id() };
        assert_eq!(Lock::take(folder.path()).unwrap().former(), None, "nobody was before the first");
        assert_eq!(Lock::take(folder.path()).unwrap().former(), Some(&me));
        let before = |host: &str, pid: u32| {
            std::fs::write(folder.path().join(NAME), format!("{pid}\n{host}\n")).unwrap();
            Lock::take(folder.path()).unwrap().former().cloned()
        };
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        assert_eq!(before(&me.host, child.id()), None, "a process with that number lives");
        assert!(before("elsewhere", child.id()).is_some(), "numbers of another machine say nothing here");
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(before(&me.host, child.id()).is_some());
    }
}
