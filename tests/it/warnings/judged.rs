//! What judging finds: rows taken for duplicates, rows added to figures, stores that a new edition does not name.

use serde_json::{Value as Json, json};

use super::warning;
use crate::house::{Client, Form, stories};
use crate::made::{sale, shelf, table};

/// The generic table of rows that have a month instead of a day.
fn monthly(rows: impl IntoIterator<Item = String>) -> String {
    table(rows).replacen("sold_on", "month", 1)
}

/// April's first so many products of a store, so many pieces of each.
fn april(store: &str, products: usize, quantity: i64) -> Vec<String> {
    (0..products).map(|product| sale("2025-04", store, product, quantity, "10.00")).collect()
}

fn codes(upload: &Json) -> Vec<&str> {
    upload["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap()).collect()
}

fn message<'u>(upload: &'u Json, code: &str) -> &'u str {
    warning(upload, code)["message"].as_str().unwrap()
}

#[track_caller]
fn says(upload: &Json, code: &str, words: &[&str]) {
    let message = message(upload, code);
    assert!(words.iter().all(|word| message.contains(word)), "{words:?} in {message}");
}

async fn append(us: &Client<'_>, name: &str, text: String) -> Json {
    us.load(Form::of(name, text).field("mode", "append")).await
}

async fn replace(us: &Client<'_>, name: &str, text: String) -> Json {
    us.load(Form::of(name, text).field("mode", "replace")).await
}

/// Loaded again, and after another upload was loaded again, it says the same.
async fn says_the_same_again(us: &Client<'_>, upload: &Json, other: &Json) {
    for which in [upload, other] {
        us.then(which, "retry", &json!({})).await.json(202);
        let again = us.see(&upload["id"]).await;
        assert_eq!(again["status"], upload["status"], "{again:#}");
        assert_eq!(again["warnings"], upload["warnings"]);
        assert_eq!(again["warning_count"], upload["warning_count"]);
    }
}

stories! {
    async fn rows_without_a_date_that_are_taken_for_duplicates(house) {
        let us = house.sign_in().await;
        let hryvnias = sale("2025-04", "York", 2, 1, "100.00").replace("EUR", "UAH");
        let mut rows = april("Leeds", 3, 1);
        rows.push(hryvnias.clone());
        let first = us.load(Form::of("april.csv", monthly(rows))).await;
        assert_eq!(codes(&first), ["no_rate"]);
        let mut rows = april("Leeds", 2, 1);
        rows.extend([hryvnias, sale("2025-04", "Leeds", 7, 1, "10.00")]);
        let more = append(&us, "more.csv", monthly(rows)).await;
        assert_eq!((&more["rows_duplicate"], &more["rows_loaded"]), (&json!(3), &json!(1)), "{more:#}");
        assert_eq!(codes(&more), ["looks_like_duplicate", "added_to_figures", "no_rate"]);
        assert_eq!(more["warning_count"], 3);
        says(&more, "looks_like_duplicate", &["3 rows in 2 places", "20.00 EUR and 100.00 UAH", "force"]);
        says(&more, "added_to_figures", &["1 place: corner_shop · leeds · offline · 2025-04"]);
        let sent = house.mails();
        let mail = String::from_utf8_lossy(&sent.last().unwrap().bytes).into_owned();
        assert!(mail.contains("look like duplicates"), "the mail says so too: {mail}");
        says_the_same_again(&us, &more, &first).await;

        us.then(&first, "undo", &json!({})).await.json(200);
        let alone = us.see(&more["id"]).await;
        assert_eq!((&alone["rows_duplicate"], &alone["rows_loaded"]), (&json!(0), &json!(4)));
        assert_eq!((codes(&alone), &alone["warning_count"]), (vec!["no_rate"], &json!(1)));
    }

    async fn rows_whose_day_is_known_are_no_doubtful_duplicates(house) {
        let us = house.sign_in().await;
        us.load(Form::of("april.csv", shelf("2025-04-03", "Leeds", 4))).await;
        let same = append(&us, "again.csv", shelf("2025-04-03", "Leeds", 2)).await;
        assert_eq!((&same["rows_duplicate"], &same["warning_count"]), (&json!(2), &json!(0)), "{same:#}");
    }

    async fn rows_that_count_by_force_are_no_duplicates_but_added(house) {
        let us = house.sign_in().await;
        us.load(Form::of("april.csv", monthly(april("Leeds", 4, 1)))).await;
        let form = Form::of("april.csv", monthly(april("Leeds", 4, 1))).field("mode", "append").field("force", "true");
        let forced = us.load(form).await;
        assert_eq!((&forced["rows_loaded"], codes(&forced)), (&json!(4), vec!["added_to_figures"]), "{forced:#}");
    }

    async fn rows_added_to_figures(house) {
        let us = house.sign_in().await;
        let first = append(&us, "first.csv", monthly([april("Leeds", 4, 1), april("York", 4, 1)].concat())).await;
        assert_eq!(first["warning_count"], 0, "nothing was there: {first:#}");
        let other = append(&us, "other.csv", monthly(april("Hull", 4, 1))).await;
        assert_eq!(other["warning_count"], 0, "nothing was there: {other:#}");
        let rows = [april("Leeds", 2, 2), april("York", 2, 2), april("Bath", 2, 2)].concat();
        let more = append(&us, "more.csv", monthly(rows)).await;
        assert_eq!((codes(&more), &more["warning_count"]), (vec!["added_to_figures"], &json!(1)));
        says(&more, "added_to_figures", &["2 places, such as corner_shop · leeds · offline · 2025-04", "mode replace"]);
        says_the_same_again(&us, &more, &first).await;
        assert_eq!(us.see(&first["id"]).await["warning_count"], 0, "it was first, also when it is loaded again");

        us.then(&first, "undo", &json!({})).await.json(200);
        assert_eq!(us.see(&more["id"]).await["warnings"], json!([]));
    }

    async fn rows_added_by_an_answer(house) {
        let us = house.sign_in().await;
        us.load(Form::of("april.csv", shelf("2025-04-03", "Leeds", 10))).await;
        let part = us.load(Form::of("part.csv", table([sale("2025-04-20", "Leeds", 0, 5, "50.00")]))).await;
        assert_eq!((&part["status"], &part["warning_count"]), (&json!("needs_mode"), &json!(0)), "{part:#}");
        us.then(&part, "resolve", &json!({ "mode": "append" })).await.json(200);
        assert_eq!(codes(&us.see(&part["id"]).await), ["added_to_figures"]);
        us.then(&part, "resolve", &json!({ "mode": "replace" })).await.json(200);
        assert_eq!(us.see(&part["id"]).await["warning_count"], 0);
    }

    async fn stores_that_a_new_edition_does_not_name(house) {
        let us = house.sign_in().await;
        let stores = ["Leeds", "York", "Hull"];
        let first = replace(&us, "first.csv", monthly(stores.iter().flat_map(|store| april(store, 3, 1)))).await;
        let second = replace(&us, "second.csv", monthly(april("Leeds", 3, 2))).await;
        assert_eq!((codes(&second), &second["warning_count"]), (vec!["store_missing"], &json!(1)), "{second:#}");
        let named = "corner_shop · hull · offline, corner_shop · york · offline";
        says(&second, "store_missing", &["2 stores", "2025-04 are not named", named, "zero pieces"]);
        assert_eq!(us.summary("").await["units"], 12, "they stay");
        says_the_same_again(&us, &second, &first).await;

        let rows = [april("Leeds", 3, 2), vec![sale("2025-04", "York", 0, 0, "0.00")]].concat();
        let third = replace(&us, "third.csv", monthly(rows)).await;
        says(&third, "store_missing", &["1 store", "2025-04 is not named", "hull"]);
        assert!(!message(&third, "store_missing").contains("york"), "named by a row of zero pieces");
        assert_eq!(us.summary("").await["units"], 9, "and taken out");

        us.then(&first, "undo", &json!({})).await.json(200);
        for upload in [&second, &third] {
            assert_eq!(us.see(&upload["id"]).await["warnings"], json!([]), "nothing stays of the first");
        }
    }

    async fn stores_that_send_a_file_each_are_not_missed(house) {
        let us = house.sign_in().await;
        for store in ["Leeds", "York", "Hull"] {
            replace(&us, &format!("{store}.csv"), monthly(april(store, 3, 1))).await;
        }
        let corrected = replace(&us, "York corrected.csv", monthly(april("York", 3, 2))).await;
        assert_eq!((&corrected["rows_restated"], &corrected["warning_count"]), (&json!(3), &json!(0)), "{corrected:#}");
    }

    async fn stores_of_other_months_are_not_missed(house) {
        let us = house.sign_in().await;
        let march = april("York", 3, 1).into_iter().map(|row| row.replace("2025-04", "2025-03"));
        replace(&us, "quarter.csv", monthly(march.chain(april("Leeds", 3, 1)))).await;
        let corrected = replace(&us, "april.csv", monthly(april("Leeds", 3, 2))).await;
        assert_eq!((&corrected["rows_restated"], &corrected["warning_count"]), (&json!(3), &json!(0)), "{corrected:#}");
    }

    async fn a_file_that_names_no_stores_misses_none(house) {
        let us = house.sign_in().await;
        let unnamed = |quantity| monthly(april("", 3, quantity));
        replace(&us, "april.csv", unnamed(1)).await;
        let corrected = replace(&us, "corrected.csv", unnamed(2)).await;
        assert_eq!((&corrected["rows_restated"], &corrected["warning_count"]), (&json!(3), &json!(0)), "{corrected:#}");
    }

    async fn where_days_are_reported_a_store_is_missed_on_its_days_with_figures(house) {
        let us = house.sign_in().await;
        let source = "code = \"corner-days\"\ntitle = \"Days\"\nvendor = \"corner\"\n\n[columns]\ndate = \"Day\"\n\
            store = \"Shop\"\nean = \"Article\"\nquantity = \"Pieces\"\n\n[policy]\ngrain = \"day\"\n";
        us.put("/formats/corner-days", &json!({ "source": source })).await.json(200);
        let days = |rows: &[(&str, &str, u32)]| {
            let lines = rows.iter().map(|(day, store, n)| format!("{day},{store},{},{n}\n", crate::made::ean(0)));
            lines.fold("Day,Shop,Article,Pieces\n".to_owned(), |text, line| text + &line)
        };
        let all = [("2025-04-03", "Leeds", 1), ("2025-04-05", "Leeds", 1), ("2025-04-04", "York", 1)];
        replace(&us, "all.csv", days(&all)).await;
        let leeds = replace(&us, "leeds.csv", days(&[("2025-04-03", "Leeds", 2), ("2025-04-05", "Leeds", 1)])).await;
        assert_eq!((&leeds["format"], codes(&leeds)), (&json!("corner-days"), vec!["store_missing"]), "{leeds:#}");
        says(&leeds, "store_missing", &["1 store", "for 2025-04-04 is", "corner · york · offline"]);
    }
}
