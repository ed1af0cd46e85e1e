//! Taking back: any upload, in any order, and the figures are those of the uploads that are left.

use serde_json::{Value as Json, json};

use crate::figures::everything;
use crate::house::{Client, Form, House, stories};
use crate::made::{sale, shelf, table};

/// Three uploads that touch the same figures: April, April corrected, and more of April; May is in the first two.
fn form(which: usize) -> Form {
    let rows = |quantity: i64, amount: &str| -> Vec<String> {
        let april = (0..4).map(|at| sale("2025-04-03", "Leeds", at, quantity, amount));
        april.chain((0..3).map(|at| sale("2025-05-03", "Leeds", at, quantity, amount))).collect()
    };
    match which {
        0 => Form::of("first.csv", table(rows(1, "10.00"))),
        1 => Form::of("corrected.csv", table(rows(2, "19.00"))),
        _ => Form::of("more.csv", table((0..4).map(|at| sale("2025-04-20", "Leeds", at, 3, "27.00"))))
            .field("mode", "append"),
    }
}

/// The figures of these uploads alone, in an organisation that never saw another.
async fn figures_of(house: &House, name: &str, uploads: &[usize]) -> (Json, Vec<String>) {
    let them = house.neighbour(name, &format!("{name}@neighbour.example")).await;
    for &which in uploads {
        assert_eq!(them.load(form(which)).await["status"], "completed");
    }
    everything(&them).await
}

async fn undo(us: &Client<'_>, upload: &Json) -> Json {
    us.then(upload, "undo", &json!({})).await.json(200)
}

stories! {
    async fn in_any_order_the_figures_are_those_of_the_uploads_that_are_left(house) {
        let mut alone: Vec<(Vec<usize>, _)> = Vec::new();
        for set in [vec![], vec![0], vec![1], vec![2], vec![0, 1], vec![0, 2], vec![1, 2], vec![0, 1, 2]] {
            let figures = figures_of(house, &format!("set{}", alone.len()), &set).await;
            alone.push((set, figures));
        }
        for (at, order) in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].into_iter().enumerate() {
            let us = house.neighbour(&format!("order{at}"), &format!("order{at}@neighbour.example")).await;
            let mut left = vec![0, 1, 2];
            let mut uploads = Vec::new();
            for which in 0..3 {
                uploads.push(us.load(form(which)).await);
            }
            for which in order {
                undo(&us, &uploads[which]).await;
                left.retain(|other| *other != which);
                let (_, expected) = alone.iter().find(|(set, _)| *set == left).unwrap();
                assert_eq!(&everything(&us).await, expected, "{left:?} is left of {order:?}");
            }
        }
    }

    async fn the_preview_names_what_would_change_and_changes_nothing(house) {
        let us = house.sign_in().await;
        let first = us.load(form(0)).await;
        let corrected = us.load(form(1)).await;
        let before = everything(&us).await;
        let path = format!("/uploads/{}/undo?preview=true", corrected["id"].as_str().unwrap());
        let told = us.post(&path, &json!({})).await.json(200);
        assert_eq!(
            (&told["preview"], &told["changed"]),
            (&json!(true), &json!([{ "id": first["id"], "filename": "first.csv" }]))
        );
        assert_eq!(everything(&us).await, before);
        assert_eq!(us.see(&corrected["id"]).await["status"], "completed");
        let done = undo(&us, &corrected).await;
        assert_eq!((&done["preview"], &done["changed"]), (&json!(false), &told["changed"]));
        assert_eq!(us.see(&corrected["id"]).await["status"], "undone");
        assert_ne!(everything(&us).await, before);
    }

    async fn a_living_file_restates_what_it_changes_and_undone_gives_it_back(house) {
        let us = house.sign_in().await;
        let samples = sellout_samples::all();
        let (may, june) = (&samples[2], &samples[3]);
        us.load(Form::of(may.name, &may.bytes)).await;
        let before = everything(&us).await;
        let living = june.expected.living.as_ref().unwrap();
        let upload = us.load(Form::of(june.name, &june.bytes)).await;
        assert_eq!(upload["rows_restated"], living.rows_restated, "{upload:#}");
        assert_eq!(upload["rows_duplicate"], living.rows_repeated, "{upload:#}");
        let after = everything(&us).await;
        assert_eq!(after.1.len(), june.expected.rows_loaded as usize);
        undo(&us, &upload).await;
        assert_eq!(everything(&us).await, before);
        us.load(Form::of(june.name, &june.bytes)).await;
        assert_eq!(everything(&us).await, after);
    }

    async fn without_what_it_had_replaced_an_upload_restates_nothing(house) {
        let us = house.sign_in().await;
        let first = us.load(form(0)).await;
        let corrected = us.load(form(1)).await;
        assert_eq!((&corrected["rows_loaded"], &corrected["rows_restated"]), (&json!(7), &json!(7)), "{corrected:#}");
        let undone = undo(&us, &first).await;
        assert_eq!(undone["changed"], json!([]), "no figures of others change");
        let corrected = us.see(&corrected["id"]).await;
        assert_eq!((&corrected["rows_loaded"], &corrected["rows_restated"]), (&json!(7), &json!(0)), "{corrected:#}");
    }

    async fn a_file_that_says_what_is_known_changes_nothing(house) {
        let us = house.sign_in().await;
        us.load(form(0)).await;
        let (before, version) = (everything(&us).await, us.summary("").await["data_version"].clone());
        // The same rows in another order are other bytes.
        let mut rows: Vec<String> = (0..4).map(|at| sale("2025-04-03", "Leeds", at, 1, "10.00")).collect();
        rows.extend((0..3).map(|at| sale("2025-05-03", "Leeds", at, 1, "10.00")));
        rows.reverse();
        let upload = us.load(Form::of("again.csv", table(rows))).await;
        assert_eq!(
            (&upload["status"], &upload["rows_duplicate"], &upload["rows_loaded"]),
            (&json!("completed"), &json!(7), &json!(0))
        );
        assert_eq!(us.summary("").await["data_version"], version);
        assert_eq!(everything(&us).await, before);
    }

    async fn before_its_turn_an_upload_that_is_taken_back_never_loads(house) {
        let us = house.sign_in().await;
        let item = us.send(Form::of("april.csv", shelf("2025-04-03", "Leeds", 4))).await;
        undo(&us, &item).await;
        let upload = us.see(&item["id"]).await;
        assert_eq!((&upload["status"], &upload["rows_loaded"]), (&json!("undone"), &json!(0)), "{upload:#}");
        assert_eq!(us.summary("").await["rows"], 0);
        undo(&us, &item).await;
        assert!(house.mails().is_empty(), "nobody is told of what was taken back");
    }
}
