//! The fields that a column can give.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rules::Reports;

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)?) => {
        /// What a column says.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum Field { $($(#[$doc])* #[serde(rename = $word)] $variant),+ }

        impl Field {
            /// Every one of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// The word used in descriptions and answers.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

fields! {
    /// The article number.
    Ean = "ean",
    /// The product's name as the vendor writes it.
    Product = "product",
    /// The vendor's or the maker's code of the product.
    Code = "code",
    /// What the vendor calls the product, in a list of such names: `reports = "aliases"`.
    Alias = "alias",
    /// Pieces; negative is a return.
    Quantity = "quantity",
    /// Money for all pieces together.
    Amount = "amount",
    /// Money for one piece.
    Price = "price",
    /// Money taken off the amount.
    Discount = "discount",
    /// Currency code or sign.
    Currency = "currency",
    /// The amount before conversion, read where `amount` is empty.
    OriginalAmount = "original_amount",
    /// The currency of `original_amount`.
    OriginalCurrency = "original_currency",
    /// The store's name.
    Store = "store",
    /// The reseller's name, where one file has several.
    Vendor = "vendor",
    /// Online or offline.
    Channel = "channel",
    /// The day.
    Date = "date",
    /// A month: number, name, or with its year.
    Month = "month",
    /// A week by its number; its year stands beside it.
    Week = "week",
    /// A year.
    Year = "year",
    /// A month, quarter, week, range or day in one cell.
    Period = "period",
    /// First day.
    PeriodFrom = "period_from",
    /// Last day.
    PeriodTo = "period_to",
    /// The vendor's id of the order.
    OrderId = "order_id",
    /// The vendor's id of the order's line.
    LineId = "line_id",
    /// The vendor's id of the settlement.
    SettlementId = "settlement_id",
    /// The buyer's country.
    Country = "country",
    /// The buyer's city.
    City = "city",
    /// UTM source.
    UtmSource = "utm_source",
    /// UTM medium.
    UtmMedium = "utm_medium",
    /// UTM campaign.
    UtmCampaign = "utm_campaign",
    /// Device type.
    Device = "device",
    /// Cost of goods.
    Cost = "cost",
    /// Payment fee.
    Fee = "fee",
}

impl Field {
    /// The fields that identify a product.
    pub const IDENTITY: [Self; 3] = [Self::Ean, Self::Product, Self::Code];
    /// The fields that hold numbers which are added up.
    pub const NUMBERS: [Self; 7] =
        [Self::Quantity, Self::Amount, Self::Price, Self::Discount, Self::OriginalAmount, Self::Cost, Self::Fee];
    /// The fields that hold days.
    pub const DATES: [Self; 4] = [Self::Date, Self::Period, Self::PeriodFrom, Self::PeriodTo];

    /// Whether it says when a row's sale was made.
    pub(crate) fn says_time(self) -> bool {
        Self::DATES.contains(&self) || matches!(self, Self::Month | Self::Week | Self::Year)
    }

    /// Whether it may say whose sale a row is and where it was made, or of which order or settlement where these are
    /// reported; any that is not known to say something else may.
    pub(crate) fn may_say_outlet(self, reports: Reports) -> bool {
        !self.says_time()
            && (self != Self::OrderId || reports == Reports::Orders)
            && (self != Self::SettlementId || reports == Reports::Settlements)
            && !Self::NUMBERS.contains(&self)
            && !Self::IDENTITY.contains(&self)
            && !matches!(
                self,
                Self::Currency | Self::OriginalCurrency | Self::Alias | Self::LineId | Self::Country | Self::City
            )
            && !matches!(self, Self::UtmSource | Self::UtmMedium | Self::UtmCampaign | Self::Device)
    }

    /// Its place in tables by field.
    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
