//! Exchange rates by month: the built-in averages of the European Central Bank's reference rates, with the rates
//! that people gave over them. `history` reads files of rates, `import` decides what of them is new, `jumps` what a
//! person has to look at first, `answer` does what that person says.

mod answer;
mod currencies;
mod history;
mod import;
mod jumps;
mod sources;
mod touched;

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use foldhash::fast::RandomState;
use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::{Amount, Currency, OrgId, Rate, convert};

pub use answer::{confirm, reject, take_back};
pub use history::{MonthlyRate, RatesError, read_rates};
pub use import::{ImportError, TakenIn, import};
pub use jumps::Jump;
pub use sources::RateSource;
pub(crate) use sources::Sources;
pub use touched::{NamedUpload, touched};

use crate::exchange_rates;
use crate::stored::word;

const BUILT_IN: &str = include_str!("../../rates/ecb-monthly.csv");

/// Monthly rates of all currencies, as one organisation sees them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RateTable {
    rates: HashMap<(Currency, NaiveDate), Rate, RandomState>,
}

/// The rates that come with the program.
pub fn built_in() -> Result<&'static RateTable, DbErr> {
    static TABLE: LazyLock<Result<RateTable, RatesError>> = LazyLock::new(|| {
        let rates = read_rates(BUILT_IN)?;
        Ok(RateTable { rates: rates.into_iter().map(|r| ((r.currency, r.month), r.rate)).collect() })
    });
    TABLE.as_ref().map_err(|error| DbErr::Custom(format!("built-in exchange rates: {error}")))
}

impl RateTable {
    /// Where the built-in rates come from, which days they cover and how they were averaged.
    pub fn built_in_source() -> String {
        let notes = BUILT_IN.lines().map_while(|line| line.strip_prefix('#'));
        notes.map(str::trim).collect::<Vec<_>>().join(" ")
    }

    /// The built-in rates with the organisation's own over them.
    pub async fn load(conn: &impl ConnectionTrait, org: OrgId) -> Result<Self, DbErr> {
        let mut table = built_in()?.clone();
        for own in exchange_rates::all(conn, org).await? {
            table.set(word("exchange_rates.currency", &own.currency)?, own.month, Rate(own.rate));
        }
        Ok(table)
    }

    /// Units of the currency for one euro in the month that `day` falls in; the euro's is always one.
    pub fn rate(&self, currency: Currency, day: NaiveDate) -> Option<Rate> {
        if currency == Currency::EUR {
            return Some(Rate::ONE);
        }
        self.rates.get(&(currency, month_of(day))).copied()
    }

    /// The rates of one month, by currency; not the euro's own.
    pub fn of_month(&self, day: NaiveDate) -> BTreeMap<Currency, Rate> {
        let month = month_of(day);
        self.rates.iter().filter(|((_, of), _)| *of == month).map(|((currency, _), rate)| (*currency, *rate)).collect()
    }

    /// An amount of one currency in another, by the rates of the month that `booked_on` falls in, with the rate of
    /// the currency it comes from; `None` where amount, currency or a rate is missing. Equal currencies need none.
    pub fn convert(
        &self,
        amount: Option<Amount>,
        from: Option<Currency>,
        to: Currency,
        booked_on: NaiveDate,
    ) -> Option<(Amount, Option<Rate>)> {
        let (amount, from) = (amount?, from?);
        let rate = self.rate(from, booked_on);
        if from == to {
            return Some((amount, rate));
        }
        Some((convert(amount, rate?, self.rate(to, booked_on)?)?, rate))
    }

    fn set(&mut self, currency: Currency, month: NaiveDate, rate: Rate) {
        self.rates.insert((currency, month_of(month)), rate);
    }
}

/// The first day of a day's month: what months are known by.
pub(crate) fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_built_in_rates_are_the_months_means_and_say_where_they_come_from() {
        let table = built_in().unwrap();
        let usd = "USD".parse().unwrap();
        // 30 October 2026 is the last day of the file; its month has 22 of them.
        assert!(table.rate(usd, day("2026-10-17")).is_some());
        assert_eq!(table.rate(usd, day("2018-12-31")), None);
        assert_eq!(table.rate(Currency::EUR, day("1999-01-01")), Some(Rate::ONE));
        assert!(
            RateTable::built_in_source().starts_with("European Central Bank, euro foreign exchange reference rates")
        );
        assert!(RateTable::built_in_source().contains("2019-01-02 to 2026-10-30"));
    }
}
