//! Stores by key.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::fold;

/// The key of "no store named": the statement speaks for all stores of its vendor.
pub const ALL_STORES: &str = "*";

/// A store's name folded, with `_` for blanks; `*` where the file names no store.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StoreKey(String);

impl StoreKey {
    /// The key of a named store; of a blank name, the key of all stores.
    pub fn of_name(name: &str) -> Self {
        let key = fold(name).replace(' ', "_");
        if key.is_empty() { Self::all() } else { Self(key) }
    }

    /// A key as it was stored.
    pub fn from_stored(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The key of "no store named".
    pub fn all() -> Self {
        Self(ALL_STORES.to_owned())
    }

    /// Whether no store is named.
    pub fn is_all(&self) -> bool {
        self.0 == ALL_STORES
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
