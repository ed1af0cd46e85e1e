//! Rates that cannot be right are refused with the entry or line they stand in; nothing of them is taken.

use serde_json::{Value as Json, json};

use super::rate;
use crate::command_line::Shell;
use crate::house::stories;

stories! {
    async fn each_wrong_rate_is_named_with_its_entry(house) {
        let us = house.sign_in().await;
        let good = json!({ "currency": "PLN", "month": "2025-04", "rate": "4.3" });
        let entry = |currency: &str, month: &str, rate: &str| json!({ "currency": currency, "month": month, "rate": rate });
        for (wrong, field, part) in [
            (entry("USD", "2025-04", "0"), "rates[1].rate", "is not a positive exchange rate"),
            (entry("USD", "2025-04", "-1.1"), "rates[1].rate", "is not a positive exchange rate"),
            (entry("USD", "2025-04", "a lot"), "rates[1].rate", "is not a positive exchange rate"),
            (entry("USD", "2025-04", "99999999"), "rates[1]", "cannot be right"),
            (entry("USD", "2025-04", "0.00000001"), "rates[1]", "cannot be right"),
            (entry("UDS", "2025-04", "1.1"), "rates[1]", "UDS is no currency"),
            (entry("EUR", "2025-04", "1.1"), "rates[1]", "the euro's own is 1"),
            (entry("PLN", "2025-04", "4.4"), "rates[1]", "PLN has a rate for 2025-04 already, in rates[0]"),
            (entry("USD", "soon", "1.1"), "rates[1].month", "soon"),
            (entry("USD", "2025-Q1", "1.1"), "rates[1]", "neither a day such as"),
        ] {
            let told = us.post("/exchange-rates", &json!({ "rates": [good, wrong] })).await.problem(422, "invalid");
            let error: &Json = &told["errors"][0];
            assert_eq!(error["field"], field, "{told:#}");
            assert!(error["message"].as_str().unwrap().contains(part), "{told:#}");
        }
        us.post("/exchange-rates", &json!({ "rates": [] })).await.problem(422, "invalid");
        assert!(us.all("/exchange-rates").await.is_empty(), "all of them, or none");
        for path in ["/exchange-rates/USD/April", "/exchange-rates/dollars/2025-04"] {
            us.delete(path).await.problem(422, "invalid");
        }
        us.get("/exchange-rates/in-force?month=2025-04-07").await.problem(422, "invalid");
        us.post("/exchange-rates", &rate("PLN", "2025-04", "4.3")).await.json(202);
    }
}

#[test]
fn on_the_command_line_rates_are_held_listed_and_answered() {
    let shell = Shell::new();
    shell.file("rates.csv", "date,currency,rate\n2025-04,UAH,45\n2025-05,UAH,450\n");
    shell.file("wrong.csv", "date,currency,rate\n2025-04,UDS,45\n");
    let wrong = shell.call(["rates", "import", "wrong.csv"]).with_code(1);
    assert!(wrong.sentence().contains("wrong.csv: line 2: UDS is no currency"), "{}", wrong.stderr);
    let told = shell.call(["rates", "import", "rates.csv"]).with_code(2);
    assert!(told.stderr.contains("held: UAH in 2025-05 is 450") && told.stderr.contains("rates confirm UAH 2025-05"));
    let line = shell.call(["rates", "import", "rates.csv", "--json"]).with_code(2).lines().remove(0);
    assert_eq!((&line["changed"], &line["held"][0]["month"]), (&json!([]), &json!("2025-05")));
    let listed = || shell.call(["rates", "list", "--json"]).with_code(0).lines();
    let held: Vec<_> = listed().into_iter().map(|rate| (rate["month"].clone(), rate["held"].clone())).collect();
    assert_eq!(held, [(json!("2025-05"), json!(true)), (json!("2025-04"), json!(false))]);
    shell.call(["rates", "reject", "UAH", "2025-06"]).with_code(1);
    shell.call(["rates", "confirm", "UAH", "May"]).with_code(64);
    shell.call(["rates", "confirm", "UAH", "2025-05"]).with_code(0);
    assert!(listed().iter().all(|rate| rate["held"] == false));
    shell.call(["rates", "remove", "UAH", "2025-05"]).with_code(0);
    shell.call(["rates", "remove", "UAH", "2025-05"]).with_code(1);
    shell.call(["rates", "import", "rates.csv"]).with_code(2);
    shell.call(["rates", "reject", "UAH", "2025-05"]).with_code(0);
    let left = listed();
    assert_eq!((left.len(), &left[0]["source"]), (1, &json!("rates.csv")));
    shell.call(["rates", "import", "rates.csv", "--force"]).with_code(0);
}
