//! What an unmatched name may mean: suggestions with their reasons, best first. A person decides.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::likeness::Name;
use sellout_model::{OrgId, ProductId, fold};
use uuid::Uuid;

use crate::{product_aliases, products};

/// How many suggestions a name gets.
const BEST: usize = 3;

/// A product that a name may mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The product.
    pub product: products::Model,
    /// From 0.85 to 1.
    pub score: f64,
    /// Why, in words.
    pub why: String,
}

/// The catalogue made ready to be compared with many names.
#[derive(Clone, Debug, Default)]
pub struct Suggester {
    products: HashMap<Uuid, products::Model>,
    /// What products are called: their names, and the aliases that were confirmed.
    called: Vec<Called>,
    codes: HashMap<String, Uuid>,
}

#[derive(Clone, Debug)]
struct Called {
    name: Name,
    product: Uuid,
    /// The alias, where it is no name of the catalogue.
    alias: Option<String>,
}

impl Suggester {
    /// For the catalogue and the aliases of an organisation.
    pub async fn load(conn: &impl ConnectionTrait, org: OrgId) -> Result<Self, DbErr> {
        let mut suggester = Self::default();
        for product in products::all(conn, org).await? {
            let called = Called { name: Name::of(&product.name), product: product.id, alias: None };
            suggester.called.push(called);
            if let Some(sku) = &product.sku {
                suggester.codes.entry(fold(sku)).or_insert(product.id);
            }
            suggester.products.insert(product.id, product);
        }
        for alias in product_aliases::all(conn, org).await? {
            let name = Name::of(&alias.alias);
            suggester.called.push(Called { name, product: alias.product_id, alias: Some(alias.alias) });
        }
        Ok(suggester)
    }

    /// The products that a name is most like, and those whose stock code it is; each product once.
    pub fn suggest(&self, text: &str, sku: Option<&str>) -> Vec<Suggestion> {
        let mut best: HashMap<Uuid, (f64, String)> = HashMap::new();
        for code in [Some(text), sku].into_iter().flatten() {
            if let Some(product) = self.codes.get(&fold(code)) {
                best.insert(*product, (1.0, format!("its stock code is \"{code}\"")));
            }
        }
        let name = Name::of(text);
        for called in &self.called {
            let Some(likeness) = called.name.likeness(&name) else { continue };
            if best.get(&called.product).is_some_and(|(score, _)| *score >= likeness.score) {
                continue;
            }
            let why = match &called.alias {
                Some(alias) => format!("like \"{alias}\", which means it: {}", likeness.why),
                None => likeness.why.to_string(),
            };
            best.insert(called.product, (likeness.score, why));
        }
        let found = best.into_iter().filter_map(|(product, (score, why))| {
            Some(Suggestion { product: self.products.get(&product)?.clone(), score, why })
        });
        let mut found: Vec<Suggestion> = found.collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.product.name.cmp(&b.product.name)));
        found.truncate(BEST);
        found
    }

    /// The product that a suggestion or an answer names.
    pub fn product(&self, id: ProductId) -> Option<&products::Model> {
        self.products.get(&id.0)
    }
}
