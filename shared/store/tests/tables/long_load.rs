//! A load of more statements than are kept in memory.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, Statement};
use sellout_ingest::OrderFields;
use sellout_model::{Amount, Channel, Currency, LoadId, Place, RowHash, StoreKey, UploadStatus, Vat};
use sellout_store::load::{self, Chunk, MetPlace, SalesRow, SoldBy};
use sellout_store::new_id;
use sellout_testing::{TestDb, moment, on_both};

use crate::uploads::upload;

/// One more than a load keeps.
const STATEMENTS: i32 = 32_769;

fn order(number: i32) -> MetPlace {
    let place = Arc::new(Place::order("shop", format!("Ö-{number}\t\"x\"")));
    MetPlace { place, sold_by: Arc::new(SoldBy { store: StoreKey::all(), channel: Channel::Online }) }
}

fn row(place: i32, row_no: i32, day: u32) -> SalesRow {
    SalesRow {
        place: place as u32,
        key: 0,
        row_no,
        sold_on: chrono::NaiveDate::from_ymd_opt(2025, 4, day),
        quantity: None,
        original: None,
        currency: Some(Currency::EUR),
        amount: Some(Amount(10_000)),
        net: None,
        gross: None,
        vat: Vat::Included,
        vat_rate: None,
        rate: None,
        hash: RowHash(i64::MAX),
        sheet: 0,
        source_row: row_no,
        source_column: None,
        list_price: None,
        order: Some(Box::new(OrderFields::default())),
    }
}

/// What is stored of an order: its rows, amount, days and hash.
async fn kept(db: &TestDb, load: LoadId, number: i32) -> (i64, i64, String, String, i64) {
    let text = "SELECT rows, with_vat, CAST(place_from AS TEXT) AS first, CAST(place_to AS TEXT) AS last, hash \
        FROM statements WHERE load_id = $1 AND place = $2";
    let values = [load.0.into(), order(number).place.key().into()];
    let query = Statement::from_sql_and_values(db.backend(), text, values);
    let row = db.read().query_one_raw(query).await.unwrap().unwrap();
    let text = |name: &str| row.try_get::<String>("", name).unwrap();
    let long = |name: &str| row.try_get::<i64>("", name).unwrap();
    (long("rows"), long("with_vat"), text("first"), text("last"), long("hash"))
}

on_both! {
    async fn statements_that_were_written_down_and_forgotten_go_on_where_they_are_met_again(db) {
        let org = db.organisation().await;
        let upload = upload(db, org, 1, ("a.csv", UploadStatus::Processing), None).await;
        let mut loading = load::begin(db.write(), org, upload, LoadId(new_id(moment(2))), moment(2)).await.unwrap();
        let chunk = Chunk {
            afresh: true,
            places: (0..STATEMENTS).map(order).collect(),
            keys: vec![1],
            rows: (0..STATEMENTS).map(|at| row(at, at + 1, 10)).collect(),
        };
        load::write(db, &mut loading, chunk).await.unwrap();
        // Numbers go on from chunk to chunk, until they are given afresh.
        let further = Chunk {
            afresh: false,
            places: vec![order(STATEMENTS + 1)],
            keys: vec![1],
            rows: vec![row(9, STATEMENTS + 4, 12), row(STATEMENTS, STATEMENTS + 5, 13)],
        };
        load::write(db, &mut loading, further).await.unwrap();
        let again = Chunk {
            afresh: true,
            places: vec![order(7), order(STATEMENTS), order(8)],
            keys: vec![1],
            rows: vec![row(0, STATEMENTS + 1, 9), row(1, STATEMENTS + 2, 9), row(0, STATEMENTS + 3, 11)],
        };
        load::write(db, &mut loading, again).await.unwrap();
        load::settle(db, &mut loading).await.unwrap();
        let day = |day| format!("2025-04-{day:02}");
        assert_eq!(kept(db, loading.id, 6).await, (1, 10_000, day(10), day(10), i64::MAX));
        assert_eq!(kept(db, loading.id, 7).await, (3, 30_000, day(9), day(11), i64::MAX.wrapping_mul(3)));
        assert_eq!(kept(db, loading.id, 8).await, (1, 10_000, day(10), day(10), i64::MAX));
        assert_eq!(kept(db, loading.id, 9).await, (2, 20_000, day(10), day(12), i64::MAX.wrapping_mul(2)));
        assert_eq!(kept(db, loading.id, STATEMENTS).await, (1, 10_000, day(9), day(9), i64::MAX));
        assert_eq!(kept(db, loading.id, STATEMENTS + 1).await, (1, 10_000, day(13), day(13), i64::MAX));
    }
}
