//! A report of what moved a balance: charges, refunds on later days, a dispute, a payout; all in the account's currency.

use chrono::{Days, NaiveDate};

use super::{Export, of_day};
use crate::dice::Dice;
use crate::expected::{Sample, Tally};
use crate::files::day;
use crate::money::Money;

const NAME: &str = "Itemized_balance_change_from_activity_EUR_2025-06-01_to_2025-06-30.csv";
const HEADER: [&str; 14] = [
    "balance_transaction_id",
    "created_utc",
    "created",
    "available_on_utc",
    "available_on",
    "currency",
    "gross",
    "fee",
    "net",
    "reporting_category",
    "source_id",
    "description",
    "customer_facing_amount",
    "customer_facing_currency",
];

/// What moved the balance.
struct Move<'a> {
    category: &'a str,
    source: String,
    day: NaiveDate,
    gross: Money,
    fee: Money,
}

pub(super) fn activity() -> Sample {
    let mut dice = Dice::seeded(2_012);
    let mut tally = Tally::of("stripe-balance");
    let mut export = Export::new(&HEADER, ',');
    let mut number = 0;
    let mut write = |of: &Move<'_>| {
        number += 1;
        let (made, free) = (format!("{} 09:14:03", of.day), format!("{} 00:00:00", of.day + Days::new(3)));
        export.row(&[
            ("balance_transaction_id", &format!("txn_sample{number:04}")),
            ("created_utc", &made),
            ("created", &made),
            ("available_on_utc", &free),
            ("available_on", &free),
            ("currency", "eur"),
            ("gross", &of.gross.text()),
            ("fee", &of.fee.text()),
            ("net", &(of.gross - of.fee).text()),
            ("reporting_category", of.category),
            ("source_id", &of.source),
            ("description", if number % 4 == 0 { "" } else { "Aldermere web order" }),
            ("customer_facing_amount", &of.gross.text()),
            ("customer_facing_currency", "eur"),
        ]);
        if matches!(of.category, "charge" | "refund") {
            tally.sold(of_day(of.day, "EUR", 0, of.gross));
        } else {
            tally.skipped(1);
        }
    };
    for paid in 0..30_u64 {
        let day = day(2025, 6, 1) + Days::new(paid % 25);
        let gross = Money::cents(dice.between(1_900, 21_000));
        let fee = gross.percent(1) + Money::cents(25);
        write(&Move { category: "charge", source: format!("ch_sample{paid:04}"), day, gross, fee });
        if dice.chance(15) {
            let source = format!("re_sample{paid:04}");
            write(&Move { category: "refund", source, day: day + Days::new(4), gross: -gross, fee: Money::default() });
        }
        if paid == 11 {
            let fee = Money::cents(1_500);
            write(&Move { category: "dispute", source: "dp_sample0001".to_owned(), day, gross: -gross, fee });
        }
        if paid % 10 == 9 {
            let gross = -Money::cents(90_000);
            let source = format!("po_sample{paid:04}");
            write(&Move { category: "payout", source, day, gross, fee: Money::default() });
        }
    }
    export.finish(tally, NAME)
}
