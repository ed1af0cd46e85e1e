//! The program as people call it: its words, its answers on stdout, its exit codes.

mod demo;
mod examples;
mod http;
mod import;
mod limits;
mod looking;
mod operating;
mod serving;
mod waiting;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value as Json;
use tempfile::TempDir;

/// A folder to call the program in, with nothing set that is not said here.
pub(crate) struct Shell {
    pub(crate) folder: TempDir,
    settings: Vec<(&'static str, String)>,
}

/// What a call left.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Shell {
    /// With its data in `data` below the folder, as if nothing was set.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), settings: Vec::new() }
    }

    /// With one more setting.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.settings.push((name, value.into()));
        self
    }

    /// A file in the folder.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// The program, ready to be started.
    pub(crate) fn command<A: AsRef<std::ffi::OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sellout"));
        command.args(arguments).env_clear().envs(self.settings.iter().map(|(name, value)| (name, value)));
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// Calls the program and waits for its end.
    pub(crate) fn call<A: AsRef<std::ffi::OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Ended {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ended { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

impl Ended {
    /// It ended with this code.
    #[track_caller]
    pub(crate) fn with_code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    /// Its JSON lines; there is nothing else on stdout.
    #[track_caller]
    pub(crate) fn lines(&self) -> Vec<Json> {
        let line = |text: &str| serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        self.stdout.lines().map(line).collect()
    }

    /// The one sentence on stderr.
    #[track_caller]
    pub(crate) fn sentence(&self) -> &str {
        assert_eq!(self.stderr.lines().count(), 1, "{}", self.stderr);
        self.stderr.trim_end()
    }
}
