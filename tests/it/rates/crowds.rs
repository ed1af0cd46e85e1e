//! More statements than take their places at a time: they overlap across the pieces, and are judged as if the rate had
//! been there from the first.

use sea_orm::{ConnectionTrait, DbBackend};
use sellout_store::merges::{self, NewMerge, Seat};
use serde_json::json;

use super::{give, rate};
use crate::figures::everything;
use crate::house::{ADMIN, Client, Form, stories, until};
use crate::made::{sale, table};

/// More than are converted in one piece.
const STORES: usize = 620;

/// A row for each store, in hryvnias.
fn every_store(product: usize, amount: &str) -> Vec<String> {
    let row = |at| sale("2025-04-03", &format!("Store {at}"), product, 1, amount).replace("EUR", "UAH");
    (0..STORES).map(row).collect()
}

/// A report of all stores, a second one that repeats it and adds to it, and one that names no store and so meets all.
async fn report(us: &Client<'_>) {
    us.load(Form::of("april.csv", table(every_store(0, "450.00")))).await;
    let more = [every_store(0, "450.00"), every_store(1, "90.00")].concat();
    let more = us.load(Form::of("more.csv", table(more)).field("mode", "append")).await;
    assert_eq!((&more["rows_loaded"], &more["rows_duplicate"]), (&json!(STORES), &json!(STORES)), "{more:#}");
    let nowhere = sale("2025-04-03", "", 2, 1, "45.00").replace("EUR", "UAH");
    let refused = us.load(Form::of("sum.csv", table([nowhere]))).await;
    assert_eq!(refused["status"], "completed_with_errors", "{refused:#}");
}

stories! {
    async fn a_crowd_of_statements_is_converted_as_if_the_rate_had_been_there(house) {
        let (us, them) = (house.sign_in().await, house.neighbour("Early", "early@neighbour.example").await);
        report(&us).await;
        let result = give(house, &us, &rate("UAH", "2025-04", "45")).await;
        assert!(result["job_id"].is_string(), "{result:#}");
        give(house, &them, &rate("UAH", "2025-04", "45")).await;
        report(&them).await;
        let (summary, sales) = everything(&them).await;
        let sales: Vec<String> = sales.iter().map(|sale| sale.replace("early@neighbour.example", ADMIN)).collect();
        assert_eq!(everything(&us).await, (summary.clone(), sales));
        assert_eq!(summary["amount"], "7440.00", "{summary:#}");
    }

    async fn what_a_merge_moves_while_it_is_converted_is_converted_where_it_went(house) {
        let us = house.sign_in().await;
        for (file, day, store) in [("april.csv", "2025-04-03", "Leeds Nort"), ("may.csv", "2025-05-03", "Leeds North")] {
            us.load(Form::of(file, table([sale(day, store, 0, 1, "90.00").replace("EUR", "UAH")]))).await;
        }
        us.post("/exchange-rates", &rate("UAH", "2025-04", "45")).await.json(202);
        let (db, now) = (&house.services.db, house.services.clock.now());
        let tx = db.begin().await.unwrap();
        let seat = |store: &str| Seat { vendor: "corner_shop".into(), store: store.into(), channel: "offline".into() };
        let into = seat("leeds_north");
        let new = NewMerge::Store { from: seat("leeds_nort"), into_store: into.store, into_channel: into.channel };
        merges::create(&tx, house.org, &new, None, now).await.unwrap();
        assert_eq!(merges::settle(&tx, house.org, now).await.unwrap().statements, 1);
        // On PostgreSQL its edition is written meanwhile, where the statement was; SQLite has one writer.
        let merged = async {
            if db.backend() == DbBackend::Postgres {
                until("an edition", async || house.count("statements").await == 3).await;
            }
            tx.commit().await.unwrap();
        };
        tokio::join!(house.drain(), merged);
        let both = us.summary("store=leeds_north").await;
        assert_eq!((&both["amount"], &both["units"]), (&json!("2.00"), &json!(2)), "{both:#}");
        assert_eq!(us.summary("").await["rows"], 2);
    }

    async fn a_correction_that_an_older_program_left_beside_its_file_still_counts_alone(house) {
        let us = house.sign_in().await;
        us.load(Form::of("april.csv", table(every_store(0, "100.00")))).await;
        us.load(Form::of("right.csv", table(every_store(0, "200.00")))).await;
        let more = us.load(Form::of("more.csv", table(every_store(0, "200.00")) + "\n").field("mode", "append")).await;
        assert_eq!(more["rows_duplicate"], STORES, "{more:#}");
        let beside = "UPDATE uploads SET corrects = (SELECT f.id FROM uploads f WHERE f.number = 1) WHERE number = 2";
        house.services.db.write().execute_unprepared(beside).await.unwrap();
        give(house, &us, &rate("UAH", "2025-04", "40")).await;
        assert_eq!(us.summary("").await["amount"], "3100.00");
    }
}
