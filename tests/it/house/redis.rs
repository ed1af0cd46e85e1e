//! The bell of a house on `PostgreSQL`: Redis lists with a prefix of the house's own, deleted with it.

use redis::Commands;
use sellout_queue::{Bell, Queue};

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
