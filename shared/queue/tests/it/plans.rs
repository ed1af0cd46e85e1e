//! The database answers claims, heartbeats and sweeps from indexes: a full walk through the jobs would show here.

use crate::world::{Errand, World, errand, on_both};

const WAITING: &str = "state IN ('queued', 'retrying', 'scheduled')";

async fn uses(world: &World, sql: &str, index: &str) {
    let db = world.ledger.db();
    let explain = if db.is_postgres() { "EXPLAIN" } else { "EXPLAIN QUERY PLAN" };
    let statement = sea_orm::Statement::from_string(db.backend(), format!("{explain} {sql}"));
    let rows = sea_orm::ConnectionTrait::query_all_raw(db.write(), statement).await.unwrap();
    let column = if db.is_postgres() { "QUERY PLAN" } else { "detail" };
    let plan: Vec<String> = rows.iter().map(|row| row.try_get("", column).unwrap()).collect();
    assert!(plan.iter().any(|line| line.contains(index)), "{index} is not used: {plan:#?}");
    let walks = |line: &String| line.contains("Seq Scan on jobs") || line.trim() == "SCAN jobs";
    assert!(!plan.iter().any(walks), "all jobs are walked through: {plan:#?}");
}

on_both!(claims_and_sweeps_go_by_index, |world| {
    for n in 0..50 {
        world.errand(errand(&n.to_string())).await;
    }
    // Many ended jobs beside few waiting ones.
    let series = if world.ledger.db().is_postgres() {
        "generate_series(1, 20000) AS n"
    } else {
        "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 20000) SELECT n FROM c)"
    };
    let id = if world.ledger.db().is_postgres() { "gen_random_uuid()" } else { "randomblob(16)" };
    world
        .sql(&format!(
            "INSERT INTO jobs (id, kind, queue, payload, state, priority, run_at, max_attempts, created_at, finished_at) \
             SELECT {id}, 'errand', 'email', '{{}}', 'succeeded', 1, n, 1, n, n FROM {series}"
        ))
        .await;
    world.sql("ANALYZE").await;
    uses(
        &world,
        &format!(
            "SELECT id FROM jobs WHERE queue = 'email' AND priority = 1 AND {WAITING} AND fair_key IS NULL \
             AND crashes < 2 AND run_at >= 5 AND run_at <= 9 ORDER BY run_at LIMIT 4"
        ),
        "jobs_claim",
    )
    .await;
    uses(
        &world,
        &format!(
            "SELECT id FROM jobs WHERE queue = 'email' AND fair_key = 'a' AND {WAITING} AND fair_key IS NOT NULL \
             AND crashes < 2 ORDER BY run_at - priority * 300000000 LIMIT 1"
        ),
        "jobs_claim_key",
    )
    .await;
    uses(
        &world,
        "SELECT id FROM jobs WHERE state = 'running' AND lease_until < 5 AND lease_until >= 1 ORDER BY lease_until LIMIT 9",
        "jobs_lease",
    )
    .await;
    uses(
        &world,
        &format!(
            "SELECT id FROM jobs WHERE queue IN ('email', 'housekeeping') AND {WAITING} AND crashes >= 2 AND run_at <= 9 \
             ORDER BY run_at LIMIT 1"
        ),
        "jobs_claim_alone",
    )
    .await;
    uses(
        &world,
        "SELECT id FROM jobs WHERE state IN ('succeeded', 'failed', 'cancelled') AND state IN ('succeeded', 'cancelled') \
         AND finished_at < 5 ORDER BY finished_at LIMIT 1000",
        "jobs_finished",
    )
    .await;
    for state in ["state IN ('running', '')", "state IN ('queued', 'retrying', 'scheduled', '')"] {
        uses(
            &world,
            &format!(
                "SELECT id FROM jobs WHERE unique_key IN ('errand:k', 'errand:l') AND unique_key IS NOT NULL \
                 AND state IN ('queued', 'retrying', 'scheduled', 'running') AND {state}"
            ),
            "jobs_unique_key",
        )
        .await;
    }
});

on_both!(the_index_of_unique_keys_holds_jobs_that_have_one, |world| {
    for n in 0..50 {
        world.errand(errand(&n.to_string())).await;
    }
    for key in ["k", "l"] {
        world.errand(Errand { unique: Some(key.into()), ..errand(key) }).await;
    }
    world.sql("ANALYZE").await;
    let entries = if world.ledger.db().is_postgres() {
        "SELECT reltuples::int::text FROM pg_class WHERE relname = 'jobs_unique_key'"
    } else {
        // How many entries there are, and how many of one key.
        "SELECT replace(stat, ' 1', '') FROM sqlite_stat1 WHERE idx = 'jobs_unique_key'"
    };
    assert_eq!(world.texts(entries).await, ["2"]);
});
