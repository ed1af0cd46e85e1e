//! Fair turns and limits by key.

use sellout_queue::ledger::Finish;
use sellout_queue::{Ending, SubmitOptions};

use crate::world::{Errand, errand, name_of, on_both};

fn of(sender: &str, name: &str) -> Errand {
    Errand { fair: Some(sender.into()), ..errand(name) }
}

on_both!(behind_two_hundred_jobs_of_one_sender_another_is_next, |world| {
    for n in 0..200 {
        world.errand(of("a", &format!("a{n}"))).await;
    }
    let running = world.claim_as("w", 4).await;
    assert_eq!(running.len(), 4);
    // Long after: the backlog has waited much longer than the newcomer.
    world.pass(3600);
    world.errand(of("b", "b0")).await;
    world.ledger.finish(&[Finish { held: running[0].clone(), result: None }]).await.unwrap();
    assert_eq!(world.names(1).await, ["b0"]);
    assert_eq!(world.names(2).await, ["a4", "a5"]);
});

on_both!(senders_take_turns_one_job_each, |world| {
    for sender in ["a", "b", "c"] {
        for n in 0..3 {
            world.errand(of(sender, &format!("{sender}{n}"))).await;
        }
    }
    assert_eq!(world.names(2).await, ["a0", "b0"]);
    assert_eq!(world.names(4).await, ["c0", "a1", "b1", "c1"]);
    assert_eq!(world.running_of("fair:a").await, 2);
});

on_both!(jobs_with_and_without_keys_share_a_queue, |world| {
    for n in 0..3 {
        world.errand(of("a", &format!("a{n}"))).await;
        world.errand(errand(&format!("-{n}"))).await;
    }
    let mut names = world.names(4).await;
    names.sort();
    assert_eq!(names, ["-0", "-1", "a0", "a1"]);
});

on_both!(two_jobs_of_one_limit_key_never_run_at_once, |world| {
    for n in 0..3 {
        world.errand(Errand { limit: Some("v".into()), ..of("a", &format!("a{n}")) }).await;
        world.errand(Errand { limit: Some("v".into()), ..of("b", &format!("b{n}")) }).await;
    }
    world.errand(Errand { limit: Some("other".into()), ..of("a", "a-other") }).await;
    let first = world.claim_as("w", 9).await;
    let mut names: Vec<_> = first.iter().map(name_of).collect();
    names.sort();
    assert_eq!(names, ["a-other", "a0"]);
    assert!(world.claim_as("x", 9).await.is_empty());
    let limited = first.iter().find(|held| name_of(held) == "a0").unwrap();
    world.succeed(limited).await;
    assert_eq!(world.names(9).await, ["b0"]);
});

on_both!(whatever_ends_running_frees_the_key, |world| {
    let limited = |name: &str| Errand { limit: Some("v".into()), ..errand(name) };
    for name in ["a", "b"] {
        world.errand(limited(name)).await;
    }
    let endings = [
        Ending::Released,
        Ending::Snooze { at: world.ledger.clock().micros() },
        Ending::Retry { error: "e".into(), at: world.ledger.clock().micros() },
    ];
    for ending in endings {
        let held = world.claim_one().await;
        assert!(world.claim_as("w", 9).await.is_empty());
        world.end(&held, ending).await;
        assert_eq!(world.running_of("limit:v").await, 0);
    }
    world.claim_one().await;
    world.pass(21);
    world.ledger.sweep(0).await.unwrap();
    assert_eq!(world.running_of("limit:v").await, 0);
    assert_eq!(world.names(1).await.len(), 1);
});

on_both!(two_claimers_at_once_keep_a_limit, |world| {
    for n in 0..6 {
        world.errand(Errand { limit: Some(format!("v{}", n % 2)), ..of("a", &n.to_string()) }).await;
    }
    let (a, b) = tokio::join!(world.claim_as("a", 6), world.claim_as("b", 6));
    let all: Vec<_> = a.iter().chain(&b).collect();
    // One of them may have come away empty-handed; together they never exceed the limit.
    assert!((1..=2).contains(&all.len()), "{}", all.len());
    for key in ["limit:v0", "limit:v1"] {
        let running = all.iter().filter(|held| held.limit_key.as_deref() == Some(key)).count();
        assert!(running <= 1);
        assert_eq!(world.running_of(key).await, running as i32);
    }
});

on_both!(keys_without_jobs_are_tidied_away_and_come_back, |world| {
    world.errand(of("idle", "x")).await;
    let held = world.claim_one().await;
    world.succeed(&held).await;
    world.errand(Errand { limit: Some("v".into()), ..of("waiting", "y") }).await;
    world.pass(601);
    assert_eq!(world.ledger.tidy_keys(std::time::Duration::from_mins(10)).await.unwrap(), 1);
    let mut keys = world.texts("SELECT key FROM turns").await;
    keys.sort();
    assert_eq!(keys, ["fair:waiting", "limit:v"]);
    world.submit(&of("idle", "z"), SubmitOptions::default()).await;
    let mut names = world.names(9).await;
    names.sort();
    assert_eq!(names, ["y", "z"]);
});
