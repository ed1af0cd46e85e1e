//! Product keys of a load: looked up in batches, remembered within a bound.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use sellout_ingest::Record;
use sellout_model::{OrgId, ProductKey};
use sellout_store::product_keys::{self, NewKey};

/// How many keys a load remembers before it starts afresh.
const REMEMBERED: usize = 200_000;

/// Ids of product keys by vendor.
#[derive(Debug, Default)]
pub(super) struct Keys {
    ids: HashMap<String, HashMap<ProductKey, i64>>,
    remembered: usize,
}

impl Keys {
    /// The id of a record's key, once [`Keys::learn`] has seen it.
    pub(super) fn id(&self, record: &Record) -> Option<i64> {
        self.ids.get(&record.place.vendor)?.get(&record.product_key).copied()
    }

    /// Keys of the records that are not known yet, each once.
    pub(super) fn unknown<'r>(&self, records: impl Iterator<Item = &'r Record>) -> Vec<NewKey> {
        let mut new: HashMap<(&str, &ProductKey), NewKey> = HashMap::new();
        for record in records {
            if self.id(record).is_none() {
                let key = (record.place.vendor.as_str(), &record.product_key);
                new.entry(key).or_insert_with(|| new_key(record));
            }
        }
        new.into_values().collect()
    }

    /// Finds or makes the keys.
    pub(super) async fn learn(
        &mut self,
        tx: &impl ConnectionTrait,
        org: OrgId,
        new: Vec<NewKey>,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let ids = product_keys::intern(tx, org, &new, now).await?;
        self.remembered += new.len();
        for (key, id) in new.into_iter().zip(ids) {
            self.ids.entry(key.vendor).or_default().insert(key.key, id);
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

fn new_key(record: &Record) -> NewKey {
    let text = record.product_text.clone().or_else(|| record.sku.clone());
    NewKey {
        vendor: record.place.vendor.clone(),
        key: record.product_key.clone(),
        ean: record.ean,
        text: text.unwrap_or_else(|| record.product_key.code().unwrap_or_default().to_owned()),
        sku: record.sku.clone(),
    }
}
