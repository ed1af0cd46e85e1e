//! Which format a book is of, how sure that is and why. Loads nothing.

mod propose;
mod score;

use serde::Serialize;

use score::Scored;

use crate::book::Book;
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
    let scored = ranked(book, filename, formats)?;
    let next = scored.get(1).map_or(0.0, |(c, _)| c.score);
    let chosen = scored.first().filter(|(c, _)| c.score >= ENOUGH && c.score - next >= AHEAD - 1e-9);
    let vendor = chosen.filter(|(_, format)| format.vendor.is_none() && !names_vendor(format)).map(|_| "vendor");
    let mut detection = Detection {
        format: chosen.map(|(c, _)| c.code.clone()),
        confidence: scored.first().map_or(0.0, |(c, _)| c.score),
        runner_up: scored.get(1).map(|(c, _)| RunnerUp { code: c.code.clone(), confidence: c.score }),
        candidates: scored.into_iter().map(|(c, _)| c).collect(),
        proposal: None,
        preview: None,
        needs: vendor.into_iter().collect(),
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
) -> Result<Vec<(Candidate, &'f Format)>, ReadError> {
    let mut known: Vec<&'f Format> = Vec::new();
    for format in formats {
        if known.iter().all(|k| k.code != format.code) {
            known.push(format);
        }
    }
    let mut scored = Vec::new();
    for format in known {
        let Scored { score, parts, lacks } = score::score(book, filename, format)?;
        if score > 0.0 {
            let candidate = Candidate { code: format.code.clone(), title: format.title.clone(), score, parts, lacks };
            scored.push((candidate, format));
        }
    }
    // A general format gives way to one vendor's format that fits.
    if scored.iter().any(|(c, f)| !f.recognise.general && c.score >= ENOUGH) {
        for (candidate, _) in scored.iter_mut().filter(|(_, f)| f.recognise.general) {
            candidate.score = round((candidate.score - AHEAD).max(0.0));
        }
    }
    scored.sort_by(|(a, _), (b, _)| b.score.total_cmp(&a.score).then_with(|| a.code.cmp(&b.code)));
    Ok(scored)
}

fn names_vendor(format: &Format) -> bool {
    format.knows(Field::Vendor) || format.table.sheet_name == Some(Field::Vendor)
}

/// Two decimals, as people are shown.
fn round(score: f64) -> f64 {
    (score * 100.0).round() / 100.0
}
