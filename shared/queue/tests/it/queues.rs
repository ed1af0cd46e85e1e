//! What is shown of queues.

use chrono::TimeDelta;
use sellout_queue::{Ending, Queue, SubmitOptions};

use crate::world::{errand, on_both};

on_both!(a_queue_shows_its_depth_and_age, |world| {
    let later = world.ledger.clock().now() + TimeDelta::days(1);
    world.submit(&errand("later"), SubmitOptions { run_at: Some(later), ..SubmitOptions::default() }).await;
    for name in ["fails", "runs", "a", "b"] {
        world.errand(errand(name)).await;
    }
    let held = world.claim_one().await;
    world.end(&held, Ending::Failed("no".into())).await;
    world.claim_one().await;
    world.pass(120);
    let queue = world.ledger.queue(Queue::Email).await.unwrap();
    assert_eq!((queue.depth, queue.scheduled, queue.running, queue.failed), (2, 1, 1, 1));
    assert_eq!(queue.oldest_age_seconds, Some(120));
    let names: Vec<_> = world.ledger.queues().await.unwrap().iter().map(|queue| queue.name).collect();
    assert_eq!(names, ["upload-processing", "vendor-normalisation", "scheduled-report", "email", "housekeeping"]);
});
