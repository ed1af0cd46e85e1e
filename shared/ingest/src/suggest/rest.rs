//! What is left once words, cells and proofs have spoken: the only column that can be something is the best guess.

use std::collections::{HashMap, HashSet};

use super::column::Column;
use super::evidence::Guess;
use super::header::Head;
use super::sample::Sample;
use crate::format::Field;

/// The least confidence that a field is proposed with.
pub(super) const ENOUGH: f64 = 0.5;

/// Columns that are chosen, and the rows that they are chosen by.
pub(super) struct Left<'a> {
    pub(super) sample: &'a Sample,
    pub(super) head: Head,
    pub(super) columns: &'a [Column],
    /// The guess taken for each column.
    pub(super) chosen: &'a [Option<Guess>],
}

impl Left<'_> {
    /// One more guess, or none.
    pub(super) fn next(&self) -> Option<Guess> {
        self.money()
            .or_else(|| self.pieces())
            .or_else(|| self.product())
            .or_else(|| self.code())
            .or_else(|| self.store())
    }

    fn has(&self, field: Field) -> bool {
        self.chosen.iter().flatten().any(|guess| guess.field == field)
    }

    fn column_of(&self, field: Field) -> Option<usize> {
        self.chosen.iter().position(|guess| guess.as_ref().is_some_and(|guess| guess.field == field))
    }

    /// The columns without a meaning that fulfil something.
    fn free(&self, is: impl Fn(&Column) -> bool) -> Vec<usize> {
        let free = |at: &usize| self.chosen[*at].is_none() && self.columns[*at].meanings.never.is_none();
        (0..self.columns.len()).filter(free).filter(|at| is(&self.columns[*at])).collect()
    }

    fn only(&self, field: Field, is: impl Fn(&Column) -> bool, reason: &str) -> Option<Guess> {
        match self.free(is).as_slice() {
            [column] => Some(Guess::new(*column, field, ENOUGH, reason)),
            _ => None,
        }
    }

    fn money(&self) -> Option<Guess> {
        if self.has(Field::Amount) || self.has(Field::Price) {
            return None;
        }
        let reason = "the only column without a meaning whose numbers have decimals";
        self.only(Field::Amount, |column| column.content.have_decimals(), reason)
    }

    fn pieces(&self) -> Option<Guess> {
        if self.has(Field::Quantity) {
            return None;
        }
        let pieces = |c: &Column| c.content.are_pieces() && !c.content.is_counter() && c.content.mean() < 100.0;
        self.only(Field::Quantity, pieces, "the only column without a meaning of small whole numbers")
    }

    /// With EANs, the texts of which each EAN has one; else the texts with the most different values.
    fn product(&self) -> Option<Guess> {
        if self.has(Field::Product) {
            return None;
        }
        let texts = self.free(|c| c.content.are_texts() && !c.content.are_codes() && !c.content.are_channels());
        let varied = |at: &usize| self.columns[*at].content.distinct.len();
        let best = texts.iter().copied().max_by_key(|at| (varied(at), std::cmp::Reverse(*at)))?;
        if let Some(ean) = self.column_of(Field::Ean).or_else(|| self.column_of(Field::Code)) {
            let follows = self.follows(ean, best) && varied(&best) * 2 >= varied(&ean);
            let reason = format!("a text that is one and the same for each {:?}", self.columns[ean].name);
            return follows.then(|| Guess::new(best, Field::Product, 0.7, reason));
        }
        let most = texts.iter().filter(|at| varied(at) == varied(&best)).count() == 1;
        (most && varied(&best) > 1)
            .then(|| Guess::new(best, Field::Product, ENOUGH, "the texts with the most different values"))
    }

    /// Codes of which each product has one.
    fn code(&self) -> Option<Guess> {
        if self.has(Field::Code) {
            return None;
        }
        let codes = self.free(|c| c.content.are_codes());
        let [column] = codes.as_slice() else { return None };
        let Some(product) = self.column_of(Field::Ean).or_else(|| self.column_of(Field::Product)) else {
            return Some(Guess::new(*column, Field::Code, ENOUGH, "the only column of codes"));
        };
        let both = self.follows(product, *column) && self.follows(*column, product) && self.repeats(product);
        let reason = format!("a code that is one and the same for each {:?}", self.columns[product].name);
        both.then(|| Guess::new(*column, Field::Code, 0.6, reason))
    }

    /// A text that comes again and again and does not follow from the product.
    fn store(&self) -> Option<Guess> {
        if [Field::Store, Field::Vendor, Field::City].iter().any(|field| self.has(*field)) {
            return None;
        }
        let product = self.column_of(Field::Ean).or_else(|| self.column_of(Field::Code))?;
        let texts = self.free(|c| {
            let many = c.content.distinct.len();
            c.content.are_texts() && !c.content.are_channels() && many > 1 && many < c.content.filled as usize
        });
        match texts.into_iter().filter(|at| !self.follows(product, *at)).collect::<Vec<_>>().as_slice() {
            [column] => {
                let reason = "a text that repeats and is another one for the same product";
                Some(Guess::new(*column, Field::Store, ENOUGH, reason))
            }
            _ => None,
        }
    }

    fn pairs(&self, of: usize, what: usize) -> impl Iterator<Item = (&str, &str)> {
        let (of, what) = (self.columns[of].at, self.columns[what].at);
        (self.head.below()..self.sample.rows.len())
            .map(move |row| (self.sample.text(row, of), self.sample.text(row, what)))
            .filter(|(of, what)| !of.is_empty() && !what.is_empty())
    }

    /// Whether one column always says the same where the other does.
    fn follows(&self, of: usize, what: usize) -> bool {
        let mut said: HashMap<&str, &str> = HashMap::new();
        self.pairs(of, what).all(|(of, what)| *said.entry(of).or_insert(what) == what)
    }

    /// Whether a column says anything twice.
    fn repeats(&self, at: usize) -> bool {
        let mut seen: HashSet<&str> = HashSet::new();
        !self.pairs(at, at).all(|(text, _)| seen.insert(text))
    }
}
