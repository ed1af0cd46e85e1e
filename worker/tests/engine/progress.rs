//! Progress: however often a handler tells it, it is written a few times a second.

use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait;
use sellout_model::JobState;
use sellout_worker::engine::Engine;

use crate::world::{Act, World, on_all, options};

/// Notes every write of a job's progress.
async fn note_writes(world: &World) {
    let db = world.ledger.db();
    let statements: &[&str] = if db.is_postgres() {
        &[
            "CREATE FUNCTION note_write() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN INSERT INTO notes VALUES ('written'); RETURN NULL; END $$",
            "CREATE TRIGGER note_writes AFTER UPDATE OF done ON jobs FOR EACH ROW EXECUTE FUNCTION note_write()",
        ]
    } else {
        &["CREATE TRIGGER note_writes AFTER UPDATE OF done ON jobs BEGIN INSERT INTO notes VALUES ('written'); END"]
    };
    for statement in statements {
        db.write().execute_unprepared(statement).await.unwrap();
    }
}

on_all!(progress_is_written_four_times_a_second_at_most, |world| {
    note_writes(&world).await;
    let begun = Instant::now();
    let engine = Engine::start(world.ledger.clone(), world.handlers(), options()).await.unwrap();
    let id = world.act(Act::Chatter).await;
    let job = world.until(id, JobState::Succeeded).await;
    engine.shutdown().await;
    let told = job.result.unwrap().as_u64().unwrap();
    assert!(told > 100, "a handler that told {told} times proves nothing");
    let written = world.notes().await.len() as u128;
    let most = begun.elapsed().as_millis() / Duration::from_millis(250).as_millis() + 1;
    assert!((2..=most).contains(&written), "{written} times, at most {most}");
});
