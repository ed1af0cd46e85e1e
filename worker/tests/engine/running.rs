//! A running engine: jobs begin by themselves and end as their handlers say.

use std::time::Duration;

use sellout_model::JobState;
use sellout_queue::ledger::Cancelled;
use sellout_queue::{Queue, SubmitOptions, submit};
use sellout_worker::engine::{Done, Engine, Handlers};

use crate::world::{Act, Errand, Short, act, on_all, options};

on_all!(jobs_end_as_their_handlers_say, |world| {
    let engine = Engine::start(world.ledger.clone(), world.handlers(), options()).await.unwrap();
    let ends = [
        (Act::Succeed, JobState::Succeeded, None),
        (Act::Fail, JobState::Failed, Some("it cannot be done")),
        (Act::Retry, JobState::Failed, Some("not now")),
        (Act::Panic, JobState::Failed, Some("the handler panicked: an errand panics")),
        (Act::Snooze, JobState::Scheduled, None),
        (Act::Commit, JobState::Succeeded, None),
    ];
    for (what, state, error) in ends {
        let id = world.act(what).await;
        let job = world.until(id, state).await;
        assert_eq!(job.error.as_deref(), error, "{what:?}");
        let attempts = match what {
            Act::Retry | Act::Panic => 2,
            Act::Snooze => 0,
            _ => 1,
        };
        assert_eq!(job.attempt, attempts, "{what:?}");
    }
    let mut notes = world.notes().await;
    notes.sort();
    assert_eq!(
        notes,
        ["committed", "failed: it cannot be done", "failed: not now", "failed: the handler panicked: an errand panics"]
    );
    engine.shutdown().await;
    assert!(world.ledger.workers().await.unwrap().is_empty());
});

on_all!(a_thousand_jobs_run_once_each, |world| {
    let first = Engine::start(world.ledger.clone(), world.handlers(), options()).await.unwrap();
    let second = Engine::start(world.ledger.clone(), world.handlers(), options()).await.unwrap();
    let tx = world.ledger.db().begin().await.unwrap();
    let jobs = (0..1000).map(|_| (act(Act::Succeed), SubmitOptions::default()));
    let submitted = sellout_queue::submit_many(&tx, world.ledger.clock(), jobs).await.unwrap();
    tx.commit().await.unwrap();
    world.ledger.ring(&submitted).await;
    for job in submitted {
        let job = world.until(job.id, JobState::Succeeded).await;
        assert_eq!((job.attempt, job.crashes, job.result), (1, 0, Some("done".into())));
    }
    first.shutdown().await;
    second.shutdown().await;
});

on_all!(a_cancelled_job_stops_even_if_its_handler_does_not_listen, |world| {
    let engine = Engine::start(world.ledger.clone(), world.handlers(), options()).await.unwrap();
    for what in [Act::WaitForStop, Act::Hang] {
        let id = world.act(what).await;
        world.begun.0.notified().await;
        let begun = std::time::Instant::now();
        assert_eq!(world.ledger.cancel(None, id, "no").await.unwrap(), Cancelled::Requested);
        world.until(id, JobState::Cancelled).await;
        assert!(begun.elapsed() < Duration::from_secs(5), "it took {:?}", begun.elapsed());
    }
    assert_eq!(world.notes().await, ["cancelled: cancelled while it ran", "cancelled: cancelled while it ran"]);
    engine.shutdown().await;
});

on_all!(an_attempt_that_takes_too_long_is_stopped, |world| {
    let engine = Engine::start(world.ledger.clone(), world.handlers(), options()).await.unwrap();
    let id = world.submit(&Short {}, SubmitOptions::default()).await;
    let job = world.until(id, JobState::Failed).await;
    assert!(job.error.unwrap().starts_with("it took longer than"));
    engine.shutdown().await;
});

on_all!(a_payload_that_no_longer_parses_fails_visibly, |world| {
    let id = world.act(Act::Succeed).await;
    let sql = "UPDATE jobs SET payload = '{\"was\": \"other\"}'";
    sea_orm::ConnectionTrait::execute_unprepared(world.ledger.db().write(), sql).await.unwrap();
    let engine = Engine::start(world.ledger.clone(), world.handlers(), options()).await.unwrap();
    let job = world.until(id, JobState::Failed).await;
    assert!(job.error.unwrap().starts_with("the payload of this errand job cannot be read: missing field `act`"));
    engine.shutdown().await;
});

on_all!(a_lost_lease_leaves_no_effects_behind, |world| {
    let engine = Engine::start(world.ledger.clone(), world.handlers(), options()).await.unwrap();
    let id = world.act(Act::CommitLate).await;
    world.begun.0.notified().await;
    while engine.running() > 0 {
        tokio::task::yield_now().await;
    }
    assert!(world.notes().await.is_empty());
    let job = world.job(id).await;
    assert_eq!((job.state, job.worker.as_deref()), (JobState::Running, Some("another")));
    engine.shutdown().await;
});

on_all!(two_jobs_of_one_limit_run_one_after_the_other, |world| {
    let limited = |what| Errand { act: what, limit: Some("vendor".into()) };
    let engine = Engine::start(world.ledger.clone(), world.handlers(), options()).await.unwrap();
    let first = world.submit(&limited(Act::WaitForStop), SubmitOptions::default()).await;
    world.begun.0.notified().await;
    let second = world.submit(&limited(Act::Succeed), SubmitOptions::default()).await;
    let beside = world.act(Act::Succeed).await;
    world.until(beside, JobState::Succeeded).await;
    assert_eq!(world.job(second).await.state, JobState::Queued);
    world.ledger.cancel(None, first, "no").await.unwrap();
    world.until(second, JobState::Succeeded).await;
    engine.shutdown().await;
});

on_all!(a_job_that_crashed_twice_runs_alone_and_others_wait_for_it, |world| {
    let engine = Engine::start(world.ledger.clone(), world.handlers(), options()).await.unwrap();
    let id = world.act(Act::Succeed).await;
    // Of two beginnings that nobody waits for, one would be told.
    world.begun.0.notified().await;
    world.until(id, JobState::Succeeded).await;
    let poison = world.submit(&act(Act::WaitForStop), SubmitOptions::default()).await;
    world.begun.0.notified().await;
    // As if two processes had died of it.
    let sql = "UPDATE jobs SET crashes = 1, lease_until = 1 WHERE state = 'running'";
    sea_orm::ConnectionTrait::execute_unprepared(world.ledger.db().write(), sql).await.unwrap();
    world.ledger.sweep(0).await.unwrap();
    let job = world.until(poison, JobState::Running).await;
    assert_eq!(job.crashes, 2);
    let waits = world.act(Act::Succeed).await;
    world.ledger.cancel(None, poison, "no").await.unwrap();
    world.until(poison, JobState::Cancelled).await;
    world.until(waits, JobState::Succeeded).await;
    engine.shutdown().await;
});

on_all!(work_that_nobody_rings_for_is_begun_all_the_same, |world| {
    // As behind a connection pooler, where NOTIFY is not heard, or after a submitter that died before it rang.
    let engine = Engine::start(world.ledger.clone(), world.handlers(), options()).await.unwrap();
    for _ in 0..2 {
        let tx = world.ledger.db().begin().await.unwrap();
        let job = act(Act::Succeed);
        let submitted = submit(&tx, world.ledger.clock(), &job, SubmitOptions::default()).await.unwrap();
        let id = submitted.id;
        tx.commit().await.unwrap();
        world.until(id, JobState::Succeeded).await;
    }
    engine.shutdown().await;
});

on_all!(a_worker_of_another_build_leaves_kinds_alone_that_it_does_not_know, |world| {
    let older = Handlers::new().on(|_context, _short: Short| std::future::ready(Ok(Done::Plain(None))));
    let engine = Engine::start(world.ledger.clone(), older, options()).await.unwrap();
    let id = world.act(Act::Succeed).await;
    let known = world.submit(&Short {}, SubmitOptions::default()).await;
    world.until(known, JobState::Succeeded).await;
    let job = world.job(id).await;
    assert_eq!((job.state, job.attempt, job.error), (JobState::Queued, 0, None));
    let newer = Engine::start(world.ledger.clone(), world.handlers(), options()).await.unwrap();
    world.until(id, JobState::Succeeded).await;
    engine.shutdown().await;
    newer.shutdown().await;
});

on_all!(a_thousand_stale_rings_hold_nothing_up, |world| {
    let none: Vec<_> = (0..1000).map(|n| sellout_model::JobId(uuid::Uuid::from_u128(n))).collect();
    world.ledger.bell().ring(Queue::Email, &none).await;
    let engine = Engine::start(world.ledger.clone(), world.handlers(), options()).await.unwrap();
    let id = world.act(Act::Succeed).await;
    world.until(id, JobState::Succeeded).await;
    engine.shutdown().await;
});
