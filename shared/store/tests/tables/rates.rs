//! Exchange rates that people give, hold, confirm and take back.

use sellout_model::{Rate, UserId};
use sellout_store::exchange_rates::Giver;
use sellout_store::rates::{RateTable, confirm, import, reject, take_back};
use sellout_store::{Page, exchange_rates, held_rates};
use sellout_testing::{day, moment, on_both};

/// A file that somebody gave.
const FILE: Giver<'_> = Giver { source: "rates.csv", user: None };

on_both! {
    async fn rates_that_people_give_stand_over_the_built_in_ones(db) {
        let org = db.organisation().await;
        let (usd, xts) = ("USD".parse().unwrap(), "XTS".parse().unwrap());
        let built_in = RateTable::load(db.read(), org).await.unwrap().rate(usd, day("2025-04-20")).unwrap();
        let text = format!("date,currency,rate\n2025-04,USD,{built_in}\n2025-05,USD,1.2\n2025-05,XTS,3\n");
        let taken = import(db.write(), org, &text, FILE, false, moment(1)).await.unwrap();
        assert_eq!(taken.changed, [(usd, day("2025-05-01")), (xts, day("2025-05-01"))]);
        let table = RateTable::load(db.read(), org).await.unwrap();
        assert_eq!(table.rate(usd, day("2025-05-31")), Some(Rate(120_000_000)));
        assert_eq!(table.rate(xts, day("2025-06-01")), None);
        let again = import(db.write(), org, &text, FILE, false, moment(2)).await.unwrap();
        assert_eq!(again.changed, [], "nothing is new");
        let listed = exchange_rates::list(db.read(), org, Some(usd), Page::first(5)).await.unwrap();
        assert_eq!(listed.map(|r| (r.rate, r.source)).items, [(120_000_000, "rates.csv".to_owned())]);
        let other = RateTable::load(db.read(), db.organisation().await).await.unwrap();
        assert_ne!(other.rate(usd, day("2025-05-31")), Some(Rate(120_000_000)));
        assert!(take_back(db.write(), org, usd, day("2025-05-01")).await.unwrap());
        assert!(!take_back(db.write(), org, usd, day("2025-05-01")).await.unwrap());
        let table = RateTable::load(db.read(), org).await.unwrap();
        assert_eq!(table.rate(usd, day("2025-05-31")), other.rate(usd, day("2025-05-31")), "the built-in one is back");
    }

    async fn a_jump_is_held_while_the_rest_of_its_file_counts(db) {
        let org = db.organisation().await;
        let usd = "USD".parse().unwrap();
        let (april, may) = (day("2025-04-01"), day("2025-05-01"));
        let text = "date,currency,rate\n2025-04,USD,1.12\n2025-05,USD,11.2\n";
        let taken = import(db.write(), org, text, FILE, false, moment(1)).await.unwrap();
        assert_eq!((taken.changed.as_slice(), taken.held.len()), (&[(usd, april)][..], 1));
        assert_eq!(taken.held[0].to_string(), "USD in 2025-05 is 11.2, more than 20 % off the 1.12 of 2025-04");
        let by_the_bank = RateTable::load(db.read(), db.organisation().await).await.unwrap().rate(usd, may);
        assert_eq!(RateTable::load(db.read(), org).await.unwrap().rate(usd, may), by_the_bank);
        let held = held_rates::all(db.read(), org).await.unwrap();
        assert_eq!(held.iter().map(|row| (row.month, row.rate, row.beside)).collect::<Vec<_>>(), [(may, 1_120_000_000, april)]);
        assert!(!confirm(db.write(), db.organisation().await, usd, may, moment(2)).await.unwrap(), "not another's");
        assert!(confirm(db.write(), org, usd, may, moment(2)).await.unwrap());
        assert!(!confirm(db.write(), org, usd, may, moment(2)).await.unwrap(), "once");
        assert_eq!(RateTable::load(db.read(), org).await.unwrap().rate(usd, may), Some(Rate(1_120_000_000)));
        assert_eq!(import(db.write(), org, text, FILE, false, moment(3)).await.unwrap().held, [], "it counts already");
    }

    async fn a_held_rate_goes_when_it_is_rejected_forced_or_given_anew(db) {
        let org = db.organisation().await;
        let (usd, may) = ("USD".parse().unwrap(), day("2025-05-01"));
        let giver = Giver { source: "ada@example.com", user: Some(UserId(uuid::Uuid::from_u128(7))) };
        let give = async |rate: &str, forced: bool| {
            let text = format!("date,currency,rate\n2025-05,USD,{rate}\n");
            import(db.write(), org, &text, giver, forced, moment(1)).await.unwrap()
        };
        assert_eq!(give("11.2", false).await.held.len(), 1);
        assert_eq!(give("112", false).await.held.len(), 1);
        let held = held_rates::list(db.read(), org, Page::first(5)).await.unwrap();
        let held: Vec<_> = held.items.into_iter().map(|row| (row.rate, row.source, row.given_by)).collect();
        assert_eq!(held, [(11_200_000_000, "ada@example.com".to_owned(), giver.user.map(|user| user.0))], "the last word");
        assert!(reject(db.write(), org, usd, may).await.unwrap());
        assert!(!reject(db.write(), org, usd, may).await.unwrap());
        give("11.2", false).await;
        assert_eq!(give("1.13", false).await.changed, [(usd, may)]);
        assert_eq!(held_rates::all(db.read(), org).await.unwrap(), []);
        give("11.2", false).await;
        let forced = give("11.2", true).await;
        assert_eq!((forced.changed.len(), forced.held.len()), (1, 0));
        assert_eq!(held_rates::all(db.read(), org).await.unwrap(), []);
        assert_eq!(exchange_rates::all(db.read(), org).await.unwrap()[0].given_by, giver.user.map(|user| user.0));
    }
}
