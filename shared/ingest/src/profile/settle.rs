//! What the values leave open: proven by the file's own totals and other columns, else a question.

use super::scan::Undecided;
use super::vat::said;
use super::{Context, Profile, vat_totals};
use crate::answers::Answers;
use crate::book::Book;
use crate::cells::Row;
use crate::error::ReadError;
use crate::format::Format;
use crate::question::{Question, try_out};
use crate::record::Source;
use crate::value::{DateOrder, DecimalSign, cell};

/// Proves what can be proven and asks what cannot.
pub(super) fn settle(book: &dyn Book, format: &Format, ctx: &Context, profile: &mut Profile) -> Result<(), ReadError> {
    let all = || profile.sheets.iter().flat_map(|layout| layout.undecided.iter());
    let decimals: Vec<Source> =
        all().filter_map(|open| if let Undecided::Decimal(at) = open { Some(*at) } else { None }).collect();
    let dates: Vec<Source> =
        all().filter_map(|open| if let Undecided::Dates(at) = open { Some(*at) } else { None }).collect();
    if let Some(first) = decimals.first() {
        decimal(book, format, ctx, profile, (*first, &decimals))?;
    }
    if let Some(first) = dates.first() {
        let question = days(book, format, ctx, profile, (*first, &dates))?;
        profile.questions.push(question);
    }
    vat_totals::prove(book, format, ctx, profile)?;
    vat(book, format, ctx, profile)
}

/// Thousands or decimals: the reading with which the totals come out, and no other.
fn decimal(
    book: &dyn Book,
    format: &Format,
    ctx: &Context,
    profile: &mut Profile,
    (first, all): (Source, &[Source]),
) -> Result<(), ReadError> {
    let said = |sign: DecimalSign| Answers { decimal: Some(sign), ..Answers::default() }.over(format);
    let value = text_at(book, first)?;
    let reads = |sign: DecimalSign, word: &str| {
        let read = crate::value::number::parse(&value, sign).ok().flatten().and_then(|number| number.amount());
        format!("the {word} stands before the decimals, so {value:?} is {}", read.unwrap_or_default().to_text(0))
    };
    let (point, with_point) = try_out(book, &said(DecimalSign::Point), ctx, ".", reads(DecimalSign::Point, "point"))?;
    let (comma, with_comma) = try_out(book, &said(DecimalSign::Comma), ctx, ",", reads(DecimalSign::Comma, "comma"))?;
    let proven = if with_point.is_proven_against(&with_comma) {
        Some(DecimalSign::Point)
    } else if with_comma.is_proven_against(&with_point) {
        Some(DecimalSign::Comma)
    } else {
        None
    };
    let columns = headers(profile, all);
    let Some(sign) = proven else {
        let asks = format!("say which sign stands before the decimals in {}; no value shows it", named(&columns));
        profile.questions.push(Question { need: "decimal".to_owned(), columns, asks, choices: vec![point, comma] });
        return Ok(());
    };
    for at in all {
        let layouts = profile.sheets.iter_mut().filter(|layout| layout.sheet == at.sheet);
        for layout in layouts.filter(|layout| layout.undecided.contains(&Undecided::Decimal(*at))) {
            if let Some(slot) = at.column.and_then(|column| layout.signs.get_mut(usize::from(column))) {
                *slot = sign;
            }
        }
    }
    profile.warnings.retain(|warning| warning.code != "decimal_sign_assumed");
    Ok(())
}

/// Day first or month first.
fn days(
    book: &dyn Book,
    format: &Format,
    ctx: &Context,
    profile: &Profile,
    (first, all): (Source, &[Source]),
) -> Result<Question, ReadError> {
    let said = |order: DateOrder| Answers { dates: Some(order), ..Answers::default() }.over(format);
    let value = text_at(book, first)?;
    let reads = |order: DateOrder, word: &str| {
        let shown = crate::value::date::parse(&value, order).map(|day| day.format("%-d %B %Y").to_string());
        shown.map_or_else(
            |_| format!("the {word} stands first"),
            |day| format!("the {word} stands first, so {value} is {day}"),
        )
    };
    let day = reads(DateOrder::DayFirst, "day");
    let month = reads(DateOrder::MonthFirst, "month");
    let (day_first, _) = try_out(book, &said(DateOrder::DayFirst), ctx, "day_first", day)?;
    let (month_first, _) = try_out(book, &said(DateOrder::MonthFirst), ctx, "month_first", month)?;
    let columns = headers(profile, all);
    let asks = format!("say whether the day or the month stands first in {}; no date shows it", named(&columns));
    Ok(Question { need: "dates".to_owned(), columns, asks, choices: vec![day_first, month_first] })
}

/// With VAT or without: the file's columns or totals prove the contrary of what the format, or the header, says.
fn vat(book: &dyn Book, format: &Format, ctx: &Context, profile: &mut Profile) -> Result<(), ReadError> {
    if format.vat_settled {
        return Ok(());
    }
    let contrary = profile.sheets.iter().find_map(|layout| {
        let (proven, proof) = (layout.vat?, layout.vat_proof.as_ref()?);
        let column = layout.columns.of(crate::format::Field::Amount).first().copied()?;
        let stated = format.policy.vat(layout.key(column)).included().or_else(|| said(layout.header(column)))?;
        (stated != proven).then(|| (layout.header(column).to_owned(), proof.clone()))
    });
    let Some((column, proof)) = contrary else { return Ok(()) };
    let says = |word: &str| format!("the amounts are {word} VAT");
    let (with, _) = try_out(book, format, ctx, "included", says("with"))?;
    let mut without = with.clone();
    "excluded".clone_into(&mut without.answer);
    without.says = says("without");
    let asks = format!(
        "say whether the amounts of {column:?} include VAT; the format or the header says otherwise, but {proof}"
    );
    profile.questions.push(Question {
        need: "vat".to_owned(),
        columns: vec![column],
        asks,
        choices: vec![with, without],
    });
    Ok(())
}

/// The headers of the columns, once each.
fn headers(profile: &Profile, all: &[Source]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for at in all {
        let layout = profile.sheets.iter().find(|layout| layout.sheet == at.sheet && layout.header_row <= at.row);
        let header = at.column.and_then(|column| layout.map(|layout| layout.header(column).to_owned()));
        found.extend(header.filter(|header| !header.is_empty() && !found.contains(header)));
    }
    found
}

fn named(columns: &[String]) -> String {
    if columns.is_empty() {
        return "the header".to_owned();
    }
    let each: Vec<String> = columns.iter().map(|column| format!("{column:?}")).collect();
    each.join(" and ")
}

/// The text of a cell.
fn text_at(book: &dyn Book, at: Source) -> Result<String, ReadError> {
    let Some(column) = at.column else { return Ok(String::new()) };
    let mut rows = book.open(usize::from(at.sheet))?;
    let mut row = Row::new();
    while rows.next(&mut row)? {
        if row.number() >= at.row {
            return Ok(cell::text(row.cell(usize::from(column))).into_owned());
        }
    }
    Ok(String::new())
}
