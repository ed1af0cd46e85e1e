//! The bell of Redis: a list for each queue that rings are pushed to, and a blocking pop on a connection of the
//! listener's own. What is popped is not looked at: the ledger says what there is to do.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use futures::StreamExt;
use futures::future::BoxFuture;
use redis::aio::{ConnectionManager, ConnectionManagerConfig, MultiplexedConnection};
use redis::{AsyncConnectionConfig, AsyncTypedCommands, Client, RedisError};
use sellout_model::JobId;
use tokio::sync::OnceCell;

use super::MOST_RINGS;
use super::news::{self, JobNews, NewsDesk};
use crate::Queue;

/// How long to wait for a ring to be pushed, or for an answer.
const ANSWER: Duration = Duration::from_secs(2);
/// A blocking pop ends by itself after so many seconds, so that a dead connection is noticed.
const POP_SECONDS: f64 = 20.0;

/// A list that nobody rings or hears for so long is dropped: workers look by themselves anyway.
const KEPT_SECONDS: i64 = 600;

/// A bell over Redis lists.
pub struct RedisBell {
    client: Client,
    prefix: String,
    pushing: OnceCell<ConnectionManager>,
    failing: AtomicBool,
    news: Arc<NewsDesk>,
    following: AtomicBool,
}

impl fmt::Debug for RedisBell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisBell").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl RedisBell {
    pub(super) fn new(url: &str, prefix: &str) -> Result<Self, RedisError> {
        let client = Client::open(url)?;
        Ok(Self {
            client,
            prefix: prefix.to_owned(),
            pushing: OnceCell::new(),
            failing: AtomicBool::new(false),
            news: Arc::default(),
            following: AtomicBool::new(false),
        })
    }

    fn list(&self, queue: Queue) -> String {
        format!("{}:queue:{queue}", self.prefix)
    }

    async fn pushing(&self) -> Result<ConnectionManager, RedisError> {
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_connection_timeout(Some(ANSWER))
            .set_response_timeout(Some(ANSWER));
        let connect = || ConnectionManager::new_with_config(self.client.clone(), config);
        self.pushing.get_or_try_init(connect).await.cloned()
    }

    pub(super) async fn ring(&self, queue: Queue, jobs: &[JobId]) {
        match self.push(queue, jobs).await {
            Ok(()) => self.failing.store(false, Ordering::Relaxed),
            Err(error) if !self.failing.swap(true, Ordering::Relaxed) => {
                tracing::warn!(queue = %queue, error = %error, "Redis took no ring; workers look by themselves once a second");
            }
            Err(_) => {}
        }
    }

    async fn push(&self, queue: Queue, jobs: &[JobId]) -> Result<(), RedisError> {
        let mut connection = self.pushing().await?;
        let list = self.list(queue);
        let mut rings: Vec<String> = jobs.iter().take(MOST_RINGS).map(ToString::to_string).collect();
        if rings.is_empty() {
            rings.push("look".to_owned());
        }
        // Nobody may be listening: the list is kept short, and not for ever.
        redis::pipe()
            .lpush(&list, rings)
            .ignore()
            .ltrim(&list, 0, MOST_RINGS as isize - 1)
            .ignore()
            .expire(&list, KEPT_SECONDS)
            .ignore()
            .query_async(&mut connection)
            .await
    }

    pub(super) async fn is_silent(&self, queue: Queue) -> bool {
        let Ok(mut connection) = self.pushing().await else { return false };
        connection.llen(self.list(queue)).await.is_ok_and(|rings| rings == 0)
    }

    /// Writes something: a server that is full or read-only answers every question and takes no ring.
    pub(super) async fn check(&self) -> Result<(), String> {
        let mut connection = self.pushing().await.map_err(|error| error.to_string())?;
        let key = format!("{}:ready", self.prefix);
        connection.set_ex(key, 1, 60).await.map_err(|error| error.to_string())
    }

    fn news_channel(&self) -> String {
        format!("{}:news", self.prefix)
    }

    pub(super) async fn tell(&self, jobs: &[JobId]) {
        // Within the process it needs no server, and the same news twice is only one look more.
        self.news.tell(jobs);
        let published = match self.pushing().await {
            Ok(mut connection) => connection.publish(self.news_channel(), news::written(jobs)).await.map(|_| ()),
            Err(error) => Err(error),
        };
        if let Err(error) = published {
            tracing::debug!(error = %error, "Redis took no news; followers of jobs look by themselves");
        }
    }

    /// The first follower starts the subscribing task; it ends when the bell is gone.
    pub(super) fn follow(&self, job: JobId) -> JobNews {
        let followed = self.news.follow(job);
        if !self.following.swap(true, Ordering::Relaxed) {
            tokio::spawn(subscribe(self.client.clone(), self.news_channel(), Arc::downgrade(&self.news)));
        }
        followed
    }

    pub(super) fn ear(&self, queue: Queue) -> RedisEar {
        RedisEar { client: self.client.clone(), list: self.list(queue), connection: None, pop: None, failing: false }
    }
}

/// Hands on what is published until the bell is gone. What is missed while the server is away costs a look.
async fn subscribe(client: Client, channel: String, here: Weak<NewsDesk>) {
    while here.strong_count() > 0 {
        if let Err(error) = subscribe_once(&client, &channel, &here).await {
            tracing::debug!(error = %error, "no news from Redis; followers of jobs look by themselves");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn subscribe_once(client: &Client, channel: &str, here: &Weak<NewsDesk>) -> Result<(), RedisError> {
    let mut subscription = client.get_async_pubsub().await?;
    subscription.subscribe(channel).await?;
    let mut messages = subscription.on_message();
    loop {
        let next = tokio::time::timeout(Duration::from_secs(5), messages.next()).await;
        let Some(desk) = here.upgrade() else { return Ok(()) };
        match next {
            Ok(Some(message)) => desk.tell(&news::read(&message.get_payload::<String>()?)),
            Ok(None) => return Ok(()),
            Err(_) => {}
        }
    }
}

type Popped = (MultiplexedConnection, Result<bool, RedisError>);

/// Listens to one list. The pop that is under way outlives a dropped `heard`.
pub struct RedisEar {
    client: Client,
    list: String,
    connection: Option<MultiplexedConnection>,
    pop: Option<BoxFuture<'static, Popped>>,
    failing: bool,
}

impl fmt::Debug for RedisEar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisEar").field("list", &self.list).finish_non_exhaustive()
    }
}

impl RedisEar {
    async fn connect(&mut self) -> Result<MultiplexedConnection, RedisError> {
        if let Some(connection) = self.connection.take() {
            return Ok(connection);
        }
        // The pop blocks for longer than any answer may take.
        let config = AsyncConnectionConfig::new().set_response_timeout(None).set_connection_timeout(Some(ANSWER));
        self.client.get_multiplexed_async_connection_with_config(&config).await
    }

    pub(super) fn is_listening(&self) -> bool {
        self.pop.is_some()
    }

    pub(super) async fn heard(&mut self) {
        loop {
            if self.pop.is_none() {
                match self.connect().await {
                    Ok(connection) => self.pop = Some(Box::pin(pop(connection, self.list.clone()))),
                    Err(error) => self.wait_after(&error).await,
                }
            }
            let Some(pop) = self.pop.as_mut() else { continue };
            let (connection, popped) = pop.await;
            self.pop = None;
            match popped {
                Ok(rung) => {
                    self.connection = Some(connection);
                    self.failing = false;
                    if rung {
                        return;
                    }
                }
                Err(error) => self.wait_after(&error).await,
            }
        }
    }

    async fn wait_after(&mut self, error: &RedisError) {
        if !self.failing {
            tracing::warn!(error = %error, "Redis cannot be listened to; workers look by themselves once a second");
            self.failing = true;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }

    pub(super) async fn drain(&mut self, rings: usize) {
        let Some(rings) = NonZeroUsize::new(rings) else { return };
        let Some(connection) = self.connection.as_mut() else { return };
        let popped: Result<Option<Vec<String>>, _> =
            redis::cmd("RPOP").arg(&self.list).arg(rings.get()).query_async(connection).await;
        if popped.is_err() {
            self.connection = None;
        }
    }
}

async fn pop(mut connection: MultiplexedConnection, list: String) -> Popped {
    let popped = connection.brpop(&list, POP_SECONDS).await.map(|ring| ring.is_some());
    (connection, popped)
}
