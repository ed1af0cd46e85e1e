//! One pass over all rows before they are parsed: where the tables are, how their columns are written, and which
//! period the file speaks of. A file that cannot be used is refused here, with its reason.

pub(crate) mod bands;
mod columns;
mod day_order;
pub(crate) mod ending;
mod facts;
pub(crate) mod filename;
pub(crate) mod header;
mod label_order;
mod layout;
pub(crate) mod needs;
mod outside;
mod period;
mod scan;
mod settle;
pub(crate) mod sheets;
mod tables;
pub(crate) mod vat;
mod vat_totals;

use sellout_model::Period;

pub use bands::Lane;
pub use columns::Columns;
pub(crate) use columns::find as find_column;
pub use layout::SheetLayout;
pub use period::FilePeriod;

use crate::book::Book;
use crate::error::{FileError, ReadError};
use crate::format::{Field, Format, Reports, SheetChoice};
use crate::question::Question;
use crate::record::RowWarning;
use header::Search;

/// What is known of a file beside its bytes.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Its name, as the sender gave it.
    pub filename: String,
    /// The period that the uploader gave.
    pub period: Option<Period>,
    /// The vendor that the uploader gave, by code.
    pub vendor: Option<String>,
}

/// How a book is read by a format: found once, used for every row.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The sheets that are read, in order.
    pub sheets: Vec<SheetLayout>,
    /// How many rows their tables have that are not blank.
    pub rows: u64,
    /// What is said of the period outside the rows.
    pub period: FilePeriod,
    /// What the sender should know.
    pub warnings: Vec<RowWarning>,
    /// What somebody has to say before the file may be loaded: how it would be read otherwise is assumed.
    pub questions: Vec<Question>,
}

/// Looks at all rows once, and again only where something is neither said nor proven: then it is proven by the file's
/// own totals, or is a question. Refusals: `missing_columns`, `missing_sheet`, `header_only`, `needs_period`,
/// `needs_vendor`.
pub fn profile(book: &dyn Book, format: &Format, ctx: &Context) -> Result<Profile, ReadError> {
    let mut profile = look(book, format, ctx)?;
    settle::settle(book, format, ctx, &mut profile)?;
    Ok(profile)
}

/// Looks at all rows once; what nothing decides is assumed.
pub(crate) fn look(book: &dyn Book, format: &Format, ctx: &Context) -> Result<Profile, ReadError> {
    let chosen = sheets::choose(format, book.sheets());
    let (Some(&first), Some(&last)) = (chosen.first(), chosen.last()) else {
        return Err(missing_sheet(format).into());
    };
    let mut profile = Profile {
        sheets: Vec::new(),
        rows: 0,
        period: FilePeriod::find(book, format, ctx, first)?,
        warnings: Vec::new(),
        questions: Vec::new(),
    };
    let whole = profile.period.of_rows(format);
    let mut best: Option<(usize, FileError)> = None;
    for &sheet in &chosen {
        match tables::read(book, format, ctx, sheet, whole, &mut profile.warnings)? {
            Ok(tables) => {
                profile.rows += tables.iter().map(|table| table.rows).sum::<u64>();
                profile.sheets.extend(tables);
                if matches!(format.table.sheets, SheetChoice::Prefer(_)) {
                    break;
                }
            }
            Err(_) if matches!(format.table.sheets, SheetChoice::Prefer(_)) && sheet != last => {}
            Err((has, refusal)) => {
                profile.warnings.extend(without_table(format, book, sheet));
                if best.as_ref().is_none_or(|(most, _)| has > *most) {
                    best = Some((has, refusal));
                }
            }
        }
    }
    if let (true, Some((_, refusal))) = (profile.sheets.is_empty(), best) {
        return Err(refusal.into());
    }
    profile.warnings.extend(profile.period.disagreements());
    profile.warnings.extend(others_alike(book, format, &chosen)?);
    judge(&profile, format, ctx)?;
    Ok(profile)
}

/// Refuses what no row can put right.
fn judge(profile: &Profile, format: &Format, ctx: &Context) -> Result<(), FileError> {
    if profile.rows == 0 {
        let message = "the file has a header and no rows below it; send it again with the sales in it";
        return Err(FileError::new("header_only", message));
    }
    for layout in &profile.sheets {
        let at = |error: FileError| error.at(Some(&layout.name), None);
        if format.policy.reports != Reports::Aliases
            && !period::rows_say(format, layout)
            && profile.period.chosen().is_none()
        {
            let message = format!(
                "neither the rows nor the file name say which period these sales are of; {}",
                period::cure(format)
            );
            return Err(at(FileError::new("needs_period", message)));
        }
        let names_vendor = layout.columns.has(Field::Vendor)
            || format.constant.contains_key(&Field::Vendor)
            || layout.fact(Field::Vendor).is_some()
            || format.table.sheet_name == Some(Field::Vendor);
        if format.vendor.is_none() && ctx.vendor.is_none() && !names_vendor {
            let message = "the file does not say whose sales these are; give the vendor's code";
            return Err(at(FileError::new("needs_vendor", message)));
        }
    }
    Ok(())
}

fn missing_sheet(format: &Format) -> FileError {
    let names = match &format.table.sheets {
        SheetChoice::Named(names) | SheetChoice::Prefer(names) => {
            names.iter().map(|n| format!("{n:?}")).collect::<Vec<_>>().join(" or ")
        }
        SheetChoice::First | SheetChoice::All => "that people see".to_owned(),
    };
    let message = format!(
        "the workbook has no sheet {names}, where {} has its table; rename the sheet or choose another format",
        format.title
    );
    FileError::new("missing_sheet", message)
}

fn missing_columns(format: &Format, sheet: &str, lacks: &[String]) -> FileError {
    let message = format!(
        "no header within the first {} rows has all columns of {}; not found: {}",
        format.table.header_within,
        format.title,
        lacks.join("; ")
    );
    FileError::new("missing_columns", message).at(Some(sheet), None)
}

fn without_table(format: &Format, book: &dyn Book, sheet: usize) -> Option<RowWarning> {
    let name = book.sheets().get(sheet).map(|s| s.name.clone())?;
    Some(RowWarning {
        code: "sheet_without_table",
        message: format!("sheet {name:?} has no header of {}; nothing of it was read", format.title),
        source: None,
        value: Some(name),
    })
}

fn repeated_columns(header: &header::Header, layout: &SheetLayout) -> Vec<RowWarning> {
    let used = layout.columns.used();
    let mut twice: Vec<String> = layout.repeated.iter().map(|at| layout.header(*at).to_owned()).collect();
    twice.extend(used.iter().filter_map(|at| {
        let key = header.keys.get(usize::from(*at))?;
        let again = header.keys.iter().filter(|k| *k == key).count() > 1;
        (again && !key.is_empty()).then(|| layout.header(*at).to_owned())
    }));
    twice.sort();
    twice.dedup();
    twice
        .into_iter()
        .map(|title| RowWarning {
            code: "repeated_column",
            message: format!("column {title:?} is there more than once; the first one was read"),
            source: None,
            value: Some(title),
        })
        .collect()
}

fn sum_columns(layout: &SheetLayout) -> Option<RowWarning> {
    let titles: Vec<String> = layout.sums.iter().map(|at| format!("{:?}", layout.header(*at))).collect();
    (!titles.is_empty()).then(|| RowWarning {
        code: "sum_not_read",
        message: format!("{} is the sum of other columns, so it was not read", titles.join(", ")),
        source: None,
        value: None,
    })
}

/// Other visible sheets with the same header: perhaps a second view of the same sales, so never added up unasked.
fn others_alike(book: &dyn Book, format: &Format, chosen: &[usize]) -> Result<Option<RowWarning>, ReadError> {
    let mut alike = Vec::new();
    if format.table.header_rows == 0 {
        return Ok(None);
    }
    for (sheet, info) in book.sheets().iter().enumerate().take(30) {
        if chosen.contains(&sheet) || info.hidden || format.table.except.matches(&info.name) {
            continue;
        }
        if matches!(header::find(book.open(sheet)?.as_mut(), format)?, Search::Found(_)) {
            alike.push(format!("{:?}", info.name));
        }
    }
    Ok((!alike.is_empty()).then(|| RowWarning {
        code: "other_sheets_alike",
        message: format!(
            "also {} {} the columns of {}, and only the chosen sheet was read; if they are further sales, name them under [table] in the format",
            alike.join(", "),
            if alike.len() == 1 { "has" } else { "have" },
            format.title
        ),
        source: None,
        value: None,
    }))
}
