//! Calling off and starting anew.

use sellout_model::{JobState, OrgId};
use sellout_queue::ledger::Cancelled;
use sellout_queue::{Ending, LedgerError, SubmitOptions};
use uuid::Uuid;

use crate::world::{Errand, LEASE, errand, on_both};

on_both!(a_waiting_job_is_cancelled_at_once_with_its_hook, |world| {
    let id = world.errand(errand("e")).await;
    assert_eq!(world.ledger.cancel(None, id, "not wanted").await.unwrap(), Cancelled::Done);
    assert_eq!(world.state(id).await, JobState::Cancelled);
    assert_eq!(world.told().await, ["e cancelled: not wanted"]);
    assert!(world.names(1).await.is_empty());
    let refused = world.ledger.cancel(None, id, "twice").await.unwrap_err();
    assert!(matches!(refused, LedgerError::State { state: JobState::Cancelled, .. }));
});

on_both!(a_running_job_is_told_to_stop_by_its_heartbeat, |world| {
    let id = world.errand(errand("e")).await;
    let held = world.claim_one().await;
    assert_eq!(world.ledger.cancel(None, id, "stop").await.unwrap(), Cancelled::Requested);
    assert_eq!(world.ledger.called_off("w", &[(id, held.fence)]).await.unwrap(), [id]);
    let beat = world.ledger.beat("w", &[(id, held.fence)], LEASE).await.unwrap();
    assert_eq!((beat.cancel, beat.lost), (vec![id], vec![]));
    assert_eq!(world.end(&held, Ending::Cancelled("stopped".into())).await, JobState::Cancelled);
    assert_eq!(world.told().await, ["e cancelled: stopped"]);
});

on_both!(a_cancelled_job_whose_worker_died_is_cancelled_by_the_sweep, |world| {
    let id = world.errand(errand("e")).await;
    world.claim_one().await;
    world.ledger.cancel(None, id, "stop").await.unwrap();
    world.pass(21);
    assert_eq!(world.ledger.sweep(0).await.unwrap().ended, [id]);
    assert_eq!(world.state(id).await, JobState::Cancelled);
});

on_both!(an_organisation_reaches_its_own_jobs_only, |world| {
    let (mine, other) = (OrgId(Uuid::from_u128(1)), OrgId(Uuid::from_u128(2)));
    let id = world.submit(&errand("e"), SubmitOptions::of(mine)).await.id;
    assert!(matches!(world.ledger.cancel(Some(other), id, "x").await, Err(LedgerError::Unknown(_))));
    assert!(matches!(world.ledger.job(Some(other), id).await, Err(LedgerError::Unknown(_))));
    assert!(matches!(world.ledger.retry(Some(other), id).await, Err(LedgerError::Unknown(_))));
    world.ledger.cancel(Some(mine), id, "x").await.unwrap();
});

on_both!(a_failed_job_is_started_anew_by_hand_with_all_its_attempts, |world| {
    let id = world.errand(Errand { limit: Some("v".into()), ..errand("e") }).await;
    let held = world.claim_one().await;
    let refused = world.ledger.retry(None, id).await.unwrap_err();
    assert!(matches!(refused, LedgerError::State { state: JobState::Running, .. }));
    world.end(&held, Ending::Failed("no".into())).await;
    world.sql("DELETE FROM turns").await;
    world.ledger.retry(None, id).await.unwrap();
    let job = world.job(id).await;
    assert_eq!((job.state, job.attempt, job.error), (JobState::Queued, 0, None));
    assert_eq!(world.told().await, ["e failed: no", "e again: ByHand"]);
    let held = world.claim_one().await;
    assert_eq!((held.id, held.attempt), (id, 1));
    world.succeed(&held).await;
    let outcomes: Vec<_> = world.ledger.attempts(id).await.unwrap().into_iter().map(|a| a.outcome).collect();
    assert_eq!(outcomes, ["failed", "succeeded"]);
});

on_both!(starting_anew_what_another_job_does_meanwhile_is_a_clash, |world| {
    let unique = || Errand { unique: Some("k".into()), ..errand("e") };
    let id = world.errand(unique()).await;
    let held = world.claim_one().await;
    world.end(&held, Ending::Failed("no".into())).await;
    world.errand(unique()).await;
    assert!(matches!(world.ledger.retry(None, id).await, Err(LedgerError::Clash)));
    assert_eq!(world.state(id).await, JobState::Failed);
    assert_eq!(world.told().await, ["e failed: no"]);
});
