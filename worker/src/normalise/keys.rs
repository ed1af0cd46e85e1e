//! Product keys of a load: looked up in batches, remembered within a bound.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use sellout_ingest::Product;
use sellout_model::{OrgId, Place, ProductKey};
use sellout_store::product_keys::{self, NewKey, spoken_by};

/// How many keys a load remembers before it starts afresh.
const REMEMBERED: usize = 200_000;

/// What a vendor's rows call a product.
#[derive(Clone, Debug)]
pub(super) struct Called {
    /// A place of the vendor.
    pub(super) place: Arc<Place>,
    /// The product as they call it.
    pub(super) product: Arc<Product>,
}

impl Called {
    /// Whose word it is.
    pub(super) fn spoken_by(&self) -> &str {
        spoken_by(self.product.ean.as_ref(), &self.place.vendor)
    }
}

/// Ids of product keys by whose word they are.
#[derive(Debug, Default)]
pub(super) struct Keys {
    ids: HashMap<String, HashMap<ProductKey, i64>>,
    remembered: usize,
}

impl Keys {
    /// The ids of what rows call their products, as far as they are known.
    pub(super) fn ids(&self, called: &[Called]) -> Vec<Option<i64>> {
        let id = |called: &Called| self.ids.get(called.spoken_by())?.get(&called.product.key).copied();
        called.iter().map(id).collect()
    }

    /// Finds or makes the keys.
    pub(super) async fn learn(
        &mut self,
        tx: &impl ConnectionTrait,
        org: OrgId,
        called: impl Iterator<Item = &Called>,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let mut met = HashSet::new();
        let called: Vec<_> = called.filter(|called| met.insert((called.spoken_by(), &called.product.key))).collect();
        let new: Vec<NewKey> = called.iter().map(|called| new_key(called)).collect();
        let ids = product_keys::intern(tx, org, &new, now).await?;
        self.remembered += new.len();
        for (called, id) in called.into_iter().zip(ids) {
            let of_speaker = self.ids.entry(called.spoken_by().to_owned()).or_default();
            of_speaker.insert(called.product.key.clone(), id);
        }
        Ok(())
    }

    /// Forgets everything once too much is remembered; call between chunks.
    pub(super) fn bound(&mut self) {
        if self.remembered > REMEMBERED {
            self.ids.clear();
            self.remembered = 0;
        }
    }
}

fn new_key(called: &Called) -> NewKey {
    let product = &called.product;
    let text = product.text.clone().or_else(|| product.sku.clone());
    NewKey {
        vendor: called.place.vendor.clone(),
        key: product.key.clone(),
        ean: product.ean,
        text: text.unwrap_or_else(|| product.key.code().unwrap_or_default().to_owned()),
        sku: product.sku.clone(),
    }
}
