//! A section that splits the total by one subject: resellers, products, channels, stores, countries.

use super::Figures;

/// What a ranking splits the total by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// By vendor: the reseller or platform a file came from.
    Reseller,
    /// By product, the best ones and the rest.
    Product,
    /// Online and offline.
    Channel,
    /// By store.
    Store,
    /// By country, of online sales alone.
    Country,
}

impl Subject {
    /// The section's heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Reseller => "Sales by reseller",
            Self::Product => "Top products",
            Self::Channel => "Sales by channel",
            Self::Store => "Sales by store",
            Self::Country => "Online sales by country",
        }
    }

    /// The heading of the column of names.
    pub fn column(self) -> &'static str {
        match self {
            Self::Reseller => "Reseller",
            Self::Product => "Product",
            Self::Channel => "Channel",
            Self::Store => "Store",
            Self::Country => "Country",
        }
    }

    /// The heading of the column of details, for subjects that have one.
    pub fn detail_column(self) -> Option<&'static str> {
        match self {
            Self::Product => Some("EAN or code"),
            Self::Store => Some("Reseller"),
            Self::Reseller | Self::Channel | Self::Country => None,
        }
    }

    /// Several of them, as in `1,204 other products`.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Reseller => "resellers",
            Self::Product => "products",
            Self::Channel => "channels",
            Self::Store => "stores",
            Self::Country => "countries",
        }
    }

    /// Whether its lines and rest must come to the report's total; countries split online sales alone.
    pub fn splits_the_total(self) -> bool {
        self != Self::Country
    }
}

/// One line of a ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The name that people know it by.
    pub name: String,
    /// EAN or code of a product, reseller of a store.
    pub detail: Option<String>,
    /// Its part of the total.
    pub figures: Figures,
    /// The same of the period before, where it is known.
    pub previous: Option<Figures>,
}

/// What a ranking does not list line by line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// How many lines are taken together.
    pub count: u64,
    /// Their figures.
    pub figures: Figures,
}

/// Lines, best first, and what they leave over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    /// What the total is split by.
    pub subject: Subject,
    /// Best first.
    pub lines: Vec<Line>,
    /// All others together, if there are any.
    pub rest: Option<Rest>,
}

impl Ranking {
    /// Lines and rest together.
    pub fn total(&self) -> Figures {
        self.lines.iter().map(|l| l.figures).chain(self.rest.map(|r| r.figures)).sum()
    }
}
