//! `/stores`: vendors and their stores, those that may be the same, and merges.

use serde::Serialize;

use crate::extract::Page as Listed;
use crate::pages::Page;
use crate::routes::merges::{MergeView, Merging};
use crate::routes::stores::{SameStoreView, StoreView};
use crate::routes::vendors::{SameVendorView, VendorView};

/// The page.
#[derive(Serialize)]
pub(crate) struct StoresPage {
    /// What was just done.
    pub(crate) said: Option<String>,
    /// What a merge would change, and the merge.
    pub(crate) preview: Option<Preview>,
    pub(crate) same_vendors: Vec<SameVendorView>,
    pub(crate) same_stores: Vec<SameStoreView>,
    pub(crate) vendors: Vec<VendorView>,
    pub(crate) stores: Listed<StoreView>,
    pub(crate) merges: Vec<MergeView>,
    pub(crate) vendor: String,
    /// The filter again, for links to other pages of the list.
    pub(crate) query: String,
}

/// A merge that was asked about.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Preview {
    pub(crate) merging: Merging,
    pub(crate) vendor: String,
    pub(crate) store: String,
    pub(crate) channel: String,
    pub(crate) into: String,
    pub(crate) into_channel: String,
}

impl Page for StoresPage {
    const TEMPLATE: &'static str = "stores.html";

    fn sample() -> Self {
        let store = StoreView::sample();
        let same = SameStoreView {
            from: store.clone(),
            into: store.clone(),
            score: 0.93,
            why: "one letter differs".to_owned(),
        };
        let vendor = VendorView::sample();
        let same_vendor = SameVendorView {
            from: vendor.clone(),
            into: vendor.clone(),
            score: 0.95,
            why: "all words of the shorter name stand in the longer one".to_owned(),
        };
        Self {
            said: Some("Merged.".to_owned()),
            preview: Some(Preview {
                merging: Merging::sample(),
                vendor: "corner-shop".to_owned(),
                store: "krakow".to_owned(),
                channel: "offline".to_owned(),
                into: "kraków".to_owned(),
                into_channel: "offline".to_owned(),
            }),
            same_vendors: vec![same_vendor],
            same_stores: vec![same],
            vendors: vec![vendor],
            stores: Listed { items: vec![store], page: 1, per_page: 1, total: 2 },
            merges: vec![MergeView::sample()],
            vendor: String::new(),
            query: String::new(),
        }
    }
}
