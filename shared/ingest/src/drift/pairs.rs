//! Which new header is which missing column: the surest pair first, each header and each column once.

use super::likeness::{self, Likeness, Words};
use super::roles::{Role, Roles};
use super::top::Top;
use super::{ASK, HEAL, Taken, kind};
use crate::format::{Field, Format, letter_of};
use crate::value::text::header_key;

/// How much it says that a column stands between the neighbours of the one that is gone, beside one of them, or that
/// nothing else is left for it.
const BETWEEN: f64 = 0.6;
const BESIDE: f64 = 0.35;
const ALONE: f64 = 0.3;
/// The most that a pair without any likeness of names can have, unless its cells can be nothing else.
const NAMELESS: f64 = 0.75;
/// The same where a word on one side makes another figure of it, or where it is another field's word.
const QUALIFIED: f64 = 0.7;
const CONTRADICTED: f64 = 0.4;
/// Cells that speak so much can be nothing else.
const UNMISTAKABLE: f64 = 0.6;
/// How far a pair is ahead of another one for the same header or column.
const AHEAD: f64 = 0.15;

/// A new header and the column that it may be.
#[derive(Clone, Debug)]
pub(super) struct Pair<'r> {
    role: &'r Role,
    at: usize,
    stands_for: String,
    pub(super) confidence: f64,
    /// What it cannot exceed, whatever else speaks for it.
    most: f64,
    pub(super) matters: bool,
    reason: String,
}

/// A column of the format that the header does not have, and the spelling that it had.
struct Missing<'r> {
    role: &'r Role,
    word: String,
    /// Whether the format's last file had it.
    was_there: bool,
}

/// The surest pairs.
pub(super) fn find<'r>(format: &Format, roles: &'r Roles<'_>, top: &Top, former: Option<&[String]>) -> Vec<Pair<'r>> {
    let missing = missing(format, &roles.all, top, former);
    let title = |at: usize| top.header.titles().get(at).map_or("", String::as_str);
    let fresh: Vec<(usize, Words)> =
        roles.new_headers(&top.header).into_iter().map(|at| (at, Words::of(title(at)))).collect();
    let mut pairs: Vec<Pair<'r>> = Vec::new();
    for gone in &missing {
        pairs.extend(moved(gone, top, former));
        if fresh.is_empty() {
            continue;
        }
        let column = gone.role.split();
        // What stood beside the column in the last file is no heir of it.
        let beside = |at: usize| gone.was_there && former.is_some_and(|f| f.contains(&top.header.keys[at]));
        for (at, words) in fresh.iter().filter(|(at, _)| !beside(*at)) {
            let like = likeness::of(words, &column, gone.role.field);
            pairs.extend(like.and_then(|like| judge(format, gone, (*at, &like), top, former)));
        }
    }
    for (at, _) in &fresh {
        pairs.extend(roles.all.iter().filter_map(|role| pushed(format, role, top, *at)));
    }
    alone(&mut pairs);
    for pair in pairs.iter_mut().filter(|pair| format.doubted.contains(&top.header.keys[pair.at])) {
        pair.confidence = pair.confidence.min(NAMELESS);
        pair.reason += ", but somebody has had that forgotten";
    }
    settle(pairs)
}

/// The columns that the header does not have: those of the last file, and those that no constant or fact gives.
fn missing<'r>(format: &Format, roles: &'r [Role], top: &Top, former: Option<&[String]>) -> Vec<Missing<'r>> {
    let keys = &top.header.keys;
    let mut found = Vec::new();
    for role in roles {
        let given = role.field.is_some_and(|f| {
            format.constant.contains_key(&f) || format.is_fact(f) || format.table.sheet_name == Some(f)
        });
        let gone_word = former.and_then(|former| {
            role.words.iter().find(|word| {
                let key = header_key(word);
                former.contains(&key) && !keys.contains(&key)
            })
        });
        let letter = role.words.iter().find_map(|word| letter_of(word).map(|at| (word, usize::from(at))));
        let there = keys.iter().any(|key| !key.is_empty() && role.is_called(key));
        let (word, was_there) = match (gone_word, letter) {
            (Some(word), _) => (word, true),
            (None, Some((word, at))) if is_shifted(roles, role, top, former, at) => (word, former.is_some()),
            (None, Some(_)) => continue,
            (None, None) if there || given => continue,
            (None, None) => match role.words.first() {
                Some(word) => (word, false),
                None => continue,
            },
        };
        found.push(Missing { role, word: word.clone(), was_there });
    }
    found
}

/// Whether what stands in a lettered column is another column of the format, or was elsewhere in the last file.
fn is_shifted(roles: &[Role], own: &Role, top: &Top, former: Option<&[String]>, at: usize) -> bool {
    let Some(key) = top.header.keys.get(at).filter(|key| !key.is_empty()) else { return false };
    let other = roles.iter().any(|role| role.field != own.field && role.is_called(key));
    let was = former.and_then(|former| former.get(at)).filter(|was| !was.is_empty());
    other || was.is_some_and(|was| was != key && top.header.keys.contains(was))
}

/// A lettered column whose header of the last file stands elsewhere now.
fn moved<'r>(gone: &Missing<'r>, top: &Top, former: Option<&[String]>) -> Option<Pair<'r>> {
    let letter = usize::from(letter_of(&gone.word)?);
    let was = former?.get(letter).filter(|was| !was.is_empty())?;
    let at = top.header.keys.iter().position(|key| key == was)?;
    Some(Pair {
        role: gone.role,
        at,
        stands_for: gone.word.clone(),
        confidence: 0.95,
        most: 0.95,
        matters: gone.role.matters,
        reason: format!("it stood in column {} of earlier files", gone.word.trim_start_matches('@')),
    })
}

/// A lettered column whose cells are none of the values that the format names for it, where those of a new header are:
/// another column may have pushed it there.
fn pushed<'r>(format: &Format, role: &'r Role, top: &Top, at: usize) -> Option<Pair<'r>> {
    let named = &format.values.get(&role.field?)?.map;
    let (word, letter) = role.words.iter().find_map(|word| letter_of(word).map(|at| (word, usize::from(at))))?;
    let has_them = |column: usize| top.texts(column).iter().any(|text| named.contains_key(&header_key(text)));
    let told = top.header.keys.iter().any(|key| !key.is_empty() && role.is_called(key));
    if told || has_them(letter) || !has_them(at) {
        return None;
    }
    let column = word.trim_start_matches('@');
    Some(Pair {
        role,
        at,
        stands_for: word.clone(),
        confidence: NAMELESS,
        most: NAMELESS,
        matters: role.matters,
        reason: format!("it has values that the format names, which column {column} has not"),
    })
}

/// What speaks for a new header being a missing column.
fn judge<'r>(
    format: &Format,
    gone: &Missing<'r>,
    (at, like): (usize, &Likeness),
    top: &Top,
    former: Option<&[String]>,
) -> Option<Pair<'r>> {
    let (cells, why) = kind::speaks(format, gone.role.field, top.content(at)?)?;
    if like.value < ASK && !gone.was_there && !is_needed(format, gone.role.field) {
        // A column that no file has had is not looked for by elimination.
        return None;
    }
    let (place, where_) = place(gone, at, top, former);
    let reasons = [like.reason.as_str(), why, where_];
    let reason = reasons.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
    let (confidence, most) = together(like, cells, place);
    let matters = gone.role.matters;
    Some(Pair { role: gone.role, at, stands_for: gone.word.clone(), confidence, most, matters, reason })
}

/// Whether the format cannot do without the field.
fn is_needed(format: &Format, field: Option<Field>) -> bool {
    let Some(field) = field else { return true };
    let required = &format.table.required;
    let stands_in = |any: &[Field]| any.contains(&field) && !required.iter().any(|f| any.contains(f));
    required.contains(&field)
        || stands_in(&Field::IDENTITY)
        || stands_in(&[Field::Quantity, Field::Amount, Field::Price, Field::OriginalAmount])
}

/// Independent evidence together, and the most that it can come to.
fn together(like: &Likeness, cells: f64, place: f64) -> (f64, f64) {
    let doubt = [like.value.min(0.95), cells, place].into_iter().fold(1.0, |doubt, says| doubt * (1.0 - says));
    let nameless = like.value < ASK && cells < UNMISTAKABLE;
    let most = match (like.contradicted, like.qualified && like.value < 0.97, nameless) {
        (true, ..) => CONTRADICTED,
        (false, true, _) => QUALIFIED,
        (false, false, true) => NAMELESS,
        (false, false, false) => 0.99,
    };
    ((1.0 - doubt).min(most), most)
}

/// Whether it stands where the column stood: by the neighbours that the last file had there.
fn place(gone: &Missing<'_>, at: usize, top: &Top, former: Option<&[String]>) -> (f64, &'static str) {
    let word = header_key(&gone.word);
    let Some((former, stood)) = former.and_then(|former| Some((former, former.iter().position(|key| *key == word)?)))
    else {
        return (0.0, "");
    };
    let keys = &top.header.keys;
    let same = |was: Option<&String>, is: Option<&String>| match (was, is) {
        (None, None) => true,
        (Some(was), Some(is)) => !was.is_empty() && was == is,
        _ => false,
    };
    let left = same(stood.checked_sub(1).and_then(|at| former.get(at)), at.checked_sub(1).and_then(|at| keys.get(at)));
    let right = same(former.get(stood + 1), keys.get(at + 1));
    match (left, right) {
        (true, true) => (BETWEEN, "it stands between the same columns"),
        (true, false) | (false, true) => (BESIDE, "it stands beside the same column"),
        (false, false) => (0.0, ""),
    }
}

/// A header that could be one column only, which could be that header only.
fn alone(pairs: &mut [Pair<'_>]) {
    let key = |pair: &Pair<'_>| (pair.at, pair.stands_for.clone());
    let keys: Vec<(usize, String)> = pairs.iter().map(key).collect();
    for pair in pairs.iter_mut() {
        let (at, word) = key(pair);
        let rivals = keys.iter().filter(|(of, to)| (*of == at) != (*to == word)).count();
        if rivals == 0 && pair.confidence < pair.most {
            pair.confidence = (1.0 - (1.0 - pair.confidence) * (1.0 - ALONE)).min(pair.most);
            pair.reason += if pair.reason.is_empty() { "" } else { ", " };
            pair.reason += "nothing else is left for it";
        }
    }
}

/// The surest first; one that is hardly ahead of a rival is only asked about.
fn settle(mut pairs: Vec<Pair<'_>>) -> Vec<Pair<'_>> {
    pairs.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then(a.at.cmp(&b.at)));
    let mut chosen: Vec<Pair<'_>> = Vec::new();
    for pair in &pairs {
        let taken = |other: &Pair<'_>| other.at == pair.at || other.stands_for == pair.stands_for;
        if chosen.iter().any(taken) {
            continue;
        }
        let rival =
            pairs.iter().filter(|other| taken(other) && (other.at, &other.stands_for) != (pair.at, &pair.stands_for));
        let free =
            |other: &&Pair<'_>| !chosen.iter().any(|done| done.at == other.at || done.stands_for == other.stands_for);
        let close = rival.filter(free).any(|other| pair.confidence - other.confidence < AHEAD);
        let mut pair = pair.clone();
        if close && pair.confidence >= HEAL {
            pair.confidence = NAMELESS;
            pair.reason += ", but another could be it too";
        }
        chosen.push(pair);
    }
    chosen
}

impl Pair<'_> {
    /// The pair as it is shown.
    pub(super) fn taken(&self, top: &Top) -> Taken {
        Taken {
            header: top.header.titles().get(self.at).cloned().unwrap_or_default(),
            sheet: top.sheet as u16,
            row: top.header.row,
            column: self.at as u16,
            stands_for: self.stands_for.clone(),
            field: self.role.field,
            confidence: (self.confidence * 100.0).round() / 100.0,
            reason: self.reason.clone(),
        }
    }
}
