//! Figures that prove each other: where one column times another is a third in every row, they are pieces, price
//! and the money of the row, whatever their headers say.

use super::column::Column;
use super::evidence::Guess;
use crate::format::Field;

/// How many columns of numbers are tried against each other.
const MOST: usize = 14;
/// How many rows must say something: one piece at a price says nothing.
const ROWS: u32 = 2;

/// Pieces, price and money by the columns' indices.
#[derive(Clone, Copy, Debug)]
struct Triple {
    quantity: usize,
    price: usize,
    amount: usize,
    /// Rows that fit, and rows with all three.
    fit: u32,
    all: u32,
}

/// The guesses of the best proof; none where nothing is proven.
pub(super) fn guesses(columns: &[Column]) -> Vec<Guess> {
    let numeric: Vec<usize> = (0..columns.len())
        .filter(|at| columns[*at].content.are_numbers() && columns[*at].meanings.never.is_none())
        .filter(|at| !columns[*at].content.are_eans() && !columns[*at].content.are_years())
        .take(MOST)
        .collect();
    let mut best: Option<(u32, Triple)> = None;
    for &quantity in &numeric {
        for &price in numeric.iter().filter(|at| **at != quantity) {
            for &amount in numeric.iter().filter(|at| **at != quantity && **at != price) {
                let Some(triple) = proven(columns, quantity, price, amount) else { continue };
                let words = support(columns, &triple);
                if best.is_none_or(|(most, _)| words > most) {
                    best = Some((words, triple));
                }
            }
        }
    }
    best.map_or_else(Vec::new, |(_, triple)| triple.guesses(columns))
}

/// How much the headers agree, so that of two proofs the better worded counts.
fn support(columns: &[Column], triple: &Triple) -> u32 {
    let said = [(triple.quantity, Field::Quantity), (triple.price, Field::Price), (triple.amount, Field::Amount)];
    said.into_iter().map(|(at, field)| u32::from(columns[at].meanings.says(field))).sum()
}

/// Whether the columns are these in nine of ten rows. Pieces are whole and, where the price is too, the smaller.
fn proven(columns: &[Column], quantity: usize, price: usize, amount: usize) -> Option<Triple> {
    let [pieces, prices, money] = [quantity, price, amount].map(|at| &columns[at].content);
    if !pieces.are_pieces() {
        return None;
    }
    let says = |at: usize, field| columns[at].meanings.says(field);
    let worded = says(quantity, Field::Quantity) || says(price, Field::Price);
    if prices.are_pieces() && !prices.have_fractions() && !worded && prices.mean() <= pieces.mean() {
        return None;
    }
    let (mut fit, mut all, mut telling) = (0_u32, 0_u32, 0_u32);
    for ((q, p), a) in pieces.figures.iter().zip(&prices.figures).zip(&money.figures) {
        let (Some(q), Some(p), Some(a)) = (*q, *p, *a) else { continue };
        all += 1;
        // Ten-thousandths times ten-thousandths; a price may be rounded to the cent.
        let product = i128::from(q) * i128::from(p) / 10_000;
        let slack = i128::from(q.unsigned_abs()) / 200 + 100;
        let fits = (product - i128::from(a)).abs() <= slack;
        fit += u32::from(fits);
        telling += u32::from(fits && q.abs() > 10_000 && p != 0 && p != 10_000);
    }
    (telling >= ROWS && fit * 10 >= all * 9).then_some(Triple { quantity, price, amount, fit, all })
}

impl Triple {
    fn guesses(&self, columns: &[Column]) -> Vec<Guess> {
        let name = |at: usize| &columns[at].name;
        let (fit, all) = (self.fit, self.all);
        let proof = format!(
            "{:?} times {:?} is {:?} in {fit} of {all} rows",
            name(self.quantity),
            name(self.price),
            name(self.amount)
        );
        [(self.quantity, Field::Quantity), (self.price, Field::Price), (self.amount, Field::Amount)]
            .into_iter()
            .map(|(at, field)| Guess::new(at, field, 0.96, proof.clone()))
            .collect()
    }
}
