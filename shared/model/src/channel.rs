//! Where a sale was made: in a shop or over the wire.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text::fold;

/// `online` or `offline`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A web shop, an app, a market place.
    Online,
    /// A shop with a door.
    Offline,
}

/// Words in a store's name that make it an online store, in lower case, whole words only.
const ONLINE_WORDS: [&str; 13] = [
    "online",
    "web",
    "webshop",
    "internet",
    "eshop",
    "ecom",
    "ecommerce",
    "dotcom",
    "інтернет",
    "интернет",
    "オンライン",
    "онлайн",
    "onlineshop",
];

impl Channel {
    /// The word used everywhere.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Offline => "offline",
        }
    }

    /// `Some(Online)` if the store's name says so by a whole word (`e-shop`, `Online store`, `オンライン`), else `None`.
    pub fn from_store_name(name: &str) -> Option<Self> {
        let folded = fold(name).replace("e-", "e");
        folded.split(|c: char| !c.is_alphanumeric()).any(|word| ONLINE_WORDS.contains(&word)).then_some(Self::Online)
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Channel {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "online" => Ok(Self::Online),
            "offline" => Ok(Self::Offline),
            _ => Err(format!("{text:?} is not a channel; write online or offline")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_make_a_store_online() {
        for name in ["Online", "E-Shop", "e-com", "Boutique WEB", "Internet", "オンライン", "web-shop Paris"] {
            assert_eq!(Channel::from_store_name(name), Some(Channel::Online), "{name}");
        }
        for name in ["Webster Street", "London", "Nonline", "新宿店"] {
            assert_eq!(Channel::from_store_name(name), None, "{name}");
        }
    }
}
