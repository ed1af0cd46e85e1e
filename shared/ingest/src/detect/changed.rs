//! Formats whose columns have changed in the file: healed ones stand as if nothing had, the others are asked about.

use super::score::{self, Scored};
use super::{Candidate, Detection, ENOUGH, round};
use crate::book::Book;
use crate::drift::{self, Found};
use crate::error::{FileError, ReadError};
use crate::format::Format;

/// The most required columns that a file may lack to be asked about as one of the format.
const FEW: usize = 2;
/// The least part of a header that a sender nobody knows shares with a format whose columns have changed.
const FAMILIAR: f64 = 0.5;

/// How a file stands to a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It is of the format, or its score says how far it is not.
    Plain,
    /// It is of the format once the healed headers are taken.
    Healed,
    /// It would be of the format, but somebody has to say what a column is.
    Asks,
}

/// A format's score for a file, and what has changed in the file against it.
pub(super) struct Standing<'f> {
    pub(super) candidate: Candidate,
    /// The score that it is ranked by: what it would be if every question about it were answered with yes.
    pub(super) rank: f64,
    pub(super) format: &'f Format,
    pub(super) state: State,
    pub(super) found: Option<Found>,
}

/// Where a file stands to a format that has a score.
pub(super) fn stand<'f>(
    book: &dyn Book,
    file: &str,
    format: &'f Format,
    scored: Scored,
    former: Option<&[String]>,
) -> Result<Standing<'f>, ReadError> {
    // The last file of a format for everybody may be anybody's.
    let former = former.filter(|_| format.vendor.is_some());
    let complete = scored.lacks.is_empty();
    let rank = scored.score;
    let mut standing =
        Standing { candidate: candidate(format, scored), rank, format, state: State::Plain, found: None };
    // A file that lacks more is not one of the format's with changed columns, and a general format has no sender whose
    // columns could change.
    let is_other = standing.candidate.lacks.len() > FEW || format.recognise.general;
    if (complete && standing.candidate.score < ENOUGH) || (!complete && is_other) {
        return Ok(standing);
    }
    let Some(found) = drift::find(book, format, former)? else { return Ok(standing) };
    if complete {
        standing.state = if found.drift.asked.is_empty() { State::Plain } else { State::Asks };
        standing.candidate.score = round(standing.candidate.score * found.drift.confidence());
        standing.rank = standing.candidate.score;
        standing.found = Some(found);
        return Ok(standing);
    }
    if !is_familiar(format, &found, former) {
        return Ok(standing);
    }
    let speaks = standing.candidate.parts.speak();
    if found.whole || found.whole_if_asked {
        let mut answers = found.drift.answers();
        let asked = found.drift.asked.iter();
        answers.headers.extend(asked.clone().map(|taken| (taken.header.clone(), taken.stands_for.clone())));
        let mended = score::score(book, file, &answers.over(format))?;
        let sure = asked.map(|taken| taken.confidence).fold(found.drift.confidence(), f64::min);
        standing.rank = standing.rank.max(round(mended.score * sure));
        standing.state = if found.whole && found.drift.asked.is_empty() { State::Healed } else { State::Asks };
        if standing.state == State::Healed {
            standing.candidate.score = standing.rank;
            standing.candidate.parts = mended.parts;
            standing.candidate.lacks.clear();
        }
        standing.found = Some(found);
    } else if speaks {
        // Its name says whose it is; no general format may take it without a word.
        standing.rank = standing.rank.max(ENOUGH);
        standing.state = State::Asks;
        standing.found = Some(found);
    }
    Ok(standing)
}

/// Whether enough of the header is known to speak of changes: most of its words are the format's, or those of the
/// sender's last file.
fn is_familiar(format: &Format, found: &Found, former: Option<&[String]>) -> bool {
    let as_before = || former.is_some_and(|former| found.shared_with(former) >= FAMILIAR);
    found.shared_with_format(format) >= FAMILIAR || as_before()
}

fn candidate(format: &Format, scored: Scored) -> Candidate {
    let Scored { score, parts, lacks } = scored;
    Candidate { code: format.code.clone(), title: format.title.clone(), score, parts, lacks }
}

/// The format to ask about, where none is sure: the one that the file is of but for a column.
pub(super) fn to_ask<'s, 'f>(ranked: &'s [Standing<'f>]) -> Option<&'s Standing<'f>> {
    ranked.iter().filter(|standing| standing.rank >= ENOUGH).find(|standing| standing.state == State::Asks)
}

/// The question about a file that is of a known format but for some columns.
pub(super) fn refusal(detection: &Detection) -> Option<FileError> {
    let code = detection.seems.as_deref()?;
    let title = &detection.candidates.iter().find(|candidate| candidate.code == code)?.title;
    let lacks = &detection.candidates.iter().find(|candidate| candidate.code == code)?.lacks;
    let asked = detection.drift.iter().flat_map(|drift| &drift.asked);
    let each: Vec<String> = asked.map(|taken| format!("whether {:?} is {}", taken.header, taken.is())).collect();
    let message = if each.is_empty() {
        format!(
            "the file looks like {title}, but a column is missing: {}; say which column it is now",
            lacks.join("; ")
        )
    } else {
        format!("the file looks like {title}, but its columns have changed; say {}", each.join(" and "))
    };
    Some(FileError::new("changed_columns", message))
}
