//! Cell texts to values: numbers, dates, periods, currencies, yes and no. What a column means is not known here.

pub mod boolean;
pub mod cell;
pub mod currency;
pub mod date;
pub mod month;
pub mod number;
pub mod number_text;
pub mod period;
pub(crate) mod stems;
pub mod text;
pub mod weekday;

pub use date::{DateError, DateHint, DateOrder};
pub use number::{DecimalSign, Number, NumberError, NumberHint};
pub use period::Said;
