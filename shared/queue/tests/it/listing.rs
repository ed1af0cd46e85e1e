//! Lists and retention.

use std::time::Duration;

use sellout_model::{JobState, OrgId, UploadId};
use sellout_queue::ledger::{JobFilter, KeepFor};
use sellout_queue::{Ending, Queue, SubmitOptions};
use uuid::Uuid;

use crate::world::{Parcel, errand, on_both};

on_both!(jobs_are_listed_by_what_they_are_and_whose, |world| {
    let (org, upload) = (OrgId(Uuid::from_u128(1)), UploadId(Uuid::from_u128(9)));
    for n in 0..5 {
        world.submit(&errand(&n.to_string()), SubmitOptions::upload(org, upload)).await;
    }
    world.submit(&Parcel { number: 1 }, SubmitOptions::of(org)).await;
    world.errand(errand("system")).await;
    let held = world.claim_one().await;
    world.end(&held, Ending::Failed("no".into())).await;
    let count = async |filter: JobFilter| world.ledger.jobs(&filter, 1, 50).await.unwrap().total;
    assert_eq!(count(JobFilter::default()).await, 7);
    assert_eq!(count(JobFilter { org: Some(org), ..JobFilter::default() }).await, 6);
    assert_eq!(count(JobFilter { upload: Some(upload), ..JobFilter::default() }).await, 5);
    assert_eq!(count(JobFilter { state: Some(JobState::Failed), ..JobFilter::default() }).await, 1);
    let filter = JobFilter { kind: Some("errand".into()), queue: Some(Queue::Email), ..JobFilter::default() };
    assert_eq!(count(filter.clone()).await, 6);
    let second = world.ledger.jobs(&filter, 2, 4).await.unwrap();
    assert_eq!((second.items.len(), second.total), (2, 6));
    let oldest = world.ledger.jobs(&JobFilter { oldest_first: true, ..filter }, 1, 1).await.unwrap();
    assert_eq!(oldest.items[0].id, held.id);
});

on_both!(ended_jobs_are_kept_for_their_time_and_then_deleted, |world| {
    for ending in [Ending::Succeeded(None), Ending::Failed("no".into())] {
        world.errand(errand("e")).await;
        let held = world.claim_one().await;
        world.end(&held, ending).await;
    }
    world.errand(errand("waiting")).await;
    world.pass(8 * 86_400);
    assert_eq!(world.ledger.remove_old(KeepFor::default()).await.unwrap().jobs, 1);
    world.pass(83 * 86_400);
    assert_eq!(world.ledger.remove_old(KeepFor::default()).await.unwrap().jobs, 1);
    let left = world.ledger.jobs(&JobFilter::default(), 1, 50).await.unwrap();
    assert_eq!((left.total, left.items[0].state), (1, JobState::Queued));
    assert_eq!(KeepFor::default().succeeded, Duration::from_hours(168));
});
