//! A Redis server of the test's own, which keeps nothing.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use rustix::process::Signal;

use crate::children::{Running, free_port};
use crate::run::until;

/// The server.
#[derive(Debug)]
pub(crate) struct Redis {
    port: u16,
    logs: PathBuf,
    server: Running,
}

impl Redis {
    /// A new one; `None`, and a loud word, if there is no program for it and need not be.
    pub(crate) async fn start(logs: &Path) -> Option<Self> {
        if Command::new("redis-server").arg("--version").output().is_err() {
            sellout_testing::skipped("there is no redis-server on the PATH; install Redis");
            return None;
        }
        let port = free_port();
        let this = Self { port, logs: logs.to_owned(), server: server(port, logs) };
        this.until_it_answers().await;
        Some(this)
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Forgets everything.
    pub(crate) async fn flush(&self) {
        let client = redis::Client::open(self.url()).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.unwrap();
        redis::cmd("FLUSHALL").exec_async(&mut connection).await.unwrap();
    }

    /// Ends, in good order or on the spot, and comes back after a while.
    pub(crate) async fn restart(&mut self, hard: bool, away: Duration) {
        self.server.end_by(if hard { Signal::KILL } else { Signal::TERM });
        tokio::time::sleep(away).await;
        self.server = server(self.port, &self.logs);
        self.until_it_answers().await;
    }

    async fn until_it_answers(&self) {
        let client = redis::Client::open(self.url()).unwrap();
        let answers = async || client.get_multiplexed_async_connection().await.is_ok();
        until("the Redis server of the test", answers).await;
    }
}

fn server(port: u16, logs: &Path) -> Running {
    let mut command = Command::new("redis-server");
    command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
    command.current_dir(logs);
    Running::start(command, logs, "redis")
}
