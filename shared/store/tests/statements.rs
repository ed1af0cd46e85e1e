//! The stored statement rule against its model, on both databases: made-up histories of uploads, undos, retries
//! and answers give, at every step and at every data version, what the model gives.

#[path = "../../model/tests/scenario/mod.rs"]
mod scenario;
mod stories;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use scenario::{event, mode, parts};
use sellout_store::Db;
use stories::World;
use stories::merging::merges_made;

/// How many sequences: `PROPTEST_CASES`, else 200 on each database.
fn config() -> Config {
    let cases = std::env::var_os("PROPTEST_CASES").and_then(|n| n.to_str()?.parse().ok()).unwrap_or(200);
    Config { cases, failure_persistence: None, max_shrink_iters: 300, ..Config::default() }
}

fn tell_stories(db: &Db) {
    let handle = tokio::runtime::Handle::current();
    let stories = prop::collection::vec(event(), 1..12);
    let told = TestRunner::new(config()).run(&stories, |events| {
        handle.block_on(async {
            let mut world = World::new(db).await;
            for event in &events {
                world.happen(event).await;
            }
            world.check_past().await;
        });
        Ok(())
    });
    if let Err(error) = told {
        panic!("{error}");
    }
}

/// Stories in the middle of which spellings are merged, and taken back at their end.
fn tell_merged_stories(db: &Db) {
    let handle = tokio::runtime::Handle::current();
    let stories = (prop::collection::vec(event(), 1..8), merges_made(), parts(), mode());
    let told = TestRunner::new(config()).run(&stories, |(events, made, late, mode)| {
        handle.block_on(async {
            let mut world = World::new(db).await;
            for event in &events {
                world.happen(event).await;
            }
            world.merge_and_take_back(&made, &late, mode).await;
        });
        Ok(())
    });
    if let Err(error) = told {
        panic!("{error}");
    }
}

/// Both workers finish their loads in an order of chance; the figures are those of the uploads' order.
async fn two_workers(db: &Db) {
    for seed in 0..20_u8 {
        let mut world = World::new(db).await;
        world.finish_from_two_workers(seed).await;
        world.check_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_is_the_model_at_every_step_and_version_on_sqlite() {
    let database = sellout_testing::TestDb::sqlite().await;
    let db = Db::clone(&database);
    tokio::task::spawn_blocking(move || tell_stories(&db)).await.expect("told");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_is_the_model_at_every_step_and_version_on_postgres() {
    let Some(database) = sellout_testing::TestDb::postgres().await else { return };
    let db = Db::clone(&database);
    tokio::task::spawn_blocking(move || tell_stories(&db)).await.expect("told");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workers_at_once_give_what_the_order_of_uploads_gives_on_sqlite() {
    two_workers(&*sellout_testing::TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workers_at_once_give_what_the_order_of_uploads_gives_on_postgres() {
    let Some(database) = sellout_testing::TestDb::postgres().await else { return };
    two_workers(&database).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn merged_spellings_count_as_if_files_had_spelled_so_and_come_back_on_sqlite() {
    let database = sellout_testing::TestDb::sqlite().await;
    let db = Db::clone(&database);
    tokio::task::spawn_blocking(move || tell_merged_stories(&db)).await.expect("told");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn merged_spellings_count_as_if_files_had_spelled_so_and_come_back_on_postgres() {
    let Some(database) = sellout_testing::TestDb::postgres().await else { return };
    let db = Db::clone(&database);
    tokio::task::spawn_blocking(move || tell_merged_stories(&db)).await.expect("told");
}
