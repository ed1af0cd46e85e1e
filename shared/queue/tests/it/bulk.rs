//! Retrying, cancelling and deleting by filter: set-wise, with hooks, and a clash is a line.

use std::time::Instant;

use sellout_model::{JobState, OrgId};
use sellout_queue::ledger::JobFilter;
use sellout_queue::{Ending, LedgerError, SubmitOptions, submit_flow};
use uuid::Uuid;

use crate::world::{Errand, Parcel, World, errand, on_both};

const MANY: u32 = 10_000;

fn in_state(state: JobState) -> JobFilter {
    JobFilter { state: Some(state), ..JobFilter::default() }
}

async fn failed(world: &World, job: Errand) -> sellout_model::JobId {
    let id = world.errand(job).await;
    let held = world.claim_one().await;
    world.end(&held, Ending::Failed("no".into())).await;
    id
}

on_both!(all_failed_jobs_are_started_anew_and_a_clash_is_a_line, |world| {
    let unique = || Errand { unique: Some("k".into()), ..errand("unique") };
    let older = failed(&world, unique()).await;
    let newer = failed(&world, unique()).await;
    let plain = failed(&world, Errand { limit: Some("v".into()), ..errand("plain") }).await;
    let foreign = failed(&world, errand("foreign")).await;
    world.sql("UPDATE jobs SET kind = 'from-the-future' WHERE payload LIKE '%foreign%'").await;
    world.sql("DELETE FROM turns").await;
    world.sql("DELETE FROM told").await;
    let bulk = world.ledger.retry_all(&in_state(JobState::Failed)).await.unwrap();
    assert_eq!((bulk.changed, bulk.requested, bulk.refused), (2, 0, 2));
    let lines: Vec<_> = bulk.lines.iter().map(|line| line.id).collect();
    assert!(lines.contains(&older) && lines.contains(&foreign), "{:?}", bulk.lines);
    assert!(bulk.lines.iter().any(|line| line.error.contains("another job for the same thing")), "{:?}", bulk.lines);
    assert!(bulk.lines.iter().any(|line| line.error.contains("\"from-the-future\"")), "{:?}", bulk.lines);
    for id in [newer, plain] {
        assert_eq!(world.state(id).await, JobState::Queued);
        assert_eq!(world.ledger.attempts(id).await.unwrap().len(), 1, "the attempt that failed is kept");
    }
    let mut told = world.told().await;
    told.sort();
    assert_eq!(told, ["plain again: ByHand", "unique again: ByHand"]);
    assert_eq!(world.claim_as("w", 9).await.len(), 2);
    // While that one runs, the older one still clashes.
    let again = world.ledger.retry_all(&in_state(JobState::Failed)).await.unwrap();
    assert_eq!((again.changed, again.refused), (0, 2));
});

on_both!(all_waiting_jobs_are_called_off_and_running_ones_asked_to_stop, |world| {
    let ended = failed(&world, errand("ended")).await;
    for name in ["runs", "a", "b"] {
        world.errand(errand(name)).await;
    }
    let held = world.claim_one().await;
    world.sql("DELETE FROM told").await;
    let filter = JobFilter { kind: Some("errand".into()), ..JobFilter::default() };
    let bulk = world.ledger.cancel_all(&filter, "not wanted").await.unwrap();
    assert_eq!((bulk.changed, bulk.requested, bulk.refused), (2, 1, 0));
    let left = world.ledger.called_off("w", &[(held.id, held.fence)]).await.unwrap();
    assert_eq!(left, [held.id]);
    let mut told = world.told().await;
    told.sort();
    assert_eq!(told, ["a cancelled: not wanted", "b cancelled: not wanted"]);
    assert_eq!(world.state(ended).await, JobState::Failed);
    let again = world.ledger.cancel_all(&filter, "not wanted").await.unwrap();
    assert_eq!((again.changed, again.requested), (0, 0));
});

on_both!(cancelling_by_filter_reaches_one_organisation_only, |world| {
    let (mine, other) = (OrgId(Uuid::from_u128(1)), OrgId(Uuid::from_u128(2)));
    world.submit(&errand("mine"), SubmitOptions::of(mine)).await;
    let theirs = world.submit(&errand("theirs"), SubmitOptions::of(other)).await.id;
    let filter = JobFilter { org: Some(mine), ..JobFilter::default() };
    assert_eq!(world.ledger.cancel_all(&filter, "x").await.unwrap().changed, 1);
    assert_eq!(world.state(theirs).await, JobState::Queued);
});

on_both!(a_parent_goes_on_when_all_its_children_are_called_off_together, |world| {
    let tx = world.ledger.db().begin().await.unwrap();
    let children = (0..50).map(|n| (errand(&n.to_string()), SubmitOptions::default()));
    let (parent, _) = submit_flow(&tx, world.ledger.clock(), &Parcel { number: 1 }, SubmitOptions::default(), children)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let filter = JobFilter { parent: Some(parent.id), ..JobFilter::default() };
    assert_eq!(world.ledger.cancel_all(&filter, "x").await.unwrap().changed, 50);
    assert_eq!(world.state(parent.id).await, JobState::Queued);
    // Started anew, they are children of a parent that waits no longer.
    assert_eq!(world.ledger.retry_all(&filter).await.unwrap().changed, 50);
    assert_eq!(world.job(parent.id).await.pending_children, 0);
});

on_both!(ended_jobs_can_be_deleted_and_others_not, |world| {
    let ended = failed(&world, errand("ended")).await;
    let waits = world.errand(errand("waits")).await;
    assert!(matches!(world.ledger.delete(None, waits).await, Err(LedgerError::State { .. })));
    let other = OrgId(Uuid::from_u128(2));
    assert!(matches!(world.ledger.delete(Some(other), ended).await, Err(LedgerError::Unknown(_))));
    world.ledger.delete(None, ended).await.unwrap();
    assert!(matches!(world.ledger.job(None, ended).await, Err(LedgerError::Unknown(_))));
    failed(&world, errand("more")).await;
    assert_eq!(world.ledger.delete_all(&JobFilter::default()).await.unwrap(), 1);
    assert_eq!(world.ledger.jobs(&JobFilter::default(), 1, 9).await.unwrap().total, 1);
});

on_both!(ten_thousand_jobs_are_moved_and_deleted_by_a_handful_of_statements, |world| {
    world.waiting(MANY).await;
    let every = JobFilter::default();
    let begun = Instant::now();
    let bulk = world.ledger.cancel_all(&every, "x").await.unwrap();
    assert_eq!(bulk.changed, u64::from(MANY));
    assert_eq!(world.told().await.len(), 0, "parcels have no hooks");
    assert_eq!(world.ledger.retry_all(&every).await.unwrap().changed, u64::from(MANY));
    assert_eq!(world.ledger.jobs(&in_state(JobState::Queued), 1, 1).await.unwrap().total, u64::from(MANY));
    assert_eq!(world.ledger.cancel_all(&every, "x").await.unwrap().changed, u64::from(MANY));
    assert_eq!(world.ledger.delete_all(&every).await.unwrap(), u64::from(MANY));
    // Job by job this takes tens of seconds.
    assert!(begun.elapsed().as_secs() < 15, "{:?}", begun.elapsed());
    assert_eq!(world.ledger.jobs(&every, 1, 1).await.unwrap().total, 0);
});

on_both!(many_jobs_with_keys_hooks_and_parents_are_moved_by_few_statements_too, |world| {
    let job = |n: u32| Errand { unique: Some(n.to_string()), limit: Some((n % 500).to_string()), ..errand("many") };
    for flow in 0..5 {
        let tx = world.ledger.db().begin().await.unwrap();
        let children = (0..1000).map(|n| (job(flow * 1000 + n), SubmitOptions::default()));
        let parent = Parcel { number: flow };
        submit_flow(&tx, world.ledger.clock(), &parent, SubmitOptions::default(), children).await.unwrap();
        tx.commit().await.unwrap();
        world.pass(1);
    }
    let children = JobFilter { kind: Some("errand".into()), ..JobFilter::default() };
    let begun = Instant::now();
    assert_eq!(world.ledger.cancel_all(&children, "x").await.unwrap().changed, 5_000);
    assert_eq!(world.ledger.jobs(&in_state(JobState::Queued), 1, 1).await.unwrap().total, 5, "their parents go on");
    assert_eq!(world.ledger.retry_all(&children).await.unwrap().changed, 5_000);
    assert!(begun.elapsed().as_secs() < 15, "{:?}", begun.elapsed());
});
