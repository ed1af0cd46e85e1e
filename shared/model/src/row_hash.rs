//! Equality of sales rows, in every format version: a stable 64-bit hash of what the sale is.

use chrono::{Datelike, NaiveDate};
use siphasher::sip::SipHasher24;

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
        let currency = self.currency.as_ref().map(Currency::code);
        let texts = [Some(self.product_key), self.order_id, self.line_id, currency];
        let size = texts.iter().map(|text| text.map_or(1, |text| 9 + text.len())).sum::<usize>() + 27;
        let (mut few, mut many) = ([0; 128], Vec::new());
        let bytes = if let Some(few) = few.get_mut(..size) {
            few
        } else {
            many.resize(size, 0);
            many.as_mut_slice()
        };
        let mut put = Put { bytes: &mut *bytes, at: 0 };
        for text in texts {
            put.next([u8::from(text.is_some())]);
            if let Some(text) = text {
                put.next((text.len() as u64).to_le_bytes());
                put.next(text);
            }
        }
        let day = self.sold_on.map(|day| i64::from(day.num_days_from_ce()));
        let numbers = [day, self.quantity.map(|q| q.0), self.original_amount.map(|a| a.0)];
        for number in numbers {
            put.next([u8::from(number.is_some())]);
            put.next(number.unwrap_or_default().to_le_bytes());
        }
        let hasher = SipHasher24::new_with_keys(0x7365_6c6c_6f75_7431, 0x726f_775f_6861_7368);
        RowHash(hasher.hash(bytes) as i64)
    }
}

/// Bytes that are written down one after the other.
struct Put<'b> {
    bytes: &'b mut [u8],
    at: usize,
}

impl Put<'_> {
    #[inline]
    fn next(&mut self, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        self.bytes[self.at..self.at + bytes.len()].copy_from_slice(bytes);
        self.at += bytes.len();
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

    #[test]
    fn it_is_of_the_same_bytes_however_long_the_texts_are() {
        for size in 0..200 {
            let (key, line) = ("k".repeat(size), "l".repeat(size / 3));
            let facts = RowFacts {
                product_key: &key,
                sold_on: None,
                quantity: Some(Quantity(-2)),
                original_amount: None,
                currency: None,
                order_id: None,
                line_id: Some(&line),
            };
            let mut bytes = vec![1];
            bytes.extend((size as u64).to_le_bytes());
            bytes.extend(key.as_bytes());
            bytes.extend([0, 1]);
            bytes.extend((line.len() as u64).to_le_bytes());
            bytes.extend(line.as_bytes());
            bytes.extend([0; 10]);
            bytes.push(1);
            bytes.extend((-2_i64).to_le_bytes());
            bytes.extend([0; 9]);
            let hasher = SipHasher24::new_with_keys(0x7365_6c6c_6f75_7431, 0x726f_775f_6861_7368);
            assert_eq!(facts.hash(), RowHash(hasher.hash(&bytes) as i64));
        }
    }
    const PINNED: i64 = 4_700_987_690_458_992_237;
}
