//! Rates that are more than a fifth off a neighbour month: more likely a slip than a market, so a person looks first.

use std::collections::{BTreeSet, HashSet};
use std::fmt;

use chrono::{Months, NaiveDate};
use sellout_model::{Currency, Rate};

use super::{MonthlyRate, RateTable};

/// A rate that is more than a fifth off its neighbour's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jump {
    /// The rate that was given.
    pub given: MonthlyRate,
    /// The month beside it.
    pub beside: NaiveDate,
    /// The rate of that month.
    pub rate: Rate,
}

impl fmt::Display for Jump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let MonthlyRate { currency, month, rate, .. } = self.given;
        let (month, beside) = (month.format("%Y-%m"), self.beside.format("%Y-%m"));
        write!(f, "{currency} in {month} is {rate}, more than 20 % off the {} of {beside}", self.rate)
    }
}

/// The rates that count at once, and those that jump.
///
/// A month is compared with the one before it and with the one after it. Rates that are held are no measure for
/// others, so after a slip the next month is compared with the last one that counts; a month that is given too
/// is no measure for the one before it.
pub(super) fn sort_out(table: &RateTable, changed: Vec<MonthlyRate>) -> (Vec<MonthlyRate>, Vec<Jump>) {
    let mut counts = table.clone();
    let given: HashSet<(Currency, NaiveDate)> = changed.iter().map(|rate| (rate.currency, rate.month)).collect();
    let mut held_months = BTreeSet::new();
    let (mut accepted, mut held) = (Vec::new(), Vec::new());
    let mut in_order = changed;
    in_order.sort_by_key(|rate| (rate.currency, rate.month));
    for rate in in_order {
        let mut before = rate.month - Months::new(1);
        while held_months.contains(&(rate.currency, before)) && counts.rate(rate.currency, before).is_none() {
            before = before - Months::new(1);
        }
        let after = rate.month + Months::new(1);
        let after = Some(after).filter(|after| !given.contains(&(rate.currency, *after)));
        let beside = std::iter::once(before).chain(after);
        let known = beside.filter_map(|month| Some((month, counts.rate(rate.currency, month)?)));
        if let Some((beside, of_it)) = known.into_iter().find(|(_, beside)| is_far(rate.rate, *beside)) {
            held_months.insert((rate.currency, rate.month));
            held.push(Jump { given: rate, beside, rate: of_it });
        } else {
            counts.set(rate.currency, rate.month, rate.rate);
            accepted.push(rate);
        }
    }
    (accepted, held)
}

fn is_far(rate: Rate, beside: Rate) -> bool {
    let off = i128::from(rate.0) - i128::from(beside.0);
    off.abs() * 5 > i128::from(beside.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(month: &str, rate: &str) -> MonthlyRate {
        let month = format!("{month}-01").parse().unwrap();
        MonthlyRate { currency: "XTS".parse().unwrap(), month, rate: rate.parse().unwrap(), line: 0 }
    }

    /// The months that are held of these, where those count already.
    fn held(counting: &[(&str, &str)], said: &[(&str, &str)]) -> Vec<String> {
        let mut table = RateTable::default();
        for (month, rate) in counting {
            let rate = given(month, rate);
            table.set(rate.currency, rate.month, rate.rate);
        }
        let said = said.iter().map(|(month, rate)| given(month, rate)).collect();
        sort_out(&table, said).1.iter().map(|jump| jump.given.month.format("%Y-%m").to_string()).collect()
    }

    #[test]
    fn a_fifth_is_no_jump_and_a_little_more_is() {
        let before = [("2025-01", "10")];
        assert!(held(&before, &[("2025-02", "12")]).is_empty() && held(&before, &[("2025-02", "8")]).is_empty());
        assert_eq!(held(&before, &[("2025-02", "12.00000001")]), ["2025-02"]);
        assert_eq!(held(&before, &[("2025-02", "7.99999999")]), ["2025-02"]);
    }

    #[test]
    fn both_neighbours_are_looked_at() {
        assert_eq!(held(&[("2025-02", "10")], &[("2025-01", "1")]), ["2025-01"], "the month after");
        assert_eq!(held(&[("2025-01", "10"), ("2025-03", "8")], &[("2025-02", "11")]), ["2025-02"]);
        assert!(held(&[("2025-02", "10")], &[("2025-06", "99")]).is_empty(), "nothing stands beside it");
    }

    #[test]
    fn a_slip_is_held_alone_and_not_the_months_around_it() {
        let file = [("2025-02", "10"), ("2025-03", "101"), ("2025-04", "10.1")];
        assert_eq!(held(&[("2025-01", "10")], &file), ["2025-03"]);
    }

    #[test]
    fn a_new_level_is_held_in_every_month_of_it() {
        let file = [("2025-04", "40"), ("2025-02", "40"), ("2025-03", "41")];
        assert_eq!(held(&[("2025-01", "10")], &file), ["2025-02", "2025-03", "2025-04"]);
    }

    #[test]
    fn a_month_that_is_corrected_too_is_no_measure_for_the_one_before() {
        let file = [("2025-02", "13"), ("2025-03", "14")];
        assert!(held(&[("2025-01", "12"), ("2025-03", "10")], &file).is_empty());
    }

    #[test]
    fn a_jump_says_what_it_is_held_against() {
        let table = RateTable::default();
        let jumps = sort_out(&table, vec![given("2025-01", "10"), given("2025-02", "100")]).1;
        assert_eq!(jumps[0].to_string(), "XTS in 2025-02 is 100, more than 20 % off the 10 of 2025-01");
    }
}
