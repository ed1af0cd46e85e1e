//! How attempts end: well, for now, for good, not yet.

use std::time::Duration;

use sellout_model::JobState;
use sellout_queue::ledger::{Finish, Progress};
use sellout_queue::{Ending, JobError};
use serde_json::json;

use crate::world::{LEASE, errand, on_both};

on_both!(a_result_is_kept_and_shown, |world| {
    let id = world.errand(errand("e")).await;
    let held = world.claim_one().await;
    world.ledger.finish(&[Finish { held, result: Some(json!({"rows": 7})) }]).await.unwrap();
    let job = world.job(id).await;
    assert_eq!((job.state, job.result, job.progress), (JobState::Succeeded, Some(json!({"rows": 7})), 100));
    assert!(job.finished_at.is_some() && job.error.is_none());
});

on_both!(failures_are_retried_with_growing_waits_until_attempts_run_out, |world| {
    let id = world.errand(errand("e")).await;
    for (attempt, waits) in [(1, 5..=10), (2, 7..=15)] {
        let held = world.claim_one().await;
        assert_eq!(held.attempt, attempt);
        let ending = world.ledger.ending_of(&held, JobError::retry("no answer")).unwrap();
        assert_eq!(world.end(&held, ending).await, JobState::Retrying);
        let job = world.job(id).await;
        let wait = (job.run_at.unwrap() - world.ledger.clock().now()).num_seconds();
        assert!(waits.contains(&wait), "attempt {attempt} waits {wait} s");
        assert!(world.names(1).await.is_empty(), "claimed before it was due");
        world.pass(16);
    }
    let held = world.claim_one().await;
    let ending = world.ledger.ending_of(&held, JobError::retry("no answer")).unwrap();
    assert_eq!(world.end(&held, ending).await, JobState::Failed);
    let job = world.job(id).await;
    assert_eq!((job.attempt, job.error.as_deref()), (3, Some("no answer")));
    let told = world.told().await;
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(told[2], "e failed: no answer");
    let attempts = world.ledger.attempts(id).await.unwrap();
    assert_eq!(attempts.iter().map(|a| a.attempt).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(attempts.iter().all(|a| a.outcome == "failed" && a.error.as_deref() == Some("no answer")));
});

on_both!(the_other_side_may_say_when_to_come_back, |world| {
    let id = world.errand(errand("e")).await;
    let held = world.claim_one().await;
    let ending = world.ledger.ending_of(&held, JobError::retry_after("busy", Duration::from_secs(90))).unwrap();
    world.end(&held, ending).await;
    let wait = world.job(id).await.run_at.unwrap() - world.ledger.clock().now();
    assert_eq!(wait.num_seconds(), 90);
});

on_both!(a_failure_for_good_is_not_retried, |world| {
    let id = world.errand(errand("e")).await;
    let held = world.claim_one().await;
    let ending = world.ledger.ending_of(&held, JobError::fail("never")).unwrap();
    world.end(&held, ending).await;
    let job = world.job(id).await;
    assert_eq!((job.state, job.attempt, job.error.as_deref()), (JobState::Failed, 1, Some("never")));
});

on_both!(snoozing_spends_no_attempt, |world| {
    let id = world.errand(errand("e")).await;
    for _ in 0..5 {
        let held = world.claim_one().await;
        assert_eq!(held.attempt, 1);
        let ending = world.ledger.ending_of(&held, JobError::snooze(Duration::from_secs(30))).unwrap();
        assert_eq!(world.end(&held, ending).await, JobState::Scheduled);
        assert!(world.names(1).await.is_empty());
        world.pass(31);
    }
    assert_eq!(world.job(id).await.attempt, 0);
});

on_both!(a_released_job_keeps_its_place_and_its_attempts, |world| {
    let id = world.errand(errand("a")).await;
    world.errand(errand("b")).await;
    let held = world.claim_one().await;
    assert_eq!(world.end(&held, Ending::Released).await, JobState::Queued);
    let again = world.claim_one().await;
    assert_eq!((again.id, again.attempt, again.fence), (id, 1, 2));
});

on_both!(a_handlers_effects_and_its_jobs_end_stand_or_fall_together, |world| {
    world.errand(errand("e")).await;
    let held = world.claim_one().await;
    world.pass(21);
    world.ledger.sweep(0).await.unwrap();
    let tx = world.ledger.db().begin().await.unwrap();
    sea_orm::ConnectionTrait::execute_unprepared(&tx, "INSERT INTO told VALUES ('effect')").await.unwrap();
    assert!(world.ledger.settle(&tx, &held, &Ending::Succeeded(None)).await.is_err());
    drop(tx);
    assert!(world.told().await.is_empty());
});

on_both!(progress_is_shown_and_never_falls, |world| {
    let id = world.errand(errand("e")).await;
    let held = world.claim_one().await;
    for (done, percent) in [(30, 30), (10, 30), (100, 99)] {
        let progress = Progress { phase: "reading".into(), done, total: Some(100) };
        world.ledger.write_progress("w", &[(held.clone(), progress)]).await.unwrap();
        let job = world.job(id).await;
        assert_eq!((job.progress, job.done, job.phase.as_deref()), (percent, Some(done as i64), Some("reading")));
    }
    let progress = Progress { phase: "reading".into(), done: 1, total: None };
    world.ledger.write_progress("somebody-else", &[(held.clone(), progress)]).await.unwrap();
    assert_eq!(world.job(id).await.done, Some(100));
    world.ledger.beat("w", &[(id, held.fence)], LEASE).await.unwrap();
});
