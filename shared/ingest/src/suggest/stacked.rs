//! Tables below one another on one sheet: those with the header of the first are one with it, and where one with other
//! columns begins is told.

use super::header::{self, Head, keys};
use super::sample::Sample;
use crate::value::text::header_key;

/// What stands below, or above, the first table.
#[derive(Clone, Debug, Default)]
pub(super) struct Stacked {
    /// The titles above each table with this header, from the top; the first table's come first.
    pub(super) titles: Vec<Vec<String>>,
    /// The table with other columns.
    pub(super) other: Option<Other>,
}

/// A table with other columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Other {
    /// Its header's row, as people see it.
    pub(super) row: u32,
    /// The first texts of its title and of its header, where it stands below.
    pub(super) begins: Vec<String>,
    /// Its titles.
    pub(super) titles: Vec<String>,
    /// Its rows from the header on, where it stands below.
    pub(super) rows: Vec<(u32, Vec<String>)>,
}

/// Takes out of the sample what is no row of the first table: repeated headers with their titles, and all from a table
/// with other columns on.
pub(super) fn take_apart(sample: &mut Sample, head: Head) -> Stacked {
    let Some(first) = head.at else { return Stacked::default() };
    let above = (0..first).find(|at| header::is_another(sample, *at, first));
    let above = above.map(|at| Other { row: sample.rows[at].0, ..Other::default() });
    let mut stacked = Stacked { other: above, ..Stacked::default() };
    let own = keys(sample, first);
    let (mut gone, mut end) = (Vec::new(), sample.rows.len());
    stacked.titles.push((begin(sample, first, first, 0)..first).filter_map(|at| title(sample, at)).collect());
    for at in head.below()..sample.rows.len() {
        if own == keys(sample, at) {
            let begin = begin(sample, first, at, head.below());
            stacked.titles.push((begin..at).filter_map(|row| title(sample, row)).collect());
            gone.extend(begin..=at);
        } else if header::is_another(sample, at, first) {
            end = begin(sample, first, at, head.below());
            let texts = (end..=at).filter_map(|row| sample.rows[row].1.iter().find(|text| !text.is_empty()).cloned());
            stacked.other = Some(Other {
                row: sample.rows[at].0,
                begins: texts.collect(),
                titles: (end..at).filter_map(|row| title(sample, row)).collect(),
                rows: sample.rows[at..].to_vec(),
            });
            break;
        }
    }
    let mut at = 0;
    sample.rows.retain(|_| {
        at += 1;
        at <= end && !gone.contains(&(at - 1))
    });
    stacked
}

impl Stacked {
    /// Takes the other table for one more, where it has all columns that are read: its rows from the header on.
    pub(super) fn one_more<'h>(&mut self, read: impl Iterator<Item = &'h str>) -> Option<Vec<(u32, Vec<String>)>> {
        let (_, header) = self.other.as_ref()?.rows.first()?;
        let header: Vec<String> = header.iter().map(|text| header_key(text)).collect();
        let mut read = read.map(header_key).peekable();
        let whole = read.peek().is_some() && read.all(|key| header.contains(&key));
        let other = self.other.take_if(|_| whole)?;
        self.titles.push(other.titles);
        Some(other.rows)
    }
}

/// The first row of a table whose header's last row this is: its titles and the row of labels above the header belong to it.
fn begin(sample: &Sample, first: usize, at: usize, from: usize) -> usize {
    let mut begin = at;
    let labels = first.checked_sub(1).filter(|above| title(sample, *above).is_none());
    if let Some(labels) = labels
        && begin > from
        && (at == first || keys(sample, begin - 1) == keys(sample, labels))
        && sample.rows[begin - 1].0 + 1 == sample.rows[begin].0
    {
        begin -= 1;
    }
    while begin > from && title(sample, begin - 1).is_some() {
        begin -= 1;
    }
    begin
}

/// A row that is a title: a single text, or a label with a colon and what it says.
fn title(sample: &Sample, at: usize) -> Option<String> {
    let mut filled = sample.rows[at].1.iter().filter(|text| !text.is_empty());
    match (filled.next()?, filled.next(), filled.next()) {
        (text, None, _) => Some(text.clone()),
        (label, Some(text), None) if label.ends_with(':') => Some(format!("{label} {text}")),
        _ => None,
    }
}
