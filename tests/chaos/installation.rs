//! The processes of sellout: an `api` and its workers, or one `serve`. One that is killed, or could not start because
//! the database was away, is started again at once; one that ran and ended by itself is a finding.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard};

use rustix::process::Signal;
use sellout_testing::Kind;

use crate::children::{Running, free_port};
use crate::size::WORKERS;

/// Who signs in.
pub(crate) const ADMIN: &str = "ada@aldermere.example";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// The processes.
#[derive(Debug)]
pub(crate) struct Installation {
    settings: Vec<(&'static str, String)>,
    folder: PathBuf,
    /// Where the API listens.
    pub(crate) address: String,
    processes: Mutex<Vec<Process>>,
    fallen: Mutex<Vec<String>>,
    refused: Mutex<usize>,
}

#[derive(Debug)]
struct Process {
    name: String,
    arguments: &'static [&'static str],
    running: Running,
    stands_still: bool,
}

impl Installation {
    /// With these settings beside the usual ones; the folder is for data and logs.
    pub(crate) fn new(folder: &Path, more: Vec<(&'static str, String)>) -> Self {
        let address = format!("127.0.0.1:{}", free_port());
        let mut settings = vec![
            ("SELLOUT_DATA", folder.join("data").display().to_string()),
            ("SELLOUT_LISTEN", address.clone()),
            ("SELLOUT_SECRET_KEY", "a key of the tests, longer than 32 letters".to_owned()),
            ("SELLOUT_ADMIN_EMAIL", ADMIN.to_owned()),
            ("SELLOUT_ADMIN_PASSWORD", PASSWORD.to_owned()),
            ("SELLOUT_CONCURRENCY", "2".to_owned()),
            ("SELLOUT_REQUESTS_PER_MINUTE", "0".to_owned()),
            ("SELLOUT_MAILS_PER_SECOND", "100".to_owned()),
        ];
        settings.extend(more);
        Self {
            settings,
            folder: folder.to_owned(),
            address,
            processes: Mutex::default(),
            fallen: Mutex::default(),
            refused: Mutex::default(),
        }
    }

    /// Brings the database up to date and starts the processes of this kind of installation.
    pub(crate) fn start(&self, kind: Kind) {
        let migrated = self.command(&["migrate"]).output().unwrap();
        assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
        let mut processes = self.processes();
        match kind {
            Kind::Sqlite => processes.push(self.process("serve".to_owned(), &["serve", "--json"])),
            Kind::Postgres => {
                let workers = (1..=WORKERS).map(|n| self.process(format!("worker-{n}"), &["worker", "--json"]));
                processes.extend(workers);
                processes.push(self.process("api".to_owned(), &["api", "--json"]));
            }
        }
    }

    /// Kills one of those that run jobs, without a word, and starts it again. One that stands still is left to wake up
    /// where there is another.
    pub(crate) fn kill(&self, which: usize) {
        let mut processes = self.processes();
        let awake = (which..which + WORKERS).find(|at| !one_of(&mut processes, *at).stands_still);
        let process = one_of(&mut processes, awake.unwrap_or(which));
        process.running.end_by(Signal::KILL);
        self.start_again(process);
    }

    /// Lets one of those that run jobs stand still.
    pub(crate) fn freeze(&self, which: usize) {
        let mut processes = self.processes();
        let process = one_of(&mut processes, which);
        process.running.tell(Signal::STOP);
        process.stands_still = true;
    }

    /// Lets it go on.
    pub(crate) fn thaw(&self, which: usize) {
        let mut processes = self.processes();
        let process = one_of(&mut processes, which);
        process.running.tell(Signal::CONT);
        process.stands_still = false;
    }

    /// Starts again what has ended by itself.
    pub(crate) fn look_after(&self) {
        for process in self.processes().iter_mut() {
            let Some(status) = process.running.fell() else { continue };
            if process.running.said().contains("\"ready\"") {
                self.fallen.lock().unwrap().push(format!("{} ended by itself: {status}", process.name));
            } else {
                *self.refused.lock().unwrap() += 1;
            }
            self.start_again(process);
        }
    }

    /// Processes that ran and ended by themselves.
    pub(crate) fn fallen(&self) -> Vec<String> {
        self.fallen.lock().unwrap().clone()
    }

    /// How many starts were refused.
    pub(crate) fn refused(&self) -> usize {
        *self.refused.lock().unwrap()
    }

    fn processes(&self) -> MutexGuard<'_, Vec<Process>> {
        self.processes.lock().unwrap()
    }

    fn process(&self, name: String, arguments: &'static [&'static str]) -> Process {
        let running = self.run(&name, arguments);
        Process { name, arguments, running, stands_still: false }
    }

    fn start_again(&self, process: &mut Process) {
        process.running = self.run(&process.name, process.arguments);
        process.stands_still = false;
    }

    fn run(&self, name: &str, arguments: &[&str]) -> Running {
        Running::start(self.command(arguments), &self.folder, name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sellout"));
        command.args(arguments).env_clear().envs(self.settings.iter().map(|(name, value)| (name, value)));
        command.current_dir(&self.folder);
        command
    }
}

/// One of those that run jobs; the API stands behind them.
fn one_of(processes: &mut [Process], which: usize) -> &mut Process {
    let those = processes.len().min(WORKERS);
    &mut processes[which % those]
}
