//! A progress bar for whoever watches: on a terminal only, on stderr, and never with figures that nobody knows.

use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sellout_model::{JobId, OrgId, UploadId};
use sellout_queue::Ledger;
use sellout_store::{Db, uploads};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::output;
use crate::setup::{House, file_name};

/// How often the job is looked at; it tells its progress no more than four times a second.
const LOOK: Duration = Duration::from_millis(250);

/// The bar of one command.
#[derive(Debug)]
pub(crate) struct Progress {
    /// None where nobody watches.
    bar: Option<ProgressBar>,
}

/// Follows a job until it is told to end.
#[derive(Debug)]
pub(crate) struct Watch {
    over: CancellationToken,
    following: Option<JoinHandle<()>>,
}

impl Progress {
    /// A bar if stderr is a terminal.
    pub(crate) fn if_watched() -> Self {
        let bar = output::is_watched().then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            bar.set_style(unknown_length());
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Self { bar }
    }

    /// None at all.
    pub(crate) fn none() -> Self {
        Self { bar: None }
    }

    /// Shows which file it is about.
    pub(crate) fn begin(&self, file: &Path) {
        if let Some(bar) = &self.bar {
            bar.set_style(unknown_length());
            bar.set_prefix(file_name(file));
            bar.set_message("storing");
        }
    }

    /// Follows the jobs of an upload.
    pub(crate) fn watch(&self, house: &House, org: OrgId, upload: UploadId) -> Watch {
        let over = CancellationToken::new();
        let following = self.bar.clone().map(|bar| {
            let (db, ledger, over) = (house.db.clone(), house.ledger.clone(), over.clone());
            tokio::spawn(async move {
                while over.run_until_cancelled(tokio::time::sleep(LOOK)).await.is_some() {
                    look(&bar, &db, &ledger, org, upload).await;
                }
            })
        });
        Watch { over, following }
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Watch {
    /// Stops following.
    pub(crate) async fn end(self) {
        self.over.cancel();
        if let Some(following) = self.following {
            // A bar that broke off has nothing to say.
            following.await.ok();
        }
    }
}

/// A look that fails shows nothing new; the command itself meets the trouble.
async fn look(bar: &ProgressBar, db: &Db, ledger: &Ledger, org: OrgId, upload: UploadId) {
    let Ok(Some(row)) = uploads::get(db.read(), org, upload).await else { return };
    let Some(job) = row.job_id else { return };
    let Ok(job) = ledger.job(Some(org), JobId(job)).await else { return };
    bar.set_message(job.phase.unwrap_or_default());
    if let (Some(done), Some(total)) = (job.done, job.total)
        && total > 0
    {
        bar.set_style(known_length());
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    }
}

fn unknown_length() -> ProgressStyle {
    style("{spinner} {prefix}  {msg}")
}

fn known_length() -> ProgressStyle {
    style("{spinner} {prefix}  {msg}  {wide_bar:.cyan/dim}  {human_pos} of {human_len} rows  {eta}")
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_of_the_bar_can_be_read() {
        for template in ["{spinner} {prefix}  {msg}", "{wide_bar:.cyan/dim}  {human_pos} of {human_len} rows  {eta}"] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
