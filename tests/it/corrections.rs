//! A workbook of row errors comes back corrected: it takes the place of the file that it was made from, and the figures
//! are those of a file that never had an error.

use sellout_queue::Queue;
use sellout_testing::changed::{part, spoiled, typed_over};
use serde_json::{Value as Json, json};

use crate::figures::everything;
use crate::house::{Client, Form, House, stories};
use crate::made::{HEADER, sale, table};

/// An article number that begins with zeros.
const ZEROS: &str = "0012345678905";

fn with_zeros(day: &str, quantity: &str) -> String {
    format!("{day},Corner Shop,Leeds,Salt,{ZEROS},{quantity},30.00,EUR")
}

/// The workbook of an upload's row errors.
async fn workbook(us: &Client<'_>, upload: &Json) -> Vec<u8> {
    let path = format!("/uploads/{}/errors?format=xlsx", upload["id"].as_str().unwrap());
    us.get(&path).await.bytes(200).to_vec()
}

/// What the figures of an organisation are that only ever got these files.
async fn figures_of(house: &House, name: &str, forms: Vec<Form>) -> (Json, Vec<String>) {
    let them = house.neighbour(name, &format!("{name}@neighbour.example")).await;
    for form in forms {
        assert_eq!(them.load(form).await["status"], "completed");
    }
    everything(&them).await
}

/// Corrects the workbook of an upload and sends it; it must load whole, in that upload's place.
async fn correct(us: &Client<'_>, upload: &Json, changes: &[(&str, &str)]) -> Json {
    let corrected = typed_over(&workbook(us, upload).await, changes);
    let second = us.load(Form::of("errors, corrected.xlsx", corrected)).await;
    assert_eq!(second["status"], "completed", "{second:#}");
    second
}

stories! {
    async fn only_what_was_missing_loads(house) {
        let us = house.sign_in().await;
        let rows = |quantity: &str, day: &str| {
            table([
                sale("2025-04-03", "Leeds", 1, 2, "20.00"),
                with_zeros("2025-04-04", quantity),
                sale("2025-04-05", "York", 2, 1, "10.00"),
                with_zeros(day, "1"),
            ])
        };
        let first = us.load(Form::of("april.csv", rows("abc", "2025-04-31"))).await;
        assert_eq!((&first["rows_loaded"], &first["rows_failed"]), (&json!(2), &json!(2)), "{first:#}");
        let second = correct(&us, &first, &[("abc", "3"), ("2025-04-31", "2025-04-30")]).await;
        assert_eq!((&second["rows_loaded"], &second["corrects"]), (&json!(4), &first["id"]), "{second:#}");
        let told = second["warnings"].as_array().unwrap().iter().find(|warning| warning["code"] == "correction");
        assert!(told.is_some_and(|told| told["message"].as_str().unwrap().contains("april.csv")), "{second:#}");
        let right = figures_of(house, "right", vec![Form::of("april.csv", rows("3", "2025-04-30"))]).await;
        assert_eq!(everything(&us).await, right);
        assert!(right.1.iter().any(|sale| sale.contains(ZEROS)), "{:?}", right.1);
        assert_eq!(us.see(&first["id"]).await["corrected_by"], second["id"]);
        // The same workbook sent once more is known by its bytes, and what it stands for can be taken back.
        us.then(&second, "undo", &json!({})).await.json(200);
        assert_eq!(us.summary("").await["units"], 3, "the first file stands again");
    }

    async fn while_the_correction_stands_the_first_file_is_not_read_again(house) {
        let us = house.sign_in().await;
        let rows = |quantity: &str| table([sale("2025-04-03", "Leeds", 1, 2, "20.00"), with_zeros("2025-04-04", quantity)]);
        let first = us.load(Form::of("april.csv", rows("abc"))).await;
        let second = correct(&us, &first, &[("abc", "3")]).await;
        let before = everything(&us).await;
        for (what, body) in [("retry", json!({})), ("resolve", json!({ "mode": "append" }))] {
            let problem = us.then(&first, what, &body).await.problem(409, "conflict");
            assert!(problem["detail"].as_str().unwrap().contains(second["id"].as_str().unwrap()), "{problem:#}");
        }
        assert_eq!(everything(&us).await, before);
        us.then(&second, "undo", &json!({})).await.json(200);
        us.then(&first, "retry", &json!({})).await.json(202);
        assert_eq!(us.summary("").await["units"], 2, "the first file stands again, read anew");
    }

    async fn a_file_that_is_read_after_its_correction_stays_aside(house) {
        let us = house.sign_in().await;
        let slow = us.send(Form::of("april.csv", table([sale("2025-04-03", "Leeds", 1, 2, "20.00")]))).await;
        house.drain_only(Queue::UploadProcessing).await;
        let id = slow["id"].as_str().unwrap();
        let quick = us.send(Form::of("right.csv", table([sale("2025-04-03", "Leeds", 1, 5, "50.00")])).field("corrects", id)).await;
        house.drain_only(Queue::UploadProcessing).await;
        let jobs = us.all("/jobs?kind=normalise-upload").await;
        let of_slow = jobs.iter().find(|job| job["upload_id"] == slow["id"]).unwrap();
        us.post(&format!("/jobs/{}/cancel", of_slow["id"].as_str().unwrap()), &json!({})).await.json(202);
        house.drain().await;
        assert_eq!(us.see(&quick["id"]).await["status"], "completed");
        us.post(&format!("/jobs/{}/retry", of_slow["id"].as_str().unwrap()), &json!({})).await;
        house.drain().await;
        assert_eq!(us.summary("").await["units"], 5, "{:#}", us.see(&slow["id"]).await);
        us.then(&us.see(&quick["id"]).await, "undo", &json!({})).await.json(200);
        assert_eq!(us.summary("").await["units"], 2, "{:#}", us.see(&slow["id"]).await);
    }

    async fn also_in_two_steps(house) {
        let us = house.sign_in().await;
        let rows = |first: &str, second: &str| {
            table([
                with_zeros("2025-04-03", first),
                with_zeros("2025-04-04", second),
                sale("2025-04-05", "York", 2, 1, "10.00"),
            ])
        };
        let upload = us.load(Form::of("april.csv", rows("abc", "many"))).await;
        let half = typed_over(&workbook(&us, &upload).await, &[("abc", "3")]);
        let half = us.load(Form::of("half.xlsx", half)).await;
        assert_eq!((&half["status"], &half["rows_failed"]), (&json!("completed_with_errors"), &json!(1)), "{half:#}");
        let whole = correct(&us, &half, &[("many", "4")]).await;
        assert_eq!(whole["corrects"], upload["id"], "a chain hangs on its first");
        let right = figures_of(house, "right", vec![Form::of("april.csv", rows("3", "4"))]).await;
        assert_eq!(everything(&us).await, right);
    }

    async fn into_a_file_that_is_sent_again_and_again(house) {
        let us = house.sign_in().await;
        let edition = |rows: usize, broken: &str| {
            let good = (0..rows).map(|at| sale("2025-04-03", "Leeds", at, 1, "10.00"));
            table(good.chain([with_zeros("2025-04-04", broken)]))
        };
        us.load(Form::of("april.csv", edition(4, "1"))).await;
        let second = us.load(Form::of("april 2.csv", edition(6, "abc"))).await;
        assert_eq!(second["status"], "completed_with_errors", "{second:#}");
        correct(&us, &second, &[("abc", "2")]).await;
        let right = figures_of(house, "right", vec![Form::of("april.csv", edition(6, "2"))]).await;
        assert_eq!(everything(&us).await, right);
        // A later edition stays the last word, though an earlier one is corrected after it.
        us.load(Form::of("april 3.csv", edition(8, "5"))).await;
        correct(&us, &second, &[("abc", "3")]).await;
        let right = figures_of(house, "later", vec![Form::of("april.csv", edition(8, "5"))]).await;
        assert_eq!(everything(&us).await, right);
    }

    async fn of_a_part_that_was_added(house) {
        let us = house.sign_in().await;
        let part = |quantity: &str| table([sale("2025-04-20", "Leeds", 1, 1, "9.00"), with_zeros("2025-04-21", quantity)]);
        let before = || Form::of("first.csv", table([sale("2025-04-03", "Leeds", 1, 1, "10.00")]));
        let added = |quantity: &str| Form::of("part.csv", part(quantity)).field("mode", "append");
        us.load(before()).await;
        let upload = us.load(added("abc")).await;
        let second = correct(&us, &upload, &[("abc", "2")]).await;
        assert_eq!(second["mode"], "append", "what was said of the file is said of its correction");
        assert_eq!(everything(&us).await, figures_of(house, "right", vec![before(), added("2")]).await);
    }

    async fn of_a_workbook_with_months_across_and_of_a_living_one(house) {
        let us = house.sign_in().await;
        let samples = sellout_samples::vendors();
        let sample = |name: &str| samples.iter().find(|sample| sample.name.contains(name)).unwrap();
        let year = (sample("sellout 2025.xlsx"), "xl/worksheets/sheet2.xml", (5, 'D'));
        let weeks = (sample("2025-W26"), "xl/worksheets/sheet1.xml", (3, 'C'));
        let mut whole = Vec::new();
        for (sample, sheet, place) in [year, weeks] {
            let (broken, number) = spoiled(&sample.bytes, sheet, place, "a few");
            let upload = us.load(Form::of(sample.name, broken)).await;
            assert_eq!(upload["status"], "completed_with_errors", "{upload:#}");
            let second = correct(&us, &upload, &[("a few", &number)]).await;
            assert_eq!(second["format"], upload["format"]);
            whole.push(Form::of(sample.name, &sample.bytes));
        }
        assert_eq!(everything(&us).await, figures_of(house, "right", whole).await);
    }

    async fn of_a_file_that_had_to_be_asked_about(house) {
        let us = house.sign_in().await;
        let unknown = "Shop,Article,How many,Worth\nLeeds,5060917001014,2,20.00\nYork,5060917001021,abc,10.00\n";
        let asked = us.load(Form::of("list.csv", unknown)).await;
        assert_eq!(asked["status"], "needs_format", "{asked:#}");
        let mapping = json!({ "Shop": "store", "Article": "ean", "How many": "quantity", "Worth": "amount" });
        let answer = json!({ "vendor": "corner_shop", "period": "2025-04", "mapping": mapping });
        us.then(&asked, "resolve", &answer).await.json(202);
        let upload = us.see(&asked["id"]).await;
        assert_eq!(upload["status"], "completed_with_errors", "{upload:#}");
        let second = correct(&us, &upload, &[("abc", "1")]).await;
        assert_eq!((&second["rows_loaded"], &second["period_from"]), (&json!(2), &json!("2025-04-01")), "{second:#}");
        assert_eq!(us.summary("").await["units"], 3);
    }

    async fn of_a_file_of_which_nothing_loaded(house) {
        let us = house.sign_in().await;
        let wrong = us.load(Form::of("april.csv", table([with_zeros("2025-04-03", "abc")]))).await;
        assert_eq!(wrong["status"], "failed", "{wrong:#}");
        let second = correct(&us, &wrong, &[("abc", "3")]).await;
        assert_eq!((&second["rows_loaded"], &second["corrects"]), (&json!(1), &wrong["id"]));
    }

    async fn filled_with_another_month_it_corrects_nothing(house) {
        let us = house.sign_in().await;
        let april = table([sale("2025-04-03", "Leeds", 1, 1, "10.00"), with_zeros("2025-04-04", "abc")]);
        let upload = us.load(Form::of("april.csv", april)).await;
        let before = everything(&us).await;
        let changes = [("2025-04-03", "2025-06-03"), ("2025-04-04", "2025-06-04"), ("abc", "1")];
        let june = typed_over(&workbook(&us, &upload).await, &changes);
        let june = us.load(Form::of("june.xlsx", june)).await;
        assert_eq!((&june["status"], &june["code"]), (&json!("failed"), &json!("not_a_correction")), "{june:#}");
        assert!(june["error"].as_str().unwrap().contains("copy its table into a new workbook"), "{june:#}");
        assert_eq!(everything(&us).await, before);
    }

    async fn of_somebody_else_it_is_a_file_like_any_other(house) {
        let us = house.sign_in().await;
        let upload = us.load(Form::of("april.csv", table([with_zeros("2025-04-03", "1"), with_zeros("2025-04-04", "abc")]))).await;
        let theirs = typed_over(&workbook(&us, &upload).await, &[("abc", "3")]);
        let them = house.neighbour("them", "them@neighbour.example").await;
        let loaded = them.load(Form::of("april.xlsx", theirs)).await;
        assert_eq!((&loaded["status"], &loaded["corrects"]), (&json!("completed"), &json!(null)), "{loaded:#}");
        assert_eq!(us.summary("").await["units"], 1, "ours are as they were");
        them.upload(Form::of("x.csv", "a").field("corrects", upload["id"].as_str().unwrap()))
            .await
            .problem(422, "invalid");
    }

    async fn the_whole_file_can_be_sent_as_a_correction_too(house) {
        let us = house.sign_in().await;
        let rows = |quantity: &str| table([sale("2025-04-03", "Leeds", 1, 1, "10.00"), with_zeros("2025-04-04", quantity)]);
        let upload = us.load(Form::of("april.csv", rows("abc")).field("mode", "append")).await;
        let form = Form::of("april, right.csv", rows("2")).field("corrects", upload["id"].as_str().unwrap());
        let second = us.load(form).await;
        assert_eq!((&second["status"], &second["corrects"]), (&json!("completed"), &upload["id"]), "{second:#}");
        assert_eq!(us.summary("").await["units"], 3);
    }

    async fn its_column_of_reasons_is_left_out_wherever_it_was_saved_since(house) {
        let us = house.sign_in().await;
        let saved = format!("{HEADER},sellout: reason\n{},\n{},quantity: write a number\n",
            sale("2025-04-03", "Leeds", 1, 1, "10.00"), with_zeros("2025-04-04", "2"));
        let upload = us.load(Form::of("saved as.csv", saved)).await;
        assert_eq!((&upload["status"], &upload["rows_loaded"]), (&json!("completed"), &json!(2)), "{upload:#}");
    }

    async fn a_table_too_long_for_a_cell_comes_as_a_list(house) {
        let us = house.sign_in().await;
        let long = sale("2025-04-03", "Leeds", 1, 1, "10.00").replace("Product 1", &"long ".repeat(8_000));
        let upload = us.load(Form::of("april.csv", table([long, with_zeros("2025-04-04", "abc")]))).await;
        assert_eq!(upload["rows_failed"], 1, "{upload:#}");
        let list = workbook(&us, &upload).await;
        assert!(part(&list, "docProps/custom.xml").is_none(), "it must not take the place of the file");
        let texts = part(&list, "xl/worksheets/sheet1.xml").unwrap();
        assert!(texts.contains("32767 letters") && texts.contains("send it as the correction"), "{texts}");
    }
}
