//! Which sheets of a book a format reads.

use crate::book::SheetInfo;
use crate::format::{Format, SheetChoice, Words};

/// The indices of the sheets to read, in order; empty where a named sheet is not there.
pub(crate) fn choose(format: &Format, sheets: &[SheetInfo]) -> Vec<usize> {
    if sheets.len() == 1 && sheets[0].name.is_empty() {
        return vec![0];
    }
    let allowed = |at: &usize| !format.table.except.matches(&sheets[*at].name);
    let visible = || (0..sheets.len()).filter(|at| !sheets[*at].hidden).filter(allowed);
    let first = || visible().next().into_iter().collect();
    match &format.table.sheets {
        SheetChoice::First => first(),
        SheetChoice::All => visible().collect(),
        SheetChoice::Named(names) => {
            let named: Vec<usize> =
                (0..sheets.len()).filter(allowed).filter(|at| is_named(names, &sheets[*at].name)).collect();
            if named.is_empty() && format.table.else_first { first() } else { named }
        }
        SheetChoice::Prefer(names) => {
            let of =
                |name: &String| visible().filter(|at| crate::format::says(name, &sheets[*at].name)).collect::<Vec<_>>();
            let named: Vec<usize> = names.iter().flat_map(of).collect();
            if named.is_empty() && format.table.else_first { first() } else { named }
        }
    }
}

/// Whether a sheet's name is one of these; `*` stands for anything.
pub(crate) fn is_named(names: &[String], name: &str) -> bool {
    names.iter().any(|n| crate::format::says(n, name))
}

/// Whether any sheet has one of these names.
pub(crate) fn any_named(words: &Words, sheets: &[SheetInfo]) -> bool {
    sheets.iter().any(|sheet| words.matches(&sheet.name))
}
