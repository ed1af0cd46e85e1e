//! What a header must have for its format.

use super::bands;
use super::columns::{Columns, find};
use super::header::Header;
use crate::format::{Field, Format, Reports};

/// One thing that must be there: any of these fields.
fn required(format: &Format) -> Vec<Vec<Field>> {
    let mut needs: Vec<Vec<Field>> = format.table.required.iter().map(|f| vec![*f]).collect();
    if format.policy.reports == Reports::Aliases {
        needs.extend((!format.table.required.contains(&Field::Alias)).then(|| vec![Field::Alias]));
    } else if format.bands.is_none() {
        needs.push(FIGURES.to_vec());
    }
    if format.rows.heading != Some(Field::Product) {
        needs.push(Field::IDENTITY.to_vec());
    }
    let outside =
        |f: &Field| format.constant.contains_key(f) || format.table.sheet_name == Some(*f) || format.is_fact(*f);
    needs.retain(|any| !any.iter().any(outside));
    needs
}

/// A figure in a plain table, where the format may also have labels.
const FIGURES: [Field; 4] = [Field::Quantity, Field::Amount, Field::Price, Field::OriginalAmount];

/// What the header lacks, in words.
pub(crate) fn lacking(format: &Format, header: &Header) -> Vec<String> {
    let columns = Columns::resolve(format, &header.keys);
    let found = format.bands.as_ref().map(|bands| (bands, bands::lanes(format, header, &columns)));
    let labelled = found.iter().any(|(_, found)| found.lanes.iter().any(|lane| lane.own_column.is_some()));
    let under_labels = |f| labelled && format.bands.as_ref().is_some_and(|b| b.has(f) || b.gives_time(f));
    let mut lacks: Vec<String> = required(format)
        .iter()
        .filter(|any| !any.iter().any(|f| columns.has(*f) || under_labels(*f)))
        .map(|any| describe(format, any))
        .collect();
    lacks.extend(
        format.conditions().filter(|c| find(&c.column, &header.keys).is_none()).map(|c| quoted(c.column.as_slice())),
    );
    if let Some((bands, found)) = &found {
        if found.lanes.is_empty() {
            lacks.push(bands::describe(format));
        }
        lacks.extend(found.uneven(bands));
        if bands.optional && !labelled && !FIGURES.iter().any(|f| columns.has(*f) || format.constant.contains_key(f)) {
            lacks.push(format!("{} or {}", describe(format, &FIGURES), bands::describe(format)));
        }
    }
    lacks
}

/// How many of the format's columns the header has.
pub(crate) fn count(format: &Format, header: &Header) -> usize {
    let columns = Columns::resolve(format, &header.keys);
    Field::ALL.iter().filter(|f| columns.has(**f)).count()
}

/// All that is needed, in words.
pub(crate) fn names(format: &Format) -> Vec<String> {
    let mut names: Vec<String> = required(format).iter().map(|any| describe(format, any)).collect();
    names.extend(format.bands.is_some().then(|| bands::describe(format)));
    names
}

fn describe(format: &Format, any: &[Field]) -> String {
    let known: Vec<&Field> = any.iter().filter(|f| !format.spellings(**f).is_empty()).collect();
    match known.as_slice() {
        [field] => format!("{field} ({})", quoted(format.spellings(**field))),
        fields => {
            let each: Vec<String> = fields.iter().map(|f| format!("{f} ({})", quoted(format.spellings(**f)))).collect();
            each.join(" or ")
        }
    }
}

fn quoted(spellings: &[String]) -> String {
    let each: Vec<String> = spellings.iter().map(|s| format!("{s:?}")).collect();
    each.join(" or ")
}
