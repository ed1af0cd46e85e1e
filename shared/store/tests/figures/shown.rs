//! Single questions: names, ids and sources of sales, unmatched codes, sums beyond an i64, the data version.

use std::collections::BTreeSet;

use sellout_model::{Amount, Channel, Grain, Period, ProductId, Quantity, Vat};
use sellout_store::figures::{Bucket, Metric, ProductFilter, Scope, Subject, Total};
use sellout_store::figures::{change_pct, counted, sales, series, summary, top, unmatched};
use sellout_store::product_aliases::{self, ANY_VENDOR, Confirmed, NewAlias};
use sellout_store::stores::{self, NewStore};
use sellout_store::vendors::{self, NewVendor};
use sellout_store::{Page, organisations, products};
use sellout_testing::{day, moment, on_both, period};

use crate::world::{Counts, World};

on_both! {
    async fn a_sale_leads_to_its_upload_sheet_row_and_column(db) {
        let mut world = World::empty(db).await;
        let mut statement = world.plain("2025-03-31", "2025-04-06");
        statement.rows[0].vat = Some(1);
        world.add(db, statement).await;
        let vendor = [NewVendor { code: "north", name: "North Stores" }];
        vendors::ensure(db.write(), world.org, &vendor, moment(1)).await.unwrap();
        let store = NewStore {
            vendor: "north".to_owned(),
            key: sellout_model::StoreKey::of_name("Harbour"),
            channel: Channel::Offline,
            name: "Harbour".to_owned(),
        };
        stores::ensure(db.write(), world.org, &[store], moment(1)).await.unwrap();
        let scope = Scope { version: Some(1), ..Scope::default() };
        let found = sales(db.read(), world.org, &scope, Page::first(10)).await.unwrap();
        let [sale] = &found.items[..] else { panic!("one sale: {found:?}") };
        assert_eq!(sale.id.row(), Some((sale.statement, 0)));
        assert_eq!(sale.id.load_millis(), moment(1).timestamp_millis());
        assert_eq!((sale.vendor.as_str(), sale.vendor_name.as_str()), ("north", "North Stores"));
        assert_eq!(sale.store.as_ref().map(|s| s.name.as_str()), Some("Harbour"));
        assert_eq!((sale.sold_on, sale.period, sale.period.grain), (None, period("2025-W14"), Grain::Week));
        assert_eq!(sale.product.name, "Rose water");
        assert_eq!(sale.product.ean.as_deref(), Some("4006381333931"));
        assert!(sale.product.id.is_some());
        assert_eq!((sale.quantity, sale.amount), (Some(Quantity(10_000)), Some(Amount(123_400))));
        assert_eq!((sale.vat, sale.is_return()), (Vat::Included, false));
        assert_eq!(sale.source.upload.0, world.uploads[0]);
        assert_eq!((sale.source.sheet.as_deref(), sale.source.row, sale.source.column), (Some("May"), 2, Some(3)));
    }

    async fn a_confirmed_alias_gives_past_sales_their_product_and_taken_back_takes_it(db) {
        let mut world = World::empty(db).await;
        for (key, amount) in [(2, 50_000), (3, 70_000), (2, 40_000)] {
            let mut statement = world.plain("2025-04-01", "2025-04-01");
            (statement.rows[0].key, statement.rows[0].amount) = (key, Some(amount));
            world.add(db, statement).await;
        }
        let org = world.org;
        set_version(db, org, 1).await;
        let listed = unmatched(db.read(), org, Page::first(10)).await.unwrap();
        let told: Vec<_> = listed.items.iter().map(|u| (u.text.as_str(), u.counted.rows, u.counted.amount)).collect();
        assert_eq!(told, [("A1", 2, Total(90_000)), ("B2", 1, Total(70_000))]);
        assert_eq!(unmatched(db.read(), org, Page { page: 9, per_page: 10 }).await.unwrap().total, 2);

        let product = products::list(db.read(), org, Some("rose"), Page::first(1)).await.unwrap().items.remove(0);
        let alias = NewAlias { vendor: ANY_VENDOR, alias: " a1 ", product: ProductId(product.id), upload: None };
        let Confirmed::Made(alias) = product_aliases::confirm(db.write(), org, &alias, false, moment(5)).await.unwrap()
        else {
            panic!("not made")
        };
        let by_product = Scope { product: Some(ProductFilter::Id(ProductId(product.id))), ..Scope::default() };
        assert_eq!(counted(db.read(), org, &by_product).await.unwrap().rows, 2);
        let best = top(db.read(), org, &Scope::default(), Subject::Product, Metric::Amount, 1).await.unwrap();
        assert_eq!(best.lines[0].name.as_deref(), Some("Rose water"));
        assert_eq!(best.share_pct(&best.lines[0], Metric::Amount), Some(56.3));
        assert_eq!(unmatched(db.read(), org, Page::first(10)).await.unwrap().total, 1);

        assert!(product_aliases::delete(db.write(), org, alias.id).await.unwrap().is_some());
        assert_eq!(unmatched(db.read(), org, Page::first(10)).await.unwrap().total, 2);
        assert_eq!(counted(db.read(), org, &by_product).await.unwrap().rows, 0);
    }

    async fn sums_beyond_an_i64_are_exact_and_ordered(db) {
        let mut world = World::empty(db).await;
        for (vendor, amounts) in [("north", [i64::MAX, i64::MAX, 5]), ("south", [i64::MAX, i64::MAX, 6])] {
            for amount in amounts {
                let mut statement = world.plain("2025-04-01", "2025-04-01");
                statement.vendor = vendor;
                statement.rows[0].amount = Some(amount);
                world.add(db, statement).await;
            }
        }
        let mut back = world.plain("2025-04-01", "2025-04-01");
        (back.vendor, back.rows[0].amount) = ("west", Some(-i64::MAX));
        world.add(db, back).await;
        let scope = Scope { version: Some(1), ..Scope::default() };
        let most = i128::from(i64::MAX);
        assert_eq!(counted(db.read(), world.org, &scope).await.unwrap().amount, Total(most * 3 + 11));
        let by_rows = Scope { product: Some(ProductFilter::Text("4006381333931".to_owned())), ..scope.clone() };
        assert_eq!(counted(db.read(), world.org, &by_rows).await.unwrap().amount, Total(most * 3 + 11));
        let best = top(db.read(), world.org, &scope, Subject::Vendor, Metric::Amount, 9).await.unwrap();
        let order: Vec<_> = best.lines.iter().map(|l| (l.key.as_deref().unwrap(), l.counted.amount.0)).collect();
        assert_eq!(order, [("south", most * 2 + 6), ("north", most * 2 + 5), ("west", -most)]);
        assert_eq!(best.total.amount, Total(most * 3 + 11));
    }

    async fn a_past_data_version_answers_as_it_did(db) {
        let mut world = World::empty(db).await;
        let mut first = world.plain("2025-04-01", "2025-04-30");
        first.counts = vec![Counts { from: 1, to: Some(2), not: BTreeSet::new() }];
        let mut second = world.plain("2025-04-01", "2025-04-30");
        second.rows[0].amount = Some(200_000);
        second.counts = vec![Counts { from: 2, to: None, not: BTreeSet::new() }];
        world.add(db, first).await;
        world.add(db, second).await;
        set_version(db, world.org, 2).await;
        let at = |version| Scope { version, ..Scope::of(period("2025-04")) };
        for (version, amount) in [(Some(0), 0), (Some(1), 123_400), (Some(2), 200_000), (None, 200_000)] {
            let found = counted(db.read(), world.org, &at(version)).await.unwrap();
            assert_eq!(found.amount, Total(amount), "version {version:?}");
        }
        assert_eq!(summary(db.read(), world.org, &at(None)).await.unwrap().version, 2);
    }

    async fn a_row_longer_than_the_range_is_left_out_and_told(db) {
        let mut world = World::empty(db).await;
        let month = world.plain("2025-03-01", "2025-03-31");
        let week = world.plain("2025-03-31", "2025-04-06");
        world.add(db, month).await;
        world.add(db, week).await;
        let at = |text| Scope { version: Some(1), ..Scope::of(period(text)) };
        let half = summary(db.read(), world.org, &at("2025-03-15..2025-04-05")).await.unwrap();
        assert_eq!((half.total.counted.rows, half.outside_grain.rows), (0, 1));
        assert_eq!(half.outside_grain.amount, Total(123_400));
        let april = summary(db.read(), world.org, &at("2025-04")).await.unwrap();
        assert_eq!((april.total.counted.rows, april.outside_grain.rows), (1, 0), "a week is booked on its last day");
        let previous = april.previous.unwrap();
        assert_eq!((previous.period, previous.counted.rows), (period("2025-03"), 1));
        assert_eq!(previous.change_pct, change_pct(Total(1), Total(1)));
        assert_eq!(april.last_year.unwrap().change_pct, None, "nothing was sold");
        let by_day = series(db.read(), world.org, &at("2025-04"), Bucket::Day).await.unwrap();
        let point = by_day.iter().find(|p| p.counted.rows > 0).unwrap();
        assert_eq!((point.period, by_day.len()), (Period::day(day("2025-04-06")), 30));
    }

    async fn another_organisation_sees_nothing(db) {
        let mut world = World::empty(db).await;
        let statement = world.plain("2025-04-01", "2025-04-01");
        world.add(db, statement).await;
        let other = db.organisation().await;
        let scope = Scope { version: Some(1), ..Scope::default() };
        assert_eq!(counted(db.read(), other, &scope).await.unwrap().rows, 0);
        assert_eq!(sales(db.read(), other, &scope, Page::first(5)).await.unwrap().total, 0);
    }
}

async fn set_version(db: &sellout_testing::TestDb, org: sellout_model::OrgId, version: i64) {
    for _ in 0..version {
        organisations::raise_data_version(db.write(), org, "test", None, moment(9)).await.unwrap();
    }
}
