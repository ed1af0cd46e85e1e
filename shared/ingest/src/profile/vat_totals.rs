//! Whether amounts include VAT, by a total of the file that says so: what `Total excl. VAT` is the sum of is without it.

use super::{Context, Profile, vat};
use crate::book::Book;
use crate::cells::Row;
use crate::error::ReadError;
use crate::format::{Field, Format};
use crate::parse::is_total;
use crate::question::Trial;
use crate::record::RowWarning;
use crate::value::cell;
use crate::value::stems::has_no_letters;

/// Whether the first text of a row is the label of a total that says whether VAT is in it. A row that has a product's number
/// in another of these columns is none.
pub(super) fn is_labelled(row: &Row, products: &[u16]) -> bool {
    let Some(first) = (0..row.len()).find(|at| !cell::is_empty(row.cell(*at))) else { return false };
    let text = cell::text(row.cell(first));
    let mut others = products.iter().map(|column| usize::from(*column)).filter(|column| *column != first);
    let is_number = |column| {
        let text = cell::text(row.cell(column));
        !text.is_empty() && has_no_letters(&text)
    };
    if has_no_letters(&text) || others.any(is_number) {
        return false;
    }
    vat::may_speak(&text)
        && match vat::label(&text) {
            Some(label) => label != vat::TaxLabel::Tax,
            None => vat::said(&text).is_some() && is_total(&text),
        }
}

/// Proves it by reading the whole file once, where it has such a total and its columns prove nothing.
pub(super) fn prove(book: &dyn Book, format: &Format, ctx: &Context, profile: &mut Profile) -> Result<(), ReadError> {
    let is_open = profile.sheets.iter().any(|layout| layout.vat.is_none() && layout.vat_total);
    if !is_open || format.vat_settled || !profile.questions.is_empty() {
        return Ok(());
    }
    let Some((included, label)) = Trial::of(book, format, ctx)?.vat_by_totals() else { return Ok(()) };
    let word = if included { "include" } else { "are without" };
    let proof = format!("the total {label:?} is the sum of the amounts, so these {word} VAT");
    let mut news = false;
    for layout in profile.sheets.iter_mut().filter(|layout| layout.vat.is_none()) {
        let column = layout.columns.of(Field::Amount).first().copied();
        news |= layout.vat_of(format, column).included().is_none();
        layout.vat = Some(included);
        layout.vat_proof = Some(proof.clone());
    }
    if news {
        let warning = RowWarning { code: "vat_by_totals", message: proof, source: None, value: Some(label) };
        profile.warnings.push(warning);
    }
    Ok(())
}
