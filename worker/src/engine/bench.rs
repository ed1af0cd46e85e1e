//! `sellout jobs bench`: no-op jobs through whatever is configured. It leaves nothing behind.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sellout_queue::payloads::BenchNoop;
use sellout_queue::{JobError, Ledger, LedgerError, Queue, SubmitOptions, submit_many};
use serde::Serialize;
use tokio::sync::Notify;

use super::context::Done;
use super::handlers::Handlers;
use super::options::EngineOptions;
use super::start::{Engine, EngineHandle};

/// Jobs that are started one by one on an idle worker, to see how soon each starts.
const PACED: u32 = 1000;
/// From one's start to the next one's submission.
const BETWEEN: Duration = Duration::from_millis(2);
/// Jobs of one submission.
const CHUNK: u32 = 5000;
/// So long nothing may happen before the run is given up.
const STUCK: Duration = Duration::from_mins(1);

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct BenchResult {
    /// Jobs that were drained.
    pub jobs: u32,
    /// In flight at once.
    pub concurrency: usize,
    /// Jobs a second, from a full queue until the last end is written.
    pub drained_per_s: f64,
    /// From just before a submission to its handler's first line, the half of jobs, milliseconds.
    pub start_p50_ms: f64,
    /// The same, all but one in a hundred.
    pub start_p99_ms: f64,
    /// The bell.
    pub dispatch: &'static str,
}

/// When each job started.
#[derive(Debug, Default)]
struct Starts {
    at: Mutex<Vec<Option<Instant>>>,
    count: AtomicU32,
    started: Notify,
}

impl Starts {
    fn reset(&self, jobs: u32) {
        *self.at.lock().unwrap_or_else(PoisonError::into_inner) = vec![None; jobs as usize];
        self.count.store(0, Ordering::Relaxed);
    }

    fn note(&self, number: u32) {
        if let Some(at) = self.at.lock().unwrap_or_else(PoisonError::into_inner).get_mut(number as usize) {
            *at = Some(Instant::now());
        }
        self.count.fetch_add(1, Ordering::Relaxed);
        self.started.notify_one();
    }

    fn of(&self, number: u32) -> Option<Instant> {
        self.at.lock().unwrap_or_else(PoisonError::into_inner).get(number as usize).copied().flatten()
    }
}

/// Drains `jobs` no-op jobs with `concurrency` in flight, then starts some one by one.
pub async fn bench(ledger: Ledger, jobs: u32, concurrency: usize) -> Result<BenchResult, JobError> {
    clean(&ledger).await?;
    // A task, like whatever submits in a server: the main thread would have to be woken for each answer.
    let inner = ledger.clone();
    let measured = tokio::spawn(async move { measure(&inner, jobs, concurrency).await }).await;
    clean(&ledger).await?;
    measured.map_err(|error| JobError::fail(error.to_string()))?
}

async fn measure(ledger: &Ledger, jobs: u32, concurrency: usize) -> Result<BenchResult, JobError> {
    let starts = Arc::new(Starts::default());
    let noted = Arc::clone(&starts);
    let handlers = Handlers::new().on(move |_context, job: BenchNoop| {
        noted.note(job.number);
        std::future::ready(Ok(Done::Plain(None)))
    });
    let options = EngineOptions { queues: vec![Queue::Bench], concurrency, ..EngineOptions::default() };
    fill(ledger, jobs).await?;
    starts.reset(jobs);
    let begin = Instant::now();
    let engine = Engine::start(ledger.clone(), handlers, options).await?;
    wait_until_ended(ledger, &engine, &starts, jobs).await?;
    let drained = begin.elapsed();
    let mut waits = pace(ledger, &starts).await?;
    engine.shutdown().await;
    waits.sort_unstable();
    let at = |share: f64| {
        let place = ((waits.len() as f64 * share).ceil() as usize).clamp(1, waits.len().max(1)) - 1;
        waits.get(place).map_or(0.0, |wait| wait.as_secs_f64() * 1000.0)
    };
    Ok(BenchResult {
        jobs,
        concurrency,
        drained_per_s: f64::from(jobs) / drained.as_secs_f64(),
        start_p50_ms: at(0.5),
        start_p99_ms: at(0.99),
        dispatch: ledger.bell().name(),
    })
}

async fn fill(ledger: &Ledger, jobs: u32) -> Result<(), LedgerError> {
    for first in (0..jobs).step_by(CHUNK as usize) {
        let numbers = first..jobs.min(first + CHUNK);
        let tx = ledger.db().begin().await?;
        let batch = numbers.map(|number| (BenchNoop { number }, SubmitOptions::default()));
        submit_many(&tx, ledger.clock(), batch).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Waits until every job has started and this worker's last end is written, and then asks the ledger: to ask it all
/// the time would be a good part of what is measured.
async fn wait_until_ended(ledger: &Ledger, engine: &EngineHandle, starts: &Starts, jobs: u32) -> Result<(), JobError> {
    let mut last = (0, Instant::now());
    loop {
        let started = starts.count.load(Ordering::Relaxed);
        if started >= jobs && engine.running() == 0 {
            break;
        }
        if started > last.0 {
            last = (started, Instant::now());
        } else if last.1.elapsed() > STUCK {
            return Err(JobError::fail(format!("{started} of {jobs} bench jobs started, then none within a minute")));
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let queue = ledger.queue(Queue::Bench).await?;
    match queue.depth + queue.scheduled + queue.running {
        0 => Ok(()),
        left => Err(JobError::fail(format!("{left} of {jobs} bench jobs did not end"))),
    }
}

async fn pace(ledger: &Ledger, starts: &Starts) -> Result<Vec<Duration>, JobError> {
    starts.reset(PACED);
    let mut waits = Vec::with_capacity(PACED as usize);
    for number in 0..PACED {
        tokio::time::sleep(BETWEEN).await;
        let begin = Instant::now();
        ledger.submit(&BenchNoop { number }, &SubmitOptions::default()).await?;
        let started = async {
            loop {
                let noted = starts.started.notified();
                if let Some(at) = starts.of(number) {
                    return at;
                }
                noted.await;
            }
        };
        let at = tokio::time::timeout(STUCK, started).await;
        let at = at.map_err(|_| JobError::fail("a bench job did not start within a minute"))?;
        waits.push(at.saturating_duration_since(begin));
    }
    Ok(waits)
}

async fn clean(ledger: &Ledger) -> Result<(), LedgerError> {
    ledger.remove_queue(Queue::Bench).await
}
