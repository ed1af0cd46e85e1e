//! A throw-away installation like the real one: its own database and files in a temporary folder, with the
//! organisation's currency, zone, formats and rates. What is loaded into it is gone with it.

use sellout_config::Settings;
use sellout_files::Files;
use sellout_mail::Transport;
use sellout_model::Rate;
use sellout_queue::Bell;
use sellout_store::exchange_rates::{self, Giver, NewRate};
use sellout_store::organisations::{self, NewOrganisation};
use sellout_store::{Db, DbOptions, format_versions, migrate};
use tempfile::TempDir;

use super::{House, connect};
use crate::failure::Failure;

/// The throw-away installation and its folder.
#[derive(Debug)]
pub(crate) struct Scratch {
    pub(crate) house: House,
    folder: TempDir,
}

impl Scratch {
    /// One like the installation of these settings, which is only read.
    pub(crate) async fn like(mut settings: Settings) -> Result<Self, Failure> {
        let folder = tempfile::tempdir().map_err(|e| Failure::new(format!("no temporary folder can be made: {e}")))?;
        let url = format!("sqlite://{}", folder.path().join("dry-run.db").display());
        let db = Db::connect(&DbOptions::new(url)).await?;
        migrate(&db).await?;
        let files = Files::folder(&folder.path().join("files"))?;
        let real = connect::database_if_there(&settings, false).await?;
        // Nothing is to be made in the real data folder, not even a key.
        folder.path().clone_into(&mut settings.data);
        let house = House::of(settings, db, Bell::local(), files, Transport::memory()).await?;
        if let Some(real) = real {
            connect::refuse_newer(&sellout_store::schema_state(&real).await?)?;
            copy(&real, &house).await?;
            real.close().await?;
        }
        Ok(Self { house, folder })
    }

    /// Takes everything away.
    pub(crate) async fn close(self) -> Result<(), Failure> {
        self.house.close().await?;
        self.folder.close().map_err(|e| Failure::new(format!("the temporary folder cannot be removed: {e}")))
    }
}

async fn copy(real: &Db, house: &House) -> Result<(), Failure> {
    if !sellout_store::schema_is_current(real).await? {
        return Err(Failure::new("the database is not up to date with this program; run `sellout migrate` first"));
    }
    let Some(theirs) = organisations::all(real.read()).await?.into_iter().next() else { return Ok(()) };
    let now = house.clock.now();
    let tx = house.db.begin().await?;
    let new = NewOrganisation { name: &theirs.name, currency: theirs.currency()?, timezone: &theirs.timezone };
    let ours = organisations::create(&tx, &new, now).await?;
    for format in format_versions::active(real.read(), theirs.org()).await? {
        format_versions::save(&tx, ours.org(), &format.code, &format.source, None, now).await?;
    }
    let mut rates = Vec::new();
    for rate in exchange_rates::all(real.read(), theirs.org()).await? {
        let currency =
            rate.currency.parse().map_err(|e| Failure::new(format!("a kept exchange rate is broken: {e}")))?;
        rates.push(NewRate { currency, month: rate.month, rate: Rate(rate.rate) });
    }
    let giver = Giver { source: "copied", user: None };
    exchange_rates::put(&tx, ours.org(), &rates, giver, now).await?;
    Ok(tx.commit().await?)
}
