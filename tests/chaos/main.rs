//! Chaos: the real program is given files, and while it works its processes are killed, Redis is flushed and
//! restarted, the database's connections are cut and its server restarted. Afterwards every file has been loaded
//! exactly once, every mail that was owed has come, and nothing hangs. `CHAOS_LONG=1` is the long form; docs/jobs.md
//! says what is proven and how to run it.
//!
//! The servers are private to the test (`postgres`, `redis`); what happens is drawn from a seed (`size`, `script`,
//! `made`); `run` plays it and `verdict` judges what is left.

#![expect(clippy::unwrap_used, reason = "a test stops where what it needs is missing")]

mod books;
mod children;
mod installation;
mod made;
mod mails;
mod postgres;
mod redis;
mod run;
mod schedules;
mod script;
mod sender;
mod size;
mod verdict;

use sellout_testing::Kind;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_workers_on_postgres_and_redis_lose_nothing_and_do_nothing_twice() {
    run::all_seeds(Kind::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_process_on_sqlite_loses_nothing_and_does_nothing_twice() {
    run::all_seeds(Kind::Sqlite).await;
}
