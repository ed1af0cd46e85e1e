//! Database migrations, one file a change. A migration expands first and contracts in a later release.
//! The same ones run on `SQLite` and `PostgreSQL` 15 and later.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod columns;
mod m20261121_000001_people;
mod m20261121_000002_catalogue;
mod m20261121_000003_uploads;
mod m20261121_000004_statements;
mod m20261121_000005_formats;
mod m20261121_000006_jobs;
mod m20261121_000007_reports;
mod m20261127_000008_jobs_unique_key;
mod m20261127_000009_timetable;
mod m20261127_000011_format_lessons;
mod m20261127_000012_format_tests;
mod m20261127_000013_held_rates;
mod m20261127_000014_list_prices;
mod m20261127_000015_merges;
mod m20261127_000016_corrections_and_archives;
mod m20261127_000020_rows_unchecked;
mod m20261127_000021_history_by_version;
mod m20261127_000022_live_periods;
mod m20261127_000023_no_rates;

/// All migrations in order.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_people::Migration),
            Box::new(m20261121_000002_catalogue::Migration),
            Box::new(m20261121_000003_uploads::Migration),
            Box::new(m20261121_000004_statements::Migration),
            Box::new(m20261121_000005_formats::Migration),
            Box::new(m20261121_000006_jobs::Migration),
            Box::new(m20261121_000007_reports::Migration),
            Box::new(m20261127_000008_jobs_unique_key::Migration),
            Box::new(m20261127_000009_timetable::Migration),
            Box::new(m20261127_000011_format_lessons::Migration),
            Box::new(m20261127_000012_format_tests::Migration),
            Box::new(m20261127_000013_held_rates::Migration),
            Box::new(m20261127_000014_list_prices::Migration),
            Box::new(m20261127_000015_merges::Migration),
            Box::new(m20261127_000016_corrections_and_archives::Migration),
            Box::new(m20261127_000020_rows_unchecked::Migration),
            Box::new(m20261127_000021_history_by_version::Migration),
            Box::new(m20261127_000022_live_periods::Migration),
            Box::new(m20261127_000023_no_rates::Migration),
        ]
    }
}
