//! A process of the test: what it says is kept in files, and it ends when the test lets go of it, also in a panic.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// How long a process that was asked to end may take before it is killed.
const PATIENCE: Duration = Duration::from_secs(20);

/// A process that runs.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    said: PathBuf,
    /// How it is ended when nobody waits for it any more.
    last: Signal,
}

impl Running {
    /// Starts it. Its stdout is `NAME.out` in the folder, of the latest start; its stderr is added to `NAME.log`.
    pub(crate) fn start(mut command: Command, folder: &Path, name: &str) -> Self {
        let said = folder.join(format!("{name}.out"));
        let log = OpenOptions::new().create(true).append(true).open(folder.join(format!("{name}.log"))).unwrap();
        command.stdin(Stdio::null()).stdout(File::create(&said).unwrap()).stderr(log);
        let child = command.spawn().unwrap_or_else(|error| panic!("{command:?} cannot be started: {error}"));
        Self { child, said, last: Signal::KILL }
    }

    /// One that cleans up behind itself when it gets this signal.
    pub(crate) fn ending_by(mut self, last: Signal) -> Self {
        self.last = last;
        self
    }

    /// What it said on stdout.
    pub(crate) fn said(&self) -> String {
        fs::read_to_string(&self.said).unwrap_or_default()
    }

    /// Sends it a signal, if it still runs.
    pub(crate) fn tell(&mut self, signal: Signal) {
        if self.fell().is_none() {
            kill_process(Pid::from_child(&self.child), signal).unwrap();
        }
    }

    /// How it ended by itself, if it did.
    pub(crate) fn fell(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Ends it by a signal and waits for its end.
    pub(crate) fn end_by(&mut self, signal: Signal) {
        if self.fell().is_some() {
            return;
        }
        self.tell(signal);
        let asked = Instant::now();
        while signal != Signal::KILL && self.fell().is_none() {
            if asked.elapsed() > PATIENCE {
                self.child.kill().unwrap();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let last = self.last;
        self.end_by(last);
    }
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
