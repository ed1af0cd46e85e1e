//! Leases: kept by heartbeats, lost by crashes, and what crashes lead to.

use std::time::Duration;

use sellout_model::JobState;
use sellout_queue::Queue;
use sellout_queue::ledger::{Claim, WorkerEntry};

use crate::world::{LEASE, errand, on_both};

on_both!(a_heartbeat_keeps_all_leases_of_a_worker, |world| {
    for name in ["a", "b"] {
        world.errand(errand(name)).await;
    }
    let held = world.claim_as("w", 2).await;
    let leases: Vec<_> = held.iter().map(|held| (held.id, held.fence)).collect();
    for _ in 0..4 {
        world.pass(15);
        let beat = world.ledger.beat("w", &leases, LEASE).await.unwrap();
        assert!(beat.lost.is_empty() && beat.cancel.is_empty());
        assert!(world.ledger.sweep(0).await.unwrap().returned.is_empty());
    }
    world.pass(21);
    assert_eq!(world.ledger.sweep(0).await.unwrap().returned.len(), 2);
    assert_eq!(world.ledger.beat("w", &leases, LEASE).await.unwrap().lost.len(), 2);
});

on_both!(a_crash_counts_as_a_crash_and_not_as_an_attempt, |world| {
    let id = world.errand(errand("e")).await;
    world.claim_one().await;
    world.pass(21);
    assert_eq!(world.ledger.sweep(0).await.unwrap().returned, [id]);
    assert!(world.ledger.sweep(0).await.unwrap().returned.is_empty());
    let job = world.job(id).await;
    assert_eq!((job.state, job.attempt, job.crashes), (JobState::Queued, 0, 1));
    assert!(job.run_at.unwrap() > world.ledger.clock().now(), "it waits a moment");
    let attempts = world.ledger.attempts(id).await.unwrap();
    assert_eq!((attempts.len(), attempts[0].outcome.as_str()), (1, "crashed"));
});

on_both!(jobs_of_a_process_that_surely_is_gone_do_not_wait_for_their_leases, |world| {
    let entry = |id: &str, pid| WorkerEntry {
        id: id.to_owned(),
        host: "here".to_owned(),
        pid,
        queues: "email".to_owned(),
        slots: 1,
    };
    for (worker, pid) in [("dead", 7), ("beside", 8)] {
        world.ledger.enter_worker(&entry(worker, pid)).await.unwrap();
        world.errand(errand(worker)).await;
        assert_eq!(world.claim_as(worker, 1).await.len(), 1);
    }
    world.ledger.worker_is_gone("elsewhere", 7).await.unwrap();
    world.pass(1);
    assert!(world.ledger.sweep(0).await.unwrap().returned.is_empty());
    world.ledger.worker_is_gone("here", 7).await.unwrap();
    world.pass(1);
    let returned = world.ledger.sweep(0).await.unwrap().returned;
    assert_eq!(returned.len(), 1, "what the process beside it runs goes on");
    let job = world.job(returned[0]).await;
    assert_eq!((job.state, job.attempt, job.crashes), (JobState::Queued, 0, 1));
    let left: Vec<_> = world.ledger.workers().await.unwrap().into_iter().map(|worker| worker.id).collect();
    assert_eq!(left, ["beside"]);
});

on_both!(two_sweeps_at_once_return_a_job_once, |world| {
    let id = world.errand(errand("e")).await;
    world.claim_one().await;
    world.pass(21);
    let (a, b) = tokio::join!(world.ledger.sweep(0), world.ledger.sweep(0));
    assert_eq!(a.unwrap().returned.len() + b.unwrap().returned.len(), 1);
    assert_eq!(world.job(id).await.crashes, 1);
});

on_both!(from_the_second_crash_on_a_job_is_claimed_alone, |world| {
    let id = world.errand(errand("poison")).await;
    for _ in 0..2 {
        world.claim_one().await;
        world.pass(21);
        world.ledger.sweep(0).await.unwrap();
        world.pass(300);
    }
    world.errand(errand("innocent")).await;
    assert_eq!(world.names(9).await, ["innocent"]);
    let queues = [Queue::Email];
    let due = |worker: &'static str| world.ledger.alone_due(&queues, &["errand"], worker, Duration::ZERO);
    assert_eq!(due("a").await.unwrap(), Some((id, Queue::Email)));
    assert!(world.ledger.reserve(id, "a", LEASE).await.unwrap());
    assert!(!world.ledger.reserve(id, "b", LEASE).await.unwrap());
    assert_eq!(due("b").await.unwrap(), None);
    // A process that reserved it and died holds it back for one lease.
    world.pass(21);
    assert!(world.ledger.reserve(id, "b", LEASE).await.unwrap());
    let claim = Claim { queue: Queue::Email, worker: "b", kinds: &["errand"], slots: 1, lease: LEASE };
    let held = world.ledger.claim_one(id, &claim).await.unwrap().unwrap();
    assert_eq!((held.id, held.crashes, held.worker.as_str()), (id, 2, "b"));
    world.succeed(&held).await;
    assert_eq!(world.state(id).await, JobState::Succeeded);
});

on_both!(at_the_crash_limit_a_job_fails_and_its_hook_runs_in_the_sweep, |world| {
    let id = world.errand(errand("poison")).await;
    world.sql("UPDATE jobs SET crashes = 9").await;
    let claim = Claim { queue: Queue::Email, worker: "w", kinds: &["errand"], slots: 1, lease: LEASE };
    world.ledger.claim_one(id, &claim).await.unwrap().unwrap();
    world.pass(21);
    assert_eq!(world.ledger.sweep(0).await.unwrap().ended, [id]);
    let job = world.job(id).await;
    assert_eq!(job.state, JobState::Failed);
    assert!(job.error.unwrap().contains("10 times"));
    let told = world.told().await;
    assert!(told.len() == 1 && told[0].starts_with("poison failed: its process ended 10 times"), "{told:?}");
});

on_both!(nobody_ends_a_job_of_a_kind_unknown_to_him, |world| {
    let id = world.errand(errand("e")).await;
    world.sql("UPDATE jobs SET kind = 'from-the-future', crashes = 9").await;
    let claim = Claim { queue: Queue::Email, worker: "w", kinds: &["from-the-future"], slots: 1, lease: LEASE };
    world.ledger.claim_one(id, &claim).await.unwrap().unwrap();
    world.pass(21);
    assert_eq!(world.ledger.sweep(0).await.unwrap(), sellout_queue::ledger::Swept::default());
    assert_eq!(world.state(id).await, JobState::Running);
});

on_both!(workers_are_listed_with_what_they_run, |world| {
    let entry = |id: &str| WorkerEntry {
        id: id.to_owned(),
        host: "h".into(),
        pid: 7,
        queues: "email,scheduled-report".into(),
        slots: 4,
    };
    world.ledger.enter_worker(&entry("w")).await.unwrap();
    world.ledger.enter_worker(&entry("gone")).await.unwrap();
    let id = world.errand(errand("e")).await;
    world.claim_one().await;
    world.pass(61);
    world.ledger.beat("w", &[], LEASE).await.unwrap();
    world.ledger.drain_worker("w").await.unwrap();
    let workers = world.ledger.workers().await.unwrap();
    assert_eq!(workers.len(), 1);
    let runs: Vec<_> = workers[0].running.iter().map(|job| (job.id, job.kind.as_str())).collect();
    assert_eq!((workers[0].id.as_str(), workers[0].draining, runs), ("w", true, vec![(id, "errand")]));
    assert_eq!(workers[0].queues, ["email", "scheduled-report"]);
});
