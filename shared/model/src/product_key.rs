//! Product keys: the EAN, else `code:` and the vendor's own text.

use std::fmt;

use compact_str::{CompactString, format_compact};
use serde::{Deserialize, Serialize};

use crate::Ean;
use crate::text::fold;

/// What a sales row calls its product: an EAN, or `code:` + the vendor's own code or name, folded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProductKey(CompactString);

impl ProductKey {
    /// By article number.
    pub fn of_ean(ean: &Ean) -> Self {
        Self(ean.as_str().into())
    }

    /// By the vendor's own code or name.
    pub fn of_code(text: &str) -> Self {
        Self(format_compact!("code:{}", fold(text)))
    }

    /// A key as it was stored.
    pub fn from_stored(key: &str) -> Self {
        Self(key.into())
    }

    /// The folded vendor's text, if the key is not an EAN.
    pub fn code(&self) -> Option<&str> {
        self.0.strip_prefix("code:")
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProductKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
