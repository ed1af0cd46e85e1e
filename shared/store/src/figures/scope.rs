//! What figures are asked for: which days, which basis, which part of the sales, at which data version.

use std::str::FromStr;

use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::{Basis, Channel, OrgId, Period, ProductId, StoreKey, UploadId};

use crate::merges::{self, Seat};
use crate::{organisations, product_keys};

/// A question. Empty filters ask for everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scope {
    /// First and last day; all days if there is none.
    pub period: Option<Period>,
    /// Which amounts are added up.
    pub basis: Basis,
    /// Online or offline alone.
    pub channel: Option<Channel>,
    /// One vendor's code.
    pub vendor: Option<String>,
    /// One store's key, whatever its vendor.
    pub store: Option<StoreKey>,
    /// One product.
    pub product: Option<ProductFilter>,
    /// One country, as order rows have it.
    pub country: Option<String>,
    /// What one upload says.
    pub upload: Option<UploadId>,
    /// The data version; the current one if there is none.
    pub version: Option<i64>,
}

/// Who sold, as figures are kept now.
#[derive(Clone, Debug, Default)]
pub(super) struct Sellers {
    /// The vendor that is asked for.
    pub(super) vendor: Option<String>,
    /// Where figures of stores with the key that is asked for stand, beside those that still have it.
    pub(super) elsewhere: Vec<Seat>,
}

/// Which product's rows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ProductFilter {
    /// Those matched to a product of the catalogue.
    Id(ProductId),
    /// Those of an EAN, a product key or a vendor's code.
    Text(String),
    /// Those that no product is known for.
    Unmatched,
}

impl FromStr for ProductFilter {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(text.parse().map_or_else(|_| Self::Text(text.to_owned()), Self::Id))
    }
}

impl ProductFilter {
    /// The product keys that it means; `None` for unmatched ones, which may be any number.
    pub(super) async fn keys(&self, conn: &impl ConnectionTrait, org: OrgId) -> Result<Option<Vec<i64>>, DbErr> {
        match self {
            Self::Id(product) => product_keys::of_product(conn, org, *product).await.map(Some),
            Self::Text(text) => product_keys::of_text(conn, org, text).await.map(Some),
            Self::Unmatched => Ok(None),
        }
    }
}

impl Scope {
    /// Everything of a period.
    pub fn of(period: Period) -> Self {
        Self { period: Some(period), ..Self::default() }
    }

    /// The same question about other days.
    #[must_use]
    pub fn over(&self, period: Period) -> Self {
        Self { period: Some(period), ..self.clone() }
    }

    /// The data version that answers, looked up if the question leaves it open.
    pub async fn version(&self, conn: &impl ConnectionTrait, org: OrgId) -> Result<i64, DbErr> {
        match self.version {
            Some(version) => Ok(version),
            None => organisations::data_version(conn, org).await,
        }
    }

    /// The same question, its data version fixed, so that several answers agree.
    pub async fn fixed(&self, conn: &impl ConnectionTrait, org: OrgId) -> Result<Self, DbErr> {
        Ok(Self { version: Some(self.version(conn, org).await?), ..self.clone() })
    }

    /// Whose figures are asked for: those of what the given vendor and store are merged into, if they are.
    pub(super) async fn sellers(&self, conn: &impl ConnectionTrait, org: OrgId) -> Result<Sellers, DbErr> {
        if self.vendor.is_none() && self.store.is_none() {
            return Ok(Sellers::default());
        }
        let spellings = merges::spellings(conn, org).await?;
        Ok(Sellers {
            vendor: self.vendor.as_ref().map(|code| spellings.vendor(code)),
            elsewhere: self.store.as_ref().map(|store| spellings.elsewhere(store.as_str())).unwrap_or_default(),
        })
    }

    /// Whether a filter asks for what rows alone know.
    pub(super) fn filters_rows(&self) -> bool {
        self.product.is_some() || self.country.is_some()
    }
}
