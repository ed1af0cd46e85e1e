//! The whole catalogue in memory, to find many products in by what files say of them.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::{Ean, OrgId, ProductId, fold};

use crate::products;

/// The products by EAN, stock code and name.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    eans: HashMap<String, ProductId>,
    skus: HashMap<String, Vec<ProductId>>,
    names: HashMap<String, Vec<ProductId>>,
}

/// What a file says of a product. Blank texts say nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    /// Its article number.
    pub ean: Option<Ean>,
    /// Its stock code.
    pub sku: Option<&'a str>,
    /// Its name.
    pub name: Option<&'a str>,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// One product.
    One(ProductId),
    /// Several that nothing said tells apart.
    Several,
    /// None.
    Nothing,
}

impl Catalogue {
    /// The catalogue of an organisation.
    pub async fn load(conn: &impl ConnectionTrait, org: OrgId) -> Result<Self, DbErr> {
        let mut catalogue = Self::default();
        for product in products::all(conn, org).await? {
            let (id, ean, sku) = (product.product(), product.ean.as_deref(), product.sku.as_deref());
            catalogue.add(id, ean, sku, &product.name);
        }
        Ok(catalogue)
    }

    /// Adds a product that was just made.
    pub fn add(&mut self, id: ProductId, ean: Option<&str>, sku: Option<&str>, name: &str) {
        if let Some(ean) = ean {
            self.eans.insert(ean.to_owned(), id);
        }
        if let Some(sku) = sku {
            self.skus.entry(fold(sku)).or_default().push(id);
        }
        self.names.entry(fold(name)).or_default().push(id);
    }

    /// The product of this EAN; where no EAN is said, that of the stock code; where that is not said either, that of the
    /// name.
    pub fn find(&self, said: &Said<'_>) -> Found {
        if let Some(ean) = said.ean {
            return self.eans.get(ean.as_str()).map_or(Found::Nothing, |id| Found::One(*id));
        }
        let known = |text: Option<&str>| text.map(fold).filter(|key| !key.is_empty());
        let all = match (known(said.sku), known(said.name)) {
            (Some(sku), name) => self.skus.get(&sku).or_else(|| self.names.get(&name?)),
            (None, Some(name)) => self.names.get(&name),
            (None, None) => None,
        };
        match all.map(Vec::as_slice) {
            None | Some([]) => Found::Nothing,
            Some([one]) => Found::One(*one),
            Some(_) => Found::Several,
        }
    }
}
