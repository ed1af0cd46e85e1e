//! File names are data: shown without what could mislead, never a path of ours.

use serde_json::{Value as Json, json};

use crate::house::{Form, stories};
use crate::made::shelf;

stories! {
    async fn names_with_folders_and_odd_characters_are_shown_safely(house) {
        let us = house.sign_in().await;
        for (at, (given, shown)) in [
            ("../../etc/cron.d/april.csv", "april.csv"),
            ("C:\\Users\\ada\\März, «final» (2).csv", "März, «final» (2).csv"),
            ("april\u{85}\u{202e}vsc.csv", "april vsc.csv"),
            ("..", "file"),
            ("売上.csv", "売上.csv"),
        ]
        .into_iter()
        .enumerate()
        {
            let upload = us.load(Form::of(given, shelf("2025-04-03", &format!("Store {at}"), 1))).await;
            assert_eq!(upload["filename"], shown, "{given}");
            assert_eq!(upload["status"], "completed", "{upload:#}");
        }
        assert_eq!(house.kept_uploads().len(), 5);
        assert!(house.kept_files().iter().all(|file| file.starts_with(house.files_folder())));
    }

    async fn a_name_of_300_letters_keeps_both_its_ends_in_lists_and_mails(house) {
        let us = house.sign_in().await;
        let given = format!("{}.csv", "ä".repeat(300));
        let upload = us.load(Form::of(&given, shelf("2025-04-03", "Leeds", 1))).await;
        let shown = upload["filename"].as_str().unwrap().to_owned();
        assert!(shown.starts_with("ääää") && shown.contains('…') && shown.ends_with("ä.csv"), "{shown}");
        assert!(shown.chars().count() <= 120, "{shown}");
        let mail: Json = us.all("/emails").await.remove(0);
        assert_eq!(mail["subject"], json!(format!("Upload loaded: {shown}")));
        let file = us.get(&format!("/uploads/{}/file", upload["id"].as_str().unwrap())).await;
        assert!(file.headers["content-disposition"].to_str().unwrap().contains("%C3%A4"), "{:?}", file.headers);
    }
}
