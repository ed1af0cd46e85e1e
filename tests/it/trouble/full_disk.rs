//! A disk that is full while a file comes in: 507, nothing kept, and the next file that fits is taken.

use serde_json::json;

use crate::house::{Form, Plan, stories};
use crate::made::{sale, shelf, table};

stories! {
    in Plan { room: Some(2_000), ..Plan::default() };

    async fn the_sender_is_told_and_nothing_is_kept(house) {
        let us = house.sign_in().await;
        let large = table((0..60).map(|at| sale("2025-04-03", "Leeds", at % 12, 1, "10.00")));
        assert!(large.len() > 2_000);
        let problem = us.upload(Form::of("april.csv", &large)).await.problem(507, "storage_full");
        assert!(problem["detail"].as_str().unwrap().contains("no room left"), "{problem}");
        assert!(us.all("/uploads").await.is_empty() && us.all("/jobs").await.is_empty());
        assert_eq!(house.kept_files(), Vec::<std::path::PathBuf>::new());
        let small =
            us.upload(Form::of("large.csv", &large).file("april.csv", shelf("2025-04-03", "Leeds", 2))).await.json(202);
        assert_eq!(
            (&small["items"][0]["code"], &small["items"][1]["status"]),
            (&json!("storage_full"), &json!("pending"))
        );
        assert_eq!(house.kept_uploads().len(), 1);
    }
}
