//! Ids of sales rows. Rows have no id column: theirs is built from the load's time, the statement's number and the
//! row's, in the layout of a `UUIDv7` (RFC 9562 §5.7), whose 74 free bits are 42 of the statement and 32 of the row.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The id of a sales row, as the outside sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SaleId(pub Uuid);

const STATEMENT_BITS: u32 = 42;
const LOW_62: u128 = (1 << 62) - 1;

impl SaleId {
    /// The id of a row; `None` if a number is negative or the statement's has more than 42 bits.
    pub fn of(load_created_at: DateTime<Utc>, statement: i64, row_no: i32) -> Option<Self> {
        let millis = u128::try_from(load_created_at.timestamp_millis()).ok().filter(|ms| ms >> 48 == 0)?;
        let statement = u128::try_from(statement).ok().filter(|id| id >> STATEMENT_BITS == 0)?;
        let free = statement << 32 | u128::from(u32::try_from(row_no).ok()?);
        let (high, low) = (free >> 62, free & LOW_62);
        Some(Self(Uuid::from_u128(millis << 80 | 7 << 76 | high << 64 | 2 << 62 | low)))
    }

    /// Statement and row; `None` if the id is not a `UUIDv7` with a row's number.
    pub fn row(self) -> Option<(i64, i32)> {
        let bits = self.0.as_u128();
        if bits >> 76 & 0xf != 7 || bits >> 62 & 0b11 != 2 {
            return None;
        }
        let free = (bits >> 64 & 0xfff) << 62 | bits & LOW_62;
        Some(((free >> 32) as i64, i32::try_from(free as u32).ok()?))
    }

    /// Milliseconds since 1970 of the load's creation.
    pub fn load_millis(self) -> i64 {
        (self.0.as_u128() >> 80) as i64
    }
}

impl fmt::Display for SaleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl FromStr for SaleId {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_uuid_v7_that_leads_back_to_its_row() {
        let at = DateTime::from_timestamp_millis(1_760_000_000_123).unwrap();
        for (statement, row) in [(0, 0), (1, 2), (1 << 30, i32::MAX), ((1 << 42) - 1, 0), (5, 1 << 30)] {
            let id = SaleId::of(at, statement, row).unwrap();
            assert_eq!(id.row(), Some((statement, row)));
            assert_eq!(id.load_millis(), 1_760_000_000_123);
            assert_eq!((id.0.get_version_num(), id.0.get_variant()), (7, uuid::Variant::RFC4122));
        }
    }

    #[test]
    fn ids_of_a_load_sort_by_statement_and_row() {
        let at = DateTime::from_timestamp_millis(1_760_000_000_123).unwrap();
        let id = |statement, row| SaleId::of(at, statement, row).unwrap();
        assert!(id(1, 5) < id(1, 6) && id(1, i32::MAX) < id(2, 0) && id(1 << 31, 9) < id(1 << 32, 0));
    }

    #[test]
    fn what_does_not_fit_has_no_id_and_other_ids_no_row() {
        let at = DateTime::from_timestamp_millis(0).unwrap();
        assert_eq!(SaleId::of(at, 1 << 42, 0), None);
        assert_eq!(SaleId::of(at, -1, 0), None);
        assert_eq!(SaleId(Uuid::nil()).row(), None);
    }
}
