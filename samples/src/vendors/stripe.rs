//! An export of payments in its default columns: no products, payments that failed, some paid back in part or whole, a
//! card in another currency than the account's.

use chrono::Days;

use super::{Export, of_day};
use crate::dice::Dice;
use crate::expected::{Sample, Tally};
use crate::files::day;
use crate::money::Money;

const NAME: &str = "unified_payments.csv";
const HEADER: [&str; 23] = [
    "id",
    "Created date (UTC)",
    "Amount",
    "Amount Refunded",
    "Currency",
    "Captured",
    "Converted Amount",
    "Converted Amount Refunded",
    "Converted Currency",
    "Decline Reason",
    "Description",
    "Fee",
    "Refunded date (UTC)",
    "Statement Descriptor",
    "Status",
    "Seller Message",
    "Taxes On Fee",
    "Card ID",
    "Customer ID",
    "Customer Description",
    "Customer Email",
    "Invoice ID",
    "Transfer",
];

pub(super) fn payments() -> Sample {
    let mut dice = Dice::seeded(2_010);
    let mut tally = Tally::of("stripe");
    let mut export = Export::new(&HEADER, ',');
    for number in 0..40_u64 {
        let paid_on = day(2025, 5, 20) + Days::new(number);
        let paid = Money::cents(dice.between(1_900, 21_000));
        let foreign = dice.chance(20);
        let status = *dice.pick_weighted(&[("Paid", 80), ("Failed", 10), ("Refunded", 10)]);
        let back = match status {
            "Refunded" => paid,
            "Paid" if dice.chance(8) => paid.percent(25),
            _ => Money::default(),
        };
        let card = |amount: Money| if foreign { amount.times(2).text() } else { amount.text() };
        export.row(&[
            ("id", &format!("ch_sample{number:04}")),
            ("Created date (UTC)", &format!("{paid_on} 09:14:03")),
            ("Amount", &card(paid)),
            ("Amount Refunded", &card(back)),
            ("Currency", if foreign { "usd" } else { "eur" }),
            ("Captured", if status == "Failed" { "false" } else { "true" }),
            ("Converted Amount", &paid.text()),
            ("Converted Amount Refunded", &back.text()),
            ("Converted Currency", "eur"),
            ("Description", if dice.chance(70) { "Aldermere web order" } else { "" }),
            ("Fee", &(paid.percent(1) + Money::cents(25)).text()),
            (
                "Refunded date (UTC)",
                &if back == Money::default() { String::new() } else { format!("{paid_on} 16:40:00") },
            ),
            ("Status", status),
            ("Seller Message", "Payment complete."),
            ("Taxes On Fee", "0.00"),
        ]);
        if status == "Failed" {
            tally.skipped(1);
            continue;
        }
        tally.sold(of_day(paid_on, "EUR", 0, paid));
        if back != Money::default() {
            tally.sold(of_day(paid_on, "EUR", 0, -back));
        }
    }
    export.finish(tally, NAME)
}
