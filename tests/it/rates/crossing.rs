//! Where the organisation's currency is another one than the euro, amounts are converted through it.

use serde_json::json;

use super::{convert, give, rate, sale_of, sold};
use crate::house::{Plan, stories};

/// A house that counts in pounds.
fn in_pounds() -> Plan {
    Plan { currency: "GBP".parse().unwrap(), ..Plan::default() }
}

stories! {
    in in_pounds();
    async fn dollars_become_pounds_through_the_euro(house) {
        let us = house.sign_in().await;
        let force = json!({ "rates": [
            { "currency": "USD", "month": "2025-04", "rate": "1.20" },
            { "currency": "GBP", "month": "2025-04", "rate": "0.90" },
        ], "force": true });
        give(house, &us, &force).await;
        let dollars = us.load(sold("april.csv", "2025-04-03", "100.00", "USD")).await;
        let row = sale_of(&us, &dollars).await;
        assert_eq!((&row["amount"], &row["currency"], &row["rate"]), (&json!("75.00"), &json!("GBP"), &json!("1.2")));
        let euros = us.load(sold("euros.csv", "2025-04-04", "100.00", "EUR").field("mode", "append")).await;
        assert_eq!(sale_of(&us, &euros).await["amount"], "90.00");
    }

    async fn a_corrected_rate_of_the_own_currency_restates_every_foreign_amount(house) {
        let us = house.sign_in().await;
        let force = json!({ "rates": [{ "currency": "GBP", "month": "2025-04", "rate": "0.80" }], "force": true });
        give(house, &us, &force).await;
        let euros = us.load(sold("euros.csv", "2025-04-03", "100.00", "EUR")).await;
        us.load(sold("pounds.csv", "2025-04-04", "10.00", "GBP").field("mode", "append")).await;
        let answer = us.post("/exchange-rates", &rate("GBP", "2025-04", "0.85")).await.json(202);
        assert_eq!(answer["uploads"], json!([{ "id": euros["id"], "filename": "euros.csv" }]), "pounds stay pounds");
        convert(house, &us, &answer).await;
        assert_eq!(us.summary("").await["amount"], "95.00");
    }
}
