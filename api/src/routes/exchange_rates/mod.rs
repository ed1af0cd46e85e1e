//! `/exchange-rates`: rates that people gave, over the built-in monthly ones, and those that wait for a person.

pub(crate) mod answer;
pub(crate) mod show;
pub(crate) mod take_in;

use chrono::NaiveDate;
use sellout_model::{Currency, Grain, Period};
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::{Answer, Problem};

/// A month whose rate is another one now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ChangedRate {
    pub(crate) currency: String,
    pub(crate) month: String,
}

impl ChangedRate {
    pub(crate) fn of((currency, month): (Currency, NaiveDate)) -> Self {
        Self { currency: currency.code().to_owned(), month: month_text(month) }
    }
}

/// A month such as `2025-04`.
pub(crate) fn month_text(month: NaiveDate) -> String {
    month.format("%Y-%m").to_string()
}

/// The currency and the month in an address.
pub(crate) fn currency_and_month(currency: &str, month: &str) -> Answer<(Currency, NaiveDate)> {
    let currency = currency.parse().map_err(|error| Problem::invalid("currency", format!("{error}")))?;
    Ok((currency, month_of("month", month)?))
}

/// The first day of a month such as `2025-04`.
fn month_of(field: &str, text: &str) -> Answer<NaiveDate> {
    let period: Option<Period> = text.trim().parse().ok();
    let month = period.filter(|period| period.grain == Grain::Month);
    let wrong = || Problem::invalid(field, format!("{text:?} is no month such as 2025-04"));
    month.map(|month| month.from).ok_or_else(wrong)
}
