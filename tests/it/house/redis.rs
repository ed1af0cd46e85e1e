//! The bell of a house on `PostgreSQL`: Redis lists with a prefix of the house's own, deleted with it. And a server that a
//! test may spoil.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use redis::Commands;
use sellout_queue::{Bell, Queue};
use tempfile::TempDir;

use super::until;

/// Lists that go when the house does.
pub(crate) struct RedisLists {
    /// The server.
    pub(crate) url: String,
    /// What their names begin with.
    pub(crate) prefix: String,
}

/// A bell of its own; `None`, and a loud word, if no server answers and none has to.
pub(crate) async fn bell() -> Option<(Bell, RedisLists)> {
    let url = sellout_testing::redis_url();
    let prefix = format!("test_{}", uuid::Uuid::now_v7().simple());
    let bell = Bell::redis(&url, &prefix).expect("TEST_REDIS_URL is a redis:// address");
    match bell.check().await {
        Ok(()) => Some((bell, RedisLists { url, prefix })),
        Err(error) => {
            sellout_testing::skipped(&format!("Redis does not answer at {url} ({error})"));
            None
        }
    }
}

impl Drop for RedisLists {
    fn drop(&mut self) {
        let lists: Vec<String> = Queue::ALL.iter().map(|queue| format!("{}:queue:{queue}", self.prefix)).collect();
        let gone = redis::Client::open(self.url.as_str())
            .and_then(|client| client.get_connection())
            .and_then(|mut connection| connection.del::<_, ()>(lists));
        if let Err(error) = gone {
            eprintln!("the lists {} stay in Redis: {error}", self.prefix);
        }
    }
}

/// A Redis server of the test's own, which keeps nothing.
pub(crate) struct OwnRedis {
    port: u16,
    server: Child,
    _folder: TempDir,
}

impl OwnRedis {
    /// `None`, and a loud word, if there is no program for it and need not be.
    pub(crate) async fn start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new("redis-server");
        command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        let started = command.current_dir(folder.path()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let Ok(server) = started else {
            sellout_testing::skipped("there is no redis-server on the PATH; install Redis");
            return None;
        };
        let this = Self { port, server, _folder: folder };
        until("the Redis server of the test", async || this.connect().is_ok()).await;
        Some(this)
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Sends a command.
    pub(crate) fn tell(&self, words: &[&str]) {
        let mut command = redis::Cmd::new();
        command.arg(words).exec(&mut self.connect().unwrap()).unwrap();
    }

    fn connect(&self) -> redis::RedisResult<redis::Connection> {
        redis::Client::open(self.url())?.get_connection()
    }
}

impl Drop for OwnRedis {
    fn drop(&mut self) {
        // Where it has ended already there is nothing to end.
        self.server.kill().ok();
        self.server.wait().ok();
    }
}
