//! Loading as `import` does it, into a database of its own: what a second look, an answer or a bad file means.

use std::path::PathBuf;

use sellout_config::Settings;
use sellout_model::UploadStatus;

use super::{Asked, Loaded, Loader, Outcome, exit_of};
use crate::failure::Exit;
use crate::progress::Progress;
use crate::setup::House;
use crate::setup::connect::Schema;

const UNKNOWN: &str = "Article name;Pieces sold;Turnover;Sold on\nSoap;2;10,00;2025-04-01\nOil;1;20,50;2025-04-02\n";
const WITHOUT_PERIOD: &str = "product_ean,quantity,amount,currency,reseller\n5060917001014,2,10.00,EUR,Corner\n";

struct World {
    house: House,
    folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data").display().to_string();
        let settings = Settings::load([("SELLOUT_DATA".to_owned(), data)], None).unwrap();
        let house = House::open(settings, Schema::MakeIfNew).await.unwrap();
        Self { house, folder }
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let file = self.folder.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        file
    }

    async fn load(&self, file: &std::path::Path, asked: &Asked) -> Loaded {
        let loader = Loader::open(&self.house).await.unwrap();
        let mut loaded = loader.load(file, asked, &Progress::none()).await.unwrap();
        loader.close().await;
        assert_eq!(loaded.len(), 1);
        loaded.remove(0)
    }
}

/// The first sample that is text of this kind.
fn sample(name: &str) -> Vec<u8> {
    sellout_samples::all().into_iter().find(|sample| sample.name.contains(name)).unwrap().bytes
}

#[tokio::test]
async fn the_same_bytes_are_loaded_once_and_again_only_by_force() {
    let world = World::new().await;
    let file = world.file("odette.csv", sample("Odette"));
    let first = world.load(&file, &Asked::default()).await;
    assert_eq!((first.status(), exit_of(&first)), (UploadStatus::Completed, Exit::Fine));
    assert_eq!(first.upload.as_ref().unwrap().0.rows_loaded, 90);
    let second = world.load(&file, &Asked::default()).await;
    assert_eq!((second.outcome.clone(), exit_of(&second)), (Outcome::Known, Exit::Fine));
    assert_eq!(second.upload.unwrap().0.id, first.upload.as_ref().unwrap().0.id);
    let forced = world.load(&file, &Asked { force: true, ..Asked::default() }).await;
    assert_eq!(forced.outcome, Outcome::Ran);
    assert_ne!(forced.upload.unwrap().0.id, first.upload.unwrap().0.id);
}

#[tokio::test]
async fn a_file_with_some_bad_rows_says_which_and_exits_with_2() {
    let world = World::new().await;
    let loaded = world.load(&world.file("mistakes.csv", sample("mistakes")), &Asked::default()).await;
    assert_eq!((loaded.status(), exit_of(&loaded)), (UploadStatus::CompletedWithErrors, Exit::SomeRows));
    let (upload, _) = loaded.upload.as_ref().unwrap();
    let errors = &loaded.errors;
    assert_eq!(errors.first().map(|error| (error.row_no, error.code.as_str())), Some((Some(3), "bad_quantity")));
    assert!(errors.len() as i64 >= upload.rows_failed);
}

#[tokio::test]
async fn an_unknown_table_waits_until_its_proposed_mapping_is_accepted() {
    let world = World::new().await;
    let file = world.file("list.csv", UNKNOWN);
    let asked = world.load(&file, &Asked::default()).await;
    assert_eq!((asked.status(), exit_of(&asked)), (UploadStatus::NeedsFormat, Exit::Nothing));
    let accepted = world.load(&file, &Asked { accept_mapping: true, ..Asked::default() }).await;
    assert_eq!(accepted.status(), UploadStatus::Completed, "{:?}", accepted.trouble());
    let (upload, _) = accepted.upload.unwrap();
    assert_eq!(upload.id, asked.upload.unwrap().0.id, "the waiting upload is answered, not sent again");
    assert_eq!((upload.rows_loaded, upload.amount), (2, Some(305_000)));
    assert!(accepted.notes.iter().any(|note| note.contains("--vendor")), "{:?}", accepted.notes);
}

#[tokio::test]
async fn a_file_without_a_period_is_answered_by_importing_it_with_one() {
    let world = World::new().await;
    let file = world.file("stock list.csv", WITHOUT_PERIOD);
    let asked = world.load(&file, &Asked::default()).await;
    assert_eq!(asked.status(), UploadStatus::NeedsPeriod, "{:?}", asked.trouble());
    assert!(asked.trouble().is_some());
    let period = Some("2025-04".parse().unwrap());
    let answered = world.load(&file, &Asked { period, ..Asked::default() }).await;
    assert_eq!(answered.status(), UploadStatus::Completed, "{:?}", answered.trouble());
}

#[tokio::test]
async fn a_file_that_cannot_be_read_stops_nobody_else() {
    let world = World::new().await;
    let missing = world.load(&world.folder.path().join("nowhere.csv"), &Asked::default()).await;
    assert!(matches!(&missing.outcome, Outcome::Refused { code, .. } if code == "unreadable"));
    assert_eq!(exit_of(&missing), Exit::Nothing);
    let empty = world.load(&world.file("empty.csv", ""), &Asked::default()).await;
    assert_eq!((empty.status(), exit_of(&empty)), (UploadStatus::Failed, Exit::Nothing));
    assert!(empty.trouble().is_some_and(|why| why.contains("empty")), "{:?}", empty.trouble());
}
