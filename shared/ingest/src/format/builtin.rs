//! The descriptions that come with the program: one file each under formats/.

use std::sync::LazyLock;

use super::Format;

/// Every built-in description's text. A new vendor is a line here and a file there. None extends another.
const SOURCES: [&str; 23] = [
    include_str!("../../formats/generic.toml"),
    include_str!("../../formats/web-shop.toml"),
    include_str!("../../formats/shopify.toml"),
    include_str!("../../formats/boxnox.toml"),
    include_str!("../../formats/liberty.toml"),
    include_str!("../../formats/liberty-aliases.toml"),
    include_str!("../../formats/selfridges.toml"),
    include_str!("../../formats/galilu-stores.toml"),
    include_str!("../../formats/galilu-year.toml"),
    include_str!("../../formats/skins-sa.toml"),
    include_str!("../../formats/skins-nl.toml"),
    include_str!("../../formats/cdlc.toml"),
    include_str!("../../formats/ua-distributors.toml"),
    include_str!("../../formats/continuity-suppliers.toml"),
    include_str!("../../formats/aromateque.toml"),
    include_str!("../../formats/woocommerce.toml"),
    include_str!("../../formats/etsy.toml"),
    include_str!("../../formats/amazon-orders.toml"),
    include_str!("../../formats/amazon-settlement.toml"),
    include_str!("../../formats/square.toml"),
    include_str!("../../formats/stripe.toml"),
    include_str!("../../formats/stripe-balance.toml"),
    include_str!("../../formats/catalogue-demo.toml"),
];

static FORMATS: LazyLock<Vec<Format>> = LazyLock::new(|| {
    // A test reads every one of them, so none is ever left out here.
    SOURCES.iter().filter_map(|source| Format::from_toml(source).ok()).collect()
});

pub(super) fn all() -> &'static [Format] {
    &FORMATS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_description_can_be_read() {
        for source in SOURCES {
            assert!(!source.contains("\nextends"), "a built-in description stands by itself");
            let read = Format::from_toml(source);
            assert!(read.is_ok(), "{:?} in {}", read.err(), source.lines().next().unwrap_or_default());
        }
        assert_eq!(all().len(), SOURCES.len());
    }
}
