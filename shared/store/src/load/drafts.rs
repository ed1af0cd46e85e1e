//! Statements while they are being loaded: totals gathered in memory, within a bound.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use sellout_model::{ContentHash, LoadId, OrgId, Place, PlaceKind, PlaceParts, UploadId};

use super::{SalesRow, SoldBy};
use crate::totals::{RowFigures, Totals};

/// How many statements a load keeps in memory before it writes them down and forgets them.
pub(super) const KEPT: usize = 50_000;

/// A load that is being written.
#[derive(Debug)]
pub struct Load {
    /// Its id.
    pub id: LoadId,
    /// Whose it is.
    pub org: OrgId,
    /// Of which upload.
    pub upload: UploadId,
    pub(super) drafts: HashMap<Arc<Place>, Draft>,
    /// Whether some statements were written down and forgotten.
    pub(super) forgot: bool,
    pub(super) next_number: i32,
}

/// A statement that may still grow.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// Its id, once it is in the database.
    pub(super) id: Option<i64>,
    pub(super) number: i32,
    pub(super) sold_by: SoldBy,
    pub(super) hash: ContentHash,
    pub(super) totals: Totals,
    pub(super) from: Option<NaiveDate>,
    pub(super) to: Option<NaiveDate>,
    /// Whether the database does not know the newest totals.
    pub(super) dirty: bool,
}

impl Load {
    pub(super) fn new(id: LoadId, org: OrgId, upload: UploadId) -> Self {
        Self { id, org, upload, drafts: HashMap::new(), forgot: false, next_number: 0 }
    }

    /// The statement of a place, begun if it is new.
    pub(super) fn draft(&mut self, place: &Arc<Place>, sold_by: &SoldBy) -> &mut Draft {
        let number = &mut self.next_number;
        self.drafts.entry(Arc::clone(place)).or_insert_with(|| {
            *number += 1;
            let (from, to) = match &place.parts {
                PlaceParts::Period { from, to, .. } => (Some(*from), Some(*to)),
                _ => (None, None),
            };
            Draft {
                id: None,
                number: *number,
                sold_by: sold_by.clone(),
                hash: ContentHash::default(),
                totals: Totals::default(),
                from,
                to,
                dirty: true,
            }
        })
    }
}

impl Draft {
    pub(super) fn add(&mut self, row: &SalesRow) {
        self.totals.add_row(&RowFigures {
            quantity: row.quantity,
            original: row.original,
            amount: row.amount,
            net: row.net,
            gross: row.gross,
            vat: row.vat,
        });
        self.hash = self.hash.plus(row.hash);
        if row.place.kind() != PlaceKind::Period
            && let Some(day) = row.sold_on
        {
            self.from = Some(self.from.map_or(day, |from| from.min(day)));
            self.to = Some(self.to.map_or(day, |to| to.max(day)));
        }
        self.dirty = true;
    }
}
