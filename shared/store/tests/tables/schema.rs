//! Migrating, and telling whether it was done.

use sea_orm::ConnectionTrait;
use sellout_store::{Db, DbOptions, migrate, schema_is_current, schema_state};
use sellout_testing::on_both;

on_both! {
    async fn a_migrated_database_is_current_and_migrating_again_changes_nothing(db) {
        assert!(schema_is_current(db).await.unwrap());
        migrate(db).await.unwrap();
        assert!(schema_is_current(db).await.unwrap());
    }

    async fn a_migration_of_a_newer_program_is_named(db) {
        let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20991231_000001_later', 1)";
        db.write().execute_unprepared(newer).await.unwrap();
        let state = schema_state(db).await.unwrap();
        assert_eq!((state.pending.len(), state.unknown), (0, vec!["m20991231_000001_later".to_owned()]));
        assert!(!schema_is_current(db).await.unwrap());
    }
}

#[tokio::test]
async fn an_empty_database_wants_every_migration_and_looking_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("new.db").display());
    let db = Db::connect(&DbOptions::new(url)).await.unwrap();
    let before = schema_state(&db).await.unwrap();
    assert_eq!(before.pending.first().map(String::as_str), Some("m20261121_000001_people"));
    assert_eq!(schema_state(&db).await.unwrap(), before);
    let (one, two) = tokio::join!(migrate(&db), migrate(&db));
    one.and(two).unwrap();
    assert!(schema_is_current(&db).await.unwrap());
}
