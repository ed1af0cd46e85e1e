//! `process-upload`: recognises a file and hands it on, or stops it with a question; an archive of several files is
//! unpacked, and each of them handed on.
//!
//! Safe to run twice: it only reads the file, and writes in the transaction that ends the job; unpacked files are stored
//! under the same keys again.

use sellout_queue::SubmitOptions;
use sellout_queue::payloads::{NormaliseUpload, ProcessUpload};
use sellout_store::uploads::{self, Findings};

use super::trouble;
use crate::archive;
use crate::engine::{Done, JobContext, Outcome};
use crate::normalise::{Chosen, Trouble, Work, choose, chosen, correction, open};
use crate::services::Services;

/// Runs the job.
pub async fn run(services: Services, context: JobContext, job: ProcessUpload) -> Outcome {
    let Some(work) = trouble::work_of(&services, &context, job.upload_id).await? else { return Ok(Done::Plain(None)) };
    if !uploads::begin(services.db.write(), work.org, job.upload_id, services.clock.now()).await? {
        return Ok(Done::Plain(None));
    }
    context.progress("recognising", 0, None);
    // Done by an earlier run of this job.
    if work.upload.packed.is_some() {
        return Ok(Done::Plain(None));
    }
    match archive::unpack(&services, &work).await {
        Ok(None) => {}
        Ok(Some(unpacked)) => return archive::hand_out(&services, &context, &work, unpacked).await,
        Err(stop) => return trouble::end(&services, &context, &work, None, stop).await,
    }
    match recognise(&services, work.clone()).await {
        Ok((work, chosen)) => hand_on(&services, &context, &work, chosen).await,
        Err(stop) => trouble::end(&services, &context, &work, None, stop).await,
    }
}

async fn recognise(services: &Services, work: Work) -> Result<(Work, Chosen), Trouble> {
    let book = open(services, &work).await?;
    let work = correction::recognise(services, work, &book).await?;
    // A correction is read as the file that it corrects.
    let chosen = match work.upload.corrects {
        Some(_) => chosen(services, &work, &book).await?,
        None => choose(services, &work, &book).await?,
    };
    services.books.keep(work.upload.id(), book);
    Ok((work, chosen))
}

async fn hand_on(services: &Services, context: &JobContext, work: &Work, chosen: Chosen) -> Outcome {
    let (org, id) = (work.org, work.upload.id());
    let found = Findings {
        format: Some((chosen.format.code.clone(), chosen.version)),
        confidence: Some(chosen.confidence),
        vendor: chosen.format.vendor.clone().or_else(|| work.upload.vendor_given.clone()),
        detection: chosen.detection,
        ..Findings::default()
    };
    let tx = services.db.begin().await?;
    uploads::note(&tx, org, id, &found).await?;
    // Two loads of one vendor never run at once; senders take turns.
    let limit_key = found.vendor.map(|vendor| format!("{org}:{vendor}"));
    let options = SubmitOptions { limit_key, fair_key: context.fair_key(), ..SubmitOptions::upload(org, id) };
    let next = context.submit(&tx, &NormaliseUpload { upload_id: id }, options).await?;
    uploads::set_job(&tx, org, id, next.id).await?;
    context.commit_with(tx, Some(serde_json::json!({ "upload": id, "format": chosen.format.code }))).await
}
