//! What people have answered about a file or an earlier one of its format, and how a format takes it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::format::{AmountsAre, Format};
use crate::value::text::header_key;
use crate::value::{DateOrder, DecimalSign};

/// Answers to the questions that a file raised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// The code of the format that the file is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// A header, and the spelling of the format's own that it stands for; blank: it is no column of the format.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Headers that nothing may be taken for unasked.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub doubted: BTreeSet<String>,
    /// Day first or month first, where nothing proves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateOrder>,
    /// The sign before decimals, where nothing proves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<DecimalSign>,
    /// Whether money is for all pieces of a row or for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amounts: Option<AmountsAre>,
    /// Whether amounts include VAT.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vat_included: Option<bool>,
}

impl Answers {
    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes later answers over these.
    pub fn take(&mut self, later: Self) {
        self.format = later.format.or(self.format.take());
        self.headers.extend(later.headers);
        self.doubted.extend(later.doubted);
        self.dates = later.dates.or(self.dates);
        self.decimal = later.decimal.or(self.decimal);
        self.amounts = later.amounts.or(self.amounts);
        self.vat_included = later.vat_included.or(self.vat_included);
    }

    /// The format with these answers over what it says.
    #[must_use]
    pub fn over(&self, format: &Format) -> Format {
        let mut told = format.clone();
        told.renamed.extend(self.headers.iter().map(|(header, old)| (header_key(header), old.clone())));
        told.doubted.extend(self.doubted.iter().map(|header| header_key(header)));
        told.reading.dates = self.dates.or(told.reading.dates);
        told.reading.decimal = self.decimal.or(told.reading.decimal);
        told.reading.amounts = self.amounts.or(told.reading.amounts);
        told.policy.vat_included = self.vat_included.or(told.policy.vat_included);
        told.vat_settled |= self.vat_included.is_some();
        for own in told.reading.fields.values_mut() {
            own.dates = self.dates.or(own.dates);
            own.decimal = self.decimal.or(own.decimal);
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_answers_come_over_earlier_ones() {
        let headers = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let mut said = Answers { headers: headers(&[("Moved", "Qty"), ("Note", "")]), ..Answers::default() };
        let later =
            Answers { headers: headers(&[("Note", "Store")]), decimal: Some(DecimalSign::Comma), ..Answers::default() };
        said.take(later);
        assert_eq!(said.headers, headers(&[("Moved", "Qty"), ("Note", "Store")]));
        assert_eq!((said.decimal, said.dates), (Some(DecimalSign::Comma), None));
    }

    #[test]
    fn answers_are_kept_as_json_and_read_again() {
        let said =
            Answers { dates: Some(DateOrder::MonthFirst), amounts: Some(AmountsAre::Unit), ..Answers::default() };
        let text = serde_json::to_string(&said).unwrap();
        assert_eq!(text, r#"{"dates":"month_first","amounts":"unit"}"#);
        assert_eq!(serde_json::from_str::<Answers>(&text).unwrap(), said);
    }
}
