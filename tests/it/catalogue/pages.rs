//! The pages of the catalogue, without JavaScript: a suggestion is one button, its answer can be taken back, and merges
//! are told beforehand.

use super::{galilu, product, waiting};
use crate::house::stories;

/// The value of the first field of this name behind a text.
fn field<'p>(page: &'p str, after: &str, name: &str) -> &'p str {
    let rest = page.split_once(after).unwrap_or_else(|| panic!("no {after:?} in {page}")).1;
    let field =
        rest.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name} after {after:?}")).1;
    field.split('"').next().unwrap()
}

stories! {
    async fn a_suggestion_is_confirmed_by_one_button_and_taken_back_by_another(house) {
        let us = house.sign_in().await;
        let salt = product(&us, "Salt Garden").await;
        us.load(galilu("Kraków", "Galilu 04.xlsx", "4", &[("Salt Gardn", "3")])).await;
        let page = us.page("/products").await;
        assert!(page.contains("one letter differs") && page.contains("Galilu"), "{page}");
        let id = field(&page, "Salt Gardn<br>", "product_id");
        assert_eq!(id, salt.as_str().unwrap());
        let reply = us.fill_in("/products/aliases", &[("alias", "Salt Gardn"), ("product_id", id)]).await;
        let page = String::from_utf8_lossy(reply.bytes(200)).into_owned();
        assert!(page.contains("means Salt Garden from now on"), "{page}");
        assert_eq!(waiting(&us).await, []);
        let undo = page.split("action=\"").find(|part| part.contains("/take-back\"")).unwrap();
        let undo = undo.split('"').next().unwrap().to_owned();
        us.fill_in(&undo, &[]).await.bytes(200);
        assert_eq!(waiting(&us).await.len(), 1);
        // Typed instead of clicked; and a name that means another product is asked about.
        us.fill_in("/products/aliases", &[("alias", "Salt Gardn"), ("product", "salt garden")]).await.bytes(200);
        product(&us, "Ember").await;
        let reply = us.fill_in("/products/aliases", &[("alias", "Salt Gardn"), ("product", "Ember")]).await;
        let page = String::from_utf8_lossy(reply.bytes(200)).into_owned();
        assert!(page.contains("Yes, it means the other product"), "{page}");
        assert!(us.page("/products/aliases").await.contains("Salt Gardn"));
        assert!(us.page("/products?search=ember").await.contains("Ember"));
    }

    async fn prices_and_merges_are_made_with_forms(house) {
        let us = house.sign_in().await;
        us.fill_in("/products", &[("name", "Rose"), ("ean", "5060917001014"), ("sku", "")]).await.bytes(200);
        let fields = [("ean", "5060917001014"), ("price", "12.50"), ("currency", "eur"), ("valid_from", "2025-01-01")];
        us.fill_in("/products/prices", &fields).await.bytes(303);
        assert!(us.page("/products/prices").await.contains("12.50 EUR"));
        us.load(galilu("Kraków", "Galilu 04.xlsx", "4", &[("Salt", "3")])).await;
        us.load(galilu("Krakow", "Galilu 05.xlsx", "5", &[("Salt", "3")])).await;
        assert!(us.page("/stores").await.contains("Likely the same store"));
        let merge = [("vendor", "galilu"), ("store", "krakow"), ("channel", "offline"), ("into", "kraków")];
        let asked = [merge.as_slice(), &[("preview", "true")]].concat();
        let page = us.fill_in("/stores/merge", &asked).await;
        assert!(String::from_utf8_lossy(page.bytes(200)).contains("1 statement would move"));
        us.fill_in("/stores/merge", &merge).await.bytes(200);
        house.drain().await;
        let page = us.page("/stores").await;
        assert!(!page.contains("Likely the same store") && page.contains("/undo"), "{page}");
    }
}
