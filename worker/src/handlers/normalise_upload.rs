//! `normalise-upload`: reads a recognised file and loads it.
//!
//! Safe to run twice: each run writes a load of its own that nobody sees; judging it, and the end of the job, are
//! one transaction.

use std::sync::Arc;

use futures::future::BoxFuture;
use sellout_model::LoadId;
use sellout_queue::SubmitOptions;
use sellout_queue::payloads::{NormaliseUpload, RestateListPrices, RestateRates};
use sellout_store::{format_lessons, load, new_id, organisations, uploads};

use super::trouble;
use crate::engine::{Done, JobContext, Outcome};
use crate::normalise::{
    AliasesFrom, Progress, Trouble, Work, Written, chosen, findings, load_counts, normalise, open, rates_changed,
    take_aliases,
};
use crate::services::Services;

/// Runs the job.
pub async fn run(services: Services, context: JobContext, job: NormaliseUpload) -> Outcome {
    let Some(work) = trouble::work_of(&services, &context, job.upload_id).await? else { return Ok(Done::Plain(None)) };
    if !uploads::begin(services.db.write(), work.org, job.upload_id, services.clock.now()).await? {
        return Ok(Done::Plain(None));
    }
    let load = LoadId(new_id(services.clock.now()));
    let writing: BoxFuture<'static, _> = Box::pin(write(services.clone(), context.clone(), work.clone(), load));
    let written = tokio::select! {
        written = writing => written,
        () = context.stop().cancelled() => {
            load::abandon(services.db.write(), load).await?;
            context.go_on()?;
            Err(Trouble::GivenUp)
        }
    };
    match written {
        Ok(written) => judge(&services, &context, &work, written).await,
        Err(stop) => trouble::end(&services, &context, &work, Some(load), stop).await,
    }
}

async fn write(services: Services, context: JobContext, work: Work, load: LoadId) -> Result<Written, Trouble> {
    let book = open(&services, &work).await?;
    let chosen = chosen(&services, &work, &book).await?;
    let told = context.clone();
    let progress: Progress =
        Arc::new(move |phase, done, total| told.progress(phase, done, Some(total).filter(|total| *total > 0)));
    normalise(&services, &work, book, chosen, load, progress).await
}

async fn judge(services: &Services, context: &JobContext, work: &Work, written: Written) -> Outcome {
    let (org, id) = (work.org, work.upload.id());
    let found = findings(&written.counted, Some(&written))?;
    let tx = services.db.begin().await?;
    let now = services.clock.now();
    organisations::lock(&tx, org).await?;
    let from = AliasesFrom { org, upload: id, load: written.load };
    let aliases = take_aliases(&tx, &from, &written.counted, &written.sheets, now).await?;
    let counts = load_counts(&written, aliases);
    let finished = load::finish(&tx, org, id, written.load, &counts, &found, now).await;
    let finished = match finished.map_err(Trouble::from) {
        Ok(finished) => finished,
        Err(stop) => {
            tx.rollback().await?;
            return trouble::end(services, context, work, Some(written.load), stop).await;
        }
    };
    if counts.by_list_price || aliases.taken > 0 {
        // Prices or matches may have changed while the file was read.
        context.submit(&tx, &RestateListPrices { org_id: org }, SubmitOptions::of(org)).await?;
    }
    if let Some(lessons) = &written.teaches {
        format_lessons::learn(&tx, org, id, &written.format.code, lessons, now).await?;
    }
    trouble::owe_mails(services, context, &tx, org, id).await?;
    if rates_changed(&tx, org, &written.counted).await? {
        context.submit(&tx, &RestateRates { org_id: org }, SubmitOptions::of(org)).await?;
    }
    let rows = written.counted.loaded;
    let result = serde_json::json!({ "upload": id, "rows": rows, "data_version": finished.version });
    context.commit_with(tx, Some(result)).await
}
