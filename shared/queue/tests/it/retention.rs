//! What is kept no longer goes, with its attempts; what is younger, or has not ended, stays.

use std::time::Duration;

use sellout_queue::ledger::KeepFor;
use sellout_queue::{Ending, SubmitOptions};

use crate::world::{World, errand, name_of, on_both};

const DAY: Duration = Duration::from_hours(24);

/// Two jobs that end as their names say, one after two attempts.
async fn end_two(world: &World, age: &str) {
    for end in ["succeeded", "failed"] {
        world.submit(&errand(&format!("{age} {end}")), SubmitOptions::default()).await;
        let first = world.claim_one().await;
        world.end(&first, Ending::Retry { error: "not now".into(), at: world.ledger.clock().micros() }).await;
        let held = world.claim_one().await;
        let ending = if end == "failed" { Ending::Failed("no".into()) } else { Ending::Succeeded(None) };
        world.end(&held, ending).await;
    }
}

async fn names(world: &World) -> Vec<String> {
    let mut names = world.texts("SELECT payload FROM jobs").await;
    for name in &mut names {
        *name = serde_json::from_str::<crate::world::Errand>(name).unwrap().name;
    }
    names.sort();
    names
}

on_both!(each_state_is_kept_for_its_own_time, |world| {
    let waits = world.errand(errand("waits")).await;
    world.sql("UPDATE jobs SET run_at = 9000000000000000").await;
    end_two(&world, "old").await;
    world.pass(3 * 86_400);
    end_two(&world, "young").await;
    world.pass(86_400);
    // The old ones ended four days ago, the young ones one.
    let keep = KeepFor { succeeded: 2 * DAY, failed: 5 * DAY, ..KeepFor::default() };
    assert_eq!(world.ledger.remove_old(keep).await.unwrap().jobs, 1);
    assert_eq!(names(&world).await, ["old failed", "waits", "young failed", "young succeeded"]);
    let shorter = KeepFor { succeeded: DAY / 2, failed: 3 * DAY, ..keep };
    assert_eq!(world.ledger.remove_old(shorter).await.unwrap().jobs, 2);
    assert_eq!(names(&world).await, ["waits", "young failed"]);
    let attempts = world.texts("SELECT outcome FROM job_attempts").await;
    assert_eq!(attempts, ["failed"], "attempts go with their jobs");
    world.pass(400 * 86_400);
    world.ledger.remove_old(KeepFor::default()).await.unwrap();
    assert_eq!(names(&world).await, ["waits"], "what has not ended stays for ever");
    world.sql("UPDATE jobs SET run_at = 1").await;
    let held = world.claim_one().await;
    assert_eq!((held.id, name_of(&held)), (waits, "waits".to_owned()));
});
