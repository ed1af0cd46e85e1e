//! Where the demo plays: a folder of its own, and settings under which nothing else is touched.

use std::path::{Path, PathBuf};

use sellout_config::{Settings, telemetry};
use sellout_samples::Sample;
use sellout_store::organisations::{self, NewOrganisation};

use crate::failure::Failure;
use crate::setup::connect::Schema;
use crate::setup::{House, Lock, is_said};

/// The brand of the samples.
const BRAND: &str = "Aldermere";

/// The folder and its settings.
#[derive(Debug)]
pub(crate) struct Stage {
    folder: PathBuf,
    settings: Settings,
    _lock: Lock,
}

impl Stage {
    /// In this folder, which must hold no data yet, or in a temporary one that stays.
    pub(crate) fn set(folder: Option<&Path>) -> Result<Self, Failure> {
        let folder = match folder {
            Some(folder) => folder.to_owned(),
            None => temporary()?,
        };
        if folder.join("sellout.db").exists() {
            let shown = folder.display();
            return Err(Failure::new(format!(
                "the folder {shown} holds data already; choose a new one, or look at it with `SELLOUT_DATA={shown} sellout serve`"
            )));
        }
        let settings = settings_in(&folder)?;
        let lock = Lock::take(&folder)?;
        Ok(Self { folder, settings, _lock: lock })
    }

    /// Where it plays.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The installation in the folder, with the brand as its organisation.
    pub(crate) async fn open(&self) -> Result<House, Failure> {
        let house = House::open(self.settings.clone(), Schema::BringUpToDate).await?;
        let defaults = &house.settings.defaults;
        let new = NewOrganisation { name: BRAND, currency: defaults.currency, timezone: defaults.timezone.name() };
        let tx = house.db.begin().await?;
        organisations::create(&tx, &new, house.clock.now()).await?;
        tx.commit().await?;
        Ok(house)
    }

    /// Puts a sample file where it can be looked at.
    pub(crate) fn write_sample(&self, sample: &Sample) -> Result<PathBuf, Failure> {
        let folder = self.folder.join("samples");
        let file = folder.join(sample.name);
        let written = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&file, &sample.bytes));
        written
            .map_err(|e| Failure::new(format!("{} cannot be written: {e}; choose another folder", file.display())))?;
        Ok(file)
    }
}

fn temporary() -> Result<PathBuf, Failure> {
    let made = tempfile::Builder::new().prefix("sellout-demo-").tempdir();
    made.map(tempfile::TempDir::keep)
        .map_err(|e| Failure::new(format!("no temporary folder can be made: {e}; name one with --data")))
}

/// Whatever else is set, the demo's data, files and mails stay in its folder, and no other process hears of its jobs.
fn settings_in(folder: &Path) -> Result<Settings, Failure> {
    let inside = |scheme: &str, name: &str| format!("{scheme}://{}", folder.join(name).display());
    let mut settings = Settings::from_process_with([
        ("SELLOUT_DATA", folder.display().to_string()),
        ("DATABASE_URL", inside("sqlite", "sellout.db")),
        ("STORAGE_URL", inside("file", "files")),
        ("SMTP_URL", inside("file", "outbox")),
        ("REDIS_URL", String::new()),
    ])?;
    settings.queue.redis = None;
    if !is_said(&settings, "SELLOUT_LOG") {
        "off".clone_into(&mut settings.log.filter);
    }
    telemetry::init(&settings.log)?;
    Ok(settings)
}
