//! The benchmark measures and leaves nothing behind.

use sellout_queue::kinds;
use sellout_queue::ledger::JobFilter;
use sellout_worker::engine::bench;

use crate::world::on_all;

on_all!(a_benchmark_drains_its_jobs_and_leaves_nothing, |world| {
    let ledger = world.ledger.clone().with_kinds(kinds());
    let result = bench(ledger.clone(), 500, 16).await.unwrap();
    assert_eq!((result.jobs, result.concurrency, result.dispatch), (500, 16, ledger.bell().name()));
    assert!(result.drained_per_s > 1.0);
    assert!(result.start_p50_ms > 0.0 && result.start_p50_ms <= result.start_p99_ms);
    assert_eq!(ledger.jobs(&JobFilter::default(), 1, 1).await.unwrap().total, 0);
    assert!(ledger.workers().await.unwrap().is_empty());
});
