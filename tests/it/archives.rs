//! Archives of several files: each is an upload of its own, and all are told together.

use serde_json::{Value as Json, json};

use sellout_reader::ReaderLimits;
use sellout_testing::changed::locked;
use sellout_testing::workbooks::zip_of;

use crate::house::{Client, Form, Plan, stories};
use crate::made::{sale, shelf, table};

fn zip<B: AsRef<[u8]>>(files: &[(&str, B)]) -> Vec<u8> {
    zip_of(files.iter().map(|(name, bytes)| (*name, bytes.as_ref())))
}

fn april(store: &str) -> String {
    shelf("2025-04-03", store, 2)
}

/// The files of an archive: name, status and code.
fn files(archive: &Json) -> Vec<(&str, &str, Option<&str>)> {
    let files = archive["files"].as_array().unwrap();
    let told = |file: &'_ Json, name: &str| file[name].as_str().map(str::to_owned);
    assert!(files.iter().all(|file| told(file, "filename").is_some()), "{archive:#}");
    files
        .iter()
        .map(|file| (file["filename"].as_str().unwrap(), file["status"].as_str().unwrap(), file["code"].as_str()))
        .collect()
}

async fn uploads(us: &Client<'_>) -> usize {
    us.all("/uploads").await.len()
}

stories! {
    async fn each_file_loads_and_one_mail_tells_of_all(house) {
        let us = house.sign_in().await;
        let wrong = table([sale("2025-04-03", "Bath", 1, 1, "10.00"), sale("2025-04-03", "Bath", 2, 1, "ten")]);
        let archive = zip(&[
            ("march/leeds.csv", april("Leeds")),
            ("__MACOSX/._leeds.csv", "junk".to_owned()),
            ("york.csv", april("York")),
            ("bath.csv", wrong),
            ("notes.txt", "nothing but words\n".to_owned()),
        ]);
        let upload = us.load(Form::of("spring.zip", &archive)).await;
        assert_eq!((&upload["status"], &upload["code"]), (&json!("completed_with_errors"), &json!("some_files")), "{upload:#}");
        let told = files(&upload);
        assert_eq!(told[0], ("spring.zip/march/leeds.csv", "completed", None));
        assert_eq!(told[1], ("spring.zip/york.csv", "completed", None));
        assert_eq!(told[2].1, "completed_with_errors");
        assert!(told.len() == 4 && ["failed", "needs_format"].contains(&told[3].1), "{told:?}");
        let sentence = upload["error"].as_str().unwrap();
        assert!(sentence.contains("2 of the 4 files") && sentence.contains("\"bath.csv\", \"notes.txt\""), "{sentence}");
        assert_eq!(us.summary("").await["units"], 5);
        let leeds = us.see(&upload["files"][0]["id"]).await;
        assert_eq!((&leeds["archive"], &leeds["rows_loaded"]), (&upload["id"], &json!(2)), "{leeds:#}");
        let mails = house.mails();
        assert_eq!(mails.len(), 1, "all are told together");
        let mail = String::from_utf8(mails[0].bytes.clone()).unwrap();
        assert!(mail.contains("Subject: Upload loaded: spring.zip\r\n"), "{mail}");
        assert!(mail.contains("york.csv: 2 rows loaded.") && mail.contains("3 of 4 files loaded"), "{mail}");
        us.upload(Form::of("again.zip", &archive)).await.problem(409, "duplicate_file");
    }

    async fn names_that_lead_out_and_doubles_and_locked_entries_harm_nobody(house) {
        let us = house.sign_in().await;
        let inner = zip(&[("a.csv", april("Hull")), ("b.csv", april("Ely"))]);
        let archive = zip(&[
            ("../../leeds.csv", april("Leeds").into_bytes()),
            ("again.csv", april("Leeds").into_bytes()),
            ("locked.csv", april("Wells").into_bytes()),
            ("inner.zip", inner),
            ("york.csv", april("York").into_bytes()),
        ]);
        let upload = us.load(Form::of("all.zip", locked(archive, "locked.csv"))).await;
        assert_eq!(files(&upload), [
            ("all.zip/leeds.csv", "completed", None),
            ("all.zip/again.csv", "duplicate", Some("duplicate_file")),
            ("all.zip/locked.csv", "failed", Some("password_protected")),
            ("all.zip/inner.zip", "failed", Some("archive_not_supported")),
            ("all.zip/york.csv", "completed", None),
        ], "{upload:#}");
        assert_eq!(upload["files"][1]["upload_id"], upload["files"][0]["id"]);
        assert_eq!(us.summary("").await["units"], 4);
        assert_eq!(house.kept_uploads().len(), 4, "the archive and three of its files");
    }

    async fn known_files_alone_change_nothing(house) {
        let us = house.sign_in().await;
        let (leeds, york) = (us.load(Form::of("leeds.csv", april("Leeds"))).await, us.load(Form::of("york.csv", april("York"))).await);
        let upload = us.load(Form::of("both.zip", zip(&[("a.csv", april("Leeds")), ("b.csv", april("York"))]))).await;
        assert_eq!(upload["status"], "completed", "{upload:#}");
        let known: Vec<&Json> = upload["files"].as_array().unwrap().iter().map(|file| &file["upload_id"]).collect();
        assert_eq!(known, [&leeds["id"], &york["id"]]);
        assert_eq!((us.summary("").await["units"].clone(), uploads(&us).await), (json!(4), 3));
    }

    async fn what_is_said_of_the_archive_is_said_of_its_files(house) {
        let us = house.sign_in().await;
        let nameless = "functional_name,product_ean,quantity,amount,currency\nSalt,5060917001014,2,20.00,EUR\n";
        let other = nameless.replace(",2,", ",3,");
        let form = Form::of("parts.zip", zip(&[("a.csv", nameless), ("b.csv", &other)]));
        let upload = us.load(form.field("vendor", "corner_shop").field("period", "2025-04").field("mode", "append")).await;
        assert_eq!(upload["status"], "completed", "{upload:#}");
        assert_eq!(us.summary("from=2025-04&to=2025-04").await["units"], 5);
    }

    async fn a_question_is_answered_file_by_file_and_told_by_itself(house) {
        let us = house.sign_in().await;
        let nameless = "reseller,functional_name,product_ean,quantity,amount,currency\nShop,Salt,5060917001014,2,20.00,EUR\n";
        let archive = zip(&[("asks.csv", nameless.to_owned()), ("leeds.csv", april("Leeds"))]);
        let upload = us.load(Form::of("parts.zip", archive)).await;
        assert_eq!(files(&upload)[0].1, "needs_period", "{upload:#}");
        let asks = us.see(&upload["files"][0]["id"]).await;
        us.then(&asks, "resolve", &json!({ "period": "2025-04" })).await.json(202);
        assert_eq!(us.see(&asks["id"]).await["status"], "completed");
        assert_eq!(files(&us.see(&upload["id"]).await)[0].1, "completed");
        let subjects: Vec<_> = us.all("/emails").await.into_iter().map(|mail| mail["subject"].clone()).collect();
        assert_eq!(subjects, [json!("Upload loaded: parts.zip/asks.csv"), json!("Upload loaded: parts.zip")]);
    }

    async fn it_is_taken_back_with_all_of_its_files(house) {
        let us = house.sign_in().await;
        us.load(Form::of("before.csv", april("Bath"))).await;
        let upload = us.load(Form::of("both.zip", zip(&[("a.csv", april("Leeds")), ("b.csv", april("York"))]))).await;
        assert_eq!(us.summary("").await["units"], 6);
        us.then(&upload, "retry", &json!({})).await.problem(409, "conflict");
        us.then(&upload, "undo", &json!({})).await.json(200);
        assert_eq!(us.summary("").await["units"], 2);
        let undone = us.see(&upload["id"]).await;
        assert_eq!(undone["status"], "undone");
        assert!(files(&undone).iter().all(|(_, status, _)| *status == "undone"), "{undone:#}");
        let again = us.load(Form::of("both.zip", zip(&[("a.csv", april("Leeds")), ("b.csv", april("York"))]))).await;
        assert_eq!((&again["status"], us.summary("").await["units"].clone()), (&json!("completed"), json!(6)));
    }
}

mod within_small_limits {
    use super::*;

    fn small() -> Plan {
        let mut limits = ReaderLimits::default();
        limits.book.archive_files = 3;
        limits.book.bomb_bytes = 1_000;
        limits.book.bomb_ratio = 20;
        Plan { limits, ..Plan::default() }
    }

    stories! {
        in small();

        async fn a_bomb_among_good_files_and_too_many_files(house) {
            let us = house.sign_in().await;
            let many: Vec<(String, String)> = (0..4).map(|at| (format!("{at}.csv"), april(&format!("Store {at}")))).collect();
            let many: Vec<(&str, &str)> = many.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            let upload = us.load(Form::of("many.zip", zip(&many))).await;
            assert_eq!((&upload["status"], &upload["code"]), (&json!("failed"), &json!("too_many_files")), "{upload:#}");
            assert!(upload["error"].as_str().unwrap().contains("SELLOUT_MAX_ARCHIVE_FILES"), "{upload:#}");
            let bomb = "0,".repeat(100_000);
            let upload = us.load(Form::of("bomb.zip", zip(&[("a.csv", april("Leeds")), ("bomb.csv", bomb)]))).await;
            assert_eq!((&upload["status"], &upload["code"]), (&json!("failed"), &json!("zip_bomb")), "{upload:#}");
            assert!(upload["error"].as_str().unwrap().contains("SELLOUT_MAX_UNPACK_RATIO"), "{upload:#}");
        }
    }
}
