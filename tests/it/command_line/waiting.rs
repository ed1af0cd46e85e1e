//! What waits for a person is found by the doctor, and what an import touches beside its own rows is done with it.

use sea_orm::ConnectionTrait;
use sellout_model::Ean;
use sellout_store::list_prices::{self, NewPrice, Price};
use sellout_store::products::{self, NewProduct};
use sellout_store::{Db, DbOptions, organisations};
use serde_json::{Value as Json, json};

use super::Shell;
use crate::made::{ean, workbook};

/// A format of Liberty's pieces without money, which count at list price.
const PIECES: &str = r#"code = "liberty-pieces"
title = "Pieces"
vendor = "liberty"

[columns]
date = "Day"
store = "Shop"
product = "Item"
quantity = "Pieces"

[policy]
grain = "day"
amount_from = "list_price"
currency = "EUR"
"#;

/// The database of the data folder.
async fn database(shell: &Shell) -> Db {
    let url = format!("sqlite://{}", shell.folder.path().join("data/sellout.db").display());
    Db::connect(&DbOptions::new(url)).await.unwrap()
}

/// What the doctor finds of one thing.
fn finding(shell: &Shell, check: &str) -> Json {
    let lines = shell.call(["doctor", "--json"]).with_code(0).lines();
    lines.into_iter().find(|line| line["check"] == check).unwrap_or_else(|| panic!("no finding {check}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_finds_held_rates_and_formats_that_cannot_be_read_any_more() {
    let shell = Shell::new();
    shell.file("own.toml", PIECES);
    shell.call(["format", "import", "own.toml"]).with_code(0);
    for check in ["formats", "rates"] {
        assert_eq!(finding(&shell, check)["status"], "ok");
    }
    shell.file("rates.csv", "date,currency,rate\n2025-04,UAH,45\n2025-05,UAH,450\n");
    shell.call(["rates", "import", "rates.csv"]).with_code(2);
    let held = finding(&shell, "rates");
    assert_eq!(held["status"], "warning", "{held:#}");
    assert!(held["message"].as_str().unwrap().contains("UAH in 2025-05"), "{held:#}");
    assert!(held["cure"].as_str().unwrap().contains("sellout rates confirm"), "{held:#}");
    shell.call(["rates", "reject", "UAH", "2025-05"]).with_code(0);
    assert_eq!(finding(&shell, "rates")["status"], "ok");

    let db = database(&shell).await;
    let broken = "UPDATE format_versions SET source = 'code = \"liberty-pieces\"\nsmell = 1'";
    db.write().execute_unprepared(broken).await.unwrap();
    db.close().await.unwrap();
    let unreadable = finding(&shell, "formats");
    assert_eq!(unreadable["status"], "warning", "{unreadable:#}");
    assert!(unreadable["message"].as_str().unwrap().contains("liberty-pieces"), "{unreadable:#}");
    assert!(unreadable["cure"].as_str().unwrap().contains("page Formats"), "{unreadable:#}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_beside_products_value_what_is_loaded_before_the_import_ends() {
    let shell = Shell::new();
    shell.file("own.toml", PIECES);
    shell.file("april.csv", "Day,Shop,Item,Pieces\n2025-04-03,Leeds,000123456 | 01-AMBER,3\n");
    let sold = shell.call(["import", "--json", "april.csv", "--format", "own.toml"]).with_code(0).lines().remove(0);
    assert_eq!((&sold["amount"], &sold["warnings"][0]["code"]), (&json!(null), &json!("no_list_price")), "{sold:#}");
    a_price(&shell, "12.5").await;
    let names = workbook(
        "Sheet1",
        &[&["Item ID | Colour", "EAN", "Functional Name"], &["000123456 | 01-AMBER", ean(0), "Amber"]],
    );
    shell.file("Liberty aliases.xlsx", names);
    shell.call(["import", "Liberty aliases.xlsx"]).with_code(0);
    let jobs = shell.call(["jobs", "list", "--json"]).with_code(0).lines();
    let valued = jobs.iter().find(|job| job["kind"] == "restate-list-prices").unwrap();
    assert_eq!((&valued["state"], &valued["result"]["statements"]), (&json!("succeeded"), &json!(1)), "{valued:#}");
    let again = shell.call(["import", "--json", "april.csv"]).with_code(0).lines().remove(0);
    assert_eq!((&again["already_loaded"], &again["amount"]), (&json!(true), &json!("37.50")), "{again:#}");
}

/// A product with a price of the list.
async fn a_price(shell: &Shell, amount: &str) {
    let db = database(shell).await;
    let organisation = organisations::all(db.read()).await.unwrap().remove(0);
    let (org, now) = (organisation.org(), organisation.created_at);
    let new = NewProduct { ean: Some(Ean::parse(ean(0)).unwrap()), name: "Amber".to_owned(), sku: None };
    let product = products::create(db.write(), org, &new, now).await.unwrap().unwrap().product();
    let price = Price { amount: amount.parse().unwrap(), currency: "EUR".parse().unwrap() };
    let new = NewPrice { product, valid_from: "2025-01-01".parse().unwrap(), price };
    list_prices::put(db.write(), org, &new, now).await.unwrap();
    db.close().await.unwrap();
}
