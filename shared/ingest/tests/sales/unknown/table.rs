//! The tables of tables.txt, and what is expected of each.

use std::collections::BTreeSet;

use sellout_ingest::Known;
use sellout_model::Period;

const TABLES: &str = include_str!("tables.txt");

/// The words that say something of a table; other lines are its rows.
const WORDS: [&str; 12] =
    ["file", "period", "wide", "store", "vendor", "product", "sales", "periods", "stores", "units", "note", "warning"];

/// A table, what is known beside it, and what it should be taken for.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) file: String,
    pub(super) period: Option<Period>,
    pub(super) known: Known,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) columns: Vec<Expected>,
    /// What stands across.
    pub(super) wide: Option<String>,
    /// How many sales its rows are.
    pub(super) sales: usize,
    /// What the sales are of, where that is said: their periods, stores and pieces.
    pub(super) periods: Option<BTreeSet<String>>,
    pub(super) stores: Option<BTreeSet<String>>,
    pub(super) units: Option<i64>,
    /// A text of what people are told beside the columns, and the warning that loading gives.
    pub(super) note: Option<String>,
    pub(super) warning: Option<String>,
}

/// What a column should be.
pub(super) struct Expected {
    /// Its header, or its letter.
    pub(super) name: String,
    /// `-` is nothing.
    pub(super) field: String,
    /// Whether it stands under a label.
    pub(super) across: bool,
}

impl Table {
    /// The first word of its name.
    pub(super) fn kind(&self) -> &str {
        self.name.split(':').next().unwrap_or_default()
    }
}

/// All of them.
pub(super) fn tables() -> Vec<Table> {
    TABLES.split("\n## ").skip(1).map(table).collect()
}

fn table(text: &str) -> Table {
    let mut lines = text.lines();
    let name = lines.next().expect("a name").to_owned();
    let mut table = Table {
        name,
        file: "list.csv".to_owned(),
        period: "2025-04".parse().ok(),
        known: Known::default(),
        rows: Vec::new(),
        columns: Vec::new(),
        wide: None,
        sales: 0,
        periods: None,
        stores: None,
        units: None,
        note: None,
        warning: None,
    };
    let mut said = None;
    for line in lines.filter(|line| !line.is_empty()) {
        if let Some(expected) = line.strip_prefix('=') {
            table.expect(expected);
        } else if let Some((word, value)) = line.split_once(": ").filter(|(word, _)| WORDS.contains(word)) {
            match word {
                "sales" => said = value.parse().ok(),
                word => table.say(word, value),
            }
        } else {
            // A line of a single blank is a blank row of the table.
            let cells = line.trim_end_matches('~').split('|').map(str::to_owned).collect();
            table.rows.push(cells);
            table.sales += usize::from(!table.columns.is_empty());
        }
    }
    table.sales = said.unwrap_or(table.sales);
    table
}

impl Table {
    fn say(&mut self, word: &str, value: &str) {
        let each = || value.split("; ");
        match word {
            "file" => value.clone_into(&mut self.file),
            "period" => self.period = value.parse().ok().or_else(|| format!("{value}-01..{value}-12").parse().ok()),
            "periods" => self.periods = Some(each().map(str::to_owned).collect()),
            "stores" => self.stores = Some(each().map(str::to_owned).collect()),
            "units" => self.units = value.parse().ok(),
            "note" => self.note = Some(value.to_owned()),
            "warning" => self.warning = Some(value.to_owned()),
            "wide" => self.wide = Some(value.to_owned()),
            "store" => each().for_each(|name| self.known.learn_store(name)),
            "vendor" => each().for_each(|name| self.known.learn_vendor(name, name)),
            "product" => each().for_each(|name| self.known.learn_product(None, name, None)),
            other => panic!("{}: {other} says nothing", self.name),
        }
    }

    /// A header that is blank or was there before is called by its letter.
    fn expect(&mut self, expected: &str) {
        let header = self.rows.last().cloned().unwrap_or_default();
        let name = |at: usize| match header.get(at).filter(|text| !text.is_empty() && !header[..at].contains(text)) {
            Some(text) => text.clone(),
            None => format!("@{}", char::from(b'A' + at as u8)),
        };
        let field = |(at, word): (usize, &str)| Expected {
            name: name(at),
            field: word.trim_start_matches('*').to_owned(),
            across: word.starts_with('*'),
        };
        self.columns = expected.split('|').enumerate().map(field).collect();
    }
}
