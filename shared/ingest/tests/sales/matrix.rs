//! Every sample and its variants through detection: what is taken by itself is right, or nothing is taken.
//! docs/detection.md holds the outcome.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use sellout_ingest::value::cell;
use sellout_ingest::{Book, Context, Field, Format, MemoryBook, Row, detect, profile};

use crate::outcome::{builtin, named, open};
use crate::samples::files;

/// A book as texts, with what its format makes of it.
struct Known {
    file: String,
    format: &'static Format,
    sheets: Vec<(String, Vec<Vec<String>>)>,
    /// The last header row of each sheet that is read, and its columns that may be left out.
    tables: BTreeMap<usize, (usize, Vec<usize>)>,
}

/// Detection looks at no row below this one.
const LOOKED_AT: u32 = 60;

/// Row numbers count blank rows too, so that a variant's rows stand where the file's stand.
fn texts(book: &dyn Book, sheet: usize) -> Vec<Vec<String>> {
    let mut rows = book.open(sheet).expect("a sheet");
    let mut all = Vec::new();
    let mut row = Row::new();
    while rows.next(&mut row).expect("a row") && row.number() <= LOOKED_AT {
        all.resize(row.number() as usize - 1, Vec::new());
        all.push(row.cells().map(|c| cell::text(c).into_owned()).collect());
    }
    all
}

fn known(folder: &Path, file: &str, code: &str) -> Known {
    let book = open(&folder.join(file));
    let format = builtin(code);
    let ctx = Context { vendor: Some("someone".to_owned()), ..named(file) };
    let profile = profile(book.as_ref(), format, &ctx).expect("a readable sample");
    let needed = |field: &Field| {
        let required = &format.table.required;
        let identity = Field::IDENTITY.contains(field) && !required.iter().any(|f| Field::IDENTITY.contains(f));
        let figure = matches!(field, Field::Quantity | Field::Amount | Field::Price)
            && required.iter().all(|f| !Field::NUMBERS.contains(f));
        required.contains(field) || identity || figure
    };
    let tables = profile.sheets.iter().map(|layout| {
        let optional = Field::ALL.iter().filter(|f| !needed(f)).flat_map(|f| layout.columns.of(*f));
        let kept: Vec<u16> =
            Field::ALL.iter().filter(|f| needed(f)).flat_map(|f| layout.columns.of(*f)).copied().collect();
        let asked =
            |at: &u16| format.rows.keep.iter().chain(&format.rows.drop).any(|c| c.column.matches(layout.header(*at)));
        let optional = optional.copied().filter(|at| !kept.contains(at) && !asked(at)).map(usize::from).collect();
        (usize::from(layout.sheet), (layout.header_row as usize, optional))
    });
    let tables = tables.collect();
    let sheets = book.sheets().iter().enumerate().map(|(at, info)| (info.name.clone(), texts(book.as_ref(), at)));
    Known { file: file.to_owned(), format, sheets: sheets.collect(), tables }
}

impl Known {
    fn book(&self, mut change: impl FnMut(usize, usize, &[String]) -> Vec<String>) -> MemoryBook {
        self.sheets.iter().enumerate().fold(MemoryBook::default(), |book, (sheet, (name, rows))| {
            let changed: Vec<Vec<String>> =
                rows.iter().enumerate().map(|(at, row)| change(sheet, at + 1, row)).collect();
            book.with_sheet(name, changed)
        })
    }

    /// The format that is taken, if any is.
    fn taken(&self, book: &MemoryBook, file: &str) -> Option<String> {
        detect(book, file, Format::builtin()).expect("readable").format.filter(|_| !self.sheets.is_empty())
    }

    fn as_sent(&self) -> Option<String> {
        self.taken(&self.book(|_, _, row| row.to_vec()), &self.file)
    }

    fn in_capitals(&self) -> Option<String> {
        let shout = |sheet: usize, number: usize, row: &[String]| {
            let header = self.tables.get(&sheet).is_some_and(|(last, _)| number <= *last);
            row.iter().map(|text| if header { text.to_uppercase() } else { text.clone() }).collect()
        };
        self.taken(&self.book(shout), &self.file)
    }

    /// Every second column comes first. Columns that the format names by their letter stay where they are.
    fn shuffled(&self) -> Option<String> {
        let width = self.sheets.iter().flat_map(|(_, rows)| rows.iter().map(Vec::len)).max().unwrap_or(0);
        let stays = usize::from(self.format.columns.values().any(|w| w.as_slice().iter().any(|word| word == "@A")));
        let order = (0..stays).chain((stays..width).skip(1).step_by(2)).chain((stays..width).step_by(2));
        let order: Vec<usize> = order.collect();
        let shuffle = |_, _, row: &[String]| order.iter().map(|at| row.get(*at).cloned().unwrap_or_default()).collect();
        self.taken(&self.book(shuffle), &self.file)
    }

    fn renamed(&self) -> Option<String> {
        self.taken(&self.book(|_, _, row| row.to_vec()), "data.bin")
    }

    /// Each time without another column that the format does not need.
    fn without_one(&self) -> Vec<Option<String>> {
        let columns =
            self.tables.iter().flat_map(|(sheet, (_, optional))| optional.iter().map(move |at| (*sheet, *at)));
        let left_out = |(of, column): (usize, usize)| {
            let cut = |sheet: usize, _: usize, row: &[String]| {
                let keep = |at: &usize| sheet != of || *at != column;
                row.iter().enumerate().filter(|(at, _)| keep(at)).map(|(_, text)| text.clone()).collect()
            };
            self.taken(&self.book(cut), &self.file)
        };
        columns.map(left_out).collect()
    }
}

/// How often a format's files were taken for it, for none, or for another.
#[derive(Default)]
struct Count {
    right: usize,
    asks: usize,
    wrong: Vec<String>,
}

impl Count {
    fn add(&mut self, code: &str, taken: Option<String>) -> &'static str {
        match taken {
            Some(taken) if taken == code => {
                self.right += 1;
                "right"
            }
            None => {
                self.asks += 1;
                "asks"
            }
            Some(other) => {
                self.wrong.push(other);
                "WRONG"
            }
        }
    }
}

const HEAD: &str = "\
# Detection: what is taken by itself

A file is read by a format without asking where that format's score is at least 0.6 and 0.15 ahead of the next
([formats.md](formats.md#match-how-it-is-recognised)). A wrong choice would be a wrong sum, so it has to be right or not
be made. This page is what the test `matrix` of `shared/ingest` finds on every sample in `samples/files` and
`samples/vendors` and on variants of each; the test fails where the page is not true.

*right*: taken for what it is. *asks*: nothing is taken, the candidates are shown. The variants: the header in capitals;
the columns in another order (every second one first); the file under a name that says nothing; without one column that
the format does not need, each of them in turn.

| file | format | as sent | capitals | other order | other name | a column less |
|---|---|---|---|---|---|---|
";

const MATRIX: &str = "
All of them by format. No file was taken for another format: the last column is empty.

| format | right | asks | taken for another |
|---|---:|---:|---|
";

const TAIL: &str = "
Why some ask under another name: their columns (`EAN`, `Quantity`, `Month` ...) are everybody's, and nothing but the name
of the file or of a sheet says whose they are (`common_columns` in the format). Vendors in whose files the columns are
their own are known under any name.
";

fn page() -> (String, BTreeMap<String, Count>) {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let mut page = HEAD.to_owned();
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for folder in [samples.join("files"), samples.join("vendors")] {
        for file in files(&folder) {
            let (name, code) = (file["file"].as_str().expect("a name"), file["format"].as_str().expect("a code"));
            let known = known(&folder, name, code);
            let count = counts.entry(code.to_owned()).or_default();
            let whole = [known.as_sent(), known.in_capitals(), known.shuffled(), known.renamed()];
            let whole: Vec<&str> = whole.into_iter().map(|taken| count.add(code, taken)).collect();
            let less: Vec<&str> = known.without_one().into_iter().map(|taken| count.add(code, taken)).collect();
            let right = less.iter().filter(|said| **said == "right").count();
            let less = if less.is_empty() { "–".to_owned() } else { format!("{right} of {} right", less.len()) };
            writeln!(page, "| `{name}` | `{code}` | {} | {less} |", whole.join(" | ")).expect("a text");
        }
    }
    page += MATRIX;
    for (code, count) in &counts {
        writeln!(page, "| `{code}` | {} | {} | {} |", count.right, count.asks, count.wrong.join(", ")).expect("a text");
    }
    (page + TAIL, counts)
}

#[test]
fn what_is_taken_by_itself_is_right_or_nothing_is_taken() {
    let (page, counts) = page();
    println!("{page}");
    let wrong: Vec<_> =
        counts.iter().filter(|(_, count)| !count.wrong.is_empty()).map(|(code, c)| (code, &c.wrong)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/detection.md");
    let true_page = Path::new(env!("CARGO_TARGET_TMPDIR")).join("detection.md");
    std::fs::write(&true_page, &page).expect("written");
    // Below it stands what `unknown` measures.
    let same = std::fs::read_to_string(committed).is_ok_and(|text| text.starts_with(&page));
    assert!(same, "docs/detection.md is not true any more; look at {} and put it there", true_page.display());
}
