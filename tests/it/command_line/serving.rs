//! `sellout serve` with nothing set: it makes what it needs, says how to sign in, and ends in good order. And the same
//! in parts: one `api`, two `worker`s, `PostgreSQL`, Redis and a mail server.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use sellout_testing::{PostOffice, TestDb};
use serde_json::{Value as Json, json};

use super::Shell;
use super::http::Server;
use crate::house::{Form, SECRET, redis, until};
use crate::made::{sale, shelf, table};

/// A process that was started and has said that it is ready.
pub(super) struct Running {
    pub(super) process: Child,
    pub(super) ready: Json,
}

impl Running {
    pub(super) fn start(shell: &Shell, arguments: &[&str]) -> Self {
        let mut command = shell.command(arguments.iter().chain(&["--json"]));
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Json = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {line}"));
        assert_eq!(ready["event"], "ready", "{ready}");
        Self { process, ready }
    }

    /// Tells it to stop.
    pub(super) fn signal(&self) {
        let pid = rustix::process::Pid::from_child(&self.process);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    }

    /// Tells it to stop; gives its exit code.
    pub(super) fn stop(mut self) -> Option<i32> {
        self.signal();
        self.process.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Where it has ended already there is nothing to end.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_starts_with_nothing_set_loads_a_file_and_writes_the_mail() {
    let shell = Shell::new().with("SELLOUT_LISTEN", "127.0.0.1:0");
    let serving = Running::start(&shell, &["serve"]);
    assert_eq!(serving.ready["email"], "admin@localhost", "{}", serving.ready);
    let (url, password) = (serving.ready["url"].as_str().unwrap(), serving.ready["password"].as_str().unwrap());
    let server = Server::sign_in(url, "admin@localhost", password).await;
    assert_eq!(server.get("/readyz").await.json(200)["status"], "ready");
    let item =
        server.upload(Form::of("april.csv", shelf("2025-04-03", "Leeds", 3))).await.json(202)["items"][0].clone();
    let path = item["status_url"].as_str().unwrap();
    until("the upload", async || server.get(path).await.json(200)["status"] == "completed").await;
    let outbox = shell.folder.path().join("data/outbox");
    until("its mail", async || std::fs::read_dir(&outbox).is_ok_and(|mails| mails.count() == 1)).await;

    let beside = shell.call(["serve"]).with_code(1);
    assert!(beside.sentence().contains(&serving.process.id().to_string()), "who holds the lock: {}", beside.stderr);
    shell.file("may.csv", shelf("2025-05-03", "Leeds", 2));
    shell.call(["import", "may.csv"]).with_code(0);
    assert_eq!(server.get("/api/v1/analytics/summary").await.json(200)["units"], 5, "commands may run beside it");
    assert_eq!(serving.stop(), Some(0), "told to stop, it ends in good order");
    let again = Running::start(&shell, &["serve"]);
    assert_eq!(again.ready["password"], json!(null), "a password is shown once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_in_the_middle_of_a_load_it_goes_on_as_soon_as_it_is_started_again() {
    let shell = Shell::new()
        .with("SELLOUT_LISTEN", "127.0.0.1:0")
        .with("SELLOUT_ADMIN_EMAIL", "ada@aldermere.example")
        .with("SELLOUT_ADMIN_PASSWORD", "correct horse battery");
    let sign_in = async |serving: &Running| {
        let url = serving.ready["url"].as_str().unwrap();
        Server::sign_in(url, "ada@aldermere.example", "correct horse battery").await
    };
    let mut serving = Running::start(&shell, &["serve"]);
    let server = sign_in(&serving).await;
    let rows = (0..40_000).map(|at| sale("2025-04-03", &format!("Store {}", at % 50), at % 12, 1, "1.00"));
    let item = server.upload(Form::of("april.csv", table(rows))).await.json(202)["items"][0].clone();
    let path = item["status_url"].as_str().unwrap();
    until("its load", async || server.get(path).await.json(200)["phase"] == "loading").await;
    serving.process.kill().unwrap();
    serving.process.wait().unwrap();

    let started = Instant::now();
    let again = Running::start(&shell, &["serve"]);
    let server = sign_in(&again).await;
    let listed = server.get("/api/v1/jobs?kind=normalise-upload").await.json(200)["items"][0].clone();
    let job = format!("/api/v1/jobs/{}", listed["id"].as_str().unwrap());
    until("the crash to be counted", async || server.get(&job).await.json(200)["crashes"] == 1).await;
    assert!(started.elapsed() < Duration::from_secs(10), "it waited for its own lease: {:?}", started.elapsed());
    until("the upload", async || server.get(path).await.json(200)["status"] == "completed").await;
    let (job, upload) = (server.get(&job).await.json(200), server.get(path).await.json(200));
    assert_eq!((&job["attempt"], &upload["rows_loaded"]), (&json!(1), &json!(40_000)), "{job:#}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_api_and_two_workers_share_a_database_and_mail_each_file_once() {
    let Some(db) = TestDb::postgres().await else { return };
    let Some((_, lists)) = redis::bell().await else { return };
    let office = PostOffice::open().await;
    let shell = Shell::new()
        .with("SELLOUT_LISTEN", "127.0.0.1:0")
        .with("DATABASE_URL", db.url())
        .with("REDIS_URL", &lists.url)
        .with("SELLOUT_QUEUE_PREFIX", &lists.prefix)
        .with("SMTP_URL", format!("smtp://{}?tls=none", office.address))
        .with("SELLOUT_SECRET_KEY", SECRET)
        .with("SELLOUT_ADMIN_EMAIL", "ada@aldermere.example")
        .with("SELLOUT_ADMIN_PASSWORD", "correct horse battery");
    let api = Running::start(&shell, &["api"]);
    let workers = [Running::start(&shell, &["worker"]), Running::start(&shell, &["worker"])];
    let url = api.ready["url"].as_str().unwrap();
    let server = Server::sign_in(url, "ada@aldermere.example", "correct horse battery").await;
    for store in 0..8 {
        let form = Form::of(&format!("store {store}.csv"), shelf("2025-04-03", &format!("Store {store}"), 5));
        server.upload(form).await.json(202);
    }
    let completed = "/api/v1/uploads?status=completed";
    until("eight uploads", async || server.get(completed).await.json(200)["total"] == 8).await;
    until("eight mails", async || office.taken().len() >= 8).await;
    assert_eq!(server.get("/api/v1/analytics/summary").await.json(200)["units"], 40);
    for running in workers.into_iter().chain([api]) {
        assert_eq!(running.stop(), Some(0));
    }
    let mails = office.taken();
    let ids: BTreeSet<&str> =
        mails.iter().filter_map(|mail| mail.lines().find(|l| l.starts_with("Message-ID: "))).collect();
    assert_eq!((mails.len(), ids.len()), (8, 8), "each once");
}
