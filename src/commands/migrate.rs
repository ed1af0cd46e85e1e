//! `sellout migrate`: the database's schema brought up to date.

use clap::Args;
use sellout_store::schema_state;
use serde::Serialize;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::{self, connect};

/// Bring the database up to date
///
/// `sellout serve` does this by itself; `sellout api` and `sellout worker` wait for it.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout migrate --dry-run   # what would be done\n  sellout migrate")]
pub(crate) struct Migrate {
    /// Only tell what would be done
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Migrated<'a> {
    dry_run: bool,
    migrations: &'a [String],
}

/// Migrates, or only tells.
pub(crate) async fn run(asked: &Migrate, out: Output) -> Result<Exit, Failure> {
    let settings = setup::settings_of_a_command()?;
    let Some(db) = connect::database_if_there(&settings, !asked.dry_run).await? else {
        out.answer(&Migrated { dry_run: true, migrations: &[] }, "there is no database yet; it would be made")?;
        return Ok(Exit::Fine);
    };
    let state = schema_state(&db).await?;
    connect::refuse_newer(&state)?;
    if !asked.dry_run {
        sellout_store::migrate(&db).await.map_err(|e| Failure::new(format!("the database was not changed: {e}")))?;
    }
    out.json(&Migrated { dry_run: asked.dry_run, migrations: &state.pending })?;
    let verb = if asked.dry_run { "would run" } else { "ran" };
    for name in &state.pending {
        out.say(&format!("{verb} {name}"))?;
    }
    if state.pending.is_empty() {
        out.say("the database is up to date")?;
    }
    db.close().await?;
    Ok(Exit::Fine)
}
