//! Equality of sales rows, in every format version: a stable 64-bit hash of what the sale is.

use chrono::{Datelike, NaiveDate};
use siphasher::sip::SipHasher24;
use smallvec::SmallVec;

use crate::{Amount, Currency, Quantity};

/// `SipHash`-2-4 of a row's [`RowFacts`]; equal rows have equal hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowHash(pub i64);

/// The wrapping sum of rows' hashes: the content of a statement, whatever the order of its rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ContentHash(pub i64);

impl ContentHash {
    /// With one more row.
    #[must_use]
    pub fn plus(self, row: RowHash) -> Self {
        Self(self.0.wrapping_add(row.0))
    }

    /// With one row fewer.
    #[must_use]
    pub fn minus(self, row: RowHash) -> Self {
        Self(self.0.wrapping_sub(row.0))
    }

    /// Both contents together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }
}

/// What makes two sales rows of one place equal.
#[derive(Clone, Copy, Debug)]
pub struct RowFacts<'a> {
    /// The product key as text.
    pub product_key: &'a str,
    /// The row's own date, if it has one.
    pub sold_on: Option<NaiveDate>,
    /// Pieces, if known.
    pub quantity: Option<Quantity>,
    /// The amount in the file's currency, if known.
    pub original_amount: Option<Amount>,
    /// The file's currency, if known.
    pub currency: Option<Currency>,
    /// The order's id, of order rows.
    pub order_id: Option<&'a str>,
    /// The order line's id, if the file has one.
    pub line_id: Option<&'a str>,
}

impl RowFacts<'_> {
    /// The row's hash. Its definition never changes: stored rows depend on it.
    pub fn hash(&self) -> RowHash {
        let mut bytes: SmallVec<[u8; 128]> = SmallVec::new();
        for text in [Some(self.product_key), self.order_id, self.line_id, self.currency.as_ref().map(Currency::code)] {
            match text {
                None => bytes.push(0),
                Some(text) => {
                    let mut head = [1; 9];
                    head[1..].copy_from_slice(&(text.len() as u64).to_le_bytes());
                    bytes.extend_from_slice(&head);
                    bytes.extend_from_slice(text.as_bytes());
                }
            }
        }
        let day = self.sold_on.map(|day| i64::from(day.num_days_from_ce()));
        let numbers = [day, self.quantity.map(|q| q.0), self.original_amount.map(|a| a.0)];
        let mut tail = [0; 27];
        for (number, part) in numbers.iter().zip(tail.as_chunks_mut::<9>().0) {
            part[0] = u8::from(number.is_some());
            part[1..].copy_from_slice(&number.unwrap_or_default().to_le_bytes());
        }
        bytes.extend_from_slice(&tail);
        let hasher = SipHasher24::new_with_keys(0x7365_6c6c_6f75_7431, 0x726f_775f_6861_7368);
        RowHash(hasher.hash(&bytes) as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_same_for_ever() {
        let facts = RowFacts {
            product_key: "4006381333931",
            sold_on: NaiveDate::from_ymd_opt(2025, 4, 7),
            quantity: Some(Quantity(10_000)),
            original_amount: Some(Amount(123_400)),
            currency: Some(Currency::EUR),
            order_id: None,
            line_id: None,
        };
        assert_eq!(facts.hash(), RowHash(PINNED));
        assert_ne!(
            RowFacts { quantity: None, ..facts }.hash(),
            RowFacts { quantity: Some(Quantity(0)), ..facts }.hash()
        );
        assert_ne!(RowFacts { order_id: Some("1"), ..facts }.hash(), RowFacts { line_id: Some("1"), ..facts }.hash());
    }
    const PINNED: i64 = 4_700_987_690_458_992_237;
}
