//! A server under an operator's hands: workers seen from beside, many jobs at once, a Redis that is not there, and a
//! second signal.

use sea_orm::ConnectionTrait;
use sellout_store::{Db, DbOptions};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::Shell;
use super::http::Server;
use super::serving::Running;
use crate::house::redis::OwnRedis;
use crate::house::{Form, until};
use crate::made::{sale, shelf, table};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_workers_of_a_server_are_seen_and_its_jobs_are_moved_from_beside() {
    let shell = Shell::new().with("SELLOUT_LISTEN", "127.0.0.1:0").with("SELLOUT_MAILS_PER_SECOND", "7");
    let serving = Running::start(&shell, &["serve"]);
    let worker = shell.call(["jobs", "workers", "--json"]).with_code(0).lines().remove(0);
    assert_eq!((&worker["pid"], &worker["draining"]), (&json!(serving.process.id()), &json!(false)), "{worker}");
    let queues = shell.call(["jobs", "queues", "--json"]).with_code(0).lines();
    let mails = queues.iter().find(|queue| queue["name"] == "email").unwrap();
    assert_eq!(mails["rate_per_minute"], 420, "the setting holds for the queue");

    shell.call(["jobs", "pause", "upload-processing"]).with_code(0);
    let (url, password) = (serving.ready["url"].as_str().unwrap(), serving.ready["password"].as_str().unwrap());
    let server = Server::sign_in(url, "admin@localhost", password).await;
    for day in 1..=3 {
        let form = Form::of(&format!("{day}.csv"), shelf(&format!("2025-04-0{day}"), "Leeds", 3));
        server.upload(form).await.json(202);
    }
    let moved = shell.call(["jobs", "cancel", "--queue", "upload-processing", "--all", "--json"]).with_code(0).lines();
    assert_eq!(moved, [json!({"changed": 3, "requested": 0, "refused": 0})]);
    assert_eq!(server.get("/api/v1/uploads?status=failed").await.json(200)["total"], 3);
    let moved = shell.call(["jobs", "retry", "--state", "cancelled", "--all", "--json"]).with_code(0).lines();
    assert_eq!(moved, [json!({"changed": 3, "requested": 0, "refused": 0})]);
    shell.call(["jobs", "resume", "upload-processing"]).with_code(0);
    let completed = "/api/v1/uploads?status=completed";
    until("three uploads", async || server.get(completed).await.json(200)["total"] == 3).await;
    shell.call(["jobs", "retry", "--state", "failed"]).with_code(64);
    assert_eq!(serving.stop(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_redis_that_was_named_it_works_and_says_that_it_is_degraded() {
    // A port of the discard protocol, where nobody listens.
    let shell = Shell::new().with("SELLOUT_LISTEN", "127.0.0.1:0").with("REDIS_URL", "redis://127.0.0.1:9");
    let serving = Running::start(&shell, &["serve"]);
    let (url, password) = (serving.ready["url"].as_str().unwrap(), serving.ready["password"].as_str().unwrap());
    let server = Server::sign_in(url, "admin@localhost", password).await;
    let ready = server.get("/readyz").await.json(200);
    assert_eq!((&ready["status"], &ready["parts"]["queue"]), (&json!("degraded"), &json!("down")), "{ready}");
    server.upload(Form::of("april.csv", shelf("2025-04-03", "Leeds", 3))).await.json(202);
    let completed = "/api/v1/uploads?status=completed";
    until("the upload", async || server.get(completed).await.json(200)["total"] == 1).await;
    assert_eq!(serving.stop(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_redis_that_is_full_or_read_only_files_are_accepted_and_loaded() {
    let Some(redis) = OwnRedis::start().await else { return };
    let shell = Shell::new().with("SELLOUT_LISTEN", "127.0.0.1:0").with("REDIS_URL", redis.url());
    let serving = Running::start(&shell, &["serve"]);
    let (url, password) = (serving.ready["url"].as_str().unwrap(), serving.ready["password"].as_str().unwrap());
    let server = Server::sign_in(url, "admin@localhost", password).await;
    let loaded = async |day: u32, status: &str| {
        assert_eq!(server.get("/readyz").await.json(200)["status"], status);
        let form = Form::of(&format!("{day}.csv"), shelf(&format!("2025-04-0{day}"), "Leeds", 3));
        server.upload(form).await.json(202);
        let completed = "/api/v1/uploads?status=completed";
        until("the upload", async || server.get(completed).await.json(200)["total"] == day).await;
    };
    loaded(1, "ready").await;
    redis.tell(&["CONFIG", "SET", "maxmemory", "1"]);
    loaded(2, "degraded").await;
    redis.tell(&["CONFIG", "SET", "maxmemory", "0"]);
    loaded(3, "ready").await;
    // The copy of a server that is nowhere may not be written.
    redis.tell(&["REPLICAOF", "127.0.0.1", "9"]);
    loaded(4, "degraded").await;
    assert_eq!(serving.stop(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn told_to_stop_it_says_that_it_drains_until_the_running_job_has_ended() {
    let shell = Shell::new().with("SELLOUT_LISTEN", "127.0.0.1:0").with("SELLOUT_SHUTDOWN_GRACE", "120");
    let mut serving = Running::start(&shell, &["serve"]);
    let (url, password) = (serving.ready["url"].as_str().unwrap(), serving.ready["password"].as_str().unwrap());
    let server = Server::sign_in(url, "admin@localhost", password).await;
    let rows = (0..160_000).map(|at| sale("2025-04-03", &format!("Store {}", at % 50), at % 12, 1, "1.00"));
    let item = server.upload(Form::of("april.csv", table(rows))).await.json(202)["items"][0].clone();
    let path = item["status_url"].as_str().unwrap();
    until("its load", async || server.get(path).await.json(200)["phase"] == "loading").await;
    serving.signal();
    until("readiness to say so", async || server.get("/readyz").await.status == 503).await;
    assert_eq!(server.get("/readyz").await.json(503)["status"], "draining");
    // The worker writes it down when the load lets it.
    let worker = async || server.get("/api/v1/workers").await.json(200)["items"][0].clone();
    until("its worker to say so", async || worker().await["draining"] == true).await;
    assert_eq!(worker().await["running"][0]["kind"], "normalise-upload");
    assert_eq!(serving.process.wait().unwrap().code(), Some(0));
    let again = Running::start(&shell, &["serve"]);
    let server = Server::sign_in(again.ready["url"].as_str().unwrap(), "admin@localhost", password).await;
    assert_eq!(server.get(path).await.json(200)["status"], "completed", "it ended within the grace");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ended_jobs_are_kept_as_long_as_the_settings_say_and_the_sweep_is_seen_and_paused() {
    let shell = Shell::new()
        .with("SELLOUT_LISTEN", "127.0.0.1:0")
        .with("SELLOUT_KEEP_SUCCEEDED_DAYS", "2")
        .with("SELLOUT_KEEP_FAILED_DAYS", "5");
    shell.call(["migrate"]).with_code(0);
    let entry = || shell.call(["jobs", "timetable", "--json"]).with_code(0).lines();
    assert!(entry().is_empty(), "no worker has run");
    // A sweep is due: the last one was two days ago.
    ended_jobs(&shell, &[("succeeded", 3), ("succeeded", 1), ("cancelled", 4), ("failed", 3), ("failed", 6)]).await;
    let serving = Running::start(&shell, &["serve"]);
    let left = || {
        let jobs = shell.call(["jobs", "list", "--json"]).with_code(0).lines();
        let old = jobs.into_iter().filter(|job| job["kind"] == "bench-noop");
        let mut left: Vec<_> = old.map(|job| job["id"].as_str().unwrap().replace('-', "")).collect();
        left.sort();
        left
    };
    until("the sweep", async || left() == [id_of("failed", 3), id_of("succeeded", 1)]).await;
    let swept = entry().remove(0);
    assert_eq!((&swept["name"], &swept["paused"]), (&json!("sweep-retention"), &json!(false)));
    assert!(swept["next_run_at"].as_str().unwrap().ends_with("T03:17:00Z"), "{swept}");
    assert!(swept["last_run_at"].as_str().unwrap().ends_with("T03:17:00Z"), "{swept}");
    let paused = shell.call(["jobs", "timetable", "--pause", "sweep-retention", "--json"]).with_code(0).lines();
    assert_eq!((&paused[0]["paused"], &paused[0]["next_run_at"]), (&json!(true), &json!(null)));
    let unknown = shell.call(["jobs", "timetable", "--resume", "tea"]).with_code(1);
    assert!(unknown.sentence().contains("\"tea\""), "{}", unknown.stderr);
    assert_eq!(serving.stop(), Some(0));
}

/// The id of an ended job, in hex.
fn id_of(state: &str, days: u32) -> String {
    format!("{:032}", 100 * state.len() as u32 + days)
}

/// Puts ended jobs of these states and ages in days into the data folder; the last sweep was two days ago.
async fn ended_jobs(shell: &Shell, jobs: &[(&str, u32)]) {
    let url = format!("sqlite://{}", shell.folder.path().join("data/sellout.db").display());
    let db = Db::connect(&DbOptions::new(url)).await.unwrap();
    let ago = |days: u32| format!("(CAST(strftime('%s', 'now') AS INTEGER) - {days} * 86400 - 60) * 1000000");
    for (state, days) in jobs {
        let (id, at) = (id_of(state, *days), ago(*days));
        let sql = format!(
            "INSERT INTO jobs (id, kind, queue, payload, state, priority, run_at, max_attempts, created_at, finished_at) \
             VALUES (x'{id}', 'bench-noop', 'email', '{{}}', '{state}', 1, {at}, 1, {at}, {at})"
        );
        db.write().execute_unprepared(&sql).await.unwrap();
    }
    let sql = format!("INSERT INTO firings (schedule, fire_at) VALUES ('sweep-retention', {})", ago(2));
    db.write().execute_unprepared(&sql).await.unwrap();
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_signal_ends_it_at_once() {
    let shell = Shell::new().with("SELLOUT_LISTEN", "127.0.0.1:0");
    let serving = Running::start(&shell, &["serve"]);
    let address = serving.ready["url"].as_str().unwrap().trim_start_matches("http://").to_owned();
    // A request that never ends keeps it within its grace.
    let mut endless = TcpStream::connect(&address).await.unwrap();
    let head =
        "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{";
    endless.write_all(head.as_bytes()).await.unwrap();
    let (url, password) = (serving.ready["url"].as_str().unwrap(), serving.ready["password"].as_str().unwrap());
    let server = Server::sign_in(url, "admin@localhost", password).await;
    assert_eq!(server.get("/healthz").await.status, 200);
    serving.signal();
    until("the first signal", async || TcpStream::connect(&address).await.is_err()).await;
    assert_eq!(serving.stop(), Some(1), "it did not wait for the request");
}
