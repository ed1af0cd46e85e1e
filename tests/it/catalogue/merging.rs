//! Vendors and stores that files spell in two ways become one, told beforehand, and come back.

use serde_json::{Value as Json, json};

use super::galilu;
use crate::house::{Client, Form, House, stories};
use crate::made::table;

/// Amounts by vendor or store.
async fn by(us: &Client<'_>, what: &str) -> Vec<(String, String)> {
    let ranking = us.get(&format!("/analytics/top?by={what}&metric=units")).await.json(200);
    let lines = ranking["items"].as_array().unwrap();
    let mut told: Vec<_> =
        lines.iter().map(|l| (l["key"].as_str().unwrap_or("*").to_owned(), l["units"].to_string())).collect();
    told.sort();
    told
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(key, units)| ((*key).to_owned(), (*units).to_owned())).collect()
}

async fn done(house: &House, us: &Client<'_>, answer: &Json) {
    house.drain().await;
    let job = us.get(&format!("/jobs/{}", answer["job_id"].as_str().unwrap())).await.json(200);
    assert_eq!((&job["kind"], &job["state"]), (&json!("merge-places"), &json!("succeeded")), "{job:#}");
}

fn sold(vendor: &str, store: &str, day: &str, pieces: u32, name: &str) -> Form {
    Form::of(name, table([format!("{day},{vendor},{store},Pen,5060917001014,{pieces},{pieces}0.00,EUR")]))
}

stories! {
    async fn two_spellings_of_a_store_become_one_and_come_back(house) {
        let us = house.sign_in().await;
        us.load(galilu("Kraków Długa", "Galilu 04.xlsx", "4", &[("Salt", "3")])).await;
        us.load(galilu("Krakow Dluga", "Galilu 05.xlsx", "5", &[("Salt", "4")])).await;
        // The same month in the other spelling: what the elder file says is replaced once they are one store.
        let april = us.load(galilu("Krakow Dluga", "Galilu 04 corrected.xlsx", "4", &[("Salt", "5")])).await;
        assert_eq!(by(&us, "store").await, pairs(&[("krakow_dluga", "9"), ("kraków_długa", "3")]));
        let same = us.get("/stores/suggestions").await.json(200);
        assert_eq!((&same[0]["from"]["key"], &same[0]["into"]["key"]), (&json!("krakow_dluga"), &json!("kraków_długa")), "{same:#}");
        assert_eq!(same[0]["why"], "the same but for signs, accents and capitals");

        let merge = json!({ "vendor": "galilu", "store": "krakow_dluga", "channel": "offline", "into": "kraków_długa" });
        let told = us.post("/stores/merge?preview=true", &merge).await.json(200);
        assert_eq!((&told["statements"], &told["job_id"]), (&json!(2), &json!(null)), "{told:#}");
        assert_eq!(told["changed"].as_array().unwrap().len(), 3, "two move, one is replaced: {told:#}");
        assert_eq!(by(&us, "store").await.len(), 2, "nothing was done");
        let made = us.post("/stores/merge", &merge).await.json(202);
        done(house, &us, &made).await;
        assert_eq!(by(&us, "store").await, pairs(&[("kraków_długa", "9")]));
        assert_eq!(us.see(&april["id"]).await["rows_restated"], 1);
        assert_eq!(us.get("/stores/suggestions").await.json(200), json!([]));
        us.post("/stores/merge", &merge).await.problem(409, "conflict");

        // A file that still spells it so lands at the one store, with a correction of its own.
        let june = us.load(galilu("Krakow Dluga", "Galilu 06.xlsx", "6", &[("Salt", "6")])).await;
        assert_eq!(june["status"], "completed");
        us.load(galilu("Kraków Długa", "Galilu 06 again.xlsx", "6", &[("Salt", "7")])).await;
        assert_eq!(by(&us, "store").await, pairs(&[("kraków_długa", "16")]));

        let undone = us.post(&format!("/merges/{}/undo", made["id"].as_str().unwrap()), &json!({})).await.json(202);
        done(house, &us, &undone).await;
        assert_eq!(by(&us, "store").await, pairs(&[("krakow_dluga", "15"), ("kraków_długa", "10")]));
        assert_eq!(us.see(&april["id"]).await["rows_restated"], 0);
        let audit = us.all("/audit?action=merge.undo").await;
        assert_eq!(audit.len(), 1);
        us.post(&format!("/merges/{}/undo", made["id"].as_str().unwrap()), &json!({})).await.problem(404, "not_found");
    }

    async fn who_asks_for_a_store_by_its_old_key_is_told_of_the_one_it_is_now(house) {
        let us = house.sign_in().await;
        us.load(sold("Corner Shop", "Leeds North", "2025-04-03", 2, "one.csv")).await;
        us.load(sold("Corner Shop", "Leeds Nort", "2025-05-03", 3, "two.csv")).await;
        us.load(sold("Other Shop", "Leeds Nort", "2025-05-03", 4, "three.csv")).await;
        let units = async |query: &str| us.summary(query).await["units"].to_string();
        let merge = json!({ "vendor": "corner_shop", "store": "leeds_nort", "channel": "offline", "into": "leeds_north" });
        done(house, &us, &us.post("/stores/merge", &merge).await.json(202)).await;
        assert_eq!(units("store=leeds_north").await, "5");
        assert_eq!(units("store=leeds_nort").await, "9", "another vendor's store of this name is one of its own");
        assert_eq!(units("store=Leeds%20Nort&vendor=corner_shop").await, "5");
        assert_eq!(units("store=leeds_nort&vendor=other_shop").await, "4");
        let sales = us.all("/sales?store=leeds_nort&vendor=corner_shop").await;
        let stores: Vec<_> = sales.iter().map(|sale| sale["store"].as_str().unwrap()).collect();
        assert_eq!(stores, ["Leeds North", "Leeds North"]);
        let series = us.get("/analytics/series?store=leeds_nort&vendor=corner_shop").await.json(200);
        assert_eq!(series["items"].as_array().unwrap().len(), 2, "{series:#}");

        // The store goes along with its vendor, and is asked for by either old name.
        done(house, &us, &us.post("/vendors/corner_shop/merge", &json!({ "into": "other_shop" })).await.json(202)).await;
        assert_eq!(units("store=leeds_nort&vendor=corner_shop").await, "9", "whose vendor is one with the other now");
        assert_eq!(units("store=leeds_nort&from=2025-04&to=2025-04").await, "2");
        assert_eq!(units("store=leeds_north").await, "5");
        assert_eq!(us.all("/uploads?vendor=corner_shop").await.len(), 3, "the old code asks for the new one");
    }

    async fn vendors_that_are_likely_the_same_are_told(house) {
        let us = house.sign_in().await;
        for (vendor, file) in [("Corner Shop", "one.csv"), ("The Corner Shop", "two.csv"), ("Harbour", "three.csv")] {
            us.load(sold(vendor, "Leeds", "2025-04-03", 2, file)).await;
        }
        let same = us.get("/vendors/suggestions").await.json(200);
        assert_eq!(same.as_array().unwrap().len(), 1, "{same:#}");
        assert_eq!((&same[0]["from"]["code"], &same[0]["into"]["code"]), (&json!("the_corner_shop"), &json!("corner_shop")));
        assert!(same[0]["score"].as_f64().unwrap() >= 0.85, "{same:#}");
        let page = us.page("/stores").await;
        assert!(page.contains("Likely the same vendor") && page.contains("all words of the shorter name"), "{page}");
        us.fill_in("/stores/merge", &[("vendor", "the_corner_shop"), ("store", ""), ("into", "corner_shop")]).await.bytes(200);
        house.drain().await;
        assert_eq!(us.get("/vendors/suggestions").await.json(200), json!([]));
        assert!(!us.page("/stores").await.contains("Likely the same vendor"));
        let them = house.neighbour("Neighbour", "ned@neighbour.example").await;
        assert_eq!(them.get("/vendors/suggestions").await.json(200), json!([]));
    }

    async fn two_spellings_in_one_file_count_together(house) {
        let us = house.sign_in().await;
        let rows = [("Leeds North", 2), ("Leeds Nort", 3)];
        let row = |(store, pieces): (&str, u32)| {
            format!("2025-04-03,Corner Shop,{store},Pen,5060917001014,{pieces},{pieces}0.00,EUR")
        };
        let upload = us.load(Form::of("april.csv", table(rows.map(row)))).await;
        let merge = json!({ "vendor": "corner_shop", "store": "leeds_nort", "channel": "offline", "into": "leeds_north" });
        done(house, &us, &us.post("/stores/merge", &merge).await.json(202)).await;
        assert_eq!(by(&us, "store").await, pairs(&[("leeds_north", "5")]), "both parts of what the file says count");
        let told = us.see(&upload["id"]).await;
        assert_eq!((&told["rows_loaded"], &told["amount"], &told["status"]), (&json!(2), &json!("50.00"), &json!("completed")));
        // Sent again it says the same; as one store's file it says the same too.
        let again = us.load(Form::of("april.csv", table(rows.map(row))).field("force", "true")).await;
        assert_eq!(again["rows_duplicate"], 2, "{again:#}");
        let one = [("Leeds North", 2), ("Leeds North", 3)];
        let again = us.load(Form::of("one.csv", table(one.map(row)))).await;
        assert_eq!(again["rows_duplicate"], 2, "{again:#}");
        let fewer = us.load(Form::of("fewer.csv", table([row(("Leeds North", 1))]))).await;
        assert_eq!(fewer["rows_restated"], 1, "{fewer:#}");
        assert_eq!(by(&us, "store").await, pairs(&[("leeds_north", "1")]));
        us.then(&fewer, "undo", &json!({})).await.json(200);
        assert_eq!(by(&us, "store").await, pairs(&[("leeds_north", "5")]));
    }

    async fn two_codes_of_a_vendor_become_one_with_their_stores_names_and_aliases(house) {
        let us = house.sign_in().await;
        us.load(sold("Corner Shop", "Leeds", "2025-04-03", 2, "one.csv")).await;
        let other = us.load(sold("The Corner Shop", "Bath", "2025-05-03", 3, "two.csv")).await;
        let merge = json!({ "into": "corner_shop" });
        let told = us.post("/vendors/the_corner_shop/merge?preview=true", &merge).await.json(200);
        assert_eq!((&told["statements"], told["changed"].as_array().unwrap().len()), (&json!(1), 1), "{told:#}");
        let made = us.post("/vendors/the_corner_shop/merge", &merge).await.json(202);
        done(house, &us, &made).await;
        assert_eq!(by(&us, "vendor").await, pairs(&[("corner_shop", "5")]));
        let sale = us.all("/sales?vendor=corner_shop&from=2025-05&to=2025-05").await.remove(0);
        assert_eq!((&sale["vendor"], &sale["store"]), (&json!("corner_shop"), &json!("Bath")));
        assert_eq!(us.see(&other["id"]).await["vendor"], "corner_shop");
        assert_eq!(us.summary("vendor=the_corner_shop").await["units"], 5, "the old code asks for the new one");
        let vendors = us.all("/vendors").await;
        let gone = vendors.iter().find(|vendor| vendor["code"] == "the_corner_shop").unwrap();
        assert_eq!(gone["merged_into"], "corner_shop");
        us.load(sold("The Corner Shop", "Leeds", "2025-06-03", 4, "three.csv")).await;
        assert_eq!(by(&us, "vendor").await, pairs(&[("corner_shop", "9")]));
        us.post("/vendors/corner_shop/merge", &json!({ "into": "the_corner_shop" })).await.problem(409, "conflict");
        us.post("/vendors/nobody/merge", &merge).await.problem(404, "not_found");
        us.post("/vendors/corner_shop/merge", &merge).await.problem(409, "conflict");
        let undone = us.post(&format!("/merges/{}/undo", made["id"].as_str().unwrap()), &json!({})).await.json(202);
        done(house, &us, &undone).await;
        assert_eq!(by(&us, "vendor").await, pairs(&[("corner_shop", "2"), ("the_corner_shop", "7")]));
    }
}
