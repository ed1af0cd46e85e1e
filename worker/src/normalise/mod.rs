//! From a stored file to a written load, a file a stage, in order:
//! open -> choose the format -> profile -> parse -> derive -> write. Judging the load is the handler's last step,
//! in one transaction with the end of its job.

mod aliases;
mod choose;
pub mod correction;
mod counts;
mod derive;
mod empty_days;
mod feed;
mod kept;
mod keys;
mod numbers;
mod open;
mod parsed;
mod places;
mod prepare;
mod price;
mod settle;
mod trouble;

use std::sync::Arc;

use sea_orm::DbErr;
use sellout_ingest::Format;
use sellout_model::{LoadId, Mode, OrgId};
use sellout_store::format_lessons::Lessons;
use sellout_store::load::Load;
use sellout_store::uploads;

pub use aliases::AliasesTaken;
pub(crate) use aliases::{AliasesFrom, take_aliases};
pub(crate) use choose::may_be_of;
pub use choose::{Chosen, choose, chosen, formats_of};
pub use counts::Counted;
pub use kept::KeptBooks;
pub use open::{OpenedBook, open};
pub use settle::{findings, load_counts, rates_changed};
pub use trouble::Trouble;

use crate::services::Services;

/// Told how far the work is: a phase in words, how much of it is done, and of how much (0 where unknown).
pub type Progress = Arc<dyn Fn(&'static str, u64, u64) + Send + Sync>;

/// One upload to be loaded.
#[derive(Clone, Debug)]
pub struct Work {
    /// Whose it is.
    pub org: OrgId,
    /// Its row.
    pub upload: uploads::Model,
    /// What its file is called where formats look at names: of a correction, the file that it corrects.
    pub called: String,
}

impl Work {
    /// The work that an upload is.
    pub async fn on(services: &Services, org: OrgId, upload: uploads::Model) -> Result<Self, DbErr> {
        let corrected = match upload.corrects {
            Some(first) => uploads::get(services.db.read(), org, first.into()).await?,
            None => None,
        };
        let filename = corrected.map_or_else(|| upload.filename.clone(), |first| first.filename);
        // A file that came in an archive is named after it, with its folders.
        let called = filename.rsplit('/').next().unwrap_or_default().to_owned();
        Ok(Self { org, upload, called })
    }
}

/// A load that is written and only waits to be judged.
#[derive(Debug)]
pub struct Written {
    /// The load.
    pub load: LoadId,
    /// What was counted on the way.
    pub counted: Counted,
    /// The format it was read by.
    pub format: Arc<Format>,
    /// The format's version; 0 is the built-in one.
    pub format_version: i32,
    /// The names of the book's sheets.
    pub sheets: Vec<String>,
    /// What the file teaches about its format.
    pub teaches: Option<Lessons>,
}

impl Written {
    /// What the format does where figures are, unless the upload was given a mode.
    pub fn default_mode(&self) -> Mode {
        choose::default_mode(&self.format)
    }
}

/// Reads and writes an upload with the format chosen for it. Its rows stay invisible until they are judged.
pub async fn normalise(
    services: &Services,
    work: &Work,
    book: OpenedBook,
    chosen: Chosen,
    load: LoadId,
    progress: Progress,
) -> Result<Written, Trouble> {
    progress("reading", 0, 0);
    let sheets = book.sheet_names();
    let plan = Arc::new(feed::plan(&book, &chosen, work).await?);
    let rows = plan.rows();
    let mut loading = begin(services, work, load).await?;
    let mut counted = feed::feed(services, work, &mut loading, book.clone(), Arc::clone(&plan), &progress).await?;
    if let Some(why) = counted.contradiction {
        plan.about_amounts(&book, why).await?;
    }
    if counted.loaded == 0 && counted.named == 0 && counted.aliases.is_empty() {
        return Err(Trouble::nothing_usable(&counted));
    }
    empty_days::fill(services, &chosen.format, &mut loading).await?;
    sellout_store::load::settle(&services.db, &mut loading).await?;
    correction::check(services, work, load, &mut counted).await?;
    progress("judging", rows, rows);
    let (format, format_version, teaches) = (chosen.format, chosen.version, chosen.teaches);
    Ok(Written { load, counted, format, format_version, sheets, teaches })
}

async fn begin(services: &Services, work: &Work, load: LoadId) -> Result<Load, Trouble> {
    let now = services.clock.now();
    let tx = services.db.begin().await?;
    let loading = sellout_store::load::begin(&tx, work.org, work.upload.id(), load, now).await?;
    tx.commit().await?;
    Ok(loading)
}
