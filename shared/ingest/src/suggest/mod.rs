//! A mapping for a table of no known format, from its header's words, its cells and what the organisation knows. A
//! proposal, never a decision.

mod assign;
mod column;
pub(crate) mod content;
mod correct;
mod evidence;
mod header;
mod headings;
mod known;
mod measures;
mod notice;
mod preview;
mod proof;
mod proposal;
mod rest;
mod sample;
mod stacked;
mod titles;
mod to_bands;
mod to_format;
mod wide;
pub(crate) mod words;

use crate::book::Book;
use crate::error::ReadError;
use notice::Looked;

pub use correct::MappingError;
pub use headings::Headings;
pub use known::Known;
pub use measures::Measures;
pub use preview::{Preview, PreviewError, PreviewRow, Shown, preview};
pub use proposal::{Alike, Noticed, Proposal, ProposedColumn};
pub use titles::Titled;
pub use to_format::Terms;
pub use wide::{Figure, Style, Wide};

/// How many sheets are looked at.
const SHEETS: usize = 10;

/// Proposes a mapping for the table that looks most like sales; `None` where no row looks like a header.
pub fn propose(book: &dyn Book, known: &Known) -> Result<Option<Proposal>, ReadError> {
    let infos = book.sheets();
    let mut looked: Vec<Looked> = Vec::new();
    for (sheet, _) in infos.iter().enumerate().filter(|(_, info)| !info.hidden).take(SHEETS) {
        let mut sample = sample::Sample::of(book, sheet)?;
        if let Some(head) = header::find(&sample) {
            let stacked = stacked::take_apart(&mut sample, head);
            looked.push(Looked { sample, head, stacked });
        }
    }
    let Some(best) = looked.iter().reduce(|best, next| if next.head.score > best.head.score { next } else { best })
    else {
        return Ok(None);
    };
    let mut proposal = of_table(best, known);
    notice::sheets(&mut proposal, best, &looked, infos, known);
    Ok(Some(proposal))
}

/// The mapping of one table.
fn of_table(table: &Looked, known: &Known) -> Proposal {
    let (sample, head) = (&table.sample, table.head);
    let columns = column::columns(sample, head, known);
    let found = wide::find(wide::Sight { sample, head, columns: &columns, known });
    let measures = measures::find(sample, head, &columns, found.as_ref().map(|found| &found.wide));
    let mut apart: Vec<usize> = found.iter().flat_map(|found| found.labelled.clone()).collect();
    apart.extend(measures.iter().flat_map(|measures| measures.taken.clone()));
    let mut told = assign::assign(sample, head, &columns, &apart);
    let wide = found.map(|found| {
        told.extend(found.told);
        found.wide
    });
    let measures = measures.map(|found| {
        told.extend(found.told);
        found.measures
    });
    told.sort_by_key(|(at, _)| *at);
    let mut proposal = Proposal {
        sheet: sample.name.clone(),
        header_row: head.at.map_or(0, |at| sample.rows[at].0),
        columns: told.into_iter().map(|(_, column)| column).collect(),
        wide,
        ..Proposal::default()
    };
    proposal.noticed = notice::notice(&proposal, table, &columns);
    proposal.noticed.measures = measures;
    notice::stacked(&mut proposal, table, known);
    proposal
}
