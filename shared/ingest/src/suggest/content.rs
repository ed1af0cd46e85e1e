//! What the cells of a column look like, whatever its header says.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};
use sellout_model::{Channel, Ean, fold};

use super::known::Known;
use crate::value::{DateHint, DateOrder, DecimalSign, NumberHint, Said, currency, date, month, number, period};

/// So many different texts of a column are kept apart; more are simply many.
const DISTINCT: usize = 400;

/// Counts over a sample of one column, and its figures row by row in ten-thousandths.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    pub(super) filled: u32,
    pub(super) eans: u32,
    pub(super) checked_eans: u32,
    pub(super) periods: u32,
    pub(super) numbers: u32,
    pub(super) known_eans: u32,
    pub(super) known_products: u32,
    pub(super) known_stores: u32,
    pub(super) known_vendors: u32,
    pub(super) figures: Vec<Option<i64>>,
    pub(super) distinct: HashSet<String>,
    pub(super) days: Vec<NaiveDate>,
    decimals: u32,
    fractions: u32,
    months: u32,
    weeks: u32,
    named_months: u32,
    years: u32,
    currencies: u32,
    usual_currencies: u32,
    channels: u32,
    codes: u32,
    texts: u32,
}

impl Content {
    /// Looks at the cells of a column.
    pub(crate) fn of<'a>(cells: impl Iterator<Item = &'a str> + Clone, known: &Known) -> Self {
        let mut content = Self::default();
        let (sign, order) = (sign(cells.clone()), order(cells.clone()));
        for text in cells {
            content.see(text, sign, order, known);
        }
        content
    }

    fn see(&mut self, text: &str, sign: DecimalSign, order: DateOrder, known: &Known) {
        let number = number::parse(text, sign).ok().flatten();
        self.figures.push(number.and_then(|number| number.amount()).map(|amount| amount.0));
        if text.is_empty() {
            return;
        }
        let is = u32::from;
        self.filled += 1;
        if self.distinct.len() < DISTINCT {
            self.distinct.insert(fold(text));
        }
        if let Ok(ean) = Ean::parse(text) {
            self.eans += 1;
            self.checked_eans += is(ean.check_digit_ok());
            self.known_eans += is(known.has_ean(&ean));
        }
        let digits_only = text.bytes().all(|b| b.is_ascii_digit());
        if let (true, Ok(day)) = (!digits_only || text.len() == 8, date::parse(text, order)) {
            self.days.push(day);
        } else if !digits_only || text.len() == 6 {
            self.periods += is(matches!(period::parse(text, order), Some(Said::Period(_))));
        }
        if let Some(number) = number {
            self.numbers += 1;
            self.decimals += is(number::hint(text) != NumberHint::Nothing);
            self.fractions += is(!number.is_whole());
        }
        let small: Option<u32> = text.parse().ok();
        let named = month::of_name(text).is_some() || (!digits_only && period::parse_month(text).is_some());
        self.named_months += is(named);
        self.months += is(named || small.is_some_and(|n| (1..=12).contains(&n)));
        self.weeks += is(is_week(text));
        self.years += is(small.is_some_and(|n| (1990..2100).contains(&n)));
        let short = text.chars().count() <= 3;
        self.currencies += is(short && currency::parse(text).is_some());
        self.usual_currencies += is(short && currency::beside_number(text).is_some());
        self.channels += is(is_channel(text));
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let digits = text.chars().filter(char::is_ascii_digit).count();
        self.codes += is(digits > 0 && letters > 0 && !text.contains(' ') && text.len() <= 20);
        self.texts += is(letters > digits);
        self.known_products += is(known.has_product(text));
        self.known_stores += is(known.has_store(text));
        self.known_vendors += is(known.has_vendor(text));
    }

    fn is_most(&self, count: u32) -> bool {
        self.filled > 0 && count * 5 >= self.filled * 4
    }

    /// Whether there is anything at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.filled == 0
    }

    /// Whether at least half of its cells are so.
    pub(super) fn is_half(&self, count: u32) -> bool {
        count > 0 && count * 2 >= self.filled
    }

    /// Article numbers with the right check digit.
    pub(crate) fn are_eans(&self) -> bool {
        self.is_most(self.checked_eans)
    }

    /// Numbers of an article number's length.
    pub(crate) fn could_be_eans(&self) -> bool {
        self.is_half(self.eans)
    }

    /// Days.
    pub(crate) fn are_dates(&self) -> bool {
        self.is_most(self.days.len() as u32)
    }

    /// Months, weeks, quarters or ranges with their year.
    pub(super) fn are_periods(&self) -> bool {
        self.is_most(self.periods)
    }

    /// Numbers.
    pub(crate) fn are_numbers(&self) -> bool {
        self.is_most(self.numbers)
    }

    /// Nothing at all, or numbers in at least half of its cells.
    pub(super) fn could_be_numbers(&self) -> bool {
        self.is_empty() || self.is_half(self.numbers)
    }

    /// Numbers with decimals.
    pub(crate) fn have_decimals(&self) -> bool {
        self.are_numbers() && self.decimals * 10 >= self.filled * 3
    }

    /// Numbers some of which are no whole ones.
    pub(super) fn have_fractions(&self) -> bool {
        self.are_numbers() && self.fractions > 0
    }

    /// Whole numbers that are mostly small, as pieces are.
    pub(super) fn are_pieces(&self) -> bool {
        let whole = self.are_numbers() && self.fractions == 0 && self.decimals * 10 < self.filled * 3;
        whole && self.mean() < 1_000.0 && !self.are_years()
    }

    /// The mean size of its numbers.
    pub(super) fn mean(&self) -> f64 {
        let sum: f64 = self.figures.iter().flatten().map(|figure| figure.unsigned_abs() as f64).sum();
        sum / 10_000.0 / f64::from(self.numbers.max(1))
    }

    /// 1, 2, 3 and so on: it only counts the rows.
    pub(super) fn is_counter(&self) -> bool {
        let figures = self.figures.iter().flatten();
        self.numbers >= 4 && self.numbers == self.filled && figures.zip(1..).all(|(f, n)| *f == n * 10_000)
    }

    /// Months by number or name.
    pub(crate) fn are_months(&self) -> bool {
        self.is_most(self.months)
    }

    /// Weeks by number.
    pub(super) fn are_weeks(&self) -> bool {
        self.is_most(self.weeks)
    }

    /// Months by name.
    pub(super) fn are_named_months(&self) -> bool {
        self.is_most(self.named_months)
    }

    /// Years.
    pub(crate) fn are_years(&self) -> bool {
        self.is_most(self.years)
    }

    /// Currency codes or signs.
    pub(crate) fn are_currencies(&self) -> bool {
        self.is_most(self.currencies)
    }

    /// The codes and signs of usual currencies: three letters alone may be anything.
    pub(super) fn are_usual_currencies(&self) -> bool {
        self.is_most(self.usual_currencies)
    }

    /// Online and offline.
    pub(super) fn are_channels(&self) -> bool {
        self.is_most(self.channels)
    }

    /// Short texts of letters and digits without blanks.
    pub(super) fn are_codes(&self) -> bool {
        self.is_most(self.codes) && !self.are_eans() && !self.are_dates() && !self.are_periods()
    }

    /// Texts of letters.
    pub(super) fn are_texts(&self) -> bool {
        self.is_most(self.texts) && !self.are_dates() && !self.are_periods() && !self.are_named_months()
    }
}

/// `15`, `W15`, `KW 15`, `202515`.
fn is_week(text: &str) -> bool {
    let number = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let before = text.len() - number.len();
    let is_year = |year: u32| (1990..2100).contains(&year);
    let fits = |n: u32| (1..=53).contains(&(n % 100)) && if number.len() == 6 { is_year(n / 100) } else { n < 100 };
    before <= 9 && matches!(number.len(), 1 | 2 | 6) && number.parse().is_ok_and(fits)
}

fn is_channel(text: &str) -> bool {
    let folded = fold(text);
    matches!(folded.as_str(), "offline" | "retail" | "stationary" | "stationär" | "офлайн" | "店頭")
        || (folded.chars().count() <= 12 && Channel::from_store_name(text) == Some(Channel::Online))
}

/// The decimal sign of a column, by the first cell that proves one.
fn sign<'a>(mut cells: impl Iterator<Item = &'a str>) -> DecimalSign {
    let proof = |text| match number::hint(text) {
        NumberHint::Proof(sign) => Some(sign),
        NumberHint::Nothing | NumberHint::UnsurePoint | NumberHint::UnsureComma => None,
    };
    cells.find_map(proof).unwrap_or_default()
}

/// Day first or month first, by the first cell that proves one.
fn order<'a>(mut cells: impl Iterator<Item = &'a str>) -> DateOrder {
    let proof = |text| match date::hint(text) {
        DateHint::Proof(order) => Some(order),
        DateHint::Nothing | DateHint::Unsure => None,
    };
    cells.find_map(proof).unwrap_or_default()
}

/// The day of a month that is its first or its last: it stands for the month.
pub(super) fn is_edge_of_month(day: NaiveDate) -> bool {
    day.day() == 1 || day.succ_opt().is_some_and(|next| next.day() == 1)
}
