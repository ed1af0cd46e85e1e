//! A known sender's file whose header has changed: which new header is which column of the format.
//!
//! Evidence is the likeness of the names, the kind of the cells, the place beside former neighbours, and what is left
//! when all else is known. Above [`HEAL`] the new header is taken and told; below it somebody is asked about that one
//! column. docs/drift.md says what comes of it.

mod answer;
mod kind;
mod likeness;
mod pairs;
mod proposal;
mod qualifiers;
mod roles;
mod top;

use serde::{Deserialize, Serialize};

pub use answer::NotOfFormat;

use crate::answers::Answers;
use crate::book::Book;
use crate::error::ReadError;
use crate::format::{Field, Format, letter_of};
use crate::profile::needs;
use crate::record::{RowWarning, Source};
use crate::suggest::Proposal;
use crate::value::text::header_key;
use pairs::Pair;
use roles::Roles;
use top::Top;

/// The least confidence with which a new header is taken for a column of the format.
pub const HEAL: f64 = 0.8;
/// The least confidence with which it is asked whether it is that column.
pub const ASK: f64 = 0.5;

/// So much may another sheet lack, a column being told twice: by itself, and as the only figure; and so many columns
/// must it have to be a table.
const FEW: usize = 2;

/// A new header that is, or may be, a column of the format.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Taken {
    /// The header as it stands in the file.
    pub header: String,
    /// The sheet's place in the book.
    #[serde(default)]
    pub sheet: u16,
    /// The header's row, 1-based.
    #[serde(default)]
    pub row: u32,
    /// Its column, 0-based.
    pub column: u16,
    /// The format's own spelling that it stands for.
    pub stands_for: String,
    /// The field that the column gives, if it gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Field>,
    /// 0 to 1.
    pub confidence: f64,
    /// Why, in words.
    pub reason: String,
}

/// What has changed in a file of a known format.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Drift {
    /// The sheet's place in the book.
    pub sheet: u16,
    /// The header's row, 1-based.
    pub row: u32,
    /// The header's texts by column; behind them, the changed ones of other sheets.
    pub header: Vec<String>,
    /// New headers that are sure enough to be taken.
    pub healed: Vec<Taken>,
    /// New headers that somebody is to be asked about.
    pub asked: Vec<Taken>,
    /// Columns of earlier files that the file does not have any more.
    pub missing: Vec<String>,
    /// Columns that earlier files did not have and that are not read.
    pub added: Vec<String>,
}

/// What has changed, and the table that it was found on.
pub(crate) struct Found {
    pub(crate) drift: Drift,
    /// Whether the format misses nothing once the healed headers are taken.
    pub(crate) whole: bool,
    /// Whether it misses nothing once those that are asked about are taken too.
    pub(crate) whole_if_asked: bool,
    top: Top,
}

/// Looks for what has changed against the format, and against the header of its last file where there was one.
pub(crate) fn find(book: &dyn Book, format: &Format, former: Option<&[String]>) -> Result<Option<Found>, ReadError> {
    let roles = Roles::of(format);
    let Some(top) = top::find(book, format, &roles)? else { return Ok(None) };
    let others = top::others(book, format, &roles, top.sheet)?;
    let mut found = on(format, &roles, top, former, ASK);
    for other in others {
        found.drift.missing.retain(|gone| !other.header.keys.contains(&header_key(gone)));
        // Where little is missing, it is asked about whatever may be it: a sheet is never left out for one word.
        let named = other.header.keys.iter().filter(|key| roles.name(key)).count();
        let least = if other.lacks <= FEW && named >= FEW { 0.0 } else { ASK };
        let lacks = other.lacks;
        let other = on(format, &roles, other, former, least);
        // A sheet that lacks more is none of the tables.
        if lacks > 0 && other.whole_if_asked {
            found.drift.take(other.drift);
        }
    }
    Ok(Some(found))
}

/// What has changed on one sheet; a pair that the format needs is asked about from `least` on.
fn on(format: &Format, roles: &Roles<'_>, top: Top, former: Option<&[String]>, least: f64) -> Found {
    let keys_of = |texts: &[String]| {
        let mut keys: Vec<String> = texts.iter().map(|text| header_key(text)).collect();
        format.put_headers_right(&mut keys);
        keys
    };
    let earlier: Option<Vec<String>> = former.map(keys_of);
    let pairs = pairs::find(format, roles, &top, earlier.as_deref());
    let mut drift = Drift {
        sheet: top.sheet as u16,
        row: top.header.row,
        header: top.header.titles().to_vec(),
        ..Drift::default()
    };
    for pair in &pairs {
        let taken = pair.taken(&top);
        if pair.confidence >= HEAL {
            drift.healed.push(taken);
        } else if (pair.confidence >= ASK && pair.matters)
            || (pair.confidence >= least && lacks_less(format, &top, pair))
        {
            drift.asked.push(taken);
        }
    }
    if let Some((texts, keys)) = former.zip(earlier.as_deref()) {
        compare(roles, &top, (texts, keys), &mut drift);
    }
    let lacks = |taken: &[&[Taken]]| {
        let answers = Answers { headers: headers_of(taken.iter().copied().flatten()), ..Answers::default() };
        needs::lacking(format, &renamed(&answers.over(format), &top)).len()
    };
    let whole = lacks(&[&drift.healed]) == 0;
    let whole_if_asked = lacks(&[&drift.healed, &drift.asked]) == 0;
    Found { drift, whole, whole_if_asked, top }
}

/// The same header as another version of the format sees it.
fn renamed(format: &Format, top: &Top) -> crate::profile::header::Header {
    let mut header = top.header.clone();
    format.put_headers_right(&mut header.keys);
    header
}

/// Whether the format misses less where a new header is taken.
fn lacks_less(format: &Format, top: &Top, pair: &Pair<'_>) -> bool {
    let answers = Answers { headers: headers_of([&pair.taken(top)]), ..Answers::default() };
    needs::lacking(format, &renamed(&answers.over(format), top)).len() < top.lacks
}

fn headers_of<'t>(taken: impl IntoIterator<Item = &'t Taken>) -> std::collections::BTreeMap<String, String> {
    taken.into_iter().map(|one| (one.header.clone(), one.stands_for.clone())).collect()
}

/// What earlier files had and this one has not, and the other way round.
fn compare(roles: &Roles<'_>, top: &Top, (texts, former): (&[String], &[String]), drift: &mut Drift) {
    let keys = &top.header.keys;
    let healed: Vec<String> =
        drift.healed.iter().chain(&drift.asked).map(|taken| header_key(&taken.stands_for)).collect();
    for (text, gone) in texts.iter().zip(former).filter(|(_, key)| !key.is_empty() && !keys.contains(key)) {
        let read = roles.all.iter().find(|role| role.is_called(gone));
        let again = read.is_some_and(|role| role.words.iter().any(|word| healed.contains(&header_key(word))));
        if read.is_some() && !again && !drift.missing.contains(text) {
            drift.missing.push(text.clone());
        }
    }
    for at in roles.new_headers(&top.header) {
        let text = &top.header.titles()[at];
        let taken = drift.healed.iter().chain(&drift.asked).any(|taken| taken.header == *text);
        if !taken && !former.contains(&keys[at]) {
            drift.added.push(text.clone());
        }
    }
}

impl Drift {
    /// Whether anything is to be told or asked.
    pub fn is_empty(&self) -> bool {
        self.healed.is_empty() && self.asked.is_empty() && self.missing.is_empty() && self.added.is_empty()
    }

    /// Takes what has changed on another sheet too: a header that is another column there is the same one.
    fn take(&mut self, other: Self) {
        let again = |gone: &String| {
            other.healed.iter().chain(&other.asked).any(|taken| header_key(&taken.stands_for) == header_key(gone))
        };
        self.missing.retain(|gone| !again(gone));
        let known = |drift: &Self, header: &str| drift.healed.iter().chain(&drift.asked).any(|t| t.header == header);
        for (healed, taken) in
            other.healed.into_iter().map(|t| (true, t)).chain(other.asked.into_iter().map(|t| (false, t)))
        {
            if !known(self, &taken.header) {
                self.header.push(taken.header.clone());
                if healed { self.healed.push(taken) } else { self.asked.push(taken) }
            }
        }
    }

    /// The healed headers as answers that a format can take.
    pub fn answers(&self) -> Answers {
        Answers { headers: headers_of(&self.healed), ..Answers::default() }
    }

    /// The least sure of what was healed; 1 where nothing was.
    pub fn confidence(&self) -> f64 {
        self.healed.iter().map(|taken| taken.confidence).fold(1.0, f64::min)
    }

    /// What the sender should know of it.
    pub fn warnings(&self) -> Vec<RowWarning> {
        let header = Some(Source { sheet: self.sheet, row: self.row, column: None });
        let healed = self.healed.iter().map(|taken| RowWarning {
            code: "column_healed",
            message: format!(
                "column {:?} was taken for {} ({:.0} % sure): {}; it is remembered once the file is loaded, and \
                 forgotten if the upload is undone",
                taken.header,
                taken.is(),
                taken.confidence * 100.0,
                taken.reason
            ),
            source: Some(Source { sheet: taken.sheet, row: taken.row, column: Some(taken.column) }),
            value: Some(taken.header.clone()),
        });
        let missing = self.missing.iter().map(|gone| RowWarning {
            code: "column_missing",
            message: format!(
                "earlier files of this format had a column {gone:?}, which this one has not; it was read without"
            ),
            source: header,
            value: Some(gone.clone()),
        });
        let added = self.added.iter().map(|new| RowWarning {
            code: "column_added",
            message: format!("column {new:?} is new in this format's files and was not read"),
            source: header,
            value: Some(new.clone()),
        });
        healed.chain(missing).chain(added).collect()
    }
}

impl Taken {
    /// The column that it is, in words.
    pub fn is(&self) -> String {
        let letter = letter_of(&self.stands_for).is_some();
        match self.field {
            Some(field) if letter => {
                format!("the {field}, which stood in column {}", self.stands_for.trim_start_matches('@'))
            }
            Some(field) => format!("{:?}, the {field}", self.stands_for),
            None => format!("{:?}", self.stands_for),
        }
    }
}

impl Found {
    /// The share of the header's texts that are in another header (of keys).
    pub(crate) fn shared_with(&self, former: &[String]) -> f64 {
        self.share(|key| former.iter().any(|other| header_key(other) == key))
    }

    /// The share of the header's texts that the format has a word for.
    pub(crate) fn shared_with_format(&self, format: &Format) -> f64 {
        let roles = Roles::of(format);
        self.share(|key| roles.know(key))
    }

    fn share(&self, known: impl Fn(&str) -> bool) -> f64 {
        let named: Vec<&String> = self.top.header.keys.iter().filter(|key| !key.is_empty()).collect();
        let shared = named.iter().filter(|key| known(key)).count();
        shared as f64 / named.len().max(1) as f64
    }

    /// The mapping that the format makes of the file, with what is not sure in it.
    pub(crate) fn proposal(&self, book: &dyn Book, format: &Format) -> Proposal {
        let sheet = book.sheets().get(self.top.sheet).map(|info| info.name.clone()).unwrap_or_default();
        proposal::of(format, sheet, &self.top.header, &self.drift)
    }
}
