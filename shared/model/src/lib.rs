//! Plain words of the trade, shared by every other crate: ids, EAN, money, quantities, rates, periods,
//! states, places and the statement rule. No I/O, no database, no queue lives here; the wall clock is
//! read in `clock` alone.

mod amount;
mod basis;
mod channel;
mod clock;
mod country;
mod currency;
mod ean;
pub mod error_workbook;
mod ids;
pub mod likeness;
mod one_line;
mod period;
mod place;
mod product_key;
mod quantity;
mod rate;
mod report_range;
mod row_hash;
pub mod rule;
mod states;
mod store_key;
mod text;

pub use amount::{Amount, AmountError};
pub use basis::{Basis, Vat};
pub use channel::Channel;
pub use clock::{Clock, FakeClock};
pub use country::country_code;
pub use currency::{Currency, CurrencyError};
pub use ean::{Ean, EanError};
pub use ids::*;
pub use one_line::one_line;
pub use period::{Grain, Period, PeriodError};
pub use place::{Place, PlaceKind, PlaceParts};
pub use product_key::ProductKey;
pub use quantity::{Quantity, QuantityError};
pub use rate::{Rate, RateError, convert};
pub use report_range::ReportRange;
pub use row_hash::{ContentHash, RowFacts, RowHash};
pub use states::*;
pub use store_key::{ALL_STORES, StoreKey};
pub use text::{fold, squeeze};
