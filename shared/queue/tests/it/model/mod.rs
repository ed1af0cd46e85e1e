//! The ledger against a small pure model: made-up stories of submissions, claims, ends, crashes, sweeps, cancels,
//! pauses and jumps in time lead, after every step, to the very rows that the model has. `PROPTEST_CASES` says how
//! many stories; 256 if nobody does, a tenth of them on `PostgreSQL`.

mod play;
mod reference;
mod rows;
mod step;

use proptest::test_runner::{Config, TestRunner};

use self::play::Play;
use crate::world::{World, new_postgres, new_sqlite};

/// Steps of one story.
const STEPS: std::ops::Range<usize> = 1..60;

async fn tell(world: &World, steps: &[step::Step]) {
    let mut play = Play::new(world).await;
    for step in steps {
        play.step(step).await;
    }
    play.over().await;
}

/// Tells stories on a ledger; the error is the shortest story that goes wrong.
fn tell_stories(runtime: &tokio::runtime::Runtime, world: &World, cases: u32) -> Result<(), String> {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 2000, ..Config::default() };
    let stories = proptest::collection::vec(step::step(), STEPS);
    let told = TestRunner::new(config).run(&stories, |steps| {
        runtime.block_on(tell(world, &steps));
        Ok(())
    });
    told.map_err(|error| error.to_string())
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn the_ledger_is_its_model_on_sqlite() {
    let runtime = runtime();
    let (_folder, world) = runtime.block_on(new_sqlite());
    let told = tell_stories(&runtime, &world, Config::default().cases);
    assert_eq!(told, Ok(()));
}

#[test]
fn the_ledger_is_its_model_on_postgres() {
    let runtime = runtime();
    let Some((database, world)) = runtime.block_on(new_postgres()) else { return };
    let told = tell_stories(&runtime, &world, (Config::default().cases / 10).max(1));
    runtime.block_on(database.drop());
    assert_eq!(told, Ok(()));
}
