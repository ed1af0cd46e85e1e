//! Tables of no known format: how often the proposal is right as it is. docs/detection.md holds the outcome.

mod table;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use sellout_ingest::format::Field;
use sellout_ingest::suggest::{Proposal, Terms, propose};
use sellout_ingest::{Context, MemoryBook, Record};

use crate::outcome::{Outcome, try_read};
use table::{Expected, Table, tables};

const HEAD: &str = "
# Unknown tables: what is proposed

A table of no known format is never loaded unasked: a mapping is proposed, and somebody confirms it. How often it is
right as it is, is measured on tables made up for that, `shared/ingest/tests/sales/unknown/tables.txt`: ten languages
and a few that the dictionary of header words does not know, columns in any order, headers that say nothing, wide tables,
tables below one another, stores in titles, weeks by number, measures down.
They were made by the people who made the proposals, who also mended what could be mended: the first run, before that,
had 54 of 62 right, and of the first 19 that came later 14. Real files will do worse. *Right* means everything: every
column, what stands across and in titles, what people are told beside, and that the proposed format loads each row
without an error, in its store and period, once period and vendor are said. How a mapping is confirmed and kept:
[mapping.md](mapping.md).
";

const WRONG: &str = "
What is not right, and how:

| table | what is proposed instead |
|---|---|
";

/// What is wrong with the proposal for a table; nothing if it is right.
fn wrong(table: &Table) -> Vec<String> {
    let book = MemoryBook::of_rows(table.rows.iter());
    let Some(proposal) = propose(&book, &table.known).expect("readable") else {
        return vec!["nothing is proposed".to_owned()];
    };
    let mut wrong: Vec<String> = table.columns.iter().filter_map(|column| column_wrong(&proposal, column)).collect();
    let gives = proposal.wide.as_ref().map(|wide| format!("{:?}", wide.gives).to_lowercase());
    if gives != table.wide {
        wrong.push(format!("across stands {}", gives.unwrap_or_else(|| "nothing".to_owned())));
    }
    let notes = proposal.notes().join("; ");
    match &table.note {
        Some(note) if !notes.contains(note.as_str()) => wrong.push(format!("people are told {notes:?}")),
        None if !notes.is_empty() => wrong.push(format!("people are told {notes:?}")),
        _ => {}
    }
    if wrong.is_empty() {
        wrong.extend(loads_wrong(&book, &proposal, table));
    }
    wrong
}

fn column_wrong(proposal: &Proposal, column: &Expected) -> Option<String> {
    let proposed = if column.across {
        let figures = proposal.wide.iter().flat_map(|wide| &wide.figures).filter_map(|figure| figure.field);
        figures.map(Field::as_str).find(|field| *field == column.field).unwrap_or("-")
    } else {
        let told = proposal.columns.iter().find(|told| told.header == column.name);
        told.and_then(|told| told.field).map_or("-", |field| field.as_str())
    };
    let word = |field: &str| if field == "-" { "nothing".to_owned() } else { format!("`{field}`") };
    (proposed != column.field).then(|| format!("{} is {}, not {}", column.name, word(proposed), word(&column.field)))
}

fn loads_wrong(book: &MemoryBook, proposal: &Proposal, table: &Table) -> Option<String> {
    let terms = Terms { vendor: Some("shop"), currency: "EUR".parse().ok(), ..Terms::default() };
    let Some(format) = proposal.to_format(terms) else {
        return Some(format!("no format comes of it: {:?}", proposal.to_toml(terms)));
    };
    let ctx = Context { filename: table.file.clone(), period: table.period, vendor: None };
    match try_read(book, &format, &ctx) {
        Err(error) => Some(format!("it does not load: {error}")),
        Ok(outcome) if !outcome.errors.is_empty() => Some(format!("a row error: {}", outcome.errors[0].message)),
        Ok(outcome) if outcome.sales.len() != table.sales => {
            Some(format!("{} rows load, not {}", outcome.sales.len(), table.sales))
        }
        Ok(outcome) => says_wrong(&outcome, table),
    }
}

/// What the sales are of, where the table says it, and that no warning is kept back.
fn says_wrong(outcome: &Outcome, table: &Table) -> Option<String> {
    let all = |of: &dyn Fn(&Record) -> String| outcome.sales.iter().map(of).collect::<BTreeSet<String>>();
    let periods = all(&|sale| sale.period.to_string());
    let stores = all(&|sale| sale.named.store_name.as_deref().unwrap_or("-").to_owned());
    let outside = outcome.warnings.iter().find(|warning| warning.code == "rows_outside").map(|w| w.code.to_owned());
    if table.periods.as_ref().is_some_and(|expected| *expected != periods) {
        Some(format!("its periods are {periods:?}"))
    } else if table.stores.as_ref().is_some_and(|expected| *expected != stores) {
        Some(format!("its stores are {stores:?}"))
    } else if table.units.is_some_and(|units| units * 10_000 != outcome.units()) {
        Some(format!("it has {} pieces", outcome.units() / 10_000))
    } else if outside != table.warning {
        Some(format!("loading it warns of {}", outside.unwrap_or_else(|| "nothing".to_owned())))
    } else {
        None
    }
}

fn page() -> (String, usize, usize) {
    let all: Vec<(Table, Vec<String>)> =
        tables().into_iter().map(|table| (wrong(&table), table)).map(|(wrong, table)| (table, wrong)).collect();
    let right = all.iter().filter(|(_, wrong)| wrong.is_empty()).count();
    let mut page = HEAD.to_owned();
    writeln!(page, "\n**{right} of {} are right.** By kind:\n\n| tables | right |\n|---|---:|", all.len())
        .expect("a text");
    let mut kinds: Vec<&str> = Vec::new();
    for (table, _) in &all {
        if !kinds.contains(&table.kind()) {
            kinds.push(table.kind());
        }
    }
    for kind in kinds {
        let of = || all.iter().filter(|(table, _)| table.kind() == kind);
        let right = of().filter(|(_, wrong)| wrong.is_empty()).count();
        writeln!(page, "| {kind} | {right} of {} |", of().count()).expect("a text");
    }
    page += WRONG;
    for (table, wrong) in all.iter().filter(|(_, wrong)| !wrong.is_empty()) {
        writeln!(page, "| {} | {} |", table.name, wrong.join("; ")).expect("a text");
    }
    (page, right, all.len())
}

#[test]
fn most_unknown_tables_are_proposed_right_and_the_page_says_which_are_not() {
    let (page, right, all) = page();
    println!("{page}");
    assert!(all >= 40, "{all} tables are too few to measure");
    assert!(right * 10 >= all * 9, "{right} of {all} tables are proposed right");
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/detection.md");
    let true_part = Path::new(env!("CARGO_TARGET_TMPDIR")).join("unknown.md");
    std::fs::write(&true_part, &page).expect("written");
    let same = std::fs::read_to_string(committed).is_ok_and(|text| text.contains(&page));
    assert!(same, "docs/detection.md is not true any more; look at {} and put it there", true_part.display());
}
