//! One file after the other, from the door to its figures.

use std::path::Path;

use sellout_files::FileKey;
use sellout_model::{JobState, UploadId, UploadStatus};
use sellout_queue::ledger::JobFilter;
use sellout_queue::payloads::{RestateListPrices, RestateRates};
use sellout_queue::{Held, Job, Queue};
use sellout_store::archives::{self, PackedFile};
use sellout_store::{organisations, uploads};
use sellout_worker::engine::OwnJobs;
use sellout_worker::handlers::handlers;

use super::Asked;
use super::accept::{Accepted, accept};
use super::answer::{Answered, answer_to, give};
use super::shown::{Loaded, Outcome, loaded};
use crate::failure::Failure;
use crate::progress::Progress;
use crate::setup::House;

/// The most questions of one upload that are answered: format, then period or vendor, then mode.
const QUESTIONS: usize = 4;

/// Loads files in this process.
#[derive(Debug)]
pub(crate) struct Loader<'h> {
    house: &'h House,
    own: OwnJobs,
    organisation: organisations::Model,
}

impl<'h> Loader<'h> {
    /// Enters this process as a worker of its own jobs.
    pub(crate) async fn open(house: &'h House) -> Result<Self, Failure> {
        let organisation = house.organisation().await?;
        let services = house.services()?;
        let own = OwnJobs::open(house.ledger.clone(), handlers(&services), house.engine_options()).await?;
        Ok(Self { house, own, organisation })
    }

    /// Loads one file; of an archive, the files in it. `Err` is trouble with the installation; trouble with a file is an
    /// outcome.
    pub(crate) async fn load(&self, file: &Path, asked: &Asked, progress: &Progress) -> Result<Vec<Loaded>, Failure> {
        let org = self.organisation.org();
        progress.begin(file);
        let (id, known) = match accept(self.house, &self.own, org, file, asked).await? {
            Accepted::Refused(code, why) => return Ok(vec![Loaded::refused(file, code, why)]),
            Accepted::New(id, held) => {
                self.run(id, *held, progress).await?;
                (id, false)
            }
            Accepted::Known(id) => (id, true),
        };
        if let Some(files) = archives::files(&self.upload(id).await?)? {
            return self.files_of(file, files, known, asked, progress).await;
        }
        Ok(vec![self.loaded(id, file, file, known, asked, progress).await?])
    }

    /// The files of an archive, each as if it had come alone.
    async fn files_of(
        &self,
        archive: &Path,
        files: Vec<PackedFile>,
        known: bool,
        asked: &Asked,
        progress: &Progress,
    ) -> Result<Vec<Loaded>, Failure> {
        let org = self.organisation.org();
        let mut all = Vec::with_capacity(files.len());
        for packed in files {
            let inner = packed.filename.split_once('/').map_or(packed.filename.as_str(), |(_, inner)| inner);
            let named = archive.join(inner);
            let one = match (packed.id.map(UploadId), packed.upload_id.map(UploadId)) {
                (Some(id), _) => {
                    self.own.finish(id).await?;
                    let copy = self.house.files.local_copy(FileKey::upload(org, id)).await?;
                    self.loaded(id, &named, copy.path(), known, asked, progress).await?
                }
                (None, Some(same)) => {
                    loaded(self.house, &self.organisation, same, &named, Outcome::Known, Vec::new()).await?
                }
                (None, None) => {
                    let code = packed.code.unwrap_or_default();
                    Loaded::refused(&named, &code, packed.error.unwrap_or_default())
                }
            };
            all.push(one);
        }
        Ok(all)
    }

    /// What became of an upload once it is answered as far as that was said; its bytes lie in `copy`.
    async fn loaded(
        &self,
        id: UploadId,
        file: &Path,
        copy: &Path,
        known: bool,
        asked: &Asked,
        progress: &Progress,
    ) -> Result<Loaded, Failure> {
        let mut notes = Vec::new();
        let answered = self.answer(id, copy, asked, &mut notes, progress).await?;
        let outcome = if known && !answered { Outcome::Known } else { Outcome::Ran };
        loaded(self.house, &self.organisation, id, file, outcome, notes).await
    }

    /// Values anew what the files touch beside their own rows: sales whose names they gave products, and what was
    /// converted while rates changed.
    pub(crate) async fn restate(&self) -> Result<(), Failure> {
        for kind in [RestateListPrices::KIND, RestateRates::KIND] {
            let (org, state) = (Some(self.organisation.org()), Some(JobState::Queued));
            let waiting = JobFilter { org, state, kind: Some(kind.to_owned()), ..JobFilter::default() };
            if self.house.ledger.jobs(&waiting, 1, 1).await?.total > 0 {
                return self.house.run_due(Queue::Housekeeping).await;
            }
        }
        Ok(())
    }

    /// Lets mails that are due leave.
    pub(crate) async fn send_mails(&self) -> Result<(), Failure> {
        self.house.run_due(Queue::Email).await
    }

    /// Strikes this process out of the list of workers.
    pub(crate) async fn close(self) {
        self.own.close().await;
    }

    async fn run(&self, id: UploadId, held: Held, progress: &Progress) -> Result<(), Failure> {
        let watched = progress.watch(self.house, self.organisation.org(), id);
        let ended = self.own.run(held).await;
        watched.end().await;
        ended?;
        Ok(())
    }

    /// Answers what the upload asks, as far as it was said; whether anything was answered.
    async fn answer(
        &self,
        id: UploadId,
        file: &Path,
        asked: &Asked,
        notes: &mut Vec<String>,
        progress: &Progress,
    ) -> Result<bool, Failure> {
        if !asked.answers() && !asked.accept_mapping {
            return Ok(false);
        }
        let org = self.organisation.org();
        let mut before: Option<UploadStatus> = None;
        for _ in 0..QUESTIONS {
            let upload = self.upload(id).await?;
            let status = upload.status()?;
            let Some(answer) = answer_to(self.house, &upload, &self.organisation, file, asked, notes).await? else {
                break;
            };
            // The same question again: the answer was not enough, and its sentence says why.
            if before == Some(status) {
                break;
            }
            before = Some(status);
            match give(self.house, &self.own, org, id, &answer).await? {
                Answered::Read(held) => self.run(id, *held, progress).await?,
                Answered::Done => {}
            }
        }
        Ok(before.is_some())
    }

    async fn upload(&self, id: UploadId) -> Result<uploads::Model, Failure> {
        let upload = uploads::get(self.house.db.read(), self.organisation.org(), id).await?;
        upload.ok_or_else(|| Failure::new(format!("the upload {id} is gone; somebody deleted it meanwhile")))
    }
}
