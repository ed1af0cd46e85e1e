//! What the rows of a CSV report add up to: pieces, and money by the currency of the files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;

use sellout_model::{Amount, Quantity};
use sellout_samples::Figures;
use tokio::task::spawn_blocking;

use super::check::Finding;
use crate::failure::Failure;

/// Sums in ten-thousandths.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    units: i128,
    amounts: BTreeMap<String, i128>,
}

/// Adds a report up.
pub(super) async fn sums_of(file: File) -> Result<Sums, Failure> {
    let sums = spawn_blocking(move || add_up(file)).await?;
    sums.map_err(|e| Failure::new(format!("the CSV report cannot be read back: {e}")))
}

fn add_up(text: impl Read) -> Result<Sums, Box<dyn std::error::Error + Send + Sync>> {
    let mut table = csv::Reader::from_reader(text);
    let heads = table.headers()?.clone();
    let column = |name: &str| heads.iter().position(|head| head == name).ok_or(format!("it has no column {name}"));
    let (quantity, amount) = (column("quantity")?, column("original_amount")?);
    let currency = column("original_currency")?;
    let mut sums = Sums::default();
    for row in table.records() {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or_default();
        if !cell(quantity).is_empty() {
            sums.units += i128::from(cell(quantity).parse::<Quantity>()?.0);
        }
        if !cell(amount).is_empty() {
            let sum = sums.amounts.entry(cell(currency).to_owned()).or_default();
            *sum += i128::from(cell(amount).parse::<Amount>()?.0);
        }
    }
    Ok(sums)
}

impl Sums {
    /// Each figure beside the expected one, also those that only one side has.
    pub(super) fn beside(&self, of: &str, expected: &Figures) -> Result<Vec<Finding>, Failure> {
        let units = i64::try_from(self.units).map(|units| Quantity(units).to_string()).unwrap_or_default();
        let mut findings = vec![Finding::new(of, "units", &units, &expected.units)];
        let currencies: BTreeSet<_> = self.amounts.keys().chain(expected.amounts.keys()).collect();
        for currency in currencies {
            let is = self.amounts.get(currency).copied().unwrap_or_default();
            let is = i64::try_from(is)
                .map_err(|_| Failure::new(format!("the sum in {currency} is too large to be shown")))?;
            let must_be = expected.amounts.get(currency).map_or(Ok(Amount(0)), |text| text.parse::<Amount>());
            let must_be = must_be.map_err(|e| Failure::new(format!("a total of the samples cannot be read: {e}")))?;
            findings.push(Finding::new(of, currency, &Amount(is).to_text(2), &must_be.to_text(2)));
        }
        Ok(findings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: &str = "sold_on,quantity,original_amount,original_currency\n\
        2025-04-01,2,10.50,EUR\n2025-04-02,-1,-5.25,EUR\n2025-04-03,,7.1234,GBP\n";

    #[test]
    fn rows_are_added_up_by_currency_and_compared_to_the_cent() {
        let sums = add_up(CSV.as_bytes()).unwrap();
        let amounts = [("EUR".to_owned(), "5.25".to_owned()), ("GBP".to_owned(), "7.1234".to_owned())];
        let mut expected = Figures { units: 1, amounts: amounts.into() };
        assert!(sums.beside("x", &expected).unwrap().iter().all(Finding::is_right));
        expected.amounts.insert("EUR".to_owned(), "5.26".to_owned());
        expected.amounts.insert("PLN".to_owned(), "1.00".to_owned());
        let wrong: Vec<_> = sums.beside("x", &expected).unwrap().into_iter().filter(|f| !f.is_right()).collect();
        assert_eq!(wrong.iter().map(|f| f.figure.as_str()).collect::<Vec<_>>(), ["EUR", "PLN"]);
    }

    #[test]
    fn a_report_without_its_columns_is_no_report() {
        assert!(add_up("a,b\n1,2\n".as_bytes()).is_err());
    }
}
