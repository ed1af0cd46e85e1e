//! A model of what an organisation holds: uploads with their loads, and what counted at every data version.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{RowOf, Statement, Verdict, closure, judge};
use crate::{ContentHash, Mode, Place, PlaceKind, RowHash};

/// A statement with its rows: what each sells and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelStatement {
    /// What it speaks about.
    pub place: Place,
    /// Product and content of each row, in order.
    pub rows: Vec<(u32, RowHash)>,
}

/// One load of an upload: statements in the order of their first rows, at most one a place.
pub type Load = Vec<ModelStatement>;

/// What counts of a place, as the rows' contents, sorted.
pub type Counted = BTreeMap<Place, Vec<RowHash>>;

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing counts otherwise than before.
    Unchanged,
    /// The figures changed; a new data version begins.
    Changed,
    /// The load may be a part; it waits for an answer.
    AsksMode,
}

/// Whether an upload's statements are candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    Counting,
    Waiting,
    Undone,
}

#[derive(Clone, Debug)]
struct Upload {
    given: Option<Mode>,
    default: Mode,
    forced: bool,
    asked: bool,
    stands: Stands,
    /// Statement ids of the newest finished load.
    load: Vec<i64>,
}

#[derive(Clone, Debug)]
struct Kept {
    upload: i64,
    statement: ModelStatement,
    verdict: Option<Verdict>,
}

/// Uploads, their newest loads, and the figures of every data version.
#[derive(Clone, Debug, Default)]
pub struct Book {
    uploads: BTreeMap<i64, Upload>,
    statements: BTreeMap<i64, Kept>,
    next: i64,
    versions: Vec<Counted>,
}

impl Book {
    /// Accepts an upload: `number` orders the replay.
    pub fn accept(&mut self, number: i64, given: Option<Mode>, default: Mode, forced: bool) {
        let upload = Upload { given, default, forced, asked: false, stands: Stands::Counting, load: Vec::new() };
        self.uploads.insert(number, upload);
    }

    /// A load of the upload is finished; an older one is no candidate any more.
    pub fn finish(&mut self, number: i64, load: Load) -> Step {
        let mut touched = self.put_aside(number);
        let ids: Vec<i64> = load.into_iter().map(|statement| self.keep(number, statement)).collect();
        let Some(upload) = self.uploads.get_mut(&number) else { return Step::Unchanged };
        upload.load.clone_from(&ids);
        let asks = upload.given.is_none()
            && upload.default == Mode::Replace
            && !upload.asked
            && upload.stands != Stands::Undone;
        if asks && self.may_be_a_part(&ids) {
            if let Some(upload) = self.uploads.get_mut(&number) {
                (upload.asked, upload.stands) = (true, Stands::Waiting);
            }
            self.recompute(&touched);
            return Step::AsksMode;
        }
        touched.extend(ids.iter().map(|id| self.statements[id].statement.place.clone()));
        self.recompute(&touched)
    }

    /// The answer to [`Step::AsksMode`].
    pub fn answer(&mut self, number: i64, mode: Mode) -> Step {
        let Some(upload) = self.uploads.get_mut(&number) else { return Step::Unchanged };
        (upload.given, upload.stands) = (Some(mode), Stands::Counting);
        let touched = self.places_of(number);
        self.recompute(&touched)
    }

    /// Takes an upload back.
    pub fn undo(&mut self, number: i64) -> Step {
        let Some(upload) = self.uploads.get_mut(&number) else { return Step::Unchanged };
        upload.stands = Stands::Undone;
        let touched = self.places_of(number);
        self.recompute(&touched)
    }

    /// Whether the upload waits for an answer.
    pub fn waits(&self, number: i64) -> bool {
        self.uploads.get(&number).is_some_and(|u| u.stands == Stands::Waiting)
    }

    /// The newest data version; the first change makes version 1.
    pub fn version(&self) -> usize {
        self.versions.len()
    }

    /// What counted at a data version, by place; places where no row counts are left out.
    pub fn as_of(&self, version: usize) -> Counted {
        version.checked_sub(1).and_then(|v| self.versions.get(v)).cloned().unwrap_or_default()
    }

    /// The verdict on each statement of the upload's newest load, in order; `None` where it was put aside.
    pub fn verdicts(&self, number: i64) -> Vec<Option<Verdict>> {
        let ids = self.uploads.get(&number).map(|u| u.load.as_slice()).unwrap_or_default();
        ids.iter().map(|id| self.statements[id].verdict.clone()).collect()
    }

    /// All candidates in the order of replay.
    pub fn candidates(&self) -> Vec<(Statement, Vec<RowOf>)> {
        let live = |u: &&Upload| u.stands == Stands::Counting;
        let ids = self.uploads.values().filter(live).flat_map(|u| u.load.iter().copied());
        ids.map(|id| (self.statement(id), self.rows(id))).collect()
    }

    fn keep(&mut self, upload: i64, statement: ModelStatement) -> i64 {
        self.next += 1;
        self.statements.insert(self.next, Kept { upload, statement, verdict: None });
        self.next
    }

    fn places_of(&self, number: i64) -> Vec<Place> {
        let ids = self.uploads.get(&number).map(|u| u.load.as_slice()).unwrap_or_default();
        ids.iter().map(|id| self.statements[id].statement.place.clone()).collect()
    }

    fn put_aside(&mut self, number: i64) -> Vec<Place> {
        let touched = self.places_of(number);
        if let Some(upload) = self.uploads.get_mut(&number) {
            upload.load.clear();
        }
        touched
    }

    fn statement(&self, id: i64) -> Statement {
        let kept = &self.statements[&id];
        let upload = &self.uploads[&kept.upload];
        let hash = kept.statement.rows.iter().fold(ContentHash::default(), |sum, (_, row)| sum.plus(*row));
        Statement {
            id,
            upload: kept.upload,
            place: kept.statement.place.clone(),
            mode: upload.given.unwrap_or(upload.default),
            forced: upload.forced,
            rows: kept.statement.rows.len() as i64,
            hash,
        }
    }

    fn rows(&self, id: i64) -> Vec<RowOf> {
        self.statements[&id].statement.rows.iter().enumerate().map(|(i, (_, row))| (i as i32, *row)).collect()
    }

    /// Whether the load has fewer than half of the products that count in the places it would cover.
    fn may_be_a_part(&self, ids: &[i64]) -> bool {
        let own_upload = ids.first().map(|id| self.statements[id].upload);
        let (mut own, mut there) = (BTreeSet::new(), BTreeSet::new());
        for id in ids {
            let statement = &self.statements[id].statement;
            if statement.place.kind() != PlaceKind::Period {
                continue;
            }
            let before = there.len();
            let mut met = false;
            for (other, kept) in &self.statements {
                if Some(kept.upload) == own_upload || !statement.place.covers(&kept.statement.place) {
                    continue;
                }
                let counted = self.counted_products(*other);
                met |= !counted.is_empty();
                there.extend(counted);
            }
            if met || there.len() > before {
                own.extend(statement.rows.iter().map(|(product, _)| *product));
            }
        }
        !there.is_empty() && own.len() * 2 < there.len()
    }

    fn counted_products(&self, id: i64) -> BTreeSet<u32> {
        let kept = &self.statements[&id];
        let Some(Verdict::Live { uncounted, .. }) = &kept.verdict else { return BTreeSet::new() };
        let rows = kept.statement.rows.iter().enumerate();
        rows.filter(|(i, _)| !uncounted.contains(&(*i as i32))).map(|(_, (product, _))| *product).collect()
    }

    fn recompute(&mut self, touched: &[Place]) -> Step {
        let candidates = self.candidates();
        let places: Vec<&Place> = candidates.iter().map(|(s, _)| &s.place).collect();
        let inside: Vec<&(Statement, Vec<RowOf>)> =
            closure(touched, &places).into_iter().map(|i| &candidates[i]).collect();
        let rows: HashMap<i64, &[RowOf]> = inside.iter().map(|(s, rows)| (s.id, rows.as_slice())).collect();
        let statements: Vec<Statement> = inside.iter().map(|(s, _)| s.clone()).collect();
        let verdicts = judge(&statements, |id| rows[&id]);
        let standing: BTreeSet<i64> = candidates.iter().map(|(s, _)| s.id).collect();
        for (id, kept) in &mut self.statements {
            if !standing.contains(id) {
                kept.verdict = None;
            }
        }
        for (statement, verdict) in statements.iter().zip(verdicts) {
            if let Some(kept) = self.statements.get_mut(&statement.id) {
                kept.verdict = Some(verdict);
            }
        }
        self.note_version()
    }

    fn note_version(&mut self) -> Step {
        let now = self.counted_now();
        if self.as_of(self.version()) == now {
            return Step::Unchanged;
        }
        self.versions.push(now);
        Step::Changed
    }

    fn counted_now(&self) -> Counted {
        let mut counted = Counted::new();
        for kept in self.statements.values() {
            if let Some(Verdict::Live { uncounted, .. }) = &kept.verdict {
                let rows = kept.statement.rows.iter().enumerate();
                let rows = rows.filter(|(i, _)| !uncounted.contains(&(*i as i32))).map(|(_, (_, row))| *row);
                counted.entry(kept.statement.place.clone()).or_default().extend(rows);
            }
        }
        counted.retain(|_, rows| !rows.is_empty());
        for rows in counted.values_mut() {
            rows.sort_unstable();
        }
        counted
    }
}
