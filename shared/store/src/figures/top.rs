//! Rankings: the best products, vendors, stores, places and sources, with everybody's share.

use std::str::FromStr;

use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::{Channel, OrgId, ProductId};

use super::{Counted, Scope, Total, line_names, ranking, share_pct};

/// What a ranking splits the figures by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Products of the catalogue, and keys that no product is known for.
    Product,
    /// Product keys by their text, whoever writes it.
    Name,
    /// Vendors.
    Vendor,
    /// Stores.
    Store,
    /// Online and offline.
    Channel,
    /// Buyers' countries; order rows alone.
    Country,
    /// Buyers' cities; order rows alone.
    City,
    /// Where buyers came from; order rows alone.
    UtmSource,
    /// What buyers used; order rows alone.
    Device,
}

/// What a ranking is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Metric {
    /// Money.
    #[default]
    Amount,
    /// Pieces.
    Units,
}

/// One line of a ranking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// EAN or key of a product, code of a vendor, key of a store, else the value itself; `None` where unknown.
    pub key: Option<String>,
    /// What people call it; `None` where unknown.
    pub name: Option<String>,
    /// The product of the catalogue, if it is matched.
    pub product: Option<ProductId>,
    /// A store's vendor, or that of an unmatched code.
    pub vendor: Option<String>,
    /// A store's channel.
    pub channel: Option<Channel>,
    /// A city's country.
    pub country: Option<String>,
    /// Its part of the figures.
    pub counted: Counted,
}

/// The best lines and what all lines come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ranking {
    /// Best first.
    pub lines: Vec<Line>,
    /// How many lines there are in all.
    pub lines_in_all: u64,
    /// What they come to: the summary's total or, of subjects that order rows alone know, that of orders.
    pub total: Counted,
}

impl FromStr for Subject {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "product" => Self::Product,
            "vendor" => Self::Vendor,
            "store" => Self::Store,
            "channel" => Self::Channel,
            "country" => Self::Country,
            "city" => Self::City,
            "utm_source" => Self::UtmSource,
            "device" => Self::Device,
            _ => {
                let words = "product, vendor, store, channel, country, city, utm_source or device";
                return Err(format!("{text:?} is nothing to rank by; write {words}"));
            }
        })
    }
}

impl FromStr for Metric {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "amount" => Ok(Self::Amount),
            "units" => Ok(Self::Units),
            _ => Err(format!("{text:?} is not a metric; write amount or units")),
        }
    }
}

impl Metric {
    /// The metric's part of some figures.
    pub fn of(self, counted: &Counted) -> Total {
        match self {
            Self::Amount => counted.amount,
            Self::Units => counted.units,
        }
    }
}

impl Ranking {
    /// A line's share of the total, in per cent.
    pub fn share_pct(&self, line: &Line, metric: Metric) -> Option<f64> {
        share_pct(metric.of(&line.counted), metric.of(&self.total))
    }

    /// How many lines are not listed, and what they come to.
    pub fn rest(&self) -> (u64, Counted) {
        let listed = self.lines.iter().fold(Counted::default(), |sum, line| sum + line.counted);
        (self.lines_in_all - self.lines.len() as u64, self.total - listed)
    }
}

/// The best `limit` lines.
pub async fn top(
    conn: &impl ConnectionTrait,
    org: OrgId,
    scope: &Scope,
    subject: Subject,
    metric: Metric,
    limit: u64,
) -> Result<Ranking, DbErr> {
    let found = ranking::rank(conn, org, scope, (subject, metric), (0, limit)).await?;
    let lines = line_names::named(conn, org, subject, &found.groups).await?;
    Ok(Ranking { lines, lines_in_all: found.groups_in_all, total: found.total })
}
