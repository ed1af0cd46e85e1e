//! The filters of a report, as its row keeps them.

use sellout_model::{Basis, Channel, Period, StoreKey};
use sellout_store::figures::Scope;
use serde::{Deserialize, Serialize};

/// Which part of the sales a report is about. Empty asks for everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filters {
    /// Which amounts are added up.
    pub basis: Basis,
    /// Online or offline alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// One vendor's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// One store's key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
    /// One product: its id, EAN, key or code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// One country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

impl Filters {
    /// As a question about some days.
    pub fn scope(&self, period: Period) -> Scope {
        let product = self.product.as_deref().map(|text| text.parse().unwrap_or_else(|never| match never {}));
        Scope {
            period: Some(period),
            basis: self.basis,
            channel: self.channel,
            vendor: self.vendor.clone(),
            store: self.store.as_deref().map(StoreKey::of_name),
            product,
            country: self.country.clone(),
            ..Scope::default()
        }
    }

    /// Name and value of each, as people read them.
    pub fn in_words(&self) -> Vec<(String, String)> {
        let mut words = Vec::new();
        let mut add = |name: &str, value: Option<String>| words.extend(value.map(|value| (name.to_owned(), value)));
        add("Channel", self.channel.map(|c| c.to_string()));
        add("Vendor", self.vendor.clone());
        add("Store", self.store.clone());
        add("Product", self.product.clone());
        add("Country", self.country.clone());
        words
    }
}
