//! The child process as a process: it ends with its parent, and its failures are told apart from the file's.

#![expect(clippy::unwrap_used, reason = "a test stops where what it needs is missing")]

use std::process::Stdio;
use std::time::Duration;

use sellout_ingest::ReadError;
use sellout_reader::{CHILD_ARGUMENT, Reader};
use tokio::process::Command;

/// A child that waits for input which never ends.
fn waiting_child() -> tokio::process::Child {
    Command::new(env!("CARGO_BIN_EXE_read-cells"))
        .arg(CHILD_ARGUMENT)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

#[tokio::test]
async fn a_child_ends_when_nobody_reads_its_cells_any_more() {
    let mut child = waiting_child();
    let input = child.stdin.take();
    drop(child.stdout.take());
    let status = tokio::time::timeout(Duration::from_secs(10), child.wait()).await.expect("it still runs").unwrap();
    assert!(!status.success());
    drop(input);
}

#[tokio::test]
async fn a_program_that_cannot_be_started_or_fails_is_no_fault_of_the_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    for program in ["/nowhere/sellout", "/bin/false"] {
        let error = Reader::new(program).read_workbook(file.path()).await.unwrap_err();
        assert!(matches!(error, ReadError::Io(_)), "{error}");
    }
    let error = Reader::new("/bin/true").read_workbook(file.path()).await.unwrap_err();
    assert!(matches!(error, ReadError::File(_)), "{error}");
}
