//! A built-in format says otherwise for one organisation, field by field.

use serde_json::json;

use super::{everything_in, save, without_currency};
use crate::house::{Form, stories};
use crate::made::shelf;

stories! {
    async fn one_field_is_otherwise_and_the_rest_stays_built_in(house) {
        let us = house.sign_in().await;
        let before = us.load(Form::of("april.csv", without_currency("2025-04-03", 2))).await;
        assert_eq!(before["code"], "no_valid_rows", "nobody says the currency: {before:#}");
        let saved = save(&us, "generic", &everything_in("GBP")).await;
        assert_eq!((&saved["version"], &saved["own"], &saved["extends"]), (&json!(1), &json!(true), &json!("generic")));
        assert_eq!(saved["overrides"], json!(["policy.currency"]));
        assert_eq!(saved["description"]["policy"]["currency"], "GBP");
        assert_eq!(saved["description"]["columns"]["ean"], "product_ean", "the rest is that of the built-in one");
        assert!(saved["source"].as_str().unwrap().starts_with("extends"), "kept as it was said");
        let again = us.then(&before, "retry", &json!({})).await.json(202);
        let loaded = us.see(&again["id"]).await;
        assert_eq!((&loaded["status"], &loaded["original_currency"]), (&json!("completed"), &json!("GBP")), "{loaded:#}");
        assert_eq!((&loaded["format"], &loaded["format_version"]), (&json!("generic"), &json!(1)));
        let listed = us.get("/formats").await.json(200);
        let own: Vec<_> = listed["items"].as_array().unwrap().iter().filter(|format| format["own"] == true).collect();
        assert_eq!((own.len(), &own[0]["overrides"]), (1, &json!(["policy.currency"])));
    }

    async fn another_organisation_reads_as_built_in(house) {
        let us = house.sign_in().await;
        save(&us, "generic", &everything_in("GBP")).await;
        let they = house.neighbour("Birchwood", "bo@birchwood.example").await;
        let theirs = they.get("/formats/generic").await.json(200);
        assert_eq!((&theirs["own"], &theirs["version"], &theirs["overrides"]), (&json!(false), &json!(0), &json!([])));
        assert_eq!(they.get("/formats/generic/versions").await.json(200)["items"], json!([]));
        they.post("/formats/generic/versions/1/restore", &json!({})).await.problem(404, "not_found");
    }

    async fn a_format_of_its_own_code_extends_another_one(house) {
        let us = house.sign_in().await;
        let ours = "extends = \"generic\"\ncode = \"corner\"\ntitle = \"Corner\"\nvendor = \"corner-shop\"\n\
                    [match]\ngeneral = false\nheaders = [\"reseller\"]\n[policy]\nchannel = \"online\"\n";
        save(&us, "corner", ours).await;
        let upload = us.load(Form::of("april.csv", shelf("2025-04-03", "Leeds", 2))).await;
        assert_eq!((&upload["format"], &upload["format_version"]), (&json!("corner"), &json!(1)), "{upload:#}");
        assert!(us.all("/sales").await.iter().all(|sale| sale["channel"] == "online"));
        let built_in = us.get("/formats/generic").await.json(200);
        assert_eq!(built_in["own"], false);
    }

    async fn a_mistake_is_named_with_its_line_and_column_and_nothing_is_saved(house) {
        let us = house.sign_in().await;
        for (source, place) in [
            ("extends = \"generic\"\n[policy]\n  curency = \"GBP\"\n", "line 3, column 3: unknown field `curency`"),
            ("extends = \"generick\"\n", "line 1, column 11: extends names a built-in format"),
            ("extends = \"generic\"\nwithout = [\"columns.eann\"]\n", "line 2, column 12: columns.eann: unknown variant"),
            ("extends = \"generic\"\n[columns]\nean = 3\n", "line 3, column 7: invalid type"),
        ] {
            let told = us.put("/formats/generic", &json!({ "source": source })).await.problem(422, "invalid");
            let message = told["errors"][0]["message"].as_str().unwrap();
            assert!(message.starts_with(place), "{message}");
            us.post("/formats/generic/test", &json!({ "source": source })).await.problem(422, "invalid");
        }
        us.put("/formats/other", &json!({ "source": everything_in("GBP") })).await.problem(422, "invalid");
        assert_eq!(us.get("/formats/generic/versions").await.json(200)["items"], json!([]));
    }
}
