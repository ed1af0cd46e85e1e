//! Summary, series, rankings and the list of sales say the same.

use sellout_model::{Amount, Quantity};
use serde_json::{Value as Json, json};

use super::load_all;
use crate::figures::{count, money, pieces, sum};
use crate::house::{Client, stories};

/// All days of the samples.
const ALL: &str = "from=2024-01&to=2025-06";

stories! {
    async fn every_way_of_asking_gives_the_same_total(house) {
        let us = house.sign_in().await;
        load_all(house, &us).await;
        for range in [
            ALL,
            "from=2025-Q2&to=2025-Q2",
            "from=2025-05&to=2025-05&channel=online",
            "from=2025-03&to=2025-04&vendor=liberty",
        ] {
            agree(&us, range).await;
        }
        let whole = us.summary(ALL).await;
        assert_eq!(whole["unconverted"], json!([{ "currency": "UAH", "amount": "85.00", "rows": 1 }]));
        assert_eq!((&whole["currency"], &whole["basis"]), (&json!("EUR"), &json!("reported")));
    }

    async fn the_parts_of_a_whole_come_to_the_whole(house) {
        let us = house.sign_in().await;
        load_all(house, &us).await;
        let whole = us.summary(ALL).await;
        for by in ["vendor", "channel", "store", "product"] {
            let ranking = us.get(&format!("/analytics/top?{ALL}&by={by}&limit=200")).await.json(200);
            let lines = ranking["items"].as_array().unwrap();
            assert_eq!(sum(lines, "amount"), money(&whole["amount"]), "by {by}");
            assert_eq!(count(lines, "units"), pieces(&whole["units"]), "by {by}");
        }
        for vendor in
            us.get(&format!("/analytics/top?{ALL}&by=vendor&limit=200")).await.json(200)["items"].as_array().unwrap()
        {
            let code: String =
                url::form_urlencoded::byte_serialize(vendor["key"].as_str().unwrap().as_bytes()).collect();
            let alone = us.summary(&format!("{ALL}&vendor={code}")).await;
            assert_eq!((&alone["amount"], &alone["units"]), (&vendor["amount"], &vendor["units"]), "{code}");
        }
    }

    async fn a_quarter_is_compared_with_the_one_before_and_the_one_a_year_ago(house) {
        let us = house.sign_in().await;
        load_all(house, &us).await;
        let quarter = us.summary("from=2025-04&to=2025-06").await;
        for (field, range) in [("previous", "from=2025-Q1&to=2025-Q1"), ("last_year", "from=2024-Q2&to=2024-Q2")] {
            let other = us.summary(range).await;
            assert_eq!((&quarter[field]["amount"], &quarter[field]["units"]), (&other["amount"], &other["units"]));
            assert_ne!(other["amount"], json!("0.00"), "{field} has figures");
        }
        let (now, before) = (money(&quarter["amount"]).0 as f64, money(&quarter["previous"]["amount"]).0 as f64);
        let change = quarter["change_pct"].as_f64().unwrap();
        assert!((change - (now - before) / before * 100.0).abs() < 0.1, "{change}");
    }
}

/// The total of a range by summary, series, rankings and the sales themselves.
async fn agree(us: &Client<'_>, range: &str) {
    let summary = us.summary(range).await;
    let whole = figures(&summary);
    assert!(whole.2 > 0, "{range} has sales");
    let sales = us.all(&format!("/sales?{range}")).await;
    assert_eq!((sum(&sales, "amount"), count(&sales, "quantity"), sales.len() as u64), whole, "sales of {range}");
    for by in ["day", "week", "month"] {
        let series = us.get(&format!("/analytics/series?{range}&by={by}")).await.json(200);
        assert_eq!(added(series["items"].as_array().unwrap()), whole, "{range} by {by}");
    }
    let top = us.get(&format!("/analytics/top?{range}&by=product&limit=3&metric=units")).await.json(200);
    assert_eq!(figures(&top["total"]), whole, "ranking of {range}");
    let mut lines = top["items"].as_array().unwrap().clone();
    lines.push(top["rest"].clone());
    assert_eq!(added(&lines), whole, "lines of {range}");
}

fn figures(json: &Json) -> (Amount, Quantity, u64) {
    (money(&json["amount"]), pieces(&json["units"]), json["rows"].as_u64().unwrap())
}

fn added(items: &[Json]) -> (Amount, Quantity, u64) {
    (sum(items, "amount"), count(items, "units"), items.iter().map(|item| item["rows"].as_u64().unwrap()).sum())
}
