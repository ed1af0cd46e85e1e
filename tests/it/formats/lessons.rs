//! What earlier files taught can be seen, forgotten and remembered again.

use serde_json::{Value as Json, json};

use crate::house::{Client, Form, stories, text};

const USUAL: &str = "Product EAN,Functional Name,Sold Qty,Sales Amount (EUR),POS,Month,Year";

fn month(header: &str, month: u32) -> Form {
    let row = format!("5060917001014,Salt Garden,2,10.00,Madrid,{month},2025");
    Form::of(&format!("Boxnox 0{month}-2025.csv"), format!("{header}\n{row}\n"))
}

async fn lessons(us: &Client<'_>) -> Vec<Json> {
    us.get("/formats/boxnox/lessons").await.json(200)["items"].as_array().unwrap().clone()
}

stories! {
    async fn a_remembered_header_is_listed_forgotten_asked_about_and_remembered_again(house) {
        let us = house.sign_in().await;
        let renamed = USUAL.replace("Sold Qty", "Pieces / sold");
        us.load(month(USUAL, 1)).await;
        assert!(lessons(&us).await.is_empty(), "nothing has changed yet");
        let taught = us.load(month(&renamed, 2)).await;
        let [lesson] = lessons(&us).await.try_into().unwrap();
        assert_eq!((&lesson["header"], &lesson["stands_for"]), (&json!("Pieces / sold"), &json!("Sold Qty")));
        assert_eq!((&lesson["upload_id"], &lesson["forgotten"]), (&taught["id"], &json!(false)), "{lesson:#}");
        let page = us.page("/formats/boxnox").await;
        assert!(page.contains("Pieces &#x2f; sold") && page.contains("Is Sold Qty"), "{page}");
        us.delete("/formats/boxnox/lessons/columns/Other").await.problem(404, "not_found");
        us.delete("/formats/boxnox/lessons/columns/pieces%20%2F%20SOLD").await.bytes(204);
        assert_eq!(lessons(&us).await[0]["forgotten"], true);
        assert_eq!(us.see(&taught["id"]).await["units"], 2, "what is loaded stays");
        let asked = us.load(month(&renamed, 3)).await;
        assert_eq!((&asked["status"], &asked["code"]), (&json!("needs_format"), &json!("changed_columns")), "{asked:#}");
        us.then(&taught, "retry", &json!({})).await.json(202);
        assert_eq!(us.see(&taught["id"]).await["status"], "needs_format", "read again, it is asked about too");
        us.then(&taught, "resolve", &json!({ "mapping": {} })).await.json(202);
        assert_eq!(us.see(&taught["id"]).await["status"], "completed");
        assert_eq!(lessons(&us).await[0]["forgotten"], true, "the file that was not to be learnt from does not teach again");
        us.fill_in("/formats/boxnox/lessons", &[("header", "Pieces / sold"), ("do", "restore")]).await;
        assert_eq!(lessons(&us).await[0]["forgotten"], false);
        us.then(&asked, "retry", &json!({})).await.json(202);
        let read = us.see(&asked["id"]).await;
        assert_eq!((&read["status"], &read["warnings"]), (&json!("completed"), &json!([])), "{read:#}");
        let deeds = us.all("/audit?action=format.forget").await;
        assert_eq!((deeds.len(), text(&deeds[0]["subject"])), (1, "boxnox pieces / SOLD"));
    }

    async fn another_file_teaches_what_was_forgotten_anew(house) {
        let us = house.sign_in().await;
        let renamed = USUAL.replace("Sold Qty", "Pieces sold");
        us.load(month(USUAL, 1)).await;
        let taught = us.load(month(&renamed, 2)).await;
        us.delete("/formats/boxnox/lessons/columns/Pieces%20sold").await.bytes(204);
        let asked = us.load(month(&renamed, 3)).await;
        us.then(&asked, "resolve", &json!({ "mapping": {} })).await.json(202);
        let [lesson] = lessons(&us).await.try_into().unwrap();
        assert_eq!((&lesson["upload_id"], &lesson["forgotten"]), (&asked["id"], &json!(false)), "{lesson:#}");
        us.then(&taught, "undo", &json!({})).await.json(200);
        assert_eq!(lessons(&us).await.len(), 1, "it was the other file that taught it");
        us.then(&asked, "undo", &json!({})).await.json(200);
        assert!(lessons(&us).await.is_empty());
        let they = house.neighbour("Birchwood", "bo@birchwood.example").await;
        us.load(month(&renamed, 4)).await;
        assert!(lessons(&they).await.is_empty(), "and it is nobody else's");
        us.get("/formats/none/lessons").await.problem(404, "not_found");
    }

    async fn how_files_are_written_is_remembered_and_forgotten_too(house) {
        let us = house.sign_in().await;
        let source = "code = \"boxnox\"\ntitle = \"Shop\"\nvendor = \"boxnox\"\n[match]\nfile_names = [\"shop\"]\n[columns]\n\
                      ean = \"Article\"\nquantity = \"How many\"\namount = \"Turnover\"\ndate = \"On\"\n[policy]\ncurrency = \"EUR\"\n";
        us.put("/formats/boxnox", &json!({ "source": source })).await.json(200);
        let day = |day: &str| Form::of(&format!("shop {}.csv", &day[..2]), format!("Article,How many,Turnover,On\n5060917001014,2,20.00,{day}\n"));
        let asked = us.load(day("03/04/2025")).await;
        assert_eq!(asked["code"], "ambiguous_dates", "{asked:#}");
        us.then(&asked, "resolve", &json!({ "dates": "month_first" })).await.json(202);
        let [lesson] = lessons(&us).await.try_into().unwrap();
        assert_eq!((&lesson["reading"], &lesson["header"]), (&json!({ "dates": "month_first" }), &json!(null)));
        assert!(us.page("/formats/boxnox").await.contains("The month stands first in dates"));
        assert_eq!(us.load(day("05/06/2025")).await["status"], "completed");
        us.delete("/formats/boxnox/lessons/reading").await.bytes(204);
        let again = us.load(day("07/08/2025")).await;
        assert_eq!(again["code"], "ambiguous_dates", "{again:#}");
        us.post("/formats/boxnox/lessons/reading/restore", &json!({})).await.bytes(204);
        us.post("/formats/boxnox/lessons/reading/restore", &json!({})).await.problem(404, "not_found");
        us.then(&again, "retry", &json!({})).await.json(202);
        assert_eq!(us.see(&again["id"]).await["status"], "completed");
    }
}
