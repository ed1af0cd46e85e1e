//! Jobs that this process inserts already claimed by itself, and what they lead to for their upload: `sellout
//! import`, with or without a server beside it.

use std::time::Duration;

use sea_orm::DatabaseTransaction;
use sellout_model::UploadId;
use sellout_queue::ledger::{Claim, JobView};
use sellout_queue::{Held, Job, Ledger, LedgerError, SubmitOptions};

use super::drain::run_all;
use super::handlers::Handlers;
use super::options::EngineOptions;
use super::start::Crew;

/// How often to look whether another process has done its part.
const LOOK: Duration = Duration::from_millis(100);

/// A process that runs its own jobs. Open it before the first transaction: it writes its entry.
#[derive(Debug)]
pub struct OwnJobs {
    crew: Crew,
    options: EngineOptions,
}

impl OwnJobs {
    /// Enters this process as a worker.
    pub async fn open(ledger: Ledger, handlers: Handlers, options: EngineOptions) -> Result<Self, LedgerError> {
        let crew = Crew::form(ledger, handlers, &options).await?;
        Ok(Self { crew, options })
    }

    /// Inserts a job in the caller's transaction, claimed. Commit it, then [`OwnJobs::run`].
    pub async fn claim<J: Job>(
        &self,
        tx: &DatabaseTransaction,
        job: &J,
        options: SubmitOptions,
    ) -> Result<Held, LedgerError> {
        self.crew.runner.ledger.claim_own(tx, job, options, &self.crew.worker, self.options.lease).await
    }

    /// Runs a claimed job, then the jobs of its upload that follow, and answers how the first ended. One that
    /// failed for now is not waited for: its state says `retrying`.
    pub async fn run(&self, held: Held) -> Result<JobView, LedgerError> {
        let (org, id, upload) = (held.org, held.id, held.upload);
        run_all(&self.crew, vec![held]).await;
        if let Some(upload) = upload {
            self.follow(upload).await?;
        }
        self.crew.runner.ledger.job(org, id).await
    }

    /// Runs the jobs that are left of an upload, such as one that came in an archive.
    pub async fn finish(&self, upload: UploadId) -> Result<(), LedgerError> {
        self.follow(upload).await
    }

    /// Strikes the process out.
    pub async fn close(self) {
        self.crew.disband(self.options.shutdown_grace).await;
    }

    /// Runs the upload's due jobs; one that another process took is waited for.
    async fn follow(&self, upload: UploadId) -> Result<(), LedgerError> {
        let (crew, ledger) = (&self.crew, &self.crew.runner.ledger);
        loop {
            let mut jobs = Vec::new();
            for (id, queue) in ledger.due_of_upload(upload).await? {
                let kinds = crew.runner.handlers.kinds_of(queue);
                let lease = self.options.lease;
                let claim = Claim { queue, worker: &crew.worker, kinds: &kinds, slots: 1, lease };
                jobs.extend(ledger.claim_one(id, &claim).await?);
            }
            if !jobs.is_empty() {
                run_all(crew, jobs).await;
            } else if ledger.busy_with_upload(upload, &crew.runner.handlers.kinds()).await? > 0 {
                tokio::time::sleep(LOOK).await;
            } else {
                return Ok(());
            }
        }
    }
}
