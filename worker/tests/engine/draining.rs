//! Running everything that is due in one go.

use sellout_model::JobState;
use sellout_queue::SubmitOptions;
use sellout_worker::engine::drain;

use crate::world::{Act, UPLOAD, act, on_all, options};

on_all!(a_drain_runs_what_is_due_and_what_that_submits, |world| {
    let first = world.submit(&act(Act::Follow), SubmitOptions::default()).await;
    let later = world.act(Act::Snooze).await;
    let fails = world.act(Act::Fail).await;
    let drained = drain(world.ledger.clone(), world.handlers(), &options()).await.unwrap();
    assert_eq!(drained.ran, 4);
    assert_eq!(world.job(first).await.state, JobState::Succeeded);
    assert_eq!(world.job(later).await.state, JobState::Scheduled);
    assert_eq!(world.job(fails).await.state, JobState::Failed);
    let mut notes = world.notes().await;
    notes.sort();
    assert_eq!(notes, ["committed", "failed: it cannot be done"]);
    assert_eq!(drain(world.ledger.clone(), world.handlers(), &options()).await.unwrap().ran, 0);
    assert_eq!(UPLOAD.0.as_u128(), 9);
});
