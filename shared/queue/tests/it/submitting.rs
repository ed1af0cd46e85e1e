//! Submitting: rows in the caller's transaction, unique jobs, limits of size.

use chrono::TimeDelta;
use sellout_model::JobState;
use sellout_queue::ledger::KeepFor;
use sellout_queue::{Ending, JobError, LedgerError, Queue, SubmitOptions, submit, submit_many, submit_once};

use crate::world::{Errand, errand, name_of, on_both};

on_both!(a_job_exists_only_if_its_transaction_commits, |world| {
    let tx = world.ledger.db().begin().await.unwrap();
    submit(&tx, world.ledger.clock(), &errand("lost"), SubmitOptions::default()).await.unwrap();
    tx.rollback().await.unwrap();
    assert!(world.claim_as("w", 9).await.is_empty());
    world.errand(errand("kept")).await;
    assert_eq!(world.names(9).await, ["kept"]);
});

on_both!(a_job_submitted_alone_is_there_and_rung_for, |world| {
    let mut ear = world.ledger.bell().ear(Queue::Email);
    let alone = world.ledger.submit(&errand("alone"), &SubmitOptions::default()).await.unwrap();
    assert!(alone.due && !alone.duplicate);
    ear.heard().await;
    let of_somebody = Errand { fair: Some("sender".into()), unique: Some("k".into()), ..errand("of somebody") };
    let first = world.ledger.submit(&of_somebody, &SubmitOptions::default()).await.unwrap();
    let second = world.ledger.submit(&of_somebody, &SubmitOptions::default()).await.unwrap();
    assert_eq!((second.id, second.duplicate), (first.id, true));
    ear.heard().await;
    world.pass(1);
    let mut names = world.names(9).await;
    names.sort();
    assert_eq!(names, ["alone", "of somebody"]);
});

on_both!(many_at_once_keep_their_order, |world| {
    let tx = world.ledger.db().begin().await.unwrap();
    let jobs = (0..2500).map(|n| (errand(&n.to_string()), SubmitOptions::default()));
    let submitted = submit_many(&tx, world.ledger.clock(), jobs).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(submitted.len(), 2500);
    assert!(submitted.iter().all(|job| job.due && !job.duplicate));
    let names: Vec<u32> = world.claim_as("w", 2500).await.iter().map(|held| name_of(held).parse().unwrap()).collect();
    assert!(names.is_sorted() && names.len() == 2500);
});

on_both!(a_later_job_waits_for_its_time, |world| {
    let later = world.ledger.clock().now() + TimeDelta::minutes(5);
    let options = SubmitOptions { run_at: Some(later), ..SubmitOptions::default() };
    let submitted = world.submit(&errand("later"), options).await;
    assert!(!submitted.due);
    assert_eq!(world.state(submitted.id).await, JobState::Scheduled);
    world.pass(299);
    assert!(world.names(1).await.is_empty());
    world.pass(2);
    assert_eq!(world.names(1).await, ["later"]);
});

on_both!(a_unique_job_is_submitted_once_while_unfinished, |world| {
    let unique = || Errand { unique: Some("k".into()), ..errand("one") };
    let first = world.submit(&unique(), SubmitOptions::default()).await;
    let second = world.submit(&unique(), SubmitOptions::default()).await;
    assert_eq!((second.id, second.duplicate), (first.id, true));
    let held = world.claim_one().await;
    world.succeed(&held).await;
    assert_eq!(world.state(first.id).await, JobState::Succeeded);
    let third = world.submit(&unique(), SubmitOptions::default()).await;
    assert!(!third.duplicate && third.id != first.id);
});

on_both!(a_unique_job_submitted_while_it_runs_runs_once_more, |world| {
    let unique = || Errand { unique: Some("k".into()), ..errand("one") };
    let id = world.errand(unique()).await;
    let held = world.claim_one().await;
    for _ in 0..3 {
        let again = world.submit(&unique(), SubmitOptions::default()).await;
        assert_eq!((again.id, again.duplicate), (id, true));
    }
    world.succeed(&held).await;
    assert_eq!(world.state(id).await, JobState::Queued);
    let held = world.claim_one().await;
    assert_eq!((held.id, held.attempt), (id, 1));
    world.succeed(&held).await;
    assert_eq!(world.state(id).await, JobState::Succeeded);
    let outcomes: Vec<_> = world.ledger.attempts(id).await.unwrap().into_iter().map(|a| a.outcome).collect();
    assert_eq!(outcomes, ["succeeded", "succeeded"]);
});

on_both!(a_unique_job_that_fails_after_being_submitted_again_runs_once_more, |world| {
    let unique = || Errand { unique: Some("k".into()), ..errand("one") };
    let id = world.errand(unique()).await;
    let held = world.claim_one().await;
    world.errand(unique()).await;
    let ending = world.ledger.ending_of(&held, JobError::fail("no")).unwrap();
    assert_eq!(world.end(&held, ending).await, JobState::Queued);
    assert_eq!(world.told().await, ["one failed: no", "one again: Again"]);
    assert_eq!(world.claim_one().await.id, id);
});

on_both!(many_with_unique_keys_at_once_join_those_that_are_unfinished, |world| {
    let unique = |key: &str| Errand { unique: Some(key.into()), ..errand(key) };
    let (running, waiting) = (world.errand(unique("runs")).await, world.errand(unique("waits")).await);
    assert_eq!(world.claim_one().await.id, running);
    world.pass(1);
    let keys = ["new", "runs", "other", "new", "waits"];
    let tx = world.ledger.db().begin().await.unwrap();
    let jobs = keys.map(|key| (unique(key), SubmitOptions::default())).into_iter();
    let plain = [(errand("plain"), SubmitOptions::default())];
    let submitted = submit_many(&tx, world.ledger.clock(), jobs.chain(plain)).await.unwrap();
    tx.commit().await.unwrap();
    let duplicates: Vec<_> = submitted.iter().map(|job| job.duplicate).collect();
    assert_eq!(duplicates, [false, true, false, true, true, false]);
    let ids: Vec<_> = submitted.iter().map(|job| job.id).collect();
    assert_eq!((ids[1], ids[3], ids[4]), (running, ids[0], waiting));
    assert_eq!(world.texts("SELECT unique_key FROM jobs WHERE again").await, ["errand:runs"]);
    assert_eq!(world.names(9).await, ["waits", "new", "other", "plain"], "in their order");
});

on_both!(two_submitters_of_one_key_make_one_job, |world| {
    let unique = Errand { unique: Some("k".into()), ..errand("one") };
    let submit_one = || async { world.submit(&unique, SubmitOptions::default()).await };
    let (a, b, c) = tokio::join!(submit_one(), submit_one(), submit_one());
    assert!(a.id == b.id && b.id == c.id);
    assert_eq!([a, b, c].iter().filter(|job| !job.duplicate).count(), 1);
});

on_both!(a_job_of_a_period_is_submitted_once_in_it_whatever_became_of_the_first, |world| {
    let once = async |unique: &str| {
        let job = Errand { unique: Some(unique.into()), ..errand(unique) };
        let tx = world.ledger.db().begin().await.unwrap();
        let day = std::time::Duration::from_hours(24);
        let submitted = submit_once(&tx, world.ledger.clock(), &job, day, SubmitOptions::default()).await.unwrap();
        tx.commit().await.unwrap();
        submitted
    };
    // It is noon.
    let (first, other) = (once("k").await, once("other").await);
    assert!(!first.duplicate && !other.duplicate);
    let held = world.claim_as("w", 2).await;
    for held in &held {
        world.succeed(held).await;
    }
    world.pass(11 * 3600);
    let again = once("k").await;
    assert_eq!((again.id, again.duplicate, again.due), (first.id, true, false));
    world.pass(3600);
    let next_day = once("k").await;
    assert!(!next_day.duplicate && next_day.id != first.id);
    world.ledger.remove_old(KeepFor::default()).await.unwrap();
    assert_eq!(world.texts("SELECT schedule FROM firings").await, ["once:errand:k:86400"], "yesterday's are gone");
});

on_both!(a_payload_that_carries_data_is_refused, |world| {
    let tx = world.ledger.db().begin().await.unwrap();
    let big = errand(&"x".repeat(17_000));
    let refused = submit(&tx, world.ledger.clock(), &big, SubmitOptions::default()).await.unwrap_err();
    assert!(matches!(refused, LedgerError::PayloadTooLarge { kind: "errand", bytes } if bytes > 17_000), "{refused}");
});

on_both!(a_job_can_start_as_its_submitters_own, |world| {
    let tx = world.ledger.db().begin().await.unwrap();
    let job = Errand { limit: Some("v".into()), ..errand("mine") };
    let held = world.ledger.claim_own(&tx, &job, SubmitOptions::default(), "me", crate::world::LEASE).await.unwrap();
    tx.commit().await.unwrap();
    assert!(world.claim_as("w", 9).await.is_empty());
    assert_eq!((held.attempt, held.worker.as_str(), world.running_of("limit:v").await), (1, "me", 1));
    world.end(&held, Ending::Succeeded(None)).await;
    assert_eq!(world.running_of("limit:v").await, 0);
});
