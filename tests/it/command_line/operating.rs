//! A server under an operator's hands: workers seen from beside, many jobs at once, a Redis that is not there, and a
//! second signal.

use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::Shell;
use super::http::Server;
use super::serving::Running;
use crate::house::{Form, until};
use crate::made::shelf;

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
