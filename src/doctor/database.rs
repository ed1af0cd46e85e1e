//! The database, its schema, Redis, and whether clocks agree.

use chrono::TimeDelta;
use sellout_config::{DatabaseSettings, Settings};
use sellout_queue::ledger::JobFilter;
use sellout_store::schema_state;

use super::finding::Finding;
use crate::failure::Failure;
use crate::setup::{House, connect, shown};

/// So far clocks may differ.
const APART: TimeDelta = TimeDelta::seconds(5);

/// Looks at them; the installation is handed on if it can be worked with.
pub(super) async fn look(settings: Settings) -> (Vec<Finding>, Option<House>) {
    let url = shown(&settings, "DATABASE_URL").to_owned();
    if let DatabaseSettings::Sqlite { file } = &settings.database
        && !file.exists()
    {
        return (vec![Finding::ok("database", format!("{url} is made at the first start"))], None);
    }
    let db = match connect::database(&settings).await {
        Ok(db) => db,
        Err(failure) => return (vec![Finding::failed("database", failure, "start it, or correct DATABASE_URL")], None),
    };
    let mut findings = vec![Finding::of("database", db.ping().await.map(|()| format!("{url} answers")), "start it")];
    let state = match schema_state(&db).await {
        Ok(state) => state,
        Err(e) => {
            findings.push(Finding::failed("schema", e, "look into the database's own log"));
            return (findings, None);
        }
    };
    if let Some(newer) = state.unknown.first() {
        let said = format!("a newer sellout was here ({newer})");
        findings.push(Finding::failed("schema", said, "start that version, or a newer one"));
        return (findings, None);
    }
    if !state.pending.is_empty() {
        let said = format!("{} migrations have not run", state.pending.len());
        findings.push(Finding::failed("schema", said, "run `sellout migrate`"));
        return (findings, None);
    }
    findings.push(Finding::ok("schema", "up to date"));
    match connected(settings, db).await {
        Ok(house) => {
            findings.push(redis(&house).await);
            findings.push(clock(&house).await);
            (findings, Some(house))
        }
        Err(failure) => {
            findings.push(Finding::failed("connections", failure, "see docs/settings.md"));
            (findings, None)
        }
    }
}

async fn connected(settings: Settings, db: sellout_store::Db) -> Result<House, Failure> {
    let bell = connect::bell(&settings, &db)?;
    let (files, transport) = (connect::files(&settings)?, connect::transport(&settings)?);
    House::of(settings, db, bell, files, transport).await
}

async fn redis(house: &House) -> Finding {
    let bell = house.ledger.bell();
    if house.settings.queue.redis.is_none() {
        return Finding::ok("redis", format!("not set; jobs are announced {}", bell.name()));
    }
    let url = shown(&house.settings, "REDIS_URL");
    match bell.check().await {
        Ok(()) => Finding::ok("redis", format!("{url} answers")),
        // Without it every job still runs, a second later.
        Err(e) => Finding::warning(
            "redis",
            format!("{url}: {e}; jobs start up to a second late"),
            "start it, or correct REDIS_URL",
        ),
    }
}

async fn clock(house: &House) -> Finding {
    let now = house.clock.now();
    let cure = "set this machine's clock by NTP";
    if house.db.is_postgres() {
        let apart = house.ledger.clock().now() - now;
        return if apart.abs() > APART {
            let said = format!("this machine and the database are {} s apart", apart.num_seconds().abs());
            Finding::warning("clock", said, cure)
        } else {
            Finding::ok("clock", "this machine and the database agree")
        };
    }
    match house.ledger.jobs(&JobFilter::default(), 1, 1).await {
        Ok(page) if page.items.first().is_some_and(|newest| newest.created_at > now + APART) => {
            Finding::warning("clock", "it stands before the newest job: it was set back", cure)
        }
        Ok(_) => Finding::ok("clock", format!("{} UTC", now.format("%Y-%m-%d %H:%M:%S"))),
        Err(e) => Finding::failed("clock", e, "look into the database"),
    }
}
