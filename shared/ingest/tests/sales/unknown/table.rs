//! The tables of tables.txt, and what is expected of each.

use sellout_ingest::Known;
use sellout_model::Period;

const TABLES: &str = include_str!("tables.txt");

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
    };
    let mut said = None;
    for line in lines.filter(|line| !line.is_empty()) {
        if let Some(expected) = line.strip_prefix('=') {
            table.expect(expected);
        } else if let Some((word, value)) = line.split_once(": ").filter(|(word, _)| !word.contains('|')) {
            match word {
                "sales" => said = value.parse().ok(),
                word => table.say(word, value),
            }
        } else {
            table.rows.push(line.split('|').map(str::to_owned).collect());
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
