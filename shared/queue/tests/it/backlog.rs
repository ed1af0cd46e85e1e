//! Many jobs at once: claims go on without pauses, and nobody takes what another runs.

use std::collections::HashSet;

use sellout_queue::Queue;
use sellout_queue::ledger::{Claim, Cursors, Finish};

use crate::world::{LEASE, on_both};

on_both!(a_hundred_thousand_due_jobs_drain_without_an_idle_claim, |world| {
    world.waiting(100_000).await;
    let claim = Claim { queue: Queue::ScheduledReport, worker: "w", kinds: &["parcel"], slots: 5000, lease: LEASE };
    let mut cursors = Cursors::front();
    let mut seen = HashSet::new();
    for round in 0..20 {
        let found = world.ledger.claim_keyless(&claim, &mut cursors).await.unwrap();
        assert_eq!(found.jobs.len(), 5000, "round {round} left slots idle");
        assert!(found.more);
        seen.extend(found.jobs.iter().map(|held| held.id));
        let finishes: Vec<_> = found.jobs.into_iter().map(|held| Finish { held, result: None }).collect();
        world.ledger.finish(&finishes).await.unwrap();
    }
    assert_eq!(seen.len(), 100_000, "each once");
    assert!(world.ledger.claim_keyless(&claim, &mut cursors).await.unwrap().jobs.is_empty());
    let left = world.ledger.queue(Queue::ScheduledReport).await.unwrap();
    assert_eq!((left.depth, left.running), (0, 0));
});

on_both!(a_batch_claim_takes_no_job_that_another_worker_keeps_alive, |world| {
    world.waiting(60).await;
    let claim = |worker| world.claim_in(Queue::ScheduledReport, worker, &["parcel"], 20);
    let mine = claim("slow").await;
    let leases: Vec<_> = mine.iter().map(|held| (held.id, held.fence)).collect();
    // The slow worker tells that it lives, and others claim and sweep for much longer than a lease.
    for _ in 0..6 {
        world.pass(15);
        let beat = world.ledger.beat("slow", &leases, LEASE).await.unwrap();
        assert!(beat.lost.is_empty());
        assert!(world.ledger.sweep(0).await.unwrap().returned.is_empty());
        let theirs = claim("quick").await;
        assert!(theirs.iter().all(|held| held.fence == 1 && !mine.iter().any(|mine| mine.id == held.id)));
        for held in &theirs {
            world.succeed(held).await;
        }
    }
    for held in &mine {
        world.succeed(held).await;
    }
    let left = world.ledger.queue(Queue::ScheduledReport).await.unwrap();
    assert_eq!((left.depth, left.running, left.failed), (0, 0, 0));
});
