//! Any table written in any layout that is known comes back cell by cell.

use proptest::prelude::*;

use crate::table::read;

#[derive(Clone, Copy, Debug)]
enum Quoting {
    Doubled,
    Backslash,
    Apostrophe,
}

#[derive(Clone, Copy, Debug)]
enum Encoding {
    Utf8,
    Marked,
    Utf16(bool),
}

#[derive(Clone, Debug)]
struct Layout {
    delimiter: char,
    quoting: Quoting,
    always: bool,
    ending: &'static str,
    encoding: Encoding,
    last_end: bool,
}

fn layouts() -> impl Strategy<Value = Layout> {
    let delimiters = prop::sample::select(vec![',', ';', '\t', '|']);
    let quoting = prop::sample::select(vec![Quoting::Doubled, Quoting::Backslash, Quoting::Apostrophe]);
    let endings = prop::sample::select(vec!["\n", "\r\n", "\r"]);
    let encodings =
        prop::sample::select(vec![Encoding::Utf8, Encoding::Marked, Encoding::Utf16(true), Encoding::Utf16(false)]);
    (delimiters, quoting, any::<bool>(), endings, encodings, any::<bool>()).prop_map(
        |(delimiter, quoting, always, ending, encoding, last_end)| Layout {
            delimiter,
            quoting,
            always,
            ending,
            encoding,
            last_end,
        },
    )
}

/// Tables whose cells hold delimiters and quotes, or line breaks and quotes: with both in one row nobody can tell a
/// cell of several lines from several rows behind a stray quote.
fn tables() -> impl Strategy<Value = Vec<Vec<String>>> {
    (2usize..7).prop_flat_map(|columns| {
        let row = |cell: &'static str| proptest::collection::vec(cell, columns);
        proptest::collection::vec(prop_oneof![row("[a-c0-9 ,;|'\"\tß東]{0,10}"), row("[a-c0-9'\"\nß東]{0,10}")], 1..12)
    })
}

impl Layout {
    fn quote(&self) -> char {
        if matches!(self.quoting, Quoting::Apostrophe) { '\'' } else { '"' }
    }

    fn cell(&self, cell: &str, always: bool) -> String {
        let quote = self.quote();
        if !always && !cell.contains([self.delimiter, quote, '\n', '\r', '\\']) {
            return cell.to_owned();
        }
        let inside = match self.quoting {
            Quoting::Backslash => cell.replace('\\', "\\\\").replace('"', "\\\""),
            Quoting::Doubled | Quoting::Apostrophe => cell.replace(quote, &format!("{quote}{quote}")),
        };
        format!("{quote}{inside}{quote}")
    }

    fn write(&self, table: &[Vec<String>]) -> Vec<u8> {
        let mut text = String::new();
        for (at, row) in table.iter().enumerate() {
            // The first row shows the quotes, whatever the others need.
            let cells: Vec<String> = row.iter().map(|cell| self.cell(cell, self.always || at == 0)).collect();
            text += &cells.join(&self.delimiter.to_string());
            if at + 1 < table.len() || self.last_end {
                text += self.ending;
            }
        }
        match self.encoding {
            Encoding::Utf8 => text.into_bytes(),
            Encoding::Marked => format!("\u{feff}{text}").into_bytes(),
            Encoding::Utf16(little) => crate::table::wide(&format!("\u{feff}{text}"), little),
        }
    }
}

proptest! {
    #[test]
    fn written_tables_come_back_in_every_layout(layout in layouts(), table in tables()) {
        let columns = table[0].len();
        let mut whole = vec![(0..columns).map(|at| format!("title {at}")).collect::<Vec<_>>()];
        for at in 0..20 {
            let mut row: Vec<String> = (0..columns).map(|column| format!("rose {column}")).collect();
            if matches!(layout.quoting, Quoting::Backslash) && at == 0 {
                row[0] = "the \"best\" rose".to_owned();
            }
            whole.push(row);
        }
        let clean = |cell: &String| {
            if matches!(layout.quoting, Quoting::Apostrophe) { cell.replace('"', "") } else { cell.clone() }
        };
        whole.extend(table.iter().map(|row| row.iter().map(clean).collect::<Vec<_>>()));
        let lines = read(&layout.write(&whole));
        let blank = |cell: &String| if cell.trim().is_empty() { String::new() } else { cell.clone() };
        let expected: Vec<Vec<String>> = whole.iter().map(|row| row.iter().map(blank).collect()).collect();
        prop_assert!(lines.iter().all(|line| line.2.is_none()));
        let cells: Vec<_> = lines.into_iter().map(|line| line.1).collect();
        prop_assert_eq!(cells, expected);
    }
}
