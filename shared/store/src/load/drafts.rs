//! Statements while they are being loaded: totals gathered in memory, within a bound.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use foldhash::fast::RandomState;
use sea_orm::DbErr;
use sellout_model::{ContentHash, LoadId, OrgId, Place, PlaceKind, PlaceParts, UploadId};

use super::{Chunk, MetPlace, SalesRow, SoldBy};
use crate::totals::{RowFigures, Totals};

/// How many statements a load keeps in memory, at most, when its places are numbered afresh; else it writes them down and
/// forgets them.
pub(super) const KEPT: usize = 32_768;

/// A load that is being written.
#[derive(Debug)]
pub struct Load {
    /// Its id.
    pub id: LoadId,
    /// Whose it is.
    pub org: OrgId,
    /// Of which upload.
    pub upload: UploadId,
    pub(super) drafts: Drafts,
    /// Where the statement of each place is, by the places' numbers.
    places: Vec<usize>,
    /// The same as the ids of statements, and whether their rows are lines of orders.
    pub(super) statements: Arc<Vec<(i64, bool)>>,
    /// Whether some statements were written down and forgotten.
    pub(super) forgot: bool,
    pub(super) next_number: i32,
}

/// Statements by their places, in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    all: Vec<Draft>,
    at: HashMap<Arc<Place>, usize, RandomState>,
    /// Those begun since [`Drafts::take_new`].
    new: Vec<usize>,
}

/// A statement that may still grow.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) place: Arc<Place>,
    /// Its id, once it is in the database.
    pub(super) id: Option<i64>,
    pub(super) number: i32,
    pub(super) sold_by: Arc<SoldBy>,
    /// Whether its rows are lines of orders; known without a look at the place, since each row asks.
    pub(super) has_orders: bool,
    pub(super) hash: ContentHash,
    pub(super) totals: Totals,
    pub(super) from: Option<NaiveDate>,
    pub(super) to: Option<NaiveDate>,
    /// Whether the database does not know the newest totals.
    pub(super) dirty: bool,
}

impl Load {
    pub(super) fn new(id: LoadId, org: OrgId, upload: UploadId) -> Self {
        let (places, statements) = (Vec::new(), Arc::default());
        Self { id, org, upload, drafts: Drafts::default(), places, statements, forgot: false, next_number: 0 }
    }

    /// Enters a chunk's places and rows.
    pub(super) fn enter(&mut self, chunk: &Chunk) -> Result<(), DbErr> {
        for met in &chunk.places {
            let at = self.meet(met);
            self.places.push(at);
        }
        for row in &chunk.rows {
            let draft = self.places.get(row.place as usize).and_then(|at| self.drafts.all.get_mut(*at));
            draft.ok_or_else(|| DbErr::Custom(format!("row {} names no place of its load", row.row_no)))?.add(row);
        }
        Ok(())
    }

    /// Takes note of the statements of places that have ids now.
    pub(super) fn note_statements(&mut self) -> Result<(), DbErr> {
        let new = self.places.get(self.statements.len()..).unwrap_or_default();
        if !new.is_empty() {
            let statements = Arc::make_mut(&mut self.statements);
            for at in new {
                let known = self.drafts.get(*at).and_then(|draft| Some((draft.id?, draft.has_orders)));
                statements.push(known.ok_or_else(|| DbErr::Custom("a statement was not written".to_owned()))?);
            }
        }
        Ok(())
    }

    /// Forgets the numbers of places.
    pub(super) fn number_afresh(&mut self) {
        self.places.clear();
        self.statements = Arc::default();
    }

    /// The statement of a place, begun if it is new.
    fn meet(&mut self, met: &MetPlace) -> usize {
        let (number, drafts) = (&mut self.next_number, &mut self.drafts);
        *drafts.at.entry(Arc::clone(&met.place)).or_insert_with(|| {
            *number += 1;
            drafts.new.push(drafts.all.len());
            drafts.all.push(Draft::new(met, *number));
            drafts.all.len() - 1
        })
    }
}

impl Drafts {
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn clear(&mut self) {
        self.all.clear();
        self.at.clear();
        self.new.clear();
    }

    /// Where those are that were begun since the last call.
    pub(super) fn take_new(&mut self) -> Vec<usize> {
        std::mem::take(&mut self.new)
    }

    pub(super) fn get(&self, at: usize) -> Option<&Draft> {
        self.all.get(at)
    }

    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut Draft> {
        self.all.get_mut(at)
    }

    /// Where those are of which this holds.
    pub(super) fn find(&self, holds: impl Fn(&Draft) -> bool) -> Vec<usize> {
        self.all.iter().enumerate().filter(|(_, draft)| holds(draft)).map(|(at, _)| at).collect()
    }
}

impl Draft {
    fn new(met: &MetPlace, number: i32) -> Self {
        let (from, to) = match &met.place.parts {
            PlaceParts::Period { from, to, .. } => (Some(*from), Some(*to)),
            _ => (None, None),
        };
        Self {
            place: Arc::clone(&met.place),
            id: None,
            number,
            sold_by: Arc::clone(&met.sold_by),
            has_orders: met.place.kind() != PlaceKind::Period,
            hash: ContentHash::default(),
            totals: Totals::default(),
            from,
            to,
            dirty: true,
        }
    }

    fn add(&mut self, row: &SalesRow) {
        self.totals.add_row(&RowFigures {
            quantity: row.quantity,
            original: row.original,
            amount: row.amount,
            net: row.net,
            gross: row.gross,
            vat: row.vat,
        });
        self.hash = self.hash.plus(row.hash);
        if let (true, Some(day)) = (self.has_orders, row.sold_on) {
            self.from = Some(self.from.map_or(day, |from| from.min(day)));
            self.to = Some(self.to.map_or(day, |to| to.max(day)));
        }
        self.dirty = true;
    }
}
