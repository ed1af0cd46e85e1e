//! Servers move what they wait for between threads: the futures of generic query functions must let them.

use sellout_model::{OrgId, UploadId};
use sellout_store::exchange_rates::Giver;
use sellout_store::figures::{
    Bucket, Metric, Scope, Subject, counted, sales, series, summary, top, transactions, unmatched,
};
use sellout_store::product_aliases::{self, NewAlias};
use sellout_store::rates::{self, RateTable};
use sellout_store::{
    Db, Page, email_log, organisations, product_keys, products, reports, sessions, stores, tokens, upload_lists, users,
    vendors,
};
use sellout_testing::{moment, on_both};

async fn ask(db: &Db, org: OrgId) {
    let scope = Scope::default();
    let page = Page::first(5);
    summary(db.read(), org, &scope).await.unwrap();
    counted(db.read(), org, &scope).await.unwrap();
    series(db.read(), org, &scope, Bucket::Week).await.unwrap();
    top(db.read(), org, &scope, Subject::Product, Metric::Units, 5).await.unwrap();
    sales(db.read(), org, &scope, page).await.unwrap();
    transactions(db.read(), org, &scope, None, 5).await.unwrap();
    unmatched(db.read(), org, page).await.unwrap();
    RateTable::load(db.read(), org).await.unwrap();
    users::list(db.read(), org, page).await.unwrap();
    tokens::valid(db.read(), "hash", moment(0)).await.unwrap();
    sessions::by_hash(db.read(), "hash", moment(0)).await.unwrap();
    vendors::names(db.read(), org, ["north"]).await.unwrap();
    stores::names(db.read(), org, ["city"]).await.unwrap();
    products::by_ids(db.read(), org, [org.0]).await.unwrap();
    reports::list(db.read(), org, &reports::Filter::default(), page).await.unwrap();
    email_log::list(db.read(), org, &email_log::Filter::default(), page).await.unwrap();
    upload_lists::shown_load(db.read(), org, UploadId(org.0)).await.unwrap();
}

async fn write(db: &Db, org: OrgId) {
    let tx = db.begin().await.unwrap();
    organisations::lock(&tx, org).await.unwrap();
    organisations::next_upload_number(&tx, org).await.unwrap();
    organisations::raise_data_version(&tx, org, "test", None, moment(0)).await.unwrap();
    product_keys::intern(&tx, org, &[], moment(0)).await.unwrap();
    rates::import(&tx, org, "date,currency,rate\n2025-04,XTS,1\n", Giver { source: "x", user: None }, false, moment(0))
        .await
        .unwrap();
    let new = products::NewProduct { ean: None, name: "Balm".to_owned(), sku: None };
    let product = products::create(&tx, org, &new, moment(0)).await.unwrap().unwrap().product();
    let alias = NewAlias { vendor: "*", alias: "b", product, upload: None };
    product_aliases::confirm(&tx, org, &alias, false, moment(0)).await.unwrap();
    tx.commit().await.unwrap();
}

on_both! {
    async fn what_is_asked_and_written_can_wait_on_any_thread(db) {
        let org = db.organisation().await;
        let (one, two) = ((**db).clone(), (**db).clone());
        tokio::spawn(async move { ask(&one, org).await }).await.unwrap();
        tokio::spawn(async move { write(&two, org).await }).await.unwrap();
        assert_eq!(organisations::data_version(db.read(), org).await.unwrap(), 1);
    }
}
