//! Writes the ends of jobs that changed nothing else, many in one statement.

use std::sync::Arc;
use std::time::Duration;

use sellout_queue::Ledger;
use sellout_queue::ledger::Finish;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::roster::Roster;

/// Ends that are written together at most, and that may wait. So many fit into one TLS record: of a longer statement the
/// driver's second write waits for the server to acknowledge the first, which it delays by 40 ms.
const BATCH: usize = 128;

/// Where ends are handed over.
#[derive(Clone, Debug)]
pub(super) struct Finisher(mpsc::Sender<Finish>);

impl Finisher {
    /// Starts the writing task; it ends when every [`Finisher`] is dropped and all is written.
    pub(super) fn start(ledger: Ledger, roster: Arc<Roster>) -> (Self, JoinHandle<()>) {
        let (sender, receiver) = mpsc::channel(BATCH);
        (Self(sender), tokio::spawn(write_all(ledger, roster, receiver)))
    }

    /// Waits while too many ends are unwritten.
    pub(super) async fn hand_over(&self, finish: Finish) {
        if let Err(unsent) = self.0.send(finish).await {
            // Only when the writing task died: the lease ends, and the job runs again.
            tracing::error!(job.id = %unsent.0.held.id, "the end of a job could not be handed over");
        }
    }
}

async fn write_all(ledger: Ledger, roster: Arc<Roster>, mut receiver: mpsc::Receiver<Finish>) {
    let mut batch = Vec::with_capacity(BATCH);
    while receiver.recv_many(&mut batch, BATCH).await > 0 {
        write(&ledger, &batch).await;
        for finish in &batch {
            roster.leave(&finish.held);
        }
        batch.clear();
    }
}

/// Tries until the leases are over: then somebody else takes the jobs up.
async fn write(ledger: &Ledger, batch: &[Finish]) {
    for pause in [100, 500, 1000, 2000, 4000, 4000, 4000] {
        let Err(error) = ledger.finish(batch).await else { return };
        tracing::warn!(jobs = batch.len(), error = %error, "the ends of jobs could not be written; trying again");
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    tracing::error!(jobs = batch.len(), "the ends of jobs could not be written; they will run again");
}
