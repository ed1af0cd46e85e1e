//! Flows: a parent goes on when its children have ended, whoever ended them.

use sellout_model::JobState;
use sellout_queue::{Ending, SubmitOptions, submit, submit_flow};

use crate::world::{Parcel, errand, name_of, on_both};

on_both!(a_parent_waits_for_all_its_children, |world| {
    let tx = world.ledger.db().begin().await.unwrap();
    let children = ["a", "b", "c"].map(|name| (errand(name), SubmitOptions::default()));
    let (parent, children) =
        submit_flow(&tx, world.ledger.clock(), &Parcel { number: 1 }, SubmitOptions::default(), children)
            .await
            .unwrap();
    tx.commit().await.unwrap();
    let waiting = world.job(parent.id).await;
    assert_eq!((waiting.state, waiting.run_at, waiting.pending_children), (JobState::Scheduled, None, 3));
    world.pass(3600);
    assert!(world.claim_in(sellout_queue::Queue::ScheduledReport, "w", &["parcel"], 1).await.is_empty());
    // One ends well, one is cancelled while it waits, one fails.
    world.ledger.cancel(None, children[2].id, "no").await.unwrap();
    let held = world.claim_as("w", 2).await;
    world.succeed(&held[0]).await;
    assert_eq!(world.state(parent.id).await, JobState::Scheduled);
    world.end(&held[1], Ending::Failed("no".into())).await;
    assert_eq!(world.state(parent.id).await, JobState::Queued);
    assert_eq!(world.claim_in(sellout_queue::Queue::ScheduledReport, "w", &["parcel"], 1).await.len(), 1);
});

on_both!(a_child_started_anew_is_waited_for_once_more, |world| {
    let tx = world.ledger.db().begin().await.unwrap();
    let children = ["a", "b"].map(|name| (errand(name), SubmitOptions::default()));
    let (parent, _) = submit_flow(&tx, world.ledger.clock(), &Parcel { number: 1 }, SubmitOptions::default(), children)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let held = world.claim_as("w", 2).await;
    world.end(&held[0], Ending::Failed("no".into())).await;
    world.ledger.retry(None, held[0].id).await.unwrap();
    world.succeed(&held[1]).await;
    assert_eq!(world.state(parent.id).await, JobState::Scheduled);
    let again = world.claim_one().await;
    assert_eq!(name_of(&again), name_of(&held[0]));
    world.succeed(&again).await;
    assert_eq!(world.state(parent.id).await, JobState::Queued);
});

on_both!(a_running_job_submits_children_and_goes_on_after_them, |world| {
    let parent = world.errand(errand("parent")).await;
    let held = world.claim_one().await;
    let tx = world.ledger.db().begin().await.unwrap();
    let options = SubmitOptions { parent: Some(parent), ..SubmitOptions::default() };
    submit(&tx, world.ledger.clock(), &errand("child"), options).await.unwrap();
    world.ledger.settle(&tx, &held, &Ending::AwaitChildren(1)).await.unwrap();
    tx.commit().await.unwrap();
    let child = world.claim_one().await;
    assert_eq!(name_of(&child), "child");
    world.succeed(&child).await;
    let held = world.claim_one().await;
    assert_eq!((held.id, held.attempt), (parent, 1));
});

on_both!(a_parent_without_children_goes_on_at_once, |world| {
    let tx = world.ledger.db().begin().await.unwrap();
    let none: [(Parcel, SubmitOptions); 0] = [];
    let (parent, _) =
        submit_flow(&tx, world.ledger.clock(), &errand("p"), SubmitOptions::default(), none).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.claim_one().await.id, parent.id);
});
