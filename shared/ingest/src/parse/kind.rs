//! What a row is: a sale, a total, a heading, or nothing.

use super::control::Controls;
use super::product;
use super::time;
use super::total_words::{self, TotalWord};
use super::view::View;
use crate::cells::{Cell, PIECE};
use crate::format::{Condition, Covers, Field, RowRules};
use crate::profile::vat::{self, TaxLabel};
use crate::value::text::tidy;
use crate::value::{DecimalSign, cell, number};

/// What a row is by its nature.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A sale, as far as can be told without reading its figures.
    Sale,
    /// A sale that looks like a total but is not the sum of rows above it.
    LooksLikeTotal,
    /// A row that a filter drops.
    Dropped,
    /// A total: its label, the rule that found it (none: the words), and what it covers.
    Total(String, Option<usize>, Covers),
    /// A heading for the rows below.
    Heading(String),
    /// No sale: blank, a repeated header, another row of a group.
    Nothing,
}

/// Tells what a row is.
pub(super) fn of(view: &View<'_>, controls: &Controls) -> Kind {
    if view.row.cells().all(cell::is_empty) || is_header_again(view) {
        return Kind::Nothing;
    }
    let rules = &view.format.rows;
    if !rules.take.is_empty() {
        if !all_hold(view, &rules.take, &view.layout.take) {
            return by_rule(view).unwrap_or(Kind::Nothing);
        }
    } else if let Some(total) = by_rule(view) {
        return total;
    }
    let mut kind = Kind::Sale;
    if rules.take.is_empty() {
        kind = by_words(view, controls);
        if matches!(kind, Kind::Total(..) | Kind::Nothing) {
            return kind;
        }
        if let Some(text) = heading(view) {
            return Kind::Heading(text);
        }
    }
    if is_dropped(view, rules) { Kind::Dropped } else { kind }
}

fn all_hold(view: &View<'_>, conditions: &[Condition], columns: &[u16]) -> bool {
    conditions.iter().zip(columns).all(|(c, at)| c.holds(&view.column_text(*at)))
}

/// Whether the texts of these columns make no row anything but a sale by their words: no total, no tax, no header.
pub(super) fn are_quiet(view: &View<'_>, columns: &[u16]) -> bool {
    let is_header = |column: u16, text: &str| view.layout.header_row > 0 && text == view.layout.header(column);
    columns.iter().all(|column| {
        let text = view.column_text(*column);
        text.is_empty() || (!is_header(*column, &text) && is_quiet(view, *column))
    })
}

/// Whether the text of a column has no word of a total or a tax.
fn is_quiet(view: &View<'_>, column: u16) -> bool {
    let more = view.format.rows.total_words.as_slice();
    // Most rows begin with a number or a day.
    if more.is_empty() && view.row.first_piece(usize::from(column)).is_some_and(has_no_letters) {
        return true;
    }
    let text = view.column_text(column);
    total_words::find(&text, more).is_none() && vat::label(&text).is_none()
}

/// Whether a text of at most sixteen bytes is made of blanks, digits and the signs beside them in ASCII, by the first
/// three bits of each.
#[inline]
fn has_no_letters((piece, size): (u128, usize)) -> bool {
    let [bits, wanted] = [0xe0, b' '].map(|byte| u128::from_ne_bytes([byte; PIECE]));
    size <= PIECE && ((piece & bits) ^ wanted) << (8 * (PIECE - size)) == 0
}

/// Whether a row is a sale that [names a product](product::is_named) and whose texts are [quiet](are_quiet) in the columns
/// marked as known: what [`of`] would say of it, where no rule takes single rows or finds headings.
#[inline]
pub(super) fn is_sale(view: &View<'_>, is_known: &[bool]) -> bool {
    let rules = &view.format.rows;
    (begins_with_figure(view) || begins_quietly(view, is_known))
        && (view.format.totals.is_empty() || by_rule(view).is_none())
        && (rules.drop.is_empty() && rules.keep.is_empty() || !is_dropped(view, rules))
}

/// Whether the first cell that says something is the row's first one, and is [quiet](is_quiet) without a look at words: most
/// rows begin with a number or a day.
#[inline]
fn begins_with_figure(view: &View<'_>) -> bool {
    let begins = |(piece, size)| piece as u8 > b' ' && has_no_letters((piece, size));
    view.format.rows.total_words.as_slice().is_empty() && view.row.first_piece(0).is_some_and(begins)
}

/// Whether the first cell that says something is quiet, or its column is marked as known.
fn begins_quietly(view: &View<'_>, is_known: &[bool]) -> bool {
    let first = (0..view.row.len()).find(|column| !is_blank(view, *column));
    first.is_some_and(|first| is_known.get(first) == Some(&true) || is_quiet(view, first as u16))
}

/// Whether a cell says nothing; most texts begin with what is no blank.
#[inline]
fn is_blank(view: &View<'_>, column: usize) -> bool {
    let begins = view.row.text_bytes(column).and_then(<[u8]>::first);
    !matches!(begins, Some(b'!'..=b'~')) && cell::is_empty(view.row.cell(column))
}

/// Whether a filter drops the row.
fn is_dropped(view: &View<'_>, rules: &RowRules) -> bool {
    rules.drop.iter().zip(&view.layout.drop).any(|(c, at)| c.holds(&view.column_text(*at)))
        || !all_hold(view, &rules.keep, &view.layout.keep)
}

/// The header's own words in the middle of the table.
fn is_header_again(view: &View<'_>) -> bool {
    let layout = view.layout;
    if layout.header_row == 0 {
        return false;
    }
    let same = |column: u16| match view.row.cell(usize::from(column)) {
        Cell::Text(text) => {
            let header = layout.header(column);
            !header.is_empty() && tidy(text) == header
        }
        _ => false,
    };
    !layout.read_columns.is_empty() && layout.read_columns.iter().all(|column| same(*column))
}

/// A total by the format's rules.
fn by_rule(view: &View<'_>) -> Option<Kind> {
    for (at, rule) in view.format.totals.iter().enumerate() {
        let text = match (&rule.column, view.layout.totals.get(at).copied().flatten()) {
            (Some(_), Some(column)) => Some(view.column_text(column).into_owned()),
            (Some(_), None) => None,
            (None, _) => view.row.cells().map(cell::text).find(|t| rule.matches.regex().is_match(t)).map(Into::into),
        };
        if let Some(text) = text.filter(|t| rule.matches.regex().is_match(t)) {
            return Some(Kind::Total(text, Some(at), rule.covers));
        }
    }
    None
}

/// A total by the words of the languages, in the row's first cell or in its product's name. A word that could be a
/// product's name needs the sums to agree.
fn by_words(view: &View<'_>, controls: &Controls) -> Kind {
    let Some(first) = (0..view.row.len()).find(|c| !cell::is_empty(view.row.cell(*c))) else { return Kind::Nothing };
    let first = first as u16;
    let mut naming = product::named_in(view);
    let (names, more) = (naming.next(), naming.next().is_some());
    // A row that names its product elsewhere too is no total, whatever this column says.
    let is_named_elsewhere = |column: u16| more || names.is_some_and(|name| name != column);
    let mut found = Kind::Sale;
    if !more {
        let name = view.first(view.layout.columns.of(Field::Product)).map(|(column, _)| column);
        for column in [Some(first), name.filter(|c| *c != first)].into_iter().flatten() {
            if !is_named_elsewhere(column) {
                match by_word_of(view, controls, column) {
                    Kind::Sale => {}
                    Kind::LooksLikeTotal => found = Kind::LooksLikeTotal,
                    total => return total,
                }
            }
        }
    }
    // A row without any product whose figures are the sums of those above: a total without a word.
    let without_word = || names.is_none() && is_unnamed(view) && only_figures(view);
    if found == Kind::Sale && without_word() && controls.is_sum(view) {
        return Kind::Total(cell::text(view.row.cell(usize::from(first))).into_owned(), None, Covers::Auto);
    }
    found
}

fn by_word_of(view: &View<'_>, controls: &Controls, column: u16) -> Kind {
    let text = view.column_text(column);
    let could_be_product = Field::IDENTITY.iter().any(|f| view.layout.columns.of(*f).contains(&column));
    let total = || Kind::Total(text.clone().into_owned(), None, Covers::Auto);
    let found = total_words::find(&text, view.format.rows.total_words.as_slice());
    // A chain of stores has such a name too.
    let may_be_store = view.layout.columns.of(Field::Store).contains(&column);
    let is_label = || !time::is_written(view) && (!may_be_store || controls.is_sum(view));
    let label = vat::label(&text).filter(|_| is_label());
    match found {
        _ if label == Some(TaxLabel::Tax) => Kind::Nothing,
        _ if label.is_some() => total(),
        Some(TotalWord::Exact) => total(),
        Some(TotalWord::Within) if !could_be_product => total(),
        Some(TotalWord::Within) if time::is_written(view) => Kind::Sale,
        Some(TotalWord::Within) if controls.is_sum(view) || vat::said(&text).is_some() => total(),
        Some(TotalWord::Within) => Kind::LooksLikeTotal,
        None => Kind::Sale,
    }
}

/// Whether no column and no constant or heading could name the product of this row.
fn is_unnamed(view: &View<'_>) -> bool {
    let named = |f: &Field| view.format.constant.contains_key(f);
    !Field::IDENTITY.iter().any(named) && view.format.rows.heading != Some(Field::Product)
}

/// Whether nothing but figures is written in the row.
fn only_figures(view: &View<'_>) -> bool {
    let figure = |column: u16| {
        let lanes = view.layout.lanes.iter();
        lanes.flat_map(|l| Field::NUMBERS.iter().flat_map(|f| l.columns.of(*f))).any(|c| *c == column)
    };
    (0..view.row.len()).all(|at| cell::is_empty(view.row.cell(at)) || figure(at as u16))
}

/// A row with a single text and nothing else, or one that says what the format asks of headings.
fn heading(view: &View<'_>) -> Option<String> {
    view.format.rows.heading?;
    let asked = view.format.rows.heading_when.as_slice();
    if !asked.is_empty() {
        let filled = || view.row.cells().filter(|c| !cell::is_empty(*c)).map(cell::text);
        // A column of numbers in front names no store.
        let is_number = |text: &str| matches!(number::parse(tidy(text), DecimalSign::Point), Ok(Some(_)));
        let first = filled().find(|text| !is_number(text)).or_else(|| filled().next())?;
        return all_hold(view, asked, &view.layout.heading_when).then(|| first.into_owned());
    }
    let mut filled = view.row.cells().filter(|c| !cell::is_empty(*c));
    let only = filled.next()?;
    match (only, filled.next()) {
        (Cell::Text(text), None) => Some(tidy(text).to_owned()),
        _ => None,
    }
}
