//! A `PostgreSQL` server of the test's own: made in a temporary folder, on a port of its own, and gone with the test.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;

use rustix::process::{Signal, geteuid};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection, Executor};
use tempfile::TempDir;

use crate::children::{Running, free_port};
use crate::run::until;

/// `initdb` and the server refuse to run as root; then this user runs them.
const OWNER: &str = "postgres";

/// The server.
#[derive(Debug)]
pub(crate) struct Postgres {
    programs: PathBuf,
    port: u16,
    logs: PathBuf,
    server: Running,
    // Deleted after the server has ended.
    folder: TempDir,
}

impl Postgres {
    /// A new one with an empty database; `None`, and a loud word, if there are no programs for it and need not be.
    pub(crate) async fn start(logs: &Path) -> Option<Self> {
        let Some(programs) = programs() else {
            sellout_testing::skipped(
                "no initdb and postgres in `pg_config --bindir` or /usr/lib/postgresql/*/bin; install the PostgreSQL server",
            );
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        if geteuid().is_root() {
            done(Command::new("chown").arg(OWNER).arg(folder.path()));
        }
        let data = folder.path().join("data");
        done(
            program(&programs.join("initdb"))
                .args(["--no-sync", "--auth=trust", "--username=sellout", "--encoding=UTF8", "--no-locale", "-D"])
                .arg(&data)
                .current_dir("/"),
        );
        let port = free_port();
        let server = server(&programs, folder.path(), port, logs);
        let this = Self { programs, port, logs: logs.to_owned(), server, folder };
        this.until_it_answers().await;
        this.connect().await.unwrap().execute("CREATE DATABASE sellout").await.unwrap();
        Some(this)
    }

    /// The database.
    pub(crate) fn url(&self) -> String {
        format!("postgres://sellout@127.0.0.1:{}/sellout", self.port)
    }

    /// Ends every connection to the database.
    pub(crate) async fn cut_connections(&self) {
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'sellout'";
        self.connect().await.unwrap().execute(cut).await.unwrap();
    }

    /// Ends the server, in good order or on the spot, and starts it again.
    pub(crate) async fn restart(&mut self, hard: bool) {
        self.server.end_by(if hard { Signal::QUIT } else { Signal::INT });
        self.server = server(&self.programs, self.folder.path(), self.port, &self.logs);
        self.until_it_answers().await;
    }

    async fn until_it_answers(&self) {
        until("the PostgreSQL server of the test", async || self.connect().await.is_ok()).await;
    }

    async fn connect(&self) -> sqlx::Result<PgConnection> {
        let url = format!("postgres://sellout@127.0.0.1:{}/postgres", self.port);
        PgConnection::connect_with(&PgConnectOptions::from_str(&url)?).await
    }
}

/// What is committed outlives the server's process, which is all that is ended here; the disk need not be waited for.
fn server(programs: &Path, folder: &Path, port: u16, logs: &Path) -> Running {
    let mut command = program(&programs.join("postgres"));
    command.arg("-D").arg(folder.join("data")).arg("-k").arg(folder).args(["-p", &port.to_string()]);
    for setting in ["listen_addresses=127.0.0.1", "fsync=off", "max_connections=200", "shared_buffers=64MB"] {
        command.args(["-c", setting]);
    }
    command.current_dir("/");
    // SIGQUIT: at once, but nothing of it stays in shared memory.
    Running::start(command, logs, "postgres").ending_by(Signal::QUIT)
}

fn program(path: &Path) -> Command {
    if !geteuid().is_root() {
        return Command::new(path);
    }
    // It becomes the program: what is killed later is the server itself.
    let mut command = Command::new("setpriv");
    command.args(["--reuid", OWNER, "--regid", OWNER, "--init-groups"]).arg(path);
    command
}

fn programs() -> Option<PathBuf> {
    let told = Command::new("pg_config").arg("--bindir").output().ok();
    let told = told.and_then(|output| String::from_utf8(output.stdout).ok()).map(|line| PathBuf::from(line.trim()));
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut installed: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
    installed.sort();
    let whole = |folder: &PathBuf| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    told.into_iter().chain(installed.into_iter().rev()).find(whole)
}

fn done(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
