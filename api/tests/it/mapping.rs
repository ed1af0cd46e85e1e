//! The page that asks what an unknown table is, as a browser without scripts uses it.

use sellout_ingest::{Context, Detection, Known, MemoryBook, detect};
use sellout_model::UploadId;
use sellout_store::uploads::{self, Findings, Stop};

use crate::door::Door;
use crate::pages::{get, post, sign_in};

const NAME: &str = "list 2025-04.csv";
const LIST: &[u8] = "Ding;Menge;Umsatz\nRosenseife;3;30,50\nSalzpeeling;1;10,25\nHaferbad;zwei;20,33\n".as_bytes();

/// An upload that waits for its mapping, as the worker leaves it.
async fn waiting(door: &Door) -> UploadId {
    let sent = door.upload(&[("file", Some(NAME), LIST)]).await.json();
    let id: UploadId = sent["items"][0]["id"].as_str().unwrap().parse().unwrap();
    let detection = detection();
    let found = Findings { detection: Some(serde_json::to_string(&detection).unwrap()), ..Findings::default() };
    uploads::note(door.app.db.write(), door.org, id, &found).await.unwrap();
    let stop = Stop {
        status: "needs_format".parse().unwrap(),
        code: "unknown_format".to_owned(),
        message: "no known format fits this file".to_owned(),
        needs: detection.needs.iter().map(|need| (*need).to_owned()).collect(),
        questions: None,
    };
    assert!(uploads::stop(door.app.db.write(), door.org, id, &stop, door.app.clock.now()).await.unwrap());
    id
}

fn detection() -> Detection {
    let text = std::str::from_utf8(LIST).unwrap();
    let book = MemoryBook::of_rows(text.lines().map(|line| line.split(';')));
    let mut detection = detect(&book, NAME, sellout_ingest::Format::builtin()).unwrap();
    let ctx = Context { filename: NAME.to_owned(), ..Context::default() };
    detection.propose(&book, &ctx, &Known::default(), "EUR".parse().ok()).unwrap();
    detection
}

async fn status(door: &Door, id: UploadId) -> String {
    door.get(&format!("/uploads/{id}")).await.json()["status"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_answer_and_the_page_show_the_proposal_its_rows_and_what_is_missing() {
    let door = Door::open().await;
    let id = waiting(&door).await;
    let upload = door.get(&format!("/uploads/{id}")).await.json();
    assert_eq!(upload["needs"], serde_json::json!(["format", "vendor", "currency"]));
    let rows = upload["detection"]["preview"]["rows"].as_array().unwrap();
    assert_eq!((rows[0]["row"].as_u64(), rows[0]["sale"]["quantity"].as_f64()), (Some(2), Some(3.0)), "{rows:#?}");
    assert_eq!((rows[2]["row"].as_u64(), rows[2]["errors"][0]["code"].as_str()), (Some(4), Some("bad_quantity")));
    let listed = door.get("/uploads").await.json();
    assert!(listed["items"][0]["detection"].is_null(), "lists stay short");
    let page = get(&door, &format!("/uploads/{id}"), &sign_in(&door).await).await.html();
    for text in ["whose sales these are", "name=\"map.0\"", "Rosenseife", "zwei", "2025-04", "name=\"save_as\""] {
        assert!(page.contains(text), "{text} is missing from {page}");
    }
}

#[tokio::test]
async fn a_look_at_the_rows_changes_nothing_and_a_wrong_mapping_keeps_what_was_typed() {
    let door = Door::open().await;
    let id = waiting(&door).await;
    let (cookie, path) = (sign_in(&door).await, format!("/uploads/{id}/resolve"));
    let fields = "vendor=Corner+Shop&currency=PLN&period=2025-03&map.0=product&map.1=&map.2=amount";
    let looked = post(&door, &format!("{path}?preview=true"), &cookie, fields).await;
    assert_eq!(looked.status, 200, "{}", looked.text());
    let page = looked.html();
    assert!(page.contains("20.33 PLN") && page.contains("value=\"Corner Shop\""), "{page}");
    assert!(page.contains("2025-03") && !page.contains("zwei"), "{page}");
    let twice = post(&door, &path, &cookie, "vendor=Corner+Shop&map.0=product&map.1=amount&map.2=amount").await;
    assert_eq!(twice.status, 422);
    assert!(twice.html().contains("is the amount already"), "{}", twice.html());
    assert!(twice.html().contains("value=\"Corner Shop\""));
    assert_eq!(status(&door, id).await, "needs_format");
    let answered = post(&door, &path, &cookie, fields).await;
    assert_eq!(answered.status, 303, "{}", answered.text());
    assert_eq!(status(&door, id).await, "pending");
    let row = uploads::get(door.app.db.read(), door.org, id).await.unwrap().unwrap();
    let source = row.format_given.unwrap();
    assert!(source.contains("currency = \"PLN\"") && !source.contains("quantity"), "{source}");
}

#[tokio::test]
async fn a_format_that_is_there_can_be_chosen_and_is_never_replaced_by_a_mapping() {
    let door = Door::open().await;
    let id = waiting(&door).await;
    let path = format!("/uploads/{id}/resolve");
    for (answer, field) in [
        (serde_json::json!({"format": "nothing-such"}), "format"),
        (serde_json::json!({"format": "generic", "mapping": {}}), "format"),
        (serde_json::json!({"vendor": "x", "mapping": {}, "save_as": "generic"}), "save_as"),
        (serde_json::json!({"vendor": "x", "mapping": {}, "save_as": "My Format"}), "save_as"),
        (serde_json::json!({"vendor": "x", "mapping": {}, "currency": "euro"}), "currency"),
    ] {
        let refused = door.post(&path, answer).await;
        assert_eq!(refused.problem(422), "invalid", "{field}");
        assert_eq!(refused.json()["errors"][0]["field"], field);
    }
    let own = "code = \"my-shop\"\ntitle = \"My shop\"\nvendor = \"my-shop\"\n[match]\nfile_names = \"my shop\"\ncommon_columns = true\n[columns]\n\
        product = \"Ding\"\nquantity = \"Menge\"\n";
    assert_eq!(door.json("PUT", "/formats/my-shop", serde_json::json!({ "source": own })).await.status, 200);
    let cookie = sign_in(&door).await;
    assert_eq!(post(&door, &path, &cookie, "format=my-shop").await.status, 303);
    let row = uploads::get(door.app.db.read(), door.org, id).await.unwrap().unwrap();
    assert!(row.format_given.unwrap().contains("code = \"my-shop\""));
}
