//! Vendors, stores, products, aliases and the keys that sales rows use.

use sellout_model::{Channel, Ean, ProductId, ProductKey, StoreKey};
use sellout_store::Page;
use sellout_store::product_aliases::{self, ANY_VENDOR, Confirmed, NewAlias};
use sellout_store::product_keys::{self, NewKey};
use sellout_store::products::{self, NewProduct};
use sellout_store::stores::{self, NewStore};
use sellout_store::vendors::{self, NewVendor};
use sellout_testing::{moment, on_both};

fn ean(text: &str) -> Ean {
    Ean::parse(text).unwrap()
}

fn by_ean(vendor: &str, digits: &str, name: &str) -> NewKey {
    let ean = ean(digits);
    NewKey {
        vendor: vendor.to_owned(),
        key: ProductKey::of_ean(&ean),
        ean: Some(ean),
        text: name.to_owned(),
        sku: None,
    }
}

fn by_code(vendor: &str, code: &str) -> NewKey {
    NewKey { vendor: vendor.to_owned(), key: ProductKey::of_code(code), ean: None, text: code.to_owned(), sku: None }
}

on_both! {
    async fn vendors_and_stores_are_made_on_first_sight_and_keep_their_names(db) {
        let org = db.organisation().await;
        let seen = [NewVendor { code: "north", name: "North" }, NewVendor { code: "north", name: "NORTH" }];
        vendors::ensure(db.write(), org, &seen, moment(0)).await.unwrap();
        vendors::ensure(db.write(), org, &[NewVendor { code: "north", name: "other" }], moment(1)).await.unwrap();
        vendors::ensure(db.write(), org, &[], moment(1)).await.unwrap();
        let listed = vendors::list(db.read(), org, Page::first(5)).await.unwrap();
        assert_eq!(listed.map(|v| v.name).items, ["North"]);
        assert!(vendors::update(db.write(), org, "north", "North & Co", &["a@b.example".to_owned()]).await.unwrap());
        let north = vendors::get(db.read(), org, "north").await.unwrap().unwrap();
        assert_eq!((north.name.as_str(), north.recipients().unwrap()), ("North & Co", vec!["a@b.example".to_owned()]));
        assert!(!vendors::update(db.write(), org, "south", "South", &[]).await.unwrap());

        let store = |name: &str, channel| {
            NewStore { vendor: "north".to_owned(), key: StoreKey::of_name("City"), channel, name: name.to_owned() }
        };
        let seen = [store("City", Channel::Offline), store("CITY", Channel::Offline), store("City", Channel::Online)];
        stores::ensure(db.write(), org, &seen, moment(0)).await.unwrap();
        stores::ensure(db.write(), org, &seen[1..2], moment(1)).await.unwrap();
        let listed = stores::list(db.read(), org, Some("north"), Page::first(5)).await.unwrap();
        let told: Vec<_> = listed.items.iter().map(|s| (s.name.as_str(), s.channel().unwrap())).collect();
        assert_eq!(told, [("City", Channel::Offline), ("City", Channel::Online)]);
        assert_eq!(stores::list(db.read(), org, Some("south"), Page::first(5)).await.unwrap().total, 0);
    }

    async fn a_valid_ean_makes_its_product_once_and_means_the_same_for_every_vendor(db) {
        let org = db.organisation().await;
        let keys = [
            by_ean("north", "4006381333931", "Rose water"),
            by_code("north", "A1"),
            by_ean("south", "4006381333931", "ROSE WTR"),
            by_code("south", "a1"),
            by_ean("north", "4006381333932", "wrong check digit"),
        ];
        let ids = product_keys::intern(db.write(), org, &keys, moment(0)).await.unwrap();
        assert_eq!(ids[0], ids[2]);
        assert_ne!(ids[1], ids[3], "a code is its vendor's own");
        let again = product_keys::intern(db.write(), org, &keys, moment(1)).await.unwrap();
        assert_eq!(again, ids);
        let listed = products::list(db.read(), org, None, Page::first(9)).await.unwrap();
        assert_eq!(listed.map(|p| (p.ean, p.name)).items, [(Some("4006381333931".to_owned()), "Rose water".to_owned())]);
        let kept = product_keys::by_ids(db.read(), org, ids.clone()).await.unwrap();
        assert!(kept[&ids[0]].product_id.is_some());
        assert_eq!([1, 3, 4].map(|n| kept[&ids[n]].product_id), [None; 3]);
        let other = db.organisation().await;
        assert_ne!(product_keys::intern(db.write(), other, &keys, moment(1)).await.unwrap(), ids);
    }

    async fn a_vendors_own_alias_goes_before_the_one_for_all(db) {
        let org = db.organisation().await;
        let product = async |name: &str| {
            let new = NewProduct { ean: None, name: name.to_owned(), sku: None };
            products::create(db.write(), org, &new, moment(0)).await.unwrap().unwrap().product()
        };
        let (balm, soap) = (product("Balm").await, product("Soap").await);
        let keys = [by_code("north", "A 1"), by_code("south", "a  1")];
        let ids = product_keys::intern(db.write(), org, &keys, moment(0)).await.unwrap();
        let means = async || {
            let kept = product_keys::by_ids(db.read(), org, ids.clone()).await.unwrap();
            [kept[&ids[0]].product_id.map(ProductId), kept[&ids[1]].product_id.map(ProductId)]
        };
        let confirm = async |vendor: &str, product| {
            let new = NewAlias { vendor, alias: "A 1", product, upload: None };
            match product_aliases::confirm(db.write(), org, &new, true, moment(1)).await.unwrap() {
                Confirmed::Made(alias) => alias,
                other => panic!("{other:?}"),
            }
        };
        let for_all = confirm(ANY_VENDOR, balm).await;
        assert_eq!(means().await, [Some(balm), Some(balm)]);
        let own = confirm("south", soap).await;
        assert_eq!(means().await, [Some(balm), Some(soap)]);
        let later = product_keys::intern(db.write(), org, &[by_code("west", "a 1")], moment(2)).await.unwrap();
        assert_eq!(product_keys::by_ids(db.read(), org, later.clone()).await.unwrap()[&later[0]].product_id, Some(balm.0));
        assert_eq!(confirm("south", balm).await.id, own.id, "confirmed again, it is changed");
        assert_eq!(means().await, [Some(balm), Some(balm)]);
        assert_eq!(product_aliases::list(db.read(), org, Some(balm), Page::first(9)).await.unwrap().total, 2);
        assert!(product_aliases::delete(db.write(), org, for_all.id).await.unwrap().is_some());
        assert_eq!(means().await, [None, Some(balm)]);
        assert!(product_aliases::delete(db.write(), org, for_all.id).await.unwrap().is_none());
    }

    async fn a_product_that_comes_into_the_catalogue_finds_the_rows_with_its_ean(db) {
        let org = db.organisation().await;
        let odd = by_ean("north", "4006381333932", "odd");
        let ids = product_keys::intern(db.write(), org, &[odd], moment(0)).await.unwrap();
        let new = NewProduct { ean: Some(ean("4006381333932")), name: "Odd".to_owned(), sku: Some("O-1".to_owned()) };
        let made = products::create(db.write(), org, &new, moment(1)).await.unwrap().unwrap();
        assert_eq!(product_keys::by_ids(db.read(), org, ids.clone()).await.unwrap()[&ids[0]].product_id, Some(made.id));
        assert_eq!(products::create(db.write(), org, &new, moment(2)).await.unwrap(), None);
        let renamed = products::rename(db.write(), org, made.product(), "Odder", None).await.unwrap().unwrap();
        assert_eq!((renamed.name.as_str(), renamed.sku.as_deref()), ("Odder", Some("O-1")));
    }

    async fn the_catalogue_is_searched_by_name_ean_and_code_with_no_magic_signs(db) {
        let org = db.organisation().await;
        for (name, sku) in [("100 % Rose", "R_1"), ("1000 Roses", "RX1"), ("Balm", "B-2")] {
            let new = NewProduct { ean: None, name: name.to_owned(), sku: Some(sku.to_owned()) };
            products::create(db.write(), org, &new, moment(0)).await.unwrap();
        }
        let found = async |text: &str| {
            products::list(db.read(), org, Some(text), Page::first(9)).await.unwrap().map(|p| p.name).items
        };
        assert_eq!(found("ROSE").await.len(), 2);
        assert_eq!(found("100 %").await, ["100 % Rose"]);
        assert_eq!(found("r_1").await, ["100 % Rose"]);
        assert_eq!(found("\\").await, Vec::<String>::new());
        assert_eq!(found(" ").await.len(), 3);
    }

    async fn thousands_of_keys_are_interned_in_order(db) {
        let org = db.organisation().await;
        let keys: Vec<NewKey> = (0..4500).map(|n| by_code("north", &format!("code {}", n % 3000))).collect();
        let ids = product_keys::intern(db.write(), org, &keys, moment(0)).await.unwrap();
        assert_eq!(ids[..1500], ids[3000..]);
        let some = product_keys::by_ids(db.read(), org, ids[2990..3000].to_vec()).await.unwrap();
        assert_eq!(some[&ids[2999]].text, "code 2999");
    }
}
