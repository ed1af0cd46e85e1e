//! Claiming: who gets a job, in which order, and that nobody gets it twice.

use std::collections::HashSet;

use sellout_model::JobState;
use sellout_queue::ledger::{Claim, Cursors};
use sellout_queue::{Ending, LedgerError, Queue, SubmitOptions};

use crate::world::{LEASE, Parcel, errand, name_of, on_both};

on_both!(exactly_one_of_two_claimers_gets_a_job, |world| {
    for n in 0..40 {
        world.errand(errand(&n.to_string())).await;
    }
    let claimer = |name: &'static str| {
        let world = &world;
        async move {
            let mut mine = Vec::new();
            for _ in 0..12 {
                mine.extend(world.claim_as(name, 5).await);
            }
            mine
        }
    };
    let (a, b, c) = tokio::join!(claimer("a"), claimer("b"), claimer("c"));
    let all: Vec<_> = a.iter().chain(&b).chain(&c).map(|held| held.id).collect();
    assert_eq!(all.len(), 40);
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), 40);
    assert!(a.iter().all(|held| held.worker == "a" && held.attempt == 1 && held.fence == 1));
});

on_both!(a_late_writer_of_an_earlier_claim_changes_nothing, |world| {
    let id = world.errand(errand("e")).await;
    let early = world.claim_one().await;
    world.pass(21);
    assert_eq!(world.ledger.sweep(0).await.unwrap().returned, [id]);
    world.pass(10);
    let late = world.claim_one().await;
    assert!(late.fence > early.fence);
    let refused = world.ledger.end(&early, &Ending::Failed("late".into())).await.unwrap_err();
    assert!(matches!(refused, LedgerError::Lost));
    world.succeed(&early).await;
    assert_eq!(world.state(id).await, JobState::Running);
    assert!(world.told().await.is_empty(), "the hook of a late failure must be rolled back");
    world.succeed(&late).await;
    assert_eq!(world.state(id).await, JobState::Succeeded);
});

on_both!(higher_priority_goes_first_and_waiting_gains_priority, |world| {
    let with = |priority| SubmitOptions { priority: Some(priority), ..SubmitOptions::default() };
    world.submit(&errand("old-low"), with(0)).await;
    world.pass(301);
    world.submit(&errand("usual"), with(1)).await;
    world.submit(&errand("first"), with(3)).await;
    world.submit(&errand("new-low"), with(0)).await;
    assert_eq!(world.names(9).await, ["first", "old-low", "usual", "new-low"]);
});

on_both!(a_worker_leaves_kinds_that_it_does_not_know_alone, |world| {
    let id = world.submit(&Parcel { number: 1 }, SubmitOptions::default()).await.id;
    assert!(world.claim_in(Queue::ScheduledReport, "w", &["other"], 5).await.is_empty());
    assert!(world.claim_in(Queue::ScheduledReport, "w", &[], 5).await.is_empty());
    assert_eq!(world.state(id).await, JobState::Queued);
    assert_eq!(world.claim_in(Queue::ScheduledReport, "w", &["parcel"], 5).await.len(), 1);
});

on_both!(a_queue_is_claimed_by_itself, |world| {
    world.errand(errand("mail")).await;
    world.submit(&Parcel { number: 1 }, SubmitOptions::default()).await;
    assert_eq!(world.claim_in(Queue::ScheduledReport, "w", &["parcel", "errand"], 5).await.len(), 1);
    assert_eq!(world.names(5).await, ["mail"]);
});

on_both!(the_quick_claim_goes_on_where_it_ended_and_the_full_one_finds_what_it_missed, |world| {
    let claim = Claim { queue: Queue::Email, worker: "w", kinds: &["errand"], slots: 2, lease: LEASE };
    let mut cursors = Cursors::front();
    let submitted_early = world.ledger.clock().now();
    for name in ["a", "b", "c"] {
        world.errand(errand(name)).await;
    }
    let names = |found: sellout_queue::ledger::Found| found.jobs.iter().map(name_of).collect::<Vec<_>>();
    let found = world.ledger.claim_keyless(&claim, &mut cursors).await.unwrap();
    assert!(found.more);
    assert_eq!(names(found), ["a", "b"]);
    // Committed late: its time lies before the cursor.
    let late = SubmitOptions { run_at: Some(submitted_early), ..SubmitOptions::default() };
    world.submit(&errand("late"), late).await;
    let found = world.ledger.claim_keyless(&claim, &mut cursors).await.unwrap();
    assert!(!found.more);
    assert_eq!(names(found), ["c"]);
    let mut back = cursors.back_by(std::time::Duration::from_secs(2));
    assert_eq!(names(world.ledger.claim(&claim, &mut back).await.unwrap()), ["late"]);
});
