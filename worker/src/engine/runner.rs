//! Runs one claimed job: starts its handler as a task of its own, stops it when it must, and writes how it ended.

use std::sync::Arc;
use std::time::Duration;

use sellout_queue::ledger::Finish;
use sellout_queue::{Ending, Held, JobError, Ledger, LedgerError};
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::{JoinError, JoinHandle};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::context::{Done, JobContext, StopReason};
use super::finisher::Finisher;
use super::hand::Hand;
use super::handlers::{Handlers, Outcome};
use super::roster::Roster;

/// A claimed job on its way to its handler.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) held: Arc<Held>,
    pub(super) stop: CancellationToken,
    /// None: it runs at once, whatever else does.
    pub(super) place: Option<Place>,
}

/// A job's place among those in hand; it is free when this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) hand: Arc<Hand>,
    pub(super) place: OwnedSemaphorePermit,
}

/// Runs jobs.
#[derive(Debug)]
pub(super) struct Runner {
    pub(super) ledger: Ledger,
    pub(super) handlers: Handlers,
    pub(super) roster: Arc<Roster>,
    pub(super) finisher: Finisher,
    /// Fired: no job begins any more, whenever it was claimed.
    pub(super) draining: CancellationToken,
    pub(super) stop_grace: Duration,
}

impl Runner {
    /// Enters a claimed job in the roster.
    pub(super) fn deliver(&self, held: Held, place: Option<Place>) -> Delivery {
        let held = Arc::new(held);
        let stop = self.roster.enter(&held);
        Delivery { held, stop, place }
    }

    /// Runs a job to its end. Its slot is free when the handler has ended; the roster keeps it until that is written.
    pub(super) async fn run(&self, delivery: Delivery) {
        let Delivery { held, stop, place } = delivery;
        let end = match place {
            None => self.begin(&held, &stop).await,
            Some(Place { hand, place }) => {
                let end = self.run_in_turn(&held, &stop, &hand).await;
                drop(place);
                end
            }
        };
        match end {
            End::Plain(result) => {
                // The finisher strikes the job out of the roster once its end is written.
                self.finisher.hand_over(Finish { held: Arc::unwrap_or_clone(held), result }).await;
                return;
            }
            End::Write(ending) => self.write(&held, &ending).await,
            End::Nothing => {}
        }
        self.roster.leave(&held);
    }

    async fn begin(&self, held: &Arc<Held>, stop: &CancellationToken) -> End {
        if self.draining.is_cancelled() {
            return self.stopped(held, self.roster.reason(held.id));
        }
        let outcome = self.outcome(held, stop).await;
        self.ending(held, outcome)
    }

    /// Runs a job when a slot is free, or gives it back unbegun.
    async fn run_in_turn(&self, held: &Arc<Held>, stop: &CancellationToken, hand: &Hand) -> End {
        let slot = tokio::select! {
            slot = hand.slot() => slot,
            () = stop.cancelled() => return self.stopped(held, self.roster.reason(held.id)),
            () = self.draining.cancelled() => return self.stopped(held, self.roster.reason(held.id)),
        };
        let Some(slot) = slot else {
            hand.hold_no_more_than_slots();
            return End::Write(Ending::Released);
        };
        let begin = Instant::now();
        let end = self.begin(held, stop).await;
        drop(slot);
        hand.note(begin.elapsed());
        end
    }

    async fn outcome(&self, held: &Arc<Held>, stop: &CancellationToken) -> Result<Outcome, JoinError> {
        let Some(handler) = self.handlers.call(&held.kind) else { return Ok(Err(JobError::Stopped)) };
        let context = JobContext::new(self.ledger.clone(), Arc::clone(held), Arc::clone(&self.roster), stop.clone());
        // The handler's own code until its first wait runs inside the task too, so that its panic stays there.
        let mut task = CutOff(tokio::spawn(async move { handler(context).await }));
        let timeout = self.ledger.kinds().get(&held.kind).map_or(Duration::from_mins(10), |kind| kind.timeout);
        tokio::select! {
            ended = &mut task.0 => return ended,
            () = stop.cancelled() => {}
            () = tokio::time::sleep(timeout) => self.roster.stop(&[held.id], StopReason::TimedOut),
        }
        tokio::select! {
            ended = &mut task.0 => ended,
            () = tokio::time::sleep(self.stop_grace) => {
                task.0.abort();
                (&mut task.0).await
            }
        }
    }

    fn ending(&self, held: &Held, outcome: Result<Outcome, JoinError>) -> End {
        let reason = self.roster.reason(held.id);
        let error = match outcome {
            Ok(Ok(Done::Committed)) => return End::Nothing,
            Ok(Ok(Done::Plain(_))) | Err(_) if reason == Some(StopReason::Lost) => JobError::Lost,
            Ok(Ok(Done::Plain(result))) => return End::Plain(result),
            Ok(Err(JobError::Lost)) => JobError::Lost,
            Ok(Err(_)) if reason.is_some() => return self.stopped(held, reason),
            Ok(Err(error)) => error,
            Err(error) if error.is_panic() => JobError::retry(panic_text(error)),
            Err(_) => return self.stopped(held, reason),
        };
        if error == JobError::Lost {
            tracing::warn!(job.id = %held.id, job.kind = %held.kind, "a job stopped because its lease was lost");
            return End::Nothing;
        }
        self.ledger.ending_of(held, error).map_or(End::Nothing, End::Write)
    }

    /// The end of a handler that was told to stop and did, or was cut off, or never began.
    fn stopped(&self, held: &Held, reason: Option<StopReason>) -> End {
        let ending = match reason {
            Some(StopReason::Cancelled) => Some(Ending::Cancelled("cancelled while it ran".to_owned())),
            Some(StopReason::TimedOut) => {
                let limit = self.ledger.kinds().get(&held.kind).map_or(0, |kind| kind.timeout.as_secs());
                self.ledger.ending_of(held, JobError::retry(format!("it took longer than {limit} seconds")))
            }
            Some(StopReason::ShuttingDown) | None => Some(Ending::Released),
            Some(StopReason::Lost) => {
                tracing::warn!(job.id = %held.id, job.kind = %held.kind, "a job stopped because its lease was lost");
                None
            }
        };
        ending.map_or(End::Nothing, End::Write)
    }

    /// Writes an ending, and tries until the lease is over: then somebody else takes the job up.
    async fn write(&self, held: &Held, ending: &Ending) {
        log_ending(held, ending);
        for pause in [100, 500, 1000, 2000, 4000, 4000, 4000] {
            match self.ledger.end(held, ending).await {
                Ok(_) => return,
                Err(LedgerError::Lost) => {
                    tracing::warn!(job.id = %held.id, job.kind = %held.kind, "a job's end came after its lease was lost; nothing was written");
                    return;
                }
                Err(error) => {
                    tracing::warn!(job.id = %held.id, error = %error, "a job's end could not be written; trying again");
                }
            }
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
    }
}

/// What is left to write.
enum End {
    Plain(Option<serde_json::Value>),
    Write(Ending),
    Nothing,
}

fn log_ending(held: &Held, ending: &Ending) {
    match ending {
        Ending::Failed(error) => {
            tracing::error!(job.id = %held.id, job.kind = %held.kind, job.attempt = held.attempt, error = %error, "a job failed");
        }
        Ending::Retry { error, .. } => {
            tracing::warn!(job.id = %held.id, job.kind = %held.kind, job.attempt = held.attempt, error = %error, "a job failed and will be tried again");
        }
        _ => {}
    }
}

fn panic_text(error: JoinError) -> String {
    let panic = error.into_panic();
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    format!("the handler panicked: {text}")
}

/// Ends the handler's task with its runner.
struct CutOff(JoinHandle<Outcome>);

impl Drop for CutOff {
    fn drop(&mut self) {
        self.0.abort();
    }
}
