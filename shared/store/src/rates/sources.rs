//! Where the rates of sales rows come from.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::{Currency, OrgId, Rate};

use super::{RateTable, built_in, month_of};
use crate::exchange_rates;
use crate::stored::word;

/// Where a rate comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RateSource {
    /// The European Central Bank's, built in.
    Ecb,
    /// Somebody gave it: an address, or the name of a file.
    Given(String),
}

impl RateSource {
    /// `ECB` or `user`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Ecb => "ECB",
            Self::Given(_) => "user",
        }
    }

    /// Who gave it, or in which file it was.
    pub fn given_by(&self) -> Option<&str> {
        match self {
            Self::Ecb => None,
            Self::Given(source) => Some(source),
        }
    }
}

/// The sources of some months' rates.
#[derive(Debug)]
pub(crate) struct Sources {
    built_in: &'static RateTable,
    given: HashMap<(Currency, NaiveDate), (Rate, String)>,
}

impl Sources {
    /// Those of the months that these days of these currencies fall in.
    pub(crate) async fn load(
        conn: &impl ConnectionTrait,
        org: OrgId,
        days: impl Iterator<Item = (Currency, NaiveDate)>,
    ) -> Result<Self, DbErr> {
        let months = days.filter(|(currency, _)| *currency != Currency::EUR).map(|(c, day)| (c, month_of(day)));
        let months: BTreeSet<_> = months.collect();
        let mut given = HashMap::new();
        for row in exchange_rates::of_months(conn, org, &months).await? {
            let currency = word("exchange_rates.currency", &row.currency)?;
            given.insert((currency, row.month), (Rate(row.rate), row.source));
        }
        Ok(Self { built_in: built_in()?, given })
    }

    /// Where the rate of a row comes from that was booked on a day; `None` for the euro, whose rate is 1 by itself,
    /// and where the rate counts no more: the row waits for its conversion anew.
    pub(crate) fn of(&self, currency: Currency, booked_on: NaiveDate, rate: Rate) -> Option<RateSource> {
        if currency == Currency::EUR {
            return None;
        }
        match self.given.get(&(currency, month_of(booked_on))) {
            Some((given, source)) => (*given == rate).then(|| RateSource::Given(source.clone())),
            None => (self.built_in.rate(currency, booked_on) == Some(rate)).then_some(RateSource::Ecb),
        }
    }
}
