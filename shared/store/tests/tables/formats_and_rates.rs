//! Versions of formats, and exchange rates that people give.

use sellout_model::Rate;
use sellout_store::rates::{ImportError, RateTable, import};
use sellout_store::{Page, exchange_rates, format_versions};
use sellout_testing::{day, moment, on_both};

on_both! {
    async fn every_version_of_a_format_is_kept_and_the_last_one_reads(db) {
        let org = db.organisation().await;
        for (at, source) in [(1, "first"), (2, "second")] {
            let tx = db.begin().await.unwrap();
            format_versions::save(&tx, org, "generic", source, None, moment(at)).await.unwrap();
            tx.commit().await.unwrap();
        }
        let active = format_versions::active_of(db.read(), org, "generic").await.unwrap().unwrap();
        assert_eq!((active.version, active.source.as_str()), (2, "second"));
        assert_eq!(format_versions::active(db.read(), org).await.unwrap(), [active]);
        assert!(format_versions::deactivate(db.write(), org, "generic").await.unwrap());
        assert!(!format_versions::deactivate(db.write(), org, "generic").await.unwrap());
        assert_eq!(format_versions::active(db.read(), org).await.unwrap(), []);
        let third = format_versions::save(db.write(), org, "generic", "third", None, moment(3)).await.unwrap();
        assert_eq!(third.version, 3, "numbers are never used again");
        let history = format_versions::history(db.read(), org, "generic").await.unwrap();
        assert_eq!(history.iter().map(|f| (f.version, f.active)).collect::<Vec<_>>(), [(3, true), (2, false), (1, false)]);
        let first = format_versions::get(db.read(), org, "generic", 1).await.unwrap().unwrap();
        assert_eq!(first.source, "first");
        assert_eq!(format_versions::history(db.read(), db.organisation().await, "generic").await.unwrap(), []);
    }

    async fn rates_that_people_give_stand_over_the_built_in_ones(db) {
        let org = db.organisation().await;
        let (usd, xts) = ("USD".parse().unwrap(), "XTS".parse().unwrap());
        let built_in = RateTable::load(db.read(), org).await.unwrap().rate(usd, day("2025-04-20")).unwrap();
        let text = format!("date,currency,rate\n2025-04,USD,{built_in}\n2025-05,USD,1.2\n2025-05,XTS,3\n");
        let changed = import(db.write(), org, &text, "rates.csv", false, moment(1)).await.unwrap();
        assert_eq!(changed, [(usd, day("2025-05-01")), (xts, day("2025-05-01"))]);
        let table = RateTable::load(db.read(), org).await.unwrap();
        assert_eq!(table.rate(usd, day("2025-05-31")), Some(Rate(120_000_000)));
        assert_eq!(table.rate(xts, day("2025-06-01")), None);
        let again = import(db.write(), org, &text, "rates.csv", false, moment(2)).await.unwrap();
        assert_eq!(again, [], "nothing is new");
        let listed = exchange_rates::list(db.read(), org, Some(usd), Page::first(5)).await.unwrap();
        assert_eq!(listed.map(|r| (r.rate, r.source)).items, [(120_000_000, "rates.csv".to_owned())]);
        let other = RateTable::load(db.read(), db.organisation().await).await.unwrap();
        assert_ne!(other.rate(usd, day("2025-05-31")), Some(Rate(120_000_000)));
    }

    async fn a_jump_is_held_with_its_line_and_nothing_of_the_file_is_taken(db) {
        let org = db.organisation().await;
        let text = "date,currency,rate\n2025-04,USD,1.12\n2025-05,USD,11.2\n";
        let error = import(db.write(), org, text, "x", false, moment(1)).await.unwrap_err();
        assert!(matches!(&error, ImportError::Jumps(jumps) if jumps.len() == 1));
        assert!(error.to_string().starts_with("line 3: USD in 2025-05 is 11.2, more than 20 % off the 1.12 of 2025-04"));
        assert_eq!(exchange_rates::all(db.read(), org).await.unwrap(), []);
        assert_eq!(import(db.write(), org, text, "x", true, moment(1)).await.unwrap().len(), 2);
    }
}
