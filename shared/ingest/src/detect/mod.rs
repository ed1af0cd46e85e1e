//! Which format a book is of, how sure that is and why. Loads nothing.

mod changed;
mod propose;
mod rows;
mod score;

use serde::Serialize;

use changed::{Standing, State};

use crate::book::Book;
use crate::drift::Drift;
use crate::error::{FileError, ReadError};
use crate::format::{Field, Format};
use crate::profile::Context;
use crate::suggest::{Known, Preview, Proposal};

/// The least score that a format is taken with.
pub const ENOUGH: f64 = 0.6;
/// How far it must be ahead of the next.
pub const AHEAD: f64 = 0.15;
/// The least score that a format is told with, where none is taken.
const NEAR: f64 = 0.2;
/// So many missing columns are told by name.
const FEW: usize = 3;

/// The parts of a score, each 0 to 1; a part that says nothing about this file is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Parts {
    /// The header's words: most of the weight.
    pub headers: f64,
    /// Names of sheets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheets: Option<f64>,
    /// Whole words of the file's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_name: Option<f64>,
    /// Texts in cells at the top.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub markers: Option<f64>,
    /// Whether the rows say that they are this vendor's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<f64>,
    /// Whether the cells below the header hold what they should: numbers, dates, EANs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shape: Option<f64>,
}

/// One format's score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// The format's code.
    pub code: String,
    /// Its name for people.
    pub title: String,
    /// 0 to 1, two decimals.
    pub score: f64,
    /// What the score is made of.
    pub parts: Parts,
    /// The required columns that the file does not have, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
}

/// The second best.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunnerUp {
    /// The format's code.
    pub code: String,
    /// Its score.
    pub confidence: f64,
}

/// What was found out about a book.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Detection {
    /// The code of the format that it is of, if one is sure enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The best score, 0 to 1.
    pub confidence: f64,
    /// The second best.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runner_up: Option<RunnerUp>,
    /// All formats with a score, best first.
    pub candidates: Vec<Candidate>,
    /// What has changed in the file against the format that it is of, or seems to be of: headers that were taken for
    /// its columns, and those that somebody is asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drift: Option<Drift>,
    /// The format that it seems to be of, but for columns that somebody is asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seems: Option<String>,
    /// The header's texts, of the format that it is of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub header: Vec<String>,
    /// A mapping to start from, where no format is sure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Proposal>,
    /// The first rows as that mapping would load them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview: Option<Preview>,
    /// What is still to be answered: `format`, `vendor`, `period`, `currency`, a column for the `product` or a `figure`.
    pub needs: Vec<&'static str>,
}

impl Detection {
    /// The refusal of a file that is of no known format.
    pub fn refusal(&self) -> FileError {
        if let Some(error) = changed::refusal(self) {
            return error;
        }
        let nearest = match self.candidates.first().filter(|c| c.score >= NEAR) {
            Some(best) if (1..=FEW).contains(&best.lacks.len()) => {
                format!("; the nearest is {}, of which the column {} is missing", best.title, best.lacks.join(" and "))
            }
            Some(best) => format!("; the nearest is {} with {:.2}", best.title, best.score),
            None => String::new(),
        };
        let cure = if self.proposal.is_some() { "check the proposed mapping" } else { "choose the format" };
        FileError::new(
            "unknown_format",
            format!("no known format fits this file{nearest}; {cure} and it will be loaded"),
        )
    }
}

/// Scores every format (of two with the same code the first counts) and, where none is sure, proposes a mapping.
pub fn detect<'f>(
    book: &dyn Book,
    filename: &str,
    formats: impl IntoIterator<Item = &'f Format>,
) -> Result<Detection, ReadError> {
    detect_known(book, filename, formats, &|_| None)
}

/// The same for a sender whose files are known: `former` gives the header of a format's last file, by its code.
pub fn detect_known<'f>(
    book: &dyn Book,
    filename: &str,
    formats: impl IntoIterator<Item = &'f Format>,
    former: &dyn Fn(&str) -> Option<Vec<String>>,
) -> Result<Detection, ReadError> {
    let ranked = ranked(book, filename, formats, former)?;
    let next = ranked.get(1).map_or(0.0, |standing| standing.rank);
    let ahead = |standing: &&Standing<'_>| standing.rank >= ENOUGH && standing.rank - next >= AHEAD - 1e-9;
    let chosen = ranked.first().filter(ahead).filter(|standing| standing.state != State::Asks);
    let asks = if chosen.is_some() { None } else { changed::to_ask(&ranked) };
    let anyones = |format: &Format| format.vendor.is_none() && !names_vendor(format);
    let need = match chosen {
        Some(standing) => anyones(standing.format).then_some("vendor"),
        None => Some("format"),
    };
    let drift = chosen.or(asks).and_then(|standing| standing.found.as_ref()).map(|found| found.drift.clone());
    let mut detection = Detection {
        format: chosen.map(|standing| standing.candidate.code.clone()),
        confidence: ranked.first().map_or(0.0, |standing| standing.candidate.score),
        runner_up: ranked
            .get(1)
            .map(|Standing { candidate: c, .. }| RunnerUp { code: c.code.clone(), confidence: c.score }),
        header: drift.as_ref().filter(|_| chosen.is_some()).map(|drift| drift.header.clone()).unwrap_or_default(),
        drift: drift.filter(|drift| !drift.is_empty()),
        seems: asks.map(|standing| standing.candidate.code.clone()),
        proposal: asks.and_then(|asks| Some(asks.found.as_ref()?.proposal(book, asks.format))),
        candidates: ranked.into_iter().map(|standing| standing.candidate).collect(),
        preview: None,
        needs: need.into_iter().collect(),
    };
    let ctx = Context { filename: filename.to_owned(), ..Context::default() };
    detection.propose(book, &ctx, &Known::default(), None)?;
    Ok(detection)
}

/// All formats with a score, best first.
fn ranked<'f>(
    book: &dyn Book,
    filename: &str,
    formats: impl IntoIterator<Item = &'f Format>,
    former: &dyn Fn(&str) -> Option<Vec<String>>,
) -> Result<Vec<Standing<'f>>, ReadError> {
    let mut known: Vec<&'f Format> = Vec::new();
    for format in formats {
        if known.iter().all(|k| k.code != format.code) {
            known.push(format);
        }
    }
    let mut standings = Vec::new();
    for format in known {
        let scored = score::score(book, filename, format)?;
        if scored.score > 0.0 {
            standings.push(changed::stand(book, filename, format, scored, former(&format.code).as_deref())?);
        }
    }
    // A general format gives way to one vendor's format that fits: as it is, or with changed columns where more than
    // its columns speaks for it.
    let fits = |s: &Standing<'_>| s.rank >= ENOUGH && (s.state == State::Plain || s.candidate.parts.speak());
    if standings.iter().any(|s| !s.format.recognise.general && fits(s)) {
        for standing in standings.iter_mut().filter(|s| s.format.recognise.general) {
            standing.candidate.score = round((standing.candidate.score - AHEAD).max(0.0));
            standing.rank = round((standing.rank - AHEAD).max(0.0));
        }
    }
    let by_code = |a: &Standing<'_>, b: &Standing<'_>| a.candidate.code.cmp(&b.candidate.code);
    standings.sort_by(|a, b| b.rank.total_cmp(&a.rank).then_with(|| by_code(a, b)));
    Ok(standings)
}

fn names_vendor(format: &Format) -> bool {
    format.knows(Field::Vendor) || format.table.sheet_name == Some(Field::Vendor)
}

/// Two decimals, as people are shown.
fn round(score: f64) -> f64 {
    (score * 100.0).round() / 100.0
}
