//! What the cells of a column look like, whatever its header says.

use sellout_model::Ean;

use crate::value::{DateOrder, DecimalSign, NumberHint, currency, date, month, number};

/// Counts over a sample of one column.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Content {
    filled: u32,
    eans: u32,
    checked_eans: u32,
    dates: u32,
    numbers: u32,
    decimals: u32,
    months: u32,
    years: u32,
    currencies: u32,
}

impl Content {
    /// Looks at one cell.
    pub(crate) fn see(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.filled += 1;
        if let Ok(ean) = Ean::parse(text) {
            self.eans += 1;
            self.checked_eans += u32::from(ean.check_digit_ok());
        }
        let digits_only = text.bytes().all(|b| b.is_ascii_digit());
        self.dates += u32::from((!digits_only || text.len() == 8) && date::parse(text, DateOrder::DayFirst).is_ok());
        if matches!(number::parse(text, DecimalSign::Point), Ok(Some(_))) {
            self.numbers += 1;
            self.decimals += u32::from(number::hint(text) != NumberHint::Nothing);
        }
        let small: Option<u32> = text.parse().ok();
        self.months += u32::from(small.is_some_and(|n| (1..=12).contains(&n)) || month::of_name(text).is_some());
        self.years += u32::from(small.is_some_and(|n| (1990..2100).contains(&n)));
        self.currencies += u32::from(text.len() <= 3 && currency::parse(text).is_some());
    }

    fn share(&self, count: u32) -> f64 {
        if self.filled == 0 { 0.0 } else { f64::from(count) / f64::from(self.filled) }
    }

    /// Whether there is anything at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.filled == 0
    }

    /// Article numbers with the right check digit.
    pub(crate) fn are_eans(&self) -> bool {
        self.share(self.checked_eans) >= 0.8
    }

    /// Numbers of an article number's length.
    pub(crate) fn could_be_eans(&self) -> bool {
        self.share(self.eans) >= 0.5
    }

    /// Days.
    pub(crate) fn are_dates(&self) -> bool {
        self.share(self.dates) >= 0.8
    }

    /// Numbers.
    pub(crate) fn are_numbers(&self) -> bool {
        self.share(self.numbers) >= 0.8
    }

    /// Numbers with decimals.
    pub(crate) fn have_decimals(&self) -> bool {
        self.are_numbers() && self.share(self.decimals) >= 0.3
    }

    /// Months by number or name.
    pub(crate) fn are_months(&self) -> bool {
        self.share(self.months) >= 0.8
    }

    /// Years.
    pub(crate) fn are_years(&self) -> bool {
        self.share(self.years) >= 0.8
    }

    /// Currency codes or signs.
    pub(crate) fn are_currencies(&self) -> bool {
        self.share(self.currencies) >= 0.8
    }
}
