//! Tables whose columns stand below each other, with two or more blanks between their cells, as reports are printed.
//!
//! A cell belongs to the column that it stands in, so that an empty one moves no other. Where the columns are not
//! aligned, only rows with all their cells can be read.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::cells::Row;

/// Fewer lines with gaps are no table.
const FEWEST_ROWS: usize = 3;

/// The columns of an aligned table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aligned {
    /// How many columns there are.
    pub count: usize,
    /// Which characters of a line each of them takes, where they never overlap.
    places: Option<Vec<Range<usize>>>,
}

/// A cell: its bytes and its characters in the line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Token {
    bytes: Range<usize>,
    place: Range<usize>,
}

/// Tells the columns from the first lines, and how well they fit: the share of lines that they read times (k-1)/k.
pub(super) fn detect(lines: &[&str]) -> Option<(Aligned, f64)> {
    let rows: Vec<Vec<Token>> = lines.iter().map(|line| tokens(line)).filter(|row| !row.is_empty()).collect();
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.len() > 1) {
        *widths.entry(row.len()).or_default() += 1;
    }
    let likely = widths.into_iter().filter(|(_, rows)| *rows >= FEWEST_ROWS);
    likely.filter_map(|(count, _)| fitted(&rows, count)).max_by(|left, right| left.1.total_cmp(&right.1))
}

/// Columns for rows of `count` cells, if they read at least every other row. A row of one cell fits any columns, so it
/// speaks for none.
fn fitted(rows: &[Vec<Token>], count: usize) -> Option<(Aligned, f64)> {
    let aligned = Aligned { count, places: places(rows.iter().filter(|row| row.len() == count), count) };
    let fits = if aligned.places.is_some() {
        rows.iter().filter(|row| row.len() > 1 && aligned.columns(row).is_some()).count()
    } else if count > 2 && rows.last().is_some_and(|row| row.len() == count) {
        // Without places every row of the table must be whole.
        rows.iter().skip_while(|row| row.len() != count).take_while(|row| row.len() == count).count()
    } else {
        0
    };
    let score = fits as f64 / rows.len() as f64 * (count as f64 - 1.0) / count as f64;
    (fits * 2 >= rows.len() && fits >= FEWEST_ROWS).then_some((aligned, score))
}

/// The characters that each column takes over all rows; `None` where two of them overlap.
fn places<'r>(rows: impl Iterator<Item = &'r Vec<Token>>, count: usize) -> Option<Vec<Range<usize>>> {
    let mut places = vec![Range { start: usize::MAX, end: 0 }; count];
    for row in rows {
        for (place, token) in places.iter_mut().zip(row) {
            place.start = place.start.min(token.place.start);
            place.end = place.end.max(token.place.end);
        }
    }
    places.is_sorted_by(|left, right| left.end <= right.start).then_some(places)
}

impl Aligned {
    /// Puts the cells of a line into `row`; `false` if it cannot be told which columns they belong to.
    pub(super) fn split(&self, line: &str, row: &mut Row) -> bool {
        let tokens = tokens(line);
        let columns = self.columns(&tokens);
        let known = columns.is_some() || tokens.len() == self.count || tokens.len() < 2;
        for (at, token) in tokens.iter().enumerate() {
            row.pad_to(columns.as_ref().and_then(|columns| columns.get(at)).copied().unwrap_or(at));
            row.push_span(token.bytes.start, token.bytes.end);
        }
        known
    }

    /// Each cell's column by where it stands: the one column that it overlaps.
    fn columns(&self, tokens: &[Token]) -> Option<Vec<usize>> {
        let places = self.places.as_ref()?;
        let overlapped = |token: &Token| {
            let mut hit = places
                .iter()
                .enumerate()
                .filter(|(_, place)| place.start < token.place.end && token.place.start < place.end)
                .map(|(column, _)| column);
            hit.next().filter(|_| hit.next().is_none())
        };
        let columns: Vec<usize> = tokens.iter().map(overlapped).collect::<Option<_>>()?;
        columns.is_sorted_by(|left, right| left < right).then_some(columns)
    }
}

fn tokens(line: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut blanks = usize::MAX;
    for (place, (at, letter)) in line.char_indices().enumerate() {
        if letter == ' ' {
            blanks = blanks.saturating_add(1);
            continue;
        }
        let (byte_end, place_end) = (at + letter.len_utf8(), place + 1);
        match tokens.last_mut().filter(|_| blanks < 2) {
            Some(token) => (token.bytes.end, token.place.end) = (byte_end, place_end),
            None => tokens.push(Token { bytes: at..byte_end, place: place..place_end }),
        }
        blanks = 0;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(aligned: &Aligned, line: &str) -> (Vec<String>, bool) {
        let mut row = Row::new();
        row.begin(1);
        row.set_text(line);
        let known = aligned.split(line, &mut row);
        (row.cells().map(|cell| crate::value::cell::text(cell).into_owned()).collect(), known)
    }

    #[test]
    fn an_empty_cell_moves_no_other() {
        let lines = [
            "Sales of March",
            "Product       Shop      Units    Amount",
            "Rose oil      Paris         3     12,50",
            "Lily, white   Lyon         14      8,00",
            "Iris          Évry          2    110,20",
        ];
        let (aligned, _) = detect(&lines).unwrap();
        let (row, known) = cells(&aligned, "Tulip         Nice               9,10");
        assert!(known);
        assert_eq!(row, ["Tulip", "Nice", "", "9,10"]);
        let (row, _) = cells(&aligned, "Total                      19    139,80");
        assert_eq!(row, ["Total", "", "19", "139,80"]);
        assert!(!cells(&aligned, "a  b  c").1);
    }

    #[test]
    fn a_few_gaps_below_whole_rows_are_no_columns() {
        let mut lines = vec!["left,right"; 21];
        lines.extend(["rose;   ,", "\"a\"\"  \",", "b;ß;  ,"]);
        assert_eq!(detect(&lines), None);
    }

    #[test]
    fn prose_is_no_table() {
        let prose =
            ["One thing.  Another, longer thing.", "And more of it.  So it goes.", "Shorter.  Still no table at all."];
        assert_eq!(detect(&prose), None);
    }
}
