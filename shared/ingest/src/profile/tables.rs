//! The tables of one sheet: mostly one, or several below one another with titles and headers of their own.

use sellout_model::Period;

use super::ending::Ending;
use super::header::{self, Header, Search, Watch};
use super::layout::SheetLayout;
use super::outside::Outside;
use super::scan::Scan;
use super::{Context, facts, missing_columns, needs, repeated_columns, sum_columns};
use crate::book::{Book, Rows};
use crate::cells::Row;
use crate::error::{FileError, ReadError};
use crate::format::{Blocks, Field, Format};
use crate::record::RowWarning;
use crate::value::cell;

/// So many tables below one another are read, and so many beside one another.
const MOST: usize = 1_000;
const MOST_BESIDE: usize = 100;

/// Tables, or why there is none and how many of its columns were there.
pub(super) type Found = Result<Vec<SheetLayout>, (usize, FileError)>;

/// Finds the tables of a sheet and looks at all their rows.
pub(super) fn read(
    book: &dyn Book,
    format: &Format,
    ctx: &Context,
    sheet: usize,
    whole: Option<Period>,
    warnings: &mut Vec<RowWarning>,
) -> Result<Found, ReadError> {
    let name = book.sheets().get(sheet).map_or("", |s| s.name.as_str());
    let mut rows = book.open(sheet)?;
    let first = match header::find(rows.as_mut(), format)? {
        Search::Found(header) => header,
        Search::Missing { lacks, has, .. } => return Ok(Err((has, missing_columns(format, name, &lacks)))),
    };
    let open = |header: Header, above: &[(u32, String)]| -> Result<Option<Open>, ReadError> {
        if !is_wanted(format, &header) {
            return Ok(None);
        }
        // A header without a title goes on with the table above it, on a new page.
        let mut titled = header.clone();
        if titled.titles_above.is_empty() {
            titled.titles_above = above.to_vec();
        }
        let facts = facts::find(book, format, &ctx.filename, sheet, &titled)?;
        Ok(Some(Open::new(format, sheet, name, &header, facts, whole)))
    };
    if format.table.side_by_side {
        return side_by_side(rows.as_mut(), format, &first, open, warnings).map(Ok);
    }
    let mut tables = Vec::new();
    let mut watch = Watch::new(format);
    let mut titles = first.titles_above.clone();
    let mut outside = first.outside;
    let mut table = open(first, &[])?;
    let mut row = Row::new();
    while rows.next(&mut row)? {
        if format.table.blocks.is_some() {
            if let Some(header) = watch.next_header(&row) {
                tables.extend(table.take().map(|open| open.close(format, header.first_row(), warnings)));
                if tables.len() >= MOST {
                    return Ok(Err((usize::MAX, too_many(name))));
                }
                watch.begin();
                let own = header.titles_above.clone();
                table = open(header, &titles)?;
                titles = if own.is_empty() { titles } else { own };
                continue;
            }
            watch.pass(&row);
        }
        if let Some(table) = &mut table {
            table.row(format, &row, &mut outside);
        }
    }
    tables.extend(table.map(|open| open.close(format, u32::MAX, warnings)));
    // Who names the tables to be read leaves out the others.
    if !matches!(format.table.blocks, Some(Blocks::Titled(_))) {
        warnings.extend(outside.warning(sheet));
    }
    Ok(if tables.is_empty() { Err((usize::MAX, no_such_block(format, name))) } else { Ok(tables) })
}

/// Tables beside one another: the same rows are looked at through each of them.
fn side_by_side(
    rows: &mut (dyn Rows + '_),
    format: &Format,
    first: &Header,
    open: impl Fn(Header, &[(u32, String)]) -> Result<Option<Open>, ReadError>,
    warnings: &mut Vec<RowWarning>,
) -> Result<Vec<SheetLayout>, ReadError> {
    let whole = |header: &Header| needs::lacking(format, header).is_empty();
    let mut tables = Vec::new();
    for header in first.beside().into_iter().filter(whole).take(MOST_BESIDE) {
        tables.extend(open(header, &[])?);
    }
    if tables.is_empty() {
        // An empty column inside the only table.
        tables.extend(open(first.clone(), &[])?);
    }
    let mut row = Row::new();
    while rows.next(&mut row)? {
        for table in &mut tables {
            table.row(format, &row, &mut Outside::default());
        }
    }
    Ok(tables.into_iter().map(|open| open.close(format, u32::MAX, warnings)).collect())
}

/// A table whose rows are going by.
struct Open {
    layout: SheetLayout,
    header: Header,
    scan: Scan,
    ending: Ending,
    /// The period that the file as a whole speaks of.
    whole: Option<Period>,
}

impl Open {
    fn new(
        format: &Format,
        sheet: usize,
        name: &str,
        header: &Header,
        facts: Vec<(Field, String)>,
        whole: Option<Period>,
    ) -> Self {
        let mut layout = SheetLayout::new(format, sheet, name, header);
        layout.facts = facts;
        layout.undecided.extend(facts::undecided(format, &layout));
        let scan = Scan::new(format, &layout);
        Self { scan, header: header.clone(), ending: Ending::below(layout.header_row), layout, whole }
    }

    fn row(&mut self, format: &Format, row: &Row, outside: &mut Outside) {
        if self.ending.reached(format, row) {
            outside.see(row);
        } else if !row.cells().all(cell::is_empty) {
            self.layout.rows += 1;
            self.scan.row(row);
        }
    }

    fn close(mut self, format: &Format, end_row: u32, warnings: &mut Vec<RowWarning>) -> SheetLayout {
        self.layout.end_row = end_row;
        warnings.extend(repeated_columns(&self.header, &self.layout));
        warnings.extend(sum_columns(&self.layout));
        let decided = self.scan.decide(format, &mut self.layout, self.whole);
        warnings.extend(decided.warnings);
        self.layout.undecided.extend(decided.undecided);
        self.layout
    }
}

fn is_wanted(format: &Format, header: &Header) -> bool {
    match &format.table.blocks {
        None | Some(Blocks::All) => true,
        Some(Blocks::Titled(words)) => header.titles_above.iter().any(|(_, title)| words.matches(title)),
    }
}

fn no_such_block(format: &Format, sheet: &str) -> FileError {
    let titles = match &format.table.blocks {
        Some(Blocks::Titled(words)) => {
            words.as_slice().iter().map(|w| format!("{w:?}")).collect::<Vec<_>>().join(" or ")
        }
        Some(Blocks::All) | None => String::new(),
    };
    let message = format!(
        "no table stands under a title {titles}, which {} reads; give the table its title or choose another format",
        format.title
    );
    FileError::new("missing_block", message).at(Some(sheet), None)
}

fn too_many(sheet: &str) -> FileError {
    let message = format!("the sheet has more than {MOST} tables below one another; split it");
    FileError::new("too_many_blocks", message).at(Some(sheet), None)
}
