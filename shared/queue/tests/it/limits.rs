//! Pausing and slowing queues.

use sellout_queue::Queue;
use sellout_queue::ledger::{Claim, Cursors, Rate};

use crate::world::{Errand, LEASE, errand, on_both};

on_both!(a_paused_queue_is_not_claimed_from_in_any_way, |world| {
    world.errand(errand("a")).await;
    world.errand(Errand { fair: Some("s".into()), ..errand("b") }).await;
    world.ledger.pause(Queue::Email).await.unwrap();
    assert!(world.names(9).await.is_empty());
    let claim = Claim { queue: Queue::Email, worker: "w", kinds: &["errand"], slots: 9, lease: LEASE };
    assert!(world.ledger.claim_keyless(&claim, &mut Cursors::front()).await.unwrap().jobs.is_empty());
    assert!(world.ledger.queue(Queue::Email).await.unwrap().paused);
    world.ledger.resume(Queue::Email).await.unwrap();
    assert_eq!(world.names(9).await.len(), 2);
});

on_both!(a_rate_holds_over_all_workers, |world| {
    world.ledger.set_rate(Queue::Email, Some(Rate { per_minute: 60, burst: 3 })).await.unwrap();
    for n in 0..20 {
        world.errand(errand(&n.to_string())).await;
    }
    world.pass(60);
    let claim = Claim { queue: Queue::Email, worker: "w", kinds: &["errand"], slots: 9, lease: LEASE };
    assert!(world.ledger.claim_keyless(&claim, &mut Cursors::front()).await.unwrap().jobs.is_empty());
    let (a, b) = tokio::join!(world.claim_as("a", 9), world.claim_as("b", 9));
    assert_eq!(a.len() + b.len(), 3, "the burst");
    world.pass(1);
    assert_eq!(world.names(9).await.len(), 1);
    assert_eq!(world.names(9).await.len(), 0);
    world.pass(2);
    assert_eq!(world.names(9).await.len(), 2);
    world.ledger.set_rate(Queue::Email, None).await.unwrap();
    assert_eq!(world.names(99).await.len(), 14);
});
