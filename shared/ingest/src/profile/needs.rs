//! What a header must have for its format.

use super::bands;
use super::columns::{Columns, find};
use super::header::Header;
use crate::format::{Condition, Field, Format};

/// One thing that must be there: any of these fields.
fn required(format: &Format) -> Vec<Vec<Field>> {
    let mut needs: Vec<Vec<Field>> = format.table.required.iter().map(|f| vec![*f]).collect();
    if format.bands.is_none() {
        needs.push(vec![Field::Quantity, Field::Amount, Field::Price, Field::OriginalAmount]);
    }
    if format.rows.heading != Some(Field::Product) {
        needs.push(Field::IDENTITY.to_vec());
    }
    needs.retain(|any| !any.iter().any(|f| format.constant.contains_key(f) || format.table.sheet_name == Some(*f)));
    needs
}

fn conditions(format: &Format) -> impl Iterator<Item = &Condition> {
    let rows = &format.rows;
    rows.take.iter().chain(&rows.keep).chain(&rows.drop)
}

/// What the header lacks, in words.
pub(crate) fn lacking(format: &Format, header: &Header) -> Vec<String> {
    let columns = Columns::resolve(format, &header.keys);
    let mut lacks: Vec<String> = required(format)
        .iter()
        .filter(|any| !any.iter().any(|f| columns.has(*f) || under_labels(format, *f)))
        .map(|any| describe(format, any))
        .collect();
    lacks.extend(
        conditions(format).filter(|c| find(&c.column, &header.keys).is_none()).map(|c| quoted(c.column.as_slice())),
    );
    if format.bands.is_some() && bands::lanes(format, header, &columns).is_empty() {
        lacks.push(bands::describe(format));
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

fn under_labels(format: &Format, field: Field) -> bool {
    format.bands.as_ref().is_some_and(|b| b.columns.contains_key(&field) || b.measure == Some(field))
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
