//! What an organisation knows already: its products, stores and vendors, as plain texts. Whoever has a database
//! fills it, with as much of it as is reasonable; without any, headers and cells speak alone.

use std::collections::HashSet;

use sellout_model::{Ean, fold};

/// Products, stores and vendors by the texts that files call them.
#[derive(Clone, Debug, Default)]
pub struct Known {
    eans: HashSet<String>,
    products: HashSet<String>,
    stores: HashSet<String>,
    vendors: HashSet<String>,
}

impl Known {
    /// A product by its article number, its name and its stock code.
    pub fn learn_product(&mut self, ean: Option<&str>, name: &str, sku: Option<&str>) {
        self.eans.extend(ean.and_then(|text| Ean::parse(text).ok()).map(|ean| ean.to_string()));
        for text in [Some(name), sku].into_iter().flatten() {
            learn(&mut self.products, text);
        }
    }

    /// What a vendor calls a product: a name or a code.
    pub fn learn_alias(&mut self, text: &str) {
        learn(&mut self.products, text);
    }

    /// A store by its name.
    pub fn learn_store(&mut self, name: &str) {
        learn(&mut self.stores, name);
    }

    /// A vendor by its code and its name.
    pub fn learn_vendor(&mut self, code: &str, name: &str) {
        learn(&mut self.vendors, code);
        learn(&mut self.vendors, name);
    }

    pub(super) fn has_ean(&self, ean: &Ean) -> bool {
        !self.eans.is_empty() && self.eans.contains(&ean.to_string())
    }

    pub(super) fn has_product(&self, text: &str) -> bool {
        has(&self.products, text)
    }

    pub(super) fn has_store(&self, text: &str) -> bool {
        has(&self.stores, text)
    }

    pub(super) fn has_vendor(&self, text: &str) -> bool {
        has(&self.vendors, text)
    }
}

fn learn(texts: &mut HashSet<String>, text: &str) {
    let key = fold(text);
    if !key.is_empty() {
        texts.insert(key);
    }
}

fn has(texts: &HashSet<String>, text: &str) -> bool {
    !texts.is_empty() && texts.contains(&fold(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_known_in_any_spelling_that_folds_alike() {
        let mut known = Known::default();
        known.learn_product(Some("4006381333931"), "Rose  Soap", None);
        known.learn_store("Leeds\u{a0}Central");
        known.learn_alias(" ");
        assert!(known.has_product("ROSE SOAP") && known.has_store("leeds central"));
        assert!(known.has_ean(&Ean::parse("4006381333931").unwrap()));
        assert!(!known.has_product("") && !known.has_vendor("Leeds Central"));
    }
}
