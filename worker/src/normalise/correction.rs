//! Corrections: a workbook of row errors that comes back is known by the upload's id in it and takes that upload's place.

use sellout_ingest::read::corrects;
use sellout_model::{LoadId, Period, UploadId};
use sellout_store::{corrections, uploads};

use super::{Counted, OpenedBook, Trouble, Work};
use crate::services::Services;

/// Hangs the upload on the one that its book, or its sender, says it corrects. The id of nobody's upload, or of another
/// organisation's, means nothing: the file is one of its own.
pub async fn recognise(services: &Services, work: Work, book: &OpenedBook) -> Result<Work, Trouble> {
    let said: Option<UploadId> = corrects(&*book.shared()).and_then(|id| id.parse().ok());
    let Some(corrected) = said.or(work.upload.corrects.map(UploadId)) else { return Ok(work) };
    let (org, id) = (work.org, work.upload.id());
    if !corrections::hang_on(services.db.write(), org, id, corrected).await? {
        return Ok(work);
    }
    let upload = uploads::get(services.db.read(), org, id).await?;
    let upload = upload.ok_or_else(|| Trouble::Passing(format!("upload {id} is gone")))?;
    Ok(Work::on(services, org, upload).await?)
}

/// Says whose place the load takes. A workbook that was filled with another time's figures corrects nothing: taking the
/// place of the file that it was made from would lose that file's.
pub(super) async fn check(
    services: &Services,
    work: &Work,
    load: LoadId,
    counted: &mut Counted,
) -> Result<(), Trouble> {
    let Some(corrected) = work.upload.corrects.map(UploadId) else { return Ok(()) };
    let (called, read) = (&work.called, services.db.read());
    if let Some((now, before)) = corrections::days_of_both(read, work.org, load, corrected).await?
        && (now.1 < before.0 || before.1 < now.0)
    {
        let words = |(from, to)| Period::between(from, to).map_or_else(|_| format!("{from}..{to}"), |p| p.to_string());
        let message = format!(
            "the file says that it corrects {called} (upload {corrected}), but it speaks of {} and that file of {}; copy \
             its table into a new workbook to send it as a file of its own",
            words(now),
            words(before)
        );
        return Err(Trouble::failed("not_a_correction", message));
    }
    let message = format!("it corrects {called} (upload {corrected}) and takes its place");
    counted.warn_with("correction", message, None, None);
    Ok(())
}
